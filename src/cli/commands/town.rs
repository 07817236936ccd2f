//! Runs `arobase town`: one collectivity's grades from edition to edition, and since when it holds them.

use serde_json::{Value, json};

use crate::cli::args::{Format, TownArgs};
use crate::cli::asking::{counted, failure};
use crate::cli::listing::List;
use crate::cli::table::{Column, linked, one_line, screen_width};
use crate::cli::words::{day, say, tr};
use crate::cli::{Ending, Failure, Home, screen};
use crate::jobs::export::json_line;
use crate::jobs::town::{Answer, Proof, Town, Year, town};
use crate::label::chronicle::{How, Named};
use crate::label::gazetteer::department_by_code;
use crate::store::{Store, seeds};

/// Most choices listed where a name means several.
const LISTED: usize = 20;
/// The column of the strongest proof, which leads to its page.
const PROOF: usize = 4;
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
            let many = several.len();
            let what = say!(
                "« {name} » may mean {many} collectivities",
                name = name,
                many = many
            );
            let help = format!(
                "{}\n{}",
                tr("give the code of one of them"),
                choices(&several)
            );
            return Err(Failure::new(Ending::Usage, what).help(help).into());
        }
        Answer::Unobserved(several) => {
            let told = say!(
                "no page says anything of any « {name} »; so are called",
                name = name
            );
            screen::tell(&format!("{told}\n{}", choices(&several)));
            return Ok(Ending::Nothing);
        }
        Answer::Nobody => {
            screen::tell(&say!("no collectivity is called « {name} »", name = name));
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

/// A line of the table, and the page that it leads to.
struct Line<'y> {
    cells: Vec<String>,
    address: Option<&'y str>,
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
        screen::tell(&say!(
            "no collectivity is called « {name} »: this is {town}",
            name = name,
            town = town.name,
        ));
    }
    if let Some(former) = &town.former_name {
        screen::tell(&say!(
            "{former} is part of {town} today",
            former = former,
            town = town.name
        ));
    }
    if !town.others.is_empty() {
        let told = match town.others.len() {
            1 => tr("one more is called so too, and no page says anything of it:").to_owned(),
            more => say!(
                "{more} more are called so too, and no page says anything of them:",
                more = more
            ),
        };
        screen::tell(&format!("{told}\n{}", choices(&town.others)));
    }
}

/// The collectivities that a name may mean, a line each.
fn choices(several: &[Named]) -> String {
    let line = |named: &Named| {
        let place = department(named.department.as_deref());
        let former = named.former.as_ref();
        let former = former.map(|former| say!(" (once {former})", former = former));
        one_line(&format!(
            "  {}  {}{}{}",
            named.code.as_deref().unwrap_or(tr("no code")),
            named.name,
            former.unwrap_or_default(),
            place.map(|place| format!(" · {place}")).unwrap_or_default(),
        ))
    };
    let mut lines: Vec<String> = several.iter().take(LISTED).map(line).collect();
    if several.len() > LISTED {
        lines.push(say!("… and {more} more", more = several.len() - LISTED));
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
    let mut head = vec![town.name.clone(), tr(town.place_kind).to_owned()];
    head.extend(town.code.clone());
    head.extend(department(town.department.as_deref()));
    let mut text = one_line(&head.join(" · ")) + "\n";
    if !town.is_observed() {
        text.push_str(tr("No page in this archive says anything of it."));
        text.push('\n');
        return text;
    }
    let years = town
        .editions
        .iter()
        .chain(&town.undated)
        .chain(&town.mentions);
    let lines: Vec<Line<'_>> = years.flat_map(cells).collect();
    let (rows, addresses): (Vec<_>, Vec<_>) = lines
        .into_iter()
        .map(|line| (line.cells, line.address))
        .unzip();
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
    text.push_str(&linked(&columns, &rows, width, |row, column| {
        addresses[row].filter(|_| column == PROOF)
    }));
    text.push_str(&summary(town));
    text
}

/// One edition: a line, and one more for each side where sources disagree.
fn cells(year: &Year) -> Vec<Line<'_>> {
    let when = year
        .year
        .map_or_else(|| "?".to_owned(), |year| year.to_string());
    let Some(record) = &year.record else {
        let mut cells = vec![when, "·".to_owned(), String::new()];
        cells.push(say!("not observed ({covered})", covered = covered(year)));
        cells.extend([String::new(), String::new()]);
        return vec![Line {
            cells,
            address: None,
        }];
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
    let first = vec![
        when,
        grade,
        format!("{bar} {}", year.sources),
        tr(year.standing).to_owned(),
        proof,
        record.clone(),
    ];
    let address = year.proofs.first().filter(|_| year.sides.is_empty());
    let mut rows = vec![Line {
        cells: first,
        address: address.map(|proof| proof.url.as_str()),
    }];
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
        "" => say!("decided on {on}", on = day(&decided.on)),
        note => say!(
            "decided on {on}: {note}",
            on = day(&decided.on),
            note = note
        ),
    }
}

/// What one claim of a contested edition says, and where.
fn side(proof: &Proof) -> Line<'_> {
    let mut cells = vec![String::new(), String::new(), String::new()];
    let grade = proof
        .side
        .clone()
        .unwrap_or_else(|| tr("no grade").to_owned());
    cells.extend([format!("  {grade}"), origin(proof), proof.claim.clone()]);
    Line {
        cells,
        address: Some(&proof.url),
    }
}

fn origin(proof: &Proof) -> String {
    let site = proof.site.as_deref().unwrap_or(&proof.url);
    let mut origin = site.to_owned();
    origin.extend(proof.published.iter().map(|on| format!(", {}", day(on))));
    origin
}

/// How well an edition is covered.
fn covered(year: &Year) -> String {
    match year.official.as_slice() {
        [] => say!("{known} known, total unknown", known = year.known),
        totals => {
            let totals: Vec<String> = totals.iter().map(u32::to_string).collect();
            say!(
                "{known} of {totals} known",
                known = year.known,
                totals = totals.join(tr(" or "))
            )
        }
    }
}

/// `4@ or more since 2011 at least · 5@ since 2016 · last observed in 2018`.
fn summary(town: &Town) -> String {
    let mut parts: Vec<String> = Vec::new();
    for since in town.since.iter().rev() {
        let grade = format!("{}@", since.arobases);
        let mut part = if since.or_more {
            say!(
                "{grade} or more since {year}",
                grade = grade,
                year = since.year
            )
        } else {
            say!("{grade} since {year}", grade = grade, year = since.year)
        };
        if !since.exact {
            part.push_str(tr(" at least"));
        }
        if since.not_observed > 0 {
            let editions = counted(since.not_observed, "edition");
            part += &say!(" ({editions} between not observed)", editions = editions);
        }
        parts.push(part);
    }
    let Some(last) = town.last_observed else {
        return String::new();
    };
    parts.push(say!("last observed in {last}", last = last));
    let covered = |year: &&Year| year.year > Some(last) && year.known > 0;
    match town.editions.iter().filter(covered).count() {
        0 => {}
        later => parts.push(say!(
            "not observed since ({editions})",
            editions = counted(later, "covered edition"),
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
