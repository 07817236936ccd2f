//! One polite request: HTTP/1.1, every limit, no redirect followed, no cookie kept, and never to an
//! address that is not public.
//!
//! Whatever the web does is an [`Answer`]; only a client that cannot be built is an error.

mod guard;
pub mod lab;
mod limits;
mod names;
mod post;
mod request;
mod tls;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::USER_AGENT;
use rustls::RootCertStore;
use tokio::time::Instant;
use url::Url;

use crate::web::exchange::{Exchange, Truncated};

pub use guard::{Refused, check_url, is_public};
pub use lab::Lab;
pub use limits::{BODY_LIMIT, Limits};
pub use names::NoAddress;
pub use post::{PostError, Poster};
pub use request::Condition;

use guard::Guard;
use names::{Names, Resolver};
use request::Manner;
use tls::Issuers;

/// Time for an intermediate certificate that a server forgot.
const ISSUER: Duration = Duration::from_secs(5);
/// How long a connection is kept for the next request. Many servers close theirs after five seconds,
/// which is also the usual pause: a request sent at that very moment would be lost.
const KEPT: Duration = Duration::from_secs(4);

/// What a request comes to.
#[derive(Debug)]
pub enum Answer {
    /// The server answered, whatever the status.
    Response {
        /// The request and its answer.
        exchange: Box<Exchange>,
        /// How long it took from the request to the last byte.
        took: Duration,
    },
    /// No answer came.
    Nothing {
        /// Why.
        reason: String,
        /// Whether trying again may help.
        again: bool,
        /// How long it took to fail.
        took: Duration,
    },
}

/// A client that cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The TLS library or the system's certificates are not usable.
    #[error("the HTTP client cannot be built")]
    Client(#[source] reqwest::Error),
    /// The system trusts nobody: its certificates are not installed, or cannot be read.
    #[error("the system has no certificates that can be used: {0}")]
    NoRoots(String),
    /// The User-Agent holds a sign that no header may hold.
    #[error("the User-Agent {0:?} holds a sign that no header may hold")]
    UserAgent(String),
}

/// Where requests may go.
#[derive(Clone, Debug)]
pub enum Reach {
    /// To the public web, and to the ranges of the lab.
    Web(Lab),
    /// To the ranges of the lab and nowhere else: the crawl is too fast for other people's servers.
    Lab(Lab),
    /// All to this one address, which may be private, in plain HTTP and with the `Host` of their
    /// own URL.
    One(SocketAddr),
}

/// The one client of the program.
#[derive(Clone, Debug)]
pub struct Fetcher {
    client: reqwest::Client,
    user_agent: Arc<str>,
    connect_to: Option<SocketAddr>,
    names: Arc<Names>,
    issuers: Arc<Issuers>,
    limits: Limits,
    keeps_connections: bool,
}

impl Fetcher {
    /// A client that calls itself `user_agent` and goes no further than `reach` and `limits`.
    ///
    /// # Errors
    /// When the client cannot be built.
    pub fn new(user_agent: &str, reach: Reach, limits: Limits) -> Result<Self, FetchError> {
        // In one's own plain HTTP the system's certificates, which a bare machine may lack, are not
        // even looked for.
        let roots = match reach {
            Reach::One(_) => None,
            Reach::Web(_) | Reach::Lab(_) => Some(tls::system_roots()?),
        };
        Self::with_roots(user_agent, reach, limits, roots)
    }

    fn with_roots(
        user_agent: &str,
        reach: Reach,
        limits: Limits,
        roots: Option<RootCertStore>,
    ) -> Result<Self, FetchError> {
        if reqwest::header::HeaderValue::from_str(user_agent).is_err() {
            return Err(FetchError::UserAgent(user_agent.to_owned()));
        }
        let limits = limits.capped();
        let (lab, only_lab, connect_to) = match reach {
            Reach::Web(lab) => (lab, false, None),
            Reach::Lab(lab) => (lab, true, None),
            Reach::One(address) => (Lab::default(), false, Some(address)),
        };
        let names = Arc::new(Names::new(Guard { lab, only_lab }, limits.lookup));
        let issuers = Arc::new(Issuers::default());
        let tls = roots
            .map(|roots| tls::config(roots, &issuers))
            .transpose()?;
        let client = client(tls, &names, &limits)?;
        Ok(Self {
            client,
            user_agent: user_agent.into(),
            connect_to,
            names,
            issuers,
            limits,
            keeps_connections: true,
        })
    }

