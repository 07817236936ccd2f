//! What short pieces of text say they are: "À lire aussi", "Publié le …", "Partager", a credit.

use crate::text::fold;
use crate::web::date;

/// A longer block is a paragraph, in bytes.
const LONGEST_ASIDE: usize = 180;

/// Openings of headings under which nothing of the article comes.
const SECTIONS: &[&str] = &[
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
    "plus d articles",
    "d autres articles",
    "autres actualites",
    "toutes les actualites",
    "toute l actualite",
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
    "mots cles",
    "tags",
    "navigation de l",
];

/// What stands before the colon of such a block.
const LABELS: &[&str] = &[
    "a lire",
    "lire",
    "voir aussi",
    "more",
    "related",
    "photo",
    "photos",
    "credit",
    "image",
    "illustration",
    "tags",
    "categories",
    "categorie",
    "lecture",
    "credits",
    "illustrations",
    "legende",
    "mots clefs",
    "etiquette",
    "rubrique",
    "rubriques",
    "partager",
    "dossier",
    "video",
];

/// Openings of short blocks that are links to elsewhere, buttons, credits or lines about the page.
const ASIDES: &[&str] = &[
    "a lire aussi",
    "lire aussi",
    "a lire sur",
    "lire egalement",
    "a voir aussi",
    "voir aussi",
    "a lire egalement",
    "lire la suite",
    "lire notre",
    "a relire",
    "ecouter aussi",
    "a ecouter",
    "read also",
    "read more",
    "also read",
    "see also",
    "partager",
    "partagez",
    "share this",
    "share on",
    "tweeter",
    "imprimer",
    "envoyer a un ami",
    "envoyer par",
    "copier le lien",
    "suivez nous",
    "follow us",
    "abonnez vous",
    "s abonner",
    "inscrivez vous a",
    "je m abonne",
    "deja abonne",
    "article reserve",
    "reserve aux abonnes",
    "cet article est reserve",
    "subscribe",
    "sign up",
    "photo",
    "credit photo",
    "credits photo",
    "mots cles",
    "mots clefs",
    "etiquettes",
    "publie dans",
    "classe dans",
    "filed under",
    "tagged",
    "tagged with",
    "vous etes ici",
    "retour a",
    "retour au",
    "haut de page",
    "temps de lecture",
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

/// Headings that say the same and nothing more.
const WHOLE_SECTIONS: &[&str] = &[
    "actualites",
    "les actualites",
    "rendez vous",
    "agenda",
    "l agenda",
    "messages",
    "contact",
    "contacts",
    "nous contacter",
    "archives",
    "liens utiles",
    "infos pratiques",
    "nos partenaires",
    "recherche",
    "suivez nous",
    "coordonnees",
    "horaires",
    "en images",
    "plan du site",
    "related",
    "tags",
    "categories",
];

/// Whether a heading opens a part of the page that is not the article any more.
pub(super) fn opens_furniture(heading: &str) -> bool {
    let folded = plain(heading);
    (folded.len() < 60 && SECTIONS.iter().any(|start| folded.starts_with(start)))
        || WHOLE_SECTIONS.contains(&folded.as_str())
}

/// Whether a block is a whole part of furniture under its own first line: "Contact", an address.
pub(super) fn is_boxed(text: &str) -> bool {
    let line = text.split_once('\n').map(|(first, _)| first);
    line.is_some_and(opens_furniture)
}

/// Whether a block is a link to elsewhere, a button, a credit.
pub(super) fn is_aside(text: &str) -> bool {
    if text.len() >= LONGEST_ASIDE {
        return false;
    }
    let label = text.split_once(':').map(|(label, _)| fold(label));
    let folded = plain(text);
    text.starts_with('©')
        || label.is_some_and(|label| LABELS.contains(&label.as_str()))
        || ASIDES.iter().any(|start| folded.starts_with(start))
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

/// A text as the lists above are written.
fn plain(text: &str) -> String {
    let head: String = text.chars().take(240).collect();
    fold(&head)
}
