//! Servers with right, wrong and incomplete chains, made anew for each test.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair,
    date_time_ymd,
};
use rustls::RootCertStore;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use url::Url;

use super::super::{Answer, Fetcher, Lab, Limits, Reach};

const HOST: &str = "mairie.test";
const HERE: [u8; 4] = [127, 0, 0, 1];

fn run<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(work)
}

/// A certificate with what it needs to issue others.
struct Made {
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
    key: PrivateKeyDer<'static>,
}

/// Makes a certificate for `name`; `by` issues it, or it issues itself.
fn make(name: &str, by: Option<&Made>, change: impl FnOnce(&mut CertificateParams)) -> Made {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    change(&mut params);
    let certificate = match by {
        Some(by) => params.signed_by(&key, &by.issuer).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    Made {
        certificate: certificate.der().clone(),
        key: PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        issuer: Issuer::new(params, key),
    }
}

fn authority(params: &mut CertificateParams) {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
}

/// Names the address of the issuer: Authority Information Access with one `caIssuers` (RFC 5280, 4.2.2.1).
fn issued_at(url: &str) -> CustomExtension {
    let length = |bytes: &[u8]| u8::try_from(bytes.len()).unwrap();
    let tagged = |tag: u8, bytes: &[u8]| {
        assert!(bytes.len() < 128, "short form");
        [&[tag, length(bytes)], bytes].concat()
    };
    let oid = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x02];
    let description = [oid.as_slice(), &tagged(0x86, url.as_bytes())].concat();
    let content = tagged(0x30, &tagged(0x30, &description));
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], content)
}

/// A web server that sends this chain and answers every request with "bonjour".
async fn serve(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> u16 {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind((IpAddr::from(HERE), 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    return;
                };
                let mut head = [0; 2_000];
                let _ = stream.read(&mut head).await;
                let answer =
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 7\r\n\r\nbonjour";
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    port
}

/// A plain server that gives `body` for every address; how often it was asked.
async fn plain(address: [u8; 4], status: &str, body: Vec<u8>) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((IpAddr::from(address), 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let head = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let answer = [head.as_bytes(), &body].concat();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut head = [0; 2_000];
                let _ = stream.read(&mut head).await;
                let _ = stream.write_all(&answer).await;
            });
        }
    });
    (port, asked)
}

/// A fetcher that trusts `root` and may ask this machine's first address alone.
fn fetcher(root: &Made) -> Fetcher {
    let mut lab = Lab::of(&["127.0.0.1/32"]);
    lab.hosts.insert(HOST.into(), HERE.into());
    lab.hosts.insert("autre.test".into(), HERE.into());
    let mut roots = RootCertStore::empty();
    roots.add(root.certificate.clone()).unwrap();
    Fetcher::with_roots(
        "arobase/0 (+test)",
        Reach::Web(lab),
        Limits::default(),
        Some(roots),
    )
    .unwrap()
}

async fn ask(fetcher: &Fetcher, host: &str, port: u16) -> Result<Vec<u8>, String> {
    let url = Url::parse(&format!("https://{host}:{port}/")).unwrap();
    match fetcher
        .get(
            &url,
            "2026-02-03T12:00:00Z".parse().unwrap(),
            &crate::fetch::Condition::default(),
        )
        .await
    {
        Answer::Response { exchange, .. } => Ok(exchange.body),
        Answer::Nothing { reason, again, .. } => {
            assert!(!again, "{reason}: asking again does not mend a certificate");
            Err(reason)
        }
    }
}

#[test]
fn a_whole_chain_is_verified_to_the_root_and_no_further_address_is_asked() {
    run(async {
        let root = make("root", None, authority);
        let (aia, asked) = plain(HERE, "200 OK", Vec::new()).await;
        let at = issued_at(&format!("http://127.0.0.1:{aia}/i.der"));
        let middle = make("middle", Some(&root), authority);
        let leaf = make(HOST, Some(&middle), |params| {
            params.custom_extensions.push(at);
        });
        let port = serve(vec![leaf.certificate, middle.certificate], leaf.key).await;
        assert_eq!(
            ask(&fetcher(&root), HOST, port).await,
            Ok(b"bonjour".to_vec())
        );
        assert_eq!(asked.load(Ordering::Relaxed), 0);
    });
}

#[test]
fn a_missing_intermediate_is_fetched_once_and_the_whole_chain_verified() {
    run(async {
        let root = make("root", None, authority);
        let middle = make("middle", Some(&root), authority);
        for pem in [false, true] {
            let body = if pem {
                in_pem(&middle.certificate)
            } else {
                middle.certificate.to_vec()
            };
            let (aia, asked) = plain(HERE, "200 OK", body).await;
            let at = issued_at(&format!("http://127.0.0.1:{aia}/i.der"));
            let leaf = make(HOST, Some(&middle), |params| {
                params.custom_extensions.push(at);
            });
            let port = serve(vec![leaf.certificate], leaf.key).await;
            let fetcher = fetcher(&root);
            for _ in 0..3 {
                assert_eq!(ask(&fetcher, HOST, port).await, Ok(b"bonjour".to_vec()));
            }
            assert_eq!(asked.load(Ordering::Relaxed), 1, "kept in memory");
        }
    });
}

