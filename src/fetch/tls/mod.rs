//! TLS as a browser does it: every chain verified to a root of the system, and where the server
//! forgot to send an intermediate certificate, that one is fetched from where its child says.
//!
//! There is no way to do without verification. What is fetched is only ever an intermediate: the
//! whole chain is verified again with it, by webpki, to the same roots.

mod issuers;
mod verifier;
mod words;

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::crypto::{CryptoProvider, ring};

pub(super) use issuers::{Issuers, MOST_BYTES, MOST_FETCHES};
pub(super) use words::{missing_issuer, reason_of};

use super::FetchError;
use verifier::Verifier;

/// The roots that the system trusts.
///
/// # Errors
/// When it has none.
pub(super) fn system_roots() -> Result<RootCertStore, FetchError> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    // Some systems keep a certificate or two that no library reads.
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let reason = found.errors.first().map(ToString::to_string);
        return Err(FetchError::NoRoots(reason.unwrap_or_default()));
    }
    Ok(roots)
}

/// What the client speaks TLS with; `issuers` holds what was fetched so far.
///
/// # Errors
/// When no verifier can be made of `roots`.
pub(super) fn config(
    roots: RootCertStore,
    issuers: &Arc<Issuers>,
) -> Result<ClientConfig, FetchError> {
    let provider: Arc<CryptoProvider> = Arc::new(ring::default_provider());
    let wrong = |error: &dyn std::fmt::Display| FetchError::NoRoots(error.to_string());
    let webpki =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .build()
            .map_err(|error| wrong(&error))?;
    let verifier = Arc::new(Verifier::new(webpki, Arc::clone(issuers)));
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(&error))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(config)
}

#[cfg(test)]
mod tests;
