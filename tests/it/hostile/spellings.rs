//! N6: addresses that are not public, in every spelling that an address has, receive no byte.

use std::time::Duration;

use arobase::fetch::{Answer, Condition, Limits};
use tokio::net::TcpListener;
use url::Url;

use super::{fetcher, now, run};

/// Hosts that mean this machine or some private one, as a link or a redirect may write them.
const SPELLINGS: [&str; 122] = [
    // This machine, in dotted, short, decimal, hexadecimal, octal and mixed forms.
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "127.0.0.0",
    "127.0.0.3",
    "127.255.255.255",
    "127.1.1.1",
    "2130706433",
    "2130706433.",
    "017700000001",
    "0x7f000001",
    "0X7F000001",
    "0x7f.0.0.1",
    "0x7f.1",
    "0x7f.0x1",
    "0x7F.0x0.0x0.0x1",
    "0177.0.0.1",
    "0177.1",
    "0177.0.01",
    "00000177.0.0.1",
    "127.0x1",
    "127.0.0x1",
    "127.00.00.01",
    "0x7f.00.1",
    "127.0.0.0x1",
    "127.0.65535",
    "127.16777215",
    "127.0.0.01",
    "127.0.0.1%2e",
    "127%2e0%2e0%2e1",
    "%31%32%37.0.0.1",
    "%3127.0.0.1",
    "1%327.0.0.1",
    "127.0.0.%31",
    // Digits and dots that only look like others.
    "①②⑦.0.0.1",
    "１２７.０.０.１",
    "127。0。0。1",
    "127．0．0．1",
    "127｡0｡0｡1",
    "𝟭𝟮𝟳.𝟬.𝟬.𝟭",
    "𝟏𝟐𝟕.0.0.1",
    "⑫7.0.0.1",
    // No address at all.
    "0",
    "0.",
    "0.0.0.0",
    "0.0",
    "0x0",
    "00",
    "0.1",
    "0.0.0.1",
    "0000.0000.0000.0000",
    "000.0.0.0",
    // Names of this machine.
    "localhost",
    "LOCALHOST",
    "localhost.",
    "LocalHost",
    "ｌｏｃａｌｈｏｓｔ",
    "%6cocalhost",
    "local%68ost",
    "loc\u{ad}alhost",
    "l\u{2060}ocalhost",
    // IPv6.
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::0001]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::]",
    "[0::0]",
    "[::0:1]",
    "[::0.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::FFFF:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::ffff:0:127.0.0.1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::a00:1]",
    "[2002:7f00:1::]",
    "[2002:a00:1::1]",
    "[2001:0:7f00:1::]",
    "[2001:db8::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[100::1]",
    "[3fff::1]",
    "[5f00::1]",
    // Other people's private networks, clouds' own addresses, what is kept for documents and tests.
    "10.0.0.1",
    "10.255.255.254",
    "167772161",
    "0xa000001",
    "012.0.0.1",
    "172.16.0.1",
    "172.31.255.254",
    "2886729729",
    "192.168.0.1",
    "192.168.1",
    "3232235521",
    "0xc0a80001",
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "0251.0376.0251.0376",
    "169.254.43518",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "255.255.255.255",
];

#[test]
fn n6_no_spelling_of_a_private_address_receives_a_byte() {
    run(async {
        // The ports of web servers are taken or not ours to open here: a lab elsewhere lets any port
        // through to the guard of addresses, which is what is tried.
        let fetcher = fetcher(
            "127.0.0.2",
            Limits {
                lookup: Duration::from_secs(5),
                ..Limits::default()
            },
        );
        let first = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = first.local_addr().unwrap().port();
        let mut doors = vec![first];
        // As many of this machine's addresses as the system lets us open at this port.
        for other in ["127.0.0.3", "127.1.1.1", "127.255.255.254", "::1"] {
            doors.extend(TcpListener::bind((other, port)).await);
        }
        let mut tried = 0;
        for spelling in SPELLINGS {
            for scheme in ["http", "https"] {
                let address = format!("{scheme}://{spelling}:{port}/latest/meta-data/");
                // What is no address for the parser is none for the crawl.
                let Ok(url) = Url::parse(&address) else {
                    continue;
                };
                tried += 1;
                let answer = fetcher.get(&url, now(), &Condition::default()).await;
                let Answer::Nothing { reason, again, .. } = answer else {
                    panic!("{address} was answered");
                };
                // Some systems know no such name of this machine as `localhost.`
                let unknown = url.domain().is_some() && reason.contains("no address for");
                let refused = reason.contains("is not a public address") && !again;
                assert!(refused || unknown, "{address}: {reason}");
                assert!(fetcher.address(&url).await.is_err(), "{address}");
            }
        }
        assert!(tried >= 2 * 115, "{tried}");
        for door in &doors {
            let accepted = tokio::time::timeout(Duration::ZERO, door.accept()).await;
            assert!(accepted.is_err(), "somebody connected");
        }
    });
}

#[test]
fn n6_schemes_and_ports_that_are_not_the_webs_are_refused_by_name() {
    run(async {
        let fetcher = arobase::fetch::Fetcher::new(
            "arobase/0 (+test)",
            arobase::fetch::Reach::Web(arobase::fetch::Lab::default()),
            Limits::default(),
        )
        .unwrap();
        for (address, words) in [
            ("file:///etc/passwd", "not an address of the web"),
            ("ftp://ville.example/", "not an address of the web"),
            ("gopher://ville.example/", "not an address of the web"),
            ("javascript:alert(1)", "not an address of the web"),
            ("data:text/html,x", "not an address of the web"),
            ("ws://ville.example/", "not an address of the web"),
            (
                "http://ville.example:22/",
                "port 22 is not one of a web server",
            ),
            (
                "http://ville.example:25/",
                "port 25 is not one of a web server",
            ),
            (
                "https://ville.example:6379/",
                "port 6379 is not one of a web server",
            ),
            (
                "http://1.1.1.1:11211/",
                "port 11211 is not one of a web server",
            ),
        ] {
            let answer = fetcher
                .get(&Url::parse(address).unwrap(), now(), &Condition::default())
                .await;
            let Answer::Nothing {
                reason,
                again: false,
                ..
            } = answer
            else {
                panic!("{address} was asked");
            };
            assert!(reason.contains(words), "{address}: {reason}");
        }
    });
}
