//! A small web that ships with the program, served on loopback so that a crawl can be tried without
//! a network: town halls and newspapers of our own writing, all under `.example` (RFC 2606).

mod site;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HOST, HeaderValue, LOCATION};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use url::Url;

pub use site::{FORBIDDEN, PAGES};

/// The web, served as long as the value lives.
#[derive(Debug)]
pub struct DemoWeb {
    address: SocketAddr,
    asked: Asked,
    stop: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
}

/// Every address that was asked, `host/path`, in order.
type Asked = Arc<Mutex<Vec<String>>>;

impl DemoWeb {
    /// Starts to serve on a free port of loopback.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start() -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        let asked = Asked::default();
        let log = Arc::clone(&asked);
        let server = std::thread::Builder::new()
            .name("demo web".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        () = accept(listener, log) => {}
                        _ = stopped => {}
                    }
                });
            })?;
        Ok(Self {
            address,
            asked,
            stop: Some(stop),
            server: Some(server),
        })
    }

    /// Where it is served.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every address asked so far, `host/path`, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The start page of each site.
    pub fn seeds() -> Vec<Url> {
        let start = |page: &&site::Page| page.path == "/";
        let url = |page: &site::Page| Url::parse(&format!("https://{}/", page.host)).ok();
        PAGES.iter().filter(start).filter_map(url).collect()
    }
}

impl Drop for DemoWeb {
    fn drop(&mut self) {
        // Both fail only where the server has ended already.
        self.stop.take().map(|stop| stop.send(()));
        self.server.take().map(JoinHandle::join);
    }
}

/// Takes connections until it is dropped.
async fn accept(listener: TcpListener, log: Asked) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let log = Arc::clone(&log);
        tokio::spawn(async move {
            let answer = hyper::service::service_fn(|request| {
                let answered = answer(&request, &log);
                async { Ok::<_, std::convert::Infallible>(answered) }
            });
            let served = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
            if let Err(error) = served {
                tracing::debug!(%error, "a connection to the demo web broke");
            }
        });
    }
}

fn answer(request: &Request<Incoming>, log: &Asked) -> Response<Full<Bytes>> {
    let host = request
        .headers()
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let path = request.uri().path();
    log.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(format!("{host}{path}"));
    let found = PAGES
        .iter()
        .find(|page| page.host == host && page.path == path);
    let (status, media_type, body) = match found {
        Some(page) => (page.status, page.media_type, page.body),
        None => (404, "text/html; charset=utf-8", site::NOT_FOUND.as_bytes()),
    };
    let mut response = Response::new(Full::new(Bytes::from_static(body)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Some(to) = found.and_then(|page| page.moved_to) {
        response
            .headers_mut()
            .insert(LOCATION, HeaderValue::from_static(to));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read as _, Write as _};

    fn ask(web: &DemoWeb, host: &str, path: &str) -> String {
        let mut stream = std::net::TcpStream::connect(web.address()).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[test]
    fn every_page_is_answered_under_its_own_host_and_path() {
        let web = DemoWeb::start().unwrap();
        for page in PAGES {
            let answer = ask(&web, page.host, page.path);
            assert!(
                answer.starts_with(&format!("HTTP/1.1 {}", page.status)),
                "{answer}"
            );
            assert!(answer.contains(&format!("content-type: {}\r\n", page.media_type)));
            assert!(answer.ends_with(&*String::from_utf8_lossy(page.body)));
        }
        assert!(ask(&web, "ville-martigues.example", "/2009").starts_with("HTTP/1.1 404"));
        assert_eq!(web.asked().len(), PAGES.len() + 1);
    }

    #[test]
    fn a_redirect_says_where_to() {
        let web = DemoWeb::start().unwrap();
        let answer = ask(&web, "ville-beauvais.example", "/label");
        assert!(
            answer.contains("location: /label-2017.html\r\n"),
            "{answer}"
        );
    }

    #[test]
    fn every_site_is_a_seed() {
        assert_eq!(DemoWeb::seeds().len(), 6);
    }
}
