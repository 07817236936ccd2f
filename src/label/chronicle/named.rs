//! Which collectivity a person means by a name typed in any spelling, a code or a SIREN.

use std::collections::BTreeSet;

use super::Chronicles;
use crate::label::claim::PlaceKind;
use crate::label::gazetteer::{Collectivity, Gazetteer, read_department};
use crate::text::fold;

/// A collectivity that a name may mean.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Key of its chronicle.
    pub place: String,
    /// INSEE code or SIREN in force, where it has one.
    pub code: Option<String>,
    /// Its official name.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// Code of its department.
    pub department: Option<String>,
    /// The former commune that was named, where it is part of this one today.
    pub former: Option<String>,
}

/// How a name was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// To the letter, but for case, accents, hyphens and the like.
    AsTyped,
    /// The name goes on: "Vandœuvre" for Vandœuvre-lès-Nancy.
    Shortened,
    /// One letter is another.
    Near,
}

impl Named {
    fn of(gazetteer: &Gazetteer, found: &Collectivity) -> Option<Self> {
        let today = gazetteer.get(found.code_in_force())?;
        Some(Self {
            place: today.code.to_owned(),
            code: Some(today.code.to_owned()),
            name: today.name.to_owned(),
            kind: today.kind,
            department: Some(today.department.to_owned()).filter(|code| !code.is_empty()),
            former: Some(found.name.to_owned()).filter(|name| name != today.name),
        })
    }
}

impl Chronicles<'_> {
    /// Whom `text` may mean, and how it was understood: a code, a name of a commune of today or of
    /// once, of a grouping, or of a place without a code that has a record. A department may stand
    /// behind a name: `Saint-Denis (93)`, `Saint-Denis, Réunion`.
    pub fn named(&self, text: &str) -> (How, Vec<Named>) {
        let gazetteer = Gazetteer::shipped();
        let text = text.trim();
        let code = text.replace([' ', '\u{a0}'], "").to_uppercase();
        if let Some(found) = gazetteer.get(&code) {
            return (
                How::AsTyped,
                Named::of(gazetteer, &found).into_iter().collect(),
            );
        }
        let (name, department) = parted(text);
        let inside = |found: &Collectivity| {
            department.is_none_or(|department| found.department == department)
        };
        let mut found = gazetteer.by_name(name);
        found.retain(inside);
        if found.is_empty() {
            found = gazetteer.epci_by_name(name);
            found.retain(inside);
        }
        let mut named = unique(gazetteer, &found);
        named.extend(self.without_code(name));
        if !named.is_empty() {
            return (How::AsTyped, named);
        }
        let short = unique(gazetteer, &gazetteer.shortened(name, department));
        if !short.is_empty() {
            return (How::Shortened, short);
        }
        let near = match department {
            Some(department) => gazetteer.near(name, department),
            None => gazetteer.near_anywhere(name),
        };
        (How::Near, unique(gazetteer, near.as_slice()))
    }

    /// The places with a record that have no code and this name.
    fn without_code(&self, name: &str) -> Vec<Named> {
        let records = self.towns().filter_map(|(place, town)| {
            let record = town.any()?;
            (record.code.is_none() && fold(&record.name) == fold(name)).then_some((place, record))
        });
        records
            .map(|(place, record)| Named {
                place: place.to_owned(),
                code: None,
                name: record.name.clone(),
                kind: record.place_kind,
                department: record.department.clone(),
                former: None,
            })
            .collect()
    }
}

/// Those in force, or, where there are none, what the former ones are today; each once, in their order.
fn unique(gazetteer: &Gazetteer, found: &[Collectivity]) -> Vec<Named> {
    let any_in_force = found.iter().any(Collectivity::in_force);
    let mut met = BTreeSet::new();
    found
        .iter()
        .filter(|place| place.in_force() || !any_in_force)
        .filter_map(|place| Named::of(gazetteer, place))
        .filter(|named| met.insert(named.place.clone()))
        .collect()
}

/// A name and the department behind it, in brackets or behind a comma.
fn parted(text: &str) -> (&str, Option<&'static str>) {
    let split = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
        .or_else(|| text.rsplit_once(','));
    let Some((name, behind)) = split else {
        return (text, None);
    };
    match read_department(behind) {
        Some(department) => (name.trim(), Some(department)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::level;
    use super::*;

    fn codes(text: &str) -> (How, Vec<String>) {
        let (how, named) = Chronicles::default().named(text);
        (how, named.into_iter().map(|named| named.place).collect())
    }

    #[test]
    fn a_town_is_meant_by_any_spelling_a_code_or_a_department_behind_it() {
        for text in [
            "Villeneuve-d'Ascq",
            "villeneuve d ascq",
            "VILLENEUVE D’ASCQ",
            " 59009 ",
            "Villeneuve d'Ascq (Nord)",
        ] {
            assert_eq!(
                codes(text),
                (How::AsTyped, vec!["59009".to_owned()]),
                "{text}"
            );
        }
        assert_eq!(codes("Saint-Denis (93)").1, ["93066"]);
        assert_eq!(codes("saint denis, Réunion").1, ["97411"]);
        assert!(codes("Saint-Denis").1.len() > 1, "homonyms are all told");
        assert_eq!(codes("2a004").1, ["2A004"]);
    }

    #[test]
    fn a_grouping_is_meant_by_its_name_or_its_siren() {
        let (_, named) = Chronicles::default().named("Metz Métropole");
        assert_eq!(named[0].kind, PlaceKind::Epci);
        assert_eq!(codes(&named[0].place).1, [named[0].place.clone()]);
    }

    #[test]
    fn a_former_commune_leads_to_the_one_of_today() {
        let (_, named) = Chronicles::default().named("Notre-Dame-de-Gravenchon");
        assert_eq!(named[0].name, "Port-Jérôme-sur-Seine");
        assert_eq!(named[0].former.as_deref(), Some("Notre-Dame-de-Gravenchon"));
    }

    #[test]
    fn a_short_form_and_a_slip_are_told_as_such() {
        let (how, codes_found) = codes("Vandœuvre (54)");
        assert_eq!(
            (how, codes_found.first().map(String::as_str)),
            (How::Shortened, Some("54547"))
        );
        assert_eq!(codes("Perpigan").0, How::Near);
        assert_eq!(codes("Qwertzuiop"), (How::Near, vec![]));
        assert_eq!(codes(""), (How::Near, vec![]));
    }

    #[test]
    fn a_place_without_a_code_is_known_by_its_record() {
        let mut record = level("59009", Some(2006), &[5]);
        (record.code, record.name) = (None, "Bourg (Ailleurs)".to_owned());
        let records = [record];
        let (_, named) = Chronicles::of(&records).named("bourg ailleurs");
        assert_eq!(named[0].code, None);
    }
}
