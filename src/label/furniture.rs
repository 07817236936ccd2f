//! The furniture of a host: blocks that it repeats from page to page, which no single page can tell
//! from its article.
//!
//! Pure counting over all pages of a host, so that the order in which they came does not show. A
//! block counts once for each page that is no copy of another: an article printed at five addresses
//! (AMP, print, pagination) repeats nothing but itself.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::label::claim::{Claim, YearBasis};
use crate::label::record::hash;
use crate::text::fold;
use crate::web::page::{Page, Zone};

/// Blocks of a page that are compared; a page with more is a list.
const MOST: usize = 400;
/// A block on fewer different pages is no furniture.
const PAGES: usize = 4;
/// Nor is one on less than one of so many pages of its host: a teaser stands in some lists.
const ONE_OF: usize = 4;
/// So many words that no other page has make a page of its own, where they are a tenth of it.
const OWN_WORDS: usize = 8;
const OWN_ONE_OF: usize = 10;
/// A page with so many percent of its words on a longer page, and none of its own, is a copy of it.
const COPY_PERCENT: usize = 80;
/// Originals of a page are looked for among the pages that have one of its so many rarest blocks.
const LEADS: usize = 8;
/// Bytes of a mark.
const BYTES: usize = 19;

/// What a block of an article is compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Hash of its words and of how many arobases stand in it.
    text: u64,
    /// Hash of its CSS path without numbers: the sort of place that it stands in.
    shape: u32,
    /// Hash of its CSS path.
    place: u32,
    /// Its words, 255 at most.
    words: u8,
    /// Its number on the page.
    block: u16,
}

/// The marks of one page's article, in reading order; none where its blocks were not read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Marks(Vec<Mark>);

impl Marks {
    /// The marks of the first 400 blocks of the article of `page`.
    pub fn of(page: &Page) -> Self {
        let main = page.blocks.iter().enumerate();
        let main = main.filter(|(_, block)| block.zone == Zone::Main);
        let mark = |(number, block): (usize, &crate::web::page::Block)| {
            let shape: String = block.css.chars().filter(|c| !c.is_ascii_digit()).collect();
            Some(Mark {
                text: text_of(&block.text),
                shape: short(&shape),
                place: short(&block.css),
                words: u8::try_from(block.text.split_whitespace().count()).unwrap_or(u8::MAX),
                block: u16::try_from(number).ok()?,
            })
        };
        Self(main.take(MOST).filter_map(mark).collect())
    }

    /// The marks as the ledger keeps them, 19 bytes each.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * BYTES);
        for mark in &self.0 {
            bytes.extend(mark.text.to_be_bytes());
            bytes.extend(mark.shape.to_be_bytes());
            bytes.extend(mark.place.to_be_bytes());
            bytes.push(mark.words);
            bytes.extend(mark.block.to_be_bytes());
        }
        bytes
    }

    /// The marks from what [`Marks::to_bytes`] made; of other bytes, marks that fit no block.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let number = |bytes: &[u8]| {
            bytes
                .iter()
                .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
        };
        let mark = |bytes: &[u8]| Mark {
            text: number(&bytes[..8]),
            shape: u32::try_from(number(&bytes[8..12])).unwrap_or_default(),
            place: u32::try_from(number(&bytes[12..16])).unwrap_or_default(),
            words: bytes[16],
            block: u16::try_from(number(&bytes[17..])).unwrap_or_default(),
        };
        Self(bytes.chunks_exact(BYTES).map(mark).collect())
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn words(&self) -> usize {
        self.0.iter().map(|mark| usize::from(mark.words)).sum()
    }

    fn texts(&self) -> HashSet<u64> {
        self.0.iter().map(|mark| mark.text).collect()
    }
}

/// The words of a block, however they are set; `@@@@` is not `@@@`.
fn text_of(text: &str) -> u64 {
    let arobases = text.bytes().filter(|byte| *byte == b'@').count();
    hash(format!("{} {arobases}", fold(text)).as_bytes())
}

fn short(text: &str) -> u32 {
    let [.., a, b, c, d] = hash(text.as_bytes()).to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}

/// How many different pages of the host repeat a block, of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// Different pages with the block.
    pub on: usize,
    /// Different pages of the host.
    pub of: usize,
}

/// What one host repeats.
#[derive(Clone, Debug, Default)]
pub struct Furniture {
    pages: usize,
    texts: HashMap<u64, usize>,
    shapes: HashMap<(u64, u32), usize>,
    places: HashMap<(u64, u32), usize>,
}

