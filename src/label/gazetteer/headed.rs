//! Groupings of communes in a running text, where a type word announces them: "la communauté de
//! communes de X", "les communautés de communes X, Y et Z".

use crate::label::gazetteer::epci::{self, Head};
use crate::label::gazetteer::scan::Scan;
use crate::label::gazetteer::table::Sort;
use crate::label::gazetteer::{Collectivity, How, Match, names};

/// Most words by which a name that no table knows goes on.
const MORE_WORDS: usize = 6;

/// A name that a type word announces: where it ends, whom it means, how that is known.
type Named = (usize, Vec<Collectivity>, How);

impl Scan<'_> {
    /// The groupings that the type word at `at` announces, each with its end in the folded text:
    /// one, or all those of a list after a plural.
    pub(super) fn headed(&self, at: usize) -> Vec<(Match, usize)> {
        let Some(head) = self.head(at) else {
            return Vec::new();
        };
        let Some((from, named)) = self.after_connectors(head, at) else {
            return Vec::new();
        };
        if !head.plural {
            return vec![self.found(at, named)];
        }
        // Of a list each name stands for itself: the type word is that of all.
        let mut all = vec![self.found(from, named)];
        while let Some(next) = all.last().and_then(|(_, end)| self.next_in_list(*end)) {
            let Some(named) = self.named(head, next) else {
                break;
            };
            all.push(self.found(next, named));
        }
        all
    }

    fn head(&self, at: usize) -> Option<Head> {
        let head = epci::head(self.folded.text.get(at..)?)?;
        let counts = !head.initials || self.is_upper(at..at + head.length);
        counts.then_some(head)
    }

    fn found(&self, at: usize, (end, candidates, how): Named) -> (Match, usize) {
        let span = self.folded.original(at..end);
        (
            Match {
                span,
                candidates,
                how,
            },
            end,
        )
    }

    /// The name after the type word, and where it begins past `de`, `du`, `des`…
    fn after_connectors(&self, head: Head, at: usize) -> Option<(usize, Named)> {
        let mut from = at + head.length;
        for _ in 0..4 {
            if from >= self.folded.text.len() || !self.is_close(from, from + 1) {
                return None;
            }
            from += 1;
            if let Some(named) = self.named(head, from) {
                return Some((from, named));
            }
            let end = self.word_end(from);
            if !names::is_connector(&self.folded.text[from..end]) {
                return None;
            }
            from = end;
        }
        None
    }

    /// Whom `head` announces at `from`: an EPCI by its core name; one that is named after the
    /// commune there; or, by capitals alone, one that no table knows.
    fn named(&self, head: Head, from: usize) -> Option<Named> {
        let core = self.longest(&self.gazetteer.cores, from);
        let begins = self.may_start(from);
        let town = begins
            .then(|| self.longest(&self.gazetteer.names, from))
            .flatten();
        let town_end = town.as_ref().map_or(0, |town| town.0);
        if let Some((end, candidates)) = core.filter(|core| core.0 >= town_end) {
            return Some((
                end,
                self.gazetteer.of_sort(candidates, head.sort),
                How::Epci,
            ));
        }
        let states_grouping = matches!(head.sort, Some(Sort::Cc | Sort::Ca | Sort::Cu));
        let spelt_out = states_grouping && !head.initials;
        if town.is_none() && !(spelt_out && self.is_capital(from)) {
            return None;
        }
        let first = if town_end > 0 {
            town_end
        } else {
            self.word_end(from)
        };
        if let Some(near) = spelt_out.then(|| self.near_core(from, first)).flatten() {
            return Some(near);
        }
        let (end, towns) = (
            self.continued(first, false),
            town.map_or(Vec::new(), |town| town.1),
        );
        let name = &self.folded.text[from..first];
        let seat = self.gazetteer.epci_of_seat(&towns, name, head.sort);
        // Words that go on after the commune name another grouping than that of the commune.
        Some(if seat.is_empty() || end > first {
            (end, Vec::new(), How::UnknownEpci)
        } else {
            (end, seat, How::Epci)
        })
    }

    /// An EPCI whose core name is one edit away from the words at `from`.
    fn near_core(&self, from: usize, first: usize) -> Option<Named> {
        let mut ends = vec![self.continued(first, true), self.continued(first, false)];
        ends.dedup();
        ends.into_iter().find_map(|end| {
            let candidates = self.gazetteer.near_core(&self.folded.text[from..end]);
            (!candidates.is_empty()).then_some((end, candidates, How::Epci))
        })
    }

    /// Where a name that has come to `end` ends when the capitalised words after it are of it too,
    /// small words between them allowed, `et` only `with_and`.
    fn continued(&self, end: usize, with_and: bool) -> usize {
        let (mut settled, mut at) = (end, end);
        for _ in 0..MORE_WORDS {
            if at >= self.folded.text.len() || !self.is_close(at, at + 1) {
                break;
            }
            let next = self.word_end(at + 1);
            let word = &self.folded.text[at + 1..next];
            let joins = names::is_connector(word)
                || matches!(word, "en" | "sur" | "sous" | "a")
                || (with_and && word == "et");
            if self.is_capital(at + 1) {
                settled = next;
            } else if !joins {
                break;
            }
            at = next;
        }
        settled
    }

    /// Where the next name of a list begins: after a comma, after `et`, or after both.
    fn next_in_list(&self, end: usize) -> Option<usize> {
        let mut at = end + 1;
        let comma = match self.between(end, at).trim() {
            "," => true,
            "" => false,
            _ => return None,
        };
        let word = self.word_end(at.min(self.folded.text.len()));
        let and = self.folded.text.get(at..word) == Some("et");
        if and {
            self.is_close(word, word + 1).then(|| at = word + 1)?;
        }
        ((comma || and) && at < self.folded.text.len() && self.may_start(at)).then_some(at)
    }

    /// A commune with a type word after it, at `end`: "Montpellier Agglomération". It means the
    /// EPCI that is named after the commune, or one that no table knows.
    pub(super) fn tailed(&self, at: usize, end: usize, towns: &[Collectivity]) -> Option<Named> {
        if end >= self.folded.text.len() || !self.is_close(end, end + 1) {
            return None;
        }
        let tail_end = self.word_end(end + 1);
        let tail = &self.folded.text[end + 1..tail_end];
        // "Bourg communauté" in small letters is no name; "Lorient agglomération" is one.
        if !epci::is_tail(tail) || (tail == "communaute" && !self.is_capital(end + 1)) {
            return None;
        }
        let seat = self
            .gazetteer
            .epci_of_seat(towns, &self.folded.text[at..end], None);
        let how = if seat.is_empty() {
            How::UnknownEpci
        } else {
            How::Epci
        };
        Some((tail_end, seat, how))
    }
}
