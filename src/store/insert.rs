//! The rows of a commit.

use rusqlite::{Connection, Result, Transaction, params};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::capture::{CaptureKind, Captured, NewCapture};
use super::database::{Moment, Word};
use super::row::{Reading, RobotsRow, VisitRow};
use super::warc::{Appended, Closed};
use crate::label::claim::{Arobases, Claim};
use crate::label::fact::Fact;
use crate::web::page::Page;

/// Hex digits of a claim's id: 64 bits, so that even millions of claims do not meet.
const ID_LENGTH: usize = 16;

/// Records one capture; its number comes back.
pub(super) fn capture(
    commit: &Transaction<'_>,
    run: i64,
    new: &NewCapture,
    place: &Appended,
    warc: &str,
) -> Result<i64> {
    let what = &new.what;
    let (kind, status, mime, refers_to) = match what {
        Captured::Answer(exchange) => {
            let mime = exchange.media_type();
            (CaptureKind::Response, exchange.status, mime, None)
        }
        Captured::Again(exchange, original) => {
            let (mime, refers_to) = (original.mime.clone(), Some(original.capture));
            (CaptureKind::Revisit, exchange.status, mime, refers_to)
        }
        Captured::File(file) => (CaptureKind::Resource, 200, file.media_type.clone(), None),
    };
    let header = |name: &str| match what {
        Captured::Answer(exchange) | Captured::Again(exchange, _) => exchange.header(name),
        Captured::File(_) => None,
    };
    let mut insert = commit.prepare_cached(
        "insert into capture (run, kind, purpose, refers_to, url, at, status, mime, etag, last_modified,
             digest, sha256, record_id, warc, offset, length)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?;
    insert.insert(params![
        run,
        Word(kind),
        Word(new.purpose),
        refers_to,
        what.url().as_str(),
        Moment(what.at()),
        status,
        mime,
        header("etag"),
        header("last-modified"),
        place.member.digest,
        place.member.sha256,
        place.member.id,
        warc,
        place.offset.cast_signed(),
        place.length.cast_signed(),
    ])
}

/// Records the hash of a closed WARC file.
pub(super) fn warc_file(db: &Connection, closed: &Closed) -> Result<()> {
    db.prepare_cached(
        "insert or replace into warc_file (name, length, sha256) values (?1, ?2, ?3)",
    )?
    .execute(params![
        closed.name,
        closed.length.cast_signed(),
        closed.sha256
    ])
    .map(drop)
}

/// Records what was read in the capture `id` of the address `url`, in place of any reading before.
pub(super) fn reading(commit: &Transaction<'_>, id: i64, url: &str, read: &Reading) -> Result<()> {
    commit
        .prepare_cached("delete from page where capture = ?1")?
        .execute([id])?;
    let page = &read.page;
    commit
        .prepare_cached(
            "insert into page (capture, url, title, site, lang, published, published_from, text, noindex, reader)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            id,
            own_address(url, page),
            page.title,
            page.site,
            page.lang,
            page.published.map(|dated| dated.date.to_string()),
            page.published.map(|dated| Word(dated.from)),
            page.text(),
            page.robots.noindex,
            read.reader,
        ])?;
    let mut ids = Vec::with_capacity(read.claims.len());
    for (position, one) in read.claims.iter().enumerate() {
        let plain = claim_id(url, one, 0);
        let before = ids.iter().filter(|other| **other == plain).count();
        ids.push(plain);
        claim(commit, id, position, &claim_id(url, one, before), one)?;
    }
    for (position, one) in read.edition.list().iter().enumerate() {
        fact(commit, id, position, read.edition.year, one)?;
    }
    if !read.marks.is_empty() {
        commit
            .prepare_cached("insert into page_marks (capture, marks) values (?1, ?2)")?
            .execute(params![id, read.marks.to_bytes()])?;
    }
    Ok(())
}

