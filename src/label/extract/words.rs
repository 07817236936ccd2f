//! Ordinary words that decide whether a capitalised name is a place, and how it stands.

use std::collections::HashSet;
use std::sync::OnceLock;

/// Words or expressions, parted by commas.
pub(super) struct Words {
    list: &'static str,
    /// The same, to look one up: a page asks for most of its words.
    set: OnceLock<HashSet<&'static str>>,
}

impl Words {
    const fn new(list: &'static str) -> Self {
        Self {
            list,
            set: OnceLock::new(),
        }
    }

    /// Whether `word`, folded, is one of them.
    pub(super) fn has(&self, word: &str) -> bool {
        let set = self
            .set
            .get_or_init(|| self.list.split(',').map(str::trim).collect());
        !word.is_empty() && set.contains(word)
    }
}

/// Countries and provinces that stand in brackets after a town that is not in France.
pub(super) static ABROAD: Words = Words::new(
    "quebec, canada, senegal, belgique, suisse, luxembourg, maroc, tunisie, algerie, mali, cote d \
     ivoire, burkina faso, italie, espagne, allemagne, madagascar, benin, togo, cameroun, haiti, \
     liban, portugal, roumanie, gabon, congo, niger, guinee, mauritanie",
);

/// Names that are nearly always something else (data: frequency in French news): they need a
/// department, "ville de" or a grade beside them.
pub(super) static DOUBTFUL: Words = Words::new(
    "y, son, francois, montreal, le pas, grand, marie, contre, bonne, ville, bretagne, cours, by, \
     eu, long, vers, luc, vue, bio, plan, yves, moyen, alex, mars, rue, place, gilles, hommes, \
     albert, aucun, parce, mary, avril, bois, etais, sens, raymond, corps, vieux, campagne, this, \
     mer, aix, romain, ecole, chemin, die, leon, venise, bras, rene, courant, celle, faux, gars, \
     viens, costa, island, trans, nicole, bonnes, alan, pere, charge, mere, espere, suisse, bay, \
     appelle, mathieu, chirac, fille, port, celles, force, billy, change, ligne, beaux, boulot, \
     portes, armes, barry, riche, pont, lance, villes, frais, vert, our, chateau, simple, don, \
     label, territoire, le plan, la place, les, la ville, les villes, la force, france, paris, \
     emmanuel, jean, michel, pierre, martin, laurent, vincent, claude, denis, andre, thomas, \
     louis, charles, henri, georges, robert, simon, maurice, blaise, julien, fabrice, internet, \
     le reseau, le bourg, la vallee, les plans, la maison, chaque, deux, trois, quatre, cinq, \
     sept, neuf, dix, cent, saint, sainte, la fibre, le centre, le monde, mons, lieu, lieux, \
     sommaire, vieille, belle, seul, seule, lors, toutes, tous, notre, nos, voisins, autres, \
     digital, europe, nord, ouest, soyons, allons, borne, bus, cesse, chars, confort, degre, fours, \
     jury, lourde, maisons, monte, ponts, quarante, riviere, voisines, ors, fleurie, blond, rouge, moisson, palais, le palais, \
     fontaines, union, l union, la montagne, la liberte, us, bu, ur, caves, poses, rang, tendu, vire, maire",
);

/// First names of the persons that these pages quote most: what follows is a surname.
pub(super) static FIRST_NAMES: Words = Words::new(
    "alain, albert, alexandre, alexis, alice, amelie, anne, annie, antoine, arnaud, axelle, \
     barbara, bernard, bertrand, bruno, caroline, catherine, cedric, celine, christian, \
     christine, christophe, claire, claude, claudine, claudy, corinne, daniel, david, delphine, \
     denis, didier, dominique, elisabeth, emilie, emmanuel, emmanuelle, eric, etienne, fabien, \
     fabrice, florence, francis, franck, francois, francoise, frederic, gabriel, gerard, gilbert, \
     gilles, gregory, guillaume, guy, helene, henri, herve, isabelle, jacqueline, jacques, jean, \
     jerome, joel, joseph, julie, julien, karine, laurence, laurent, louis, luc, marc, marie, \
     martine, mathieu, maurice, michel, michele, monique, muriel, nathalie, nicolas, nicole, \
     olivier, pascal, pascale, patrice, patricia, patrick, paul, philippe, pierre, raphael, \
     raymond, regis, rene, richard, robert, roger, roland, sandrine, sebastien, serge, simon, \
     sophie, stephane, stephanie, sylvain, sylvie, thierry, thomas, valerie, veronique, vincent, \
     virginie, xavier, yann, yves, yvon, emile, eugene, kevin, sofiane, mounir, karim, lionel, \
     ludovic, cyril, damien",
);

/// Words after which a name is that of a collectivity.
pub(super) static TYPE_WORDS: Words = Words::new(
    "ville, villes, commune, communes, mairie, municipalite, village, villages, cite, \
     collectivite, collectivites, territoires, territoire, bourg, municipalites, celle, celles, \
     metropole",
);

/// Words after which a name says where, not who.
pub(super) static MARKS: Words = Words::new(
    "nord, sud, est, ouest, pres, proche, proches, portes, banlieue, environs, region, \
     universite, vallee, chateau, gare, beffroi, parc, etang, lac, pays, bassin, hotel, palais, \
     prefecture, cour, tribunal, ecole, lycee, college, rue, avenue, boulevard, quai, square, place, canton, \
     arrondissement, siege, congres, coeur, centre, salon, cathedrale, quartier, km, kilometres, \
     loin, devant, derriere, entre, vers, depuis, route, aeroport, prefet, bourgmestre, academie, \
     riverain, riveraine, limitrophe, membre, membres, voisin, voisins, direct, revenu, revenue, revenus, revenues, rentre, rentree, rentres, rentrees, retour, revient, \
     reviennent, rentrent, ramene, ramenent, rapporte, rapportent, hors, arrivee, venait, vient, venant, arrivant, sortant, quittant, direction, trajet, voisine, habitants, contrairement, agence, cote, bord, bords, sortie, lisiere, peripherie, hauteur, \
     limite, portee, theatre, opera, zenith, auditorium, forum, casino, hippodrome, musee, minutes, heure, heures, rives, rive, stade, aerodrome, port, marche, foire, tgv, train",
);

/// Offices whose holder speaks for a place.
pub(super) static OFFICES: Words = Words::new(
    "maire, maires, adjoint, adjointe, elu, elue, elus, conseiller, conseillere, president, \
     presidente, depute, deputee, senateur, senatrice, directeur, directrice, echevin, municipal, \
     municipale, dgs, responsable, equipe, conseil, habitants, habitant",
);

/// Regions, of today and of before 2016, whose names villages bear too.
pub(super) static REGIONS: Words = Words::new(
    "alsace, aquitaine, auvergne, basse normandie, bourgogne, bretagne, champagne, corse, \
     franche comte, guadeloupe, guyane, haute normandie, hauts de france, ile de france, \
     languedoc, limousin, lorraine, martinique, midi pyrenees, normandie, occitanie, \
     pays de la loire, picardie, poitou, provence, reunion, la reunion, rhone alpes, grand est, france",
);
