//! Runs `arobase show`: a claim or a record with its words, its address and its capture; the facts of
//! an edition (`edition:2020`).

use std::collections::BTreeSet;

use anyhow::Context as _;

use super::claim::{claim_words, line, origin, seen_again, titled, year_words};
use super::{edition, page};
use crate::cli::args::ShowArgs;
use crate::cli::asking::counted;
use crate::cli::screen::link;
use crate::cli::table::one_line;
use crate::cli::words::{day, decimal, say, tr};
use crate::cli::{Ending, Failure, Home, screen};
use crate::index::{place_word, status_word};
use crate::label::gazetteer::department_by_code;
use crate::label::record::{Decision, standing};
use crate::store::{ClaimRow, RecordRow, RecordStatus, Store, seeds};

/// Most ids listed where the beginning of an id fits several.
const LISTED: usize = 20;

/// What an id names.
enum Named {
    Record(Box<RecordRow>),
    Claim(Box<ClaimRow>),
}

/// Runs `arobase show`.
pub(super) fn run(home: &Home, args: &ShowArgs) -> anyhow::Result<Ending> {
    let store = Store::open(&home.index())?;
    store.hold()?;
    if let Some(year) = args.id.trim().strip_prefix("edition:") {
        return edition::run(&store, year);
    }
    let Some(named) = named(&store, args.id.trim())? else {
        screen::tell(&say!("nothing has the id {id}", id = args.id));
        return Ok(Ending::Nothing);
    };
    let best = match &named {
        Named::Record(record) => record.best_claim.clone(),
        Named::Claim(claim) => claim.id.clone(),
    };
    let (mut text, claims) = match named {
        Named::Record(record) => {
            let claims = sides(&store, &record)?;
            let lines = record_lines(&record, &claims) + &decision(home, &record)?;
            (lines, claims)
        }
        Named::Claim(claim) => {
            let side = of_records(&store, &claim)?;
            (String::new(), vec![(side, *claim)])
        }
    };
    let shown_first = claims.iter().find(|(_, claim)| claim.id == best);
    let shown_first = shown_first.map_or(0, |(_, claim)| claim.capture);
    if args.html {
        page::html(&store, shown_first)?;
        return Ok(Ending::Done);
    }
    let mut captures = Vec::new();
    for (side, claim) in &claims {
        text.push_str(&claim_lines(&store, home, side, claim)?);
        if !captures.contains(&claim.capture) {
            captures.push(claim.capture);
        }
    }
    if args.text {
        for capture in captures {
            text.push_str(&page_text(&store, capture)?);
        }
    }
    screen::print_marked(&text)?;
    if args.open {
        let found = store.page(shown_first)?;
        page::open(&found.context("the page is not there")?.url)?;
    }
    Ok(Ending::Done)
}

/// What `id` or its beginning names; an exact id wins over those that only begin so.
fn named(store: &Store, id: &str) -> anyhow::Result<Option<Named>> {
    if id.is_empty() {
        let help = tr("`arobase search` prints ids in its last column");
        return Err(Failure::new(Ending::Usage, tr("the id is empty"))
            .help(help)
            .into());
    }
    if let Some(record) = store.record(id)? {
        return Ok(Some(Named::Record(Box::new(record))));
    }
    if let Some(claim) = store.claim(id)? {
        return Ok(Some(Named::Claim(Box::new(claim))));
    }
    let mut records = store.records_like(id)?;
    let mut claims = store.claims_like(id)?;
    match (records.len(), claims.len()) {
        (1, 0) => Ok(records.pop().map(|record| Named::Record(Box::new(record)))),
        (0, 1) => Ok(claims.pop().map(|claim| Named::Claim(Box::new(claim)))),
        (0, 0) => Ok(None),
        (of_records, of_claims) => {
            let count = of_records + of_claims;
            let mut listed: Vec<String> = records
                .iter()
                .map(|record| format!("{} {}", record.id, record.name))
                .chain(
                    claims
                        .iter()
                        .map(|claim| format!("{} {}", claim.id, claim.claim.place.name)),
                )
                .take(LISTED)
                .collect();
            if count > LISTED {
                listed.push("…".to_owned());
            }
            let what = say!("{count} ids begin with {id}:", count = count, id = id);
            let what = format!("{what}\n  {}", listed.join("\n  "));
            Err(Failure::new(Ending::Usage, what)
                .help(tr("give more characters of one of them"))
                .into())
        }
    }
}

/// The claims of a record under the side that each takes.
fn sides(store: &Store, record: &RecordRow) -> anyhow::Result<Vec<(String, ClaimRow)>> {
    let side = |claim: &ClaimRow| {
        let found = record.claims.iter().find(|(id, _)| *id == claim.id);
        found.map(|(_, side)| side.clone()).unwrap_or_default()
    };
    let mut claims: Vec<(String, ClaimRow)> = store
        .claims_of(record)?
        .into_iter()
        .map(|claim| (side(&claim), claim))
        .collect();
    // Sides together; the one shown first stays first on its side.
    claims.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(claims)
}

