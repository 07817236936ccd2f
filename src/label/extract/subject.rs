//! The town that the page is about: by its host, its site's name, its title, or its only name.

use super::address::by_address;
use super::context::Read;
use super::holder::{Who, holders};
use super::place::{PlaceReader, is_small};
use super::term::{Kind, PlaceTerm, Role, Term};
use super::terms;
use super::words::DOUBTFUL;
use crate::label::claim::PlaceKind;
use crate::label::extract::Label;
use crate::label::lexicon::Cue;
use crate::text::fold;
use crate::web::page::{BlockKind, Page, Zone};
use crate::web::url::site;

/// What the host of a town's own site may say after its name.
const SUFFIXES: [&str; 14] = [
    "",
    "tourisme",
    "mairie",
    "ville",
    "agglo",
    "territoire",
    "commune",
    "metropole",
    "info",
    "infos",
    "mag",
    "magazine",
    "actu",
    "officedetourisme",
];

/// How many names are counted to find the one that a page names most: a list of all laureates is
/// about none of them.
const MOST_COUNTED: usize = 300;

/// How the page's own town is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The site is the town's own.
    Own,
    /// The title or the paper's name tells it.
    Told,
    /// Nothing but the address, or how often it is named, speaks for it.
    Guessed,
}

/// The page's own town, and how it is known.
pub(super) fn subject(page: &Page, reads: &[Read], label: &Label) -> Option<(PlaceTerm, Standing)> {
    let places = PlaceReader::new(label.gazetteer);
    // "La Montagne" is a paper: a title that tells of another town speaks against the name of the host.
    let of_host = || {
        let host = by_host_name(page, reads, label, &places)?;
        let named = reads
            .iter()
            .flat_map(|read| &read.terms)
            .filter_map(Term::place);
        let here = named.into_iter().any(|place| same(place, &host));
        let title = || by_title(page, reads, label, &places);
        (here || title().is_none_or(|title| same(&title, &host))).then_some(host)
    };
    let own = official(page, label)
        .or_else(|| grouping_of_site(page, reads))
        .or_else(|| by_site_name(page, label, &places))
        .or_else(of_host);
    let told = || by_title(page, reads, label, &places).or_else(|| by_paper(page, label));
    let guessed = || {
        by_address(page, label)
            .or_else(|| only_place(reads))
            .or_else(|| most_named(reads))
    };
    own.map(|place| (place, Standing::Own))
        .or_else(|| told().map(|place| (place, Standing::Told)))
        .or_else(|| guessed().map(|place| (place, Standing::Guessed)))
}

/// The town whose official site this is.
fn official(page: &Page, label: &Label) -> Option<PlaceTerm> {
    let host = page.url.as_ref()?.host_str()?;
    let found = label.gazetteer.by_host(host)?;
    Some(PlaceTerm {
        department: Some(found.department.to_owned()),
        grouping: found.kind == PlaceKind::Epci,
        sure: true,
        ..PlaceTerm::named(vec![found], found.name)
    })
}

/// "Bassin de Xville" is the site of the grouping of that name which the page names in full.
fn grouping_of_site(page: &Page, reads: &[Read]) -> Option<PlaceTerm> {
    let name = fold(page.site.as_deref()?);
    let is_it = |place: &&PlaceTerm| matches!(place.candidates.as_slice(), [one] if one.kind == PlaceKind::Epci && one.core() == name);
    let terms = reads.iter().flat_map(|read| &read.terms);
    let found = terms
        .filter_map(Term::place)
        .take(MOST_COUNTED)
        .find(|place| place.grouping && is_it(place))?;
    Some(PlaceTerm {
        land: false,
        role: Role::Free,
        ..found.clone()
    })
}

