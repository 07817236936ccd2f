//! The arguments as typed; each command checks them and turns them into what its job takes.

pub(crate) mod ask;
pub(crate) mod doctor;
pub(crate) mod config;
pub(crate) mod crawl;
pub(crate) mod export;
pub(crate) mod forget;
pub(crate) mod import;
pub(crate) mod news;
pub(crate) mod schedule;
pub(crate) mod source;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

pub(crate) use ask::{
    ChangesArgs, ConflictAction, ConflictsArgs, CoverageArgs, DecideArgs, Format, PageOrder, Shape,
    StatsArgs, TownArgs,
};
pub use crawl::CrawlArgs;
pub(crate) use doctor::DoctorArgs;
pub(crate) use export::{ExportArgs, ExportWhat, WaczArgs};
pub(crate) use forget::ForgetArgs;
pub(crate) use import::{HtmlArgs, ImportArgs, ImportWhat, WarcArgs};

use super::words::Lang;
use crate::web::charset::Charset;

/// Over the options that every command takes.
const EVERYWHERE: &str = "Options of every command";

/// Who got how many arobases, when, and the words that prove it.
#[derive(Debug, Parser)]
#[command(name = "arobase", version, about, max_term_width = 100)]
pub struct Args {
    /// The archive home: the folder that holds seeds/ and index/
    #[arg(
        short = 'C',
        long = "home",
        value_name = "DIR",
        env = "AROBASE_DIR",
        hide_env_values = true,
        default_value = ".",
        global = true,
        help_heading = EVERYWHERE
    )]
    pub home: PathBuf,
    /// Take settings from this file alone
    #[arg(
        long,
        value_name = "FILE",
        env = "AROBASE_CONFIG",
        hide_env_values = true,
        global = true,
        help_heading = EVERYWHERE
    )]
    pub config: Option<OsString>,
    /// Take settings from no file
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub no_config: bool,
    /// Colours and bold: on a terminal, always, or never (`NO_COLOR` says never, too)
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto, global = true, help_heading = EVERYWHERE)]
    pub color: Color,
    /// The language of messages and help; without it `AROBASE_LANG`, else that of the system's locale
    #[arg(long, value_enum, value_name = "LANG", env = "AROBASE_LANG", hide_env = true, ignore_case = true, global = true, help_heading = EVERYWHERE)]
    pub lang: Option<Lang>,
    /// How messages are written to standard error: for people, or one JSON object a line
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = LogFormat::Text, global = true, help_heading = EVERYWHERE)]
    pub log_format: LogFormat,
    /// Say less: errors and results only
    #[arg(short, long, global = true, help_heading = EVERYWHERE)]
    pub quiet: bool,
    /// Where another process writes to the archive, wait so long for it to end, as in 10m
    #[arg(long, value_name = "DURATION", value_parser = schedule::duration, global = true, help_heading = EVERYWHERE)]
    pub wait: Option<Duration>,
    /// Say more (twice: much more)
    #[arg(short, long, action = clap::ArgAction::Count, global = true, help_heading = EVERYWHERE)]
    pub verbose: u8,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// When words may be in bold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set or TERM is dumb
    Auto,
    /// Also into a file or a pipe
    Always,
    /// Nowhere
    Never,
}

