//! The request as it goes over the wire, and the head of its answer.

use std::net::SocketAddr;

use jiff::Timestamp;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, HOST, HeaderMap, HeaderValue, USER_AGENT,
};
use url::{Position, Url};

use crate::web::exchange::Exchange;

const ACCEPTED: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5";

/// The request for `url` and the bytes that it becomes: the client adds no header of its own, and
/// writes names in lower case in this order.
pub(super) fn build(
    url: &Url,
    user_agent: &str,
    connect_to: Option<SocketAddr>,
) -> Option<(reqwest::Request, Vec<u8>)> {
    let authority = &url[Position::BeforeHost..Position::AfterPort];
    let path = &url[Position::BeforePath..Position::AfterQuery];
    let mut target = url.clone();
    target.set_fragment(None);
    if let Some(address) = connect_to {
        target = Url::parse(&format!("http://{address}{path}")).ok()?;
    }
    let mut headers = HeaderMap::new();
    headers.insert(HOST, HeaderValue::from_str(authority).ok()?);
    headers.insert(USER_AGENT, HeaderValue::from_str(user_agent).ok()?);
    headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
    headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("fr,en;q=0.3"));
    // gzip alone: what replays everywhere, and what is unpacked here.
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
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
