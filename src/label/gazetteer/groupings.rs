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
