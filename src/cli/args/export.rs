//! The arguments of `export`.

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::builder::PossibleValue;
use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use crate::jobs::export::Format;

/// Arguments of `export`.
#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true)]
pub struct ExportArgs {
    /// What else than records is exported
    #[command(subcommand)]
    pub what: Option<ExportWhat>,
    /// Which records, in the language of `search`; all without it
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// The format to write; without it, that of the ending of FILE, or CSV
    #[arg(long, value_enum)]
    pub format: Option<ExportFormat>,
    /// Write to this file (whole or not at all) instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write what its columns mean beside FILE: a Data Package, a JSON Schema where it is JSON
    #[arg(long, requires = "output")]
    pub with_schema: bool,
    /// Items of Wikidata for quickstatements: an INSEE code, SIREN, `label` or `5@`, a tab, Q…, a line each
    #[arg(long, value_name = "FILE")]
    pub wikidata: Option<PathBuf>,
    /// Write cells that begin like a formula as they are
    #[arg(long)]
    pub no_formula_guard: bool,
    /// Begin the CSV with a byte order mark: Excel reads accents wrongly without it
    #[arg(long)]
    pub bom: bool,
}

/// What else than records is exported.
#[derive(Debug, Subcommand)]
pub enum ExportWhat {
    /// Write the whole archive as one WACZ file, which replays with its list of pages (replayweb.page, pywb)
    Wacz(WaczArgs),
}

/// Arguments of `export wacz`.
#[derive(Debug, ClapArgs)]
pub struct WaczArgs {
    /// Write to this file, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// What it is called where it is shown
    #[arg(long)]
    pub title: Option<String>,
}

/// How records are exported: the formats of the job, by their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportFormat(pub Format);

impl ValueEnum for ExportFormat {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: LazyLock<Vec<ExportFormat>> =
            LazyLock::new(|| Format::ALL.into_iter().map(ExportFormat).collect());
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let value = PossibleValue::new(self.0.name()).help(self.0.about());
        Some(value.aliases(self.0.aliases()))
    }
}
