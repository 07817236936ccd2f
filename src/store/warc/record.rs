//! One WARC record as one gzip member: how it is made, and how it is read back.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;
use url::Url;

use super::http::{self, Lines};
use crate::store::Operator;
use crate::store::database::moment;
use crate::store::row::File;
use crate::web::exchange::{Exchange, Truncated};

/// The longest record that is read back: a body of 16 MB, decoded or not, with room for its head.
const RECORD_LIMIT: u64 = 64 * 1024 * 1024;
/// A page of text costs three times the time at 9 for two hundredths of the size.
const LEVEL: Compression = Compression::new(6);

/// A record ready to be appended, and what the database keeps of it.
pub(in crate::store) struct Member {
    /// The gzip member.
    pub(in crate::store) bytes: Vec<u8>,
    /// WARC-Record-ID without its angle brackets.
    pub(in crate::store) id: String,
    /// WARC-Payload-Digest, or that of the block where the record has no payload.
    pub(in crate::store) digest: String,
    /// SHA-256 of the payload, hex.
    pub(in crate::store) sha256: String,
}

/// The headers of a record that are its own; the others are the same for all.
struct Fields<'a> {
    kind: &'a str,
    content_type: &'a str,
    at: Timestamp,
    own: Vec<(&'static str, String)>,
}

/// The record that opens every file (WARC 1.1, section 6.2).
pub(super) fn warcinfo(file: &str, operator: &Operator, at: Timestamp) -> Member {
    let mut about = vec![
        (
            "software",
            concat!("arobase/", env!("CARGO_PKG_VERSION")).to_owned(),
        ),
        ("format", "WARC File Format 1.1".to_owned()),
        (
            "conformsTo",
            "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
                .to_owned(),
        ),
        ("robots", "obey".to_owned()),
    ];
    if !operator.contact.is_empty() {
        about.push(("operator", operator.contact.clone()));
    }
    if !operator.user_agent.is_empty() {
        about.push(("http-header-user-agent", operator.user_agent.clone()));
    }
    let mut block = String::new();
    for (name, value) in about {
        for part in [name, ": ", &on_one_line(&value), "\r\n"] {
            block.push_str(part);
        }
    }
    let fields = Fields {
        kind: "warcinfo",
        content_type: "application/warc-fields",
        at,
        own: vec![("WARC-Filename", file.to_owned())],
    };
    member(&fields, block.as_bytes(), None)
}

/// An answer (WARC 1.1, section 6.3).
pub(super) fn response(exchange: &Exchange, info: &str) -> Member {
    let mut own = about(exchange, info);
    if let Some(truncated) = exchange.truncated {
        own.push(("WARC-Truncated", truncated.as_str().to_owned()));
    }
    let mut block = http::head_of(exchange);
    let payload_at = block.len();
    block.extend_from_slice(&exchange.body);
    let fields = Fields {
        kind: "response",
        content_type: "application/http;msgtype=response",
        at: exchange.at,
        own,
    };
    member(&fields, &block, Some(payload_at))
}

/// The request that got the answer `response` (WARC 1.1, section 6.5).
pub(super) fn request(exchange: &Exchange, info: &str, response: &str) -> Member {
    let mut own = about(exchange, info);
    own.push(("WARC-Concurrent-To", format!("<{response}>")));
    let fields = Fields {
        kind: "request",
        content_type: "application/http;msgtype=request",
        at: exchange.at,
        own,
    };
    member(&fields, &exchange.request, None)
}

/// A file that came without HTTP (WARC 1.1, section 6.4).
pub(super) fn resource(file: &File, info: &str) -> Member {
    let own = vec![
        ("WARC-Target-URI", file.url.to_string()),
        ("WARC-Warcinfo-ID", format!("<{info}>")),
        ("X-Arobase-Imported-From", on_one_line(&file.path)),
    ];
    let content_type = on_one_line(&file.media_type);
    let fields = Fields {
        kind: "resource",
        content_type: &content_type,
        at: file.at,
        own,
    };
    member(&fields, &file.body, Some(0))
}

fn about(exchange: &Exchange, info: &str) -> Vec<(&'static str, String)> {
    let mut url = exchange.url.clone();
    url.set_fragment(None);
    let mut own = vec![
        ("WARC-Target-URI", url.to_string()),
        ("WARC-Warcinfo-ID", format!("<{info}>")),
    ];
    if let Some(ip) = exchange.ip {
        own.push(("WARC-IP-Address", ip.to_string()));
    }
    own
}