/// The records that a claim bears on, in words.
fn of_records(store: &Store, claim: &ClaimRow) -> anyhow::Result<String> {
    let records = store.records_with(&claim.id)?;
    let told = records
        .iter()
        .map(|record| format!("{}, {}", record.id, tr(status_word(record.status))));
    Ok(told.collect::<Vec<_>>().join(" · "))
}

/// What was decided about a record, where sources disagree.
fn decision(home: &Home, record: &RecordRow) -> anyhow::Result<String> {
    if record.status != RecordStatus::Decided {
        return Ok(String::new());
    }
    let decisions = seeds::decisions(&home.index())?;
    let stands = standing(&decisions, &record.id);
    Ok(stands.map_or_else(String::new, |decision| {
        line("Decided", &decision_words(decision))
    }))
}

/// `5@ on 2026-11-26, claim 0123: the note`.
pub(super) fn decision_words(decision: &Decision) -> String {
    let grade = format!("{}@", decision.arobases.count());
    let (on, keep) = (day(&decision.on.to_string()), &decision.keep);
    let note = match decision.note.trim() {
        "" => String::new(),
        note => format!(": {note}"),
    };
    say!(
        "{grade} on {on}, claim {keep}{note}",
        grade = grade,
        on = on,
        keep = keep,
        note = note
    )
}

fn record_lines(record: &RecordRow, rows: &[(String, ClaimRow)]) -> String {
    let mut parts = vec![match &record.code {
        Some(code) => format!("{} ({code})", record.name),
        None => format!("{} ({})", record.name, tr("no code")),
    }];
    let names: BTreeSet<&str> = rows
        .iter()
        .map(|(_, row)| row.claim.place.name.as_str())
        .filter(|name| *name != record.name)
        .collect();
    parts.extend(names.iter().map(|name| say!("said of {name}", name = name)));
    parts.push(tr(place_word(record.place_kind)).to_owned());
    let department = record.department.as_deref().and_then(department_by_code);
    parts.extend(department.map(|found| format!("{} ({})", found.name, found.code)));
    parts.push(year_words(record.year));
    match (&record.mention, record.arobases) {
        (Some(mention), _) => parts.push(say!("mention « {mention} »", mention = mention)),
        (None, Some(arobases)) => parts.push(format!("{}@", arobases.count())),
        (None, None) if record.status == RecordStatus::Contested => {}
        (None, None) => parts.push(tr("arobases not given").to_owned()),
    }
    let sources = screen::counted(record.sources, "source", "sources");
    let standing = match record.status {
        RecordStatus::Contested => say!(
            "contested: {sources} disagree, both sides are below",
            sources = sources,
        ),
        RecordStatus::Decided => say!(
            "decided: {sources} disagree, both sides are below",
            sources = sources,
        ),
        other => say!(
            "{status}: {sources}",
            status = tr(status_word(other)),
            sources = sources
        ),
    };
    let sure = say!(
        "{claims} · confidence {confidence}",
        claims = counted(record.claims.len(), "claim"),
        confidence = decimal(record.confidence),
    );
    line("Record", &record.id)
        + &line("", &parts.join(" · "))
        + &line("", &format!("{standing} · {sure}"))
}

fn claim_lines(store: &Store, home: &Home, side: &str, row: &ClaimRow) -> anyhow::Result<String> {
    let lost = |what: &str| {
        let help = tr("`arobase reread` reads every capture again and makes the claims anew");
        Failure::new(
            Ending::Damaged,
            say!(
                "claim {claim} has lost its {what}",
                claim = row.id,
                what = what
            ),
        )
        .help(help)
    };
    let page = store.page(row.capture)?.ok_or_else(|| lost("page"))?;
    let capture = store.capture(row.capture)?.ok_or_else(|| lost("capture"))?;
    let mut lines = claim_words(side, row);
    lines.extend(origin(home, &page, &capture));
    let again = store.revisits_of(capture.id)?;
    lines.extend(
        again
            .last()
            .map(|last| ("Seen again", seen_again(again.len(), last))),
    );
    let (block, start) = (row.claim.evidence.block, row.claim.evidence.start);
    let css = &row.claim.evidence.css;
    lines.push((
        "Place",
        say!(
            "block {block}, byte {start}, {css}",
            block = block,
            start = start,
            css = css
        ),
    ));
    let (rule, confidence) = (&row.claim.rule, row.claim.confidence);
    lines.push((
        "Rule",
        say!(
            "{rule} · confidence {confidence}",
            rule = rule,
            confidence = decimal(confidence),
        ),
    ));
    lines.extend(row.refused.clone().map(|why| ("Refused", why)));
    let mut text = String::from("\n");
    for (title, value) in lines {
        if title == "Address" {
            let address = link(&value, &one_line(&value));
            text.extend([&titled(title), &address, "\n"]);
        } else {
            text.push_str(&line(title, &value));
        }
    }
    Ok(text)
}

fn page_text(store: &Store, capture: i64) -> anyhow::Result<String> {
    let page = store
        .page(capture)?
        .context(format!("capture {capture} has no page"))?;
    // The text passes `shown` here: `print_marked` trusts marks.
    let title = say!("Text of {url}", url = one_line(&page.url));
    Ok(format!("\n{title}\n\n{}\n", screen::shown(&page.text)))
}
