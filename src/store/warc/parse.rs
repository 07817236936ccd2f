//! One WARC record read back from its gzip member.

use std::io::Read as _;

use flate2::read::GzDecoder;
use url::Url;

use super::http::{self, Lines};
use crate::web::exchange::{Exchange, Truncated};

/// The longest record that is read back: a body of 16 MB, decoded or not, with room for its head.
const RECORD_LIMIT: u64 = 64 * 1024 * 1024;

/// A record read back.
pub(in crate::store) struct Record {
    headers: Vec<(String, String)>,
    block: Vec<u8>,
}

/// What is wrong with a record.
pub(in crate::store) type Wrong = String;

impl Record {
    /// Reads the one record in the gzip member `bytes`.
    pub(in crate::store) fn parse(bytes: &[u8]) -> Result<Self, Wrong> {
        let mut plain = Vec::new();
        GzDecoder::new(bytes)
            .take(RECORD_LIMIT)
            .read_to_end(&mut plain)
            .map_err(|error| format!("the gzip member cannot be read: {error}"))?;
        let mut lines = Lines {
            bytes: &plain,
            at: 0,
        };
        if !lines
            .next()
            .is_some_and(|line| line.starts_with(b"WARC/1."))
        {
            return Err("no WARC record begins here".to_owned());
        }
        let mut headers = Vec::new();
        for line in lines.by_ref().take_while(|line| !line.is_empty()) {
            let line = String::from_utf8_lossy(line);
            let Some((name, value)) = line.split_once(':') else {
                return Err(format!("{line:?} is not a WARC header"));
            };
            headers.push((name.to_owned(), value.trim().to_owned()));
        }
        let at = lines.at;
        let mut record = Self {
            headers,
            block: Vec::new(),
        };
        let length = record
            .header("content-length")
            .and_then(|length| length.parse().ok());
        let end = length.and_then(|length: usize| at.checked_add(length));
        let Some(block) = end.and_then(|end| plain.get(at..end)) else {
            return Err("the record is shorter than its Content-Length".to_owned());
        };
        record.block = block.to_vec();
        Ok(record)
    }

    fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The answer that a `response` or a `resource` holds.
    pub(in crate::store) fn into_exchange(mut self) -> Result<Exchange, Wrong> {
        let text = |name: &str| self.header(name).ok_or_else(|| format!("it has no {name}"));
        let target = text("WARC-Target-URI")?;
        let url =
            Url::parse(target.trim_matches(['<', '>'])).map_err(|e| format!("{target}: {e}"))?;
        let at = text("WARC-Date")?
            .parse()
            .map_err(|error: jiff::Error| error.to_string())?;
        let ip = self
            .header("WARC-IP-Address")
            .and_then(|ip| ip.parse().ok());
        let truncated = match self.header("WARC-Truncated") {
            Some("length") => Some(Truncated::Length),
            Some("time") => Some(Truncated::Time),
            Some(_) => Some(Truncated::Disconnect),
            None => None,
        };
        let kind = text("WARC-Type")?.to_owned();
        let (status, reason, headers, body_at) = match kind.as_str() {
            "response" => {
                let head = http::parse(&self.block).ok_or("its HTTP head cannot be read")?;
                (head.status, head.reason, head.headers, head.body_at)
            }
            "resource" => {
                let content_type = text("Content-Type")?.as_bytes().to_vec();
                (
                    200,
                    "OK".to_owned(),
                    vec![("Content-Type".to_owned(), content_type)],
                    0,
                )
            }
            _ => return Err(format!("it is a {kind}, not an answer")),
        };
        let body = self.block.split_off(body_at);
        let request = Vec::new();
        Ok(Exchange {
            url,
            at,
            ip,
            request,
            status,
            reason,
            headers,
            body,
            truncated,
        })
    }
}
