//! What the inhabitants of a town are called, and what the press calls the town: les Spinaliens, la
//! cité thionvilloise, la Ville rose.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::label::gazetteer::{Collectivity, Gazetteer, names};

/// One town a line, below a header: code, official name, demonyms in the masculine plural, bynames;
/// several demonyms or bynames are parted by `|`. `DATA.md` says where it comes from.
const TABLE: &str = include_str!("demonyms.tsv");

/// Key of a form or a byname → codes of the towns that it may mean.
type Codes = HashMap<String, Vec<&'static str>>;

/// The table turned round, to be looked up by words.
#[derive(Default)]
struct Words {
    demonyms: Codes,
    bynames: Codes,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    for line in lines() {
        for form in line
            .demonyms()
            .flat_map(|written| forms(&names::key(written)))
        {
            add(&mut words.demonyms, form, line.code);
        }
        for byname in line.bynames() {
            add(&mut words.bynames, byname_key(byname), line.code);
        }
    }
    words
});

impl Gazetteer {
    /// The communes whose inhabitants are called so: `word` is a demonym in any gender and number,
    /// in any case, with or without accents (`Spinaliens`, `thionvilloise`, `saint quentinois`). In
    /// force first, then by inhabitants; several when towns share a demonym.
    pub fn by_demonym(&self, word: &str) -> Vec<Collectivity> {
        self.called(&WORDS.demonyms, &names::key(word))
    }

    /// The communes that go by this byname, with or without its article, in any case, with or
    /// without accents (`la ville rose`, `cite phoceenne`). In force first, then by inhabitants.
    pub fn by_byname(&self, byname: &str) -> Vec<Collectivity> {
        self.called(&WORDS.bynames, &byname_key(byname))
    }

    fn called(&self, codes: &Codes, key: &str) -> Vec<Collectivity> {
        let codes = codes.get(key).map_or(&[][..], Vec::as_slice);
        let mut found: Vec<_> = codes.iter().filter_map(|code| self.get(code)).collect();
        found.sort_by_key(|place| (!place.in_force(), u32::MAX - place.population, place.code));
        found
    }
}

/// A line of the table.
struct Line {
    code: &'static str,
    demonyms: &'static str,
    bynames: &'static str,
}

impl Line {
    fn demonyms(&self) -> impl Iterator<Item = &'static str> {
        self.demonyms.split('|').filter(|word| !word.is_empty())
    }

    fn bynames(&self) -> impl Iterator<Item = &'static str> {
        self.bynames.split('|').filter(|word| !word.is_empty())
    }
}

fn lines() -> impl Iterator<Item = Line> {
    TABLE.lines().skip(1).filter_map(|line| {
        let mut fields = line.split('\t');
        let (code, _name) = (fields.next()?, fields.next()?);
        Some(Line {
            code,
            demonyms: fields.next()?,
            bynames: fields.next()?,
        })
    })
}

fn add(codes: &mut Codes, key: String, code: &'static str) {
    let known = codes.entry(key).or_default();
    // Two spellings of one demonym may fold to the same word.
    if !known.contains(&code) {
        known.push(code);
    }
}

fn byname_key(byname: &str) -> String {
    let key = names::key(byname);
    names::split_article(&key).1.to_owned()
}

