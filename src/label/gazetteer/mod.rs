//! The collectivities: every commune in force, those that were, and the groupings of communes, with
//! their codes, and how a text names them.
//!
//! The tables are built beforehand (`build`, `DATA.md`) and read in place from the binary: opening
//! takes microseconds and no memory of its own.

mod demonyms;
mod departments;
mod epci;
mod groupings;
mod headed;
mod hosts;
mod names;
mod near;
mod points;
mod scan;
mod table;
pub mod build;

use std::ops::Range;
use std::sync::LazyLock;

use fst::{IntoStreamer as _, Streamer as _};

use crate::label::claim::PlaceKind;
use table::{NONE, Sort, Table};

pub use points::Point;

pub use departments::{
    DEPARTMENTS, Department, REGIONS, department_by_code, department_by_name, read_department,
    region_by_name, region_name,
};

/// A commune in force or a former one, or a grouping of communes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collectivity {
    /// INSEE code of a commune (`"59009"`), SIREN of an EPCI (`"248000531"`).
    pub code: &'static str,
    /// Official name, with its article: `"Les Mureaux"`, `"CA Amiens Métropole"`.
    pub name: &'static str,
    /// Commune or EPCI.
    pub kind: PlaceKind,
    /// Code of its department, `"59"`, `"2A"`, `"974"`; empty for an EPCI that lies in several.
    pub department: &'static str,
    /// Code of its region, `"32"`; empty for an EPCI that lies in several.
    pub region: &'static str,
    /// Inhabitants; 0 where the table has none.
    pub population: u32,
    /// Code of the commune in force that a delegated, associated or former commune, or a district
    /// of Paris, Lyon or Marseille, is part of now; `None` for what is in force.
    pub successor: Option<&'static str>,
    /// Whether the name or the code is gone since 1999; a delegated or associated commune and a
    /// district still exist inside their `successor`.
    pub former: bool,
}

impl Collectivity {
    /// Whether it stands for itself today.
    pub const fn in_force(&self) -> bool {
        self.successor.is_none()
    }

    /// Its folded name, that of a grouping without the type word in front: `pays de grasse`.
    pub fn core(&self) -> String {
        let name = crate::text::fold(self.name);
        match self.kind {
            PlaceKind::Epci => epci::split_head(&name).1.to_owned(),
            _ => name,
        }
    }

    /// The code of what it is today: its own, or its successor's.
    pub fn code_in_force(&self) -> &'static str {
        self.successor.unwrap_or(self.code)
    }
}

/// How a name was recognised in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The name of one or several communes, as written.
    Name,
    /// The name of communes without the article that a contraction before it holds: `des Mureaux`.
    Contracted,
    /// An EPCI with its type word: `CA Amiens Métropole`, `Lorient Agglomération`.
    Epci,
    /// The core name of an EPCI without any type word: `Parthenay-Gâtine`, `Pays Basque`. It may
    /// well be the land and not the grouping.
    Core,
    /// A type word of EPCI and the name of a commune, and no EPCI of today is called so: the
    /// words do not mean the commune. There are no candidates.
    UnknownEpci,
}

/// A name in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Where it stands, in bytes of the text.
    pub span: Range<usize>,
    /// Whom it may mean: in force first, then by inhabitants, then by code.
    pub candidates: Vec<Collectivity>,
    /// How it was recognised.
    pub how: How,
}

/// The tables do not hold together; those of the binary do, as a test proves.
#[derive(Debug, thiserror::Error)]
#[error("the gazetteer's tables are broken: {0}")]
pub struct GazetteerError(#[from] fst::Error);

type Map = fst::Map<&'static [u8]>;

/// All collectivities, and the maps by which they are found.
pub struct Gazetteer {
    table: Table,
    names: Map,
    bare: Map,
    cores: Map,
    hosts: Map,
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let places = self.table.len();
        formatter
            .debug_struct("Gazetteer")
            .field("places", &places)
            .finish_non_exhaustive()
    }
}

/// One gazetteer for the whole program.
static SHIPPED: LazyLock<Gazetteer> = LazyLock::new(|| match Gazetteer::open() {
    Ok(gazetteer) => gazetteer,
    // The bytes are part of the program and a test opens them: they cannot be wrong at run time.
    Err(error) => unreachable!("{error}"),
});

