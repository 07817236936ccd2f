//! The server: the path of a request names family and seed, the family says what to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use super::families::{FAMILIES, Family};

/// Numbers that look random and are those of their seed (splitmix64).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(family: &str, seed: u64) -> Self {
        let name = family.bytes().fold(7_u64, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(byte.into())
        });
        Self(name ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `least` to below `end`.
    pub(super) fn from(&mut self, least: usize, end: usize) -> usize {
        let span = u64::try_from(end - least).unwrap();
        least + usize::try_from(self.next() % span).unwrap()
    }

    pub(super) fn one_of<'list, T: ?Sized>(&mut self, list: &[&'list T]) -> &'list T {
        list[self.from(0, list.len())]
    }

    pub(super) fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next().to_le_bytes()[0]).collect()
    }

    /// Some bytes changed, dropped or doubled.
    pub(super) fn spoil(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        for _ in 0..self.from(1, 8) {
            if bytes.is_empty() {
                break;
            }
            let at = self.from(0, bytes.len());
            match self.from(0, 4) {
                0 => bytes[at] = self.next().to_le_bytes()[0],
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, bytes[at]),
                _ => bytes.truncate(at),
            }
        }
        bytes
    }
}

/// What is sent, and what then.
pub(super) struct Act {
    pub(super) pieces: Vec<Vec<u8>>,
    pub(super) gap: Duration,
    pub(super) then: Then,
}

pub(super) enum Then {
    Close,
    /// Nothing more, and the connection stays.
    Hang,
    /// This, for ever.
    Repeat(Vec<u8>),
}

impl Act {
    /// All at once.
    pub(super) fn send(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            pieces: vec![bytes.into()],
            gap: Duration::ZERO,
            then: Then::Close,
        }
    }

    pub(super) fn then(self, then: Then) -> Self {
        Self { then, ..self }
    }

    pub(super) fn gap(self, gap: Duration) -> Self {
        Self { gap, ..self }
    }
}

/// Two doors at one address: one speaks HTTP, the other spoils TLS.
pub(super) struct Hostile {
    plain: u16,
    tls: u16,
}

impl Hostile {
    pub(super) async fn start(address: &str) -> Self {
        let plain = TcpListener::bind((address, 0)).await.unwrap();
        let tls = TcpListener::bind((address, 0)).await.unwrap();
        let ports = (
            plain.local_addr().unwrap().port(),
            tls.local_addr().unwrap().port(),
        );
        tokio::spawn(async move {
            while let Ok((stream, _)) = plain.accept().await {
                tokio::spawn(serve(stream));
            }
        });
        let turn = Arc::new(AtomicU64::new(0));
        tokio::spawn(async move {
            while let Ok((stream, _)) = tls.accept().await {
                let seed = turn.fetch_add(1, Ordering::Relaxed);
                let family = FAMILIES.iter().find(|family| family.tls).unwrap();
                tokio::spawn(perform(
                    stream,
                    (family.act)(&mut Dice::new(family.name, seed)),
                ));
            }
        });
        Self {
            plain: ports.0,
            tls: ports.1,
        }
    }

    pub(super) fn address_of(&self, family: &Family, seed: u64) -> Url {
        let (scheme, port) = if family.tls {
            ("https", self.tls)
        } else {
            ("http", self.plain)
        };
        let text = format!("{scheme}://hostile.test:{port}/{}/{seed}", family.name);
        Url::parse(&text).unwrap()
    }
}

/// Answers one request as its path says. A client that goes away is what this is about.
async fn serve(mut stream: TcpStream) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).unwrap();
    assert!(!head.to_ascii_lowercase().contains("\r\ncookie:"), "{head}");
    let path = head.split(' ').nth(1).unwrap();
    let mut parts = path.trim_start_matches('/').split('/');
    let (name, seed) = (
        parts.next().unwrap(),
        parts.next().unwrap().parse().unwrap(),
    );
    let family = FAMILIES.iter().find(|family| family.name == name).unwrap();
    let act = tokio::task::spawn_blocking(move || (family.act)(&mut Dice::new(family.name, seed)));
    perform(stream, act.await.unwrap()).await;
}

async fn perform(mut stream: TcpStream, act: Act) {
    for piece in act.pieces {
        if stream.write_all(&piece).await.is_err() {
            return;
        }
        if !act.gap.is_zero() {
            tokio::time::sleep(act.gap).await;
        }
    }
    match act.then {
        Then::Close => drop(stream.shutdown().await),
        Then::Hang => {
            // Until the client goes.
            let mut rest = [0; 256];
            while stream.read(&mut rest).await.is_ok_and(|read| read > 0) {}
        }
        Then::Repeat(piece) => {
            while stream.write_all(&piece).await.is_ok() {
                if !act.gap.is_zero() {
                    tokio::time::sleep(act.gap).await;
                }
            }
        }
    }
}