#[test]
fn two_missing_intermediates_are_fetched_one_after_the_other() {
    run(async {
        let root = make("root", None, authority);
        let upper = make("upper", Some(&root), authority);
        let (first, _) = plain(HERE, "200 OK", upper.certificate.to_vec()).await;
        let at = issued_at(&format!("http://127.0.0.1:{first}/u.der"));
        let lower = make("lower", Some(&upper), |params| {
            authority(params);
            params.custom_extensions.push(at);
        });
        let (second, _) = plain(HERE, "200 OK", lower.certificate.to_vec()).await;
        let at = issued_at(&format!("http://127.0.0.1:{second}/l.der"));
        let leaf = make(HOST, Some(&lower), |params| {
            params.custom_extensions.push(at);
        });
        let port = serve(vec![leaf.certificate], leaf.key).await;
        assert_eq!(
            ask(&fetcher(&root), HOST, port).await,
            Ok(b"bonjour".to_vec())
        );
    });
}

#[test]
fn an_issuer_that_lies_at_a_private_address_is_not_fetched() {
    run(async {
        let root = make("root", None, authority);
        let middle = make("middle", Some(&root), authority);
        let (aia, asked) = plain([127, 0, 0, 3], "200 OK", middle.certificate.to_vec()).await;
        for host in [
            format!("127.0.0.3:{aia}"),
            format!("localhost.:{aia}"),
            format!("[::ffff:127.0.0.3]:{aia}"),
        ] {
            let at = issued_at(&format!("http://{host}/i.der"));
            let leaf = make(HOST, Some(&middle), |params| {
                params.custom_extensions.push(at);
            });
            let port = serve(vec![leaf.certificate], leaf.key).await;
            let refused = ask(&fetcher(&root), HOST, port).await;
            assert_eq!(
                refused,
                Err("TLS: its chain of certificates is incomplete".to_owned())
            );
        }
        assert_eq!(asked.load(Ordering::Relaxed), 0, "somebody connected");
    });
}

#[test]
fn what_lies_there_instead_of_the_issuer_changes_nothing() {
    run(async {
        let root = make("root", None, authority);
        let middle = make("middle", Some(&root), authority);
        // One that calls itself as the right one does, and an authority that nobody trusts.
        let false_root = make("root", None, authority);
        let false_middle = make("middle", Some(&false_root), authority);
        let big = [middle.certificate.to_vec(), vec![0; 100_000]].concat();
        for (status, body) in [
            ("200 OK", b"<html>".to_vec()),
            ("200 OK", Vec::new()),
            ("404 Not Found", middle.certificate.to_vec()),
            ("302 Found\r\nLocation: /j.der", middle.certificate.to_vec()),
            ("200 OK", false_middle.certificate.to_vec()),
            ("200 OK", false_root.certificate.to_vec()),
            ("200 OK", big),
        ] {
            let (aia, asked) = plain(HERE, status, body).await;
            let at = issued_at(&format!("http://127.0.0.1:{aia}/i.der"));
            let leaf = make(HOST, Some(&middle), |params| {
                params.custom_extensions.push(at);
            });
            let port = serve(vec![leaf.certificate], leaf.key).await;
            let refused = ask(&fetcher(&root), HOST, port).await;
            let reason = refused.expect_err(status);
            assert!(reason.starts_with("TLS: its c"), "{status}: {reason}");
            assert_eq!(asked.load(Ordering::Relaxed), 1, "{status}");
        }
    });
}

#[test]
fn each_thing_that_is_wrong_with_a_certificate_has_its_words() {
    run(async {
        let root = make("root", None, authority);
        let stranger = make("stranger", None, authority);
        let none = |_: &mut CertificateParams| {};
        let expired = make(HOST, Some(&root), |params| {
            params.not_before = date_time_ymd(2015, 1, 1);
            params.not_after = date_time_ymd(2016, 1, 1);
        });
        let early = make(HOST, Some(&root), |params| {
            params.not_before = date_time_ymd(3000, 1, 1);
            params.not_after = date_time_ymd(3001, 1, 1);
        });
        let other = make("autre.test", Some(&root), none);
        let own = make(HOST, None, none);
        let strange = make(HOST, Some(&stranger), none);
        let strange_whole = make(HOST, Some(&stranger), none);
        let roots = stranger.certificate.clone();
        for (made, more, words) in [
            (expired, None, "TLS: its certificate has expired"),
            (early, None, "TLS: its certificate is not valid yet"),
            (other, None, "TLS: its certificate is for another host"),
            (own, None, "TLS: its certificate is self-signed"),
            (
                strange,
                None,
                "TLS: its chain of certificates is incomplete",
            ),
            (
                strange_whole,
                Some(roots),
                "TLS: nobody that the system trusts has issued its certificate",
            ),
        ] {
            let chain = std::iter::once(made.certificate).chain(more).collect();
            let port = serve(chain, made.key).await;
            assert_eq!(
                ask(&fetcher(&root), HOST, port).await,
                Err(words.to_owned())
            );
        }
        let (port, _) = plain(HERE, "200 OK", b"plain".to_vec()).await;
        let refused = ask(&fetcher(&root), HOST, port).await;
        assert_eq!(refused, Err("TLS: it does not speak TLS there".to_owned()));
    });
}

fn in_pem(der: &CertificateDer<'_>) -> Vec<u8> {
    use data_encoding::BASE64;
    let lines: Vec<String> = BASE64
        .encode(der)
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8(line.to_vec()).unwrap())
        .collect();
    let text = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    );
    text.into_bytes()
}
