//! News posted to a server of the user's own. It is the one request that may go to a private address: the user
//! wrote the address, no page did.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use url::Url;

use super::FetchError;
use super::tls::{self, Issuers};

/// So that a receiver knows again what it has met (draft-ietf-httpapi-idempotency-key-header).
const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Why something was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// No answer came.
    #[error("no answer")]
    Unreachable(#[source] reqwest::Error),
    /// An answer that is not of the 200s; a redirect is one, too.
    #[error("the answer was {0}")]
    Status(u16),
    /// The key is no value of a header.
    #[error("the key is no value of a header")]
    Key,
}

/// A client that posts JSON to one address.
#[derive(Clone, Debug)]
pub struct Poster {
    client: reqwest::Client,
    url: Url,
}

impl Poster {
    /// Posts to `url` as `user_agent`; an answer that takes longer than `limit` is none.
    ///
    /// # Errors
    /// When the client cannot be built, as without certificates for https.
    pub fn new(user_agent: &str, url: &Url, limit: Duration) -> Result<Self, FetchError> {
        // A second start in one process finds the provider in place.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder();
        let builder = if url.scheme() == "https" {
            let issuers = Arc::new(Issuers::default());
            builder.tls_backend_preconfigured(tls::config(tls::system_roots()?, &issuers)?)
        } else {
            // Plain HTTP needs no certificates, which a bare machine may lack.
            builder.tls_certs_only([])
        };
        let client = builder
            .http1_only()
            .user_agent(user_agent)
            .timeout(limit)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(FetchError::Client)?;
        Ok(Self {
            client,
            url: url.clone(),
        })
    }

    /// Posts `json` with its key.
    ///
    /// # Errors
    /// Where it was not taken.
    pub async fn post(&self, key: &str, json: String) -> Result<(), PostError> {
        let key = HeaderValue::from_str(key).map_err(|_| PostError::Key)?;
        let request = self
            .client
            .post(self.url.clone())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .header(KEY, key)
            .body(json);
        let answer = request
            .send()
            .await
            .map_err(|error| PostError::Unreachable(error.without_url()))?;
        let status = answer.status();
        if status.is_success() {
            Ok(())
        } else {
            Err(PostError::Status(status.as_u16()))
        }
    }
}
