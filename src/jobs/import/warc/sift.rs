//! One file gone through: what may be a page worth keeping is handed on, everything else is passed over as
//! cheaply as can be told that it is.

use std::collections::HashSet;
use std::io;
use std::sync::mpsc::SyncSender;

use url::Url;

use super::event::{Candidate, Event};
use super::files::Source;
use super::refusal::{Refusal, Tally};
use super::told::{Type, is_html, looks_like_html, names_policy, site_of, words};
use crate::label::glance::may_speak;
use crate::store::foreign::{Foreign, Head, Kind, Next, answer, glance};
use crate::web::exchange::{DECODED_LIMIT, Exchange};
use crate::web::reservation;

/// The head of an HTTP answer is looked for in so many bytes, and then in so many.
const HEADS: [usize; 2] = [4 * 1024, 64 * 1024];
/// The longest block that is taken: a page of the greatest length, with its head.
const BLOCK_LIMIT: u64 = 16 * 1024 * 1024 + 64 * 1024;
const _: () = assert!(DECODED_LIMIT == 16 * 1024 * 1024);
/// The longest request that is kept.
const REQUEST_LIMIT: u64 = 64 * 1024;
/// After so many bytes of a file it is told how far it was read.
const STEP: u64 = 32 * 1024 * 1024;

/// A request that waits for its answer, or an answer's that has come.
struct Asked {
    id: String,
    concurrent: String,
    block: Vec<u8>,
}

/// How files are gone through.
pub(super) struct Way<'a> {
    /// Sites of which every page is kept.
    pub(super) sites: &'a HashSet<u64>,
    /// Every page is kept.
    pub(super) all: bool,
    /// Nothing but those sites is looked at; everything else was counted before.
    pub(super) only: bool,
    /// Each capture that is refused is told.
    pub(super) lists: bool,
}

/// The one that goes through a file.
pub(super) struct Sift<'a> {
    number: usize,
    source: &'a Source,
    events: &'a SyncSender<Event>,
    way: &'a Way<'a>,
    tally: Tally,
    passed: HashSet<u64>,
    asked: Option<Asked>,
    pending: Option<Box<Candidate>>,
    /// Nobody hears the events any more.
    alone: bool,
}

impl<'a> Sift<'a> {
    pub(super) fn new(
        number: usize,
        source: &'a Source,
        events: &'a SyncSender<Event>,
        way: &'a Way<'a>,
    ) -> Self {
        Self {
            number,
            source,
            events,
            way,
            tally: Tally::default(),
            passed: HashSet::new(),
            asked: None,
            pending: None,
            alone: false,
        }
    }

    /// Goes through the file.
    ///
    /// # Errors
    /// Failures of the disk.
    pub(super) fn run(mut self) -> io::Result<()> {
        let begin = if self.way.only {
            0
        } else {
            self.source.begin()
        };
        let read = self.source.read(|input| {
            let mut file = Foreign::open(input, begin)?;
            let mut told = file.taken();
            while !self.alone {
                match file.advance()? {
                    Next::End => break,
                    Next::Lost(lost) => {
                        self.hand_over_pending();
                        self.send(Event::Lost(self.number, lost));
                    }
                    Next::Record => self.record(&mut file)?,
                }
                if file.taken() - told.min(file.taken()) >= STEP {
                    told = file.taken();
                    self.reached(&file);
                }
            }
            self.hand_over_pending();
            self.reached(&file);
            Ok(file.taken() - begin.min(file.taken()))
        })?;
        let ended = Event::Ended {
            source: self.number,
            tally: std::mem::take(&mut self.tally),
            passed: std::mem::take(&mut self.passed),
            read,
        };
        self.send(ended);
        Ok(())
    }

    fn reached(&mut self, file: &Foreign<'_>) {
        // The record at hand is not handed on before the next one has come.
        let head = file.head();
        let door = (head.is_door && self.pending.is_none() && head.kind != Kind::Request)
            .then_some(head.offset);
        self.send(Event::Reached {
            source: self.number,
            door,
            taken: file.taken(),
        });
    }

    fn send(&mut self, event: Event) {
        self.alone |= self.events.send(event).is_err();
    }

