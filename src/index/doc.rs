//! What the index is told of a record and of a page, and the documents made of it.

use std::cmp::Reverse;

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tantivy::schema::Schema;
use tantivy::{Document as _, TantivyDocument};

use super::analyser::{name_key, name_keys};
use super::schema::Fields;

/// A record as the index sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RecordDoc {
    /// Id of the record.
    pub id: String,
    /// INSEE code or SIREN.
    pub code: Option<String>,
    /// Its official name first, then the names that pages write.
    pub names: Vec<String>,
    /// `commune`, `epci`, `foreign`, `other`.
    pub place: String,
    /// Code of its department.
    pub department: Option<String>,
    /// Name of its department.
    pub department_name: Option<String>,
    /// Code of its region.
    pub region: Option<String>,
    /// Name of its region.
    pub region_name: Option<String>,
    /// Edition year.
    pub year: Option<i16>,
    /// `level` or `mention`.
    pub kind: String,
    /// Arobases that its claims give: one number, several where it is contested, none where no
    /// source gives any.
    pub grades: Vec<u8>,
    /// Name of the special mention.
    pub mention: Option<String>,
    /// `confirmed`, `single` or `contested`.
    pub status: String,
    /// Hosts of its sources.
    pub hosts: Vec<String>,
    /// Names of the sites of its sources.
    pub sites: Vec<String>,
    /// Addresses of its sources.
    pub urls: Vec<String>,
    /// Its quotations.
    pub quotes: Vec<String>,
    /// Days on which its sources were published, as text: `2018`, `2018-02` or `2018-02-09`.
    pub published: Vec<String>,
    /// Captures that prove it.
    pub captures: Vec<u64>,
}

/// A page as the index sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageDoc {
    /// Its address, by which it is replaced.
    pub url: String,
    /// Host of that address.
    pub host: String,
    /// The capture that holds it.
    pub capture: u64,
    /// Its title.
    pub title: String,
    /// The name of its site.
    pub site: String,
    /// Day of publication.
    pub published: Option<String>,
    /// Its text.
    pub text: String,
}

/// Puts records in the order in which they are shown: the newest edition first, then the highest
/// grade, then by name.
pub(super) fn sort(records: &mut [RecordDoc]) {
    records.sort_by_cached_key(|record| {
        let name = record
            .names
            .first()
            .map(|name| name_key(name))
            .unwrap_or_default();
        let grade = record.grades.iter().max().copied();
        (
            Reverse(record.year),
            Reverse(grade),
            name,
            record.id.clone(),
        )
    });
}

/// A hash of all records: equal where nothing would change in the index.
pub(super) fn digest(records: &[RecordDoc]) -> String {
    let mut hash = Sha256::new();
    for record in records {
        // A record is plain data: it always serialises.
        hash.update(serde_json::to_vec(record).unwrap_or_default());
        hash.update([b'\n']);
    }
    data_encoding::HEXLOWER.encode(&hash.finalize())
}

impl RecordDoc {
    /// The document, at place `order` among all records.
    pub(super) fn document(&self, fields: &Fields, order: u64) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(fields.doc, "record");
        document.add_text(fields.id, &self.id);
        document.add_u64(fields.order, order);
        let place_words = match self.place.as_str() {
            "epci" => Some("EPCI intercommunalité"),
            "commune" => Some("commune"),
            _ => None,
        };
        let about = self
            .names
            .iter()
            .chain(
                [&self.department_name, &self.region_name, &self.mention]
                    .into_iter()
                    .flatten(),
            )
            .chain(&self.code)
            .map(String::as_str)
            .chain(place_words);
        // The year too, so that `villeneuve d'ascq 2018` is a question.
        let year = self.year.map(|year| year.to_string());
        for text in about.chain(year.as_deref()) {
            document.add_text(fields.subject, text);
            document.add_text(fields.subject_exact, text);
        }
        for name in &self.names {
            document.add_text(fields.name_words, name);
            for key in name_keys(name) {
                document.add_text(fields.name, key);
            }
        }
        // A site's name tells where it was said, not of whom.
        for quote in self.quotes.iter().chain(&self.sites) {
            document.add_text(fields.quote, quote);
            document.add_text(fields.quote_exact, quote);
        }
        self.add_keys(&mut document, fields);
        document
    }

    fn add_keys(&self, document: &mut TantivyDocument, fields: &Fields) {
        for (field, value) in [
            (fields.code, self.code.as_deref()),
            (fields.department, self.department.as_deref()),
            (fields.region, self.region.as_deref()),
            (fields.place, Some(self.place.as_str())),
            (fields.kind, Some(self.kind.as_str())),
            (fields.status, Some(self.status.as_str())),
            (fields.mention, self.mention.as_deref()),
        ] {
            if let Some(value) = value {
                document.add_text(field, value);
            }
        }
        for host in &self.hosts {
            document.add_text(fields.host, host);
        }
        for url in &self.urls {
            document.add_text(fields.url, url);
        }
        let year = self.year.and_then(|year| u64::try_from(year).ok());
        document.add_u64(fields.year, year.unwrap_or(0));
        for grade in &self.grades {
            document.add_u64(fields.grade, u64::from(*grade));
        }
        for day in self.published.iter().filter_map(|date| day(date)) {
            document.add_u64(fields.published, day);
        }
        for capture in &self.captures {
            document.add_u64(fields.capture, *capture);
        }
    }
}

