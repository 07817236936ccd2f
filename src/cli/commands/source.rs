//! Runs `arobase source`: the seed files are listed and changed, a host is tried.

use std::fmt::Write as _;

use jiff::tz::Offset;
use serde_json::{Value, json};
use url::Url;

use super::trial;
use crate::cli::args::source::{
    SourceAddArgs, SourceArgs, SourceCommand, SourceHostsArgs, SourceImportArgs, SourceListArgs,
    SourceOptoutArgs,
};
use crate::cli::listing::List;
use crate::cli::table::{Column, screen_width, table};
use crate::cli::{Ending, Failure, Home, screen};
use crate::jobs::clock::Clock;
use crate::jobs::official::Wanted;
use crate::label::gazetteer::{Collectivity, Gazetteer, department_by_code, department_by_name};
use crate::store::seeds::edit::{self, EditError, NewSeed};
use crate::store::seeds::{self, Seed, Seeds};
use crate::web::url::{site, typed};

/// What stands over the hosts that were added by hand.
const ADDED_HEAD: &str = "# Hosts added with `arobase source add`.\n";
/// The attribution that the licence of the table asks for.
const OFFICIAL_HEAD: &str = "# Official sites of town halls, added with `arobase source import`.\n\
    # Source: Service-Public.fr / DILA, Annuaire de l'administration; Licence Ouverte 2.0.\n";
/// The list for people.
const COLUMNS: [Column; 4] = [
    column("NAME", Some(12)),
    column("CODE", None),
    column("START", Some(20)),
    column("FILE", None),
];
/// Most names that a sentence lists.
const NAMED: usize = 8;

const fn column(title: &'static str, least: Option<usize>) -> Column {
    Column {
        title,
        right: false,
        least,
    }
}

/// Runs `arobase source`.
pub(super) fn run(home: &Home, args: &SourceArgs) -> anyhow::Result<Ending> {
    match &args.command {
        SourceCommand::Add(args) => add(home, args),
        SourceCommand::List(args) => list(home, args),
        SourceCommand::Test(args) => trial::run(home, args),
        SourceCommand::Remove(args) => remove(home, args),
        SourceCommand::Optout(args) => optout(home, args),
        SourceCommand::Import(args) => import(home, args),
    }
}

fn address(text: &str) -> Result<Url, Failure> {
    typed(text).map_err(|refusal| {
        Failure::new(Ending::Usage, format!("{text}: {refusal}"))
            .help("an address is www.ville.example or https://www.ville.example/actualites")
    })
}

/// Every change checks the whole folder: its failures name file and line.
pub(super) fn told(error: EditError) -> anyhow::Error {
    match error {
        EditError::Seeds(error) => error.into(),
        EditError::Unwritable { .. } => error.into(),
        EditError::Unknown(_) | EditError::Changed(_) => {
            Failure::new(Ending::Usage, error.to_string())
                .help("arobase source list shows every host and its file")
                .into()
        }
    }
}

fn add(home: &Home, args: &SourceAddArgs) -> anyhow::Result<Ending> {
    let several = args.urls.len() > 1;
    if several && (args.name.is_some() || args.code.is_some() || !args.feeds.is_empty()) {
        let what = "--name, --code and --feed are of one host, and several are given";
        return Err(Failure::new(Ending::Usage, what)
            .help("one `source add` a host")
            .into());
    }
    let loaded = seeds::load(&home.seeds())?;
    let feeds = args
        .feeds
        .iter()
        .map(|feed| address(feed))
        .collect::<Result<Vec<_>, _>>()?;
    let mut new = Vec::new();
    for text in &args.urls {
        let url = address(text)?;
        refuse_known(&loaded, &url)?;
        let commune = Gazetteer::shipped()
            .by_host(site(&url))
            .filter(Collectivity::in_force);
        let name = args.name.clone().or_else(|| Some(commune?.name.to_owned()));
        new.push(NewSeed {
            name: name.unwrap_or_else(|| site(&url).to_owned()),
            code: args.code.clone().or_else(|| Some(commune?.code.to_owned())),
            start: vec![url],
            feeds: feeds.clone(),
            scope: args.scope.clone(),
        });
    }
    if !args.dry_run {
        edit::add(&home.seeds(), edit::ADDED, ADDED_HEAD, &new).map_err(told)?;
    }
    let file = home.seeds().join(edit::ADDED);
    let verb = if args.dry_run {
        "would be added"
    } else {
        "added"
    };
    for seed in &new {
        let code = seed
            .code
            .as_ref()
            .map(|code| format!(" ({code})"))
            .unwrap_or_default();
        let start = seed.start.first().map_or("", Url::as_str);
        screen::tell(&format!(
            "{verb} to {}: {}{code}, {start}",
            file.display(),
            seed.name
        ));
    }
    Ok(Ending::Done)
}

fn refuse_known(seeds: &Seeds, url: &Url) -> Result<(), Failure> {
    if let Some(optout) = seeds.opted_out(url) {
        let what = format!(
            "{} asked not to be crawled ({}:{})",
            optout.host,
            optout.file.display(),
            optout.line
        );
        return Err(Failure::new(Ending::Refused, what));
    }
    match seeds.of(url) {
        None => Ok(()),
        Some(seed) => {
            let what = format!(
                "{} stands already in {}:{}",
                seed.host,
                seed.file.display(),
                seed.line
            );
            let help = "one entry is one host; further start pages are added there by hand";
            Err(Failure::new(Ending::Usage, what).help(help))
        }
    }
}

/// Seeds for other programs.
const LIST: List = List {
    schema: "arobase.source/1",
    brief: &["name", "code", "start", "opted_out"],
    about: Vec::new(),
    columns: &[
        "host",
        "name",
        "code",
        "start",
        "feeds",
        "scope",
        "opted_out",
        "file",
        "line",
    ],
    rows: Vec::new(),
};

