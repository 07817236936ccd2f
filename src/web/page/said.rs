//! What short pieces of text say they are: "À lire aussi", "Publié le …", "Partager", a credit.

use crate::text::fold;
use crate::web::date;

/// Openings of headings under which nothing of the article comes.
const SECTIONS: [&str; 66] = [
    "a lire aussi",
    "lire aussi",
    "a voir aussi",
    "voir aussi",
    "a lire egalement",
    "lire egalement",
    "a decouvrir",
    "a relire",
    "sur le meme sujet",
    "sur le meme theme",
    "dans la meme rubrique",
    "dans la meme categorie",
    "articles similaires",
    "articles lies",
    "articles connexes",
    "articles recents",
    "article precedent",
    "article suivant",
    "derniers articles",
    "derniere minute",
    "les plus lus",
    "les plus commentes",
    "les plus partages",
    "notre selection",
    "a la une",
    "en continu",
    "vous aimerez",
    "vous aimeriez",
    "vous pourriez aimer",
    "ces articles",
    "nos autres",
    "plus d'articles",
    "d'autres articles",
    "autres actualites",
    "toutes les actualites",
    "toute l'actualite",
    "commentaires",
    "vos commentaires",
    "vos reactions",
    "reactions",
    "commenter",
    "laisser un commentaire",
    "laissez un commentaire",
    "poster un commentaire",
    "ajouter un commentaire",
    "repondre a cet article",
    "leave a reply",
    "leave a comment",
    "comments",
    "related articles",
    "related posts",
    "related stories",
    "related content",
    "more stories",
    "read more",
    "you may also",
    "recommended",
    "most read",
    "most popular",
    "partager",
    "share this",
    "newsletter",
    "mots-cles",
    "mots cles",
    "tags",
    "navigation de l",
];

/// Openings of short blocks that are links to elsewhere, buttons, credits or lines about the page.
const ASIDES: [&str; 82] = [
    "a lire aussi",
    "lire aussi",
    "a lire :",
    "lire :",
    "lire :",
    "a lire sur",
    "lire egalement",
    "a voir aussi",
    "voir aussi",
    "a lire egalement",
    "lire la suite",
    "lire notre",
    "a relire",
    "voir aussi :",
    "ecouter aussi",
    "a ecouter",
    "read also",
    "read more",
    "also read",
    "see also",
    "more:",
    "related:",
    "partager",
    "partagez",
    "share this",
    "share on",
    "tweeter",
    "imprimer",
    "envoyer a un ami",
    "envoyer par",
    "copier le lien",
    "suivez-nous",
    "suivez nous",
    "follow us",
    "abonnez-vous",
    "s'abonner",
    "inscrivez-vous a",
    "je m'abonne",
    "deja abonne",
    "article reserve",
    "reserve aux abonnes",
    "cet article est reserve",
    "subscribe",
    "sign up",
    "photo :",
    "photo:",
    "photo ©",
    "photos :",
    "credit photo",
    "credits photo",
    "credit :",
    "© ",
    "(c) ",
    "image :",
    "illustration :",
    "mots-cles",
    "mots cles",
    "mots-clefs",
    "tags :",
    "tags:",
    "etiquettes",
    "categories :",
    "categorie :",
    "publie dans",
    "classe dans",
    "filed under",
    "tagged",
    "tagged with",
    "retour a",
    "retour au",
    "haut de page",
    "temps de lecture",
    "lecture :",
    "lecture ",
    "advertisement",
    "publicite",
    "commentaires",
    "commenter",
    "0 commentaire",
    "1 commentaire",
    "signaler",
    "version imprimable",
];

/// Whether a heading opens a part of the page that is not the article any more.
pub(super) fn opens_furniture(heading: &str) -> bool {
    let folded = plain(heading);
    folded.len() < 60 && SECTIONS.iter().any(|start| folded.starts_with(start))
}

/// Whether a block is a link to elsewhere, a button, a credit.
pub(super) fn is_aside(text: &str) -> bool {
    let folded = plain(text);
    folded.len() < 180 && ASIDES.iter().any(|start| folded.starts_with(start))
}

/// Whether a block only says who wrote and when.
pub(super) fn is_byline(text: &str) -> bool {
    let words = text.split_whitespace().count();
    if words > 30 {
        return false;
    }
    let folded = plain(text);
    let cues = [
        "publie",
        "mis a jour",
        "mis en ligne",
        "modifie le",
        "par ",
        "by ",
        "poste ",
        "redige par",
        "posted",
        "published",
        "updated",
        "ecrit par",
        "propos recueillis",
    ];
    let opens = cues.iter().any(|cue| folded.starts_with(cue));
    let dated = !date::find(text, false).is_empty();
    (opens && (dated || words <= 8)) || (dated && words <= 9)
}

/// A text as the lists above are written: folded, straight apostrophes, no bullets before it.
fn plain(text: &str) -> String {
    let head: String = text.chars().take(240).collect();
    let folded = fold(&head).replace('\u{2019}', "'");
    folded
        .trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©' && c != '(')
        .to_owned()
}
