//! When the next run is due: a cron expression in a time zone, jitter, and what was missed caught up once.
//! The time is handed in.

use std::cmp::Ordering;

use croner::errors::CronError;
use croner::time::{CivilDateTime, CronDateTime, Resolution, Weekday};
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// The times at which runs begin.
#[derive(Clone, Debug)]
pub struct Agenda {
    cron: croner::Cron,
    zone: TimeZone,
    /// The longest that a run is put off, so that not all homes of the world begin at once.
    jitter: SignedDuration,
}

/// What is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// A run now: its time has come, or some were missed, however many.
    Now,
    /// Nothing before this moment.
    At(Timestamp),
    /// Nothing any more.
    Never,
}

/// An expression or a time zone that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NoAgenda {
    /// The expression.
    #[error("{0:?} is not a cron expression: {1}")]
    Expression(String, String),
    /// It never comes, as 30 February.
    #[error("{0:?} names no time that ever comes")]
    Never(String),
    /// The time zone.
    #[error("{0:?} is not a time zone that this system knows")]
    Zone(String),
}

impl Agenda {
    /// The agenda of a cron expression (minute, hour, day, month, weekday; or `@daily` and its like) in a time
    /// zone, that of the machine without one; each run is put off by up to `jitter`.
    ///
    /// # Errors
    /// Where the expression or the zone cannot be used, or no time ever comes.
    pub fn new(
        expression: &str,
        zone: Option<&str>,
        jitter: SignedDuration,
        now: Timestamp,
    ) -> Result<Self, NoAgenda> {
        let zone = match zone {
            Some(name) => TimeZone::get(name).map_err(|_| NoAgenda::Zone(name.to_owned()))?,
            None => TimeZone::system(),
        };
        let fields = expression.split_whitespace().count();
        let five = fields == 5 || expression.trim_start().starts_with('@');
        let wrong = |why: String| NoAgenda::Expression(expression.to_owned(), why);
        if !five {
            return Err(wrong(
                "five fields are wanted, as in \"30 6 * * 1\"".to_owned(),
            ));
        }
        let parsed: Result<croner::Cron, CronError> = expression.parse();
        let cron = parsed.map_err(|error| wrong(error.to_string()))?;
        let agenda = Self { cron, zone, jitter };
        match agenda.next(now) {
            Some(_) => Ok(agenda),
            None => Err(NoAgenda::Never(expression.to_owned())),
        }
    }

    /// The first time after `now`, jitter aside.
    pub fn next(&self, now: Timestamp) -> Option<Timestamp> {
        let found = self.cron.find_next_occurrence(&self.at(now), false).ok()?;
        Some(found.now)
    }

    /// The last time up to `now`, jitter aside.
    pub fn last(&self, now: Timestamp) -> Option<Timestamp> {
        let found = self
            .cron
            .find_previous_occurrence(&self.at(now), true)
            .ok()?;
        Some(found.now)
    }

    /// What is due at `now`, where the last run began at `begun`. `dice`, from 0 to 1, is that share of the
    /// jitter by which the time that comes is put off.
    pub fn due(&self, begun: Option<Timestamp>, now: Timestamp, dice: f64) -> Due {
        let missed = begun
            .zip(self.last(now))
            .is_some_and(|(begun, last)| begun < last);
        if missed {
            return Due::Now;
        }
        let put_off = self.jitter.mul_f64(dice.clamp(0.0, 1.0));
        match self
            .next(now)
            .and_then(|next| next.checked_add(put_off).ok())
        {
            Some(next) => Due::At(next),
            None => Due::Never,
        }
    }

    /// A moment as people see it here.
    pub fn shown(&self, moment: Timestamp) -> String {
        let there = self.zone.to_datetime(moment);
        let offset = self.zone.to_offset(moment);
        format!("{} (UTC{offset})", there.strftime("%Y-%m-%d %H:%M"))
    }

    fn at(&self, now: Timestamp) -> There {
        There {
            now,
            zone: self.zone.clone(),
        }
    }
}

/// A moment in a time zone, as croner asks for it.
#[derive(Clone, Debug)]
struct There {
    now: Timestamp,
    zone: TimeZone,
}

/// A part of a time as the other library counts it.
fn part(value: u32) -> Result<i8, CronError> {
    i8::try_from(value).map_err(|_| CronError::InvalidDate)
}

fn civil(at: DateTime) -> Option<CivilDateTime> {
    let unsigned = |value: i8| u32::try_from(value).ok();
    CivilDateTime::from_ymd_hms_opt(
        i32::from(at.year()),
        unsigned(at.month())?,
        unsigned(at.day())?,
        unsigned(at.hour())?,
        unsigned(at.minute())?,
        unsigned(at.second())?,
    )
}