/// The forms of a demonym from its masculine plural (folded): masculine and feminine, singular and
/// plural.
fn forms(plural: &str) -> Vec<String> {
    let (masculine, feminine) = if plural.ends_with("ais") || plural.ends_with("ois") {
        (plural.to_owned(), format!("{plural}e"))
    } else if let Some(stem) = plural.strip_suffix("eaux") {
        (format!("{stem}eau"), format!("{stem}elle"))
    } else if let Some(stem) = plural.strip_suffix("aux") {
        (format!("{stem}al"), format!("{stem}ale"))
    } else {
        let masculine = plural.strip_suffix('s').unwrap_or(plural);
        let feminine = match masculine {
            word if word.ends_with('e') => word.to_owned(),
            word if word.ends_with("en") || word.ends_with("on") => format!("{word}ne"),
            word => format!("{word}e"),
        };
        (masculine.to_owned(), feminine)
    };
    let mut forms = vec![
        plural.to_owned(),
        masculine,
        format!("{feminine}s"),
        feminine,
    ];
    forms.sort_unstable();
    forms.dedup();
    forms
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::text::fold;

    /// Words of every page about a town that look like demonyms, or are demonyms of something else.
    const ORDINARY: &str = "\
        francais francaise francaises anglais anglaise irlandais hollandais portugais japonais chinois \
        quebecois danois suedois belges suisses europeens europeenne italiens italienne americains \
        americaine canadiens canadienne algeriens marocains tunisiens africains mexicains bresiliens \
        colombiens peruviens indiens coreens romains romaine grecs allemands espagnols catalans corses \
        bretons bretonne normands normande picards picarde lorrains lorraine alsaciens alsacienne \
        champenois bourguignons comtois franciliens franciliennes savoyards dauphinois provencaux \
        languedociens gascons basques aquitains poitevins charentais vendeens ligeriens berrichons \
        auvergnats limousins perigourdins nivernais mayennais sarthois vosgiens mosellans ardennais \
        marnais aubois isariens girondins landais gersois bigourdans ariegeois audois heraultais \
        gardois varois azureens vauclusiens dromois iserois ardechois rhodaniens essonniens yvelinois \
        seineens valdoisiens martiniquais guadeloupeens guyanais reunionnais mahorais polynesiens \
        caledoniens habitants citoyens citoyenne citoyennes urbains urbaine urbaines humains humaine \
        moyens moyenne moyennes anciens ancienne anciennes chretiens gardiens gardienne musiciens \
        musicienne techniciens pharmaciens chirurgiens comediens historiens collegiens lyceens \
        magiciens mecaniciens electriciens quotidiens quotidienne aeriens aerienne terriens biens liens \
        chiens miens siens tiens viens voisins voisine marins marine matins jardins chemins moulins \
        medecins cousins feminins masculins latins bassins dessins raisins prochains prochaine \
        certains certaine mains bains trains pains terrains souverains contemporains bons bonne maisons \
        saisons raisons actions mentions sections boutons cantons patrons piétons pietonne bourgeois \
        bourgeoise villageois villageoise mois trois fois lois choix bois emplois endroits courtois \
        jamais mais desormais francophones frais fraiche palais relais essais delais niais benevoles \
        artisans paysans paysanne partisans plans ecrans montagnards franciscains benedictins capucins \
        chapelains samaritains trappistes aiglons lurons suzerains sourdine chevrotine gregoriens \
        sulpiciens locaux communaux regionaux ruraux nouveaux nouvelle beaux eaux tableaux reseaux \
        bureaux jumeaux touristes cyclistes sportifs verts verte verte petits petite grands grande";

    fn codes(found: &[Collectivity]) -> Vec<&str> {
        found.iter().map(|place| place.code).collect()
    }

    fn by_demonym(word: &str) -> Vec<&'static str> {
        codes(&Gazetteer::shipped().by_demonym(word))
            .iter()
            .filter_map(|code| Gazetteer::shipped().get(code))
            .map(|place| place.name)
            .collect()
    }

    #[test]
    fn every_line_names_a_commune_of_the_gazetteer_by_its_official_name() {
        let mut seen = BTreeSet::new();
        let mut before = "";
        for line in TABLE.lines().skip(1) {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), 4, "{line}");
            let place = Gazetteer::shipped().get(fields[0]).expect(line);
            assert_eq!(place.name, fields[1], "{line}");
            assert!(seen.insert(fields[0]), "twice: {line}");
            assert!(before < fields[0], "not in order: {line}");
            assert!(!fields[2].is_empty() || !fields[3].is_empty(), "{line}");
            before = fields[0];
        }
        assert!(seen.len() > 1000);
    }

    #[test]
    fn the_four_forms_of_a_demonym_are_found_in_any_case_and_without_accents() {
        for (words, name) in [
            ("Spinaliens Spinalien SPINALIENNE spinaliennes", "Épinal"),
            (
                "thionvillois Thionvillois thionvilloise thionvilloises",
                "Thionville",
            ),
            ("Nancéiens nanceien nanceienne Nancéiennes", "Nancy"),
            ("Vitréens vitreen vitreenne Vitréennes", "Vitré"),
            (
                "Toulousains toulousain toulousaine toulousaines",
                "Toulouse",
            ),
            ("Bisontins bisontin bisontine bisontines", "Besançon"),
            ("Nuitons nuiton nuitonne nuitonnes", "Nuits-Saint-Georges"),
            ("Bragards bragard bragarde bragardes", "Saint-Dizier"),
            ("Ponots ponot ponote ponotes", "Le Puy-en-Velay"),
            ("Vitryats vitryat vitryate vitryates", "Vitry-le-François"),
            ("Limougeauds limougeaud limougeaude limougeaudes", "Limoges"),
            ("Berruyers berruyer Berruyère berruyeres", "Bourges"),
            ("Vénissians venissian venissiane venissianes", "Vénissieux"),
            ("Tourangeaux tourangeau tourangelle tourangelles", "Tours"),
            ("Martégaux martegal martegale martegales", "Martigues"),
            ("Brivistes briviste", "Brive-la-Gaillarde"),
        ] {
            for word in words.split(' ') {
                assert_eq!(by_demonym(word), [name], "{word}");
            }
        }
    }

    #[test]
    fn a_demonym_of_several_words_is_found_with_spaces_hyphens_or_st() {
        for words in ["saint quentinoise", "Saint-Quentinois", "St-Quentinois"] {
            assert_eq!(by_demonym(words), ["Saint-Quentin"], "{words}");
        }
        assert!(by_demonym("quentinois").is_empty());
    }

    #[test]
    fn towns_that_share_a_demonym_come_by_inhabitants_and_no_other_form_is_shared() {
        assert_eq!(
            by_demonym("bruaysienne"),
            ["Bruay-la-Buissière", "Bruay-sur-l'Escaut"]
        );
        assert_eq!(
            by_demonym("Boulonnais"),
            ["Boulogne-Billancourt", "Boulogne-sur-Mer"]
        );
        let mut written: Codes = HashMap::new();
        for line in lines() {
            for demonym in line.demonyms() {
                add(&mut written, names::key(demonym), line.code);
            }
        }
        let listed: BTreeSet<_> = written.values().filter(|codes| codes.len() > 1).collect();
        for (form, codes) in WORDS.demonyms.iter().filter(|(_, codes)| codes.len() > 1) {
            assert!(
                listed.contains(codes),
                "{form} of {codes:?} meets by its ending only"
            );
        }
    }

    #[test]
    fn no_form_is_an_ordinary_word_or_the_people_of_a_land() {
        for word in ORDINARY.split_whitespace() {
            let word = fold(word);
            assert!(!WORDS.demonyms.contains_key(&word), "{word}");
        }
        assert_eq!(by_demonym("parisien"), ["Paris"]);
    }

    #[test]
    fn every_demonym_is_a_plural_and_no_form_is_short() {
        for line in lines() {
            for demonym in line.demonyms() {
                assert!(demonym.ends_with(['s', 'x']), "{demonym}");
                assert!(demonym.starts_with(char::is_uppercase), "{demonym}");
            }
        }
        assert!(WORDS.demonyms.keys().all(|form| form.len() > 4));
    }

    #[test]
    fn a_byname_is_found_with_or_without_its_article() {
        for (byname, code) in [
            ("la ville rose", "31555"),
            ("Ville Rose", "31555"),
            ("cite phoceenne", "13055"),
            ("la Cité phocéenne", "13055"),
            ("la capitale comtoise", "25056"),
            ("l'île singulière", "34301"),
        ] {
            assert_eq!(
                codes(&Gazetteer::shipped().by_byname(byname)),
                [code],
                "{byname}"
            );
        }
        let dukes = Gazetteer::shipped().by_byname("cité des ducs");
        assert_eq!(codes(&dukes), ["44109", "21231", "73065", "61001"]);
        for none in ["", "la", "la ville", "ville", "cité"] {
            assert!(Gazetteer::shipped().by_byname(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn a_byname_has_several_words_and_is_no_name_of_a_commune() {
        for byname in WORDS.bynames.keys() {
            assert!(byname.contains(' '), "{byname}");
            assert!(Gazetteer::shipped().by_name(byname).is_empty(), "{byname}");
        }
    }
}