impl PageDoc {
    /// The document.
    pub(super) fn document(&self, fields: &Fields) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(fields.doc, "page");
        document.add_text(fields.id, &self.url);
        document.add_text(fields.url, &self.url);
        document.add_text(fields.host, &self.host);
        document.add_u64(fields.capture, self.capture);
        // Equal scores are parted by the address, so that two indexes of one store agree.
        document.add_u64(fields.order, order_of(&self.url));
        for text in [&self.title, &self.site] {
            document.add_text(fields.about, text);
            document.add_text(fields.about_exact, text);
        }
        document.add_text(fields.body, &self.text);
        document.add_text(fields.body_exact, &self.text);
        if let Some(day) = self.published.as_deref().and_then(day) {
            document.add_u64(fields.published, day);
        }
        document
    }
}

/// What becomes of a record and of a page of ours, to tell one making of documents from another.
pub(super) fn sample(schema: &Schema, fields: &Fields) -> String {
    let one = || Some("one".to_owned());
    let many = || vec!["one".to_owned(), "two".to_owned()];
    let record = RecordDoc {
        id: "id".to_owned(),
        code: one(),
        names: many(),
        place: "epci".to_owned(),
        department: one(),
        department_name: one(),
        region: one(),
        region_name: one(),
        year: Some(2018),
        kind: "level".to_owned(),
        grades: vec![4, 5],
        mention: one(),
        status: "contested".to_owned(),
        hosts: many(),
        sites: many(),
        urls: many(),
        quotes: many(),
        published: vec!["2018-02".to_owned()],
        captures: vec![1, 2],
    };
    let page = PageDoc {
        url: "https://ville.example/".to_owned(),
        host: "ville.example".to_owned(),
        capture: 1,
        title: "title".to_owned(),
        site: "site".to_owned(),
        published: one(),
        text: "text".to_owned(),
    };
    let [record, page] = [record.document(fields, 7), page.document(fields)];
    record.to_json(schema) + &page.to_json(schema)
}

fn order_of(url: &str) -> u64 {
    let hash = Sha256::digest(url.as_bytes());
    hash.iter()
        .take(8)
        .fold(0, |order, byte| order << 8 | u64::from(*byte))
}

/// `2018-02` as `20180200`.
fn day(date: &str) -> Option<u64> {
    let mut fields = date.split('-').map(str::parse::<u64>);
    let year = fields.next()?.ok()?;
    let month = fields.next().unwrap_or(Ok(0)).ok()?;
    let day = fields.next().unwrap_or(Ok(0)).ok()?;
    Some(year * 10_000 + month * 100 + day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_date_is_a_number_that_sorts() {
        assert_eq!(day("2018"), Some(20_180_000));
        assert_eq!(day("2018-02"), Some(20_180_200));
        assert_eq!(day("2018-02-09"), Some(20_180_209));
        assert_eq!(day("x"), None);
    }

    #[test]
    fn records_stand_newest_first_then_highest_then_by_name_and_undated_last() {
        let record = |name: &str, year, grade: u8| RecordDoc {
            id: format!("{name}-{year:?}"),
            names: vec![name.to_owned()],
            year,
            grades: vec![grade],
            ..RecordDoc::default()
        };
        let mut records = [
            record("Undated", None, 5),
            record("Étaples", Some(2018), 4),
            record("Denain", Some(2018), 4),
            record("Aix", Some(2017), 5),
            record("Zuydcoote", Some(2018), 5),
        ];
        sort(&mut records);
        let names: Vec<_> = records
            .iter()
            .map(|record| record.names[0].as_str())
            .collect();
        assert_eq!(names, ["Zuydcoote", "Denain", "Étaples", "Aix", "Undated"]);
    }
}
