//! Names in a running text: the longest match at each word, with the bytes where it stands.
//!
//! The text is folded once; at each word the walk through the map is bounded by the longest name,
//! so a scan is linear in the text.

use std::ops::Range;

use crate::label::gazetteer::epci;
use crate::label::gazetteer::{Collectivity, Gazetteer, How, Match, names};
use crate::text::Folded;

/// How far [`Gazetteer::longest_at`] looks: longer than any name with its type words.
const WINDOW: usize = 240;

impl Gazetteer {
    /// Every name in `text`, from left to right, the longest at each word; a name must begin with
    /// a capital (an article before it may be small), an EPCI's type word need not.
    pub fn matches(&self, text: &str) -> Vec<Match> {
        Scan::new(self, text, false).all()
    }

    /// As [`Self::matches`], small letters counting like capitals: for titles set in small letters
    /// and for queries. In running text half of what it finds is ordinary words.
    pub fn matches_any_case(&self, text: &str) -> Vec<Match> {
        Scan::new(self, text, true).all()
    }

    /// The longest name that begins at byte `start` of `text`, which must begin a word; where a
    /// plural announces a list of groupings, the first of them, which stands after it.
    pub fn longest_at(&self, text: &str, start: usize) -> Option<Match> {
        let ahead = text.get(start..)?;
        let end = ahead
            .char_indices()
            .map(|(at, _)| at)
            .find(|at| *at >= WINDOW);
        let window = &ahead[..end.unwrap_or(ahead.len())];
        let before = &text[..start];
        if before.ends_with(char::is_alphanumeric) {
            return None;
        }
        let scan = Scan::new(self, window, false);
        let (mut found, _) = scan
            .at(0, last_word(before).as_deref())
            .into_iter()
            .next()?;
        found.span = found.span.start + start..found.span.end + start;
        Some(found)
    }
}

/// The last word of `text`, folded, where only white space follows it.
fn last_word(text: &str) -> Option<String> {
    let trimmed = text.trim_end();
    if trimmed.len() == text.len() {
        return None;
    }
    let start = trimmed.rfind(|letter: char| !letter.is_alphanumeric());
    let word = &trimmed[start.map_or(0, |at| {
        at + trimmed[at..].chars().next().map_or(1, char::len_utf8)
    })..];
    // Contractions have at most three letters; nothing longer is worth folding.
    (word.len() <= 4).then(|| crate::text::fold(word))
}

/// One text being scanned.
pub(super) struct Scan<'t> {
    pub(super) gazetteer: &'t Gazetteer,
    text: &'t str,
    pub(super) folded: Folded,
    any_case: bool,
}

/// The ends of the names that a walk met, shortest first, with what they stand for.
#[derive(Default)]
struct Ends {
    ends: [(usize, u64); 8],
    count: usize,
}

impl Ends {
    fn push(&mut self, end: usize, value: u64) {
        if self.count == self.ends.len() {
            self.ends.rotate_left(1);
            self.count -= 1;
        }
        self.ends[self.count] = (end, value);
        self.count += 1;
    }

    fn longest_first(&self) -> impl Iterator<Item = (usize, u64)> {
        self.ends[..self.count].iter().rev().copied()
    }
}

/// Every key of `map` that `folded` begins with, up to a word's end.
fn walk(map: &fst::Map<&'static [u8]>, folded: &str) -> Ends {
    let fst = map.as_fst();
    let mut ends = Ends::default();
    let mut node = fst.root();
    let mut output = fst::raw::Output::zero();
    let bytes = folded.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let Some(number) = node.find_input(*byte) else {
            break;
        };
        let transition = node.transition(number);
        output = output.cat(transition.out);
        node = fst.node(transition.addr);
        if node.is_final() && bytes.get(at + 1).is_none_or(|next| *next == b' ') {
            ends.push(at + 1, output.cat(node.final_output()).value());
        }
    }
    ends
}

impl<'t> Scan<'t> {
    fn new(gazetteer: &'t Gazetteer, text: &'t str, any_case: bool) -> Self {
        let folded = Folded::new(text);
        Self {
            gazetteer,
            text,
            folded,
            any_case,
        }
    }

    fn all(&self) -> Vec<Match> {
        let mut found = Vec::new();
        let mut previous: Option<Range<usize>> = None;
        let mut at = 0;
        while at < self.folded.text.len() {
            let word = at..self.word_end(at);
            let before = previous.filter(|before| self.is_plain_space(before.end, at));
            let before = before.map(|before| &self.folded.text[before]);
            let here = self.at(at, before);
            if let Some((_, end)) = here.last() {
                at = end + 1;
                previous = None;
                found.extend(here.into_iter().map(|(one, _)| one));
            } else {
                at = word.end + 1;
                previous = Some(word);
            }
        }
        found
    }

