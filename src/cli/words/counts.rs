//! Numbers with their nouns, in the language of the user.

use super::{Lang, lang, translated};

/// `no record`, `1 record`, `3 records`, `3 collectivities`; in French nothing is singular too: `aucun fait`, `3 faits`.
pub(crate) fn counted(count: usize, what: &str) -> String {
    if let Some(noun) = translated(what) {
        // The table has both numbers: `fait|faits`, and a `~` where none is feminine.
        let (feminine, noun) = match noun.strip_prefix('~') {
            Some(noun) => (true, noun),
            None => (false, noun),
        };
        let (one, many) = noun.split_once('|').unwrap_or((noun, noun));
        return match count {
            0 if feminine => format!("aucune {one}"),
            0 => format!("aucun {one}"),
            1 => format!("1 {one}"),
            _ => format!("{count} {many}"),
        };
    }
    match (count, what.strip_suffix("ty")) {
        (0, _) => format!("no {what}"),
        (1, _) => format!("1 {what}"),
        (_, Some(stem)) => format!("{count} {stem}ties"),
        (_, None) => format!("{count} {what}s"),
    }
}

/// A number with two decimals as people of the language write it: `0.97`, `0,97`.
pub(crate) fn decimal(number: f32) -> String {
    let text = format!("{number:.2}");
    match lang() {
        Lang::En => text,
        Lang::Fr => text.replace('.', ","),
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn what_is_counted_stands_in_its_number() {
        assert_eq!(counted(0, "record"), "no record");
        assert_eq!(counted(1, "collectivity"), "1 collectivity");
        assert_eq!(counted(2, "collectivity"), "2 collectivities");
        assert_eq!(counted(3, "edition"), "3 editions");
    }
}
