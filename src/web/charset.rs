//! From bytes to text: which encoding a page is in, by the order of the WHATWG standards (byte order
//! mark, header, `<meta>`), and the detector that Firefox ships where they are silent or wrong.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// How far a `<meta charset>` is looked for; the standard asks for 1024 bytes, browsers go further
/// because templates put styles first.
const PRESCAN: usize = 4096;

/// How many bytes the detector is shown: more of them do not change its mind, only its cost.
const DETECT: usize = 1 << 18;

/// A page's bytes as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text; bytes that the encoding does not know are U+FFFD.
    pub text: String,
    /// WHATWG name of the encoding, `windows-1252`.
    pub encoding: &'static str,
    /// What told the encoding.
    pub from: CharsetSource,
}

/// What told the encoding of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CharsetSource {
    /// A byte order mark.
    Bom,
    /// The `charset` of the `Content-Type` header.
    Header,
    /// A `<meta charset>` or `<meta http-equiv>` near the start.
    Meta,
    /// The bytes themselves.
    Detected,
    /// Whoever asked for the page to be read: what it says of itself is not looked at.
    Asked,
}

/// An encoding by a name that the Encoding standard knows: `utf-8`, `latin1`, `windows-1252`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

/// A name that is none of an encoding.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no encoding of the web; utf-8, windows-1252 and iso-8859-15 are some")]
pub struct UnknownCharset(String);

impl std::str::FromStr for Charset {
    type Err = UnknownCharset;

    fn from_str(label: &str) -> Result<Self, UnknownCharset> {
        let encoding = believed(label.as_bytes());
        encoding
            .map(Self)
            .ok_or_else(|| UnknownCharset(label.to_owned()))
    }
}

/// Decodes the `bytes` of an HTML page that came with the header value `content_type`.
///
/// The order is that of the HTML standard, section 13.2.3.2 (byte order mark, transport, prescan).
/// A label is not believed when it is unknown, when it means "replacement", or when it says UTF-8
/// and the bytes are not: the bytes are then asked. UTF-7 is no label of the Encoding standard and
/// is so never used.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return decoded(
            bytes.get(length..).unwrap_or_default(),
            encoding,
            CharsetSource::Bom,
        );
    }
    let header = content_type
        .and_then(|value| charset_of(value.as_bytes()))
        .and_then(believed);
    if let Some(encoding) = header.filter(|encoding| fits(encoding, bytes)) {
        return decoded(bytes, encoding, CharsetSource::Header);
    }
    let meta =
        prescan(bytes.get(..PRESCAN).unwrap_or(bytes)).filter(|encoding| fits(encoding, bytes));
    if let Some(encoding) = meta {
        return decoded(bytes, encoding, CharsetSource::Meta);
    }
    decoded(bytes, detect(bytes), CharsetSource::Detected)
}

/// Decodes `bytes` that are known to be in `charset`: only a byte order mark is believed more, as
/// HTML 13.2.3.2 has it, and no `<meta>` is looked at.
pub fn decode_as(bytes: &[u8], charset: Charset) -> Decoded {
    match Encoding::for_bom(bytes) {
        Some(_) => decode(bytes, None),
        None => decoded(bytes, charset.0, CharsetSource::Asked),
    }
}

fn decoded(bytes: &[u8], encoding: &'static Encoding, from: CharsetSource) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
        from,
    }
}

/// An encoding by its label, unless the label stands for "do not decode".
fn believed(label: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_label(label).filter(|encoding| *encoding != REPLACEMENT)
}

/// Whether the bytes can be what the label says: UTF-8 is the one claim that bytes can refute.
///
/// One broken character in a long page is a slip of an author, not another encoding.
fn fits(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    if encoding != UTF_8 {
        return true;
    }
    let (mut broken, mut whole, mut rest) = (0_usize, 0_usize, bytes);
    while let Err(error) = std::str::from_utf8(rest) {
        let (valid, after) = rest.split_at(error.valid_up_to());
        whole += valid.iter().filter(|byte| **byte >= 0xC0).count();
        // A page that was cut in the middle of a character is still UTF-8.
        let Some(length) = error.error_len() else {
            return broken <= whole / 20;
        };
        broken += 1;
        rest = after.get(length..).unwrap_or_default();
    }
    whole += rest.iter().filter(|byte| **byte >= 0xC0).count();
    broken <= whole / 20
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    // What is UTF-8 throughout and not only ASCII is UTF-8 to the detector too, which takes as long as
    // a parse to say so.
    if !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes.get(..DETECT).unwrap_or(bytes), bytes.len() <= DETECT);
    // French is what is read here: `fr` breaks the detector's ties towards windows-1252.
    let guess = detector.guess(Some(b"fr"), Utf8Detection::Allow);
    if guess == UTF_8 && !fits(UTF_8, bytes) {
        return WINDOWS_1252;
    }
    guess
}

