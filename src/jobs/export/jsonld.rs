//! JSON-LD 1.1: a record as a schema.org `Certification`, its proof as a Web Annotation that quotes the page
//! (`TextQuoteSelector`), so that both can be asked with SPARQL.
//!
//! The context stands in the file itself: nothing has to be fetched to read it.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::format::Traits;
use super::safe::{link, tag};
use super::{Options, Row, Written, json_line};

pub(super) const TRAITS: Traits = Traits {
    name: "jsonld",
    aliases: &["json-ld"],
    extension: "jsonld",
    media: "application/ld+json",
    about: "Linked data: schema.org and Web Annotation",
    is_binary: false,
    spec: "https://www.w3.org/TR/json-ld11/",
    write,
};

/// The label, in the words of its own.
const LABEL: &str = "Territoires, Villes et Villages Internet";

fn write(rows: &[Row], _: &Options, out: &mut dyn Write) -> io::Result<Written> {
    writeln!(out, "{{\"@context\":{},", json_line(&context())?)?;
    write!(out, "\"@graph\":[")?;
    for (number, row) in rows.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        // It is made to stand in a page's <script>, which nothing in it may close.
        let line = json_line(&node(row))?.replace('<', "\\u003c");
        write!(out, "{comma}\n{line}")?;
    }
    writeln!(out, "\n]}}")?;
    Ok(Written {
        rows: rows.len(),
        ..Written::default()
    })
}

fn context() -> Value {
    json!({
        "schema": "https://schema.org/",
        "oa": "http://www.w3.org/ns/oa#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "arobase": "tag:arobase.invalid,2026:term/",
        "url": { "@id": "schema:url", "@type": "@id" },
        "year": { "@id": "schema:validFrom", "@type": "xsd:gYear" },
        "captured": { "@id": "oa:sourceDate", "@type": "xsd:dateTime" },
        "evidence": { "@reverse": "oa:hasBody" },
    })
}

/// A record and its proof. What nobody knows is left out.
fn node(row: &Row) -> Value {
    let mut node = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            node.insert(key.to_owned(), value);
        }
    };
    put("@id", Some(json!(tag(&row.record))));
    put("@type", Some(json!("schema:Certification")));
    put(
        "schema:name",
        Some(json!(row.mention.as_deref().unwrap_or(LABEL))),
    );
    put("schema:about", Some(place(row)));
    put("year", row.year.map(|year| json!(year.to_string())));
    put("schema:certificationRating", row.arobases.map(rating));
    put("arobase:edition", row.edition.map(|edition| json!(edition)));
    put(
        "arobase:contested",
        row.contested.as_ref().map(|sides| json!(sides)),
    );
    put("arobase:status", Some(json!(row.status)));
    put("arobase:kind", Some(json!(row.kind)));
    put("arobase:sources", Some(json!(row.sources)));
    put("arobase:confidence", Some(decimal(row.confidence)));
    put("evidence", Some(evidence(row)));
    Value::Object(node)
}

fn rating(arobases: u8) -> Value {
    json!({
        "@type": "schema:Rating",
        "schema:ratingValue": arobases,
        "schema:bestRating": 5,
        "schema:worstRating": 1,
    })
}

/// The decimal that is printed, not the double next to it.
fn decimal(number: f32) -> Value {
    json!({ "@type": "xsd:decimal", "@value": number.to_string() })
}

fn place(row: &Row) -> Value {
    let kind = if row.place_kind == "commune" {
        "schema:City"
    } else {
        "schema:AdministrativeArea"
    };
    let mut place = json!({ "@type": kind, "schema:name": row.name });
    if let Some(code) = &row.code {
        // Five signs are INSEE's, nine are a SIREN.
        let system = if code.len() == 9 { "SIREN" } else { "INSEE" };
        place["schema:identifier"] = json!({
            "@type": "schema:PropertyValue",
            "schema:propertyID": system,
            "schema:value": code,
        });
    }
    if let Some(former) = &row.former_name {
        place["schema:alternateName"] = json!(former);
    }
    place
}

/// Web Annotation Data Model, 4.2.4 (text quote) and 4.3.1 (time state).
fn evidence(row: &Row) -> Value {
    let mut selector = json!({ "@type": "oa:TextQuoteSelector", "oa:exact": row.quote });
    for (key, words) in [("oa:prefix", &row.around.0), ("oa:suffix", &row.around.1)] {
        if !words.is_empty() {
            selector[key] = json!(words);
        }
    }
    let mut source = json!({ "@type": "schema:WebPage", "schema:sha256": row.sha256 });
    match link(&row.url) {
        Some(address) => {
            source["@id"] = json!(address);
            source["url"] = json!(address);
        }
        // A file that was imported: its name is no place on the web.
        None => source["schema:identifier"] = json!(row.url),
    }
    let named = [
        ("schema:name", &row.title),
        ("schema:publisher", &row.site),
        ("schema:datePublished", &row.published),
    ];
    for (key, words) in named {
        if let Some(words) = words {
            source[key] = json!(words);
        }
    }
    json!({
        "@type": "oa:Annotation",
        "oa:motivatedBy": { "@id": "oa:identifying" },
        "arobase:claim": row.claim,
        "arobase:rule": row.rule,
        "oa:hasTarget": {
            "@type": "oa:SpecificResource",
            "oa:hasSource": source,
            "oa:hasSelector": selector,
            "oa:hasState": { "@type": "oa:TimeState", "captured": row.captured_at },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_a_certification_that_an_annotation_quotes() {
        let row = Row {
            code: Some("59014".into()),
            name: "Anzin".into(),
            place_kind: "commune",
            year: Some(2018),
            arobases: Some(4),
            quote: "@@@@ \u{202e}</script>".into(),
            around: ("avant ".into(), String::new()),
            url: "https://a.example/<x>".into(),
            record: "59014-2018".into(),
            confidence: 0.9,
            ..Row::default()
        };
        let mut out = Vec::new();
        write(std::slice::from_ref(&row), &Options::default(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(!text.contains(['\u{202e}', '<']));
        let read: Value = serde_json::from_str(&text).unwrap();
        let node = &read["@graph"][0];
        assert_eq!(node["@id"], "tag:arobase.invalid,2026:record/59014-2018");
        assert_eq!(node["schema:certificationRating"]["schema:ratingValue"], 4);
        assert_eq!(
            node["schema:about"]["schema:identifier"]["schema:value"],
            "59014"
        );
        let target = &node["evidence"]["oa:hasTarget"];
        assert_eq!(target["oa:hasSelector"]["oa:exact"], row.quote);
        assert_eq!(target["oa:hasSelector"]["oa:prefix"], "avant ");
        assert_eq!(target["oa:hasSelector"].get("oa:suffix"), None);
        assert_eq!(target["oa:hasSource"]["@id"], "https://a.example/%3Cx%3E");
        assert_eq!(node["arobase:confidence"]["@value"], "0.9");
        assert_eq!(node.get("arobase:contested"), None);
    }
}
