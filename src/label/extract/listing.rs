//! What a list of names looks like: a bare line of them, one behind a colon, one below a line that tells a grade.

use super::context::Read;
use super::holder::Who;
use super::list::finds_again;
use super::scene::Sentence;
use super::term::{Kind, Term};
use crate::label::lexicon::Cue;
use crate::web::page::BlockKind;

/// Whether `read` is a line like "4 arobases" and `next` the names of those who have them.
pub(super) fn heads_names(read: &Read, next: &Read) -> bool {
    let named = |term: &Term| term.place().is_some();
    let joint = |term: &Term| {
        matches!(
            term.kind,
            Kind::Mark(',' | ';' | '-' | '.' | '(' | ')') | Kind::Department(_)
        ) || term.one_of("et ou puis")
    };
    let title = matches!(read.kind, BlockKind::Heading(1));
    let head = !title
        && !matches!(read.kind, BlockKind::Cell { .. })
        && read.terms.len() <= 5
        && read.terms.iter().any(|term| term.level().is_some())
        && !read
            .terms
            .iter()
            .any(|term| named(term) || term.is_cue(Cue::Town) || term.is_cue(Cue::Award));
    head && matches!(next.kind, BlockKind::Paragraph | BlockKind::ListItem)
        && next.terms.iter().any(named)
        && next.terms.iter().all(|term| named(term) || joint(term))
}

/// Names and nothing else.
pub(super) fn is_bare_list(sentence: &Sentence<'_>) -> bool {
    let named: usize = sentence
        .holders
        .iter()
        .filter(|holder| !holder.places().is_empty())
        .map(|holder| holder.terms.len())
        .sum();
    let rest = sentence.terms.len() - named.min(sentence.terms.len());
    named > 0
        && rest <= 3
        && !sentence.terms.iter().any(|term| {
            term.is_mark('?')
                || term.word() == "pour"
                || matches!(term.kind, Kind::OtherLabel | Kind::OtherUnit)
        })
        && sentence
            .holders
            .iter()
            .all(|holder| !matches!(holder.who, Who::Crowd(_)))
}

/// A sentence that names those who were counted before.
pub(super) fn is_list(sentence: &Sentence<'_>) -> bool {
    let places: usize = sentence
        .holders
        .iter()
        .map(|holder| holder.places().len())
        .sum();
    if places == 0
        || sentence.terms.iter().any(|term| {
            // A list with days in it is a calendar.
            matches!(
                term.kind,
                Kind::Cue(Cue::Hope | Cue::Negation | Cue::Candidacy, _) | Kind::Date(_)
            )
        })
    {
        return false;
    }
    let joins = sentence.terms.iter().any(|term| term.begins("rejoi"))
        || finds_again(sentence.terms).is_some();
    let first = sentence
        .holders
        .iter()
        .find(|holder| !holder.places().is_empty())
        .map_or(0, |holder| holder.terms.start);
    // The names come right behind the colon, past an article or two.
    let colon = sentence.terms[..first]
        .iter()
        .rposition(|term| term.is_mark(':'));
    let opened = colon.is_some_and(|colon| first - colon <= 7)
        && (matches!(sentence.terms[0].kind, Kind::Number(2..)) || sentence.terms[..first].iter().any(|term| {
            term.is_cue(Cue::Crowd)
                || term.one_of(
                    "sont s voici laureates laureats elles ce celles ceux citons notons relevons souvient",
                )
        }) || first <= 6
            || sentence.terms[..first]
                .iter()
                .any(|term| term.begins("alphabet vrac desordre suivant") && first <= 8));
    joins || opened || told_with(sentence, first) || is_bare_list(sentence) && places >= 2
}

/// "La région parisienne est la mieux servie, avec A, B et C.", "L'Ouest en compte autant, avec D et E": names behind
/// ", avec" that close the sentence.
fn told_with(sentence: &Sentence<'_>, first: usize) -> bool {
    let terms = sentence.terms;
    let with = first >= 2 && terms[first - 1].word() == "avec" && terms[first - 2].is_mark(',');
    let last = sentence
        .holders
        .iter()
        .rev()
        .find(|holder| !holder.places().is_empty());
    let closes = last.is_some_and(|last| {
        last.places().len() >= 2
            && terms[last.terms.end..]
                .iter()
                .all(|term| matches!(term.kind, Kind::Mark('.' | '!')))
    });
    let land = |term: &Term| {
        matches!(term.kind, Kind::Department(_))
            || term.one_of("region departement nord sud est ouest centre bretagne alsace lorraine normandie ile france aquitaine occitanie provence corse bourgogne auvergne picardie champagne limousin poitou")
    };
    with && closes && terms[..first].iter().any(land)
}