/// "Ville de Xville", "Mairie d'Yville", in the site's name or its logo.
fn by_site_name(page: &Page, label: &Label, places: &PlaceReader<'_>) -> Option<PlaceTerm> {
    let heads = page
        .blocks
        .iter()
        .filter(|block| block.zone == Zone::Head)
        .map(|block| block.text.as_str());
    page.site
        .as_deref()
        .into_iter()
        .chain(heads)
        .filter(|name| name.len() < 120)
        .find_map(|name| {
            let folded = format!(" {} ", fold(name));
            let municipal = [
                " ville de ",
                " maire de ",
                " maire d ",
                " maire du ",
                " maire des ",
                " le magazine ",
                " le mag ",
                " magazine de ",
                " bulletin municipal ",
                " journal municipal ",
                " magazine municipal ",
                " lettre municipale ",
                " conseil municipal ",
                " ville d ",
                " mairie ",
                " commune de ",
                " commune d ",
                " ville du ",
                " ville des ",
                " village de ",
                " site officiel ",
                " communaute de communes ",
                " communaute d agglomeration ",
                " communaute urbaine ",
                " intercommunalite ",
                " agglomeration ",
                " agglo ",
                " metropole ",
            ]
            .iter()
            .any(|word| folded.contains(word));
            let read = terms::read(label.lexicon, places, name);
            let found = one_place(&read.terms);
            found.filter(|_| municipal)
        })
}

/// "Xville Autrement", "Yville Infos": the paper or the blog of a town bears its name.
fn by_paper(page: &Page, label: &Label) -> Option<PlaceTerm> {
    let name = fold(page.site.as_deref()?);
    let (town, rest) = name.rsplit_once(' ')?;
    let local = [
        "autrement",
        "alternative",
        "alternatives",
        "info",
        "infos",
        "citoyen",
        "citoyenne",
        "ensemble",
        "avenir",
        "demain",
        "solidaire",
        "actu",
        "magazine",
        "mag",
        "durable",
        "web",
        "blog",
        "news",
    ];
    let found = label.gazetteer.by_name(town);
    // "Maire-info" is no paper of Mairé.
    if DOUBTFUL.has(town) {
        return None;
    }
    if !local.contains(&rest) || found.is_empty() {
        return None;
    }
    let name = found[0].name;
    Some(PlaceTerm::named(found, name))
}

/// The one town that the title names, unless the title speaks of many.
fn by_title(
    page: &Page,
    reads: &[Read],
    label: &Label,
    places: &PlaceReader<'_>,
) -> Option<PlaceTerm> {
    let heading = reads
        .iter()
        .find(|read| matches!(read.kind, BlockKind::Heading(_)));
    let read = page
        .title
        .as_deref()
        .map(|title| terms::read(label.lexicon, places, title).terms);
    let heads = page
        .blocks
        .iter()
        .filter(|block| block.zone == Zone::Head && block.text.len() < 160);
    let heads = heads.map(|block| terms::read(label.lexicon, places, &block.text).terms);
    let titles = read
        .into_iter()
        .chain(heading.map(|read| read.terms.clone()))
        .chain(heads);
    titles
        .filter(|terms| !names_crowd(terms))
        .find_map(|terms| one_place(&terms).filter(|place| !is_venue(&terms, place)))
}

/// "le palmarès dévoilé à Metz", "remis à Lille": where the ceremony was, and not whom it is about.
fn is_venue(terms: &[Term], place: &PlaceTerm) -> bool {
    let own = |term: &Term| term.place().is_some_and(|other| same(other, place));
    let mut named = (0..terms.len()).filter(|at| own(&terms[*at]));
    place.role == Role::At
        && terms.iter().all(|term| term.level().is_none())
        && named.all(|at| {
            terms[at.saturating_sub(4)..at]
                .iter()
                .any(|term| term.is_cue(Cue::Ceremony) || term.begins("proclam remis devoil"))
        })
}

fn names_crowd(terms: &[Term]) -> bool {
    holders(terms)
        .iter()
        .any(|holder| matches!(holder.who, Who::Crowd(_)))
        || terms.iter().any(|term| term.is_cue(Cue::Crowd))
}

/// The single place among `terms`, in whatever spelling.
fn one_place(terms: &[Term]) -> Option<PlaceTerm> {
    let mut found: Option<&PlaceTerm> = None;
    for place in terms
        .iter()
        .filter_map(Term::place)
        .filter(|place| place.role != Role::Landmark)
    {
        if found.is_some_and(|first| !same(first, place)) {
            return None;
        }
        found = found.or(Some(place));
    }
    found.cloned()
}

