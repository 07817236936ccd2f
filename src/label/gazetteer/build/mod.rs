//! Builds the tables that are embedded in the binary from the tab-separated tables they derive from.
//!
//! `cargo run --release --example gazetteer -- DIR` calls it; see `DATA.md` beside this file. The
//! same input gives the same bytes.

mod read;

use std::collections::{BTreeMap, HashMap};

use crate::label::gazetteer::table::{NONE, Row};
use crate::label::gazetteer::{epci, hosts, names, points};
use crate::text::fold;
use read::{Place, read_communes, read_epci, read_sites};

/// The tables, as they are written into `src/label/gazetteer/tables/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tables {
    /// Fixed-width records.
    pub places: Vec<u8>,
    /// Names and addresses of web sites.
    pub heap: String,
    /// Lists of indices: homonyms and members of EPCI.
    pub lists: Vec<u8>,
    /// Folded name → communes.
    pub names: Vec<u8>,
    /// Folded name without its leading article → communes.
    pub bare: Vec<u8>,
    /// Core name → EPCI.
    pub cores: Vec<u8>,
    /// Host → commune.
    pub hosts: Vec<u8>,
    /// Where each place lies.
    pub points: Vec<u8>,
}

impl Tables {
    /// The files of `src/label/gazetteer/tables/` with their content.
    pub fn files(&self) -> [(&'static str, &[u8]); 8] {
        [
            ("places.bin", &self.places),
            ("heap.txt", self.heap.as_bytes()),
            ("lists.bin", &self.lists),
            ("names.fst", &self.names),
            ("bare.fst", &self.bare),
            ("cores.fst", &self.cores),
            ("hosts.fst", &self.hosts),
            ("points.bin", &self.points),
        ]
    }
}

/// A table that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A column is missing from the header.
    #[error("{table}: no column {column:?} in the header")]
    Column {
        /// Which table.
        table: &'static str,
        /// The column that it should have.
        column: &'static str,
    },
    /// A line that does not say what it should.
    #[error("{table}:{line}: {what}")]
    Line {
        /// Which table.
        table: &'static str,
        /// Number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// The FST library refused.
    #[error("the map of names could not be built: {0}")]
    Map(#[from] fst::Error),
    /// More than the format has room for.
    #[error("{0} do not fit the format")]
    Room(&'static str),
}

/// Builds the tables from the text of `communes.tsv`, `epci.tsv` and
/// `communes-sites-officiels.tsv`.
///
/// # Errors
/// When a column is missing, a line is not what it should be, or the tables outgrow the format.
pub fn build(communes: &str, groupings: &str, sites: &str) -> Result<Tables, BuildError> {
    let sites = read_sites(sites)?;
    let mut places = read_communes(communes, &sites)?;
    read_epci(groupings, &mut places)?;
    // In force first among records of one code: a lookup by code takes the first.
    places.sort_by(|a, b| (&a.code, a.sort, &a.name).cmp(&(&b.code, b.sort, &b.name)));
    let index = index_of(&places)?;
    let mut tables = Tables::default();
    write_rows(&mut tables, &places, &index)?;
    write_names(&mut tables, &places, &index)?;
    write_cores(&mut tables, &places)?;
    write_hosts(&mut tables, &places)?;
    Ok(tables)
}

/// Index of the first record of each code, which is the one in force.
fn index_of(places: &[Place]) -> Result<HashMap<String, u16>, BuildError> {
    let mut index = HashMap::new();
    for (number, place) in places.iter().enumerate() {
        let number = u16::try_from(number).ok().filter(|number| *number != NONE);
        let number = number.ok_or(BuildError::Room("places"))?;
        index.entry(place.code.clone()).or_insert(number);
    }
    Ok(index)
}

fn write_rows(
    tables: &mut Tables,
    places: &[Place],
    index: &HashMap<String, u16>,
) -> Result<(), BuildError> {
    for place in places {
        let name = push_text(&mut tables.heap, &place.name)?;
        let extra = if place.sort.is_epci() {
            let members = place
                .members
                .iter()
                .filter_map(|code| index.get(code))
                .copied();
            (
                push_list(&mut tables.lists, &members.collect::<Vec<_>>())?,
                0,
            )
        } else {
            push_text(&mut tables.heap, place.site.as_deref().unwrap_or_default())?
        };
        let at = |code: &Option<String>| code.as_ref().and_then(|code| index.get(code)).copied();
        let row = Row {
            code: padded(&place.code),
            sort: place.sort,
            department: padded(&place.department),
            region: padded(&place.region),
            population: place.population,
            name,
            successor: at(&place.successor).unwrap_or(NONE),
            epci: at(&place.epci).unwrap_or(NONE),
            extra,
        };
        row.write(&mut tables.places);
        points::write(place.point, &mut tables.points);
    }
    Ok(())
}

fn padded<const N: usize>(code: &str) -> [u8; N] {
    let mut field = [0; N];
    for (byte, from) in field.iter_mut().zip(code.bytes()) {
        *byte = from;
    }
    field
}

fn push_text(heap: &mut String, text: &str) -> Result<(u32, u8), BuildError> {
    let start = u32::try_from(heap.len())
        .ok()
        .filter(|start| *start < 1 << 24);
    let length = u8::try_from(text.len()).map_err(|_| BuildError::Room("names"))?;
    heap.push_str(text);
    Ok((start.ok_or(BuildError::Room("names"))?, length))
}

/// Appends a list and says at which element it begins.
fn push_list(lists: &mut Vec<u8>, indices: &[u16]) -> Result<u32, BuildError> {
    let start = u32::try_from(lists.len() / 2)
        .ok()
        .filter(|start| *start < 1 << 24);
    let length = u16::try_from(indices.len()).map_err(|_| BuildError::Room("lists"))?;
    lists.extend(length.to_le_bytes());
    lists.extend(indices.iter().flat_map(|index| index.to_le_bytes()));
    start.ok_or(BuildError::Room("lists"))
}

/// What each key stands for, in the order that a lookup gives.
type Keys = BTreeMap<String, Vec<u16>>;

fn write_map(lists: &mut Vec<u8>, keys: Keys) -> Result<Vec<u8>, BuildError> {
    let mut map = fst::MapBuilder::memory();
    for (key, indices) in keys {
        let value = match indices.as_slice() {
            [one] => u64::from(*one) << 1,
            many => (u64::from(push_list(lists, many)?) << 1) | 1,
        };
        map.insert(key, value)?;
    }
    Ok(map.into_inner()?)
}

fn write_names(
    tables: &mut Tables,
    places: &[Place],
    index: &HashMap<String, u16>,
) -> Result<(), BuildError> {
    let (mut names, mut bare) = (Keys::new(), Keys::new());
    for (number, place) in (0_u16..)
        .zip(places)
        .filter(|(_, place)| !place.sort.is_epci())
    {
        let key = names::key(&place.name);
        for spelling in names::spellings(&key) {
            names.entry(spelling).or_default().push(number);
        }
        if let (Some(_), rest) = names::split_article(&key) {
            for spelling in names::spellings(rest) {
                bare.entry(spelling).or_default().push(number);
            }
        }
    }
    for keys in [&mut names, &mut bare] {
        for indices in keys.values_mut() {
            settle(indices, places, index);
        }
    }
    tables.names = write_map(&mut tables.lists, names)?;
    tables.bare = write_map(&mut tables.lists, bare)?;
    Ok(())
}

/// Sorts homonyms (in force first, then by inhabitants, then by code) and drops a former commune
/// whose successor bears the same name.
fn settle(indices: &mut Vec<u16>, places: &[Place], index: &HashMap<String, u16>) {
    let place = |number: &u16| &places[usize::from(*number)];
    let all = indices.clone();
    indices.retain(|number| {
        let successor = place(number)
            .successor
            .as_ref()
            .and_then(|code| index.get(code));
        successor.is_none_or(|successor| !all.contains(successor))
    });
    indices.sort_by_key(|number| {
        let place = place(number);
        (
            place.successor.is_some(),
            u32::MAX - place.population,
            place.sort,
            *number,
        )
    });
    indices.dedup();
}

fn write_cores(tables: &mut Tables, places: &[Place]) -> Result<(), BuildError> {
    let mut cores = Keys::new();
    for (number, place) in (0_u16..)
        .zip(places)
        .filter(|(_, place)| place.sort.is_epci())
    {
        for core in epci::cores(&fold(&place.name)) {
            for spelling in names::spellings(&names::key(&core)) {
                cores.entry(spelling).or_default().push(number);
            }
        }
        for (core, _) in epci::FORMER
            .iter()
            .filter(|(_, siren)| *siren == place.code)
        {
            cores.entry((*core).to_owned()).or_default().push(number);
        }
    }
    for indices in cores.values_mut() {
        let population = |number: &u16| places[usize::from(*number)].population;
        indices.sort_by_key(|number| (u32::MAX - population(number), *number));
        indices.dedup();
    }
    tables.cores = write_map(&mut tables.lists, cores)?;
    Ok(())
}

fn write_hosts(tables: &mut Tables, places: &[Place]) -> Result<(), BuildError> {
    let mut shared: BTreeMap<String, Vec<u16>> = BTreeMap::new();
    for (number, place) in (0_u16..).zip(places) {
        if let Some(host) = place.site.as_deref().and_then(hosts::host) {
            shared.entry(host).or_default().push(number);
        }
    }
    let own = |(host, towns): &(String, Vec<u16>)| match towns.as_slice() {
        [one] => {
            let place = &places[usize::from(*one)];
            hosts::is_own(host, place.site.as_deref().unwrap_or_default(), &place.name)
        }
        _ => false,
    };
    tables.hosts = write_map(&mut tables.lists, shared.into_iter().filter(own).collect())?;
    Ok(())
}