    fn record(&mut self, file: &mut Foreign<'_>) -> io::Result<()> {
        self.tally.records += 1;
        let kind = file.head().kind;
        if self.way.only && !self.is_of_sites(file.head()) {
            return Ok(());
        }
        if kind == Kind::Request {
            return self.request(file);
        }
        self.hand_over_pending();
        match kind {
            Kind::Response => self.response(file),
            Kind::Revisit => self.revisit(file),
            Kind::Resource => self.resource(file),
            Kind::Conversion | Kind::Continuation => {
                let why = match kind {
                    Kind::Conversion => "made of another record",
                    _ => "a piece of a record",
                };
                self.refuse(file.head(), Refusal::Other(why));
                Ok(())
            }
            Kind::Request | Kind::Warcinfo | Kind::Metadata | Kind::Other => Ok(()),
        }
    }

    fn is_of_sites(&self, head: &Head) -> bool {
        site_of(head).is_some_and(|site| self.way.sites.contains(&site))
    }

    fn response(&mut self, file: &mut Foreign<'_>) -> io::Result<()> {
        let mut seen = None;
        for count in HEADS {
            let start = file.peek(count)?;
            if !start.starts_with(b"HTTP/") {
                break;
            }
            seen = glance(start).map(|seen| (seen.status, seen.body_at, Type::of(&seen)));
            if seen.is_some() || start.len() < count {
                break;
            }
        }
        let Some((status, body_at, media)) = seen else {
            self.refuse(file.head(), Refusal::Other("no HTTP answer"));
            return Ok(());
        };
        let is_policy = media.is_other() && names_policy(file.head());
        if status != 200 {
            self.refuse(file.head(), Refusal::Status(status));
            return Ok(());
        }
        if let (Type::Other(name), false) = (&media, is_policy) {
            self.refuse(file.head(), Refusal::MediaType(name));
            return Ok(());
        }
        if file.head().length > BLOCK_LIMIT {
            self.refuse(file.head(), Refusal::Other("longer than 16 MB"));
            return Ok(());
        }
        if !file.fetch()? {
            return Ok(());
        }
        if is_policy {
            if let Ok(exchange) = answer(file.head(), file.block()) {
                self.send(Event::Policy(Box::new(exchange)));
            }
            return Ok(());
        }
        self.page(file, &media, body_at);
        Ok(())
    }

    /// A 200 answer in HTML, wholly there.
    fn page(&mut self, file: &Foreign<'_>, media: &Type, body_at: usize) {
        let (head, block) = (file.head(), file.block());
        let is_wanted = self.way.all || self.is_of_sites(head);
        let is_coded = matches!(media, Type::Coded | Type::Untold);
        if !is_coded && !is_wanted && !may_speak(&block[body_at..]) {
            return self.pass_over(head);
        }
        let exchange = match answer(head, block) {
            Ok(exchange) => exchange,
            Err(why) => return self.refuse(head, Refusal::Other(&why.to_string())),
        };
        let body = match exchange.decoded_body() {
            Ok(body) => body,
            // What came of a page that was cut is kept, as the crawl keeps it.
            Err(_) if exchange.truncated.is_some() && is_wanted => Vec::new(),
            Err(why) => return self.refuse(head, Refusal::Other(&words(&why))),
        };
        if matches!(media, Type::Untold) && !looks_like_html(&body) {
            return self.refuse(head, Refusal::MediaType(b""));
        }
        if is_coded && !is_wanted && !may_speak(&body) {
            return self.pass_over(head);
        }
        if let Some(by) = reservation::of_headers(&exchange) {
            let why = format!("reserved: {by}");
            return self.refuse(head, Refusal::Other(&why));
        }
        let mut candidate = self.candidate(head, block, exchange, is_wanted);
        if let Some(asked) = self
            .asked
            .take()
            .filter(|asked| asked.id == candidate.concurrent || asked.concurrent == candidate.id)
        {
            candidate.exchange.request = asked.block;
        }
        self.pending = Some(candidate);
    }

    fn pass_over(&mut self, head: &Head) {
        self.passed.extend(site_of(head));
        self.refuse(head, Refusal::NoTrace);
    }

