//! `GeoJSON` (RFC 7946): one feature a record, a point where the town hall stands.
//!
//! What has no point in the gazetteer, groupings above all, has `null` for its geometry (section 3.2): it is
//! unlocated, and no point is made up for it.

use std::io::{self, Write};

use serde::Serialize;

use super::format::Traits;
use super::{Options, Row, Written, json_line};
use crate::label::gazetteer::Gazetteer;

pub(super) const TRAITS: Traits = Traits {
    name: "geojson",
    aliases: &[],
    extension: "geojson",
    media: "application/geo+json",
    about: "Points of town halls for a map, RFC 7946; null where none is known",
    is_binary: false,
    spec: "https://www.rfc-editor.org/rfc/rfc7946",
    write,
};

#[derive(Serialize)]
struct Feature<'r> {
    r#type: &'static str,
    id: &'r str,
    geometry: Option<Geometry>,
    properties: &'r Row,
}

#[derive(Serialize)]
struct Geometry {
    r#type: &'static str,
    /// Longitude first (section 3.1.1).
    coordinates: [f64; 2],
}

fn write(rows: &[Row], _: &Options, out: &mut dyn Write) -> io::Result<Written> {
    write!(out, "{{\"type\":\"FeatureCollection\",\"features\":[")?;
    for (number, row) in rows.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        write!(out, "{comma}\n{}", json_line(&feature(row))?)?;
    }
    writeln!(out, "\n]}}")?;
    Ok(Written {
        rows: rows.len(),
        ..Written::default()
    })
}

fn feature(row: &Row) -> Feature<'_> {
    let code = row.code.as_deref();
    let point = code.and_then(|code| Gazetteer::shipped().point(code));
    Feature {
        r#type: "Feature",
        id: &row.record,
        geometry: point.map(|point| Geometry {
            r#type: "Point",
            coordinates: [point.longitude(), point.latitude()],
        }),
        properties: row,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn rfc7946_3_2_a_feature_has_a_point_or_null_and_its_row() {
        let row = |code: &str| Row {
            code: Some(code.to_owned()),
            record: format!("{code}-2018"),
            ..Row::default()
        };
        let rows = [row("59009"), row("248000531")];
        let mut out = Vec::new();
        write(&rows, &Options::default(), &mut out).unwrap();
        let read: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(read["type"], "FeatureCollection");
        assert_eq!(read["features"][0]["geometry"]["type"], "Point");
        let degrees = read["features"][0]["geometry"]["coordinates"].clone();
        let [east, north]: [f64; 2] = serde_json::from_value(degrees).unwrap();
        assert!(
            (3.0..3.3).contains(&east) && (50.5..50.7).contains(&north),
            "{east} {north}"
        );
        assert_eq!(read["features"][1]["geometry"], Value::Null);
        assert_eq!(read["features"][1]["id"], "248000531-2018");
        assert_eq!(read["features"][1]["properties"], json!(rows[1]));
    }

    #[test]
    fn no_rows_are_an_empty_collection() {
        let mut out = Vec::new();
        write(&[], &Options::default(), &mut out).unwrap();
        let read: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(read["features"], json!([]));
    }
}
