//! webpki's verification, with the intermediates that were fetched beside those that were sent.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme};
use url::Url;

use super::issuers::{Issuers, is_self_signed};

/// Why a chain leads to no root of the system.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoChain {
    /// An intermediate certificate is missing, and lies there.
    #[error("an intermediate certificate is missing; it lies at {0}")]
    Missing(Url),
    /// An intermediate is missing, and cannot be had.
    #[error("its chain of certificates is incomplete")]
    Incomplete,
    /// The certificate names itself as its issuer.
    #[error("its certificate is self-signed")]
    SelfSigned,
    /// The chain is whole and ends at somebody whom the system does not trust.
    #[error("nobody that the system trusts has issued its certificate")]
    Unknown,
}

/// Verifies with webpki, and says what is missing where a chain leads nowhere.
#[derive(Debug)]
pub(super) struct Verifier {
    webpki: Arc<WebPkiServerVerifier>,
    issuers: Arc<Issuers>,
}

impl Verifier {
    pub(super) const fn new(webpki: Arc<WebPkiServerVerifier>, issuers: Arc<Issuers>) -> Self {
        Self { webpki, issuers }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        sent: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self.webpki.verify_server_cert(leaf, sent, name, ocsp, now);
        if !matches!(
            verified,
            Err(Error::InvalidCertificate(CertificateError::UnknownIssuer))
        ) {
            return verified;
        }
        let mut whole = vec![leaf.clone()];
        whole.extend_from_slice(sent);
        let chain = self.issuers.of(&whole);
        if !chain.known.is_empty() {
            let mut with = sent.to_vec();
            with.extend(chain.known);
            let verified = self.webpki.verify_server_cert(leaf, &with, name, ocsp, now);
            if !matches!(
                verified,
                Err(Error::InvalidCertificate(CertificateError::UnknownIssuer))
            ) {
                return verified;
            }
        }
        let ends = sent.last().is_some_and(is_self_signed);
        let why = match chain.missing {
            _ if is_self_signed(leaf) => NoChain::SelfSigned,
            _ if ends => NoChain::Unknown,
            Some(url) => NoChain::Missing(url),
            None => NoChain::Incomplete,
        };
        Err(Error::Other(OtherError(Arc::new(why))))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.webpki
            .verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.webpki
            .verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.webpki.supported_verify_schemes()
    }
}
