//! One request and its answer, as they went over the wire: what the fetcher hands to the archive.

use core::net::IpAddr;
use std::io::Read as _;

use jiff::{SignedDuration, Timestamp};
use url::Url;

/// Most bytes that a body may have once decoded.
pub const DECODED_LIMIT: usize = 16 * 1024 * 1024;
/// Most room that is made for a body on the word of its packer.
const EXPECTED_LIMIT: usize = 4 * 1024 * 1024;
/// Past this many decoded bytes, a body that grew more than [`RATIO_LIMIT`] times is a bomb.
pub const RATIO_FREE: usize = 1024 * 1024;
/// How many times a body may grow.
pub const RATIO_LIMIT: usize = 200;
/// What every gzip member begins with (RFC 1952, section 2.3.1), deflate as its method.
const GZIP: [u8; 3] = [0x1f, 0x8b, 8];

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
    /// More than one content coding, said or not.
    #[error("the body is compressed twice")]
    Twice,
    /// The compressed stream is broken.
    #[error("the compressed stream is broken: {0}")]
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

    /// The body with its content coding removed (RFC 9110, section 8.4): gzip, which is asked for, and
    /// deflate, which some servers send unasked.
    ///
    /// # Errors
    /// When there are several codings, when it is unknown, when the stream is broken, or when the body is
    /// a decompression bomb.
    pub fn decoded_body(&self) -> Result<Vec<u8>, BodyError> {
        let codings = self.codings();
        let plain = match codings.as_slice() {
            [] => return Ok(self.body.clone()),
            [coding] => match coding.as_str() {
                "gzip" | "x-gzip" => gunzip(&self.body)?,
                "deflate" => inflate(&self.body)?,
                _ => return Err(BodyError::Coding(coding.clone())),
            },
            _ => return Err(BodyError::Twice),
        };
        // A page that is gzip still would be read as a text of signs; a sitemap may be such a file.
        if self.is_html() && plain.starts_with(&GZIP) {
            return Err(BodyError::Twice);
        }
        Ok(plain)
    }

    /// The content codings in the order applied, those of all header lines, without `identity`.
    fn codings(&self) -> Vec<String> {
        let lines = self
            .headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("content-encoding"))
            .map(|(_, value)| String::from_utf8_lossy(value).to_ascii_lowercase());
        let mut codings = Vec::new();
        for line in lines {
            let named = line.split(',').map(str::trim);
            codings.extend(
                named
                    .filter(|coding| !matches!(*coding, "" | "identity"))
                    .map(str::to_owned),
            );
        }
        codings
    }
}

/// Unpacks one or more gzip members, within the limits of size and ratio.
///
/// # Errors
/// When the stream is broken or grows past the limits.
pub fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, BodyError> {
    // The last four bytes tell the size of what was packed last (RFC 1952, section 2.3.1): a guess, not a promise.
    let told = bytes
        .last_chunk()
        .map_or(0, |size| u32::from_le_bytes(*size));
    let expected = usize::try_from(told).unwrap_or(0).min(EXPECTED_LIMIT);
    unpacked(
        flate2::read::MultiGzDecoder::new(bytes),
        bytes.len(),
        expected,
    )
}

/// Unpacks deflate: in the frame of zlib, as RFC 9110 (section 8.4.1.2) has it, or bare, as some send it.
fn inflate(bytes: &[u8]) -> Result<Vec<u8>, BodyError> {
    let framed = match bytes {
        // RFC 1950, section 2.2: method 8, and a check of the two bytes.
        [method, flags, ..] => {
            method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]).is_multiple_of(31)
        }
        _ => false,
    };
    if framed {
        unpacked(flate2::read::ZlibDecoder::new(bytes), bytes.len(), 0)
    } else {
        unpacked(flate2::read::DeflateDecoder::new(bytes), bytes.len(), 0)
    }
}

