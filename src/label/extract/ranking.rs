//! Pages that give arobases of their own: a magazine's survey of town sites is not the label, and says so
//! or never names it.

use super::context::Read;
use super::term::{Kind, Term};
use crate::label::lexicon::Cue;

/// Words of those who test and rank by themselves.
const RANKERS: &str = "barometre enquete comparatif testeur panel sondage indice";
/// Those who do it where they are the ones that speak: "notre rédaction", "nos notes".
const OWN_RANKERS: &str = "redaction magazine note";

/// Whether the arobases of the article are somebody else's than the label's.
pub(super) fn is_foreign(reads: &[Read]) -> bool {
    let sentences = || reads.iter().flat_map(Read::sentences);
    let names = |terms: &[Term]| terms.iter().any(|term| matches!(term.kind, Kind::Label));
    // "Rien à voir avec le label Villes Internet": and nothing else is said of it.
    let apart = sentences().any(|terms| names(terms) && sets_apart(terms));
    let told = |terms: &[Term]| {
        terms.iter().any(|term| {
            matches!(term.kind, Kind::Level(_) | Kind::Edition(_) | Kind::Year(_))
                || term.is_cue(Cue::Award)
                || term.is_cue(Cue::Ceremony) && term.word() != "label" && term.word() != "labels"
        })
    };
    if apart {
        return !sentences().any(|terms| names(terms) && !sets_apart(terms) && told(terms));
    }
    let words = || sentences().flatten();
    let named = words().any(|term| {
        matches!(
            term.kind,
            Kind::Label | Kind::Mention { .. } | Kind::Edition(_)
        ) || term.begins("label")
            || term.is_cue(Cue::Crowd) && term.begins("territoires villages")
    });
    let own = |pair: &[Term]| pair[0].one_of("notre nos") && pair[1].begins(OWN_RANKERS);
    let ranks =
        |terms: &[Term]| terms.iter().any(|term| term.begins(RANKERS)) || terms.windows(2).any(own);
    !named && sentences().any(ranks)
}

/// "rien à voir avec", "à ne pas confondre avec", "sans lien avec", "rien de commun avec".
fn sets_apart(terms: &[Term]) -> bool {
    let confuses = terms.iter().any(|term| term.begins("confond confus"));
    let none = terms.windows(3).any(|three| {
        three[0].word() == "rien" && three[1].one_of("à de") && three[2].one_of("voir commun")
    });
    let linked = terms.windows(2).any(|pair| {
        (pair[0].one_of("sans aucun") || pair[0].word().starts_with("sans"))
            && pair[1].one_of("lien rapport")
    });
    confuses || none || linked
}
