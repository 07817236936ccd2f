//! Runs `arobase town`: one collectivity's grades from edition to edition, and since when it holds them.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::args::{Format, TownArgs};
use crate::cli::asking::{counted, failure};
use crate::cli::listing::List;
use crate::cli::table::{Column, one_line, screen_width, table};
use crate::cli::{Ending, Failure, Home, screen};
use crate::jobs::export::json_line;
use crate::jobs::town::{Answer, Proof, Town, Year, town};
use crate::label::chronicle::{How, Named};
use crate::label::gazetteer::department_by_code;
use crate::store::{Store, seeds};

/// Most choices listed where a name means several.
const LISTED: usize = 20;
/// Widest bar of proofs, in cells.
const WIDEST: u32 = 6;

/// Runs `arobase town`.
pub(super) fn run(home: &Home, args: &TownArgs) -> anyhow::Result<Ending> {
    let name = args.name.join(" ");
    let store = Store::open(&home.index())?;
    store.hold()?;
    let decisions = seeds::decisions(&home.index())?;
    let town = match town(&store, &name, &decisions).map_err(failure)? {
        Answer::Town(town) => town,
        Answer::Several(several) => {
            let what = format!("« {name} » may mean {} collectivities", several.len());
            let help = format!("give the code of one of them\n{}", choices(&several));
            return Err(Failure::new(Ending::Usage, what).help(help).into());
        }
        Answer::Unobserved(several) => {
            screen::tell(&format!(
                "no page says anything of any « {name} »; so are called\n{}",
                choices(&several)
            ));
            return Ok(Ending::Nothing);
        }
        Answer::Nobody => {
            screen::tell(&format!("no collectivity is called « {name} »"));
            return Ok(Ending::Nothing);
        }
    };
    tell(&name, &town);
    match args.shape.chosen() {
        _ if args.shape.has_fields() => list(&town).print(&args.shape)?,
        Format::Table => screen::print_marked(&page(&town, screen_width()))?,
        Format::Json => screen::print(&(json_line(&town)? + "\n"))?,
        _ => list(&town).print(&args.shape)?,
    }
    Ok(if town.is_observed() {
        Ending::Done
    } else {
        Ending::Nothing
    })
}

impl Town {
    fn is_observed(&self) -> bool {
        let dated = self.editions.iter().any(|year| year.record.is_some());
        dated || !self.mentions.is_empty() || !self.undated.is_empty()
    }
}

/// How the name was read, where that was not to the letter.
fn tell(name: &str, town: &Town) {
    if town.how != How::AsTyped {
        screen::tell(&format!(
            "no collectivity is called « {name} »: this is {}",
            town.name
        ));
    }
    if let Some(former) = &town.former_name {
        screen::tell(&format!("{former} is part of {} today", town.name));
    }
    if !town.others.is_empty() {
        screen::tell(&format!(
            "{} so too, and no page says anything of them:\n{}",
            match town.others.len() {
                1 => "one more is called".to_owned(),
                more => format!("{more} more are called"),
            },
            choices(&town.others)
        ));
    }
}

