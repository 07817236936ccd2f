//! Runs `arobase export`: the records as a table, a spreadsheet, a map, a feed or for other programs.

use std::collections::BTreeMap;
use std::io::{BufWriter, IsTerminal as _};

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::args::{ExportArgs, ExportWhat};
use crate::cli::asking::{counted, failure, opened, query, tell};
use crate::cli::{Ending, Failure, Home, screen};
use crate::jobs::export::{
    Format, Options, Row, read_items, rows, write, write_file, write_schema,
};
use crate::store::Store;

/// Reading fewer records than this is over before a bar could be read.
const LONG: usize = 2000;

/// Where the table of items can be had.
const WHICH_ITEMS: &str = "one line a place, its INSEE code, a tab, its item (query.wikidata.org: \
     SELECT ?code ?item WHERE { ?item wdt:P374 ?code }), and one with `label` or `5@` for what was received";

/// Runs `arobase export`.
pub(super) fn run(home: &Home, args: &ExportArgs, quiet: bool) -> anyhow::Result<Ending> {
    if let Some(ExportWhat::Wacz(wacz)) = &args.what {
        return super::wacz::run(home, wacz, quiet);
    }
    let format = format(args)?;
    let options = Options {
        guard: !args.no_formula_guard,
        mark: args.bom,
        items: items(format, args)?,
    };
    let rows = chosen(home, args, quiet)?;
    if rows.is_empty() && !args.query.is_empty() {
        screen::tell("no record matches; nothing was written");
        return Ok(Ending::Nothing);
    }
    let written = if let Some(path) = &args.output {
        write_file(path, |out| write(&rows, format, &options, out)).map_err(failure)?
    } else {
        let mut out = BufWriter::new(std::io::stdout().lock());
        write(&rows, format, &options, &mut out)?
    };
    let place = args
        .output
        .as_ref()
        .map(|path| format!(" to {}", path.display()));
    let records = counted(written.rows, "record");
    screen::tell(&format!("{records} written{}", place.unwrap_or_default()));
    if written.guarded > 0 {
        screen::tell(&format!(
            "a ' was put before {} cells that begin like a formula (--no-formula-guard: as they are)",
            written.guarded
        ));
    }
    if written.left_out > 0 {
        screen::tell(&format!(
            "{} left out: contested, undated, without arobases, of a confidence under 0.9, not on the web, \
             or not in the table of items",
            counted(written.left_out, "record")
        ));
    }
    if let Some(path) = args.output.as_ref().filter(|_| args.with_schema) {
        for path in write_schema(path, format, &options).map_err(failure)? {
            screen::tell(&format!("described in {}", path.display()));
        }
    }
    Ok(Ending::Done)
}

/// The table of items, for the format that cannot do without.
fn items(format: Format, args: &ExportArgs) -> anyhow::Result<BTreeMap<String, String>> {
    let usage = |what: String| Failure::new(Ending::Usage, what);
    let Some(path) = &args.wikidata else {
        if format != Format::Quickstatements {
            return Ok(BTreeMap::new());
        }
        let what =
            "Wikidata's own numbers are not in the archive: --wikidata names a table of them";
        return Err(usage(what.to_owned()).help(WHICH_ITEMS).into());
    };
    if format != Format::Quickstatements {
        return Err(usage("--wikidata is for quickstatements".to_owned()).into());
    }
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let items = read_items(&text).map_err(|wrong| usage(format!("{}:{wrong}", path.display())))?;
    Ok(items)
}

/// The format asked for, or that of the file's ending, where it can be written as asked.
fn format(args: &ExportArgs) -> Result<Format, Failure> {
    let ending = args.output.as_ref().and_then(|path| path.extension());
    let of_file = ending.and_then(|ending| Format::of_extension(ending.to_str()?));
    let asked = args.format.map(|format| format.0).or(of_file);
    let format = asked.unwrap_or(Format::Csv);
    if args.bom && format != Format::Csv {
        let what = "--bom is for CSV: the other formats say or need no encoding";
        return Err(Failure::new(Ending::Usage, what));
    }
    if format.is_binary() && args.output.is_none() && std::io::stdout().is_terminal() {
        let (name, ending) = (format.name(), format.extension());
        let what = format!("{name} is no text: a terminal would show noise");
        return Err(Failure::new(Ending::Usage, what).help(format!(
            "arobase export --format {name} -o palmares.{ending}"
        )));
    }
    Ok(format)
}

/// All records, or those of the query; the index is asked only for a query.
fn chosen(home: &Home, args: &ExportArgs, quiet: bool) -> anyhow::Result<Vec<Row>> {
    let mut bar = ProgressBar::hidden();
    let shows = !quiet && std::io::stderr().is_terminal();
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} records, {eta} left")?;
    let mut progress = |done: usize, all: usize| {
        if done == 1 && all >= LONG && shows {
            bar = ProgressBar::new(all.try_into().unwrap_or(u64::MAX)).with_style(style.clone());
        }
        bar.inc(1);
    };
    let rows = if args.query.is_empty() {
        rows(&Store::open(&home.index())?, None, &mut progress)
    } else {
        let query = query(&args.query)?;
        let opened = opened(home)?;
        let (ids, notes) = opened.searcher.record_ids(&query)?;
        tell(&notes);
        rows(&opened.store, Some(&ids), &mut progress)
    };
    bar.finish_and_clear();
    rows.map_err(failure)
}
