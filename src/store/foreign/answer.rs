//! A foreign record as an answer: its HTTP head however it is written, its body without chunks.

use jiff::Timestamp;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;
use url::Url;

use super::record::{Head, Kind, field};
use crate::web::exchange::{Exchange, Truncated};

/// What the first bytes of an HTTP answer say, without a copy of anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glance<'a> {
    /// Its status.
    pub status: u16,
    /// Its media type without parameters, as it is written; empty where it has none.
    pub media_type: &'a [u8],
    /// Whether its body may be in chunks or compressed.
    pub is_coded: bool,
    /// Where the body begins.
    pub body_at: usize,
}

/// Why a record is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// Its block does not begin as HTTP.
    #[error("its HTTP head cannot be read")]
    Http,
    /// No address of the web.
    #[error("no address of the web")]
    Address,
    /// No day, or none that can be.
    #[error("no date that can be read")]
    Date,
}

/// Looks at the beginning of an HTTP answer; `None` where its head does not end in `start`.
pub fn glance(start: &[u8]) -> Option<Glance<'_>> {
    let (lines, body_at) = head_of(start)?;
    let first = memchr::memchr(b'\n', lines).unwrap_or(lines.len());
    let status = status_of(&lines[..first])?;
    let rest = lines.get(first + 1..).unwrap_or_default();
    let media_type = field(rest, "Content-Type").unwrap_or_default();
    let end = memchr::memchr(b';', media_type).unwrap_or(media_type.len());
    let is_coded = ["Transfer-Encoding", "Content-Encoding"]
        .iter()
        .any(|name| field(rest, name).is_some_and(|value| !value.is_empty()));
    Some(Glance {
        status,
        media_type: media_type[..end].trim_ascii(),
        is_coded,
        body_at,
    })
}

/// Lines of an HTTP head, and where the body begins.
fn head_of(block: &[u8]) -> Option<(&[u8], usize)> {
    if !block.starts_with(b"HTTP/") {
        return None;
    }
    memchr::memchr_iter(b'\n', block).find_map(|at| match block.get(at + 1..)? {
        [b'\n', ..] => Some((&block[..at], at + 2)),
        [b'\r', b'\n', ..] => Some((&block[..at], at + 3)),
        // An answer that is all head.
        [] | [b'\r'] => Some((&block[..at], block.len())),
        _ => None,
    })
}

