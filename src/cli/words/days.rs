//! Days on the screen: `2026-11-18` in English, which everybody reads, `18 nov. 2026` in French.

use jiff::Timestamp;

use super::{Lang, lang};

/// Abbreviated as the Imprimerie nationale does.
const MONTHS: [&str; 12] = [
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
    "déc.",
];

/// A day as the data has it, `2026-11-18`, `2026-11` or `2026`, as people read it.
pub(crate) fn day(iso: &str) -> String {
    match lang() {
        Lang::En => iso.to_owned(),
        Lang::Fr => french(iso).unwrap_or_else(|| iso.to_owned()),
    }
}

/// A moment, in UTC, to the second.
pub(crate) fn moment(at: Timestamp) -> String {
    let date = day(&at.strftime("%Y-%m-%d").to_string());
    format!("{date} {}", at.strftime("%H:%M:%S UTC"))
}

fn french(iso: &str) -> Option<String> {
    let mut parts = iso.split('-');
    let year = parts.next()?;
    let Some(month) = parts.next() else {
        return Some(year.to_owned());
    };
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    Some(match parts.next() {
        None => format!("{month} {year}"),
        Some(day) => match day.parse::<u8>().ok()? {
            1 => format!("1er {month} {year}"),
            day => format!("{day} {month} {year}"),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::french;

    #[test]
    fn a_day_is_read_as_the_french_write_it() {
        for (iso, told) in [
            ("2026-11-18", Some("18 nov. 2026")),
            ("2018-02-01", Some("1er févr. 2018")),
            ("2018-02", Some("févr. 2018")),
            ("2018", Some("2018")),
            ("2018-13-01", None),
            ("x-y", None),
        ] {
            assert_eq!(french(iso).as_deref(), told, "{iso}");
        }
    }
}
