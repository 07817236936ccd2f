//! The figures of a run in the text format of Prometheus, for a collector that reads files.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::crawl::Summary;
use crate::store::{Counts, Waiting};

/// What the file tells of.
#[derive(Clone, Debug)]
pub struct Figures<'a> {
    /// The run's number.
    pub run: i64,
    /// When it ended.
    pub ended: Timestamp,
    /// What it came to.
    pub summary: &'a Summary,
    /// What the archive holds afterwards.
    pub counts: Counts,
    /// What waits in the outbox.
    pub outbox: &'a [Waiting],
}

/// One metric: its name, what it is, and its values, each with its labels.
type Metric<'a> = (&'a str, &'a str, Vec<(String, String)>);

/// The file (<https://prometheus.io/docs/instrumenting/exposition_formats/>).
pub fn text(figures: &Figures<'_>) -> String {
    let mut text = String::new();
    for (name, help, values) in run(figures).into_iter().chain(archive(figures)) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "# HELP arobase_{name} {help}\n# TYPE arobase_{name} gauge"
        );
        for (labels, value) in values {
            let _ = writeln!(text, "arobase_{name}{labels} {value}");
        }
    }
    text
}

fn plain(value: impl std::fmt::Display) -> Vec<(String, String)> {
    vec![(String::new(), format!("{value}"))]
}

fn labelled(label: &str, values: &[(&str, u64)]) -> Vec<(String, String)> {
    let one = |(name, value): &(&str, u64)| {
        (
            format!("{{{label}=\"{}\"}}", escaped(name)),
            value.to_string(),
        )
    };
    values.iter().map(one).collect()
}

/// A label's value as the format wants it.
fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

fn size(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn run<'a>(figures: &Figures<'_>) -> Vec<Metric<'a>> {
    let summary = figures.summary;
    let pages = [
        ("archived", summary.captures),
        ("unchanged", summary.unchanged),
        ("gone", summary.gone),
    ];
    let hosts = [
        ("failed", size(summary.failed.len())),
        ("resting", size(summary.resting.len())),
        ("over_budget", size(summary.over_budget.len())),
    ];
    let news = [
        ("new_records", summary.new_records),
        ("changed_records", summary.changed_records),
        ("broken_hosts", summary.broken_hosts),
    ];
    vec![
        ("run_number", "Number of the last run", plain(figures.run)),
        (
            "run_ended_timestamp_seconds",
            "When the last run ended",
            plain(figures.ended.as_second()),
        ),
        (
            "run_duration_seconds",
            "How long it took",
            plain(summary.seconds),
        ),
        (
            "run_complete",
            "1 where it came to its end, 0 where it goes on another time",
            plain(u8::from(!summary.interrupted)),
        ),
        ("run_sites", "Sites in scope", plain(summary.sites)),
        ("run_requests", "Requests made", plain(summary.requests)),
        (
            "run_pages",
            "Pages asked, by what came of them",
            labelled("result", &pages),
        ),
        (
            "run_hosts",
            "Hosts that did not fare well",
            labelled("result", &hosts),
        ),
        ("run_claims", "Claims read", plain(summary.claims)),
        ("run_news", "What was told as new", labelled("kind", &news)),
        (
            "run_waiting",
            "Addresses that wait for the next run",
            plain(summary.waiting),
        ),
    ]
}

fn archive<'a>(figures: &Figures<'_>) -> Vec<Metric<'a>> {
    let counts = figures.counts;
    let outbox: Vec<(&str, u64)> = figures
        .outbox
        .iter()
        .map(|waiting| (waiting.receiver.as_str(), waiting.bulletins))
        .collect();
    vec![
        ("records", "Records in the archive", plain(counts.records)),
        ("claims", "Claims in the archive", plain(counts.claims)),
        (
            "captures",
            "Captures in the archive",
            plain(counts.captures),
        ),
        (
            "warc_bytes",
            "Bytes of the captures",
            plain(counts.capture_bytes),
        ),
        (
            "outbox_waiting",
            "Bulletins that a receiver has not taken yet",
            labelled("receiver", &outbox),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_metric_has_its_help_its_type_and_lines_that_a_collector_reads() {
        let summary = Summary {
            requests: 12,
            captures: 3,
            ..Summary::default()
        };
        let outbox = [Waiting {
            receiver: "web\"hook".into(),
            bulletins: 2,
            error: None,
        }];
        let text = text(&Figures {
            run: 7,
            ended: "2026-03-04T12:00:00Z".parse().unwrap(),
            summary: &summary,
            counts: Counts::default(),
            outbox: &outbox,
        });
        assert!(
            text.contains("# TYPE arobase_run_requests gauge\narobase_run_requests 12\n"),
            "{text}"
        );
        assert!(text.contains("arobase_run_pages{result=\"archived\"} 3\n"));
        assert!(text.contains("arobase_run_ended_timestamp_seconds 1772625600\n"));
        assert!(text.contains("arobase_outbox_waiting{receiver=\"web\\\"hook\"} 2\n"));
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (name, value) = line.rsplit_once(' ').unwrap();
            assert!(
                name.starts_with("arobase_") && value.parse::<f64>().is_ok(),
                "{line}"
            );
        }
    }
}
