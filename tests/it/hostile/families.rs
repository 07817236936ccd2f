//! What hostile servers send: one function a family, another answer for each seed.

use std::io::Write as _;
use std::sync::LazyLock;
use std::time::Duration;

use super::server::{Act, Dice, Then};

/// A way to do harm.
pub(super) struct Family {
    /// Threat and name, as in the path of its addresses.
    pub(super) name: &'static str,
    /// Its act for the numbers of a seed.
    pub(super) act: fn(&mut Dice) -> Act,
    /// Whether it spoils TLS.
    pub(super) tls: bool,
    /// Whether the fetcher must make an answer of it.
    pub(super) answers: bool,
    /// Whether the fetcher must not.
    pub(super) no_answer: bool,
}

/// An answer comes of it, however odd.
const fn odd(name: &'static str, act: fn(&mut Dice) -> Act) -> Family {
    Family {
        name,
        act,
        tls: false,
        answers: true,
        no_answer: false,
    }
}

/// It may be an answer or not.
const fn any(name: &'static str, act: fn(&mut Dice) -> Act) -> Family {
    Family {
        name,
        act,
        tls: false,
        answers: false,
        no_answer: false,
    }
}

/// No answer comes of it.
const fn none(name: &'static str, act: fn(&mut Dice) -> Act) -> Family {
    Family {
        name,
        act,
        tls: false,
        answers: false,
        no_answer: true,
    }
}