/// How messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line, with one event for each failure
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Fetch what is due, archive it, read it, index it; goes on where the last run stopped
    #[command(aliases = ["collecter", "moissonner"])]
    Crawl(CrawlArgs),
    /// Crawl without a hand: by a timer of systemd, by cron, or in the foreground
    #[command(aliases = ["planifier", "programmer"])]
    Schedule(schedule::ScheduleArgs),
    /// List and change the hosts that `crawl` starts from
    #[command(alias = "sources")]
    Source(source::SourceArgs),
    /// Read pages from files or folders and print the claims; needs no archive
    #[command(alias = "extraire")]
    Extract(ExtractArgs),
    /// Take in what others collected: WARC and WACZ files, pages, addresses, a table of claims
    #[command(alias = "importer")]
    Import(ImportArgs),
    /// Search the records, claims and pages
    #[command(aliases = ["chercher", "rechercher"])]
    Search(SearchArgs),
    /// Tell one collectivity's grades from edition to edition, and since when it holds them
    #[command(aliases = ["ville", "commune"])]
    Town(TownArgs),
    /// Tell what changed between two editions, who is not observed any more, what is new
    #[command(alias = "changements")]
    Changes(ChangesArgs),
    /// Print what the last runs told as new: records, contradictions, hosts that broke
    #[command(alias = "nouvelles")]
    News(news::NewsArgs),
    /// List what sources disagree about, and decide it
    #[command(aliases = ["contradictions", "conflits"])]
    Conflicts(ConflictsArgs),
    /// Tell how much of each edition is known, and who is missing in it
    #[command(alias = "couverture")]
    Coverage(CoverageArgs),
    /// Count the records by year, grade, department and source
    #[command(alias = "statistiques")]
    Stats(StatsArgs),
    /// Show one claim or record with its words, its address and its capture
    #[command(alias = "montrer")]
    Show(ShowArgs),
    /// Write the records as a table, a spreadsheet, a map, a feed or for other programs
    #[command(alias = "exporter")]
    Export(ExportArgs),
    /// Show what the archive holds and how the last runs went
    #[command(aliases = ["etat", "état"])]
    Status(StatusArgs),
    /// Tell the story of one address: how it was found, what came of it, and by which rule
    #[command(alias = "pourquoi")]
    Why(WhyArgs),
    /// Read every capture again with this version's reader
    #[command(alias = "relire")]
    Reread,
    /// Build the search index again from the database
    #[command(aliases = ["reindexer", "réindexer"])]
    Reindex,
    /// Check that the archive is still what was written, and put it right from its WARC files
    #[command(aliases = ["verifier", "vérifier"])]
    Verify(VerifyArgs),
    /// Tell whether everything is in order for runs that nobody watches, and what mends what is not
    #[command(aliases = ["docteur", "diagnostic"])]
    Doctor(DoctorArgs),
    /// Remove an address, a host or words from the archive, bytes and all, and never collect them again
    #[command(alias = "oublier")]
    Forget(ForgetArgs),
    /// Try it all without a network: crawl a small web that ships with the program
    #[command(aliases = ["demonstration", "démonstration"])]
    Demo(DemoArgs),
    /// Tell what is set, by which file or variable, and where settings are looked for
    #[command(aliases = ["reglages", "réglages"])]
    Config(config::ConfigArgs),
    /// Print what completes commands and options in a shell
    #[command(alias = "completer")]
    Completions(CompletionsArgs),
    /// Print the manual page, of all or of one command
    #[command(alias = "manuel")]
    Man(ManArgs),
}

/// Arguments of `completions`.
#[derive(Debug, ClapArgs)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// A shell that can complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// `arobase completions bash > ~/.local/share/bash-completion/completions/arobase`
    Bash,
    /// `arobase completions zsh > DIR/_arobase`, with DIR in $fpath
    Zsh,
    /// `arobase completions fish > ~/.config/fish/completions/arobase.fish`
    Fish,
}

/// Arguments of `man`.
#[derive(Debug, ClapArgs)]
pub struct ManArgs {
    /// The command; without it, the page of the whole program
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

/// Arguments of `status`.
#[derive(Debug, ClapArgs)]
pub struct StatusArgs {
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    /// Only list the hosts that failed when they were asked last, each with the reason
    #[arg(long)]
    pub failed: bool,
    /// Tell how the run that is at work goes on, until it ends
    #[arg(long, conflicts_with_all = ["json", "failed"])]
    pub follow: bool,
}

/// Arguments of `why`.
#[derive(Debug, ClapArgs)]
pub struct WhyArgs {
    /// The address
    #[arg(value_name = "URL")]
    pub url: String,
}

/// Arguments of `extract`.
#[derive(Debug, ClapArgs)]
pub struct ExtractArgs {
    /// .html or .txt files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How to print the claims
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
    /// Also print one line for each page: title, site, date, language, text; with `=only`, no claims
    #[arg(
        long,
        value_enum,
        value_name = "WHICH",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "too"
    )]
    pub pages: Option<PageLines>,
    /// Print each page as it was read: blocks kept and dropped, tokens, the rule behind each claim, what was refused and why
    #[arg(long, conflicts_with_all = ["format", "pages"])]
    pub explain: bool,
    /// The folders are laid out as `wget -r` does, host/path: each page's URL is known
    #[arg(long)]
    pub mirror: bool,
    /// The URL of each page, one a line: its file name without extension, a tab, the URL
    #[arg(long, value_name = "FILE", conflicts_with = "mirror")]
    pub urls: Option<PathBuf>,
    /// The files are in this encoding, whatever they say themselves: utf-8, windows-1252…
    #[arg(long, value_name = "NAME")]
    pub charset: Option<Charset>,
}

