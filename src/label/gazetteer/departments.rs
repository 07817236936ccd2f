//! Departments, overseas collectivities and regions: code, name, region.
//!
//! A hundred lines that change once in a decade are easier to read here than in a generated table.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::fold;

/// A department or what stands for one overseas, as the INSEE codes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Department {
    /// `"01"`, `"2A"`, `"974"`.
    pub code: &'static str,
    /// Official name, without article: `"Hérault"`.
    pub name: &'static str,
    /// INSEE code of its region, `"76"`; its own code where it belongs to none.
    pub region: &'static str,
}

const fn department(code: &'static str, region: &'static str, name: &'static str) -> Department {
    Department { code, name, region }
}

/// All of them, in the order of their codes.
#[rustfmt::skip]
pub const DEPARTMENTS: [Department; 109] = [
    department("01", "84", "Ain"), department("02", "32", "Aisne"),
    department("03", "84", "Allier"), department("04", "93", "Alpes-de-Haute-Provence"),
    department("05", "93", "Hautes-Alpes"), department("06", "93", "Alpes-Maritimes"),
    department("07", "84", "Ardèche"), department("08", "44", "Ardennes"),
    department("09", "76", "Ariège"), department("10", "44", "Aube"),
    department("11", "76", "Aude"), department("12", "76", "Aveyron"),
    department("13", "93", "Bouches-du-Rhône"), department("14", "28", "Calvados"),
    department("15", "84", "Cantal"), department("16", "75", "Charente"),
    department("17", "75", "Charente-Maritime"), department("18", "24", "Cher"),
    department("19", "75", "Corrèze"), department("21", "27", "Côte-d'Or"),
    department("22", "53", "Côtes-d'Armor"), department("23", "75", "Creuse"),
    department("24", "75", "Dordogne"), department("25", "27", "Doubs"),
    department("26", "84", "Drôme"), department("27", "28", "Eure"),
    department("28", "24", "Eure-et-Loir"), department("29", "53", "Finistère"),
    department("2A", "94", "Corse-du-Sud"), department("2B", "94", "Haute-Corse"),
    department("30", "76", "Gard"), department("31", "76", "Haute-Garonne"),
    department("32", "76", "Gers"), department("33", "75", "Gironde"),
    department("34", "76", "Hérault"), department("35", "53", "Ille-et-Vilaine"),
    department("36", "24", "Indre"), department("37", "24", "Indre-et-Loire"),
    department("38", "84", "Isère"), department("39", "27", "Jura"),
    department("40", "75", "Landes"), department("41", "24", "Loir-et-Cher"),
    department("42", "84", "Loire"), department("43", "84", "Haute-Loire"),
    department("44", "52", "Loire-Atlantique"), department("45", "24", "Loiret"),
    department("46", "76", "Lot"), department("47", "75", "Lot-et-Garonne"),
    department("48", "76", "Lozère"), department("49", "52", "Maine-et-Loire"),
    department("50", "28", "Manche"), department("51", "44", "Marne"),
    department("52", "44", "Haute-Marne"), department("53", "52", "Mayenne"),
    department("54", "44", "Meurthe-et-Moselle"), department("55", "44", "Meuse"),
    department("56", "53", "Morbihan"), department("57", "44", "Moselle"),
    department("58", "27", "Nièvre"), department("59", "32", "Nord"),
    department("60", "32", "Oise"), department("61", "28", "Orne"),
    department("62", "32", "Pas-de-Calais"), department("63", "84", "Puy-de-Dôme"),
    department("64", "75", "Pyrénées-Atlantiques"), department("65", "76", "Hautes-Pyrénées"),
    department("66", "76", "Pyrénées-Orientales"), department("67", "44", "Bas-Rhin"),
    department("68", "44", "Haut-Rhin"), department("69", "84", "Rhône"),
    department("70", "27", "Haute-Saône"), department("71", "27", "Saône-et-Loire"),
    department("72", "52", "Sarthe"), department("73", "84", "Savoie"),
    department("74", "84", "Haute-Savoie"), department("75", "11", "Paris"),
    department("76", "28", "Seine-Maritime"), department("77", "11", "Seine-et-Marne"),
    department("78", "11", "Yvelines"), department("79", "75", "Deux-Sèvres"),
    department("80", "32", "Somme"), department("81", "76", "Tarn"),
    department("82", "76", "Tarn-et-Garonne"), department("83", "93", "Var"),
    department("84", "93", "Vaucluse"), department("85", "52", "Vendée"),
    department("86", "75", "Vienne"), department("87", "75", "Haute-Vienne"),
    department("88", "44", "Vosges"), department("89", "27", "Yonne"),
    department("90", "27", "Territoire de Belfort"), department("91", "11", "Essonne"),
    department("92", "11", "Hauts-de-Seine"), department("93", "11", "Seine-Saint-Denis"),
    department("94", "11", "Val-de-Marne"), department("95", "11", "Val-d'Oise"),
    department("971", "01", "Guadeloupe"), department("972", "02", "Martinique"),
    department("973", "03", "Guyane"), department("974", "04", "La Réunion"),
    department("975", "975", "Saint-Pierre-et-Miquelon"), department("976", "06", "Mayotte"),
    department("977", "977", "Saint-Barthélemy"), department("978", "978", "Saint-Martin"),
    department("984", "984", "Terres australes et antarctiques françaises"),
    department("986", "986", "Wallis-et-Futuna"), department("987", "987", "Polynésie française"),
    department("988", "988", "Nouvelle-Calédonie"), department("989", "989", "Île de Clipperton"),
];