pub(super) const FAMILIES: [Family; 34] = [
    none("n1-silent", |_| Act::send("").then(Then::Hang)),
    none("n1-slow-head", |dice| {
        let gap = Duration::from_millis(u64::try_from(dice.from(5, 40)).unwrap());
        Act::send("HTTP/1.1 200 OK\r\nX: ")
            .gap(gap)
            .then(Then::Repeat(b"a".to_vec()))
    }),
    odd("n1-slow-body", |dice| {
        let gap = Duration::from_millis(u64::try_from(dice.from(5, 90)).unwrap());
        Act::send("HTTP/1.1 200 OK\r\n\r\n")
            .gap(gap)
            .then(Then::Repeat(b"a".to_vec()))
    }),
    odd("n1-stalled-body", |dice| {
        let begin = dice.from(0, 5_000);
        Act::send(page(&"a".repeat(begin), 100_000)).then(Then::Hang)
    }),
    odd("n2-endless-body", |dice| {
        let piece = dice.from(1_000, 60_000);
        Act::send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
            .then(Then::Repeat(vec![b'a'; piece]))
    }),
    odd("n2-endless-chunks", |dice| {
        let size = dice.from(1, 5_000);
        let chunk = format!("{size:x}\r\n{}\r\n", "a".repeat(size)).repeat(20_000 / size + 1);
        Act::send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            .then(Then::Repeat(chunk.into()))
    }),
    none("n2-endless-headers", |dice| {
        let line = format!("X-{}: {}\r\n", dice.next(), "b".repeat(dice.from(0, 2_000)));
        Act::send("HTTP/1.1 200 OK\r\n").then(Then::Repeat(line.into()))
    }),
    none("n2-endless-header", |dice| {
        let letters = dice.from(1, 5_000);
        Act::send("HTTP/1.1 200 OK\r\nX: ").then(Then::Repeat(vec![b'x'; letters]))
    }),
    none("n2-continue-flood", |_| {
        Act::send("").then(Then::Repeat(b"HTTP/1.1 100 Continue\r\n\r\n".repeat(50)))
    }),
    any("n2-chunk-extension", |dice| {
        let letters = dice.from(1, 50_000);
        Act::send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=")
            .then(Then::Repeat(vec![b'x'; letters]))
    }),
    odd("n3-bomb", |dice| {
        static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| bomb(40));
        let torn = dice.from(BOMB.len() / 2, BOMB.len() + 1);
        Act::send(coded("gzip", &BOMB[..torn]))
    }),
    odd("n3-bomb-in-members", |dice| {
        static MEMBER: LazyLock<Vec<u8>> = LazyLock::new(|| gzip(&vec![b'a'; 400_000]));
        Act::send(coded("gzip", &MEMBER.repeat(dice.from(2, 60))))
    }),
    odd("n3-twice", |dice| {
        let twice = gzip(&gzip(&dice.bytes(500)));
        let coding = dice.one_of(&[
            "gzip",
            "gzip, gzip",
            "gzip,deflate",
            "gzip\r\nContent-Encoding: gzip",
        ]);
        Act::send(coded(coding, &twice))
    }),
    odd("n3-torn", |dice| {
        let mut torn = gzip(&dice.bytes(2_000));
        torn.truncate(dice.from(0, torn.len()));
        Act::send(coded("gzip", &torn))
    }),
    odd("n3-spoilt", |dice| {
        let whole = gzip(b"label Villes Internet".repeat(50).as_slice());
        let spoilt = dice.spoil(whole);
        Act::send(coded("gzip", &spoilt))
    }),
    odd("n3-other-coding", |dice| {
        let coding = dice.one_of(&[
            "br", "deflate", "zstd", "compress", "x-gzip", "\u{e9}", ",", "identity", "GZIP",
        ]);
        let body = dice.bytes(300);
        Act::send(coded(coding, &body))
    }),
    odd("n4-sitemap", |dice| {
        let opening = dice.one_of(&[
            "<urlset>",
            "<sitemapindex>",
            "<urlset xmlns='x'>",
            "<!DOCTYPE x [<!ENTITY a 'b'>]><urlset>",
        ]);
        let locs: String = (0..dice.from(0, 3_000))
            .map(|n| format!("<url><loc>http://hostile.test/{n}</loc></url>"))
            .collect();
        let body = dice.spoil(format!("<?xml version='1.0'?>{opening}{locs}").into());
        Act::send(typed("application/xml", &body))
    }),
    odd("n4-sitemap-bomb", |dice| {
        let plain = "<url><loc>http://hostile.test/a</loc></url>".repeat(dice.from(100, 3_000));
        Act::send(typed(
            "application/x-gzip",
            &gzip(format!("<urlset>{plain}").as_bytes()),
        ))
    }),
    odd("n5-redirect", |dice| {
        let to = dice.one_of(&[
            "/",
            "//",
            "?",
            "#",
            "",
            "/n5-redirect/1",
            "http://hostile.test/",
            "../../..",
            "http://[",
            "\u{1}",
        ]);
        let status = dice.one_of(&["301", "302", "303", "307", "308"]);
        Act::send(
            format!("HTTP/1.1 {status} x\r\nLocation: {to}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                .replace('\u{1}', "\\x01"),
        )
    }),
    odd("n6-location", |dice| {
        let to = dice.one_of(&[
            "file:///etc/passwd",
            "ftp://hostile.test/",
            "javascript:alert(1)",
            "gopher://127.0.0.1/",
            "http://127.0.0.1/",
            "http://169.254.169.254/",
            "http://[::1]/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://localhost./",
            "http://a:b@hostile.test/",
            "http://hostile.test:22/",
            "data:text/html,x",
            "//127.0.0.1/",
            "http:127.0.0.1",
        ]);
        Act::send(format!(
            "HTTP/1.1 302 x\r\nLocation: {to}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        ))
    }),
    none("n8-frames-of-http2", |dice| {
        let mut frames = b"\0\0\0\x04\0\0\0\0\0".to_vec();
        for _ in 0..dice.from(1, 50) {
            let (kind, length) = (dice.from(0, 10), dice.from(0, 300));
            frames.extend([
                0,
                u8::try_from(length >> 8).unwrap(),
                u8::try_from(length & 255).unwrap(),
            ]);
            frames.push(u8::try_from(kind).unwrap());
            frames.extend(dice.bytes(5 + length));
        }
        Act::send(frames)
    }),
    none("n9-status", |dice| {
        let line = dice.one_of(&[
            "HTTP/0.9 200 OK",
            "HTTP/3.0 200 OK",
            "HTTP/1.1",
            "HTTP/1.1 ",
            "HTTP/1.1 20 OK",
            "HTTP/1.1 000 OK",
            "HTTP/1.1 2000 OK",
            "HTTP/1.1 abc OK",
            "HTTP/1.1 -200 OK",
            "HTTP 200 OK",
            "ICY 200 OK",
            "<html>",
            "\0\0\0",
            "GET / HTTP/1.1",
            "HTTP/1.1\t200\tOK",
        ]);
        Act::send(format!(
            "{line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        ))
    }),
    none("n9-header", |dice| {
        let line = dice.one_of(&[
            "A\0: b",
            "A : b",
            ": b",
            "A\u{7f}: b",
            "A: \0",
            "A(: b",
            "no colon",
            " folded: a",
            "A b: c",
            "Content-Length: 1\r\nContent-Length: 2",
            "Content-Length: -1",
            "Content-Length: 99999999999999999999",
            "Content-Length: x",
        ]);
        Act::send(format!("HTTP/1.1 200 OK\r\n{line}\r\n\r\nx"))
    }),
    odd("n9-chunk", |dice| {
        let chunk = dice.one_of(&[
            "x\r\n",
            "-1\r\n",
            "ffffffffffffffffff\r\n",
            "5\r\nab",
            "5 5\r\nabcde",
            "\r\n\r\n",
            "0x5\r\nabcde",
            "5\nabcde\n0\n\n",
        ]);
        Act::send(format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n{chunk}"
        ))
    }),
    any("n9-length", |dice| {
        let (said, sent) = (dice.from(0, 3_000), dice.from(0, 3_000));
        Act::send(format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {said}\r\nTransfer-Encoding: {}\r\n\r\n{}",
            dice.one_of(&["identity", "chunked", "gzip", ""]),
            "a".repeat(sent)
        ))
    }),
    none("n9-noise", |dice| {
        let length = dice.from(0, 4_000);
        let mut noise = dice.bytes(length);
        if let Some(first) = noise.first_mut() {
            *first = b'\xff';
        }
        Act::send(noise)
    }),
    any("n9-spoilt", |dice| {
        let whole = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: 20\r\n\r\n{}",
            "a".repeat(20)
        );
        let spoilt = dice.spoil(whole.into());
        Act::send(spoilt)
    }),
    Family {
        name: "n10-tls",
        act: |dice| {
            let junk = dice.bytes(600);
            match dice.from(0, 4) {
                0 => Act::send("HTTP/1.1 400 Bad Request\r\n\r\n"),
                1 => Act::send("").then(Then::Hang),
                2 => Act::send([b"\x16\x03\x03\x02\0".as_slice(), &junk].concat()).then(Then::Hang),
                _ => Act::send(junk),
            }
        },
        tls: true,
        answers: false,
        no_answer: true,
    },
    odd("n11-retry-after", |dice| {
        let value = dice.one_of(&[
            "0",
            "-1",
            "99999999999999999999",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "soon",
            "",
            "1e308",
            "Tue, 99 Foo 2026",
            "\u{e9}",
        ]);
        let status = dice.one_of(&["429", "503"]);
        Act::send(format!(
            "HTTP/1.1 {status} x\r\nRetry-After: {value}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        ))
    }),
    odd("n12-robots", |dice| {
        let lines: String = (0..dice.from(0, 500))
            .map(|_| {
                format!(
                    "{}: {}{}",
                    dice.one_of(&[
                        "User-agent",
                        "Disallow",
                        "Allow",
                        "Crawl-delay",
                        "Sitemap",
                        "\u{feff}User-agent"
                    ]),
                    dice.one_of(&[
                        "*", "arobase", "/", "/*a*b$", "1e308", "-1", "http://[", "%", "%zz",
                        "\u{e9}"
                    ]),
                    dice.one_of(&["\n", "\r", "\r\n", "\0"])
                )
            })
            .collect();
        let body = dice.spoil(lines.into());
        Act::send(typed("text/plain", &body))
    }),
    odd("n14-cookies", |dice| {
        let cookies: String = (0..dice.from(1, 90))
            .map(|n| format!("Set-Cookie: c{n}={}\r\n", "x".repeat(n)))
            .collect();
        Act::send(format!(
            "HTTP/1.1 200 OK\r\n{cookies}Connection: close\r\nContent-Length: 2\r\n\r\nok"
        ))
    }),
    odd("n16-links", |dice| {
        let links: String = (0..dice.from(100, 1_000))
            .map(|n| format!("<a href=//{n}.test/{n}?a={n}>x</a>"))
            .collect();
        Act::send(page(&links, links.len()))
    }),
    odd("p1-markup", |dice| {
        let tags = [
            "<div>",
            "<b>",
            "<table><tr><td>",
            "<a href=x>",
            "</p>",
            "<li>",
            "<!--",
            "<script>",
            "<svg>",
            "<template>",
            "<p a=",
            "3 arobases",
            "&#0;",
        ];
        let pieces: String = (0..dice.from(1, 600))
            .map(|_| dice.one_of(&tags).to_owned())
            .collect();
        Act::send(page(&pieces, pieces.len()))
    }),
    odd("p3-charset", |dice| {
        let label = dice.one_of(&[
            "utf-7",
            "utf-16",
            "hz-gb-2312",
            "iso-2022-jp",
            "x-user-defined",
            "windows-1252",
            "\"",
            "",
            "utf-8",
        ]);
        let meta = dice.one_of(&["utf-7", "utf-16be", "replacement", "gb18030", "koi8-r"]);
        let body = [
            format!("<meta charset={meta}><p>Label Villes Internet : 3 arobases ").into_bytes(),
            dice.bytes(2_000),
        ]
        .concat();
        Act::send(typed(&format!("text/html; charset={label}"), &body))
    }),
];

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// So many million blanks, never held all at once.
fn bomb(millions: usize) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let million = vec![b' '; 1_000_000];
    for _ in 0..millions {
        encoder.write_all(&million).unwrap();
    }
    encoder.finish().unwrap()
}

fn coded(coding: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn typed(media_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn page(body: &str, length: usize) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}")
        .into()
}
