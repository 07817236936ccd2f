//! Runs `arobase news`: what the last runs told as new, and what of it waits to be delivered.

use serde_json::json;

use crate::cli::args::news::{NewsArgs, NewsFormat};
use crate::cli::{Ending, Failure, Home, screen, settings};
use crate::jobs::bulletin::deliver::{Delivered, deliver};
use crate::jobs::bulletin::{Bulletin, print};
use crate::jobs::clock::Clock;
use crate::jobs::export::json_line;
use crate::jobs::settings::CrawlSettings;
use crate::store::Store;

/// Runs `arobase news`.
pub(super) fn run(home: &Home, args: &NewsArgs) -> anyhow::Result<Ending> {
    let store = Store::open(&home.index())?;
    if args.deliver {
        return send(home);
    }
    let limit = if args.run.is_some() {
        -1
    } else {
        i64::from(args.last)
    };
    let rows = store.bulletins(args.run, limit)?;
    let bulletins = rows
        .iter()
        .map(|row| serde_json::from_str(&row.news))
        .collect::<Result<Vec<Bulletin>, _>>()?;
    if bulletins.is_empty() {
        let what = match args.run {
            Some(run) => format!("run {run} told nothing as new"),
            None => "no run told anything as new yet".to_owned(),
        };
        screen::tell(&what);
        return Ok(Ending::Nothing);
    }
    let text = match args.format {
        NewsFormat::Text => print::as_text(&bulletins),
        NewsFormat::Md => print::as_markdown(&bulletins),
        NewsFormat::Atom => print::as_atom(&bulletins),
        NewsFormat::Json => {
            json_line(&json!({ "schema": "arobase.news-of-runs/1", "bulletins": bulletins }))?
                + "\n"
        }
    };
    screen::print(&text)?;
    Ok(Ending::Done)
}

fn send(home: &Home) -> anyhow::Result<Ending> {
    let receivers = settings::receivers(home)?;
    if receivers.names().is_empty() {
        let what = format!(
            "{} names nobody who is told",
            home.settings_file().display()
        );
        return Err(Failure::new(Ending::Usage, what)
            .help("on_news = \"command\", or [webhook] url = \"https://…\"")
            .into());
    }
    let agent = CrawlSettings::agent(None);
    let delivered = deliver(&home.index(), &receivers, &agent, Clock::start())?;
    tell(&delivered);
    screen::tell(&format!(
        "{} sent, {} waiting",
        delivered.sent, delivered.waiting
    ));
    Ok(if delivered.waiting == 0 {
        Ending::Done
    } else {
        Ending::Partial
    })
}

/// Says which receivers failed: that is no failure of the run.
pub(super) fn tell(delivered: &Delivered) {
    for (receiver, why) in &delivered.failed {
        screen::tell(&format!(
            "arobase: the {receiver} did not take the news: {why}; it waits for the next run"
        ));
    }
}
