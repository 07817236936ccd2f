//! The address guard: nothing is ever sent to an address that is not public, but for the ranges of
//! one's own lab where the settings name them.
//!
//! Names are checked inside the resolver that the client dials with ([`super::names`]), so that the
//! address checked is the address dialled; literal addresses and odd ports are checked in the URL.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::lab::Lab;

/// Ports of web servers; any other may be the door of something else.
const PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// Why nothing is sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The address, or one of those that the name stands for, is not public.
    #[error("{0} is not a public address")]
    NotPublic(IpAddr),
    /// The crawl is too fast for anything but one's own lab, and the address lies outside it.
    #[error("{0} lies outside the lab, and this crawl is too fast for other people's servers")]
    OutsideLab(IpAddr),
    /// No web server listens there.
    #[error("port {0} is not one of a web server")]
    Port(u16),
    /// Neither http nor https, or no host.
    #[error("not an address of the web")]
    Scheme,
}

/// Checks what the URL itself says: scheme, port, literal address.
///
/// # Errors
/// Why nothing may be sent there.
///
/// ```
/// let url = url::Url::parse("http://0x7f.1/").unwrap();
/// assert!(arobase::fetch::check_url(&url).is_err());
/// ```
pub fn check_url(url: &Url) -> Result<(), Refused> {
    Guard::default().check(url).map(drop)
}

/// What may be asked: the public web, and the ranges of the lab.
#[derive(Clone, Debug, Default)]
pub(super) struct Guard {
    /// One's own servers.
    pub(super) lab: Lab,
    /// Whether nothing but the lab may be asked.
    pub(super) only_lab: bool,
}

impl Guard {
    /// Checks what the URL itself says; gives its address where it names one literally.
    ///
    /// A port of its own passes here where there is a lab, because only the address of the name
    /// tells whether it is one's own server: [`Guard::check_at`] asks again.
    pub(super) fn check(&self, url: &Url) -> Result<Option<IpAddr>, Refused> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refused::Scheme);
        }
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) if self.lab.is_empty() => return check_port(url).map(|()| None),
            Some(Host::Domain(_)) => return Ok(None),
            None => return Err(Refused::Scheme),
        };
        self.check_at(url, literal)?;
        Ok(Some(literal))
    }

    /// Checks whether `url` may be asked at `address`, the one that its host stands for.
    pub(super) fn check_at(&self, url: &Url, address: IpAddr) -> Result<(), Refused> {
        self.pass(address)?;
        if self.lab.holds(address) {
            Ok(())
        } else {
            check_port(url)
        }
    }

    /// Checks an address alone.
    pub(super) fn pass(&self, address: IpAddr) -> Result<(), Refused> {
        match (self.lab.holds(address), self.only_lab, is_public(address)) {
            (true, ..) | (false, false, true) => Ok(()),
            (false, true, true) => Err(Refused::OutsideLab(address)),
            (false, _, false) => Err(Refused::NotPublic(address)),
        }
    }
}

fn check_port(url: &Url) -> Result<(), Refused> {
    match url.port_or_known_default() {
        Some(port) if PORTS.contains(&port) => Ok(()),
        port => Err(Refused::Port(port.unwrap_or_default())),
    }
}

/// Whether an address belongs to the public internet (IANA special-purpose registries).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        // This network, private, loopback, multicast, reserved, broadcast.
        (0 | 10 | 127 | 224.., ..)
            // Shared by carriers' NAT.
            | (100, 64..=127, _)
            // Link-local, cloud metadata among it; private.
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            // Protocol assignments, documentation, 6to4 relays, benchmarks.
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 51, 100)
            | (203, 0, 113)
            | (198, 18 | 19, _)
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    // Only global unicast; loopback, mapped, NAT64, unique-local and link-local lie outside it.
    let global = a & 0xe000 == 0x2000;
    // Teredo and other protocol assignments, documentation, 6to4: they can stand for any IPv4.
    let special =
        (a == 0x2001 && (b < 0x200 || b == 0xdb8)) || a == 0x2002 || (a == 0x3fff && b < 0x1000);
    global && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_pass() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.9",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::7f00:1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "1.1.1.1",
            "100.128.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1",
            "2a01:e0a::1",
            "2001:41d0::1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn odd_spellings_of_this_machine_are_refused_in_the_url() {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "0x7f.1",
            "0",
            "0.0.0.0",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[0:0:0:0:0:0:0:1]",
            "169.254.169.254",
            "0xa9fea9fe",
            "10.0.0.1",
            "①②⑦.0.0.1",
            "127。0。0。1",
            "%31%32%37.0.0.1",
            "127.0.0.1.",
        ] {
            let url = Url::parse(&format!("http://{host}/")).unwrap();
            assert!(
                matches!(check_url(&url), Err(Refused::NotPublic(_))),
                "{host}: {url}"
            );
        }
    }

    #[test]
    fn only_ports_of_web_servers_pass() {
        for (address, port) in [
            ("http://m.example:22/", 22),
            ("https://m.example:6379/", 6379),
            ("http://1.1.1.1:25/", 25),
        ] {
            assert_eq!(
                check_url(&Url::parse(address).unwrap()),
                Err(Refused::Port(port))
            );
        }
        for address in [
            "http://m.example/",
            "https://m.example/",
            "http://m.example:8080/",
            "https://m.example:8443/",
        ] {
            assert_eq!(check_url(&Url::parse(address).unwrap()), Ok(()));
        }
        assert_eq!(
            check_url(&Url::parse("ftp://m.example/").unwrap()),
            Err(Refused::Scheme)
        );
    }

    #[test]
    fn the_lab_lets_its_ranges_through_with_any_port_and_nothing_else() {
        let guard = Guard {
            lab: Lab::of(&["127.0.0.2/31", "fd00::/8"]),
            only_lab: false,
        };
        let check = |address: &str| guard.check(&Url::parse(address).unwrap());
        assert!(check("http://127.0.0.2:9000/").is_ok() && check("http://127.0.0.3/").is_ok());
        assert!(check("http://[fd00::1]:81/").is_ok() && check("http://1.1.1.1/").is_ok());
        assert_eq!(check("http://1.1.1.1:9000/"), Err(Refused::Port(9000)));
        for outside in [
            "127.0.0.1",
            "127.0.0.4",
            "10.0.0.1",
            "[::1]",
            "[::ffff:127.0.0.2]",
        ] {
            let refused = check(&format!("http://{outside}/"));
            assert!(matches!(refused, Err(Refused::NotPublic(_))), "{outside}");
        }
        // A name with a port of its own waits for the address that it stands for.
        let url = Url::parse("http://m.example:9000/").unwrap();
        assert_eq!(guard.check(&url), Ok(None));
        assert_eq!(guard.check_at(&url, "127.0.0.3".parse().unwrap()), Ok(()));
        assert_eq!(
            guard.check_at(&url, "1.1.1.1".parse().unwrap()),
            Err(Refused::Port(9000))
        );
    }

    #[test]
    fn a_crawl_that_is_only_for_the_lab_asks_nobody_else() {
        let guard = Guard {
            lab: Lab::of(&["127.0.0.0/8"]),
            only_lab: true,
        };
        let pass = |address: &str| guard.pass(address.parse().unwrap());
        assert_eq!(pass("127.0.0.1"), Ok(()));
        assert!(matches!(pass("1.1.1.1"), Err(Refused::OutsideLab(_))));
        assert!(matches!(pass("10.0.0.1"), Err(Refused::NotPublic(_))));
    }
}
