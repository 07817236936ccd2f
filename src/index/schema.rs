//! The fields of the index: one document a record, and one a page (its newest version).

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, STRING, Schema,
    TextFieldIndexing, TextOptions,
};

use super::analyser::{EXACT, FRENCH};

/// The layout of the index; another number, another index.
pub(super) const LAYOUT: &str = "arobase.index/3";

/// The fields.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// `record` or `page`.
    pub doc: Field,
    /// Id of the record, address of the page.
    pub id: Field,
    /// What a record is about: names, department, region, mention. Records and pages have fields of their own, so that the words of a
    /// page are weighed against pages alone and a search of pages need not pass over records.
    pub subject: Field,
    /// The same, every word as it is.
    pub subject_exact: Field,
    /// Quotations of a record.
    pub quote: Field,
    /// The same, every word as it is.
    pub quote_exact: Field,
    /// Title of a page, and the name of its site.
    pub about: Field,
    /// The same, every word as it is.
    pub about_exact: Field,
    /// Text of a page.
    pub body: Field,
    /// The same, every word as it is.
    pub body_exact: Field,
    /// Keys of the collectivity's names.
    pub name: Field,
    /// The words of its names.
    pub name_words: Field,
    /// INSEE code or SIREN.
    pub code: Field,
    /// Code of the department.
    pub department: Field,
    /// Code of the region.
    pub region: Field,
    /// `commune`, `epci`, `foreign`, `other`.
    pub place: Field,
    /// `level`, `mention`.
    pub kind: Field,
    /// `confirmed`, `single`, `contested`.
    pub status: Field,
    /// Words of the special mention's name.
    pub mention: Field,
    /// Hosts of the sources.
    pub host: Field,
    /// Addresses of the sources.
    pub url: Field,
    /// Edition year, 0 where it is unknown.
    pub year: Field,
    /// Arobases; both sides of a contested record.
    pub grade: Field,
    /// Days of publication, as in the query language.
    pub published: Field,
    /// Captures: those that prove a record, the one that holds a page.
    pub capture: Field,
    /// Place of a record among all; what decides between pages of equal score.
    pub order: Field,
}

/// The schema and its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let text = |tokenizer: &str| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        TextOptions::default().set_indexing_options(indexing)
    };
    let number: NumericOptions = (INDEXED | FAST).into();
    let mut schema = Schema::builder();
    let fields = Fields {
        doc: schema.add_text_field("doc", STRING),
        id: schema.add_text_field("id", STRING | STORED),
        subject: schema.add_text_field("subject", text(FRENCH)),
        subject_exact: schema.add_text_field("subject_exact", text(EXACT)),
        quote: schema.add_text_field("quote", text(FRENCH)),
        quote_exact: schema.add_text_field("quote_exact", text(EXACT)),
        about: schema.add_text_field("about", text(FRENCH)),
        about_exact: schema.add_text_field("about_exact", text(EXACT)),
        body: schema.add_text_field("body", text(FRENCH)),
        body_exact: schema.add_text_field("body_exact", text(EXACT)),
        name: schema.add_text_field("name", STRING),
        name_words: schema.add_text_field("name_words", text(EXACT)),
        code: schema.add_text_field("code", STRING),
        department: schema.add_text_field("department", STRING | FAST),
        region: schema.add_text_field("region", STRING),
        place: schema.add_text_field("place", STRING),
        kind: schema.add_text_field("kind", STRING),
        status: schema.add_text_field("status", STRING),
        mention: schema.add_text_field("mention", text(FRENCH)),
        host: schema.add_text_field("host", STRING | FAST),
        url: schema.add_text_field("url", STRING),
        year: schema.add_u64_field("year", number.clone()),
        grade: schema.add_u64_field("grade", number.clone()),
        published: schema.add_u64_field("published", number.clone()),
        capture: schema.add_u64_field("capture", number.set_stored()),
        order: schema.add_u64_field("order", FAST),
    };
    (schema.build(), fields)
}
