//! From names to addresses: looked up once, checked once, kept for a while, and dialled as checked.
//!
//! The client's own resolver asks here, so that no address is ever dialled that the guard has not
//! seen; and the crawl asks here before it sends anything, because it holds one permit an address.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::time::Instant;

use super::guard::{Guard, Refused};

/// How long an answer is good. The system's resolver does not tell the name server's own time.
const GOOD: Duration = Duration::from_mins(10);
/// How long a failure is.
const BAD: Duration = Duration::from_secs(30);
/// Most names that are kept; past it, those whose time is over go, and then all.
const MOST: usize = 100_000;

/// Why a name stands for no address that may be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAddress {
    /// It must not be asked.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// No name server knows it, or none answers.
    #[error("no address for {host}: {reason}")]
    Unknown {
        /// The name.
        host: String,
        /// What the system says.
        reason: String,
    },
    /// The answer took too long.
    #[error("no address for {0}: the name servers took too long")]
    Slow(String),
}

/// Where names are looked up.
enum Source {
    /// The system's resolver.
    System,
    /// What a test says.
    #[cfg(test)]
    Script(Script),
}

#[cfg(test)]
type Script = Box<dyn Fn(&str) -> Vec<IpAddr> + Send + Sync>;

/// What is known of one name.
struct Known {
    answer: Result<Vec<IpAddr>, NoAddress>,
    /// Which of its addresses is dialled; the next one after a connection that failed.
    place: usize,
    until: Instant,
}

/// The names met so far.
pub(super) struct Names {
    pub(super) guard: Guard,
    source: Source,
    lookup: Duration,
    known: Mutex<HashMap<String, Known>>,
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Names").finish_non_exhaustive()
    }
}

impl Names {
    /// Looks names up by the system's resolver, within `lookup`.
    pub(super) fn new(guard: Guard, lookup: Duration) -> Self {
        Self {
            guard,
            source: Source::System,
            lookup,
            known: Mutex::default(),
        }
    }

    /// The one address that is dialled for `host` now. One answer that may not be asked refuses
    /// all that the name stands for.
    pub(super) async fn address(&self, host: &str) -> Result<IpAddr, NoAddress> {
        self.address_at(host, Instant::now()).await
    }

    async fn address_at(&self, host: &str, now: Instant) -> Result<IpAddr, NoAddress> {
        if let Some(known) = self.kept(host, now) {
            return known;
        }
        let answer = self.ask(host).await;
        self.keep(host, answer, now)
    }

    /// A connection to `host` failed: the next one goes to the next of its addresses.
    pub(super) fn pass_over(&self, host: &str) {
        if let Some(known) = self.lock().get_mut(host) {
            known.place = known.place.wrapping_add(1);
        }
    }

    fn kept(&self, host: &str, now: Instant) -> Option<Result<IpAddr, NoAddress>> {
        let known = self.lock();
        let known = known.get(host).filter(|known| known.until > now);
        known.map(|known| chosen(host, known))
    }

    fn keep(
        &self,
        host: &str,
        answer: Result<Vec<IpAddr>, NoAddress>,
        now: Instant,
    ) -> Result<IpAddr, NoAddress> {
        let mut all = self.lock();
        if all.len() >= MOST {
            all.retain(|_, known| known.until > now);
        }
        if all.len() >= MOST {
            all.clear();
        }
        let time = if answer.is_ok() { GOOD } else { BAD };
        let known = Known {
            answer,
            place: 0,
            until: now + time,
        };
        let chosen = chosen(host, &known);
        all.insert(host.to_owned(), known);
        chosen
    }

    async fn ask(&self, host: &str) -> Result<Vec<IpAddr>, NoAddress> {
        let mut found = self.look_up(host).await?;
        for address in &found {
            self.guard.pass(*address)?;
        }
        // IPv4 first: nearly every town hall has it, so that sites on one machine are seen to be.
        found.sort_by_key(IpAddr::is_ipv6);
        found.dedup();
        Ok(found)
    }

