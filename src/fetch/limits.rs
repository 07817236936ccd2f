//! Every limit of one request. The defaults are ceilings: a limit may be set lower, never higher.

use std::time::Duration;

/// How long and how large one request may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time for a name.
    pub lookup: Duration,
    /// Time for connection and TLS together.
    pub connect: Duration,
    /// Time from the connection to the last line of the head.
    pub first_byte: Duration,
    /// Time between two pieces of the body.
    pub idle: Duration,
    /// Time for everything.
    pub total: Duration,
    /// After this time a body must have come at [`Limits::least_rate`].
    pub rate_free: Duration,
    /// Bytes a second.
    pub least_rate: u64,
    /// Most header lines.
    pub header_lines: usize,
    /// Most bytes of all header lines.
    pub header_bytes: usize,
    /// Most bytes of a body as it comes over the wire.
    pub body: usize,
}

/// Most bytes of a body as it comes over the wire.
pub const BODY_LIMIT: usize = 8 * 1024 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Self {
            lookup: Duration::from_secs(5),
            connect: Duration::from_secs(10),
            first_byte: Duration::from_secs(20),
            idle: Duration::from_secs(15),
            total: Duration::from_mins(1),
            rate_free: Duration::from_secs(10),
            least_rate: 1024,
            header_lines: 100,
            header_bytes: 64 * 1024,
            body: BODY_LIMIT,
        }
    }
}

impl Limits {
    /// The same, each no looser than its ceiling.
    #[must_use]
    pub fn capped(self) -> Self {
        let most = Self::default();
        Self {
            lookup: self.lookup.min(most.lookup),
            connect: self.connect.min(most.connect),
            first_byte: self.first_byte.min(most.first_byte),
            idle: self.idle.min(most.idle),
            total: self.total.min(most.total),
            rate_free: self.rate_free.min(most.rate_free),
            least_rate: self.least_rate.max(most.least_rate),
            header_lines: self.header_lines.min(most.header_lines),
            header_bytes: self.header_bytes.min(most.header_bytes),
            body: self.body.min(most.body),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_limit_can_be_loosened() {
        let loose = Limits {
            lookup: Duration::MAX,
            connect: Duration::MAX,
            first_byte: Duration::MAX,
            idle: Duration::MAX,
            total: Duration::MAX,
            rate_free: Duration::MAX,
            least_rate: 0,
            header_lines: usize::MAX,
            header_bytes: usize::MAX,
            body: usize::MAX,
        };
        assert_eq!(loose.capped(), Limits::default());
        let tight = Limits {
            total: Duration::from_secs(1),
            body: 10,
            ..Limits::default()
        };
        assert_eq!(tight.capped(), tight);
    }

    #[test]
    fn the_ceilings_are_those_that_the_threats_were_weighed_with() {
        let limits = Limits::default();
        let seconds = [
            limits.lookup,
            limits.connect,
            limits.first_byte,
            limits.idle,
            limits.total,
            limits.rate_free,
        ];
        assert_eq!(
            seconds.map(|limit| limit.as_secs()),
            [5, 10, 20, 15, 60, 10]
        );
        assert_eq!((limits.least_rate, limits.header_lines), (1024, 100));
        assert_eq!((limits.header_bytes, limits.body), (65_536, 8_388_608));
    }
}
