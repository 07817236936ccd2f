//! Runs `arobase config`: what is set, by what, and where settings are looked for.

use serde_json::json;

use crate::cli::args::config::{ConfigArgs, ConfigCommand, ConfigShowArgs};
use crate::cli::listing::List;
use crate::cli::settings::{Sort, State, places, told};
use crate::cli::{Ending, Home, screen};

const SCHEMA: &str = "arobase.config/1";

/// Runs `arobase config`.
pub(super) fn run(home: &Home, args: &ConfigArgs) -> anyhow::Result<Ending> {
    match &args.command {
        ConfigCommand::Show(args) => show(home, args),
        ConfigCommand::Path => path(home),
    }
}

fn show(home: &Home, args: &ConfigShowArgs) -> anyhow::Result<Ending> {
    let settings = told(home)?;
    if args.shape.is_table() {
        let mut lines = screen::Table::default();
        for setting in &settings {
            let value = setting.value.as_deref().unwrap_or("-");
            let mut row = vec![setting.key.clone(), value.to_owned()];
            if args.origin {
                row.push(setting.origin.clone());
            }
            lines.row(row);
        }
        screen::print(&lines.to_string())?;
        return Ok(Ending::Done);
    }
    let rows = settings.iter();
    let rows = rows.map(|setting| {
        vec![
            json!(setting.key),
            json!(setting.value),
            json!(setting.origin),
        ]
    });
    let list = List {
        schema: SCHEMA,
        columns: &["key", "value", "origin"],
        rows: rows.collect(),
        ..List::default()
    };
    list.print(&args.shape)?;
    Ok(Ending::Done)
}

fn path(home: &Home) -> anyhow::Result<Ending> {
    let mut lines = screen::Table::default();
    for place in places(home) {
        let sort = match place.sort {
            Sort::Named => "named",
            Sort::Nearest => "nearest",
            Sort::User => "user",
            Sort::System => "system",
        };
        let state = match place.state {
            State::Read => "read",
            State::Missing => "not there",
            State::Foreign => "passed over: it belongs to another user",
        };
        lines.row([sort, &place.path.display().to_string(), state]);
    }
    screen::print(&lines.to_string())?;
    Ok(Ending::Done)
}