    /// The longest match at byte `at` of the folded text, which begins a word, and where it ends
    /// there; several where a plural announces a list. `before` is the word in front of it, where
    /// only white space parts them.
    fn at(&self, at: usize, before: Option<&str>) -> Vec<(Match, usize)> {
        let headed = self.headed(at);
        if !headed.is_empty() || !self.may_start(at) {
            return headed;
        }
        self.plain(at, before).into_iter().collect()
    }

    /// A name that no type word announces.
    fn plain(&self, at: usize, before: Option<&str>) -> Option<(Match, usize)> {
        let direct = self.longest(&self.gazetteer.names, at);
        let core = self.core(at);
        let article = before.and_then(names::contracted);
        let bare = article.and_then(|article| self.bare(at, article));
        let end = |found: &Option<(usize, Vec<Collectivity>)>| found.as_ref().map_or(0, |f| f.0);
        let (end, candidates, how) = if end(&core) > end(&direct).max(end(&bare)) {
            let (end, candidates) = core?;
            let typed = self.has_tail(at..end);
            (end, candidates, if typed { How::Epci } else { How::Core })
        } else if end(&bare) > 0 && end(&bare) >= end(&direct) {
            let (end, candidates) = bare?;
            (end, candidates, How::Contracted)
        } else {
            let (end, candidates) = direct?;
            match self.tailed(at, end, &candidates) {
                Some(grouping) => grouping,
                None => (end, candidates, How::Name),
            }
        };
        let span = self.folded.original(at..end);
        Some((
            Match {
                span,
                candidates,
                how,
            },
            end,
        ))
    }

    /// Whether a name may begin at this word.
    pub(super) fn may_start(&self, at: usize) -> bool {
        if self.any_case || self.is_capital(at) {
            return true;
        }
        let end = self.word_end(at);
        let word = &self.folded.text[at..end];
        names::is_article(word) && end < self.folded.text.len() && self.is_capital(end + 1)
    }

    /// The longest name of `map` at `at` that no punctuation cuts.
    pub(super) fn longest(
        &self,
        map: &fst::Map<&'static [u8]>,
        at: usize,
    ) -> Option<(usize, Vec<Collectivity>)> {
        let ends = walk(map, self.folded.text.get(at..)?);
        let whole = |(length, _): &(usize, u64)| self.is_whole(at..at + length);
        let (length, value) = ends.longest_first().find(whole)?;
        Some((at + length, self.gazetteer.collectivities(value)))
    }

    /// A name whose article `du`, `des`… holds.
    fn bare(&self, at: usize, article: &str) -> Option<(usize, Vec<Collectivity>)> {
        let (end, mut candidates) = self.longest(&self.gazetteer.bare, at)?;
        candidates.retain(|candidate| {
            names::split_article(&names::key(candidate.name)).0 == Some(article)
        });
        (!candidates.is_empty()).then_some((end, candidates))
    }

    /// An EPCI without a type word in front: with one behind, or of two words at least.
    fn core(&self, at: usize) -> Option<(usize, Vec<Collectivity>)> {
        let ends = walk(&self.gazetteer.cores, self.folded.text.get(at..)?);
        let mut best = None;
        for (length, value) in ends.longest_first() {
            let mut end = at + length;
            if !self.is_whole(at..end) {
                continue;
            }
            let mut typed = self.has_tail(at..end);
            if !typed && end < self.folded.text.len() {
                let next = self.word_end(end + 1);
                if epci::is_tail(&self.folded.text[end + 1..next]) && self.is_whole(at..next) {
                    end = next;
                    typed = true;
                }
            }
            let several = self.folded.text[at..end].contains(' ');
            if (typed || several) && best.as_ref().is_none_or(|(longest, _)| end > *longest) {
                best = Some((end, self.gazetteer.collectivities(value)));
            }
        }
        best
    }

    /// Whether a type word of EPCI stands in these words, after the first.
    fn has_tail(&self, span: Range<usize>) -> bool {
        self.folded.text[span].split(' ').skip(1).any(epci::is_tail)
    }

    pub(super) fn word_end(&self, at: usize) -> usize {
        let text = &self.folded.text;
        text[at..]
            .find(' ')
            .map_or(text.len(), |length| at + length)
    }