impl There {
    fn at(&self, now: Timestamp) -> Self {
        Self {
            now,
            zone: self.zone.clone(),
        }
    }
}

impl CronDateTime for There {
    #[expect(
        clippy::expect_used,
        reason = "both libraries have the same calendar, and this trait no failure"
    )]
    fn to_civil(&self) -> CivilDateTime {
        civil(self.zone.to_datetime(self.now)).expect("a date of one calendar is one of the other")
    }

    fn civil_weekday(&self) -> Weekday {
        let weekday = self.zone.to_datetime(self.now).weekday();
        let days = u32::try_from(weekday.to_sunday_zero_offset());
        Weekday::from_days_from_sunday(days.unwrap_or_default())
    }

    fn resolve_civil(&self, civil: CivilDateTime) -> Result<Resolution<Self>, CronError> {
        let year = i16::try_from(civil.year()).map_err(|_| CronError::InvalidDate)?;
        let (month, day) = (part(civil.month())?, part(civil.day())?);
        let (hour, minute, second) = (
            part(civil.hour())?,
            part(civil.minute())?,
            part(civil.second())?,
        );
        let there = DateTime::new(year, month, day, hour, minute, second, 0)
            .map_err(|_| CronError::InvalidDate)?;
        let meant = self.zone.to_ambiguous_timestamp(there);
        let wrong = |_| CronError::InvalidTime;
        Ok(match meant.offset() {
            AmbiguousOffset::Unambiguous { .. } => {
                Resolution::Single(self.at(meant.unambiguous().map_err(wrong)?))
            }
            AmbiguousOffset::Fold { .. } => Resolution::Ambiguous(
                self.at(meant.earlier().map_err(wrong)?),
                self.at(meant.later().map_err(wrong)?),
            ),
            AmbiguousOffset::Gap { .. } => Resolution::Gap,
        })
    }

    fn checked_add_seconds(&self, seconds: i64) -> Option<Self> {
        let later = self.now.checked_add(SignedDuration::from_secs(seconds));
        later.ok().map(|later| self.at(later))
    }

    fn cmp_instant(&self, other: &Self) -> Ordering {
        self.now.cmp(&other.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn agenda(expression: &str) -> Agenda {
        let now = at("2026-01-01T00:00:00Z");
        let jitter = SignedDuration::from_mins(60);
        Agenda::new(expression, Some("Europe/Paris"), jitter, now).unwrap()
    }

    #[test]
    fn a_run_by_night_comes_once_where_the_clocks_are_changed() {
        let nightly = agenda("30 2 * * *");
        for (now, next) in [
            // 29 March 2026: 02:30 does not exist, 03:00 does.
            ("2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"),
            ("2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
            // 25 October 2026: 02:30 is twice.
            ("2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"),
            ("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
        ] {
            assert_eq!(nightly.next(at(now)), Some(at(next)), "{now}");
        }
    }

    #[test]
    fn missed_runs_are_caught_up_once_and_a_run_by_hand_counts() {
        let daily = agenda("30 6 * * *");
        let now = at("2026-06-10T12:00:00Z");
        assert_eq!(
            daily.due(Some(at("2026-06-07T04:30:00Z")), now, 0.0),
            Due::Now,
            "three were missed"
        );
        let next = Due::At(at("2026-06-11T04:30:00Z"));
        assert_eq!(daily.due(Some(now), now, 0.0), next, "it was caught up");
        assert_eq!(
            daily.due(Some(at("2026-06-10T04:31:00Z")), now, 0.0),
            next,
            "by hand"
        );
        assert_eq!(
            daily.due(None, now, 0.0),
            next,
            "nothing was missed where nothing ever ran"
        );
        let put_off = Due::At(at("2026-06-11T05:00:00Z"));
        assert_eq!(
            daily.due(Some(now), now, 0.5),
            put_off,
            "by half the jitter"
        );
        assert_eq!(
            daily.due(Some(at("2027-01-01T00:00:00Z")), now, 0.0),
            next,
            "a clock was ahead"
        );
    }

    #[test]
    fn what_is_no_expression_and_what_never_comes_is_refused() {
        let told = |expression: &str, zone: &str| {
            let made = Agenda::new(
                expression,
                Some(zone),
                SignedDuration::ZERO,
                at("2026-01-01T00:00:00Z"),
            );
            made.map(drop).unwrap_err().to_string()
        };
        for text in ["lundi", "61 * * * *", "* * * *", "0 0 6 * * 1", "* * * * 9"] {
            assert!(
                told(text, "UTC").contains("is not a cron expression"),
                "{text}"
            );
        }
        assert!(told("0 0 30 2 *", "UTC").contains("names no time"));
        assert!(told("@daily", "Europe/Lutece").contains("is not a time zone"));
    }
}
