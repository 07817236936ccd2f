//! The day of a stamp in universal time, as the people it was written for had it.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Clocks of the readers of a page, by the end of its host: those of the countries that write of
/// French towns in French or next door.
const CLOCKS: [(&[&str], &str); 3] = [
    (
        &["fr", "be", "ch", "lu", "mc", "de", "it", "es", "nl", "at"],
        "CET-1CEST,M3.5.0,M10.5.0/3",
    ),
    (&["ca", "qc"], "EST5EDT,M3.2.0,M11.1.0"),
    (&["uk", "ie", "pt"], "WET0WEST,M3.5.0/1,M10.5.0"),
];

/// The day that readers had at `stamp`, an RFC 3339 time in universal time (`Z` or `+00:00`), on a
/// page in `lang` of `host`. `None` where the stamp is not one, or nothing tells the clock.
pub fn readers_day(stamp: &str, host: Option<&str>, lang: Option<&str>) -> Option<Date> {
    let stamp = stamp.trim();
    if !(stamp.ends_with('Z') || stamp.ends_with("+00:00") || stamp.ends_with("+0000")) {
        return None;
    }
    let end = host
        .and_then(|host| host.rsplit('.').next())
        .unwrap_or_default();
    let of_host = CLOCKS.iter().find(|(ends, _)| ends.contains(&end));
    let of_lang = || {
        let generic = matches!(end, "com" | "org" | "net" | "info" | "eu" | "");
        CLOCKS.first().filter(|_| generic && lang == Some("fr"))
    };
    let (_, clock) = of_host.or_else(of_lang)?;
    let zone = TimeZone::posix(clock).ok()?;
    let time: Timestamp = stamp.parse().ok()?;
    Some(zone.to_datetime(time).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(stamp: &str, host: &str, lang: &str) -> Option<String> {
        readers_day(stamp, Some(host), Some(lang)).map(|day| day.to_string())
    }

    #[test]
    fn midnight_in_paris_is_the_next_day_of_universal_time() {
        for (stamp, host, wanted) in [
            ("2020-03-08T23:00:00Z", "www.aville.fr", Some("2020-03-09")),
            (
                "2020-07-08T22:00:00.000+00:00",
                "aville.com",
                Some("2020-07-09"),
            ),
            ("2020-07-08T21:59:00Z", "aville.com", Some("2020-07-08")),
            (
                "2020-08-25T00:23:33.312Z",
                "ici.aville.ca",
                Some("2020-08-24"),
            ),
            ("2020-03-08T23:00:00+01:00", "www.aville.fr", None),
            ("2020-03-08T23:00:00Z", "aville.jp", None),
            ("hier", "aville.fr", None),
        ] {
            assert_eq!(day(stamp, host, "fr").as_deref(), wanted, "{stamp} {host}");
        }
        assert_eq!(day("2020-03-08T23:00:00Z", "aville.com", "en"), None);
    }
}