    /// The same client, which keeps a connection for the next request or closes it after each.
    #[must_use]
    pub fn keeping_connections(mut self, keep: bool) -> Self {
        self.keeps_connections = keep;
        self
    }

    /// The address that a request for `url` goes to now. It is kept for some minutes, so that a
    /// crawl can hold one permit an address before it asks; the answer tells the address used
    /// ([`Exchange::ip`]).
    ///
    /// # Errors
    /// When the URL or its address may not be asked, or its name is not known.
    pub async fn address(&self, url: &Url) -> Result<IpAddr, NoAddress> {
        if let Some(address) = self.connect_to {
            return Ok(address.ip());
        }
        let literal = self.names.guard.check(url)?;
        let address = match (literal, url.host_str()) {
            (Some(literal), _) => literal,
            (None, host) => self.names.address(host.unwrap_or_default()).await?,
        };
        self.names.guard.check_at(url, address)?;
        Ok(address)
    }

    /// Asks for `url` on a condition, which may be none; `at` is the time that the archive will show.
    pub async fn get(&self, url: &Url, at: Timestamp, condition: &Condition) -> Answer {
        let start = Instant::now();
        let nothing = |reason: String, again: bool| Answer::Nothing {
            reason,
            again,
            took: start.elapsed(),
        };
        if let Err(none) = self.address(url).await {
            return nothing(none.to_string(), !matches!(none, NoAddress::Refused(_)));
        }
        let manner = Manner {
            user_agent: &self.user_agent,
            connect_to: self.connect_to,
            keeps_connections: self.keeps_connections,
        };
        let Some((request, head)) = request::build(url, &manner, condition) else {
            return nothing("the address makes no request".to_owned(), false);
        };
        let deadline = start + self.limits.total;
        let response = match self.send(request, deadline).await {
            Ok(response) => response,
            Err((reason, again)) => return nothing(reason, again),
        };
        let mut exchange = request::head_of(url, at, head, &response);
        let length = |(name, value): &(String, Vec<u8>)| name.len() + value.len() + 4;
        if exchange.headers.iter().map(length).sum::<usize>() > self.limits.header_bytes {
            return nothing("its headers are too long".to_owned(), false);
        }
        (exchange.body, exchange.truncated) = self.body_of(response, deadline).await;
        Answer::Response {
            exchange: Box::new(exchange),
            took: start.elapsed(),
        }
    }

    /// Sends the request, and once more where an intermediate certificate was missing and could be
    /// had: until then the server has seen no request. Else why no answer came, and whether trying
    /// again may help.
    async fn send(
        &self,
        request: reqwest::Request,
        deadline: Instant,
    ) -> Result<reqwest::Response, (String, bool)> {
        let mut fetches = 0;
        loop {
            let until = deadline.min(Instant::now() + self.limits.connect + self.limits.first_byte);
            let Some(copy) = request.try_clone() else {
                return Err(("the request cannot be sent twice".to_owned(), false));
            };
            let sent = tokio::time::timeout_at(until, self.client.execute(copy)).await;
            let error = match sent {
                Ok(Ok(response)) => return Ok(response),
                Ok(Err(error)) => error,
                Err(_) => return Err(("timeout before the answer".to_owned(), true)),
            };
            let missing = tls::missing_issuer(&error).filter(|_| fetches < tls::MOST_FETCHES);
            let Some(missing) = missing else {
                if error.is_connect() {
                    self.names
                        .pass_over(request.url().host_str().unwrap_or_default());
                }
                return Err(reason_of(&error));
            };
            fetches += 1;
            let bytes = self.issuer(&missing, deadline).await;
            self.issuers.keep(missing, bytes.as_deref());
        }
    }

    /// The certificate at `url`, asked of the same guarded client: its bytes, within the limits.
    async fn issuer(&self, url: &Url, deadline: Instant) -> Option<Vec<u8>> {
        self.address(url).await.ok()?;
        let until = deadline.min(Instant::now() + ISSUER);
        let get = self
            .client
            .get(url.clone())
            .header(USER_AGENT, &*self.user_agent);
        let fetched = async {
            let mut response = get.send().await.ok()?;
            let mut bytes = Vec::new();
            while let Some(chunk) = response.chunk().await.ok()? {
                bytes.extend_from_slice(&chunk);
                if bytes.len() > tls::MOST_BYTES {
                    return None;
                }
            }
            (response.status() == StatusCode::OK).then_some(bytes)
        };
        tokio::time::timeout_at(until, fetched).await.ok()?
    }

