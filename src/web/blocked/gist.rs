//! What a page calls itself, and how little else it says.

use crate::text::fold;
use crate::web::page::{Page, Watch};

/// Most bytes of text that are gathered: no page in question says more.
const MOST_TEXT: usize = 30_000;
/// A page with more words than this says something.
const SHORT: usize = 1_500;
/// A page with more words than this is no notice on a closed door.
const VERY_SHORT: usize = 700;
/// Most bytes of HTML of a domain's placeholder, and of a notice that no title tells of.
const SMALL: usize = 24 * 1024;
/// Words that give reason to look closer at so small a page.
const NOTICES: [&str; 4] = ["domain", "parking", "maintenance", "indisponible"];

/// What one thinks of before looking any closer, in title or heading, as written in HTML.
const HINTS: [&str; 9] = [
    "404",
    "introuvable",
    "trouv",
    "not found",
    "existe",
    "maintenance",
    "disponible",
    "unavailable",
    "oups",
];
/// What a title or heading says by itself, where the page does not exist.
const MISSING: [&str; 16] = [
    "page introuvable",
    "page non trouvee",
    "page not found",
    "404 not found",
    "404 page introuvable",
    "404 page non trouvee",
    "404 page not found",
    "erreur 404 page introuvable",
    "erreur 404 page non trouvee",
    "error 404 page not found",
    "page inexistante",
    "cette page n existe pas",
    "cette page n existe plus",
    "cette page est introuvable",
    "la page demandee n existe pas",
    "la page demandee est introuvable",
];
/// What only says so beside an apology: a play may be called "Erreur 404".
const PERHAPS_MISSING: [&str; 12] = [
    "404",
    "erreur 404",
    "error 404",
    "404 error",
    "404 erreur",
    "not found",
    "introuvable",
    "page 404",
    "oups",
    "contenu introuvable",
    "document introuvable",
    "article introuvable",
];
const APOLOGIES: [&str; 24] = [
    "page que vous recherchez",
    "page que vous cherchez",
    "page que vous demandez",
    "page que vous avez demande",
    "page a laquelle vous",
    "page demandee",
    "page recherchee",
    "cette page n existe",
    "page n existe pas",
    "page n existe plus",
    "page est introuvable",
    "page introuvable",
    "page n a pas ete trouve",
    "page n a pas pu etre trouve",
    "adresse demandee",
    "url demandee",
    "contenu demande",
    "contenu que vous recherchez",
    "document demande",
    "page you are looking for",
    "page you requested",
    "page could not be found",
    "can t be found",
    "nothing was found at this location",
];
/// What a title or heading says by itself, where the site is closed.
const CLOSED: [&str; 12] = [
    "maintenance",
    "en maintenance",
    "site en maintenance",
    "site en cours de maintenance",
    "maintenance en cours",
    "maintenance du site",
    "mode maintenance",
    "site indisponible",
    "site temporairement indisponible",
    "site momentanement indisponible",
    "under maintenance",
    "site under maintenance",
];
/// The site itself is said to be closed.
const CLOSURES: [&str; 16] = [
    "site est en maintenance",
    "site est actuellement en maintenance",
    "site est en cours de maintenance",
    "site est actuellement en cours de maintenance",
    "site internet est en maintenance",
    "site internet est actuellement en maintenance",
    "site web est en maintenance",
    "site web est actuellement en maintenance",
    "site en maintenance",
    "site est temporairement indisponible",
    "site est momentanement indisponible",
    "site est actuellement indisponible",
    "site internet est momentanement indisponible",
    "site internet est temporairement indisponible",
    "unavailable for scheduled maintenance",
    "down for maintenance",
];
/// Addresses of those who show advertisements in place of a site.
const PARKERS: [&str; 6] = [
    "sedoparking.com",
    "parkingcrew.net",
    "parkingcrew.com",
    "parklogic.com",
    "bodis.com",
    "d38psrni17bvxu.cloudfront.net",
];
const FOR_SALE: [&str; 17] = [
    "domaine est a vendre",
    "domaine a vendre",
    "domaine est en vente",
    "acheter ce domaine",
    "acheter ce nom de domaine",
    "domain is for sale",
    "domain may be for sale",
    "domain name is for sale",
    "buy this domain",
    "this domain is parked",
    "domaine parke",
    "domaine est parke",
    "domain has been registered",
    "domaine vient d etre enregistre",
    "domaine a ete enregistre",
    "domaine a bien ete cree",
    "domaine a expire",
];

/// A page in short.
pub(super) struct Gist<'html> {
    html: &'html str,
    /// The parts of its title and its first heading, folded.
    titles: Vec<String>,
    /// All its words, folded.
    text: String,
    /// Whether it has more text than was gathered.
    long: bool,
}

impl<'html> Gist<'html> {
    /// Looks closer where title or heading give reason to, or where the page is small enough to be a
    /// domain's placeholder. Nearly every page is let go here.
    pub(super) fn worth_a_look(html: &'html str) -> Option<Self> {
        let heads = [element(html, "title"), element(html, "h1")];
        let hinted = heads.iter().flatten().any(|head| {
            let head = head.to_ascii_lowercase();
            HINTS.iter().any(|hint| head.contains(hint))
        });
        let small = html.len() <= SMALL;
        let placeholder = small && NOTICES.iter().any(|word| holds(html, word));
        if !hinted && !placeholder {
            return None;
        }
        let mut text = Text::default();
        // The markup may be so odd that only a tree tells text from script: no notice is.
        let page = Page::scan(html, None, &mut text);
        if page.is_none() && !text.full {
            return None;
        }
        let titles = heads.into_iter().flatten();
        Some(Self {
            html,
            titles: titles.flat_map(parts).collect(),
            text: fold(&String::from_utf8_lossy(&text.gathered)),
            long: text.full,
        })
    }