/// Text that cannot end its header's line.
fn on_one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_owned()
}

fn member(fields: &Fields<'_>, block: &[u8], payload_at: Option<usize>) -> Member {
    let id = format!("urn:uuid:{}", uuid::Uuid::new_v4());
    let block_digest = sha1_of(block);
    let payload = &block[payload_at.unwrap_or_default()..];
    let digest = if payload_at.is_some() {
        sha1_of(payload)
    } else {
        block_digest.clone()
    };
    let mut head = format!(
        "WARC/1.1\r\nWARC-Type: {}\r\nWARC-Record-ID: <{id}>\r\nWARC-Date: {}\r\n",
        fields.kind,
        moment(fields.at),
    );
    let mut add = |name: &str, value: &str| {
        for part in [name, ": ", value, "\r\n"] {
            head.push_str(part);
        }
    };
    for (name, value) in &fields.own {
        add(name, value);
    }
    add("WARC-Block-Digest", &block_digest);
    if payload_at.is_some() {
        add("WARC-Payload-Digest", &digest);
    }
    add("Content-Type", fields.content_type);
    add("Content-Length", &format!("{}\r\n", block.len()));
    Member {
        bytes: gzip(&[head.as_bytes(), block, b"\r\n\r\n"]),
        id,
        digest,
        sha256: sha256_of(payload),
    }
}

/// `sha1:` and the digest in base32 (RFC 4648), as WARC files have it.
pub(super) fn sha1_of(bytes: &[u8]) -> String {
    format!(
        "sha1:{}",
        data_encoding::BASE32.encode(&Sha1::digest(bytes))
    )
}