fn fact(
    commit: &Transaction<'_>,
    capture: i64,
    position: usize,
    year: Option<i16>,
    fact: &Fact,
) -> Result<()> {
    let mut insert = commit.prepare_cached(
        "insert into edition_fact (capture, position, year, kind, value, exact, prefix, suffix, block, start, css)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    let words = &fact.evidence;
    insert.execute(params![
        capture,
        i64::try_from(position).unwrap_or(i64::MAX),
        year,
        Word(fact.kind),
        fact.value,
        words.exact,
        words.prefix,
        words.suffix,
        i64::try_from(words.block).unwrap_or(i64::MAX),
        i64::try_from(words.start).unwrap_or(i64::MAX),
        words.css,
    ])?;
    Ok(())
}

/// The address to show: the page's own word for it where that is on the host asked, or where the
/// file came without any.
fn own_address(asked: &str, page: &Page) -> String {
    let asked_url = Url::parse(asked).ok();
    let host = asked_url.as_ref().and_then(Url::host_str);
    let own = page.canonical.as_ref().filter(|own| {
        matches!(own.scheme(), "http" | "https") && (host.is_none() || own.host_str() == host)
    });
    own.map_or_else(|| asked.to_owned(), Url::to_string)
}

/// The id of a claim: the same for the same words of the same address, whenever it was captured.
///
/// `before` counts equal claims earlier on the page: a page may say one thing twice.
fn claim_id(url: &str, claim: &Claim, before: usize) -> String {
    let evidence = &claim.evidence;
    let place = claim.place.code.as_ref().unwrap_or(&claim.place.name);
    let said = serde_json::json!([
        url,
        place,
        claim.year,
        claim.arobases,
        claim.kind,
        claim.mention,
        evidence.prefix,
        evidence.exact,
        evidence.suffix,
        before,
    ]);
    let mut id = data_encoding::HEXLOWER.encode(&Sha256::digest(said.to_string()));
    id.truncate(ID_LENGTH);
    id
}

fn claim(
    commit: &Transaction<'_>,
    capture: i64,
    position: usize,
    id: &str,
    claim: &Claim,
) -> Result<()> {
    // A claim that several captures of the page make stands with the newest of them: the last by the clock, since
    // an import brings captures of long ago.
    let mut insert = commit.prepare_cached(
        "insert into claim (id, capture, position, code, name, place_kind, written, year,
             year_basis, arobases, kind, mention, exact, prefix, suffix, block, start, css, rule, confidence)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
         on conflict (id) do update set capture = excluded.capture, position = excluded.position,
             code = excluded.code, name = excluded.name, place_kind = excluded.place_kind,
             written = excluded.written, year = excluded.year, year_basis = excluded.year_basis,
             arobases = excluded.arobases, kind = excluded.kind, mention = excluded.mention,
             exact = excluded.exact, prefix = excluded.prefix, suffix = excluded.suffix,
             block = excluded.block, start = excluded.start, css = excluded.css, rule = excluded.rule,
             confidence = excluded.confidence
         where (select (new.at, new.id) >= (old.at, old.id) from capture new, capture old
                where new.id = excluded.capture and old.id = claim.capture)",
    )?;
    let (place, words) = (&claim.place, &claim.evidence);
    insert.execute(params![
        id,
        capture,
        i64::try_from(position).unwrap_or(i64::MAX),
        place.code,
        place.name,
        Word(place.kind),
        place.written,
        claim.year,
        claim.year_basis.map(Word),
        claim.arobases.map(Arobases::count),
        Word(claim.kind),
        claim.mention,
        words.exact,
        words.prefix,
        words.suffix,
        i64::try_from(words.block).unwrap_or(i64::MAX),
        i64::try_from(words.start).unwrap_or(i64::MAX),
        words.css,
        claim.rule,
        f64::from(claim.confidence),
    ])?;
    Ok(())
}

/// Records what is known of one address; the run that first met it stays.
pub(super) fn visit(commit: &Transaction<'_>, visit: &VisitRow) -> Result<()> {
    let mut insert = commit.prepare_cached(
        "insert into visit (url, host, kind, state, depth, priority, via, found_in, asked_in,
             attempts, outcome, status, detail, asked_at, due_at, interval, etag, last_modified, digest)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
         on conflict (url) do update set host = excluded.host, kind = excluded.kind,
             state = excluded.state, depth = excluded.depth, priority = excluded.priority,
             via = coalesce(excluded.via, via), found_in = coalesce(found_in, excluded.found_in),
             asked_in = coalesce(excluded.asked_in, asked_in), attempts = excluded.attempts,
             outcome = excluded.outcome, status = excluded.status, detail = excluded.detail,
             asked_at = coalesce(excluded.asked_at, asked_at),
             interval = iif(excluded.due_at is null, interval, excluded.interval),
             etag = iif(excluded.due_at is null, etag, excluded.etag),
             last_modified = iif(excluded.due_at is null, last_modified, excluded.last_modified),
             digest = iif(excluded.due_at is null, digest, excluded.digest),
             due_at = coalesce(excluded.due_at, due_at)",
    )?;
    let next = visit.next.as_ref();
    insert.execute(params![
        visit.url,
        visit.host,
        Word(visit.kind),
        Word(visit.state),
        visit.depth,
        visit.priority,
        visit.via,
        visit.found_in,
        visit.asked_in,
        visit.attempts,
        visit.outcome,
        visit.status,
        visit.detail,
        visit.asked_at.map(Moment),
        next.map(|next| Moment(next.due_at)),
        next.and_then(|next| next.interval),
        next.and_then(|next| next.etag.as_deref()),
        next.and_then(|next| next.last_modified.as_deref()),
        next.and_then(|next| next.digest.as_deref()),
    ])?;
    Ok(())
}

/// Records the robots.txt of one host in place of what was seen before.
pub(super) fn robots(commit: &Transaction<'_>, robots: &RobotsRow) -> Result<()> {
    let mut insert = commit.prepare_cached(
        "insert or replace into robots (host, asked_at, status, body) values (?1, ?2, ?3, ?4)",
    )?;
    insert.execute(params![
        robots.host,
        Moment(robots.asked_at),
        robots.status,
        robots.body
    ])?;
    Ok(())
}