    fn original(&self, span: Range<usize>) -> &'t str {
        self.text
            .get(self.folded.original(span))
            .unwrap_or_default()
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        let letter = self.original(at..at + 1).chars().next();
        letter.is_some_and(char::is_uppercase)
    }

    pub(super) fn is_upper(&self, span: Range<usize>) -> bool {
        self.original(span)
            .bytes()
            .all(|byte| byte.is_ascii_uppercase())
    }

    /// The original text between two places of the folded text.
    pub(super) fn between(&self, end: usize, start: usize) -> &'t str {
        let from = self.folded.original(end.saturating_sub(1)..end).end;
        let to = self.folded.original(start..start + 1).start;
        self.text.get(from..to).unwrap_or(",")
    }

    fn is_plain_space(&self, end: usize, start: usize) -> bool {
        let gap = self.between(end, start);
        !gap.is_empty() && gap.chars().all(char::is_whitespace)
    }

    /// Whether nothing but space, apostrophes, hyphens and quotes lies between two words.
    pub(super) fn is_close(&self, end: usize, start: usize) -> bool {
        let close = |sign: char| sign.is_whitespace() || "'’‘`´-‐‑–«»\"“”".contains(sign);
        self.between(end, start).chars().all(close)
    }

    /// Whether the words of a name stand together: only space, hyphens and apostrophes inside,
    /// and a full stop only after St and Ste.
    fn is_whole(&self, span: Range<usize>) -> bool {
        let words = self.original(span);
        let mut before = '\0';
        for (at, sign) in words.char_indices() {
            let inside = sign.is_alphanumeric()
                || sign.is_whitespace()
                || "'’‘`´-‐‑–\u{ad}\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}".contains(sign)
                || unicode_normalization::char::is_combining_mark(sign)
                || (sign == '/' && before == 's')
                || (sign == '.' && is_saint(&words[..at]));
            if !inside {
                return false;
            }
            before = sign;
        }
        true
    }
}

