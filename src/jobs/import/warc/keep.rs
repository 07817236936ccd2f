//! What is kept of the pages that were handed on: read on all processors, judged as the crawl judges its
//! answers, and committed together with how far each file was read.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use url::Url;

use super::event::{Candidate, Event};
use super::files::Source;
use super::list::{Lines, List};
use super::refusal::{Refusal, Tally};
use super::told::number_of;
use super::{Progress, Summary, pages};
use crate::jobs::reading::{Reader, read_all};
use crate::store::foreign::Kind;
use crate::store::seeds::OptOut;
use crate::store::{Batch, File, NewCapture, Writer, sha256_of};
use crate::web::reservation::Reservations;
use crate::web::url::site;

/// Pages are committed together up to so many bytes, and so many of them.
const BATCH_BYTES: usize = 8 * 1024 * 1024;
pub(super) const BATCH: usize = 200;
/// So many revisits wait for their original, and so many originals are known by name.
const REVISITS: usize = 20_000;
const NAMES: usize = 1_000_000;
/// So many stretches that were lost are named.
const LOST: usize = 1_000;

/// Keeps pages.
pub(super) struct Keep {
    pub(super) index: PathBuf,
    pub(super) writer: Writer,
    reader: Reader,
    pub(super) optouts: Vec<OptOut>,
    lines: Lines,
    pub(super) waiting: Vec<Candidate>,
    waiting_bytes: usize,
    pub(super) revisits: Vec<Candidate>,
    /// Captures by the WARC-Record-ID and by the payload digest that their foreign record told.
    pub(super) originals: HashMap<String, i64>,
    doors: BTreeMap<usize, u64>,
    pub(super) policies: HashMap<String, Reservations>,
    pub(super) passed: HashSet<u64>,
    tally: Tally,
    told: Summary,
    /// Only pages of sites that turned out to matter are looked for: everything else was counted before.
    only: bool,
}

impl Keep {
    pub(super) fn new(
        index: &Path,
        writer: Writer,
        reader: Reader,
        optouts: Vec<OptOut>,
        list: Option<List>,
    ) -> Self {
        Self {
            index: index.to_owned(),
            writer,
            reader,
            optouts,
            lines: Lines::new(list),
            waiting: Vec::new(),
            waiting_bytes: 0,
            revisits: Vec::new(),
            originals: HashMap::new(),
            doors: BTreeMap::new(),
            policies: HashMap::new(),
            passed: HashSet::new(),
            tally: Tally::default(),
            told: Summary::default(),
            only: false,
        }
    }

    pub(super) const fn writer(&self) -> &Writer {
        &self.writer
    }

    pub(super) fn into_writer(self) -> Writer {
        self.writer
    }

    /// Whether each capture that is refused is to be told.
    pub(super) const fn lists(&self) -> bool {
        self.lines.is_wanted()
    }

    /// From now on everything but the pages of chosen sites was counted before.
    pub(super) const fn only_sites(&mut self) {
        self.only = true;
    }

    pub(super) const fn wants_only_sites(&self) -> bool {
        self.only
    }

    pub(super) const fn progress(&self, bytes: (u64, u64)) -> Progress {
        Progress {
            bytes,
            archived: self.told.archived,
            claims: self.told.claims,
        }
    }

    /// The sites of which some page makes a claim.
    pub(super) fn sites_with_claims(&self) -> anyhow::Result<HashSet<u64>> {
        let urls = self.writer.urls_with_claims()?;
        let urls = urls.iter().filter_map(|url| Url::parse(url).ok());
        let sites = urls.filter(Url::has_host).map(|url| number_of(site(&url)));
        Ok(sites.collect())
    }

    /// Whether a page of this site was passed over in this import.
    pub(super) fn passed_over(&self, site: u64) -> bool {
        self.passed.contains(&site)
    }

