//! Groupings of communes by their names, their initials and their members.

use fst::automaton::Levenshtein;
use fst::{IntoStreamer as _, Streamer as _};

use crate::label::claim::PlaceKind;
use crate::label::gazetteer::table::{NONE, Sort};
use crate::label::gazetteer::{Collectivity, Gazetteer, epci, names};
use crate::text::fold;

impl Gazetteer {
    /// The EPCI with this core name: the name without type words, in any case and spelling, the
    /// largest first.
    pub fn epci_by_core(&self, core: &str) -> Vec<Collectivity> {
        let key = names::key(core);
        let value = self.cores.get(epci::skip_connectors(&key));
        value
            .map(|value| self.collectivities(value))
            .unwrap_or_default()
    }

    /// The EPCI with this name, type words included or not: "CA Amiens Métropole", "communauté
    /// de communes de Parthenay-Gâtine", "Amiens Métropole". A stated type decides among several.
    pub fn epci_by_name(&self, name: &str) -> Vec<Collectivity> {
        let key = names::key(name);
        let (sort, _) = epci::split_head(&key);
        let mut cores = epci::cores(&key);
        cores.sort_by_key(|core| std::cmp::Reverse(core.len()));
        let value = cores.iter().find_map(|core| self.cores.get(core));
        let found = value
            .map(|value| self.collectivities(value))
            .unwrap_or_default();
        self.of_sort(found, sort)
    }

    /// The EPCI whose full name has these initials ("CAPA"), among those with a member in one of
    /// `departments` (codes; all where it is empty), the largest first.
    pub fn epci_by_initials(&self, initials: &str, departments: &[&str]) -> Vec<Collectivity> {
        let wanted = fold(initials);
        let near = |epci: &Collectivity| {
            departments.is_empty()
                || departments.contains(&epci.department)
                || self
                    .members(epci.code)
                    .any(|town| departments.contains(&town.department))
        };
        let named = |epci: &Collectivity| epci::initials(&names::key(epci.name)) == wanted;
        let groupings = self.all().filter(|place| place.kind == PlaceKind::Epci);
        let mut found: Vec<_> = groupings.filter(named).filter(near).collect();
        found.sort_by_key(|epci| (u32::MAX - epci.population, epci.code));
        found
    }

    /// The EPCI whose name has the same words as `name`, small words, initials in brackets and one more word left
    /// aside, where it is only one: "communauté urbaine Creusot-Montceau".
    pub fn epci_alike(&self, name: &str) -> Vec<Collectivity> {
        let core = |name: &str| {
            let key = names::key(name.split(" (").next().unwrap_or(name));
            let core = epci::split_head(&key).1.to_owned();
            let small = |word: &&str| {
                !names::is_connector(word) && !matches!(*word, "et" | "en" | "a" | "sur" | "lez")
            };
            core.split(' ')
                .filter(small)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let wanted = core(name);
        if wanted.len() < 2 {
            return Vec::new();
        }
        let mut exact = Vec::new();
        let mut longer = Vec::new();
        for epci in self.all().filter(|place| place.kind == PlaceKind::Epci) {
            let own = core(epci.name);
            if !wanted.iter().all(|word| own.contains(word)) {
                continue;
            }
            match own.len() - wanted.len().min(own.len()) {
                0 => exact.push(epci),
                1 => longer.push(epci),
                _ => {}
            }
        }
        let found = if exact.is_empty() { longer } else { exact };
        if found.len() == 1 { found } else { Vec::new() }
    }

    /// The EPCI that goes by these initials, printed in its name ("CA … (CAPI)") or made of its words, among those with
    /// a member in one of `departments`; none where there are several.
    pub fn epci_by_acronym(&self, word: &str, departments: &[&str]) -> Option<Collectivity> {
        let printed = format!("({word})");
        let mut named = self
            .all()
            .filter(|place| place.kind == PlaceKind::Epci && place.name.ends_with(&printed));
        let near = |epci: &Collectivity| {
            self.members(epci.code)
                .any(|town| departments.contains(&town.department))
        };
        if let Some(epci) = named.find(near) {
            return Some(epci);
        }
        match self.epci_by_initials(word, departments).as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The communes of the EPCI with this SIREN, by code.
    pub fn members(&self, siren: &str) -> impl Iterator<Item = Collectivity> {
        let row = self
            .table
            .find(siren)
            .and_then(|index| self.table.row(index));
        let list = row
            .filter(|row| row.sort.is_epci())
            .map(|row| u64::from(row.extra.0));
        let members = list.map(|at| self.table.list(at));
        members
            .into_iter()
            .flatten()
            .filter_map(|index| self.collectivity(index))
    }

    /// The EPCI with its own tax that the commune with this code belongs to.
    pub fn epci_of(&self, code: &str) -> Option<Collectivity> {
        let row = self.table.row(self.table.find(code)?)?;
        self.collectivity(row.epci)
    }

    /// The EPCI that are named after one of these communes: theirs today, of the stated type, with
    /// a core name that begins with the commune's.
    pub(super) fn epci_of_seat(
        &self,
        towns: &[Collectivity],
        name: &str,
        sort: Option<Sort>,
    ) -> Vec<Collectivity> {
        let key = names::key(name);
        let (_, bare) = names::split_article(&key);
        let mut found = Vec::new();
        for town in towns.iter().filter(|town| town.in_force()) {
            let index = self
                .table
                .find(town.code)
                .and_then(|index| self.table.row(index));
            let Some(epci) = index.map(|row| row.epci).filter(|index| *index != NONE) else {
                continue;
            };
            let typed = self
                .table
                .row(epci)
                .is_some_and(|row| sort.is_none_or(|s| s == row.sort));
            let Some(place) = self.collectivity(epci).filter(|_| typed) else {
                continue;
            };
            let folded = names::key(place.name);
            let after = epci::split_head(&folded).1.strip_prefix(bare);
            if after.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) {
                found.push(place);
            }
        }
        // Two communes of one name with an EPCI each: nobody is meant for sure.
        if found.len() > 1 { Vec::new() } else { found }
    }

    /// The EPCI whose core name is one edit away from `core` (folded), where it is only one and the
    /// name is long enough for that to mean something.
    pub(super) fn near_core(&self, core: &str) -> Vec<Collectivity> {
        let key = names::key(core);
        let close = (key.len() >= 8)
            .then(|| Levenshtein::new(&key, 1).ok())
            .flatten();
        let Some(close) = close else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut stream = self.cores.search(&close).into_stream();
        while let Some((_, value)) = stream.next() {
            found.extend(self.collectivities(value));
        }
        found.dedup();
        if found.len() == 1 { found } else { Vec::new() }
    }

    /// Those of the stated type, where there are any; types change when an EPCI grows.
    pub(super) fn of_sort(
        &self,
        found: Vec<Collectivity>,
        sort: Option<Sort>,
    ) -> Vec<Collectivity> {
        let typed = |place: &&Collectivity| {
            let row = self
                .table
                .find(place.code)
                .and_then(|index| self.table.row(index));
            row.is_some_and(|row| sort.is_none_or(|sort| sort == row.sort))
        };
        let same: Vec<_> = found.iter().filter(typed).copied().collect();
        if same.is_empty() { found } else { same }
    }
}
