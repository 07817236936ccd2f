//! SURT keys: an address turned round so that the pages of one host, and the hosts of one domain,
//! stand together when sorted.

use url::Url;

/// The key of `url` in a CDXJ index.
pub fn surt(url: &Url) -> String {
    url.as_str().to_owned()
}