    /// Whether the page says of itself that it does not exist.
    pub(super) fn says_missing(&self) -> bool {
        let called = |names: &[&str]| {
            self.titles
                .iter()
                .any(|title| names.contains(&title.as_str()))
        };
        called(&MISSING) || (called(&PERHAPS_MISSING) && self.says_one_of(&APOLOGIES))
    }

    /// Whether the site says that it is closed; an answer with status 503 has said half of it.
    pub(super) fn says_maintenance(&self, half_said: bool) -> bool {
        let called = self
            .titles
            .iter()
            .any(|title| CLOSED.contains(&title.as_str()));
        let said = self.says_one_of(&CLOSURES);
        let links = self.links();
        if self.long || self.text.len() > SHORT || links > 12 {
            return false;
        }
        let alone = self.text.len() <= VERY_SHORT && links <= 3;
        (half_said && (called || said)) || (called && (said || alone)) || (said && alone)
    }

    /// Whether a registrar or an advertiser speaks in place of a site.
    pub(super) fn is_parked(&self) -> bool {
        if self.long || self.text.len() > SHORT || self.html.len() > SMALL {
            return false;
        }
        let source = |host: &&str| {
            let mut at = memchr::memmem::find_iter(self.html.as_bytes(), host.as_bytes());
            // The source of a script or a frame, or where one is sent, not a word in a sentence.
            at.any(|at| {
                self.html.as_bytes()[..at]
                    .iter()
                    .rev()
                    .take(12)
                    .any(|byte| *byte == b'/')
            })
        };
        PARKERS.iter().any(source) || self.says_one_of(&FOR_SALE)
    }

    fn says_one_of(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.text.contains(phrase))
    }

    fn links(&self) -> usize {
        let anchor = |at: usize| {
            let behind = self.html.as_bytes().get(at + 1..at + 3);
            behind.is_some_and(|behind| {
                behind[0].eq_ignore_ascii_case(&b'a') && behind[1].is_ascii_whitespace()
            })
        };
        memchr::memchr_iter(b'<', self.html.as_bytes())
            .filter(|at| anchor(*at))
            .count()
    }
}

/// What stands between the tags of the first element of this name, as written.
fn element<'html>(html: &'html str, name: &str) -> Option<&'html str> {
    let open = memchr::memchr_iter(b'<', html.as_bytes()).find(|at| {
        let behind = html.as_bytes().get(at + 1..at + 2 + name.len());
        behind.is_some_and(|behind| {
            let (found, end) = behind.split_at(name.len());
            found.eq_ignore_ascii_case(name.as_bytes())
                && matches!(end, [b'>' | b' ' | b'\t' | b'\n' | b'\r'])
        })
    })?;
    let rest = html.get(open..)?;
    let start = rest.find('>')? + 1;
    let rest = rest.get(start..)?;
    // A heading may hold other elements; its own end is the one that counts.
    let end = memchr::memmem::find_iter(rest.as_bytes(), "</").find(|at| {
        let named = rest.as_bytes().get(at + 2..at + 2 + name.len());
        named.is_some_and(|named| named.eq_ignore_ascii_case(name.as_bytes()))
    });
    let end = end.unwrap_or(rest.len()).min(500);
    let end = (0..=end).rev().find(|end| rest.is_char_boundary(*end))?;
    rest.get(..end)
}

/// The folded parts of a title: between the signs that part it from the name of the site.
fn parts(head: &str) -> impl Iterator<Item = String> {
    let mut text = Text::default();
    // What an element holds is HTML too: its entities, and tags inside a heading.
    let _ = Page::scan(head, None, &mut text);
    let text = String::from_utf8_lossy(&text.gathered).into_owned();
    let whole = fold(&text);
    let split = text
        .split(['|', '–', '—', '•', '·', '»', '«', ':', '!', '?', '…'])
        .flat_map(|part| part.split(" - "))
        .map(fold)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>();
    split.into_iter().chain(std::iter::once(whole))
}

fn holds(html: &str, word: &'static str) -> bool {
    let word = word.as_bytes();
    let starts = memchr::memchr2_iter(word[0], word[0].to_ascii_uppercase(), html.as_bytes());
    let mut found = starts.filter_map(|at| html.as_bytes().get(at..at + word.len()));
    found.any(|found| found.eq_ignore_ascii_case(word))
}

/// Gathers the text of a page, up to a limit.
#[derive(Default)]
struct Text {
    gathered: Vec<u8>,
    full: bool,
}

impl Watch for Text {
    fn text(&mut self, piece: &[u8]) {
        if self.gathered.len() + piece.len() > MOST_TEXT {
            self.full = true;
        } else {
            self.gathered.extend_from_slice(piece);
        }
    }

    fn tag(&mut self) {
        // Words that tags part are parted; a word with a tag inside is none of those looked for.
        self.text(b" ");
    }

    fn alone(&mut self, _: &str) {}

    fn found(&self) -> bool {
        self.full
    }
}
