//! Very many queries that nobody would type: each asks for something, or says why it cannot be read.
//!
//! `AROBASE_QUERIES=10000000 cargo test --release --lib campaign` makes more of them.

use super::Query;

/// Pieces that queries are made of, well formed and not.
const PIECES: &[&str] = &[
    "ville:",
    "insee:",
    "siren:",
    "dep:",
    "region:",
    "type:",
    "annee:",
    "publie:",
    "vu:",
    "source:",
    "site:",
    "statut:",
    "mention:",
    "kind:",
    "arobases:",
    "town:",
    "year:",
    "vile:",
    "x:",
    ":",
    "-",
    "+",
    "\"",
    "«",
    "»",
    "“",
    "”",
    "(",
    ")",
    "*",
    "..",
    ",",
    "|",
    " OR ",
    " OU ",
    " AND ",
    " ET ",
    " ",
    " ",
    " ",
    "@",
    "@@@@",
    "4@",
    ">=",
    "<=",
    "=>",
    "≥",
    "≤",
    ">",
    "<",
    "=",
    "2@..4@",
    "5..1",
    "0@",
    "9@",
    "4 arobases",
    "quatre arobases",
    "2018",
    "2015..2018",
    "20",
    "99999",
    "2018-02",
    "2018-02-30",
    "7j",
    "59",
    "2A",
    "974",
    "nord",
    "hdf",
    "epci",
    "commune",
    "confirme",
    "seul",
    "anzin",
    "haye",
    "les",
    "roses",
    "l'haÿ-les-roses",
    "L’Haÿ",
    "st",
    "œuvre",
    "日本",
    "\u{0}",
    "\u{202e}",
    "\u{1f600}",
    "e\u{301}",
    "\\",
    "/",
    "https://maing.fr/a",
    "^2",
    "~1",
    "[a TO b]",
    "de",
    "la",
    "arob",
    "z",
];

/// The next number of a generator that gives the same queries each time (Marsaglia, "Xorshift RNGs", 2003).
fn next(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state >> 33).unwrap_or(0)
}

#[test]
#[expect(clippy::print_stdout, reason = "a documented run quotes the counts")]
fn a_hundred_thousand_queries_ask_for_something_or_say_why_not() {
    let asked = std::env::var("AROBASE_QUERIES").ok();
    let count: u64 = asked.map_or(100_000, |text| text.parse().unwrap());
    let mut state = 0x2018_0208_5dee_ce66;
    let (mut read, mut refused) = (0_u64, 0_u64);
    for _ in 0..count {
        let len = 1 + next(&mut state) % 9;
        let text: String = (0..len)
            .map(|_| PIECES[next(&mut state) % PIECES.len()])
            .collect();
        match Query::parse(&text) {
            Ok(query) => {
                read += 1;
                assert!(!query.clauses.is_empty(), "silently empty: {text:?}");
                let said = query.to_string();
                assert!(!said.is_empty(), "reads as nothing: {text:?}");
            }
            Err(error) => {
                refused += 1;
                assert!(!error.to_string().is_empty(), "no reason: {text:?}");
                assert!(!error.help().is_empty(), "no help: {text:?}");
            }
        }
    }
    // A generator that only makes nonsense, or only sense, would try little.
    assert!(
        read > count / 10 && refused > count / 10,
        "{read} read, {refused} refused"
    );
    println!("{count} queries: {read} read, {refused} refused");
}
