//! Runs `arobase why URL`: what became of an address, and by which rule.

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::cli::args::WhyArgs;
use crate::cli::{Ending, Failure, Home, screen};
use crate::jobs::why::{Story, why};
use crate::store::{Capture, CaptureKind, VisitRow, VisitState};
use crate::web::robots::Verdict;
use crate::web::url;

/// Most steps of the way that are shown.
const SHOWN: usize = 6;

/// Runs `arobase why`.
pub(super) fn run(home: &Home, args: &WhyArgs) -> anyhow::Result<Ending> {
    let address = match url::typed(&args.url) {
        Ok(address) => address,
        Err(url::Refusal::Unreadable | url::Refusal::NoHost) => {
            let text = format!("{} is no address", screen::shown(&args.url));
            return Err(Failure::new(Ending::Usage, text).into());
        }
        Err(refusal) => {
            screen::print(&format!(
                "{}\nNever asked: {refusal}\n",
                screen::shown(&args.url)
            ))?;
            return Ok(Ending::Nothing);
        }
    };
    let story = why(&home.index(), &address)?;
    screen::print(&screen::shown(&told(address.as_str(), &story)))?;
    Ok(if story.visit.is_some() || !story.captures.is_empty() {
        Ending::Done
    } else {
        Ending::Nothing
    })
}

/// The story for people.
fn told(address: &str, story: &Story) -> String {
    let mut text = format!("{address}\n");
    match &story.visit {
        Some(visit) => {
            let _ = writeln!(text, "Address    {}", state(visit));
            let _ = writeln!(text, "Way        {}", way(visit, story));
        }
        None if story.forgotten => {
            text.push_str("Address    forgotten, as somebody asked: it is never asked, and nothing is kept of it\n");
        }
        None => text.push_str(
            "Address    never met: no page, feed or sitemap that was read leads to it, and no seed names it\n",
        ),
    }
    let _ = writeln!(text, "Rules      {}", rules(story));
    if story.captures.is_empty() {
        text.push_str("Captures   none\n");
    }
    for (place, capture) in story.captures.iter().enumerate() {
        let label = if place == 0 { "Captures" } else { "" };
        let _ = writeln!(text, "{label:<10} {}", told_capture(capture));
    }
    if !story.captures.is_empty() {
        let _ = writeln!(text, "Claims     {}", story.claims);
    }
    if let Some(next) = story.visit.as_ref().and_then(|visit| visit.next.as_ref()) {
        let words = if story.due { "due since" } else { "due from" };
        let _ = writeln!(text, "Next       {words} {}", moment(next.due_at));
    }
    text
}

/// What became of it.
fn state(visit: &VisitRow) -> String {
    let mut text = match visit.state {
        VisitState::Queued => "waits to be asked".to_owned(),
        VisitState::Done => "asked".to_owned(),
        VisitState::Dropped => "not asked".to_owned(),
    };
    if let Some(outcome) = &visit.outcome {
        let _ = write!(text, ": {outcome}");
    }
    if let Some(status) = visit.status {
        let _ = write!(text, " ({status})");
    }
    if let Some(detail) = &visit.detail {
        let _ = write!(text, ", {detail}");
    }
    if let (Some(at), Some(run)) = (visit.asked_at, visit.asked_in) {
        let _ = write!(text, "; on {} in run {run}", moment(at));
    }
    if visit.attempts > 0 {
        let _ = write!(
            text,
            "; failed {} in a row",
            screen::counted(visit.attempts, "time", "times")
        );
    }
    text
}

/// How it was found.
fn way(visit: &VisitRow, story: &Story) -> String {
    let run = match visit.found_in {
        Some(run) => format!("found in run {run}"),
        None => "found".to_owned(),
    };
    let steps: Vec<&str> = story.way.iter().take(SHOWN).map(String::as_str).collect();
    let more = if story.way.len() > SHOWN {
        " ← …"
    } else {
        ""
    };
    let from = if steps.is_empty() {
        "as a start".to_owned()
    } else {
        format!("on {}{more}", steps.join(" ← "))
    };
    let hops = screen::counted(visit.depth, "hop", "hops");
    format!(
        "{run} {from}; {hops} from the start, priority {}",
        visit.priority
    )
}

fn rules(story: &Story) -> String {
    let Some(robots) = &story.robots else {
        return "robots.txt of this host was never asked".to_owned();
    };
    let seen = format!("robots.txt of {}", moment(robots.asked_at));
    match (&story.verdict, robots.status) {
        (Some(Verdict::Allowed), Some(status)) => format!("{seen} ({status}) allows it"),
        (Some(Verdict::Forbidden { rule }), _) => format!("{seen} forbids it: {rule}"),
        (_, Some(status)) => format!("{seen} could not be had ({status}): nothing may be asked"),
        (_, None) => format!("{seen} could not be had: nothing may be asked"),
    }
}

fn told_capture(capture: &Capture) -> String {
    let what = match (capture.kind, capture.status) {
        (CaptureKind::Revisit, 304) => "not modified, says the server".to_owned(),
        (CaptureKind::Revisit, _) => "the same bytes again".to_owned(),
        (CaptureKind::Response, status) => format!("{status} {}", capture.mime),
        (CaptureKind::Resource, _) => format!("a file, {}", capture.mime),
    };
    let (at, place) = (
        moment(capture.at),
        format!("{}+{}", capture.warc, capture.offset),
    );
    format!("{at}  {what}  {place}")
}

fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}
