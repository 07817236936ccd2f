//! One request and its answer, as they went over the wire: what the fetcher hands to the archive.

use core::net::IpAddr;
use std::io::Read as _;

use jiff::{SignedDuration, Timestamp};
use url::Url;

/// Most bytes that a body may have once decoded.
pub const DECODED_LIMIT: usize = 16 * 1024 * 1024;
/// Past this many decoded bytes, a body that grew more than [`RATIO_LIMIT`] times is a bomb.
const RATIO_FREE: usize = 1024 * 1024;
const RATIO_LIMIT: usize = 200;

/// A request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The address asked, under its own name even where the request went elsewhere.
    pub url: Url,
    /// When the request was sent.
    pub at: Timestamp,
    /// The address of the server.
    pub ip: Option<IpAddr>,
    /// Request line and headers, each line ended by CRLF, with the empty line at the end.
    pub request: Vec<u8>,
    /// HTTP status code.
    pub status: u16,
    /// Reason phrase, often empty.
    pub reason: String,
    /// Response headers in the order received.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body: transfer coding removed, content coding kept.
    pub body: Vec<u8>,
    /// Why the body is not whole, where a limit cut it.
    pub truncated: Option<Truncated>,
}

/// Why a body was cut: the values of `WARC-Truncated` (WARC 1.1, section 5.13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truncated {
    /// Longer than the limit.
    Length,
    /// Slower than the limit.
    Time,
    /// The connection broke.
    Disconnect,
}

impl Truncated {
    /// The word that the WARC header takes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Time => "time",
            Self::Disconnect => "disconnect",
        }
    }
}

/// A body that cannot be decoded.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// It would grow past [`DECODED_LIMIT`], or out of proportion.
    #[error("the body grows past {DECODED_LIMIT} bytes, or more than {RATIO_LIMIT} times")]
    Bomb,
    /// A content coding that was not asked for.
    #[error("content coding {0:?} was not asked for")]
    Coding(String),
    /// The compressed stream is broken.
    #[error("the gzip stream is broken: {0}")]
    Broken(#[source] std::io::Error),
}

impl Exchange {
    /// The first header called `name`, in any case, where it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(&found.1).ok().map(str::trim)
    }

    /// How long the server asks to be left alone, seen from `now` (RFC 9110, section 10.2.3):
    /// seconds or a date; nothing below zero.
    pub fn retry_after(&self, now: Timestamp) -> Option<SignedDuration> {
        let value = self.header("retry-after")?;
        let asked = if let Ok(seconds) = value.parse::<i64>() {
            SignedDuration::from_secs(seconds)
        } else if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
            // More digits than a number holds: as long as can be said.
            SignedDuration::MAX
        } else {
            let date = jiff::fmt::rfc2822::DateTimeParser::new()
                .parse_timestamp(value)
                .ok()?;
            date.duration_since(now)
        };
        Some(asked.max(SignedDuration::ZERO))
    }

    /// The media type without parameters, in lower case.
    pub fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        value
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    }

    /// Whether the answer says that it is HTML.
    pub fn is_html(&self) -> bool {
        matches!(
            self.media_type().as_str(),
            "text/html" | "application/xhtml+xml"
        )
    }

    /// The body with its content coding removed (RFC 9110, section 8.4).
    ///
    /// # Errors
    /// When the coding is unknown, the stream is broken, or the body is a decompression bomb.
    pub fn decoded_body(&self) -> Result<Vec<u8>, BodyError> {
        let coding = self
            .header("content-encoding")
            .unwrap_or_default()
            .to_ascii_lowercase();
        match coding.as_str() {
            "" | "identity" => Ok(self.body.clone()),
            "gzip" | "x-gzip" => gunzip(&self.body),
            _ => Err(BodyError::Coding(coding)),
        }
    }
}

/// Unpacks one or more gzip members, within the limits of size and ratio.
///
/// # Errors
/// When the stream is broken or grows past the limits.
pub fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, BodyError> {
    let ceiling = DECODED_LIMIT.min((bytes.len().saturating_mul(RATIO_LIMIT)).max(RATIO_FREE));
    let mut plain = Vec::new();
    let limit = u64::try_from(ceiling).unwrap_or(u64::MAX).saturating_add(1);
    flate2::read::MultiGzDecoder::new(bytes)
        .take(limit)
        .read_to_end(&mut plain)
        .map_err(BodyError::Broken)?;
    if plain.len() > ceiling {
        Err(BodyError::Bomb)
    } else {
        Ok(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_gzip_body_comes_back_whole() {
        assert_eq!(
            gunzip(&gzip("cinq arobases".as_bytes())).unwrap(),
            "cinq arobases".as_bytes()
        );
    }

    #[test]
    fn a_decompression_bomb_is_refused() {
        let bomb = gzip(&vec![0; 64 * 1024 * 1024]);
        assert!(matches!(gunzip(&bomb), Err(BodyError::Bomb)));
    }

    #[test]
    fn a_torn_gzip_stream_is_an_error_and_not_a_shorter_page() {
        let whole = gzip(b"label Villes Internet");
        assert!(matches!(
            gunzip(&whole[..whole.len() - 9]),
            Err(BodyError::Broken(_))
        ));
    }

    // https://www.rfc-editor.org/rfc/rfc9110.html#section-10.2.3
    #[test]
    fn rfc9110_10_2_3_retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-02-03T12:00:00Z".parse().unwrap();
        for (value, seconds) in [
            ("120", Some(120)),
            ("0", Some(0)),
            ("-1", Some(0)),
            ("Tue, 03 Feb 2026 12:10:00 GMT", Some(600)),
            ("Tue, 03 Feb 2026 11:00:00 GMT", Some(0)),
            ("99999999999999999999", Some(i64::MAX)),
            ("soon", None),
            ("", None),
        ] {
            let exchange = Exchange {
                url: Url::parse("http://m.example/").unwrap(),
                at: now,
                ip: None,
                request: Vec::new(),
                status: 503,
                reason: String::new(),
                headers: vec![("Retry-After".into(), value.as_bytes().to_vec())],
                body: Vec::new(),
                truncated: None,
            };
            let asked = exchange.retry_after(now).map(|asked| asked.as_secs());
            assert_eq!(asked, seconds, "{value}");
        }
    }
}
