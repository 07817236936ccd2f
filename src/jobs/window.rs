//! The hours in which a crawl may ask: by night, when a small server has nothing else to do.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Time;

/// The hours of the day, local time, from which and up to which a crawl may ask; past midnight where the
/// second is the earlier.
///
/// ```
/// let night: arobase::jobs::window::Window = "22:00-06:30".parse().unwrap();
/// assert!(night.is_open(jiff::civil::time(23, 0, 0, 0)) && !night.is_open(jiff::civil::time(6, 30, 0, 0)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    from: Time,
    to: Time,
}

impl Window {
    /// Whether a request may be sent at this time of the day.
    pub fn is_open(&self, time: Time) -> bool {
        if self.from < self.to {
            self.from <= time && time < self.to
        } else {
            self.from <= time || time < self.to
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from.strftime("%H:%M"), self.to.strftime("%H:%M"));
        write!(f, "{from}-{to}")
    }
}

/// A window that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a window: two different times of the day, as in 22:00-06:00")]
pub struct NoWindow(String);

impl FromStr for Window {
    type Err = NoWindow;

    fn from_str(text: &str) -> Result<Self, NoWindow> {
        let wrong = || NoWindow(text.to_owned());
        let (from, to) = text.split_once('-').ok_or_else(wrong)?;
        let time = |text: &str| Time::strptime("%H:%M", text.trim()).map_err(|_| wrong());
        let (from, to) = (time(from)?, time(to)?);
        if from == to {
            return Err(wrong());
        }
        Ok(Self { from, to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    #[test]
    fn a_window_may_go_past_midnight_and_ends_at_its_end() {
        let at = |hour, minute| time(hour, minute, 0, 0);
        let night: Window = "22:00-06:00".parse().unwrap();
        for (hour, open) in [
            (21, false),
            (22, true),
            (0, true),
            (5, true),
            (6, false),
            (12, false),
        ] {
            assert_eq!(night.is_open(at(hour, 0)), open, "{hour}");
        }
        let day: Window = " 09:30 - 11:00".parse().unwrap();
        assert!(day.is_open(at(9, 30)) && !day.is_open(at(9, 29)) && !day.is_open(at(11, 0)));
        assert_eq!(day.to_string(), "09:30-11:00");
    }

    #[test]
    fn what_is_no_window_is_refused_with_an_example() {
        for text in ["", "22:00", "22-6", "25:00-06:00", "06:00-06:00", "22:00-"] {
            let error = text.parse::<Window>().unwrap_err().to_string();
            assert!(error.contains("22:00-06:00"), "{text}: {error}");
        }
    }
}