    /// The body as far as the limits let it come, and why it was cut, where it was.
    async fn body_of(
        &self,
        mut response: reqwest::Response,
        deadline: Instant,
    ) -> (Vec<u8>, Option<Truncated>) {
        let limits = &self.limits;
        let mut body = Vec::new();
        let begun = Instant::now();
        loop {
            let until = deadline.min(Instant::now() + limits.idle);
            let chunk = match tokio::time::timeout_at(until, response.chunk()).await {
                Err(_) => return (body, Some(Truncated::Time)),
                Ok(Err(_)) => return (body, Some(Truncated::Disconnect)),
                Ok(Ok(None)) => return (body, None),
                Ok(Ok(Some(chunk))) => chunk,
            };
            let room = limits.body - body.len();
            if chunk.len() > room {
                body.extend_from_slice(&chunk[..room]);
                return (body, Some(Truncated::Length));
            }
            body.extend_from_slice(&chunk);
            let passed = begun.elapsed();
            let least = passed.as_secs().saturating_mul(limits.least_rate);
            if passed > limits.rate_free && u64::try_from(body.len()).unwrap_or(u64::MAX) < least {
                return (body, Some(Truncated::Time));
            }
        }
    }
}

/// The client, which dials what `names` has checked; without `tls` it speaks only plain HTTP, and
/// all of it with one server of one's own.
fn client(
    tls: Option<rustls::ClientConfig>,
    names: &Arc<Names>,
    limits: &Limits,
) -> Result<reqwest::Client, FetchError> {
    // A second start in one process finds the provider in place.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let plain = tls.is_none();
    let builder = reqwest::Client::builder();
    let builder = match tls {
        Some(tls) => builder.tls_backend_preconfigured(tls),
        None => builder.tls_certs_only([]),
    };
    builder
        .http1_only()
        .http1_max_headers(limits.header_lines)
        // A redirect is a new visit: it must pass through the frontier and its politeness.
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
        .connect_timeout(limits.connect)
        .pool_max_idle_per_host(if plain { 64 } else { 1 })
        .pool_idle_timeout(KEPT)
        .dns_resolver(Arc::new(Resolver(Arc::clone(names))))
        .build()
        .map_err(FetchError::Client)
}

