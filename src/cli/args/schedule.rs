//! The arguments of `arobase schedule`.

use std::time::Duration;

use clap::{Args as ClapArgs, Subcommand};

/// Arguments of `schedule`.
#[derive(Debug, ClapArgs)]
pub struct ScheduleArgs {
    /// What to do with the schedule
    #[command(subcommand)]
    pub command: ScheduleCommand,
}

/// What can be done with a schedule.
#[derive(Debug, Subcommand)]
pub enum ScheduleCommand {
    /// Have systemd start a crawl of this home (or cron, where there is no systemd)
    Install(InstallArgs),
    /// Tell what is installed for this home, where, and when the next run is
    Show(ScheduleShowArgs),
    /// Take the schedule of this home away
    Remove(ScheduleRemoveArgs),
    /// Stay in the foreground and crawl whenever it is time (for containers)
    Run(ScheduleRunArgs),
}

/// When runs begin: one of these.
#[derive(Debug, ClapArgs)]
#[group(required = true, multiple = false)]
pub struct WhenArgs {
    /// Each hour, at this minute (0 without)
    #[arg(long, value_name = "MINUTE", num_args = 0..=1, default_missing_value = "0")]
    pub hourly: Option<String>,
    /// Each day at this time, as in 06:30
    #[arg(long, value_name = "HH:MM")]
    pub daily: Option<String>,
    /// Each week, as in "lundi 06:30" or "monday 06:30"
    #[arg(long, value_name = "DAY HH:MM")]
    pub weekly: Option<String>,
    /// Each month, as in "1 06:30" (days from 1 to 28)
    #[arg(long, value_name = "DAY HH:MM")]
    pub monthly: Option<String>,
    /// As a cron expression says, as in "30 6 * * 1-5" (not for systemd)
    #[arg(long, value_name = "CRON")]
    pub expression: Option<String>,
}

/// What `install` and `run` have in common.
#[derive(Debug, ClapArgs)]
pub struct AgendaArgs {
    #[command(flatten)]
    pub when: WhenArgs,
    /// The time zone of these times, as in Europe/Paris; that of the machine without
    #[arg(long, value_name = "ZONE")]
    pub timezone: Option<String>,
    /// Put each run off by up to so long, so that not all homes of the world begin at once
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "0s")]
    pub jitter: Duration,
    /// Arguments of `crawl`, behind --
    #[arg(last = true, value_name = "CRAWL ARGUMENTS")]
    pub crawl: Vec<String>,
}

/// Arguments of `schedule install`.
#[derive(Debug, ClapArgs)]
#[command(override_usage = "arobase schedule install [OPTIONS] <WHEN> [-- <CRAWL ARGUMENTS>...]")]
pub struct InstallArgs {
    #[command(flatten)]
    pub agenda: AgendaArgs,
    /// Write a line of the crontab, also where there is systemd
    #[arg(long)]
    pub cron: bool,
    /// Write the units of systemd, also where it is not at work
    #[arg(long, conflicts_with_all = ["cron", "expression"])]
    pub systemd: bool,
    /// Only print what would be written
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `schedule show`.
#[derive(Debug, ClapArgs)]
pub struct ScheduleShowArgs {
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `schedule remove`.
#[derive(Debug, ClapArgs)]
pub struct ScheduleRemoveArgs {
    /// Only tell what would be removed
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `schedule run`.
#[derive(Debug, ClapArgs)]
#[command(override_usage = "arobase schedule run [OPTIONS] <WHEN> [-- <CRAWL ARGUMENTS>...]")]
pub struct ScheduleRunArgs {
    #[command(flatten)]
    pub agenda: AgendaArgs,
    /// Begin with a run at once
    #[arg(long)]
    pub now: bool,
}

/// A length of time as people write it: `90s`, `10m`, `1h 30m`.
///
/// # Errors
/// A sentence with an example.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "a length of time is meant, as in 90s, 10m, 2h or 1h 30m".to_owned();
    let read: jiff::SignedDuration = text.trim().parse().map_err(|_| wrong())?;
    Duration::try_from(read).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read_as_people_write_them() {
        for (text, seconds) in [
            ("90s", 90),
            ("10m", 600),
            ("1h 30m", 5400),
            ("2h", 7200),
            ("10 min", 600),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "10", "-5m", "soon"] {
            assert!(duration(text).unwrap_err().contains("10m"), "{text}");
        }
    }
}
