//! The official sites of town halls, as seeds: from the table of the gazetteer
//! (`label/gazetteer/DATA.md` names its source and licence).

use std::collections::HashSet;

use crate::label::claim::PlaceKind;
use crate::label::gazetteer::{Collectivity, Gazetteer};
use crate::store::seeds::Seeds;
use crate::store::seeds::edit::NewSeed;
use crate::web::url::{parse, site};

/// Which communes are wanted: of these departments or with these codes, of a size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Codes of departments.
    pub departments: Vec<String>,
    /// INSEE codes of communes, in force or former ones.
    pub codes: Vec<String>,
    /// Least number of inhabitants.
    pub population: u32,
}

/// What a choice comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Sites to be added, by code.
    pub new: Vec<NewSeed>,
    /// Communes whose site, or whose code, stands in the seeds.
    pub known: usize,
    /// Communes of which the table has no site.
    pub without: Vec<&'static str>,
    /// Communes whose site is a page on a host that is not their own: one entry is one host.
    pub shared: Vec<&'static str>,
    /// Communes whose host asked not to be crawled.
    pub opted_out: Vec<&'static str>,
}

impl Wanted {
    fn takes(&self, commune: &Collectivity) -> bool {
        let named = self.codes.iter().any(|code| code == commune.code);
        let of_departments = self.codes.is_empty() || !self.departments.is_empty();
        let there = self.departments.is_empty()
            || self
                .departments
                .iter()
                .any(|code| code == commune.department);
        named || (of_departments && there && commune.population >= self.population)
    }

    /// The official sites of the communes in force that are wanted, and which of them the seeds have.
    ///
    /// A commune that is named by its code is taken whatever its size; without departments and codes, all
    /// communes of the size are.
    pub fn choose(&self, gazetteer: &Gazetteer, seeds: &Seeds) -> Choice {
        let codes: HashSet<&str> = seeds
            .hosts
            .iter()
            .filter_map(|seed| seed.code.as_deref())
            .collect();
        let mut hosts: HashSet<String> = seeds.hosts.iter().map(|seed| seed.host.clone()).collect();
        let mut choice = Choice::default();
        let communes = gazetteer
            .all()
            .filter(|place| place.kind == PlaceKind::Commune && place.in_force());
        for commune in communes.filter(|commune| self.takes(commune)) {
            if codes.contains(commune.code) {
                choice.known += 1;
                continue;
            }
            let Some(url) = gazetteer
                .site_of(commune.code)
                .and_then(|site| parse(site).ok())
            else {
                choice.without.push(commune.name);
                continue;
            };
            let own = gazetteer.by_host(site(&url));
            if seeds.opted_out(&url).is_some() {
                choice.opted_out.push(commune.name);
            } else if own.is_none_or(|own| own.code != commune.code) {
                choice.shared.push(commune.name);
            } else if hosts.insert(site(&url).to_owned()) {
                choice.new.push(NewSeed {
                    name: commune.name.to_owned(),
                    code: Some(commune.code.to_owned()),
                    start: vec![url],
                    feeds: Vec::new(),
                    scope: Vec::new(),
                });
            } else {
                choice.known += 1;
            }
        }
        choice
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(departments: &[&str], codes: &[&str], population: u32, seeds: &Seeds) -> Choice {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let wanted = Wanted {
            departments: owned(departments),
            codes: owned(codes),
            population,
        };
        wanted.choose(Gazetteer::shipped(), seeds)
    }

    #[test]
    fn every_commune_that_is_wanted_is_accounted_for() {
        let choice = choose(&["59"], &[], 2_000, &Seeds::default());
        let all = Gazetteer::shipped().all().filter(|place| {
            place.kind == PlaceKind::Commune
                && place.in_force()
                && place.department == "59"
                && place.population >= 2_000
        });
        let told = choice.new.len() + choice.known + choice.without.len() + choice.shared.len();
        assert_eq!(told, all.count());
        assert!(choice.new.len() > 100, "{}", choice.new.len());
        assert!(choice.new.iter().all(|seed| {
            seed.code
                .as_ref()
                .is_some_and(|code| code.starts_with("59"))
        }));
        assert!(choice.new.is_sorted_by_key(|seed| seed.code.clone()));
    }

    #[test]
    fn a_commune_that_is_named_is_taken_whatever_its_size_and_alone() {
        let choice = choose(&[], &["59009"], 1_000_000, &Seeds::default());
        assert_eq!(choice.new.len(), 1);
        assert_eq!(choice.new[0].name, "Villeneuve-d'Ascq");
        let both = choose(&["2A"], &["59009"], 1_000_000, &Seeds::default());
        assert_eq!(both.new, choice.new, "and no commune of that size in 2A");
    }

    #[test]
    fn every_site_that_is_given_is_a_seed_that_loads() {
        let folder = tempfile::tempdir().unwrap();
        let choice = choose(&[], &[], 0, &Seeds::default());
        crate::store::seeds::edit::add(folder.path(), "all.toml", "", &choice.new).unwrap();
        let seeds = crate::store::seeds::load(folder.path()).unwrap();
        assert_eq!(seeds.hosts.len(), choice.new.len());
        assert!(seeds.hosts.len() > 15_000, "{}", seeds.hosts.len());
        let again = choose(&[], &[], 0, &seeds);
        assert_eq!(
            (again.new.len(), again.known),
            (0, choice.new.len() + choice.known)
        );
    }
}