/// Regions: INSEE code and name.
#[rustfmt::skip]
pub const REGIONS: [(&str, &str); 18] = [
    ("01", "Guadeloupe"), ("02", "Martinique"), ("03", "Guyane"), ("04", "La Réunion"),
    ("06", "Mayotte"), ("11", "Île-de-France"), ("24", "Centre-Val de Loire"),
    ("27", "Bourgogne-Franche-Comté"), ("28", "Normandie"), ("32", "Hauts-de-France"),
    ("44", "Grand Est"), ("52", "Pays de la Loire"), ("53", "Bretagne"),
    ("75", "Nouvelle-Aquitaine"), ("76", "Occitanie"), ("84", "Auvergne-Rhône-Alpes"),
    ("93", "Provence-Alpes-Côte d'Azur"), ("94", "Corse"),
];

/// Other names in use: former names and short forms, folded.
const ALIASES: [(&str, &str); 4] = [
    ("reunion", "974"),
    ("belfort territoire", "90"),
    ("ile de la reunion", "974"),
    ("metropole de lyon", "69"),
];

static BY_NAME: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let named = DEPARTMENTS
        .iter()
        .map(|department| (fold(department.name), department.code));
    let aliases = ALIASES
        .iter()
        .map(|(name, code)| ((*name).to_owned(), *code));
    named.chain(aliases).collect()
});

/// The department with this code; `"2a"` and `"1"` are read as `"2A"` and `"01"`.
pub fn department_by_code(code: &str) -> Option<&'static Department> {
    let code = code.trim().to_ascii_uppercase();
    let code = if code.len() == 1 {
        format!("0{code}")
    } else {
        code
    };
    DEPARTMENTS
        .iter()
        .find(|department| department.code == code)
}

/// Code of the department with this name, in any case, with or without accents and leading article.
pub fn department_by_name(name: &str) -> Option<&'static str> {
    let folded = fold(name);
    let bare = ["la ", "le ", "les ", "l "]
        .iter()
        .find_map(|article| folded.strip_prefix(article))
        .unwrap_or(&folded);
    BY_NAME
        .get(folded.as_str())
        .or_else(|| BY_NAME.get(bare))
        .copied()
}

/// Code of the department that `text` names in one of the ways of lists: `59`, `2A`, `Nord`,
/// `34 Hérault`, `Hérault (34)`, `Nord - 59`.
///
/// A code and a name that disagree name nothing.
pub fn read_department(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    let mut code = None;
    let mut name = Vec::new();
    for word in folded.split(' ') {
        match department_by_code(word).filter(|_| word.len() > 1) {
            Some(found) if code.is_none() => code = Some(found.code),
            Some(_) => return None,
            None => name.push(word),
        }
    }
    if name.is_empty() || name == [""] {
        return code;
    }
    let named = department_by_name(&name.join(" "))?;
    code.is_none_or(|code| code == named).then_some(named)
}

/// Code of the region with this name.
pub fn region_by_name(name: &str) -> Option<&'static str> {
    let folded = fold(name);
    let same = |(_, region): &&(&str, &str)| {
        let official = fold(region);
        official == folded || official.strip_prefix("la ") == Some(&folded)
    };
    REGIONS.iter().find(same).map(|(code, _)| *code)
}

/// Name of the region with this code.
pub fn region_name(code: &str) -> Option<&'static str> {
    REGIONS
        .iter()
        .find(|(region, _)| *region == code)
        .map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_department_is_found_by_name_with_or_without_accents_and_article() {
        for name in ["Hérault", "l’HERAULT", "herault", "L'Hérault"] {
            assert_eq!(department_by_name(name), Some("34"), "{name}");
        }
        assert_eq!(department_by_name("Val d'Oise"), Some("95"));
        assert_eq!(department_by_name("Réunion"), Some("974"));
        assert_eq!(department_by_name("les Côtes d’Armor"), Some("22"));
        assert_eq!(department_by_name("Québec"), None);
        assert_eq!(department_by_name(""), None);
    }

    #[test]
    fn lists_name_a_department_by_code_by_name_or_by_both() {
        for text in [
            "34",
            "Hérault",
            "34 Hérault",
            "Hérault (34)",
            "Hérault - 34",
        ] {
            assert_eq!(read_department(text), Some("34"), "{text}");
        }
        assert_eq!(read_department("2a"), Some("2A"));
        assert_eq!(read_department("974"), Some("974"));
    }

    #[test]
    fn a_number_of_towns_and_a_code_that_contradicts_its_name_name_nothing() {
        for text in [
            "64 villes",
            "45 habitants",
            "LR",
            "5",
            "59 Hérault",
            "",
            "20",
            "34 59",
        ] {
            assert_eq!(read_department(text), None, "{text}");
        }
    }

    #[test]
    fn regions_have_names_and_every_department_a_region() {
        assert_eq!(region_by_name("hauts de france"), Some("32"));
        assert_eq!(region_by_name("Réunion"), Some("04"));
        assert_eq!(region_name("93"), Some("Provence-Alpes-Côte d'Azur"));
        for department in DEPARTMENTS {
            let own = department.region == department.code;
            assert!(
                own || region_name(department.region).is_some(),
                "{department:?}"
            );
        }
    }
}
