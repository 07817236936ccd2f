//! From the rows of the store to what the index is told.

use std::collections::{BTreeSet, HashMap};

use super::doc::{PageDoc, RecordDoc};
use crate::label::claim::{Arobases, PlaceKind};
use crate::label::gazetteer::{Gazetteer, department_by_code, region_name};
use crate::store::{PageRow, RecordKind, RecordRow, RecordStatus, Store, StoreError};

/// Where a claim was read.
struct Origin {
    url: String,
    site: Option<String>,
    published: Option<String>,
}

/// Every record, with what its claims, pages and the gazetteer say of it.
pub(super) fn records(store: &Store) -> Result<Vec<RecordDoc>, StoreError> {
    let mut origins = HashMap::new();
    store
        .records()?
        .iter()
        .map(|record| record_doc(store, record, &mut origins))
        .collect()
}

fn record_doc(
    store: &Store,
    record: &RecordRow,
    origins: &mut HashMap<i64, Option<Origin>>,
) -> Result<RecordDoc, StoreError> {
    let mut names = vec![record.name.clone()];
    let mut sources = Sources::default();
    let mut grades: BTreeSet<u8> = record.arobases.into_iter().map(Arobases::count).collect();
    for claim in store.claims_of(record)? {
        let written = claim.claim.place.written;
        if !names.contains(&written) {
            names.push(written);
        }
        if record.status == RecordStatus::Contested {
            grades.extend(claim.claim.arobases.map(Arobases::count));
        }
        sources.quotes.insert(claim.claim.evidence.exact);
        sources
            .captures
            .insert(u64::try_from(claim.capture).unwrap_or_default());
        let origin = match origins.entry(claim.capture) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => {
                new.insert(origin(store, claim.capture)?)
            }
        };
        sources.add(origin.as_ref());
    }
    Ok(described(record, names, grades, sources))
}

#[derive(Default)]
struct Sources {
    hosts: BTreeSet<String>,
    sites: BTreeSet<String>,
    urls: BTreeSet<String>,
    quotes: BTreeSet<String>,
    published: BTreeSet<String>,
    captures: BTreeSet<u64>,
}

impl Sources {
    fn add(&mut self, origin: Option<&Origin>) {
        let Some(origin) = origin else { return };
        self.hosts.insert(host_of(&origin.url));
        self.sites.extend(origin.site.clone());
        self.urls.insert(origin.url.clone());
        self.published.extend(origin.published.clone());
    }
}

fn described(
    record: &RecordRow,
    names: Vec<String>,
    grades: BTreeSet<u8>,
    sources: Sources,
) -> RecordDoc {
    let place = record
        .code
        .as_deref()
        .and_then(|code| Gazetteer::shipped().get(code));
    let department = record.department.as_deref().and_then(department_by_code);
    let region = department.map(|department| department.region).or_else(|| {
        place
            .map(|place| place.region)
            .filter(|region| !region.is_empty())
    });
    RecordDoc {
        id: record.id.clone(),
        code: record.code.clone(),
        names,
        place: place_word(record.place_kind).to_owned(),
        department: record.department.clone(),
        department_name: department.map(|department| department.name.to_owned()),
        region: region.map(str::to_owned),
        region_name: region.and_then(region_name).map(str::to_owned),
        year: record.year,
        kind: kind_word(record.kind).to_owned(),
        grades: grades.into_iter().collect(),
        mention: record.mention.clone(),
        status: status_word(record.status).to_owned(),
        hosts: sources.hosts.into_iter().collect(),
        sites: sources.sites.into_iter().collect(),
        urls: sources.urls.into_iter().collect(),
        quotes: sources.quotes.into_iter().collect(),
        published: sources.published.into_iter().collect(),
        captures: sources.captures.into_iter().collect(),
    }
}

fn origin(store: &Store, capture: i64) -> Result<Option<Origin>, StoreError> {
    let page = store.page(capture)?;
    Ok(page.map(|page| Origin {
        url: page.url,
        site: page.site,
        published: page.published.map(|date| date.to_string()),
    }))
}

/// A page of the store as the index sees it.
pub(super) fn page(page: PageRow) -> PageDoc {
    PageDoc {
        host: host_of(&page.url),
        url: page.url,
        capture: u64::try_from(page.capture).unwrap_or_default(),
        title: page.title.unwrap_or_default(),
        site: page.site.unwrap_or_default(),
        published: page.published.map(|date| date.to_string()),
        text: page.text,
    }
}

/// The host of an address, without `www.`; the address itself where it has none.
pub fn host_of(address: &str) -> String {
    let host = url::Url::parse(address)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned));
    let host = host.unwrap_or_else(|| address.to_owned());
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}

/// The word of the query language and of exports for a sort of collectivity.
pub fn place_word(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Commune => "commune",
        PlaceKind::Epci => "epci",
        PlaceKind::Foreign => "foreign",
        PlaceKind::Other => "other",
    }
}

/// The word for what a record is about.
pub fn kind_word(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Level => "level",
        RecordKind::Mention => "mention",
    }
}

/// The word for how well a record is founded.
pub fn status_word(status: RecordStatus) -> &'static str {
    match status {
        RecordStatus::Confirmed => "confirmed",
        RecordStatus::Single => "single",
        RecordStatus::Contested => "contested",
        RecordStatus::Decided => "decided",
    }
}