    async fn look_up(&self, host: &str) -> Result<Vec<IpAddr>, NoAddress> {
        if let Some(address) = self.guard.lab.hosts.get(host) {
            return Ok(vec![*address]);
        }
        let lookup = match &self.source {
            Source::System => tokio::net::lookup_host((host, 0)),
            #[cfg(test)]
            Source::Script(answer) => return Ok(answer(host)),
        };
        match tokio::time::timeout(self.lookup, lookup).await {
            Ok(Ok(found)) => Ok(found.map(|address| address.ip()).collect()),
            Ok(Err(error)) => Err(NoAddress::Unknown {
                host: host.to_owned(),
                reason: error.to_string(),
            }),
            Err(_) => Err(NoAddress::Slow(host.to_owned())),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        // Nothing that holds it can break off in the middle of a change.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn chosen(host: &str, known: &Known) -> Result<IpAddr, NoAddress> {
    let found = known.answer.as_ref().map_err(Clone::clone)?;
    let place = known.place.checked_rem(found.len());
    let address = place.and_then(|place| found.get(place)).copied();
    address.ok_or_else(|| NoAddress::Unknown {
        host: host.to_owned(),
        reason: "the answer is empty".to_owned(),
    })
}

/// The resolver of the client: what is dialled is what was checked.
pub(super) struct Resolver(pub(super) Arc<Names>);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let names = Arc::clone(&self.0);
        Box::pin(async move {
            let address = names.address(name.as_str()).await?;
            let dialled: Addrs = Box::new(std::iter::once(SocketAddr::new(address, 0)));
            Ok(dialled)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::lab::Lab;
    use super::*;

    /// Names that stand for these addresses, one answer after the other, the last for ever.
    fn scripted(answers: &[&[&str]], guard: Guard) -> (Names, Arc<AtomicUsize>) {
        let answers: Vec<Vec<IpAddr>> = answers
            .iter()
            .map(|answer| answer.iter().map(|text| text.parse().unwrap()).collect())
            .collect();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let script = move |_: &str| {
            let turn = count.fetch_add(1, Ordering::Relaxed);
            answers[turn.min(answers.len() - 1)].clone()
        };
        let names = Names {
            source: Source::Script(Box::new(script)),
            ..Names::new(guard, Duration::from_secs(5))
        };
        (names, asked)
    }

    fn run<T>(work: impl Future<Output = T>) -> T {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.build().unwrap().block_on(work)
    }

    #[test]
    fn a_name_is_looked_up_once_and_again_when_its_time_is_over() {
        run(async {
            let (names, asked) = scripted(&[&["1.1.1.1"], &["1.0.0.1"]], Guard::default());
            let now = Instant::now();
            for _ in 0..5 {
                let found = names.address_at("m.example", now).await;
                assert_eq!(found, Ok([1, 1, 1, 1].into()));
            }
            assert_eq!(asked.load(Ordering::Relaxed), 1);
            let found = names.address_at("m.example", now + GOOD).await;
            assert_eq!(found, Ok([1, 0, 0, 1].into()));
            assert_eq!(asked.load(Ordering::Relaxed), 2);
        });
    }

    #[test]
    fn one_private_answer_refuses_all_that_a_name_stands_for() {
        run(async {
            for answer in [
                ["1.1.1.1", "10.0.0.1"],
                ["::1", "1.1.1.1"],
                ["1.1.1.1", "fd00::1"],
            ] {
                let (names, _) = scripted(&[&answer], Guard::default());
                let refused = names.address("m.example").await;
                let not_public = matches!(refused, Err(NoAddress::Refused(Refused::NotPublic(_))));
                assert!(not_public, "{answer:?}: {refused:?}");
            }
        });
    }

    #[test]
    fn sites_on_one_machine_are_known_by_its_ipv4_address_and_the_next_follows_a_failure() {
        run(async {
            let (names, _) = scripted(&[&["2606:4700::1", "1.1.1.1", "1.0.0.1"]], Guard::default());
            let mut dialled = Vec::new();
            for _ in 0..4 {
                dialled.push(names.address("m.example").await.unwrap().to_string());
                names.pass_over("m.example");
            }
            assert_eq!(dialled, ["1.1.1.1", "1.0.0.1", "2606:4700::1", "1.1.1.1"]);
        });
    }

    #[test]
    fn a_failure_is_forgotten_sooner_than_an_answer_and_an_empty_answer_is_one() {
        run(async {
            let (names, _) = scripted(&[&["10.0.0.1"], &["1.1.1.1"]], Guard::default());
            let now = Instant::now();
            assert!(names.address_at("m.example", now).await.is_err());
            assert!(names.address_at("m.example", now).await.is_err(), "kept");
            assert!(names.address_at("m.example", now + BAD).await.is_ok());
            let (names, _) = scripted(&[&[]], Guard::default());
            let empty = names.address("m.example").await;
            assert!(matches!(empty, Err(NoAddress::Unknown { .. })), "{empty:?}");
        });
    }

    #[test]
    fn names_of_the_lab_need_no_name_server() {
        run(async {
            let mut lab = Lab::of(&["127.0.0.0/8"]);
            lab.hosts.insert("m.test".into(), [127, 0, 0, 2].into());
            let guard = Guard {
                lab,
                only_lab: true,
            };
            let (names, asked) = scripted(&[&["1.1.1.1"]], guard);
            assert_eq!(names.address("m.test").await, Ok([127, 0, 0, 2].into()));
            assert_eq!(asked.load(Ordering::Relaxed), 0);
            let outside = names.address("m.example").await;
            assert!(matches!(
                outside,
                Err(NoAddress::Refused(Refused::OutsideLab(_)))
            ));
        });
    }

    /// N7: a name server that answers once with an address of one's own choice and then with a
    /// private one never sees the private one dialled.
    #[test]
    fn a_name_that_is_bound_anew_ten_thousand_times_never_leads_to_a_private_address() {
        run(async {
            let turn = Arc::new(AtomicUsize::new(0));
            let count = Arc::clone(&turn);
            let answers: [&[&str]; 6] = [
                &["1.1.1.1"],
                &["127.0.0.1"],
                &["1.1.1.1", "169.254.169.254"],
                &["2606:4700::1"],
                &["::ffff:10.0.0.1"],
                &["2606:4700::1", "fd00::1"],
            ];
            let script = move |_: &str| {
                let turn = count.fetch_add(1, Ordering::Relaxed);
                let answer = answers[(turn + turn / 7) % answers.len()];
                answer.iter().map(|text| text.parse().unwrap()).collect()
            };
            let names = Names {
                source: Source::Script(Box::new(script)),
                ..Names::new(Guard::default(), Duration::from_secs(5))
            };
            let mut now = Instant::now();
            let (mut dialled, mut refused) = (0, 0);
            while turn.load(Ordering::Relaxed) < 10_000 {
                match names.address_at("m.example", now).await {
                    Ok(address) => {
                        assert!(super::super::is_public(address), "{address}");
                        dialled += 1;
                    }
                    Err(NoAddress::Refused(Refused::NotPublic(_))) => refused += 1,
                    Err(other) => panic!("{other}"),
                }
                // Within the time of an answer nothing is asked anew, however short the server's own.
                now += GOOD;
            }
            assert!(dialled > 3_000 && refused > 6_000, "{dialled}, {refused}");
        });
    }
}
