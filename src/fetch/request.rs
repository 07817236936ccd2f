//! The request as it goes over the wire, and the head of its answer.

use std::net::SocketAddr;

use jiff::Timestamp;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, CONNECTION, HOST, HeaderMap, HeaderValue,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, USER_AGENT,
};
use url::{Position, Url};

use crate::web::exchange::Exchange;

const ACCEPTED: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5";

/// What an address is asked on: only where it is no longer what an earlier answer was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// The `ETag` of that answer, sent back as it came (RFC 9110, section 13.1.2).
    pub etag: Option<String>,
    /// Its `Last-Modified` (RFC 9110, section 13.1.3).
    pub last_modified: Option<String>,
}

/// How all requests of one client are made.
pub(super) struct Manner<'a> {
    pub(super) user_agent: &'a str,
    pub(super) connect_to: Option<SocketAddr>,
    pub(super) keeps_connections: bool,
}

/// The request for `url` and the bytes that it becomes: the client adds no header of its own, and
/// writes names in lower case in this order.
pub(super) fn build(
    url: &Url,
    manner: &Manner<'_>,
    condition: &Condition,
) -> Option<(reqwest::Request, Vec<u8>)> {
    let authority = &url[Position::BeforeHost..Position::AfterPort];
    let path = &url[Position::BeforePath..Position::AfterQuery];
    let mut target = url.clone();
    target.set_fragment(None);
    if let Some(address) = manner.connect_to {
        target = Url::parse(&format!("http://{address}{path}")).ok()?;
    }
    let mut headers = HeaderMap::new();
    headers.insert(HOST, HeaderValue::from_str(authority).ok()?);
    headers.insert(USER_AGENT, HeaderValue::from_str(manner.user_agent).ok()?);
    headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
    headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("fr,en;q=0.3"));
    // gzip alone: every tool replays it. Brotli and zstd would need two more decoders here and, for
    // pywb and warcio, optional ones there.
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    let conditions = [
        (IF_NONE_MATCH, &condition.etag),
        (IF_MODIFIED_SINCE, &condition.last_modified),
    ];
    for (name, value) in conditions {
        // What no header may hold was in none: the condition is left out.
        if let Some(value) = value
            .as_deref()
            .and_then(|text| HeaderValue::from_str(text).ok())
        {
            headers.insert(name, value);
        }
    }
    if !manner.keeps_connections {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    let mut head = format!("GET {path} HTTP/1.1\r\n").into_bytes();
    for (name, value) in &headers {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    let mut request = reqwest::Request::new(reqwest::Method::GET, target);
    *request.headers_mut() = headers;
    Some((request, head))
}

/// The exchange with all but its body.
pub(super) fn head_of(
    url: &Url,
    at: Timestamp,
    request: Vec<u8>,
    response: &reqwest::Response,
) -> Exchange {
    let phrase = response.extensions().get::<hyper::ext::ReasonPhrase>();
    let reason = match phrase {
        Some(phrase) => String::from_utf8_lossy(phrase.as_bytes()).into_owned(),
        None => response
            .status()
            .canonical_reason()
            .unwrap_or_default()
            .to_owned(),
    };
    let header = |(name, value): (&reqwest::header::HeaderName, &HeaderValue)| {
        (name.as_str().to_owned(), value.as_bytes().to_vec())
    };
    Exchange {
        url: url.clone(),
        at,
        ip: response.remote_addr().map(|address| address.ip()),
        request,
        status: response.status().as_u16(),
        reason,
        headers: response.headers().iter().map(header).collect(),
        body: Vec::new(),
        truncated: None,
    }
}
