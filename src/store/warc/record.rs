//! One WARC record as one gzip member: how it is made.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use super::http;
use crate::store::Operator;
use crate::store::capture::{File, NewCapture, Original, Purpose};
use crate::store::database::moment;
use crate::web::exchange::Exchange;

/// The field that tells what an answer was asked for, where that is not to be read.
pub(super) const PURPOSE: &str = "X-Arobase-Purpose";
/// The field that tells which file and record of another program a capture was imported from.
const IMPORTED_FROM: &str = "X-Arobase-Imported-From";
/// A page of text costs three times the time at 9 for two hundredths of the size.
const LEVEL: Compression = Compression::new(6);
/// Within so many bytes the head of an answer ends.
const HEAD_LIMIT: usize = 64 * 1024;

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
    member(&fields, block.as_bytes(), Payload::None)
}

/// An answer (WARC 1.1, section 6.3).
pub(super) fn response(exchange: &Exchange, new: &NewCapture, info: &str) -> Member {
    let mut own = about(exchange, info);
    own.extend(fields_of_ours(new));
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
    member(&fields, &block, Payload::from(payload_at))
}

/// What the server calls an unchanged page, and what we found to be one (WARC 1.1, sections 6.7.2
/// and 6.7.3).
const NOT_MODIFIED: &str = "http://netpreserve.org/warc/1.1/revisit/server-not-modified";
const SAME_PAYLOAD: &str = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";

/// An answer that says what `original` said: its head alone (WARC 1.1, section 6.7).
pub(super) fn revisit(
    exchange: &Exchange,
    original: &Original,
    new: &NewCapture,
    info: &str,
) -> Member {
    let profile = match exchange.status {
        304 => NOT_MODIFIED,
        _ => SAME_PAYLOAD,
    };
    let mut own = about(exchange, info);
    own.extend(fields_of_ours(new));
    own.extend([
        ("WARC-Profile", profile.to_owned()),
        ("WARC-Refers-To", format!("<{}>", original.record_id)),
        ("WARC-Refers-To-Target-URI", on_one_line(&original.url)),
        ("WARC-Refers-To-Date", moment(original.at)),
    ]);
    let fields = Fields {
        kind: "revisit",
        content_type: "application/http;msgtype=response",
        at: exchange.at,
        own,
    };
    let payload = Payload::Elsewhere {
        digest: &original.digest,
        sha256: &original.sha256,
    };
    member(&fields, &http::head_of(exchange), payload)
}

/// Fields of ours (WARC 1.1, section 5: others ignore fields that they do not know), so that the files alone tell
/// what is no page, and what others captured.
fn fields_of_ours(new: &NewCapture) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    match new.purpose {
        Purpose::Page => {}
        Purpose::Robots => fields.push((PURPOSE, "robots".to_owned())),
        Purpose::Policy => fields.push((PURPOSE, "policy".to_owned())),
    }
    if let Some(from) = &new.imported_from {
        fields.push((IMPORTED_FROM, on_one_line(from)));
    }
    fields
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
    member(&fields, &exchange.request, Payload::None)
}

/// A file that came without HTTP (WARC 1.1, section 6.4).
pub(super) fn resource(file: &File, info: &str) -> Member {
    let own = vec![
        ("WARC-Target-URI", file.url.to_string()),
        ("WARC-Warcinfo-ID", format!("<{info}>")),
        (IMPORTED_FROM, on_one_line(&file.path)),
    ];
    let content_type = on_one_line(&file.media_type);
    let fields = Fields {
        kind: "resource",
        content_type: &content_type,
        at: file.at,
        own,
    };
    member(&fields, &file.body, Payload::from(0))
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

/// Where the payload of a record lies.
enum Payload<'a> {
    /// It has none.
    None,
    /// From this byte of the block to its end.
    In(core::ops::RangeFrom<usize>),
    /// In the record that this one refers to.
    Elsewhere { digest: &'a str, sha256: &'a str },
}

impl Payload<'_> {
    const fn from(start: usize) -> Self {
        Self::In(start..)
    }
}

fn member(fields: &Fields<'_>, block: &[u8], payload: Payload<'_>) -> Member {
    let id = format!("urn:uuid:{}", uuid::Uuid::new_v4());
    let block_digest = sha1_of(block);
    let has_payload = !matches!(payload, Payload::None);
    let (digest, sha256) = match payload {
        Payload::None => (block_digest.clone(), sha256_of(block)),
        Payload::In(range) => {
            let payload = &block[range];
            (sha1_of(payload), sha256_of(payload))
        }
        Payload::Elsewhere { digest, sha256 } => (digest.to_owned(), sha256.to_owned()),
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
    if has_payload {
        add("WARC-Payload-Digest", &digest);
    }
    add("Content-Type", fields.content_type);
    add("Content-Length", &format!("{}\r\n", block.len()));
    Member {
        bytes: gzip(&[head.as_bytes(), block, b"\r\n\r\n"], level_for(block)),
        id,
        digest,
        sha256,
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

/// How hard a block is packed: a body that came packed gets no smaller, and to try costs most of the work.
fn level_for(block: &[u8]) -> Compression {
    /// The empty line after the head, and how a gzip member begins (RFC 1952, section 2.3.1).
    const PACKED_BODY: &[u8] = b"\r\n\r\n\x1f\x8b\x08";
    let head = block.get(..HEAD_LIMIT).unwrap_or(block);
    if memchr::memmem::find(head, PACKED_BODY).is_some() {
        Compression::fast()
    } else {
        LEVEL
    }
}

fn gzip(parts: &[&[u8]], level: Compression) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    for part in parts {
        // Writing to memory does not fail.
        let _ = encoder.write_all(part);
    }
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;
    use proptest::prelude::*;

    use super::*;
    use crate::store::warc::Record;
    use crate::web::exchange::Truncated;

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

    fn new() -> NewCapture {
        NewCapture::answer(exchange(), None)
    }

    #[test]
    fn warc_1_1_a_response_has_the_fields_that_replay_and_proof_need() {
        let text = plain(&response(&exchange(), &new(), "urn:uuid:info"));
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
        let back = Record::parse(&response(&sent, &new(), "").bytes)
            .unwrap()
            .into_exchange()
            .unwrap();
        assert!(back.body == sent.body);
    }

    #[test]
    fn a_flipped_bit_is_an_error() {
        let mut bytes = response(&exchange(), &new(), "").bytes;
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
            let back = Record::parse(&response(&sent, &new(), "").bytes).unwrap().into_exchange().unwrap();
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
            let packed = gzip(&[b"WARC/1.1\r\n", &bytes], LEVEL);
            let _ = Record::parse(&packed).map(Record::into_exchange);
        }
    }
}
