//! Where the places lie: a table of points beside that of records, in the same order.

/// Width of one point: latitude and longitude, 32 bits each, little-endian.
const WIDTH: usize = 8;
/// Steps of a degree that are kept: about a metre.
const STEPS: f64 = 100_000.0;
/// Both halves of a point that is not known; no degree reaches so far.
const UNKNOWN: i32 = i32::MIN;

/// A point in WGS 84, in hundred-thousandths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    latitude: i32,
    longitude: i32,
}

impl Point {
    /// The point that two decimal numbers of degrees name; `None` where they are none or are off the globe.
    pub(super) fn read(latitude: &str, longitude: &str) -> Option<Self> {
        Some(Self {
            latitude: steps(latitude, 90.0)?,
            longitude: steps(longitude, 180.0)?,
        })
    }

    /// Degrees north of the equator.
    pub fn latitude(self) -> f64 {
        f64::from(self.latitude) / STEPS
    }

    /// Degrees east of Greenwich.
    pub fn longitude(self) -> f64 {
        f64::from(self.longitude) / STEPS
    }
}

fn steps(degrees: &str, most: f64) -> Option<i32> {
    let degrees: f64 = degrees.parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "180 degrees are 18 million steps"
    )]
    (degrees.abs() <= most).then(|| (degrees * STEPS).round() as i32)
}

/// Appends a point to the table.
pub(super) fn write(point: Option<Point>, out: &mut Vec<u8>) {
    let halves = point.map_or([UNKNOWN; 2], |point| [point.latitude, point.longitude]);
    out.extend(halves.iter().flat_map(|half| half.to_le_bytes()));
}

/// The point of record number `index`.
pub(super) fn read(table: &[u8], index: u16) -> Option<Point> {
    let at = usize::from(index) * WIDTH;
    let (latitude, longitude) = table.get(at..at + WIDTH)?.split_at(4);
    let half = |bytes: &[u8]| bytes.try_into().map(i32::from_le_bytes).ok();
    let point = Point {
        latitude: half(latitude)?,
        longitude: half(longitude)?,
    };
    (point.latitude != UNKNOWN).then_some(point)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::gazetteer::Gazetteer;

    #[test]
    fn a_point_is_written_and_read_to_the_metre_and_one_off_the_globe_is_none() {
        let point = Point::read("-20.88210", "55.45120").unwrap();
        let mut table = Vec::new();
        write(None, &mut table);
        write(Some(point), &mut table);
        assert_eq!(
            (read(&table, 0), read(&table, 1), read(&table, 2)),
            (None, Some(point), None)
        );
        assert!((point.latitude() + 20.8821).abs() < 1e-9);
        assert!((point.longitude() - 55.4512).abs() < 1e-9);
        for (latitude, longitude) in [
            ("91", "0"),
            ("0", "181"),
            ("", "0"),
            ("x", "0"),
            ("NaN", "0"),
        ] {
            assert_eq!(Point::read(latitude, longitude), None);
        }
    }

    #[test]
    fn towns_lie_where_they_are() {
        let at = |code: &str| Gazetteer::shipped().point(code);
        let near = |code: &str, latitude: f64, longitude: f64| {
            let point = at(code).unwrap();
            assert!(
                (point.latitude() - latitude).abs() < 0.05,
                "{code} {point:?}"
            );
            assert!(
                (point.longitude() - longitude).abs() < 0.05,
                "{code} {point:?}"
            );
        };
        near("59009", 50.62, 3.13);
        near("2A004", 41.92, 8.74);
        near("97411", -20.88, 55.45);
        near("94038", 48.78, 2.33);
        // Not in the table: a grouping, Papeete, a code that is none.
        assert_eq!([at("248000531"), at("98735"), at("99999")], [None; 3]);
    }

    #[test]
    fn nearly_every_commune_in_force_has_a_point() {
        let gazetteer = Gazetteer::shipped();
        let communes = gazetteer
            .all()
            .filter(|place| place.in_force() && place.code.len() == 5);
        let without = communes.filter(|place| gazetteer.point(place.code).is_none());
        assert_eq!(without.count(), 99);
    }
}