    fn candidate(
        &self,
        head: &Head,
        block: &[u8],
        exchange: Exchange,
        is_wanted: bool,
    ) -> Box<Candidate> {
        let bare = |name: &str| head.bare(name).unwrap_or_default().to_owned();
        Box::new(Candidate {
            source: self.number,
            offset: head.offset,
            id: bare("WARC-Record-ID"),
            concurrent: bare("WARC-Concurrent-To"),
            record: (head.clone(), block.to_vec()),
            exchange,
            kind: head.kind,
            digest: bare("WARC-Payload-Digest"),
            refers: [
                bare("WARC-Refers-To"),
                bare("WARC-Refers-To-Target-URI"),
                bare("WARC-Refers-To-Date"),
            ],
            is_wanted,
        })
    }

    /// Some write the request before its answer, some behind it.
    fn request(&mut self, file: &mut Foreign<'_>) -> io::Result<()> {
        if file.head().length > REQUEST_LIMIT || !file.fetch()? {
            return Ok(());
        }
        let (head, block) = (file.head(), file.block());
        let bare = |name: &str| head.bare(name).unwrap_or_default().to_owned();
        let asked = Asked {
            id: bare("WARC-Record-ID"),
            concurrent: bare("WARC-Concurrent-To"),
            block: block.to_vec(),
        };
        match &mut self.pending {
            Some(candidate)
                if asked.concurrent == candidate.id || asked.id == candidate.concurrent =>
            {
                candidate.exchange.request = asked.block;
                self.hand_over_pending();
            }
            _ => {
                self.hand_over_pending();
                self.asked = Some(asked);
            }
        }
        Ok(())
    }

    /// The head of an answer whose body lies elsewhere.
    fn revisit(&mut self, file: &mut Foreign<'_>) -> io::Result<()> {
        if file.head().length > BLOCK_LIMIT || !file.fetch()? {
            return Ok(());
        }
        let head = file.head();
        match answer(head, file.block()) {
            Ok(exchange) if matches!(exchange.status, 200 | 304) => {
                let is_wanted = self.way.all || self.is_of_sites(head);
                self.pending = Some(self.candidate(head, file.block(), exchange, is_wanted));
            }
            Ok(exchange) => self.refuse(head, Refusal::Status(exchange.status)),
            Err(why) => self.refuse(head, Refusal::Other(&why.to_string())),
        }
        Ok(())
    }

    /// A file that was captured without HTTP: a page where it is HTML and has an address of the web.
    fn resource(&mut self, file: &mut Foreign<'_>) -> io::Result<()> {
        let head = file.head();
        let value = head.field("Content-Type").unwrap_or_default();
        let media = value.split(|byte| *byte == b';').next().unwrap_or_default();
        let media = media.trim_ascii().to_ascii_lowercase();
        let of_archive = head
            .bare("WARC-Target-URI")
            .is_some_and(|url| url.starts_with("urn:sha256:"));
        let is_html = is_html(&media) || (of_archive && media == b"text/plain");
        if !is_html {
            self.refuse(head, Refusal::MediaType(&media));
            return Ok(());
        }
        if head.length > BLOCK_LIMIT {
            self.refuse(head, Refusal::Other("longer than 16 MB"));
            return Ok(());
        }
        if !file.fetch()? {
            return Ok(());
        }
        let (head, block) = (file.head(), file.block());
        let is_wanted = self.way.all || self.is_of_sites(head);
        if !is_wanted && !may_speak(block) {
            self.pass_over(head);
            return Ok(());
        }
        match answer(head, block) {
            Ok(exchange) => {
                self.pending = Some(self.candidate(head, block, exchange, is_wanted));
            }
            Err(why) => self.refuse(head, Refusal::Other(&why.to_string())),
        }
        Ok(())
    }

    fn hand_over_pending(&mut self) {
        if let Some(candidate) = self.pending.take() {
            self.send(Event::Page(candidate));
        }
    }

    fn refuse(&mut self, head: &Head, refusal: Refusal<'_>) {
        if self.way.only {
            return;
        }
        self.tally.refuse(refusal);
        if self.way.lists {
            let url = head.bare("WARC-Target-URI").unwrap_or_default();
            // As an address of the web is written where it is kept.
            let url = Url::parse(url).map_or_else(|_| url.to_owned(), |url| url.to_string());
            let name = self.source.short_name();
            let line = format!("{name}\t{}\t{url}\t{refusal}", head.offset);
            self.send(Event::Refused(line));
        }
    }
}