impl Furniture {
    /// Learns from the newest page of each address of a host, in any order; `unread` counts those
    /// whose blocks were not read, because nothing in them speaks of the label.
    pub fn learn(mut pages: Vec<Marks>, unread: usize) -> Self {
        pages.sort_by_cached_key(|page| (std::cmp::Reverse(page.words()), page.clone()));
        let kept = different(&pages);
        let mut learnt = Self {
            pages: kept.len() + unread,
            ..Self::default()
        };
        for page in kept {
            let marks = &page.0;
            count(&mut learnt.texts, marks.iter().map(|mark| mark.text));
            count(
                &mut learnt.shapes,
                marks.iter().map(|mark| (mark.text, mark.shape)),
            );
            count(
                &mut learnt.places,
                marks.iter().map(|mark| (mark.text, mark.place)),
            );
        }
        learnt.texts.retain(|_, on| *on >= PAGES);
        learnt.shapes.retain(|_, on| *on >= PAGES);
        learnt.places.retain(|_, on| *on >= PAGES);
        learnt
    }

    /// Whether the block that proves `claim` is furniture of the host; `page` has the marks of the
    /// claim's own page.
    ///
    /// The block must be repeated in the same sort of place: the heading of an article that is also
    /// listed beside other articles is no furniture in its own. A row of palmarès that comes back
    /// from year to year moves up and down, and its page tells the year.
    pub fn proves(&self, claim: &Claim, page: &Marks) -> Option<Repeated> {
        let is_proof = |mark: &&Mark| usize::from(mark.block) == claim.evidence.block;
        let mark = page.0.iter().find(is_proof)?;
        let on = *self.shapes.get(&(mark.text, mark.shape))?;
        let told = matches!(
            claim.year_basis,
            Some(YearBasis::Written | YearBasis::Ceremony | YearBasis::Ordinal | YearBasis::Totals)
        );
        let stays = self.places.contains_key(&(mark.text, mark.place));
        (self.is_shared(on) && (stays || !told)).then_some(Repeated { on, of: self.pages })
    }

    /// The hashes of the blocks that the host repeats, wherever they stand, for [`cleared`].
    pub fn texts(&self) -> BTreeSet<u64> {
        let shared = self.texts.iter().filter(|(_, on)| self.is_shared(**on));
        shared.map(|(text, _)| *text).collect()
    }

    const fn is_shared(&self, on: usize) -> bool {
        on * ONE_OF >= self.pages
    }
}

/// `text`, one block a line, without the lines whose hashes are among `repeated`.
pub fn cleared(text: &str, repeated: &BTreeSet<u64>) -> String {
    if repeated.is_empty() {
        return text.to_owned();
    }
    let own: Vec<&str> = text
        .lines()
        .filter(|line| !repeated.contains(&text_of(line)))
        .collect();
    own.join("\n")
}

/// Counts each key of one page once.
fn count<K: Copy + Eq + std::hash::Hash>(
    counts: &mut HashMap<K, usize>,
    keys: impl Iterator<Item = K>,
) {
    for key in keys.collect::<HashSet<K>>() {
        *counts.entry(key).or_default() += 1;
    }
}

