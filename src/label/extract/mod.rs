//! From a page's words to its claims: typed terms, holders and grades, then who holds what and when.
//!
//! A small grammar over typed tokens, in two passes. The first ([`terms`]) finds what a sentence
//! speaks of: places, grades, years, mentions, cues. The second ([`tie`], [`list`], [`mention`],
//! [`table`]) says who holds which grade by the shape of the sentence, and refuses scales, statistics, hopes and
//! negations by name. [`year`] settles the edition. `RULES.md` beside this file lists every rule.

mod about;
mod address;
mod antecedent;
mod aside;
mod beside;
mod beside_grade;
mod called;
mod chain;
mod alike;
mod alone;
mod anaphora;
mod ceremony;
mod clause;
mod context;
mod counted;
mod crowd;
mod doubt;
mod draft;
mod earlier;
mod edition;
mod elliptic;
mod evidence;
mod explain;
mod facts;
mod finish;
mod first;
mod frame;
mod give;
mod given;
mod grouping;
mod heading;
mod held;
mod holder;
mod interview;
mod joins;
mod level;
mod likened;
mod likewise;
mod limit;
mod laureate;
mod list;
mod listing;
mod local;
mod members;
mod mention;
mod mention_refuse;
mod moves;
mod narrative;
mod nth;
mod numeral;
mod others;
mod past;
mod person;
mod place;
mod postfix;
mod prefix;
mod ranges;
mod ranking;
mod recalled;
mod refuse;
mod role;
mod rung;
mod scale;
mod scene;
mod set_out;
mod settle;
mod sign;
mod size;
mod span;
mod spelling;
mod stairs;
mod step;
mod subject;
mod table;
mod term;
mod terms;
mod than;
mod that_year;
mod tie;
mod time;
mod timeline;
mod unknown;
mod who;
mod unnamed;
mod unreal;
mod winners;
mod words;
mod year;

use crate::label::claim::Claim;
use crate::label::gazetteer::Gazetteer;
use crate::label::lexicon::Lexicon;
use crate::web::page::{Cut, Page};

pub use draft::Refusal;
pub use edition::EditionFacts;
pub use explain::{Token, tokens};

/// What a reader of the label knows: its words and the collectivities.
#[derive(Clone, Copy, Debug)]
pub struct Label {
    /// The words.
    pub lexicon: &'static Lexicon,
    /// The collectivities.
    pub gazetteer: &'static Gazetteer,
}

impl Label {
    /// What ships with the program.
    pub fn shipped() -> Self {
        Self {
            lexicon: Lexicon::shipped(),
            gazetteer: Gazetteer::shipped(),
        }
    }
}

/// What a page says of the label.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    /// Who holds what.
    pub claims: Vec<Claim>,
    /// What it says of the edition as a whole.
    pub edition: EditionFacts,
    /// Grades and mentions that were seen and not believed, with the reason.
    pub refusals: Vec<Refusal>,
    /// Whether, and why, the grammar left off before the end of the page.
    pub cut: Option<Cut>,
}

/// The claims of `page`, in reading order. Never fails: a page that says nothing yields none.
pub fn claims(page: &Page, label: &Label) -> Vec<Claim> {
    statements(page, label).claims
}

/// All that `page` says of the label: claims, facts of the edition, and what was refused.
pub fn statements(page: &Page, label: &Label) -> Statements {
    if !speaks_of_label(page) {
        return Statements::default();
    }
    scene::read_page(page, label)
}

/// Whether a page can speak of the label at all: a cheap look that spares most pages the grammar.
///
/// The label cannot be spoken of without its unit (a bare `@` stands beside a digit, another `@`, a
/// quotation mark or a blank), "arobase" in any spelling, or "internet" beside ville, village or
/// territoire.
pub fn speaks_of_label(page: &Page) -> bool {
    page.blocks.iter().any(|block| trace(&block.text)) || page.title.as_deref().is_some_and(trace)
}

fn trace(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'@' => {
            // Between two letters it is an address.
            let side = |at: Option<usize>| {
                at.and_then(|at| bytes.get(at))
                    .is_some_and(u8::is_ascii_alphabetic)
            };
            !(side(at.checked_sub(1)) && side(Some(at + 1)))
        }
        b'a' | b'A' => {
            begins(&bytes[at + 1..], b"robas")
                || begins(&bytes[at + 1..], b"rrobas")
                || begins(&bytes[at + 1..], b"robs")
        }
        b'5' | b'4' | b'3' | b'2' => begins(&bytes[at + 1..], b"robas"),
        b'i' | b'I' => begins(&bytes[at + 1..], b"nternet"),
        _ => false,
    })
}

