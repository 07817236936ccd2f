//! Why a page of a foreign file is not kept: what a crawl of it would have let be, is let be here.

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::event::Candidate;
use super::keep::Keep;
use super::pages;
use super::refusal::Refusal;
use super::told::number_of;
use crate::jobs::clock;
use crate::store::Store;
use crate::web::exchange::Exchange;
use crate::web::reservation::{PATH, Reservations};
use crate::web::url::{authority, site};

impl Keep {
    /// Takes what a host reserves, as the file says that it told.
    pub(super) fn policy(&mut self, exchange: &Exchange) {
        if let Ok(body) = exchange.decoded_body() {
            let key = authority(&exchange.url).to_owned();
            self.policies.insert(key, Reservations::parse(&body));
        }
    }

    /// Why a page is not kept, in words; `None` where it is.
    pub(super) fn why_not(
        &mut self,
        candidate: &Candidate,
        look: &pages::Look,
    ) -> anyhow::Result<Option<String>> {
        let exchange = &candidate.exchange;
        if let Some(why) = undated(exchange.at) {
            return Ok(Some(why.to_owned()));
        }
        let host = site(&exchange.url);
        if self.optouts.iter().any(|optout| optout.covers(host)) {
            return Ok(Some("the host asked not to be crawled".to_owned()));
        }
        if let Some(blocked) = look.blocked {
            return Ok(Some(format!("in place of a page: {}", blocked.name())));
        }
        if let Some(location) = self.reserved(&exchange.url)? {
            return Ok(Some(format!("reserved: {location} in tdmrep.json")));
        }
        let robots = look.reading.as_ref().map(|reading| &reading.page.robots);
        if robots.is_some_and(|robots| robots.reserved) {
            return Ok(Some("reserved: tdm-reservation: 1 on the page".to_owned()));
        }
        if robots.is_some_and(|robots| robots.noarchive) {
            return Ok(Some("noarchive".to_owned()));
        }
        if !candidate.is_wanted && !look.speaks {
            self.passed.insert(number_of(host));
            return Ok(Some(Refusal::NoTrace.to_string()));
        }
        Ok(None)
    }

    /// The rule by which a host reserves an address, as its file in the archive or in these files has it.
    fn reserved(&mut self, url: &Url) -> anyhow::Result<Option<String>> {
        if !url.has_host() {
            return Ok(None);
        }
        let key = authority(url).to_owned();
        if !self.policies.contains_key(&key) {
            let policy = self.writer.original(&format!("{key}{PATH}"))?;
            let rules = match policy {
                Some(original) => {
                    let store = Store::open(&self.index)?;
                    let capture = store.capture(original.capture)?;
                    let payload = capture.and_then(|capture| store.payload(&capture).ok());
                    let body = payload.and_then(|exchange| exchange.decoded_body().ok());
                    body.map(|body| Reservations::parse(&body))
                        .unwrap_or_default()
                }
                None => Reservations::default(),
            };
            self.policies.insert(key.clone(), rules);
        }
        let rules = self.policies.get(&key);
        Ok(rules.and_then(|rules| rules.reserves(url).map(str::to_owned)))
    }
}

/// What is wrong with the day of a capture, where something is: anyone can write any.
fn undated(at: Timestamp) -> Option<&'static str> {
    /// 1 January 1990, before the first page.
    const FIRST: i64 = 631_152_000;
    if at.as_second() < FIRST {
        return Some("dated before the web");
    }
    let tomorrow = clock::now().saturating_add(SignedDuration::from_hours(24));
    let is_future = tomorrow.is_ok_and(|tomorrow| at > tomorrow);
    is_future.then_some("dated in the future")
}
