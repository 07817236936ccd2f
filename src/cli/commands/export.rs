//! Runs `arobase export`: the records as CSV or JSON lines.

use std::io::BufWriter;

use crate::cli::args::{ExportArgs, ExportFormat};
use crate::cli::asking::{counted, failure, opened, query, tell};
use crate::cli::{Ending, Failure, Home, screen};
use crate::jobs::export::{Format, Row, rows, write, write_file};
use crate::store::Store;

/// Runs `arobase export`.
pub(super) fn run(home: &Home, args: &ExportArgs) -> anyhow::Result<Ending> {
    let format = format(args)?;
    let rows = chosen(home, args)?;
    if rows.is_empty() && !args.query.is_empty() {
        screen::tell("no record matches; nothing was written");
        return Ok(Ending::Nothing);
    }
    let guarded = match &args.output {
        Some(path) => write_file(&rows, format, path).map_err(failure)?,
        None => write(&rows, format, &mut BufWriter::new(std::io::stdout().lock()))?,
    };
    let place = args
        .output
        .as_ref()
        .map(|path| format!(" to {}", path.display()));
    let records = counted(rows.len(), "record");
    screen::tell(&format!("{records} written{}", place.unwrap_or_default()));
    if guarded > 0 {
        screen::tell(&format!(
            "a ' was put before {guarded} cells that begin like a formula (--no-formula-guard: as they are)"
        ));
    }
    Ok(Ending::Done)
}

fn format(args: &ExportArgs) -> Result<Format, Failure> {
    match args.format {
        ExportFormat::Csv => Ok(Format::Csv {
            guard: !args.no_formula_guard,
            mark: args.bom,
        }),
        ExportFormat::Jsonl if args.bom => Err(Failure::new(
            Ending::Usage,
            "--bom is for CSV: JSON has no byte order mark (RFC 8259 section 8.1)",
        )),
        ExportFormat::Jsonl => Ok(Format::Jsonl),
    }
}

/// All records, or those of the query; the index is asked only for a query.
fn chosen(home: &Home, args: &ExportArgs) -> anyhow::Result<Vec<Row>> {
    if args.query.is_empty() {
        return rows(&Store::open(&home.index())?, None).map_err(failure);
    }
    let query = query(&args.query)?;
    let opened = opened(home)?;
    let (ids, notes) = opened.searcher.record_ids(&query)?;
    tell(&notes);
    rows(&opened.store, Some(&ids)).map_err(failure)
}