/// Whether two names mean the same place, as far as can be told.
pub(super) fn same(one: &PlaceTerm, other: &PlaceTerm) -> bool {
    match (one.candidates.first(), other.candidates.first()) {
        (Some(first), Some(second)) => {
            first.code == second.code || one.candidates.iter().any(|c| c.code == second.code)
        }
        (None, None) => fold(&one.written) == fold(&other.written),
        _ => false,
    }
}

/// The collectivity of the page whose name the host is: "xville-sur-mer.fr", "www.paysdexville.fr",
/// "mairie-xville.fr".
fn by_host_name(
    page: &Page,
    reads: &[Read],
    lexicon: &Label,
    places: &PlaceReader<'_>,
) -> Option<PlaceTerm> {
    let host = site(page.url.as_ref()?);
    let label = host.rsplit_once('.')?.0;
    let label: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
    let bare = [
        "mairie", "villede", "ville", "commune", "cc", "ca", "agglo", "grand",
    ]
    .iter()
    .find_map(|kind| label.strip_prefix(kind))
    .unwrap_or(&label);
    let bare = bare.strip_suffix("agglo").unwrap_or(bare);
    let is_own = |place: &&PlaceTerm| {
        place.candidates.iter().any(|found| {
            let core = found.core();
            let squeezed: String = core.chars().filter(char::is_ascii_alphanumeric).collect();
            let bones: String = core.split(' ').filter(|word| !is_small(word)).collect();
            squeezed.len() >= 4 && (squeezed == label || squeezed == bare)
                || [&squeezed, &bones].iter().any(|name| {
                    let rest = bare.strip_prefix(name.as_str());
                    name.len() >= 8 && rest.is_some_and(|rest| SUFFIXES.contains(&rest))
                })
        })
    };
    let heads = page
        .blocks
        .iter()
        .filter(|block| block.zone == Zone::Head && block.text.len() < 160)
        .map(|block| block.text.as_str())
        .chain(page.title.as_deref())
        .flat_map(|text| terms::read(lexicon.lexicon, places, text).terms);
    let heads: Vec<Term> = heads.collect();
    let main = reads.iter().flat_map(|read| &read.terms);
    let found = main
        .chain(&heads)
        .filter_map(Term::place)
        .take(MOST_COUNTED)
        .find(is_own)?;
    let grouping = found
        .candidates
        .iter()
        .all(|found| found.kind == PlaceKind::Epci);
    Some(PlaceTerm {
        grouping,
        land: false,
        role: Role::Free,
        ..found.clone()
    })
}

/// The town that the article names most: three times at least, and more than all others together.
fn most_named(reads: &[Read]) -> Option<PlaceTerm> {
    let places: Vec<&PlaceTerm> = reads
        .iter()
        .flat_map(|read| &read.terms)
        .filter_map(Term::place)
        .filter(|place| place.role != Role::Landmark)
        .take(MOST_COUNTED)
        .collect();
    let count = |one: &PlaceTerm| places.iter().filter(|other| same(one, other)).count();
    let (most, times) = places
        .iter()
        .map(|place| (*place, count(place)))
        .max_by_key(|(_, times)| *times)?;
    (times >= 3 && times * 2 > places.len()).then(|| most.clone())
}

/// The only town that the article names for sure.
fn only_place(reads: &[Read]) -> Option<PlaceTerm> {
    let terms = reads.iter().flat_map(|read| &read.terms);
    let mut found: Option<&PlaceTerm> = None;
    for term in terms {
        let Kind::Place(place) = &term.kind else {
            continue;
        };
        if place.role == Role::Landmark {
            continue;
        }
        if found.is_some_and(|first| !same(first, place)) {
            return None;
        }
        found = found.or(Some(place));
    }
    let known = |place: &&PlaceTerm| {
        place.sure
            || place
                .candidates
                .iter()
                .any(|found| found.population >= 2_000)
    };
    found.filter(known).cloned()
}
