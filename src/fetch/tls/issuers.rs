//! Intermediate certificates that servers forgot, by the address where their children say they lie
//! (RFC 5280, section 4.2.2.1: `caIssuers` of the Authority Information Access).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use url::Url;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix::AuthorityInfoAccessSyntax;
use x509_cert::ext::pkix::name::GeneralName;

/// Most bytes of one certificate; real ones have 1 to 3 kB.
pub(crate) const MOST_BYTES: usize = 64 * 1024;
/// Most certificates that are fetched for one chain.
pub(crate) const MOST_FETCHES: usize = 3;
/// Most addresses that are remembered: there are some hundred authorities in the world.
const MOST: usize = 1_000;
/// `id-ad-caIssuers`.
const CA_ISSUERS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2");

/// What was fetched in this process.
#[derive(Debug, Default)]
pub(crate) struct Issuers {
    /// By address; nothing where there was no certificate to be had.
    known: Mutex<HashMap<Url, Option<CertificateDer<'static>>>>,
}

/// The issuers that are known for a chain, and the first that is not.
#[derive(Debug, Default)]
pub(super) struct Chain {
    pub(super) known: Vec<CertificateDer<'static>>,
    pub(super) missing: Option<Url>,
}

impl Issuers {
    /// Follows the addresses of a chain's certificates, as far as they are known.
    pub(super) fn of(&self, sent: &[CertificateDer<'_>]) -> Chain {
        let known = self.lock();
        let mut chain = Chain::default();
        // The last one sent is the nearest to the root.
        for certificate in sent.iter().rev() {
            let mut next = issuer_of(certificate);
            while let Some(url) = next.take() {
                match known.get(&url) {
                    Some(Some(issuer)) if chain.known.len() < MOST_FETCHES => {
                        next = issuer_of(issuer);
                        chain.known.push(issuer.clone());
                    }
                    Some(_) => {}
                    None => chain.missing = chain.missing.or(Some(url)),
                }
            }
        }
        chain
    }

    /// Keeps what lay at an address: a certificate in DER or PEM, or nothing.
    pub(crate) fn keep(&self, url: Url, bytes: Option<&[u8]>) {
        let mut known = self.lock();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(url, bytes.and_then(certificate));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Url, Option<CertificateDer<'static>>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a certificate says that its issuer's lies: the first address in plain HTTP. It needs no TLS,
/// which could only lead round in a circle, because the chain is verified all the same.
fn issuer_of(certificate: &CertificateDer<'_>) -> Option<Url> {
    let certificate = Certificate::from_der(certificate).ok()?;
    let tbs = certificate.tbs_certificate();
    if tbs.issuer() == tbs.subject() {
        return None;
    }
    let (_, access) = tbs.get_extension::<AuthorityInfoAccessSyntax>().ok()??;
    let issuers = access
        .0
        .iter()
        .filter(|description| description.access_method == CA_ISSUERS);
    let url = |name: &GeneralName| match name {
        GeneralName::UniformResourceIdentifier(uri) => Url::parse(uri.as_str()).ok(),
        _ => None,
    };
    let mut urls = issuers.filter_map(|description| url(&description.access_location));
    urls.find(|url| url.scheme() == "http")
}

/// Whether the one certificate sent names itself as its issuer.
pub(super) fn is_self_signed(certificate: &CertificateDer<'_>) -> bool {
    Certificate::from_der(certificate).is_ok_and(|certificate| {
        certificate.tbs_certificate().issuer() == certificate.tbs_certificate().subject()
    })
}

fn certificate(bytes: &[u8]) -> Option<CertificateDer<'static>> {
    let read = if bytes.trim_ascii_start().starts_with(b"-----BEGIN") {
        CertificateDer::from_pem_slice(bytes).ok()?
    } else {
        CertificateDer::from(bytes.to_vec())
    };
    Certificate::from_der(&read).is_ok().then_some(read)
}