    /// Takes what came of going through a file.
    ///
    /// # Errors
    /// Failures of the disk and the store.
    pub(super) fn take(&mut self, event: Event, sources: &mut [Source]) -> anyhow::Result<()> {
        match event {
            Event::Page(candidate) => self.add(*candidate, sources)?,
            Event::Policy(exchange) => self.policy(&exchange),
            Event::Refused(line) => self.lines.add(&line)?,
            Event::Lost(source, lost) => {
                if !self.only && self.told.lost.len() < LOST {
                    let name = sources[source].name();
                    let told = format!("{name}: byte {}: {}", lost.offset, lost.why);
                    self.told.lost.push(told);
                }
            }
            Event::Reached { source, door, .. } if !self.only => {
                if let Some(door) = door {
                    self.doors.insert(source, door);
                }
                if self.waiting.is_empty() {
                    self.flush(sources)?;
                }
            }
            Event::Reached { .. } => {}
            Event::Ended {
                source,
                tally,
                passed,
                read,
            } => {
                self.flush(sources)?;
                if !self.only {
                    self.tally.add(&tally);
                    self.passed.extend(passed);
                    self.doors.remove(&source);
                    self.told.bytes += read;
                    let is_open = self.revisits.iter().any(|wait| wait.source == source);
                    // With a revisit that still waits it would not be at its end if this were killed.
                    if !is_open {
                        let notes = vec![sources[source].ended()];
                        self.commit_notes(notes)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn commit_notes(&mut self, notes: Vec<(String, String)>) -> anyhow::Result<()> {
        self.writer.commit(&Batch {
            notes,
            ..Batch::default()
        })?;
        Ok(())
    }

    fn add(&mut self, candidate: Candidate, sources: &mut [Source]) -> anyhow::Result<()> {
        if candidate.kind == Kind::Revisit {
            self.revisits.push(candidate);
            if self.revisits.len() >= REVISITS {
                self.flush(sources)?;
                self.resolve(sources)?;
                let left = std::mem::take(&mut self.revisits);
                self.unresolved(left, sources)?;
            }
            return Ok(());
        }
        self.waiting_bytes += candidate.exchange.body.len() + candidate.record.1.len();
        self.waiting.push(candidate);
        if self.waiting_bytes >= BATCH_BYTES || self.waiting.len() >= BATCH {
            self.flush(sources)?;
        }
        Ok(())
    }

    /// Reads, judges and commits what waits.
    ///
    /// # Errors
    /// Failures of the disk and the store.
    pub(super) fn flush(&mut self, sources: &mut [Source]) -> anyhow::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        self.waiting_bytes = 0;
        let reader = self.reader;
        let looks = read_all(&waiting, |candidate| Some(pages::look(&reader, candidate)));
        let mut batch = Batch::default();
        // Who is known by these names, by place in the batch.
        let mut names = Vec::new();
        let mut urls = HashSet::new();
        for (candidate, look) in waiting.into_iter().zip(looks) {
            let look = look.unwrap_or_default();
            if let Some(why) = self.why_not(&candidate, &look)? {
                self.refuse(&candidate, &sources[candidate.source], &why)?;
                continue;
            }
            let url = candidate.exchange.url.to_string();
            // What is said again is compared with what is committed.
            if urls.contains(&url) {
                self.commit(&mut batch, &mut names)?;
                urls.clear();
            }
            let name = [candidate.id.clone(), candidate.digest.clone()];
            let place = candidate.place(&sources[candidate.source]);
            match self.capture(candidate, look, sources)? {
                Ok(capture) if capture.is_of(self.writer.forgotten()) => {
                    self.refuse_at(&place, "somebody asked to forget it")?;
                }
                Ok(capture) => {
                    batch.captures.push(capture);
                    names.push(name);
                    urls.insert(url);
                }
                Err(known) => self.name(name, known),
            }
        }
        if !self.only {
            batch.notes = self.notes(sources);
        }
        if !batch.captures.is_empty() || !batch.notes.is_empty() {
            self.commit(&mut batch, &mut names)?;
        }
        Ok(())
    }

    /// How far each source was read: not past a revisit that still waits for its original.
    fn notes(&mut self, sources: &mut [Source]) -> Vec<(String, String)> {
        let mut notes = Vec::new();
        for (source, mut door) in std::mem::take(&mut self.doors) {
            for wait in self.revisits.iter().filter(|wait| wait.source == source) {
                door = door.min(wait.offset);
            }
            notes.push(sources[source].reached(door));
        }
        notes
    }

    fn commit(&mut self, batch: &mut Batch, names: &mut Vec<[String; 2]>) -> anyhow::Result<()> {
        let ids = self.writer.commit(batch)?;
        for (name, id) in names.drain(..).zip(ids) {
            self.name(name, id);
        }
        for capture in &batch.captures {
            if capture.is_page() {
                self.told.archived += 1;
                let claims = capture.reading.as_ref().map_or(0, |read| read.claims.len());
                self.told.claims += u64::try_from(claims)?;
            } else {
                self.told.revisits += 1;
            }
        }
        *batch = Batch::default();
        Ok(())
    }

    fn name(&mut self, names: [String; 2], capture: i64) {
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            if self.originals.len() < NAMES {
                self.originals.insert(name, capture);
            }
        }
    }

    pub(super) fn refuse(
        &mut self,
        candidate: &Candidate,
        source: &Source,
        why: &str,
    ) -> anyhow::Result<()> {
        self.refuse_at(&candidate.place(source), why)
    }

    fn refuse_at(&mut self, place: &str, why: &str) -> anyhow::Result<()> {
        if self.only {
            return Ok(());
        }
        if why == Refusal::NoTrace.to_string() {
            self.tally.refuse(Refusal::NoTrace);
        } else {
            self.tally.refuse(Refusal::Other(why));
        }
        self.lines.add(&format!("{place}\t{why}"))
    }

    /// What is to be archived; or the capture that has it already.
    fn capture(
        &mut self,
        candidate: Candidate,
        look: pages::Look,
        sources: &[Source],
    ) -> anyhow::Result<Result<NewCapture, i64>> {
        let exchange = &candidate.exchange;
        let (url, sha256) = (exchange.url.as_str(), sha256_of(&exchange.body));
        let known = if candidate.kind == Kind::Resource {
            self.writer.captured(url, &sha256)?
        } else {
            self.writer.holds(url, exchange.at, &sha256)?
        };
        if let Some(known) = known {
            self.told.known += u64::from(!self.only);
            return Ok(Err(known));
        }
        self.told.wrong_digests += u64::from(look.wrong_digests);
        if self.only && !look.speaks {
            self.tally.take_back(1);
            self.lines
                .keep(&candidate.place(&sources[candidate.source]));
        }
        let from = format!(
            "{} at byte {}, <{}>",
            sources[candidate.source].short_name(),
            candidate.offset,
            candidate.id
        );
        let before = self.writer.original_before(url, exchange.at)?;
        let exchange = candidate.exchange;
        if candidate.kind == Kind::Resource {
            let file = File {
                media_type: exchange.media_type(),
                url: exchange.url,
                at: exchange.at,
                path: from,
                body: exchange.body,
            };
            return Ok(Ok(NewCapture::file(file, look.reading)));
        }
        let capture = match before {
            Some(original) if original.is_said_again_by(&exchange) => {
                NewCapture::again(exchange, original, crate::store::Purpose::Page)
            }
            _ => NewCapture::answer(exchange, look.reading),
        };
        Ok(Ok(NewCapture {
            imported_from: Some(from),
            ..capture
        }))
    }

    /// Ends a pass: what waits is read, and revisits find their originals.
    ///
    /// # Errors
    /// Failures of the disk and the store.
    pub(super) fn settle(&mut self, sources: &mut [Source]) -> anyhow::Result<()> {
        self.flush(sources)?;
        self.resolve(sources)
    }

    /// Ends the import: what is still waiting is refused, and each source read to its end is noted as such.
    ///
    /// # Errors
    /// Failures of the disk and the store.
    pub(super) fn end(&mut self, sources: &mut [Source]) -> anyhow::Result<()> {
        self.settle(sources)?;
        let left = std::mem::take(&mut self.revisits);
        self.only = false;
        self.unresolved(left, sources)?;
        let mut notes = Vec::new();
        for source in sources {
            drop(source.ended());
            notes.push(source.made_whole());
        }
        self.commit_notes(notes)?;
        self.lines.end()
    }

    pub(super) fn add_to(&mut self, summary: &mut Summary) {
        let told = std::mem::take(&mut self.told);
        summary.records_read = self.tally.records;
        summary.refused = self.tally.reasons();
        summary.bytes = told.bytes;
        summary.archived = told.archived;
        summary.revisits = told.revisits;
        summary.known = told.known;
        summary.wrong_digests = told.wrong_digests;
        summary.claims = told.claims;
        summary.lost = told.lost;
    }
}
