//! The lab: ranges of addresses that the guard lets through for a crawl of one's own servers.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

/// Blocks that are never somebody else's public server; a range of a lab lies inside one of them.
const PRIVATE: [&str; 10] = [
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
];

/// One's own servers, as the settings name them. Without a range there is no lab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lab {
    /// The ranges, each from [`range`].
    pub allow: Vec<IpNet>,
    /// Names of one's own servers that no name server knows, each with an address of the ranges.
    pub hosts: BTreeMap<String, IpAddr>,
    /// Whether several connections at a time may go to one of these addresses.
    pub many_per_ip: bool,
    /// A `Crawl-delay` of one's own servers is not waited for.
    pub no_crawl_delay: bool,
}

/// A range that no lab may have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// It is not a range at all.
    #[error("{0:?} is not a range of addresses like \"127.0.0.0/8\" or \"::1/128\"")]
    Unreadable(String),
    /// Its address lies in the middle of it.
    #[error("{0} begins in the middle of its range; {1} is the whole of it")]
    Middle(IpNet, IpNet),
    /// It holds addresses that belong to others.
    #[error(
        "{0} is not a private range: a lab is one's own network or machine, and public servers \
         need no lab to be asked"
    )]
    Public(IpNet),
}

/// Reads a CIDR range, IPv4 or IPv6, of private addresses (RFC 1918, RFC 4193 and their like).
///
/// # Errors
/// When it is no range, or holds an address that may be somebody else's.
///
/// ```
/// assert!(arobase::fetch::lab::range("127.0.0.0/8").is_ok());
/// assert!(arobase::fetch::lab::range("0.0.0.0/0").is_err());
/// ```
pub fn range(text: &str) -> Result<IpNet, RangeError> {
    let found: IpNet = text
        .trim()
        .parse()
        .map_err(|_| RangeError::Unreadable(text.to_owned()))?;
    let whole = found.trunc();
    if found != whole {
        return Err(RangeError::Middle(found, whole));
    }
    let inside = |block: &&str| {
        block
            .parse()
            .is_ok_and(|block: IpNet| block.contains(&found))
    };
    if PRIVATE.iter().any(inside) {
        Ok(found)
    } else {
        Err(RangeError::Public(found))
    }
}

impl Lab {
    /// Whether there is no lab at all.
    pub const fn is_empty(&self) -> bool {
        self.allow.is_empty()
    }

    /// Whether this is the address of one of one's own servers.
    pub fn holds(&self, address: IpAddr) -> bool {
        self.allow.iter().any(|range| range.contains(&address))
    }

    /// A lab of these ranges, which must be right.
    #[cfg(test)]
    pub(super) fn of(ranges: &[&str]) -> Self {
        Self {
            allow: ranges.iter().map(|text| range(text).unwrap()).collect(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::is_public;
    use proptest::prelude::*;

    #[test]
    fn a_range_is_private_whole_and_written_as_a_range() {
        for ok in [
            "127.0.0.0/8",
            "127.0.0.1/32",
            "10.1.0.0/16",
            "::1/128",
            "fd00::/8",
            "fe80::/64",
        ] {
            assert!(range(ok).is_ok(), "{ok}");
        }
        for (wrong, words) in [
            ("127.0.0.1", "is not a range of addresses"),
            ("127.0.0.0/33", "is not a range of addresses"),
            ("localhost", "is not a range of addresses"),
            ("", "is not a range of addresses"),
            ("127.0.0.1/8", "127.0.0.0/8 is the whole of it"),
            ("0.0.0.0/0", "is not a private range"),
            ("126.0.0.0/7", "is not a private range"),
            ("8.8.8.8/32", "is not a private range"),
            ("::/0", "is not a private range"),
            ("2000::/3", "is not a private range"),
            ("::ffff:127.0.0.0/104", "is not a private range"),
        ] {
            let error = range(wrong).unwrap_err().to_string();
            assert!(error.contains(words), "{wrong}: {error}");
        }
    }

    proptest! {
        #[test]
        fn no_lab_holds_a_public_address(address: [u8; 4], length in 0_u8..=32, probe: [u8; 4]) {
            let text = format!("{}/{length}", IpAddr::from(address));
            let net: IpNet = text.parse().unwrap();
            if let Ok(range) = range(&net.trunc().to_string()) {
                let lab = Lab { allow: vec![range], ..Lab::default() };
                prop_assert!(!(lab.holds(probe.into()) && is_public(probe.into())));
                prop_assert!(!is_public(range.network()) && !is_public(range.broadcast()));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,30}") {
            let _ = range(&text);
        }
    }
}
