//! The arguments of the questions about the records: `town`, `changes`, `conflicts`, `coverage`, `stats`.

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

/// How a list is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Table,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated, UTF-8, RFC 4180
    Csv,
    /// Tab-separated
    Tsv,
    /// A Markdown table
    Md,
}

/// The order of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PageOrder {
    /// Best first
    Relevance,
    /// Newest first, by the day of publication
    Date,
}

/// The choice among them.
#[derive(Debug, Default, ClapArgs)]
pub struct Shape {
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Only these columns, in this order, parted by commas, as csv names them
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub fields: Vec<String>,
}

impl Shape {
    /// What was chosen.
    pub fn chosen(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }

    /// Whether columns were chosen.
    pub fn has_fields(&self) -> bool {
        !self.fields.is_empty()
    }

    /// Whether it is the command's own table for people.
    pub fn is_table(&self) -> bool {
        self.chosen() == Format::Table && !self.has_fields()
    }
}

/// Arguments of `town`.
#[derive(Debug, ClapArgs)]
pub struct TownArgs {
    /// Its name in any spelling, with or without a department: "Saint-Denis (93)"; or its INSEE code or SIREN
    #[arg(required = true, value_name = "NAME")]
    pub name: Vec<String>,
    #[command(flatten)]
    pub shape: Shape,
}

/// Arguments of `changes`.
#[derive(Debug, ClapArgs)]
pub struct ChangesArgs {
    /// The earlier edition; without it, the covered one before --to
    #[arg(long, value_name = "YEAR")]
    pub from: Option<i16>,
    /// The later edition; without it, the covered one after --from, or the last
    #[arg(long, value_name = "YEAR")]
    pub to: Option<i16>,
    /// Only who has fewer arobases than before
    #[arg(long)]
    pub lost: bool,
    /// Only who has more arobases than before
    #[arg(long)]
    pub gained: bool,
    /// Who was observed in two editions or more, and then not in N covered ones or more
    #[arg(long, value_name = "N", conflicts_with_all = ["from", "to", "lost", "gained"])]
    pub gone_since: Option<usize>,
    /// What pages captured since say that none said before: 7d, 2w, 3m, or a date
    #[arg(long, value_name = "WHEN", conflicts_with_all = ["from", "to", "lost", "gained", "gone_since"])]
    pub since: Option<String>,
    /// The same, of what one run captured (`arobase status` numbers them)
    #[arg(long, value_name = "N", conflicts_with_all = ["from", "to", "lost", "gained", "gone_since", "since"])]
    pub run: Option<i64>,
    #[command(flatten)]
    pub shape: Shape,
}

/// Arguments of `conflicts`.
#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct ConflictsArgs {
    /// Decide one, or take a decision back; without it, list them
    #[command(subcommand)]
    pub action: Option<ConflictAction>,
    /// Only this edition
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i16>,
    /// Those too that were decided
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub shape: Shape,
}

/// What can be done about a conflict.
#[derive(Debug, Subcommand)]
pub enum ConflictAction {
    /// Write down which claim counts; what the others say is kept
    Decide(DecideArgs),
    /// Take the decision back
    Undo(UndoArgs),
}

/// Arguments of `conflicts decide`.
#[derive(Debug, ClapArgs)]
pub struct DecideArgs {
    /// Code or name of the collectivity, a slash, the year: 59009/2013; or the id of the record
    #[arg(value_name = "CODE/YEAR")]
    pub which: String,
    /// The id of the claim that counts, or its first characters
    #[arg(long, value_name = "ID")]
    pub keep: String,
    /// Why
    #[arg(long, value_name = "WHY")]
    pub note: String,
}

/// Arguments of `conflicts undo`.
#[derive(Debug, ClapArgs)]
pub struct UndoArgs {
    /// Code or name of the collectivity, a slash, the year: 59009/2013; or the id of the record
    #[arg(value_name = "CODE/YEAR")]
    pub which: String,
}

/// Arguments of `coverage`.
#[derive(Debug, ClapArgs)]
pub struct CoverageArgs {
    /// Only this edition
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i16>,
    /// List who was observed in the covered edition before or after, and not in this one
    #[arg(long)]
    pub missing: bool,
    #[command(flatten)]
    pub shape: Shape,
}

/// Arguments of `stats`.
#[derive(Debug, ClapArgs)]
pub struct StatsArgs {
    /// Only these records, in the language of `search`
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Most departments and sources that are listed
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
    #[command(flatten)]
    pub shape: Shape,
}