/// Whether `words` end in St or Ste, the only abbreviations that a name may hold.
fn is_saint(words: &str) -> bool {
    let last = words
        .rsplit(|letter: char| !letter.is_alphanumeric())
        .next()
        .unwrap_or_default();
    ["st", "ste", "sts", "stes"]
        .iter()
        .any(|short| last.eq_ignore_ascii_case(short))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is found in `text`: the words, and the first candidate.
    fn found(text: &str) -> Vec<(&str, &str)> {
        let matches = Gazetteer::shipped().matches(text).into_iter();
        matches
            .map(|m| {
                (
                    &text[m.span],
                    m.candidates.first().map_or("-", |place| place.name),
                )
            })
            .collect()
    }

    #[test]
    fn the_longest_name_wins_and_its_bytes_are_those_of_the_text() {
        let text = "à Villeneuve-d’Ascq, à VILLENEUVE LA GARENNE et à Saint-Denis.";
        let expected = [
            ("Villeneuve-d’Ascq", "Villeneuve-d'Ascq"),
            ("VILLENEUVE LA GARENNE", "Villeneuve-la-Garenne"),
            ("Saint-Denis", "Saint-Denis"),
        ];
        assert_eq!(found(text), expected);
    }

    #[test]
    fn a_contraction_holds_the_article() {
        assert_eq!(found("la ville des Mureaux"), [("Mureaux", "Les Mureaux")]);
        assert_eq!(found("au Havre"), [("Havre", "Le Havre")]);
        assert_eq!(
            found("la mairie de l'Haÿ-les-Roses"),
            [("l'Haÿ-les-Roses", "L'Haÿ-les-Roses")]
        );
        assert_eq!(
            found("les élus de la Madeleine"),
            [("la Madeleine", "La Madeleine")]
        );
        assert_eq!(found("(Mureaux)"), []);
    }

    #[test]
    fn punctuation_cuts_a_name_and_an_abbreviated_saint_does_not() {
        assert_eq!(found("Châlons, en Champagne")[0].1, "Châlons");
        assert_eq!(found("à St. Ouen"), [("St. Ouen", "Saint-Ouen")]);
        assert_eq!(found("Ivry. Sur Seine"), []);
    }

    #[test]
    fn small_letters_name_nobody_unless_asked() {
        assert_eq!(found("vers mers et mons"), []);
        let any = Gazetteer::shipped().matches_any_case("ville de montpellier");
        assert!(any.iter().any(|m| m.candidates[0].code == "34172"));
    }

    #[test]
    fn an_epci_is_read_with_its_type_word_on_either_side() {
        for (text, words, name) in [
            (
                "la communauté de communes de Parthenay-Gâtine",
                0,
                "CC de Parthenay-Gâtine",
            ),
            (
                "la Communauté d’Agglomération Amiens Métropole",
                1,
                "CA Amiens Métropole",
            ),
            ("avec Amiens Métropole (4@)", 1, "CA Amiens Métropole"),
            ("Metz Métropole", 1, "Metz Métropole"),
            ("Lorient agglomération", 1, "CA Lorient Agglomération"),
            ("la CA du Beauvaisis", 0, "CA du Beauvaisis"),
            (
                "la communauté urbaine du Grand Nancy",
                0,
                "Métropole du Grand Nancy",
            ),
            (
                "la métropole de Strasbourg",
                0,
                "Eurométropole de Strasbourg",
            ),
            (
                "la communauté d'agglomération de Lisieux",
                0,
                "CA Lisieux Normandie",
            ),
            (
                "la communauté de communes du Vexin normand",
                0,
                "CC du Vexin Normand",
            ),
        ] {
            let all = found(text);
            assert_eq!(all.len(), 1, "{text}: {all:?}");
            assert_eq!(all[0].1, name, "{text}");
            assert!(all[0].0.split_whitespace().count() > words, "{all:?}");
        }
    }

    #[test]
    fn an_epci_that_no_table_knows_is_not_taken_for_the_commune_of_its_name() {
        let text = "la communauté de communes de Montpellier";
        let matches = Gazetteer::shipped().matches(text);
        assert_eq!(matches.len(), 1);
        assert_eq!(
            (matches[0].how, matches[0].candidates.len()),
            (How::UnknownEpci, 0)
        );
    }

    #[test]
    fn a_plural_announces_a_list_of_groupings() {
        let text = "les communautés de communes Trois Rives, Parthenay, Erdre et Gesvre ainsi que \
            la communauté urbaine du Grand Nancy, puis Metz";
        let expected = [
            ("Trois Rives", "-"),
            ("Parthenay", "CC de Parthenay-Gâtine"),
            ("Erdre et Gesvre", "CC d'Erdre et Gesvres"),
            (
                "communauté urbaine du Grand Nancy",
                "Métropole du Grand Nancy",
            ),
            ("Metz", "Metz"),
        ];
        assert_eq!(found(text), expected);
        assert_eq!(
            found("des communautés de communes ou d’agglomération sont venues"),
            []
        );
    }

    #[test]
    fn a_grouping_of_another_day_keeps_its_whole_name() {
        assert_eq!(
            found("la communauté d'agglomération Caux Vallée de Seine quatre @, Bourg trois"),
            [
                (
                    "communauté d'agglomération Caux Vallée de Seine",
                    "CA Caux Seine Agglo"
                ),
                ("Bourg", "Bourg")
            ]
        );
        assert_eq!(
            found("la communauté de communes Montpellier Rives d'Or a reçu"),
            [("communauté de communes Montpellier Rives d'Or", "-")]
        );
    }

    #[test]
    fn a_commune_with_a_type_word_after_it_is_a_grouping() {
        assert_eq!(
            found("Montpellier Agglomération"),
            [(
                "Montpellier Agglomération",
                "Montpellier Méditerranée Métropole"
            )]
        );
        let matches = Gazetteer::shipped().matches("Hazebrouck agglomération");
        assert_eq!(matches[0].how, How::UnknownEpci);
        assert_eq!(found("Hazebrouck communauté")[0].1, "Hazebrouck");
    }

    #[test]
    fn the_word_ca_is_not_the_initials() {
        assert_eq!(found("ca Amiens"), [("Amiens", "Amiens")]);
        assert_eq!(found("Ça, Amiens"), [("Amiens", "Amiens")]);
    }

    #[test]
    fn a_look_at_one_place_sees_what_the_scan_sees() {
        let text = "Palmarès : la ville des Mureaux (78), Saint-Denis (93) et la CA du Beauvaisis";
        let gazetteer = Gazetteer::shipped();
        for one in gazetteer.matches(text) {
            assert_eq!(gazetteer.longest_at(text, one.span.start), Some(one));
        }
        assert_eq!(gazetteer.longest_at(text, 1), None);
        assert_eq!(gazetteer.longest_at(text, 9999), None);
    }

    #[test]
    fn glued_marks_part_words() {
        assert_eq!(
            found("(59) @Anzin (59) @@Maing"),
            [("Anzin", "Anzin"), ("Maing", "Maing")]
        );
    }

    proptest! {
        #[test]
        fn scanning_never_panics_and_spans_are_words_in_order(
            text in "(CA|cc|communauté d|[A-Zéèœa-z' ,.@()-]|Saint-|Le |du |St. |Metz |Métropole|\\PC){0,60}"
        ) {
            let mut end = 0;
            for one in Gazetteer::shipped().matches_any_case(&text) {
                prop_assert!(one.span.start >= end && text.get(one.span.clone()).is_some());
                prop_assert!(!one.span.is_empty());
                end = one.span.end;
            }
            for at in 0..text.len() {
                let _ = Gazetteer::shipped().longest_at(&text, at);
            }
        }
    }
}