/// Arguments of `verify`.
#[derive(Debug, ClapArgs)]
pub struct VerifyArgs {
    /// Read every record of every WARC file and compute all digests again
    #[arg(long)]
    pub read_data: bool,
    /// Put right what is damaged; what cannot be read is moved to index/damaged
    #[arg(long)]
    pub repair: bool,
    /// Change nothing; with --repair, say what it would do
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `search`.
#[derive(Debug, ClapArgs)]
pub struct SearchArgs {
    /// Words, "a phrase", @@@@, 4@, >=4@, ville:, insee:, dep:, annee:2015..2018, source:, -word
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// Most records to print, and most pages
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// Go on behind what was printed before: the word that it ended with
    #[arg(long, value_name = "CURSOR")]
    pub after: Option<String>,
    /// The order of the pages; records always stand newest edition first
    #[arg(long, value_enum, value_name = "ORDER", default_value_t = PageOrder::Relevance)]
    pub sort: PageOrder,
    /// Count all records found by year, grade, department and source, too
    #[arg(long)]
    pub facets: bool,
    /// Only tell how the query is read
    #[arg(long)]
    pub explain: bool,
    /// How to print it
    #[command(flatten)]
    pub shape: Shape,
}

/// Arguments of `show`.
#[derive(Debug, ClapArgs)]
pub struct ShowArgs {
    /// The id of a claim or a record, as `search` prints it; its first characters are enough; or edition:2020, for what pages print of an edition
    pub id: String,
    /// Also print the whole text of the page
    #[arg(long)]
    pub text: bool,
    /// Write the archived page as it came, instead (to a file or a pipe)
    #[arg(long, conflicts_with = "text")]
    pub html: bool,
    /// Open the page's address in the browser, too
    #[arg(long, conflicts_with = "html")]
    pub open: bool,
}

/// Arguments of `demo`.
#[derive(Debug, ClapArgs)]
pub struct DemoArgs {
    /// Keep the demo's archive in this folder (it must be new or empty)
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people
    Table,
    /// One JSON object a line
    Jsonl,
}

/// What is printed beside lines about pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PageLines {
    /// The claims
    Too,
    /// Nothing else
    Only,
}

/// The arguments with the `-` of a query's `-word` and `-dep:59` told apart from that of options.
///
/// Behind `search`, `export` and `stats`, what begins with one `-`, goes on for two signs or more, and is
/// not `-q` and `-v` in a row, is part of the query; its `-` becomes the minus sign U+2212, which
/// the query language reads alike. So options may stand behind the query too.
pub(super) fn as_meant(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut of_query = false;
    let mut meant = Vec::new();
    for arg in generated(args) {
        let Some(text) = arg.to_str() else {
            meant.push(arg);
            continue;
        };
        let negated = text.strip_prefix('-').filter(|rest| {
            let mut signs = rest.chars();
            let first = signs.next().unwrap_or('-');
            of_query
                && signs.next().is_some()
                && !matches!(first, '-' | 'C')
                && !rest.bytes().all(|byte| matches!(byte, b'q' | b'v' | b'h'))
        });
        let minus = negated.map(|rest| OsString::from(format!("\u{2212}{rest}")));
        of_query = match text {
            "search" | "chercher" | "rechercher" | "export" | "exporter" | "stats"
            | "statistiques" => true,
            "--" => false,
            _ => of_query,
        };
        meant.push(minus.unwrap_or(arg));
    }
    meant
}

/// The arguments with `--generate complete-bash` and `--generate man`, as packagers know them from other
/// programs, written as the commands that do it.
fn generated(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut args: Vec<OsString> = args.collect();
    if let [_, flag, what] = args.as_slice()
        && flag == "--generate"
    {
        let words: Option<&[&str]> = match what.to_str() {
            Some("man") => Some(&["man"]),
            Some("complete-bash") => Some(&["completions", "bash"]),
            Some("complete-zsh") => Some(&["completions", "zsh"]),
            Some("complete-fish") => Some(&["completions", "fish"]),
            _ => None,
        };
        if let Some(words) = words {
            args.truncate(1);
            args.extend(words.iter().map(OsString::from));
        }
    }
    args
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negated_word_is_no_option_and_options_may_follow_the_query() {
        let typed = [
            "arobase", "-q", "search", "anzin", "-dep:59", "-lille", "--format", "jsonl", "-qv",
        ];
        let meant = as_meant(typed.iter().map(OsString::from));
        let args = Args::try_parse_from(meant).unwrap();
        let Command::Search(search) = args.command else {
            panic!("not a search")
        };
        assert_eq!(search.query, ["anzin", "\u{2212}dep:59", "\u{2212}lille"]);
        assert_eq!(search.shape.chosen(), Format::Jsonl);
        let typed = ["arobase", "export", "-o", "out.csv", "4@", "-C", "/tmp"];
        let meant = as_meant(typed.iter().map(OsString::from));
        let args = Args::try_parse_from(meant).unwrap();
        assert_eq!(args.home, PathBuf::from("/tmp"));
    }
}
