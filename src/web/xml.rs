//! XML as sites write it: decoded by its own declaration, read as a flat stream of names and words.
//!
//! No document type is accepted, so that no entity can ever be declared (threat P4); the five
//! built-in entities and numbers are undone.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// One step of the stream: names are local, in lower case, without their prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// An element opens.
    Open {
        name: String,
        attributes: Vec<(String, String)>,
    },
    /// Words, of text, entity or CDATA.
    Words(String),
    /// An element closes.
    Close(String),
    /// A document type: the caller gives up.
    Doctype,
}

/// Most elements open at a time; a sitemap needs four, a feed perhaps ten.
const DEPTH_LIMIT: usize = 100;

/// Reads on until `see` returns `false`, the document ends or cannot be read any further.
/// Whether it was read to its end.
pub(super) fn walk(text: &str, mut see: impl FnMut(Step) -> bool) -> bool {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    let mut depth = 0_usize;
    loop {
        let step = match reader.read_event() {
            Err(_) => return false,
            Ok(Event::Eof) => return true,
            Ok(Event::DocType(_)) => Step::Doctype,
            Ok(Event::Start(start)) => {
                depth += 1;
                if depth > DEPTH_LIMIT {
                    return false;
                }
                open(&start)
            }
            Ok(Event::End(end)) => {
                depth = depth.saturating_sub(1);
                Step::Close(end.local_name().as_ref().to_ascii_lowercase())
            }
            Ok(Event::Text(words)) => Step::Words(words.into_inner().into_owned()),
            Ok(Event::CData(words)) => Step::Words(words.into_inner().into_owned()),
            Ok(Event::GeneralRef(reference)) => Step::Words(resolved(&reference)),
            Ok(_) => continue,
        };
        if !see(step) {
            return true;
        }
    }
}

fn open(start: &BytesStart<'_>) -> Step {
    let attributes = start
        .attributes()
        .with_checks(false)
        .flatten()
        .take(16)
        .map(|attribute| {
            let name = attribute.key.local_name().as_ref().to_ascii_lowercase();
            (name, unescaped(&attribute.value))
        })
        .collect();
    Step::Open {
        name: start.local_name().as_ref().to_ascii_lowercase(),
        attributes,
    }
}

fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name = reference.clone().into_inner();
    match resolve_xml_entity(&name) {
        Some(words) => words.to_owned(),
        None => format!("&{name};"),
    }
}

fn unescaped(value: &str) -> String {
    quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), Into::into)
}

/// The text of an XML document: byte order mark, then its own declaration, then the charset of the
/// header, then UTF-8 (RFC 7303, section 3, with the declaration before a header that servers set
/// for all files alike).
pub(super) fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    let declared = declared_encoding(bytes);
    let header = content_type.and_then(charset_of);
    let label = declared.or(header).unwrap_or_default();
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    // A byte order mark overrules both.
    encoding.decode(bytes).0.into_owned()
}

fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes));
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let declaration = head.strip_prefix("<?xml")?.split("?>").next()?;
    let (_, rest) = declaration.split_once("encoding")?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|mark| "\"'".contains(*mark))?;
    Some(value[1..].split(quote).next()?.to_owned())
}

fn charset_of(content_type: &str) -> Option<String> {
    let lower = content_type.to_ascii_lowercase();
    let (_, value) = lower.split_once("charset=")?;
    let value = value.split(';').next()?.trim().trim_matches('"');
    Some(value.to_owned())
}

/// The body unpacked where it begins like gzip, whatever its name or its headers say.
///
/// `None` where it is a bomb or a torn stream.
pub(super) fn unpacked(bytes: &[u8], limit: usize) -> Option<std::borrow::Cow<'_, [u8]>> {
    use std::io::Read as _;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return (bytes.len() <= limit).then_some(bytes.into());
    }
    let mut plain = Vec::new();
    let ceiling = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    flate2::read::MultiGzDecoder::new(bytes)
        .take(ceiling)
        .read_to_end(&mut plain)
        .ok()?;
    (plain.len() <= limit).then(|| plain.into())
}