/// The root of an error in a few words, and whether trying again may help.
fn reason_of(error: &reqwest::Error) -> (String, bool) {
    let mut root: &dyn std::error::Error = error;
    loop {
        if let Some(none) = root.downcast_ref::<NoAddress>() {
            return (none.to_string(), !matches!(none, NoAddress::Refused(_)));
        }
        match root.source() {
            Some(source) => root = source,
            None => break,
        }
    }
    if let Some(words) = tls::reason_of(error) {
        return (words, false);
    }
    let words = match (error.is_timeout(), error.is_connect()) {
        (true, _) => "timeout".to_owned(),
        (_, true) => format!("no connection: {root}"),
        _ => root.to_string(),
    };
    (words, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    fn noon() -> Timestamp {
        "2026-02-03T12:00:00Z".parse().unwrap()
    }

    fn run<T>(work: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(work)
    }

    fn public(user_agent: &str) -> Result<Fetcher, FetchError> {
        Fetcher::new(user_agent, Reach::Web(Lab::default()), Limits::default())
    }

    /// Answers one request with `answer`; gives back the bytes of the request.
    async fn ask(address: &str, answer: Vec<u8>) -> (Vec<u8>, Answer) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let there = Reach::One(listener.local_addr().unwrap());
        let fetcher = Fetcher::new("arobase/0 (+test)", there, Limits::default()).unwrap();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                request.push(stream.read_u8().await.unwrap());
            }
            // A server that sends too much sees the connection close: that is the point.
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
            request
        });
        let answer = fetcher
            .get(&Url::parse(address).unwrap(), noon(), &Condition::default())
            .await;
        (server.await.unwrap(), answer)
    }

    fn exchange(answer: Answer) -> Exchange {
        match answer {
            Answer::Response { exchange, .. } => *exchange,
            Answer::Nothing { reason, .. } => panic!("{reason}"),
        }
    }

    #[test]
    fn the_request_is_archived_as_it_was_sent_under_its_own_name() {
        let answer = b"HTTP/1.1 200 Tres Bien\r\nContent-Type: text/html\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok".to_vec();
        let (request, answer) = run(ask("https://www.mairie.example/caf\u{e9}?a=1#b", answer));
        let found = exchange(answer);
        assert_eq!(
            String::from_utf8_lossy(&found.request),
            String::from_utf8_lossy(&request)
        );
        let text = String::from_utf8(request).unwrap();
        assert!(
            text.starts_with("GET /caf%C3%A9?a=1 HTTP/1.1\r\nhost: www.mairie.example\r\n"),
            "{text}"
        );
        assert!(text.contains("user-agent: arobase/0 (+test)\r\n"));
        assert!(!text.contains("cookie") && !text.contains("referer"));
        assert_eq!(
            found.url.as_str(),
            "https://www.mairie.example/caf%C3%A9?a=1#b"
        );
        assert_eq!(
            (found.status, found.reason.as_str(), found.body.as_slice()),
            (200, "Tres Bien", &b"ok"[..])
        );
        assert_eq!(found.header("set-cookie"), Some("a=b"));
        assert_eq!(found.truncated, None);
    }

    #[test]
    fn a_redirect_is_an_answer_and_is_not_followed() {
        let answer =
            b"HTTP/1.1 301 Moved\r\nLocation: http://other.example/\r\nContent-Length: 0\r\n\r\n"
                .to_vec();
        let found = exchange(run(ask("http://m.example/", answer)).1);
        assert_eq!(
            (found.status, found.header("location")),
            (301, Some("http://other.example/"))
        );
    }

    #[test]
    fn a_body_past_the_limit_is_cut_and_says_so() {
        let mut answer = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
        answer.resize(answer.len() + BODY_LIMIT + 100_000, b'a');
        let found = exchange(run(ask("http://m.example/", answer)).1);
        assert_eq!(
            (found.body.len(), found.truncated),
            (BODY_LIMIT, Some(Truncated::Length))
        );
    }

    #[test]
    fn a_broken_connection_keeps_what_came_and_says_so() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec();
        let found = exchange(run(ask("http://m.example/", answer)).1);
        assert_eq!(
            (found.body.as_slice(), found.truncated),
            (&b"half"[..], Some(Truncated::Disconnect))
        );
    }

    #[test]
    fn a_chunked_body_comes_without_its_frames_and_gzip_stays_gzip() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\x1f\x8b\r\n0\r\n\r\n".to_vec();
        let found = exchange(run(ask("http://m.example/", answer)).1);
        assert_eq!(found.body, b"\x1f\x8b");
    }

    #[test]
    fn heads_that_are_no_http_or_too_long_are_reasons_and_not_panics() {
        let long = format!("HTTP/1.1 200 OK\r\nA: {}\r\n\r\n", "a".repeat(70_000));
        let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "A: b\r\n".repeat(101));
        for answer in [
            "",
            "hello",
            "HTTP/1.1 000 X\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA\0: b\r\n\r\n",
            &long,
            &many,
        ] {
            let (_, answer) = run(ask("http://m.example/", answer.as_bytes().to_vec()));
            assert!(matches!(answer, Answer::Nothing { .. }), "{answer:?}");
        }
    }

    #[test]
    fn without_connect_to_this_machine_receives_nothing() {
        let fetcher = public("arobase/0 (+test)").unwrap();
        run(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let port = listener.local_addr().unwrap().port();
            for host in [
                "127.0.0.1",
                "localhost",
                "[::1]",
                "2130706433",
                "0x7f.1",
                "[::ffff:127.0.0.1]",
            ] {
                let url = Url::parse(&format!("http://{host}:{port}/")).unwrap();
                let answer = fetcher.get(&url, noon(), &Condition::default()).await;
                assert!(
                    matches!(answer, Answer::Nothing { again: false, .. }),
                    "{host}: {answer:?}"
                );
            }
            // A name, at a port that is allowed: the resolver is what refuses.
            let answer = fetcher
                .get(
                    &Url::parse("http://localhost/").unwrap(),
                    noon(),
                    &Condition::default(),
                )
                .await;
            assert!(
                matches!(&answer, Answer::Nothing { again: false, reason, .. } if reason.contains("public")),
                "{answer:?}"
            );
            let accepted = tokio::time::timeout(Duration::ZERO, listener.accept()).await;
            assert!(accepted.is_err(), "somebody connected");
        });
    }

    #[test]
    fn a_user_agent_that_breaks_the_header_is_refused() {
        assert!(public("a\r\nHost: b").is_err());
    }
}
