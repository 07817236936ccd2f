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