impl Gazetteer {
    /// The gazetteer of the binary.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Opens the tables of the binary, in place.
    ///
    /// # Errors
    /// When a map is not one; the tables of this repository are checked by a test.
    pub fn open() -> Result<Self, GazetteerError> {
        Ok(Self {
            table: Table {
                rows: include_bytes!("tables/places.bin"),
                heap: include_str!("tables/heap.txt"),
                lists: include_bytes!("tables/lists.bin"),
            },
            names: Map::new(include_bytes!("tables/names.fst").as_slice())?,
            bare: Map::new(include_bytes!("tables/bare.fst").as_slice())?,
            cores: Map::new(include_bytes!("tables/cores.fst").as_slice())?,
            hosts: Map::new(include_bytes!("tables/hosts.fst").as_slice())?,
        })
    }

    /// Every collectivity, by code; records in force before former ones of the same code.
    pub fn all(&self) -> impl Iterator<Item = Collectivity> {
        (0..self.table.len()).filter_map(|index| self.collectivity(index))
    }

    /// The collectivity with this INSEE code or SIREN; where a former commune shares its code with
    /// one in force, the one in force.
    pub fn get(&self, code: &str) -> Option<Collectivity> {
        self.collectivity(self.table.find(code)?)
    }

    /// What the collectivity with this code is today: itself, or the commune that it became part of.
    pub fn in_force(&self, code: &str) -> Option<Collectivity> {
        let found = self.get(code)?;
        found
            .successor
            .map_or(Some(found), |successor| self.get(successor))
    }

    /// The communes with this name, in any case, with or without accents, hyphens and leading
    /// article, St standing for Saint: in force first, then by inhabitants.
    pub fn by_name(&self, name: &str) -> Vec<Collectivity> {
        let key = names::key(name);
        let (article, rest) = names::split_article(&key);
        if let Some(value) = self.names.get(&key).or_else(|| self.bare.get(&key)) {
            return self.collectivities(value);
        }
        let bare = article.and_then(|_| self.names.get(rest));
        bare.map(|value| self.collectivities(value))
            .unwrap_or_default()
    }

    /// The commune with this name in this department (code): one in force before a former one.
    pub fn by_name_in(&self, name: &str, department: &str) -> Option<Collectivity> {
        let key = names::key(name);
        let (article, rest) = names::split_article(&key);
        let direct = self.names.get(&key);
        let bare = self.bare.get(&key);
        let without = article.and_then(|_| self.names.get(rest));
        [direct, bare, without]
            .into_iter()
            .flatten()
            .find_map(|value| {
                let mut found = self.collectivities(value).into_iter();
                found.find(|place| place.department == department)
            })
    }

    /// The communes in force whose name begins with the words of `name` and goes on ("Vandœuvre"
    /// for Vandœuvre-lès-Nancy), in this department or in all, by inhabitants.
    pub fn shortened(&self, name: &str, department: Option<&str>) -> Vec<Collectivity> {
        let key = names::key(name);
        if key.is_empty() {
            return Vec::new();
        }
        let (from, to) = (format!("{key} "), format!("{key}!"));
        let mut found = Vec::new();
        let mut stream = self.names.range().ge(&from).lt(&to).into_stream();
        while let Some((_, value)) = stream.next() {
            let places = self
                .collectivities(value)
                .into_iter()
                .filter(Collectivity::in_force);
            found.extend(places.filter(|p| department.is_none_or(|d| p.department == d)));
        }
        found.sort_by_key(|place| (u32::MAX - place.population, place.code));
        found.dedup();
        found
    }

    /// The commune whose official site is on this host (or bare address); `www.` does not count,
    /// and a host below a town's own is the town's too.
    pub fn by_host(&self, host: &str) -> Option<Collectivity> {
        let host = hosts::host(host)?;
        let mut rest = host.as_str();
        loop {
            if let Some(value) = self.hosts.get(rest) {
                return self.collectivities(value).first().copied();
            }
            rest = rest.split_once('.')?.1;
            if !rest.contains('.') {
                return None;
            }
        }
    }