/// The collectivities that a name may mean, a line each.
fn choices(several: &[Named]) -> String {
    let line = |named: &Named| {
        let place = department(named.department.as_deref());
        let former = named.former.as_ref();
        let former = former.map(|former| format!(" (once {former})"));
        one_line(&format!(
            "  {}  {}{}{}",
            named.code.as_deref().unwrap_or("no code"),
            named.name,
            former.unwrap_or_default(),
            place.map(|place| format!(" · {place}")).unwrap_or_default(),
        ))
    };
    let mut lines: Vec<String> = several.iter().take(LISTED).map(line).collect();
    if several.len() > LISTED {
        lines.push(format!("… and {} more", several.len() - LISTED));
    }
    lines
        .iter()
        .map(|line| format!("    {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn department(code: Option<&str>) -> Option<String> {
    let found = code.and_then(department_by_code)?;
    Some(format!("{} ({})", found.name, found.code))
}

/// The town for people.
fn page(town: &Town, width: usize) -> String {
    let mut head = vec![town.name.clone(), town.place_kind.to_owned()];
    head.extend(town.code.clone());
    head.extend(department(town.department.as_deref()));
    let mut text = one_line(&head.join(" · ")) + "\n";
    if !town.is_observed() {
        text.push_str("No page in this archive says anything of it.\n");
        return text;
    }
    let mut rows = Vec::new();
    for year in town
        .editions
        .iter()
        .chain(&town.undated)
        .chain(&town.mentions)
    {
        rows.extend(cells(year));
    }
    let column = |title, right, least| Column {
        title,
        right,
        least,
    };
    let columns = [
        column("YEAR", false, None),
        column("@", false, None),
        column("PROOFS", false, None),
        column("STATUS", false, None),
        column("STRONGEST PROOF", false, Some(20)),
        column("ID", false, None),
    ];
    text.push_str(&table(&columns, &rows, width));
    text.push_str(&summary(town));
    text
}

/// One edition: a line, and one more for each side where sources disagree.
fn cells(year: &Year) -> Vec<Vec<String>> {
    let when = year
        .year
        .map_or_else(|| "?".to_owned(), |year| year.to_string());
    let Some(record) = &year.record else {
        let mut cells = vec![when, "·".to_owned(), String::new()];
        cells.extend([format!("not observed ({})", covered(year))]);
        cells.extend([String::new(), String::new()]);
        return vec![cells];
    };
    let grade = match (year.arobases, &year.mention) {
        (Some(grade), _) => format!("{grade}@"),
        (None, Some(_)) => "–".to_owned(),
        (None, None) if year.sides.is_empty() => "–".to_owned(),
        (None, None) => year.sides.join("/").replace("@/", "/"),
    };
    let bar = "█".repeat(year.sources.min(WIDEST) as usize);
    let proof = match (&year.mention, year.proofs.first()) {
        (Some(mention), _) => mention.clone(),
        (None, Some(proof)) if year.sides.is_empty() => origin(proof),
        (None, _) if year.decision.is_some() => decision(year),
        _ => String::new(),
    };
    let mut rows = vec![vec![
        when,
        grade,
        format!("{bar} {}", year.sources),
        year.standing.to_owned(),
        proof,
        record.clone(),
    ]];
    if !year.sides.is_empty() {
        rows.extend(year.proofs.iter().map(side));
    }
    rows
}

/// `decided on 2026-11-26: the note`.
fn decision(year: &Year) -> String {
    let Some(decided) = &year.decision else {
        return String::new();
    };
    match decided.note.trim() {
        "" => format!("decided on {}", decided.on),
        note => format!("decided on {}: {note}", decided.on),
    }
}

/// What one claim of a contested edition says, and where.
fn side(proof: &Proof) -> Vec<String> {
    let mut cells = vec![String::new(), String::new(), String::new()];
    let grade = proof.side.clone().unwrap_or_else(|| "no grade".to_owned());
    cells.extend([format!("  {grade}"), origin(proof), proof.claim.clone()]);
    cells
}

fn origin(proof: &Proof) -> String {
    let site = proof.site.as_deref().unwrap_or(&proof.url);
    let mut origin = site.to_owned();
    origin.extend(proof.published.iter().map(|day| format!(", {day}")));
    origin
}

/// How well an edition is covered.
fn covered(year: &Year) -> String {
    match year.official.as_slice() {
        [] => format!("{} known, total unknown", year.known),
        totals => {
            let totals: Vec<String> = totals.iter().map(u32::to_string).collect();
            format!("{} of {} known", year.known, totals.join(" or "))
        }
    }
}

/// `4@ or more since 2011 at least · 5@ since 2016 · last observed in 2018`.
fn summary(town: &Town) -> String {
    let mut parts: Vec<String> = Vec::new();
    for since in town.since.iter().rev() {
        let more = if since.or_more { " or more" } else { "" };
        let mut part = format!("{}@{more} since {}", since.arobases, since.year);
        if !since.exact {
            part.push_str(" at least");
        }
        if since.not_observed > 0 {
            let editions = counted(since.not_observed, "edition");
            let _ = write!(part, " ({editions} between not observed)");
        }
        parts.push(part);
    }
    let Some(last) = town.last_observed else {
        return String::new();
    };
    parts.push(format!("last observed in {last}"));
    let covered = |year: &&Year| year.year > Some(last) && year.known > 0;
    match town.editions.iter().filter(covered).count() {
        0 => {}
        later => parts.push(format!(
            "not observed since ({})",
            counted(later, "covered edition")
        )),
    }
    parts.join(" · ") + "\n"
}

/// The town as rows, one an edition.
fn list(town: &Town) -> List {
    let years = town
        .editions
        .iter()
        .chain(&town.undated)
        .chain(&town.mentions);
    List {
        schema: "arobase.town-year/1",
        brief: &[
            "year", "standing", "arobases", "sides", "mention", "sources", "quote", "url",
        ],
        about: Vec::new(),
        columns: &[
            "code",
            "name",
            "year",
            "edition",
            "standing",
            "arobases",
            "sides",
            "mention",
            "sources",
            "quote",
            "url",
            "published",
            "captured_at",
            "claim",
            "record",
            "known",
            "official",
        ],
        rows: years.map(|year| row(town, year)).collect(),
    }
}

fn row(town: &Town, year: &Year) -> Vec<Value> {
    let proof = year.proofs.first();
    vec![
        json!(town.code),
        json!(town.name),
        json!(year.year),
        json!(year.edition),
        json!(year.standing),
        json!(year.arobases),
        json!(year.sides),
        json!(year.mention),
        json!(year.sources),
        json!(proof.map(|proof| &proof.quote)),
        json!(proof.map(|proof| &proof.url)),
        json!(proof.and_then(|proof| proof.published.as_ref())),
        json!(proof.map(|proof| &proof.captured_at)),
        json!(proof.map(|proof| &proof.claim)),
        json!(year.record),
        json!(year.known),
        json!(year.official),
    ]
}