fn begins(bytes: &[u8], word: &[u8]) -> bool {
    bytes
        .get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::claim::ClaimKind;
    use crate::web::page::{Block, BlockKind, Zone};
    use proptest::prelude::*;

    fn page(texts: &[&str]) -> Page {
        let block = |text: &&str| Block {
            kind: BlockKind::Paragraph,
            zone: Zone::Main,
            text: (*text).to_owned(),
            css: "p".to_owned(),
        };
        Page {
            blocks: texts.iter().map(block).collect(),
            ..Page::default()
        }
    }

    #[test]
    fn a_claim_carries_its_words_its_rule_and_its_year() {
        let page = page(&["Le palmarès 2018 du label Villes Internet : Dole reçoit 3 arobases."]);
        let found = claims(&page, &Label::shipped());
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].year, found[0].kind),
            (Some(2018), ClaimKind::Award)
        );
        assert!(found[0].evidence.exact.ends_with("Dole reçoit 3 arobases."));
        assert_eq!(found[0].rule, "subject");
    }

    #[test]
    fn what_is_not_believed_is_refused_by_name() {
        let page =
            page(&["24 villes ont 5 arobases au label Villes Internet. Dole espère une arobase."]);
        let said = statements(&page, &Label::shipped());
        let reasons: Vec<&str> = said.refusals.iter().map(|refusal| refusal.reason).collect();
        assert!(said.claims.is_empty());
        assert_eq!(reasons, ["statistic", "hope"]);
    }

    #[test]
    fn the_facts_of_the_edition_are_kept_as_printed() {
        let page = page(&[
            "La 21e remise du label Villes Internet a eu lieu le 4 février 2020 à Martigues.",
            "232 collectivités ont été récompensées, dont 63 villes à 5 arobases.",
        ]);
        let facts = statements(&page, &Label::shipped()).edition;
        assert_eq!(facts.year, Some(2020));
        assert_eq!(facts.ordinal.map(|(ordinal, _)| ordinal), Some(21));
        assert_eq!(facts.laureates.map(|(total, _)| total), Some(232));
        assert_eq!(facts.five_at.map(|(total, _)| total), Some(63));
        assert_eq!(
            facts.place.map(|(place, _)| place).as_deref(),
            Some("Martigues")
        );
    }

    #[test]
    fn a_page_without_a_trace_of_the_label_is_left_at_once() {
        assert!(!speaks_of_label(&page(&[
            "Le marché de Noël ouvre. Écrivez à mairie@dole.example."
        ])));
        assert!(speaks_of_label(&page(&["Trois arrobases pour Dole"])));
        assert!(speaks_of_label(&page(&["Dole : 3 @"])));
    }

    #[test]
    fn a_verb_right_before_its_numbers_does_not_cost_the_page() {
        for text in ["Vesoul passe deux à trois.", "2 passe 3.", "Passe 2 à 3."] {
            let page = page(&["Label Villes Internet 2018 : Dole reçoit 3 arobases.", text]);
            let found = claims(&page, &Label::shipped());
            assert!(
                found.iter().any(|claim| claim.place.name == "Dole"),
                "{text}"
            );
        }
    }

    fn words() -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec![
            "Dole",
            "Metz",
            "5",
            "arobases",
            "@",
            "@@@",
            "label",
            "Villes Internet",
            "(",
            ")",
            ",",
            ":",
            "et",
            "en",
            "2016",
            "à",
            "de",
            "pour",
            "la ville",
            "deuxième",
            "année consécutive",
            "est",
            ".",
            "l'an dernier",
            "24",
            "villes",
            "comme",
            "mention",
            "« Démocratie locale »",
            "ses",
            "?",
            "communautés de communes",
            "trois",
            "un de plus qu'en",
            "passe",
            "de",
            "deux",
            "le 3 février",
            "22e édition",
            "59",
        ]);
        prop::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn no_text_makes_the_grammar_panic(text in any::<String>(), soup in words()) {
            for text in [text, soup] {
                let page = page(&[&text, "Label Villes Internet : 3 arobases"]);
                for claim in claims(&page, &Label::shipped()) {
                    let block = &page.blocks[claim.evidence.block].text;
                    prop_assert!(block[claim.evidence.start..].starts_with(&claim.evidence.exact));
                }
            }
        }
    }
}