    /// The address of the official site of the commune with this code.
    pub fn site_of(&self, code: &str) -> Option<&'static str> {
        let row = self.table.row(self.table.find(code)?)?;
        let site = if row.sort.is_epci() {
            ""
        } else {
            self.table.text(row.extra)
        };
        (!site.is_empty()).then_some(site)
    }

    /// Where the town hall of the commune with this code stands, one in force before a former one.
    ///
    /// `None` for groupings, and where the table has none: 99 communes of 34,969, nearly all overseas.
    pub fn point(&self, code: &str) -> Option<Point> {
        points::read(include_bytes!("tables/points.bin"), self.table.find(code)?)
    }

    /// Code of the department with this name; see [`department_by_name`].
    pub fn department_by_name(&self, name: &str) -> Option<&'static str> {
        department_by_name(name)
    }

    /// Name of the department with this code.
    pub fn department_name(&self, code: &str) -> Option<&'static str> {
        department_by_code(code).map(|department| department.name)
    }

    fn collectivities(&self, value: u64) -> Vec<Collectivity> {
        let indices = self.table.postings(value).into_iter();
        indices
            .filter_map(|index| self.collectivity(index))
            .collect()
    }

    fn collectivity(&self, index: u16) -> Option<Collectivity> {
        let row = self.table.row(index)?;
        Some(Collectivity {
            code: self.table.code(index),
            name: self.table.text(row.name),
            kind: row.sort.kind(),
            department: self.table.padded(index, 10, 3),
            region: self.table.padded(index, 13, 3),
            population: row.population,
            successor: (row.successor != NONE).then(|| self.table.code(row.successor)),
            former: row.sort == Sort::Gone,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gazetteer() -> &'static Gazetteer {
        Gazetteer::shipped()
    }

    fn codes(places: &[Collectivity]) -> Vec<&str> {
        places.iter().map(|place| place.code).collect()
    }

    #[test]
    fn every_commune_in_force_is_there_and_found_again_by_name_and_department() {
        let gazetteer = gazetteer();
        let own = |p: &Collectivity| p.kind == PlaceKind::Commune && p.in_force();
        let communes: Vec<_> = gazetteer.all().filter(own).collect();
        assert_eq!(communes.len(), 34_969);
        for commune in communes {
            assert_eq!(gazetteer.get(commune.code), Some(commune));
            let found = gazetteer.by_name_in(commune.name, commune.department);
            assert_eq!(found, Some(commune), "{}", commune.name);
            let department = department_by_code(commune.department);
            assert_eq!(
                department.map(|d| d.region),
                Some(commune.region),
                "{}",
                commune.name
            );
        }
    }

    #[test]
    fn every_former_commune_leads_to_one_in_force() {
        let former: Vec<_> = gazetteer()
            .all()
            .filter(|place| !place.in_force())
            .collect();
        assert_eq!(former.len(), 3517);
        for place in former {
            let today = gazetteer().in_force(place.code_in_force()).unwrap();
            assert!(today.in_force(), "{place:?}");
        }
        let gravenchon = gazetteer()
            .by_name_in("Notre-Dame-de-Gravenchon", "76")
            .unwrap();
        assert_eq!(gravenchon.successor, Some("76476"));
        assert_eq!(
            gazetteer().in_force("76476").unwrap().name,
            "Port-Jérôme-sur-Seine"
        );
        assert_eq!(gazetteer().in_force("13203").unwrap().name, "Marseille");
    }

    #[test]
    fn a_name_is_found_without_accents_hyphens_or_article_and_with_st_for_saint() {
        for (name, code) in [
            ("l hay les roses", "94038"),
            ("Haÿ-les-Roses", "94038"),
            ("MUREAUX", "78440"),
            ("Le Havre", "76351"),
            ("havre", "76351"),
            ("Vandoeuvre les Nancy", "54547"),
            ("St Médard en Jalles", "33449"),
            ("ste-maxime", "83115"),
            ("Châlons s/ Saône", ""),
            ("Chalon s/ Saône", "71076"),
        ] {
            let found = gazetteer().by_name(name);
            assert_eq!(
                codes(&found).first().copied().unwrap_or_default(),
                code,
                "{name}"
            );
        }
    }

    #[test]
    fn homonyms_come_by_inhabitants_and_the_department_settles_them() {
        let found = gazetteer().by_name("Saint-Denis");
        assert_eq!(codes(&found[..2]), ["97411", "93066"]);
        assert!(found.windows(2).all(|pair| {
            (!pair[0].in_force(), u32::MAX - pair[0].population)
                <= (!pair[1].in_force(), u32::MAX - pair[1].population)
        }));
        assert_eq!(
            gazetteer().by_name_in("Saint-Denis", "93").unwrap().code,
            "93066"
        );
        assert_eq!(
            gazetteer().by_name_in("La Rochelle", "70").unwrap().code,
            "70450"
        );
        assert_eq!(gazetteer().by_name_in("La Rochelle", "59"), None);
    }

    #[test]
    fn one_edit_is_forgiven_inside_a_department_and_only_there() {
        let near = |name, department| gazetteer().near(name, department).map(|p| p.name);
        assert_eq!(near("Ambroise", "37"), Some("Amboise"));
        assert_eq!(near("Hazebrouk", "59"), Some("Hazebrouck"));
        assert_eq!(near("Montpelier", "34"), Some("Montpellier"));
        assert_eq!(near("Montpelier", "59"), None);
        assert_eq!(near("Sen", "89"), None);
        assert_eq!(near("", "59"), None);
    }

    #[test]
    fn a_short_form_leads_to_the_names_that_it_begins() {
        assert_eq!(
            gazetteer().shortened("Vandœuvre", Some("54"))[0].code,
            "54547"
        );
        assert_eq!(
            gazetteer().shortened("Asnières", Some("92"))[0].code,
            "92004"
        );
        assert!(gazetteer().shortened("", None).is_empty());
    }

    #[test]
    fn a_host_is_a_towns_own_or_nobodys() {
        let host = |host| gazetteer().by_host(host).map(|place| place.code);
        assert_eq!(host("www.metz.fr"), Some("57463"));
        assert_eq!(host("METZ.FR"), Some("57463"));
        assert_eq!(host("presse.grenoble.fr"), Some("38185"));
        for shared in [
            "intramuros.org",
            "facebook.com",
            "sites.google.com",
            "fr",
            "",
            "metz",
        ] {
            assert_eq!(host(shared), None, "{shared}");
        }
        assert!(gazetteer().site_of("57463").unwrap().contains("metz.fr"));
        assert_eq!(gazetteer().site_of("200039865"), None);
    }

    #[test]
    fn no_personal_mail_address_is_carried_along() {
        let sites = gazetteer()
            .all()
            .filter_map(|place| gazetteer().site_of(place.code));
        assert_eq!(sites.filter(|site| site.contains('@')).count(), 0);
    }

    #[test]
    fn an_epci_is_found_by_every_way_of_naming_it() {
        for name in [
            "CC de Parthenay-Gâtine",
            "Communauté de communes de Parthenay-Gâtine",
            "communauté de communes Parthenay Gatine",
            "Parthenay-Gâtine",
        ] {
            assert_eq!(
                codes(&gazetteer().epci_by_name(name)),
                ["200041333"],
                "{name}"
            );
        }
        assert_eq!(
            codes(&gazetteer().epci_by_core("parthenay gatine")),
            ["200041333"]
        );
        assert_eq!(
            codes(&gazetteer().epci_by_name("Metz Métropole")),
            ["200039865"]
        );
        assert_eq!(codes(&gazetteer().epci_by_core("amiens")), ["248000531"]);
        assert!(
            gazetteer()
                .epci_by_name("Communauté de communes")
                .is_empty()
        );
    }

    #[test]
    fn initials_name_an_epci_within_a_department() {
        assert_eq!(
            codes(&gazetteer().epci_by_initials("CAPA", &["2A"])),
            ["242010056"]
        );
        assert!(gazetteer().epci_by_initials("CAB", &[]).len() > 1);
        assert_eq!(
            codes(&gazetteer().epci_by_initials("CAB", &["60"])),
            ["200067999"]
        );
    }

    #[test]
    fn an_epci_has_members_and_each_of_them_has_it() {
        let members: Vec<_> = gazetteer().members("200041333").collect();
        assert!(members.iter().any(|town| town.name == "Parthenay"));
        for town in members {
            assert_eq!(gazetteer().epci_of(town.code).unwrap().code, "200041333");
        }
        assert_eq!(gazetteer().members("79202").count(), 0);
        assert_eq!(gazetteer().get("248000531").unwrap().department, "80");
    }

    #[test]
    fn codes_that_are_none_find_nothing() {
        for code in ["", "0", "99999", "59009 ", "éàù", "2A", "999999999"] {
            assert_eq!(gazetteer().get(code), None, "{code}");
            assert_eq!(gazetteer().in_force(code), None, "{code}");
        }
    }
}