fn cells(seed: &Seed, opted_out: bool) -> Vec<Value> {
    vec![
        json!(seed.host),
        json!(seed.name),
        json!(seed.code),
        json!(seed.start),
        json!(seed.feeds),
        json!(seed.scope),
        json!(opted_out),
        json!(seed.file),
        json!(seed.line),
    ]
}

fn list(home: &Home, args: &SourceListArgs) -> anyhow::Result<Ending> {
    let loaded = seeds::load(&home.seeds())?;
    let optout = |url: Option<&Url>| url.is_some_and(|url| loaded.opted_out(url).is_some());
    if args.shape.is_table() {
        let row = |seed: &Seed| {
            let mark = if optout(seed.start.first()) {
                "opted out: "
            } else {
                ""
            };
            let more = match seed.start.len() {
                0 | 1 => String::new(),
                many => format!(" and {} more", many - 1),
            };
            let start = seed.start.first().map_or("", Url::as_str);
            let file = seed.file.file_name().unwrap_or_default().to_string_lossy();
            vec![
                seed.name.clone(),
                seed.code.clone().unwrap_or_default(),
                format!("{mark}{start}{more}"),
                format!("{file}:{}", seed.line),
            ]
        };
        let rows: Vec<_> = loaded.hosts.iter().map(row).collect();
        screen::print_marked(&table(&COLUMNS, &rows, screen_width()))?;
    } else {
        let row = |seed: &Seed| cells(seed, optout(seed.start.first()));
        let rows = loaded.hosts.iter().map(row).collect();
        List { rows, ..LIST }.print(&args.shape)?;
    }
    let count = screen::counted(loaded.hosts.len(), "source", "sources");
    screen::tell(&format!("{count} in {}", home.seeds().display()));
    Ok(if loaded.hosts.is_empty() {
        Ending::Nothing
    } else {
        Ending::Done
    })
}

fn remove(home: &Home, args: &SourceHostsArgs) -> anyhow::Result<Ending> {
    for text in &args.hosts {
        let url = address(text)?;
        let seed = edit::remove(&home.seeds(), site(&url)).map_err(told)?;
        screen::tell(&format!(
            "removed from {}: {}, {}",
            seed.file.display(),
            seed.name,
            seed.host
        ));
    }
    Ok(Ending::Done)
}

fn optout(home: &Home, args: &SourceOptoutArgs) -> anyhow::Result<Ending> {
    let url = address(&args.host)?;
    let day = Offset::UTC
        .to_datetime(Clock::start().now())
        .date()
        .to_string();
    let new = edit::opt_out(&home.seeds(), site(&url), &day, args.reason.trim()).map_err(told)?;
    let words = if new {
        "is never asked again"
    } else {
        "had asked not to be crawled before"
    };
    screen::tell(&format!("{} {words}", site(&url)));
    Ok(Ending::Done)
}

fn import(home: &Home, args: &SourceImportArgs) -> anyhow::Result<Ending> {
    let wanted = wanted(args)?;
    let loaded = seeds::load(&home.seeds())?;
    let choice = wanted.choose(Gazetteer::shipped(), &loaded);
    if !args.dry_run && !choice.new.is_empty() {
        edit::add(&home.seeds(), edit::OFFICIAL, OFFICIAL_HEAD, &choice.new).map_err(told)?;
    }
    let file = home.seeds().join(edit::OFFICIAL);
    let verb = if args.dry_run {
        "would be added"
    } else {
        "added"
    };
    let mut text = format!(
        "{} {verb} to {}",
        screen::counted(choice.new.len(), "official site", "official sites"),
        file.display()
    );
    let _ = write!(text, "\n{} known already", choice.known);
    for (names, what) in [
        (&choice.without, "without a site in the table"),
        (
            &choice.shared,
            "on a host that is not their own; add one by hand, with its scope",
        ),
        (&choice.opted_out, "on a host that asked not to be crawled"),
    ] {
        if !names.is_empty() {
            let more = if names.len() > NAMED { ", …" } else { "" };
            let some = names
                .iter()
                .take(NAMED)
                .copied()
                .collect::<Vec<_>>()
                .join(", ");
            let _ = write!(text, "\n{} {what}: {some}{more}", names.len());
        }
    }
    screen::tell(&text);
    Ok(Ending::Done)
}

fn wanted(args: &SourceImportArgs) -> Result<Wanted, Failure> {
    if args.dep.is_empty() && args.code.is_empty() && args.min_pop.is_none() {
        let what = "which town halls? --dep, --code or --min-pop says it";
        return Err(
            Failure::new(Ending::Usage, what).help("arobase source import --dep 59 --min-pop 2000")
        );
    }
    let department = |text: &String| {
        let text = text.trim();
        let found = department_by_code(text).map(|department| department.code);
        found
            .or_else(|| department_by_name(text))
            .map(str::to_owned)
            .ok_or_else(|| {
                Failure::new(
                    Ending::Usage,
                    format!("--dep {text}: no department has this code or name"),
                )
            })
    };
    let code = |text: &String| {
        let found = Gazetteer::shipped().in_force(text.trim());
        found.map(|place| place.code.to_owned()).ok_or_else(|| {
            Failure::new(
                Ending::Usage,
                format!("--code {text}: no commune has this INSEE code"),
            )
        })
    };
    Ok(Wanted {
        departments: args.dep.iter().map(department).collect::<Result<_, _>>()?,
        codes: args.code.iter().map(code).collect::<Result<_, _>>()?,
        population: args.min_pop.unwrap_or_default(),
    })
}
