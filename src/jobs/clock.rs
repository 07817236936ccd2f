//! The one place that reads the clock.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

/// The time now.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the clock; everything else is handed the time"
)]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The day, where this machine is.
pub fn today() -> jiff::civil::Date {
    jiff::tz::TimeZone::system().to_datetime(now()).date()
}

/// A clock that never goes back: the time at its start, and the monotonic time since. Pauses keep
/// their length when somebody sets the machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Timestamp,
    origin: Instant,
}

impl Clock {
    /// A clock that starts now.
    pub fn start() -> Self {
        Self::at(now())
    }

    /// A clock that starts now and says that it is `start`: for whoever lives through a month in a minute.
    pub fn at(start: Timestamp) -> Self {
        Self {
            start,
            origin: Instant::now(),
        }
    }

    /// The time of the day, where this machine is.
    pub fn time_of_day(&self) -> jiff::civil::Time {
        jiff::tz::TimeZone::system().to_datetime(self.now()).time()
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        let passed = SignedDuration::try_from(self.passed()).unwrap_or(SignedDuration::MAX);
        self.start.saturating_add(passed).unwrap_or(Timestamp::MAX)
    }

    /// How long ago it started.
    pub fn passed(&self) -> Duration {
        self.origin.elapsed()
    }

    /// How long to wait until `moment`; nothing where it has passed.
    pub fn until(&self, moment: Timestamp) -> Duration {
        Duration::try_from(moment.duration_since(self.now())).unwrap_or_default()
    }
}

/// How long this thread has worked since it began on something: its own time where the system counts
/// that, so that a busy machine does not make a page look slow.
#[derive(Clone, Copy, Debug)]
pub struct Spell {
    start: Duration,
}

impl Spell {
    /// Begins now.
    pub fn start() -> Self {
        Self { start: worked() }
    }

    /// The time since.
    pub fn spent(&self) -> Duration {
        worked().saturating_sub(self.start)
    }
}

#[cfg(unix)]
fn worked() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

#[cfg(not(unix))]
fn worked() -> Duration {
    static ORIGIN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    ORIGIN.elapsed()
}