/// The value of `charset=` in a header or a `content` attribute.
///
/// HTML standard, 2.6.3, "extracting a character encoding from a meta element".
fn charset_of(value: &[u8]) -> Option<&[u8]> {
    let lower = value.to_ascii_lowercase();
    let mut from = 0;
    loop {
        let found = find(lower.get(from..)?, b"charset")? + from + b"charset".len();
        let rest = skip_spaces(value.get(found..)?);
        let Some((b'=', rest)) = rest.split_first() else {
            from = found;
            continue;
        };
        let rest = skip_spaces(rest);
        if let (quote @ (b'"' | b'\''), quoted) = rest.split_first()? {
            let end = quoted.iter().position(|byte| byte == quote)?;
            return quoted.get(..end);
        }
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b';' | b',');
        return rest.get(..rest.iter().position(ends).unwrap_or(rest.len()));
    }
}

fn skip_spaces(bytes: &[u8]) -> &[u8] {
    bytes.trim_ascii_start()
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

/// The encoding that a `<meta>` near the start declares.
///
/// HTML standard, 13.2.3.2, "prescan a byte stream to determine its encoding". What stands in a
/// comment, in a script or in a style is no tag.
fn prescan(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    let mut at = 0;
    while let Some(offset) = lower.get(at..)?.iter().position(|byte| *byte == b'<') {
        at += offset;
        let tag = lower.get(at..)?;
        if tag.starts_with(b"<!--") {
            at += 4 + find(tag.get(4..)?, b"-->")?;
        } else if tag.starts_with(b"<script") {
            at += find(tag, b"</script")? + 1;
        } else if tag.starts_with(b"<style") {
            at += find(tag, b"</style")? + 1;
        } else if tag.starts_with(b"<meta")
            && tag
                .get(5)
                .is_some_and(|b| b.is_ascii_whitespace() || *b == b'/')
        {
            let end = tag_end(tag);
            if let Some(encoding) = meta_charset(tag.get(..end)?) {
                return Some(encoding);
            }
            at += end;
        } else {
            at += 1;
        }
    }
    None
}

/// Where a tag ends: at its first `>` outside quotes.
fn tag_end(tag: &[u8]) -> usize {
    let mut quote = None;
    for (at, byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// The encoding of one `<meta …`, given in lower case without its `>`.
fn meta_charset(tag: &[u8]) -> Option<&'static Encoding> {
    let label = charset_of(tag)?;
    let label = label.trim_ascii();
    let label = label.strip_suffix(b"/").unwrap_or(label);
    let label = label.trim_ascii_end();
    let trimmed = label
        .strip_suffix(b"\"")
        .or_else(|| label.strip_suffix(b"'"))
        .unwrap_or(label);
    // A page that could say "utf-16" in ASCII letters is not in UTF-16 (HTML standard, step 13).
    match believed(trimmed)? {
        encoding if encoding == UTF_16BE || encoding == UTF_16LE => Some(UTF_8),
        encoding if encoding == X_USER_DEFINED => Some(WINDOWS_1252),
        encoding => Some(encoding),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LATIN: &[u8] =
        b"<html><head><title>Mairie d'\xC9chirolles</title></head><body><p>Le label a \
        \xE9t\xE9 remis \xE0 la ville, d\xE9j\xE0 distingu\xE9e l'an pass\xE9.</p></body></html>";

    fn with_meta(meta: &str, body: &[u8]) -> Vec<u8> {
        [b"<html><head>", meta.as_bytes(), b"</head><body>", body].concat()
    }

    #[test]
    fn a_byte_order_mark_beats_the_header() {
        let page = decode(
            b"\xEF\xBB\xBF\xC3\xA9t\xC3\xA9",
            Some("text/html; charset=iso-8859-1"),
        );
        assert_eq!((page.text.as_str(), page.from), ("été", CharsetSource::Bom));
        let page = decode(b"\xFF\xFE\xE9\x00", None);
        assert_eq!((page.text.as_str(), page.encoding), ("é", "UTF-16LE"));
    }

    #[test]
    fn the_header_beats_the_meta_and_latin1_means_windows_1252() {
        let page = with_meta("<meta charset=utf-8>", b"\x80 \xE9");
        let page = decode(&page, Some("text/html; Charset=\"ISO-8859-1\""));
        assert_eq!(
            (page.encoding, page.from),
            ("windows-1252", CharsetSource::Header)
        );
        assert!(page.text.ends_with("€ é"));
    }

    #[test]
    fn html_13_2_3_2_the_prescan_reads_both_forms_of_meta() {
        for meta in [
            "<meta charset=windows-1252>",
            "<META CHARSET='Windows-1252' />",
            "<meta http-equiv=Content-Type content=\"text/html; charset=iso-8859-1\">",
            "<meta content='text/html;charset=latin1' http-equiv='content-type'/>",
            "<!-- <meta charset=utf-8> --><meta charset=cp1252>",
            "<script>var a='<meta charset=utf-8>'</script><meta charset=l1>",
            "<style>/*<meta charset=utf-8>*/</style><meta charset=iso8859-1>",
        ] {
            let page = decode(&with_meta(meta, b"\xE9t\xE9"), None);
            assert_eq!(
                (page.encoding, page.from),
                ("windows-1252", CharsetSource::Meta),
                "{meta}"
            );
            assert!(page.text.ends_with("été"), "{meta}");
        }
    }

    #[test]
    fn what_is_declared_utf8_and_is_not_goes_to_the_detector() {
        let bytes = with_meta("<meta charset=utf-8>", LATIN);
        let page = decode(&bytes, Some("text/html; charset=utf-8"));
        assert_eq!(
            (page.encoding, page.from),
            ("windows-1252", CharsetSource::Detected)
        );
        assert!(page.text.contains("d'Échirolles"));
    }

    #[test]
    fn one_broken_byte_in_a_long_page_leaves_it_utf8() {
        let mut bytes = "é".repeat(500).into_bytes();
        bytes.insert(10, 0xE9);
        bytes.push(0xC3);
        let page = decode(&bytes, Some("text/html; charset=UTF-8"));
        assert_eq!((page.encoding, page.from), ("UTF-8", CharsetSource::Header));
    }

    #[test]
    fn utf7_replacement_and_unknown_labels_are_not_believed() {
        for label in ["utf-7", "iso-2022-kr", "hz-gb-2312", "klingon", ""] {
            let page = decode(LATIN, Some(&format!("text/html; charset={label}")));
            assert_eq!(page.from, CharsetSource::Detected, "{label}");
            assert!(page.text.contains("été remis à la ville"), "{label}");
        }
    }

    #[test]
    fn html_13_2_3_2_a_charset_that_is_asked_for_beats_the_meta_but_not_the_mark() {
        let utf8: Charset = "UTF8".parse().unwrap();
        let bytes = with_meta("<meta charset=windows-1252>", "été".as_bytes());
        let page = decode_as(&bytes, utf8);
        assert!(page.text.ends_with("été"));
        assert_eq!(page.from, CharsetSource::Asked);
        assert_eq!(decode_as(b"\xFF\xFE\xE9\x00", utf8).text, "é");
        assert!(decode_as(LATIN, utf8).text.contains('\u{FFFD}'));
        for label in ["utf-9", "utf-7", ""] {
            assert!(label.parse::<Charset>().is_err(), "{label}");
        }
    }

    #[test]
    fn a_meta_that_says_utf16_is_utf8() {
        let page = decode(&with_meta("<meta charset=utf-16>", "été".as_bytes()), None);
        assert_eq!(page.encoding, "UTF-8");
    }

    #[test]
    fn silent_pages_are_detected() {
        assert_eq!(decode(LATIN, None).encoding, "windows-1252");
        assert_eq!(
            decode("Le label a été remis à la ville".as_bytes(), None).encoding,
            "UTF-8"
        );
    }

    proptest! {
        #[test]
        fn never_panics_on_any_bytes(bytes: Vec<u8>, header in proptest::option::of(".{0,40}")) {
            decode(&bytes, header.as_deref());
            decode(&with_meta("<meta charset=utf-8", &bytes), None);
        }
    }
}
