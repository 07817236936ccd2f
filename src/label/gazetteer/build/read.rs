//! Reads the tab-separated tables that the gazetteer derives from.

use std::collections::HashMap;

use super::BuildError;
use crate::label::gazetteer::points::Point;
use crate::label::gazetteer::table::Sort;
use crate::label::gazetteer::{departments, hosts};

/// One place while the tables are being built.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) code: String,
    pub(super) sort: Sort,
    pub(super) name: String,
    pub(super) department: String,
    pub(super) region: String,
    pub(super) population: u32,
    pub(super) successor: Option<String>,
    pub(super) epci: Option<String>,
    pub(super) site: Option<String>,
    pub(super) members: Vec<String>,
    pub(super) point: Option<Point>,
}

/// The rows of a tab-separated table: line number and the named columns of each.
fn rows<'t, const N: usize>(
    table: &'static str,
    text: &'t str,
    columns: [&'static str; N],
) -> Result<Vec<(usize, [&'t str; N])>, BuildError> {
    let mut lines = text.lines().enumerate();
    let header: Vec<&str> = lines
        .next()
        .map_or("", |(_, line)| line)
        .split('\t')
        .collect();
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        let found = header.iter().position(|name| *name == column);
        *place = found.ok_or(BuildError::Column { table, column })?;
    }
    let mut rows = Vec::new();
    for (number, line) in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        rows.push((
            number + 1,
            places.map(|place| cells.get(place).copied().unwrap_or_default()),
        ));
    }
    Ok(rows)
}

fn line_error(table: &'static str, line: usize, what: impl Into<String>) -> BuildError {
    let what = what.into();
    BuildError::Line { table, line, what }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub(super) fn read_sites<'t>(text: &'t str) -> Result<HashMap<&'t str, String>, BuildError> {
    let rows = rows("communes-sites-officiels.tsv", text, ["code_insee", "site"])?;
    let site = |(_, [code, site]): (usize, [&'t str; 2])| Some((code, hosts::address(site)?));
    Ok(rows.into_iter().filter_map(site).collect())
}

pub(super) fn read_communes(
    text: &str,
    sites: &HashMap<&str, String>,
) -> Result<Vec<Place>, BuildError> {
    const TABLE: &str = "communes.tsv";
    let columns = [
        "code", "type", "nom", "dep", "reg", "pop", "epci", "lat", "lon", "succ",
    ];
    let mut places = Vec::new();
    for (line, cells) in rows(TABLE, text, columns)? {
        let [code, sort, name, dep, reg, pop, epci, lat, lon, succ] = cells;
        let point = match (lat, lon) {
            ("", "") => None,
            _ => Some(Point::read(lat, lon).ok_or_else(|| {
                line_error(TABLE, line, format!("latitude {lat:?}, longitude {lon:?}"))
            })?),
        };
        let sort = match sort {
            "COM" => Sort::Commune,
            "COMD" => Sort::Delegated,
            "COMA" => Sort::Associated,
            "ARM" => Sort::District,
            "HIST" => Sort::Gone,
            _ => return Err(line_error(TABLE, line, format!("unknown type {sort:?}"))),
        };
        let department = departments::department_by_code(dep)
            .ok_or_else(|| line_error(TABLE, line, format!("unknown department {dep:?}")))?;
        let population = match pop {
            "" => 0,
            _ => pop
                .parse()
                .map_err(|_| line_error(TABLE, line, format!("population {pop:?}")))?,
        };
        if code.len() != 5 || name.is_empty() {
            return Err(line_error(
                TABLE,
                line,
                format!("code {code:?}, name {name:?}"),
            ));
        }
        places.push(Place {
            code: code.to_owned(),
            sort,
            name: name.to_owned(),
            department: dep.to_owned(),
            region: some(reg).unwrap_or_else(|| department.region.to_owned()),
            population,
            successor: some(succ),
            epci: some(epci),
            site: (sort == Sort::Commune)
                .then(|| sites.get(code).cloned())
                .flatten(),
            members: Vec::new(),
            point,
        });
    }
    Ok(places)
}

pub(super) fn read_epci(text: &str, places: &mut Vec<Place>) -> Result<(), BuildError> {
    const TABLE: &str = "epci.tsv";
    let mut whose: HashMap<String, (String, String)> = HashMap::new();
    for place in places.iter().filter(|place| place.sort == Sort::Commune) {
        let at = (place.department.clone(), place.region.clone());
        whose.insert(place.code.clone(), at);
    }
    let columns = ["siren", "nom", "type", "pop", "membres"];
    for (line, [siren, name, sort, pop, members]) in rows(TABLE, text, columns)? {
        let sort = match sort {
            "CC" => Sort::Cc,
            "CA" => Sort::Ca,
            "CU" => Sort::Cu,
            "METRO" | "MET69" => Sort::Metropole,
            "EPT" => Sort::Ept,
            _ => return Err(line_error(TABLE, line, format!("unknown type {sort:?}"))),
        };
        let mut members: Vec<String> = members.split(',').map(str::to_owned).collect();
        members.sort();
        let mut common: Option<(String, String)> = None;
        for member in &members {
            let (department, region) = whose
                .get(member)
                .ok_or_else(|| line_error(TABLE, line, format!("unknown member {member:?}")))?;
            let (mut d, mut r) = (department.clone(), region.clone());
            if let Some((department, region)) = common.take() {
                d = if d == department { d } else { String::new() };
                r = if r == region { r } else { String::new() };
            }
            common = Some((d, r));
        }
        let (department, region) = common.unwrap_or_default();
        places.push(Place {
            code: siren.to_owned(),
            sort,
            name: name.to_owned(),
            department,
            region,
            population: pop.parse().unwrap_or(0),
            successor: None,
            epci: None,
            site: None,
            members,
            point: None,
        });
    }
    Ok(())
}