/// The SHA-256 of `bytes` in hex, as captures have it.
pub fn sha256_of(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

fn gzip(parts: &[&[u8]]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), LEVEL);
    for part in parts {
        // Writing to memory does not fail.
        let _ = encoder.write_all(part);
    }
    encoder.finish().unwrap_or_default()
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(member: &Member) -> String {
        let mut text = Vec::new();
        GzDecoder::new(member.bytes.as_slice())
            .read_to_end(&mut text)
            .unwrap();
        String::from_utf8_lossy(&text).into_owned()
    }

    fn exchange() -> Exchange {
        Exchange {
            url: "https://ville.example/label?a=1#top".parse().unwrap(),
            at: "2026-03-04T05:06:07.891234567Z".parse().unwrap(),
            ip: Some("192.0.2.7".parse().unwrap()),
            request: b"GET /label?a=1 HTTP/1.1\r\nHost: ville.example\r\n\r\n".to_vec(),
            status: 200,
            reason: "Tres Bien".to_owned(),
            headers: vec![("Content-Type".to_owned(), b"text/html".to_vec())],
            body: b"quatre arobases".to_vec(),
            truncated: Some(Truncated::Length),
        }
    }

    #[test]
    fn warc_1_1_a_response_has_the_fields_that_replay_and_proof_need() {
        let text = plain(&response(&exchange(), "urn:uuid:info"));
        let (head, block) = text.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        assert_eq!(lines.next(), Some("WARC/1.1"));
        let lines: Vec<_> = lines
            .filter(|line| !line.starts_with("WARC-Record-ID: <urn:"))
            .collect();
        assert_eq!(
            lines,
            [
                "WARC-Type: response",
                "WARC-Date: 2026-03-04T05:06:07.891234Z",
                "WARC-Target-URI: https://ville.example/label?a=1",
                "WARC-Warcinfo-ID: <urn:uuid:info>",
                "WARC-IP-Address: 192.0.2.7",
                "WARC-Truncated: length",
                &format!(
                    "WARC-Block-Digest: {}",
                    sha1_of(block.strip_suffix("\r\n\r\n").unwrap().as_bytes())
                ),
                &format!("WARC-Payload-Digest: {}", sha1_of(b"quatre arobases")),
                "Content-Type: application/http;msgtype=response",
                "Content-Length: 86",
            ]
        );
    }

    #[test]
    fn rfc4648_digests_are_base32() {
        assert_eq!(sha1_of(b""), "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ");
    }

    #[test]
    fn a_request_points_at_its_answer() {
        let text = plain(&request(&exchange(), "urn:uuid:info", "urn:uuid:answer"));
        assert!(text.contains("\r\nWARC-Concurrent-To: <urn:uuid:answer>\r\n"));
        assert!(text.ends_with("GET /label?a=1 HTTP/1.1\r\nHost: ville.example\r\n\r\n\r\n\r\n"));
    }

    #[test]
    fn a_warcinfo_says_who_with_what_and_under_which_rules() {
        let operator = Operator {
            user_agent: "arobase/1 (+https://ville.example)".to_owned(),
            contact: "a@ville.example\r\nevil: 1".to_owned(),
        };
        let text = plain(&warcinfo("a.warc.gz", &operator, Timestamp::UNIX_EPOCH));
        for part in [
            "WARC-Type: warcinfo\r\n",
            "WARC-Filename: a.warc.gz\r\n",
            "Content-Type: application/warc-fields\r\n",
            "format: WARC File Format 1.1\r\n",
            "robots: obey\r\n",
            "operator: a@ville.example  evil: 1\r\n",
            "http-header-user-agent: arobase/1 (+https://ville.example)\r\n",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn an_imported_file_comes_back() {
        let file = File {
            url: "urn:sha256:00ff".parse().unwrap(),
            at: Timestamp::UNIX_EPOCH,
            media_type: "text/plain".to_owned(),
            path: "pages/été\n.txt".to_owned(),
            body: b"4@".to_vec(),
        };
        let member = resource(&file, "urn:uuid:info");
        assert!(plain(&member).contains("\r\nX-Arobase-Imported-From: pages/été .txt\r\n"));
        let back = Record::parse(&member.bytes)
            .unwrap()
            .into_exchange()
            .unwrap();
        assert_eq!(back.media_type(), "text/plain");
        assert_eq!((back.body, back.url), (file.body, file.url));
    }

    #[test]
    fn a_body_of_zeros_comes_back_although_it_shrank_a_thousand_times() {
        let mut sent = exchange();
        sent.body = vec![0; 8 * 1024 * 1024];
        let back = Record::parse(&response(&sent, "").bytes)
            .unwrap()
            .into_exchange()
            .unwrap();
        assert!(back.body == sent.body);
    }

    #[test]
    fn a_flipped_bit_is_an_error() {
        let mut bytes = response(&exchange(), "").bytes;
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        assert!(Record::parse(&bytes).is_err());
    }

    prop_compose! {
        fn any_exchange()(
            status in 100_u16..=599,
            reason in "[A-Za-z][ -~]{0,20}[a-z]",
            headers in prop::collection::vec(
                ("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,20}", prop::collection::vec(any::<u8>(), 0..40)),
                0..12
            ),
            body in prop::collection::vec(any::<u8>(), 0..2000),
        ) -> Exchange {
            Exchange { status, reason, headers, body, ..exchange() }
        }
    }

    proptest! {
        #[test]
        fn any_answer_comes_back_as_it_was(sent in any_exchange()) {
            let back = Record::parse(&response(&sent, "").bytes).unwrap().into_exchange().unwrap();
            prop_assert_eq!(&back.body, &sent.body);
            prop_assert_eq!(back.status, sent.status);
            prop_assert_eq!(back.reason, sent.reason.trim());
            prop_assert_eq!(back.url.as_str(), "https://ville.example/label?a=1");
            prop_assert_eq!(back.at.as_microsecond(), sent.at.as_microsecond());
            prop_assert_eq!((back.ip, back.truncated), (sent.ip, sent.truncated));
            let lasting = |headers: &[(String, Vec<u8>)]| -> Vec<(String, Vec<u8>)> {
                headers
                    .iter()
                    .filter(|(name, _)| {
                        !name.to_ascii_lowercase().ends_with("transfer-encoding")
                            && !name.to_ascii_lowercase().ends_with("content-length")
                    })
                    .map(|(name, value)| {
                        let safe = |b: &u8| if matches!(b, b'\r' | b'\n' | 0) { b' ' } else { *b };
                        let value: Vec<u8> = value.iter().map(safe).collect();
                        (name.clone(), value.trim_ascii().to_vec())
                    })
                    .collect()
            };
            prop_assert_eq!(lasting(&back.headers), lasting(&sent.headers));
        }

        #[test]
        fn reading_back_never_panics(bytes: Vec<u8>) {
            let _ = Record::parse(&bytes);
            let packed = gzip(&[b"WARC/1.1\r\n", &bytes]);
            let _ = Record::parse(&packed).map(Record::into_exchange);
        }
    }
}