fn status_of(line: &[u8]) -> Option<u16> {
    let rest = &line[memchr::memchr(b' ', line)?..];
    let digits = rest.trim_ascii().get(..3)?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The answer that a `response`, a `resource` or the head of a `revisit` holds.
///
/// # Errors
/// [`NoAnswer`] where it is none.
pub fn answer(head: &Head, block: &[u8]) -> Result<Exchange, NoAnswer> {
    let url = address(head)?;
    let at = date(head.text("WARC-Date").unwrap_or_default()).ok_or(NoAnswer::Date)?;
    let truncated = match head.text("WARC-Truncated") {
        Some("length") => Some(Truncated::Length),
        Some("time") => Some(Truncated::Time),
        Some(_) => Some(Truncated::Disconnect),
        None => None,
    };
    let mut exchange = Exchange {
        url,
        at,
        ip: head
            .bare("WARC-IP-Address")
            .and_then(|address| address.parse().ok()),
        request: Vec::new(),
        status: 200,
        reason: "OK".to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
        truncated,
    };
    if head.kind == Kind::Resource {
        let media_type = head.field("Content-Type").unwrap_or_default();
        exchange.headers = vec![("Content-Type".to_owned(), media_type.to_vec())];
        exchange.body = block.to_vec();
    } else {
        let (lines, body_at) = head_of(block).ok_or(NoAnswer::Http)?;
        fill(&mut exchange, lines).ok_or(NoAnswer::Http)?;
        set_body(&mut exchange, &block[body_at..]);
    }
    Ok(exchange)
}

/// Whether the digests that a record tells are those of its bytes; `exchange` is the answer in it.
pub fn digests_fit(head: &Head, block: &[u8], exchange: &Exchange) -> bool {
    let body_at = match head.kind {
        Kind::Resource => 0,
        _ => head_of(block).map_or(0, |(_, body_at)| body_at),
    };
    // The standard means the body without its chunks, wget and warcio mean it with them. That of a revisit is
    // the digest of bytes that are elsewhere.
    let payload = [exchange.body.as_slice(), &block[body_at..]];
    fits(head, "WARC-Block-Digest", &[block])
        && (head.kind == Kind::Revisit || fits(head, "WARC-Payload-Digest", &payload))
}

/// The address of a record: one of the web, or of a file that was imported into an archive like this one.
fn address(head: &Head) -> Result<Url, NoAnswer> {
    let text = head.bare("WARC-Target-URI").ok_or(NoAnswer::Address)?;
    let mut url = Url::parse(text).map_err(|_| NoAnswer::Address)?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    if is_web || text.starts_with("urn:sha256:") {
        url.set_fragment(None);
        Ok(url)
    } else {
        Err(NoAnswer::Address)
    }
}

/// The moment of a WARC-Date; one that tells less than the second means its beginning (WARC 1.1, section 5.4).
fn date(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse() {
        return Some(at);
    }
    let day = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    format!("{day}T00:00:00Z").parse().ok()
}

/// Takes status and headers; a line that is no header is left out.
fn fill(exchange: &mut Exchange, lines: &[u8]) -> Option<()> {
    let mut lines = lines
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let first = lines.next()?;
    exchange.status = status_of(first)?;
    let mut parts = first.splitn(3, |byte| *byte == b' ').skip(2);
    exchange.reason = String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    for line in lines {
        if let (Some(b' ' | b'\t'), Some(last)) = (line.first(), exchange.headers.last_mut()) {
            last.1.push(b' ');
            last.1.extend_from_slice(line.trim_ascii());
        } else if let Some(colon) = memchr::memchr(b':', line) {
            let name = String::from_utf8_lossy(line[..colon].trim_ascii()).into_owned();
            exchange
                .headers
                .push((name, line[colon + 1..].trim_ascii().to_vec()));
        }
    }
    Some(())
}

fn set_body(exchange: &mut Exchange, framed: &[u8]) {
    let chunked = exchange
        .header("transfer-encoding")
        .is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
    // Common Crawl and others take the chunks out and leave the header.
    let dechunked = if chunked { dechunk(framed) } else { None };
    let (body, is_whole) = dechunked.unwrap_or_else(|| (framed.to_vec(), true));
    exchange.body = body;
    if !is_whole && exchange.truncated.is_none() {
        exchange.truncated = Some(Truncated::Disconnect);
    }
    rename_false_coding(exchange);
}

/// Some unpack a body and leave the header that says how it was packed: it gets the name that Common Crawl
/// gives it.
fn rename_false_coding(exchange: &mut Exchange) {
    let body = exchange.body.trim_ascii_start();
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let looks_plain = body.first() == Some(&b'<');
    for (name, value) in &mut exchange.headers {
        if !name.eq_ignore_ascii_case("content-encoding") {
            continue;
        }
        let coding = value.to_ascii_lowercase();
        let is_gzip = matches!(coding.as_slice(), b"gzip" | b"x-gzip");
        if looks_plain || (is_gzip && !body.starts_with(&[0x1f, 0x8b])) {
            "X-Crawler-Content-Encoding".clone_into(name);
        }
    }
}

/// The body without its chunks, extensions and trailers (RFC 9112, section 7.1), and whether it is whole; `None`
/// where it does not begin with a chunk.
fn dechunk(framed: &[u8]) -> Option<(Vec<u8>, bool)> {
    let mut body = Vec::with_capacity(framed.len());
    let mut rest = framed;
    let mut is_first = true;
    loop {
        let Some((size, behind)) = chunk_size(rest) else {
            return (!is_first).then_some((body, false));
        };
        is_first = false;
        rest = behind;
        if size == 0 {
            return Some((body, true));
        }
        let Some((chunk, behind)) = rest.split_at_checked(size) else {
            body.extend_from_slice(rest);
            return Some((body, false));
        };
        body.extend_from_slice(chunk);
        let behind = behind.strip_prefix(b"\r").unwrap_or(behind);
        rest = behind.strip_prefix(b"\n").unwrap_or(behind);
    }
}

/// The size that a chunk's first line tells, and what follows the line.
fn chunk_size(rest: &[u8]) -> Option<(usize, &[u8])> {
    let end = memchr::memchr(b'\n', rest.get(..8192).unwrap_or(rest))?;
    let line = rest[..end].split(|byte| *byte == b';').next()?;
    let digits = std::str::from_utf8(line.trim_ascii()).ok()?;
    // `from_str_radix` would take a sign.
    let is_hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let size = is_hex.then(|| usize::from_str_radix(digits, 16).ok())??;
    Some((size, &rest[end + 1..]))
}

/// Whether the digest in the field `name` is that of one of `readings`; one that is not there, or of an
/// algorithm that is not known here, says nothing.
fn fits(head: &Head, name: &str, readings: &[&[u8]]) -> bool {
    let Some((algorithm, told)) = head.text(name).and_then(|digest| digest.split_once(':')) else {
        return true;
    };
    let sum = |bytes: &[u8]| match algorithm.to_ascii_lowercase().as_str() {
        "sha1" | "sha-1" => Some(Sha1::digest(bytes).to_vec()),
        "sha256" | "sha-256" => Some(Sha256::digest(bytes).to_vec()),
        _ => None,
    };
    readings.iter().any(|bytes| {
        sum(bytes).is_none_or(|sum| {
            let base32 = data_encoding::BASE32.encode(&sum);
            told.eq_ignore_ascii_case(base32.trim_end_matches('='))
                || told.eq_ignore_ascii_case(&base32)
                || told.eq_ignore_ascii_case(&data_encoding::HEXLOWER.encode(&sum))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc9112_7_1_chunks_extensions_and_trailers_are_taken_out() {
        let framed = b"4;name=\"v\"\r\nWiki\r\n5 \r\npedia\r\n0\r\nX-Trailer: 1\r\n\r\n";
        assert_eq!(dechunk(framed), Some((b"Wikipedia".to_vec(), true)));
        let torn = b"4\r\nWiki\r\n5\r\nped";
        assert_eq!(dechunk(torn), Some((b"Wikiped".to_vec(), false)));
        assert_eq!(dechunk(b"<html>"), None);
        assert_eq!(dechunk(b""), None);
        assert_eq!(dechunk(b"+4\r\nWiki"), None);
        assert_eq!(dechunk(b"ffffffffffffffffff\r\nx"), None);
    }

    #[test]
    fn a_date_may_tell_less_than_the_second() {
        for (text, at) in [
            ("2019-03-04T05:06:07Z", "2019-03-04T05:06:07Z"),
            ("2019-03-04T05:06:07.891+01:00", "2019-03-04T04:06:07.891Z"),
            ("2019-03-04", "2019-03-04T00:00:00Z"),
            ("2019-03", "2019-03-01T00:00:00Z"),
            ("2019", "2019-01-01T00:00:00Z"),
        ] {
            assert_eq!(date(text), Some(at.parse().unwrap()), "{text}");
        }
        for text in ["", "soon", "20190304050607", "2019-99-99"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn a_glance_tells_status_and_media_type_however_the_head_is_written() {
        let seen =
            glance(b"HTTP/1.1 200 OK\ncontent-TYPE : Text/HTML; charset=x\nX: y\n\n<p>").unwrap();
        assert_eq!((seen.status, seen.media_type), (200, &b"Text/HTML"[..]));
        let seen = glance(b"HTTP/2 404\r\n\r\n").unwrap();
        assert_eq!(
            (seen.status, seen.media_type, seen.body_at),
            (404, &b""[..], 14)
        );
        assert_eq!(glance(b"HTTP/1.1 200 OK\r\nA: b\r"), None);
        assert_eq!(glance(b"<html>"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(block: Vec<u8>) {
            let _ = glance(&block);
            let _ = dechunk(&block);
            let mut http = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
            http.extend(block);
            let _ = answer(&Head::default(), &http);
        }
    }
}