/// The pages without copies of others; the longest come first.
fn different(pages: &[Marks]) -> Vec<&Marks> {
    let texts: Vec<HashSet<u64>> = pages.iter().map(Marks::texts).collect();
    let mut on: HashMap<u64, Vec<usize>> = HashMap::new();
    for (number, texts) in texts.iter().enumerate() {
        for text in texts {
            on.entry(*text).or_default().push(number);
        }
    }
    let words_where = |page: &Marks, counts: &dyn Fn(u64) -> bool| -> usize {
        let counted = page.0.iter().filter(|mark| counts(mark.text));
        counted.map(|mark| usize::from(mark.words)).sum()
    };
    let is_copy = |number: &usize| {
        let page = &pages[*number];
        let all = page.words();
        let own = words_where(page, &|text| on[&text].len() == 1);
        if own >= OWN_WORDS.max(all / OWN_ONE_OF) {
            return false;
        }
        // What few pages have leads to the original soonest.
        let mut shared: Vec<(usize, u64)> = page
            .0
            .iter()
            .map(|mark| (on[&mark.text].len(), mark.text))
            .collect();
        shared.retain(|(pages, _)| *pages > 1);
        shared.sort_unstable();
        shared.truncate(LEADS);
        let longer = |text: &u64| on[text].iter().take_while(|other| *other < number);
        shared
            .iter()
            .flat_map(|(_, text)| longer(text))
            .any(|other| {
                let common = words_where(page, &|text| texts[*other].contains(&text));
                common * 100 >= all * COPY_PERCENT
            })
    };
    let kept = (0..pages.len()).filter(|number| !is_copy(number));
    kept.map(|number| &pages[number]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::extract::{Label, claims};
    use crate::web::page::{Block, BlockKind};
    use proptest::prelude::*;

    const BOX: &str = "aside.box > p";

    fn page(blocks: &[(&str, &str)]) -> Page {
        let block = |(css, text): &(&str, &str)| Block {
            kind: BlockKind::Paragraph,
            zone: Zone::Main,
            text: (*text).to_owned(),
            css: (*css).to_owned(),
        };
        Page {
            blocks: blocks.iter().map(block).collect(),
            ..Page::default()
        }
    }

    /// Six articles that differ, each beside the same box.
    fn site() -> Vec<Page> {
        let subjects = [
            "le marché",
            "la piscine",
            "l'école",
            "la voirie",
            "le budget",
            "le cinéma",
        ];
        let article = |subject: &&str| {
            let text =
                format!("Le conseil a parlé hier de {subject}, et {subject} sera ouvert à tous.");
            page(&[
                ("article > p", &text),
                (
                    BOX,
                    "La commune de Dole est labellisée Ville Internet : 4 arobases.",
                ),
            ])
        };
        subjects.iter().map(article).collect()
    }

    fn learn(pages: &[Page]) -> Furniture {
        Furniture::learn(pages.iter().map(Marks::of).collect(), 0)
    }

    fn refused(furniture: &Furniture, page: &Page) -> Vec<bool> {
        let marks = Marks::of(page);
        let claims = claims(page, &Label::shipped());
        assert!(!claims.is_empty());
        claims
            .iter()
            .map(|claim| furniture.proves(claim, &marks).is_some())
            .collect()
    }

    #[test]
    fn a_box_beside_six_articles_proves_nothing() {
        let pages = site();
        let furniture = learn(&pages);
        for page in &pages {
            assert_eq!(refused(&furniture, page), [true]);
        }
        let text = pages[0].text();
        assert_eq!(cleared(&text, &furniture.texts()), pages[0].blocks[0].text);
    }

    #[test]
    fn three_pages_or_a_small_share_of_a_host_make_no_furniture() {
        let pages = site();
        assert_eq!(refused(&learn(&pages[..3]), &pages[0]), [false]);
        let marks = pages.iter().map(Marks::of).collect();
        let large = Furniture::learn(marks, 19);
        assert_eq!(refused(&large, &pages[0]), [false]);
    }

    #[test]
    fn one_article_at_five_addresses_keeps_its_claim() {
        let article = [
            (
                "article > p:nth-of-type(1)",
                "Dole reçoit 4 arobases au label Villes Internet 2018.",
            ),
            (
                "article > p:nth-of-type(2)",
                "Le jury a salué les bornes, le portail et l'atelier du mardi.",
            ),
        ];
        let copies: Vec<Page> = ["", "Imprimer", "Version mobile", "Page 1 sur 2", "Retour"]
            .iter()
            .map(|own| page(&[article[0], article[1], ("footer > p", own)]))
            .collect();
        assert_eq!(refused(&learn(&copies), &copies[3]), [false]);
        let mut site = site();
        site.extend(copies);
        let furniture = learn(&site);
        assert_eq!(refused(&furniture, &site[8]), [false]);
        assert_eq!(refused(&furniture, &site[0]), [true]);
    }

    #[test]
    fn an_article_that_is_listed_beside_others_keeps_its_claim() {
        let title = "Dole obtient 4 arobases au label Ville Internet";
        let mut pages: Vec<Page> = site();
        for page in &mut pages {
            page.blocks[1].text = title.to_owned();
        }
        let own = page(&[
            ("article > h1", title),
            ("article > p", "La remise a eu lieu hier."),
        ]);
        pages.push(own.clone());
        let furniture = learn(&pages);
        assert_eq!(refused(&furniture, &own), [false]);
        assert_eq!(refused(&furniture, &pages[0]), [true]);
    }

    #[test]
    fn a_row_that_comes_back_from_year_to_year_is_a_claim_of_each() {
        let palmares = |year: usize| {
            let head = format!(
                "Palmarès {year} du label Villes Internet, remis à {} communes.",
                year * 7 % 90
            );
            let css = format!("ul > li:nth-of-type({year})");
            page(&[("main > p", &head), (&css, "Dole (39) : 4 arobases")])
        };
        let pages: Vec<Page> = (2012..2018).map(palmares).collect();
        assert_eq!(refused(&learn(&pages), &pages[0]), [false]);
    }

    fn some_page() -> impl Strategy<Value = Page> {
        let texts = prop::sample::select(vec!["a", "b b b", "c c c c c c c c c", "4@", "@@@", ""]);
        let css = prop::sample::select(vec!["p", "li:nth-of-type(1)", "li:nth-of-type(2)"]);
        let blocks = prop::collection::vec((css, texts), 0..6);
        blocks.prop_map(|blocks| page(&blocks))
    }

    proptest! {
        #[test]
        fn the_order_of_the_pages_does_not_show(
            (pages, shuffled) in prop::collection::vec(some_page(), 0..9)
                .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
        ) {
            let (one, other) = (learn(&pages), learn(&shuffled));
            prop_assert_eq!(one.pages, other.pages);
            prop_assert_eq!(one.texts, other.texts);
            prop_assert_eq!(one.shapes, other.shapes);
            prop_assert_eq!(one.places, other.places);
        }

        #[test]
        fn marks_come_back_from_their_bytes(page in some_page(), junk: Vec<u8>) {
            let marks = Marks::of(&page);
            prop_assert_eq!(Marks::from_bytes(&marks.to_bytes()), marks);
            let _ = Marks::from_bytes(&junk);
        }
    }
}
