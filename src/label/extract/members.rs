//! Those who have the mention told before, or the one that the page is about, by a word that counts them among
//! its holders: "en font partie", "figurent parmi les promues".

use super::draft::Given;
use super::given;
use super::list::list_above;
use super::listing::is_list;
use super::scene::{Pending, Sentence, State};
use super::term::{Kind, Term};

/// Names that are given the mention told before, or the one that the page is about. Whether it was so.
pub(super) fn mentioned(sentence: &Sentence<'_>, state: &mut State) -> bool {
    if let Some(Pending {
        given: Given::Mention(number),
        ..
    }) = state.pending
        && (is_member(sentence.terms)
            || names_winners(sentence.terms)
            || given::are_its_winners(sentence.terms).is_some())
    {
        given::given_to_members(sentence, state, number);
        return true;
    }
    // "Onze noms s'ajoutent au tableau. Les voici : Xville, Yville", on a page about a mention.
    let elsewhere = |topic: usize, above: &Pending| above.given != Given::Mention(topic);
    if let Some(number) = state.topic
        && !state
            .heading
            .as_ref()
            .is_some_and(|above| elsewhere(number, above))
        && (names_winners(sentence.terms)
            || is_list(sentence) && sentence.terms.iter().any(|term| term.is_mark(':')))
    {
        let pending = Pending {
            given: Given::Mention(number),
            year: entered(sentence.terms),
            age: 0,
        };
        list_above(sentence, state, &pending);
        return true;
    }
    false
}

/// "quatorze aînées, entrées en 2021 : A, B": when those behind the colon were given it.
fn entered(terms: &[Term]) -> Option<i16> {
    let colon = terms.iter().position(|term| term.is_mark(':'))?;
    terms[..colon]
        .windows(3)
        .find_map(|three| match three[2].kind {
            Kind::Year(year)
                if three[1].one_of("en depuis des")
                    && three[0].begins(
                        "entre distingu promu titr couronn nomme admis labellis retenu choisi",
                    ) =>
            {
                Some(year)
            }
            _ => None,
        })
}

/// "en fait partie", "parmi elles", "est du nombre".
pub(super) fn is_member(terms: &[Term]) -> bool {
    let part = terms.iter().any(|term| term.word() == "partie");
    terms.windows(2).any(|pair| match pair[0].word() {
        "en" => part && pair[1].one_of("fait font"),
        "parmi" => pair[1].one_of("elles eux"),
        "du" => pair[1].word() == "nombre",
        _ => false,
    })
}

/// "parmi les promues", "parmi les heureux élus", "Y accèdent Xville et Yville".
fn names_winners(terms: &[Term]) -> bool {
    let enter = |pair: &[Term]| pair[0].word() == "y" && pair[1].begins("acced entre");
    terms
        .windows(2)
        .any(|pair| enter(pair) || pair[0].word().starts_with("y acced"))
        || terms.windows(3).any(|three| {
            three[0].word() == "parmi"
                && three[1..]
                    .iter()
                    .any(|term| term.begins("promu elu laureat nouve distingu retenu"))
        })
        || terms.windows(5).any(|five| {
            five[0].word() == "parmi"
                && five[1..]
                    .iter()
                    .any(|term| term.begins("admis promu entrant pionni"))
        })
}
