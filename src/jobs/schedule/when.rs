//! When runs begin, as people say it: each hour, day, week or month; as a cron expression, and as
//! systemd's calendar has it.

use jiff::civil::{Time, Weekday};

/// When runs begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// At this minute of each hour.
    Hourly(i8),
    /// Each day at this time.
    Daily(Time),
    /// Each week.
    Weekly(Weekday, Time),
    /// Each month, on a day that all months have.
    Monthly(i8, Time),
    /// As a cron expression says.
    Cron(String),
}

/// Words that say no time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not {1}")]
pub struct NoWhen(String, &'static str);

const MINUTE: &str = "a minute of the hour, from 0 to 59";
const TIME: &str = "a time of the day, as in 06:30";
const WEEK: &str = "a day of the week and a time, as in \"lundi 06:30\" or \"monday 06:30\"";
const MONTH: &str = "a day from 1 to 28 (all months have those) and a time, as in \"1 06:30\"";

/// English and French, each also by its first letters.
const DAYS: [(Weekday, [&str; 2]); 7] = [
    (Weekday::Monday, ["monday", "lundi"]),
    (Weekday::Tuesday, ["tuesday", "mardi"]),
    (Weekday::Wednesday, ["wednesday", "mercredi"]),
    (Weekday::Thursday, ["thursday", "jeudi"]),
    (Weekday::Friday, ["friday", "vendredi"]),
    (Weekday::Saturday, ["saturday", "samedi"]),
    (Weekday::Sunday, ["sunday", "dimanche"]),
];

fn time(text: &str) -> Option<Time> {
    Time::strptime("%H:%M", text.trim()).ok()
}

fn weekday(text: &str) -> Option<Weekday> {
    let text = text.to_lowercase();
    let means = |names: &[&str; 2]| {
        text.chars().count() >= 3 && names.iter().any(|name| name.starts_with(&text))
    };
    DAYS.iter()
        .find(|(_, names)| means(names))
        .map(|(day, _)| *day)
}

impl When {
    /// `15`: at a quarter past each hour.
    ///
    /// # Errors
    /// Where `text` is no minute.
    pub fn hourly(text: &str) -> Result<Self, NoWhen> {
        let minute = text
            .trim()
            .parse()
            .ok()
            .filter(|minute| (0..60).contains(minute));
        minute
            .map(Self::Hourly)
            .ok_or_else(|| NoWhen(text.to_owned(), MINUTE))
    }

    /// `06:30`.
    ///
    /// # Errors
    /// Where `text` is no time of the day.
    pub fn daily(text: &str) -> Result<Self, NoWhen> {
        time(text)
            .map(Self::Daily)
            .ok_or_else(|| NoWhen(text.to_owned(), TIME))
    }

    /// `lundi 06:30`.
    ///
    /// # Errors
    /// Where `text` is no day of the week with a time.
    pub fn weekly(text: &str) -> Result<Self, NoWhen> {
        let parts = text.trim().split_once(char::is_whitespace);
        let read = parts.and_then(|(day, at)| Some(Self::Weekly(weekday(day)?, time(at)?)));
        read.ok_or_else(|| NoWhen(text.to_owned(), WEEK))
    }

    /// `1 06:30`.
    ///
    /// # Errors
    /// Where `text` is no day of the month with a time.
    pub fn monthly(text: &str) -> Result<Self, NoWhen> {
        let parts = text.trim().split_once(char::is_whitespace);
        let read = parts.and_then(|(day, at)| {
            let day = day.parse().ok().filter(|day| (1..=28).contains(day))?;
            Some(Self::Monthly(day, time(at)?))
        });
        read.ok_or_else(|| NoWhen(text.to_owned(), MONTH))
    }

    /// The cron expression.
    pub fn expression(&self) -> String {
        let at = |time: &Time| format!("{} {}", time.minute(), time.hour());
        match self {
            Self::Hourly(minute) => format!("{minute} * * * *"),
            Self::Daily(time) => format!("{} * * *", at(time)),
            Self::Weekly(day, time) => {
                format!("{} * * {}", at(time), day.to_sunday_zero_offset())
            }
            Self::Monthly(day, time) => format!("{} {day} * *", at(time)),
            Self::Cron(expression) => expression.clone(),
        }
    }

    /// The calendar event of systemd (systemd.time(7)); none of a cron expression, which says things that
    /// there is no event for.
    pub fn calendar(&self, timezone: Option<&str>) -> Option<String> {
        let at = |time: &Time| format!("{:02}:{:02}:00", time.hour(), time.minute());
        let event = match self {
            Self::Hourly(minute) => format!("*-*-* *:{minute:02}:00"),
            Self::Daily(time) => format!("*-*-* {}", at(time)),
            Self::Weekly(day, time) => {
                let (_, [english, _]) = DAYS.iter().find(|(known, _)| known == day)?;
                let (first, rest) = (english.get(..1)?, english.get(1..3)?);
                format!("{}{rest} *-*-* {}", first.to_uppercase(), at(time))
            }
            Self::Monthly(day, time) => format!("*-*-{day:02} {}", at(time)),
            Self::Cron(_) => return None,
        };
        Some(match timezone {
            Some(timezone) => format!("{event} {timezone}"),
            None => event,
        })
    }

    /// Later by so many minutes: the share of the jitter that falls to one home, where nobody rolls dice. A day
    /// of the month is not left.
    #[must_use]
    pub fn later(&self, minutes: u32) -> Self {
        let moved = |time: &Time| {
            let sum = i64::from(time.hour()) * 60 + i64::from(time.minute()) + i64::from(minutes);
            let (days, rest) = (sum / 1440, sum % 1440);
            let part = |value: i64| i8::try_from(value).unwrap_or_default();
            (
                days,
                Time::new(part(rest / 60), part(rest % 60), 0, 0).unwrap_or(*time),
            )
        };
        match self {
            Self::Hourly(minute) => {
                let minute = (i64::from(*minute) + i64::from(minutes)) % 60;
                Self::Hourly(i8::try_from(minute).unwrap_or_default())
            }
            Self::Daily(time) => Self::Daily(moved(time).1),
            Self::Weekly(day, time) => {
                let (days, time) = moved(time);
                Self::Weekly(day.wrapping_add(days), time)
            }
            Self::Monthly(day, time) => match moved(time) {
                (0, time) => Self::Monthly(*day, time),
                _ => Self::Monthly(*day, Time::new(23, 59, 0, 0).unwrap_or(*time)),
            },
            Self::Cron(expression) => Self::Cron(expression.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_say_is_an_expression_and_an_event_of_the_calendar() {
        for (when, expression, event) in [
            (When::hourly("5"), "5 * * * *", "*-*-* *:05:00"),
            (When::daily("06:30"), "30 6 * * *", "*-*-* 06:30:00"),
            (
                When::weekly("lundi 06:30"),
                "30 6 * * 1",
                "Mon *-*-* 06:30:00",
            ),
            (
                When::weekly("Sun 23:05"),
                "5 23 * * 0",
                "Sun *-*-* 23:05:00",
            ),
            (When::monthly("1 00:00"), "0 0 1 * *", "*-*-01 00:00:00"),
        ] {
            let when = when.unwrap();
            assert_eq!(when.expression(), expression);
            assert_eq!(when.calendar(None).as_deref(), Some(event));
        }
        let paris = When::daily("06:30").unwrap().calendar(Some("Europe/Paris"));
        assert_eq!(paris.as_deref(), Some("*-*-* 06:30:00 Europe/Paris"));
    }

    #[test]
    fn words_that_say_no_time_are_refused_with_an_example() {
        for wrong in [
            When::hourly("60"),
            When::daily("25:00"),
            When::daily("lundi"),
            When::weekly("06:30"),
            When::weekly("ma 06:30"),
            When::monthly("31 06:30"),
        ] {
            let told = wrong.unwrap_err().to_string();
            assert!(told.contains(" is not "), "{told}");
        }
    }

    #[test]
    fn a_share_of_the_jitter_may_pass_midnight() {
        let late = When::weekly("dimanche 23:30").unwrap().later(45);
        assert_eq!(late.expression(), "15 0 * * 1");
        assert_eq!(
            When::daily("23:30").unwrap().later(45).expression(),
            "15 0 * * *"
        );
        assert_eq!(
            When::hourly("50").unwrap().later(20).expression(),
            "10 * * * *"
        );
        assert_eq!(
            When::monthly("28 23:30").unwrap().later(45).expression(),
            "59 23 28 * *"
        );
    }
}
