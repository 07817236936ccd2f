//! Names one edit away from a commune's: in a department that the page is about, or of a town that everybody knows.

use fst::automaton::Levenshtein;
use fst::{IntoStreamer, Streamer};

use super::{Collectivity, Gazetteer, names};

/// A name of fewer letters than this has too many neighbours to be taken for a known town's.
const SHORTEST_ANYWHERE: usize = 8;
/// Towns of as many inhabitants are known to readers elsewhere.
const KNOWN: u32 = 10_000;

impl Gazetteer {
    /// The commune of this department whose name is one edit away from `name` (or none): "Ambroise"
    /// in 37. Two such communes are nobody, and so is a name of fewer than five letters.
    pub fn near(&self, name: &str, department: &str) -> Option<Collectivity> {
        if let Some(exact) = self.by_name_in(name, department) {
            return Some(exact);
        }
        let key = names::key(name);
        if key.chars().count() < 5 {
            return None;
        }
        self.one_edit_away(&key, |place| place.department == department)
    }

    /// The commune of 10 000 inhabitants and more whose name is one edit away from `name`, wherever it lies:
    /// "Perpigan", "Lons le Saulnier". Two such are nobody, and so is a name of fewer than eight letters.
    pub fn near_anywhere(&self, name: &str) -> Option<Collectivity> {
        let key = names::key(name);
        if key.chars().count() < SHORTEST_ANYWHERE {
            return None;
        }
        self.one_edit_away(&key, |place| place.population >= KNOWN)
    }

    /// The one commune of those that `fits` whose name is at most one edit away from `key`.
    fn one_edit_away(
        &self,
        key: &str,
        fits: impl Fn(&Collectivity) -> bool,
    ) -> Option<Collectivity> {
        let close = Levenshtein::new(key, 1).ok()?;
        let mut found: Option<Collectivity> = None;
        for map in [&self.names, &self.bare] {
            let mut stream = map.search(&close).into_stream();
            while let Some((_, value)) = stream.next() {
                for place in self.collectivities(value).into_iter().filter(&fits) {
                    let same = |other: Collectivity| other.code_in_force() == place.code_in_force();
                    if !found.is_none_or(same) {
                        return None;
                    }
                    found = found.filter(Collectivity::in_force).or(Some(place));
                }
            }
        }
        found
    }
}