/// All that a decoder gives, within the limits of size and ratio; `length` is that of its source, `expected` how
/// much room is made beforehand.
fn unpacked(
    decoder: impl std::io::Read,
    length: usize,
    expected: usize,
) -> Result<Vec<u8>, BodyError> {
    let ceiling = DECODED_LIMIT.min(length.saturating_mul(RATIO_LIMIT).max(RATIO_FREE));
    // One byte more, so that the end is seen without growing.
    let mut plain = Vec::with_capacity(expected.min(ceiling) + 1);
    let limit = u64::try_from(ceiling).unwrap_or(u64::MAX).saturating_add(1);
    decoder
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

    fn answer(codings: &[&str], media_type: &str, body: Vec<u8>) -> Exchange {
        let coding = |value: &&str| ("Content-Encoding".to_owned(), value.as_bytes().to_vec());
        let mut headers: Vec<_> = codings.iter().map(coding).collect();
        headers.push(("Content-Type".to_owned(), media_type.as_bytes().to_vec()));
        Exchange {
            url: Url::parse("http://m.example/").unwrap(),
            at: "2026-02-03T12:00:00Z".parse().unwrap(),
            ip: None,
            request: Vec::new(),
            status: 200,
            reason: String::new(),
            headers,
            body,
            truncated: None,
        }
    }

    #[test]
    fn a_decompression_bomb_is_refused_by_size_and_by_ratio() {
        let bomb = gzip(&vec![0; 64 * 1024 * 1024]);
        assert!(matches!(gunzip(&bomb), Err(BodyError::Bomb)));
        // One million zeros grow a thousand times, and are no harm; two are one too many.
        assert_eq!(
            gunzip(&gzip(&vec![0; RATIO_FREE])).unwrap().len(),
            RATIO_FREE
        );
        assert!(matches!(
            gunzip(&gzip(&vec![0; RATIO_FREE + 1])),
            Err(BodyError::Bomb)
        ));
        // Text that shrinks as text does goes up to the limit of size and not a byte further.
        let noise = |length: usize| -> Vec<u8> {
            let mut state = 1_u32;
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state.to_be_bytes()[0] & 0x3f
            };
            (0..length).map(|_| next()).collect()
        };
        assert_eq!(
            gunzip(&gzip(&noise(DECODED_LIMIT))).unwrap().len(),
            DECODED_LIMIT
        );
        assert!(matches!(
            gunzip(&gzip(&noise(DECODED_LIMIT + 1))),
            Err(BodyError::Bomb)
        ));
    }

    #[test]
    fn deflate_is_unpacked_in_its_frame_and_bare_and_its_bombs_too_are_refused() {
        let text = b"label Villes Internet".repeat(20);
        let level = flate2::Compression::default();
        let mut framed = flate2::write::ZlibEncoder::new(Vec::new(), level);
        framed.write_all(&text).unwrap();
        let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), level);
        bare.write_all(&text).unwrap();
        for body in [framed.finish().unwrap(), bare.finish().unwrap()] {
            assert_eq!(
                answer(&["deflate"], "text/html", body)
                    .decoded_body()
                    .unwrap(),
                text
            );
        }
        let mut bomb = flate2::write::ZlibEncoder::new(Vec::new(), level);
        bomb.write_all(&vec![0; 20_000_000]).unwrap();
        let bomb = answer(&["deflate"], "text/html", bomb.finish().unwrap());
        assert!(matches!(bomb.decoded_body(), Err(BodyError::Bomb)));
    }

    #[test]
    fn a_body_that_is_compressed_twice_is_refused_whether_it_says_so_or_not() {
        let twice = gzip(&gzip(b"page"));
        for codings in [
            &["gzip, gzip"][..],
            &["gzip", "gzip"],
            &["deflate, gzip"],
            &["gzip", "br"],
            &["gzip"],
        ] {
            let refused = answer(codings, "text/html; charset=utf-8", twice.clone()).decoded_body();
            assert!(
                matches!(refused, Err(BodyError::Twice)),
                "{codings:?}: {refused:?}"
            );
        }
        // A sitemap may be a gzip file, and its server compress it once more.
        let sitemap = answer(&["gzip"], "application/gzip", twice).decoded_body();
        assert_eq!(sitemap.unwrap(), gzip(b"page"));
        for codings in [&[][..], &["identity"], &[""], &["identity, "]] {
            let plain = answer(codings, "text/html", b"page".to_vec()).decoded_body();
            assert_eq!(plain.unwrap(), b"page", "{codings:?}");
        }
        let once = answer(&["identity", "GZIP"], "text/html", gzip(b"page")).decoded_body();
        assert_eq!(once.unwrap(), b"page");
        for coding in ["br", "zstd", "compress", "\u{e9}"] {
            let refused = answer(&[coding], "text/html", b"page".to_vec()).decoded_body();
            assert!(matches!(refused, Err(BodyError::Coding(_))), "{coding}");
        }
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
            let mut exchange = answer(&[], "text/html", Vec::new());
            exchange
                .headers
                .push(("Retry-After".into(), value.as_bytes().to_vec()));
            let asked = exchange.retry_after(now).map(|asked| asked.as_secs());
            assert_eq!(asked, seconds, "{value}");
        }
    }
}
