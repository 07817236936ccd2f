//! The tables as they lie in the binary, read in place: fixed-width records, a heap of text, lists.

use crate::label::claim::PlaceKind;

/// Width of one record: see [`Row::write`] for its fields.
pub(super) const WIDTH: usize = 32;
/// No index.
pub(super) const NONE: u16 = u16::MAX;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Sort {
    /// A commune in force.
    Commune = 0,
    /// A delegated commune: it lives on inside a new one.
    Delegated = 1,
    /// An associated commune.
    Associated = 2,
    /// A district of Paris, Lyon or Marseille.
    District = 3,
    /// A name or code that is gone.
    Gone = 4,
    /// A grouping: `CC`, `CA`, `CU`, a métropole, or a territory of Greater Paris.
    Cc = 5,
    /// Communauté d'agglomération.
    Ca = 6,
    /// Communauté urbaine.
    Cu = 7,
    /// Métropole.
    Metropole = 8,
    /// Établissement public territorial.
    Ept = 9,
}

impl Sort {
    /// The sort with this number.
    pub(super) const fn of(number: u8) -> Self {
        match number {
            0 => Self::Commune,
            1 => Self::Delegated,
            2 => Self::Associated,
            3 => Self::District,
            5 => Self::Cc,
            6 => Self::Ca,
            7 => Self::Cu,
            8 => Self::Metropole,
            9 => Self::Ept,
            _ => Self::Gone,
        }
    }

    /// Whether it is a grouping of communes.
    pub(super) const fn is_epci(self) -> bool {
        self as u8 >= Self::Cc as u8
    }

    /// Commune or EPCI.
    pub(super) const fn kind(self) -> PlaceKind {
        if self.is_epci() {
            PlaceKind::Epci
        } else {
            PlaceKind::Commune
        }
    }
}

/// One record of the table of places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// INSEE code or SIREN, padded with zero bytes.
    pub(super) code: [u8; 9],
    /// What it is.
    pub(super) sort: Sort,
    /// Department code, padded; empty for an EPCI that lies in several.
    pub(super) department: [u8; 3],
    /// Region code, padded.
    pub(super) region: [u8; 3],
    /// Inhabitants; 0 where not known.
    pub(super) population: u32,
    /// Name: where it begins in the heap, and its length.
    pub(super) name: (u32, u8),
    /// Index of the commune in force that it became, or [`NONE`].
    pub(super) successor: u16,
    /// Index of the EPCI that it belongs to, or [`NONE`].
    pub(super) epci: u16,
    /// A commune's web site in the heap; for an EPCI, where its members begin in the lists.
    pub(super) extra: (u32, u8),
}

impl Row {
    /// Appends the record: code 9, sort 1, department 3, region 3, population 4,
    /// name 3 + 1, successor 2, EPCI 2, extra 3 + 1; numbers little-endian.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let three = |number: u32| {
            let [a, b, c, _] = number.to_le_bytes();
            [a, b, c]
        };
        out.extend(self.code);
        out.push(self.sort as u8);
        out.extend(self.department);
        out.extend(self.region);
        out.extend(self.population.to_le_bytes());
        out.extend(three(self.name.0));
        out.push(self.name.1);
        out.extend(self.successor.to_le_bytes());
        out.extend(self.epci.to_le_bytes());
        out.extend(three(self.extra.0));
        out.push(self.extra.1);
    }

    /// The record in `bytes`, which must be [`WIDTH`] long.
    fn read(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; WIDTH] = bytes.try_into().ok()?;
        let three = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], 0]);
        let two = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
        Some(Self {
            code: *bytes.first_chunk()?,
            sort: Sort::of(bytes[9]),
            department: [bytes[10], bytes[11], bytes[12]],
            region: [bytes[13], bytes[14], bytes[15]],
            population: u32::from_le_bytes([bytes[16], bytes[17], bytes[18], bytes[19]]),
            name: (three(20), bytes[23]),
            successor: two(24),
            epci: two(26),
            extra: (three(28), bytes[31]),
        })
    }
}

/// The tables of places, borrowed from the binary.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Table {
    pub(super) rows: &'static [u8],
    pub(super) heap: &'static str,
    pub(super) lists: &'static [u8],
}

impl Table {
    /// How many records.
    pub(super) fn len(&self) -> u16 {
        u16::try_from(self.rows.len() / WIDTH).unwrap_or(NONE)
    }

    /// Record number `index`.
    pub(super) fn row(&self, index: u16) -> Option<Row> {
        let at = usize::from(index) * WIDTH;
        Row::read(self.rows.get(at..at + WIDTH)?)
    }

    /// The code of record number `index`.
    pub(super) fn code(&self, index: u16) -> &'static str {
        self.padded(index, 0, 9)
    }

    /// A field of ASCII padded with zero bytes.
    pub(super) fn padded(&self, index: u16, from: usize, width: usize) -> &'static str {
        let at = usize::from(index) * WIDTH + from;
        let field = self.rows.get(at..at + width).unwrap_or_default();
        let end = field
            .iter()
            .position(|byte| *byte == 0)
            .unwrap_or(width.min(field.len()));
        std::str::from_utf8(&field[..end]).unwrap_or_default()
    }

    /// The first record with this code; records are sorted by code, those in force first.
    pub(super) fn find(&self, code: &str) -> Option<u16> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.code(middle) < code {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low < self.len() && self.code(low) == code).then_some(low)
    }

    /// Text at `place` in the heap.
    pub(super) fn text(&self, place: (u32, u8)) -> &'static str {
        let start = usize::try_from(place.0).unwrap_or(usize::MAX);
        self.heap
            .get(start..start.saturating_add(usize::from(place.1)))
            .unwrap_or_default()
    }

    /// The list that begins at element `at`: its length, then as many indices.
    pub(super) fn list(&self, at: u64) -> impl Iterator<Item = u16> + use<> {
        let lists = self.lists;
        let element = move |number: usize| -> Option<u16> {
            let bytes = lists.get(number.checked_mul(2)?..)?.first_chunk()?;
            Some(u16::from_le_bytes(*bytes))
        };
        let start = usize::try_from(at).unwrap_or(usize::MAX / 4);
        let count = usize::from(element(start).unwrap_or(0));
        (start + 1..start + 1 + count).map_while(element)
    }

    /// The records that a value of an FST stands for: one index, or a list.
    pub(super) fn postings(&self, value: u64) -> Vec<u16> {
        if value & 1 == 0 {
            u16::try_from(value >> 1).into_iter().collect()
        } else {
            self.list(value >> 1).collect()
        }
    }
}
