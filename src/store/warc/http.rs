//! The head of an HTTP answer as it is archived, and back.
//!
//! The body is archived with its transfer coding removed and its content coding kept; a header
//! that would then lie about the bytes is kept under the name that Common Crawl gives it.

use crate::web::exchange::Exchange;

/// What was parsed of a head: status, reason, headers; and where the body begins.
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) reason: String,
    pub(super) headers: Vec<(String, Vec<u8>)>,
    pub(super) body_at: usize,
}

/// Status line and headers of `exchange`, ended by the empty line (RFC 9112, section 4).
pub(super) fn head_of(exchange: &Exchange) -> Vec<u8> {
    let reason = one_line(exchange.reason.as_bytes());
    let mut head = format!("HTTP/1.1 {:03} ", exchange.status).into_bytes();
    head.extend_from_slice(&reason);
    head.extend_from_slice(b"\r\n");
    let length = exchange.body.len().to_string();
    let mut lengths = exchange
        .headers
        .iter()
        .filter(|(name, _)| is(name, "content-length"));
    // Answers that have no body may name the length of one (RFC 9110, section 8.6).
    let bodiless = matches!(exchange.status, 100..=199 | 204 | 304);
    let told = lengths
        .next()
        .is_some_and(|(_, value)| value.trim_ascii() == length.as_bytes());
    let true_length = bodiless || (told && lengths.next().is_none());
    for (name, value) in &exchange.headers {
        let renamed = match name {
            _ if is(name, "transfer-encoding") => "X-Crawler-Transfer-Encoding",
            _ if is(name, "content-length") && !true_length => "X-Crawler-Content-Length",
            _ => name,
        };
        head.extend(
            renamed
                .bytes()
                .map(|byte| if is_token(byte) { byte } else { b'_' }),
        );
        head.extend_from_slice(b": ");
        head.extend_from_slice(&one_line(value));
        head.extend_from_slice(b"\r\n");
    }
    if !true_length {
        head.extend_from_slice(format!("Content-Length: {length}\r\n").as_bytes());
    }
    head.extend_from_slice(b"\r\n");
    head
}

fn is(name: &str, other: &str) -> bool {
    name.eq_ignore_ascii_case(other)
}

/// A byte of a header's name (RFC 9110, section 5.6.2).
const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}

/// A value that cannot end its line (RFC 9110, section 5.5: CR, LF and NUL become spaces).
fn one_line(value: &[u8]) -> Vec<u8> {
    let safe = |byte: &u8| {
        if matches!(byte, b'\r' | b'\n' | 0) {
            b' '
        } else {
            *byte
        }
    };
    value.trim_ascii().iter().map(safe).collect()
}

/// The head of an archived answer; `None` where `block` does not begin with one.
pub(super) fn parse(block: &[u8]) -> Option<Head> {
    let mut lines = Lines {
        bytes: block,
        at: 0,
    };
    let (status, reason) = status_line(lines.next()?)?;
    let mut headers = Vec::new();
    for line in lines.by_ref() {
        if line.is_empty() {
            return Some(Head {
                status,
                reason,
                headers,
                body_at: lines.at,
            });
        }
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = String::from_utf8(line[..colon].to_vec()).ok()?;
        headers.push((name, line[colon + 1..].trim_ascii().to_vec()));
    }
    None
}

fn status_line(line: &[u8]) -> Option<(u16, String)> {
    let rest = line.strip_prefix(b"HTTP/")?;
    let mut parts = rest.splitn(3, |byte| *byte == b' ');
    let (_version, status) = (parts.next()?, parts.next()?);
    let status = std::str::from_utf8(status).ok()?.parse().ok()?;
    let reason = String::from_utf8_lossy(parts.next().unwrap_or_default());
    Some((status, reason.into_owned()))
}

/// The lines of a head, ended by CRLF or LF alone; the last may have no end.
pub(super) struct Lines<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        self.at += end + 1;
        let line = &rest[..end];
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Exchange {
        Exchange {
            url: "http://ville.example/".parse().unwrap(),
            at: jiff::Timestamp::UNIX_EPOCH,
            ip: None,
            request: Vec::new(),
            status,
            reason: "OK".to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()))
                .collect(),
            body: body.to_vec(),
            truncated: None,
        }
    }

    fn head(status: u16, headers: &[(&str, &str)], body: &[u8]) -> String {
        String::from_utf8(head_of(&exchange(status, headers, body))).unwrap()
    }

    #[test]
    fn a_head_that_fits_its_body_stays_as_it_came() {
        assert_eq!(
            head(
                200,
                &[("Server", "x"), ("content-length", "3"), ("X-B", "")],
                b"abc"
            ),
            "HTTP/1.1 200 OK\r\nServer: x\r\ncontent-length: 3\r\nX-B: \r\n\r\n"
        );
    }

    #[test]
    fn transfer_coding_and_false_lengths_are_renamed_and_the_true_length_added() {
        assert_eq!(
            head(
                200,
                &[
                    ("transfer-encoding", "chunked"),
                    ("content-encoding", "gzip")
                ],
                b"abc"
            ),
            "HTTP/1.1 200 OK\r\nX-Crawler-Transfer-Encoding: chunked\r\n\
             content-encoding: gzip\r\nContent-Length: 3\r\n\r\n"
        );
        assert_eq!(
            head(200, &[("Content-Length", "9")], b"abc"),
            "HTTP/1.1 200 OK\r\nX-Crawler-Content-Length: 9\r\nContent-Length: 3\r\n\r\n"
        );
        assert_eq!(
            head(
                200,
                &[("Content-Length", "3"), ("Content-Length", "3")],
                b"abc"
            )
            .matches("\r\nContent-Length")
            .count(),
            1
        );
    }

    #[test]
    fn rfc9110_8_6_an_answer_without_body_may_name_the_length_of_one() {
        assert!(head(304, &[("Content-Length", "9")], b"").contains("\r\nContent-Length: 9\r\n"));
        assert!(!head(204, &[], b"").contains("Content-Length"));
    }

    #[test]
    fn rfc9110_5_5_no_value_and_no_name_can_begin_a_line_of_its_own() {
        let head = head(200, &[("X\r\nEvil: 1", "a\r\nSet-Cookie: b\0c")], b"");
        assert!(
            head.contains("\r\nX__Evil__1: a  Set-Cookie: b c\r\n"),
            "{head}"
        );
    }

    #[test]
    fn a_head_without_its_empty_line_is_none() {
        assert!(parse(b"HTTP/1.1 200 OK\r\nA: b\r\n").is_none());
        assert!(parse(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n").is_some());
        assert!(parse(b"").is_none());
    }

    proptest::proptest! {
        #[test]
        fn parsing_never_panics(bytes: Vec<u8>) {
            let _ = parse(&bytes);
        }
    }
}
