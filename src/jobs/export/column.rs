//! The columns of a table of records: name, type, meaning, and the cell of a row. Every format with
//! columns, and every schema, is made from this one list.

use super::Row;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text; codes too, for their leading zeros.
    Text,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Number,
    /// A moment, RFC 3339 in UTC.
    Moment,
}

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'r> {
    /// Nothing is known.
    None,
    /// Text.
    Text(&'r str),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Number(f64),
}

impl<'r> Cell<'r> {
    fn text(text: &'r str) -> Self {
        Self::Text(text)
    }

    fn some(text: Option<&'r String>) -> Self {
        text.map_or(Self::None, |text| Self::Text(text))
    }

    fn number(number: Option<impl Into<i64>>) -> Self {
        number.map_or(Self::None, |number| Self::Integer(number.into()))
    }

    /// The decimal that the short number is printed as, not its binary neighbour.
    fn short(number: f32) -> Self {
        Self::Number(number.to_string().parse().unwrap_or_default())
    }
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name, that of the field of [`Row`] too.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether no cell of it is ever empty.
    pub required: bool,
    /// The only words that it may hold; none where it may hold any.
    pub words: &'static [&'static str],
    /// What it means.
    pub about: &'static str,
    /// The cell of a row.
    pub cell: for<'r> fn(&'r Row) -> Cell<'r>,
}

const fn column(
    name: &'static str,
    kind: Kind,
    required: bool,
    about: &'static str,
    cell: for<'r> fn(&'r Row) -> Cell<'r>,
) -> Column {
    let words = &[];
    Column {
        name,
        kind,
        required,
        words,
        about,
        cell,
    }
}

const fn words(
    name: &'static str,
    words: &'static [&'static str],
    about: &'static str,
    cell: for<'r> fn(&'r Row) -> Cell<'r>,
) -> Column {
    Column {
        words,
        ..column(name, Kind::Text, true, about, cell)
    }
}

/// The columns, in the order of the fields of [`Row`].
#[rustfmt::skip]
pub const COLUMNS: [Column; 24] = [
    column("code", Kind::Text, false, "INSEE code of the commune (five signs, leading zeros kept) or SIREN of the grouping", |row| Cell::some(row.code.as_ref())),
    column("name", Kind::Text, true, "Official name of the collectivity, or its name as the page gives it where it has no code", |row| Cell::text(&row.name)),
    words("place_kind", &["commune", "epci", "foreign", "other"], "What sort of collectivity it is", |row| Cell::text(row.place_kind)),
    column("department", Kind::Text, false, "Code of the department: 59, 2A, 974", |row| Cell::some(row.department.as_ref())),
    column("year", Kind::Integer, false, "Year of the edition; empty where no page settles it", |row| Cell::number(row.year)),
    column("edition", Kind::Integer, false, "Ordinal of that edition, from 1 (1999)", |row| Cell::number(row.edition)),
    column("arobases", Kind::Integer, false, "Arobases received, 1 to 5; empty where no source gives them or where sources disagree", |row| Cell::number(row.arobases)),
    words("kind", &["level", "mention"], "A grade of the label, or a special mention", |row| Cell::text(row.kind)),
    column("mention", Kind::Text, false, "Name of the special mention", |row| Cell::some(row.mention.as_ref())),
    column("status", Kind::Text, true, "How well the record is founded: confirmed (two independent sources or more agree), single, contested, decided (sources disagree, a person decided)", |row| Cell::text(row.status)),
    column("contested", Kind::Text, false, "Both sides of a contested record: 4@ | 5@", |row| Cell::some(row.contested.as_ref())),
    column("sources", Kind::Integer, true, "Independent sources", |row| Cell::number(Some(row.sources))),
    column("quote", Kind::Text, true, "The exact words of the best claim, at most 200 characters", |row| Cell::text(&row.quote)),
    column("url", Kind::Text, true, "Address of the page that says so", |row| Cell::text(&row.url)),
    column("site", Kind::Text, false, "Name of its site", |row| Cell::some(row.site.as_ref())),
    column("title", Kind::Text, false, "Title of the page", |row| Cell::some(row.title.as_ref())),
    column("published", Kind::Text, false, "When it was published, as far as is known: 2018, 2018-02 or 2018-02-09", |row| Cell::some(row.published.as_ref())),
    column("captured_at", Kind::Moment, true, "When its bytes were archived, RFC 3339 in UTC", |row| Cell::text(&row.captured_at)),
    column("sha256", Kind::Text, true, "SHA-256 of the bytes archived, hexadecimal", |row| Cell::text(&row.sha256)),
    column("rule", Kind::Text, true, "Name of the rule that read the claim", |row| Cell::text(&row.rule)),
    column("confidence", Kind::Number, true, "From 0 to 1: how far the record can be relied on", |row| Cell::short(row.confidence)),
    column("claim", Kind::Text, true, "Id of the best claim: arobase show ID", |row| Cell::text(&row.claim)),
    column("record", Kind::Text, true, "Id of the record, the same from export to export", |row| Cell::text(&row.record)),
    column("former_name", Kind::Text, false, "Name of the commune that the best claim is about, where it is another one today", |row| Cell::some(row.former_name.as_ref())),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_the_fields_of_a_row_in_order() {
        let json = serde_json::to_string(&Row::default()).unwrap();
        let mut at = 0;
        for column in COLUMNS {
            at += json[at..]
                .find(&format!("\"{}\":", column.name))
                .unwrap_or_else(|| panic!("{}", column.name));
        }
        assert_eq!(json.matches("\":").count(), COLUMNS.len());
    }

    #[test]
    fn a_confidence_is_the_decimal_that_it_is_printed_as() {
        assert_eq!(Cell::short(0.9), Cell::Number(0.9));
    }
}
