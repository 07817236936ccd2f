//! SURT keys: an address turned round so that the pages of one host, and the hosts of one domain,
//! stand together when sorted.
//!
//! A CDXJ is only found by the keys that its reader computes, so these follow the reader: the
//! canonical form of the Wayback Machine, as pywb and the `surt` package make it.

use std::fmt::Write as _;

use url::Url;

/// The key of `url` in a CDXJ index.
///
/// ```
/// let url = url::Url::parse("https://www.Ville.example:8443/Label/?b=2&a=1#note").unwrap();
/// assert_eq!(arobase::store::surt(&url), "example,ville:8443)/label?a=1&b=2");
/// ```
pub fn surt(url: &Url) -> String {
    let Some(host) = url.host_str() else {
        return url.as_str().to_ascii_lowercase();
    };
    let mut key = turned(host);
    if let Some(port) = url.port() {
        let _ = write!(key, ":{port}");
    }
    key.push(')');
    key.push_str(&path_key(url.path()));
    if let Some(query) = url.query() {
        let query = query_key(query);
        if !query.is_empty() {
            key.push('?');
            key.push_str(&query);
        }
    }
    key
}

/// `www12.ville.example` as `example,ville`.
fn turned(host: &str) -> String {
    let host = host.trim_matches(['[', ']', '.']).to_ascii_lowercase();
    let mut labels: Vec<&str> = host.split('.').filter(|label| !label.is_empty()).collect();
    let is_www = |label: &str| {
        label
            .strip_prefix("www")
            .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
    };
    if labels.len() > 1 && is_www(labels[0]) {
        labels.remove(0);
    }
    labels.reverse();
    labels.join(",")
}

fn path_key(path: &str) -> String {
    let plain = unescaped(path);
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in plain.split(|byte| *byte == b'/').skip(1) {
        match part {
            b"." => {}
            // A step above the root stays: only an encoded one comes this far.
            b".." if parts.last().is_some_and(|last| *last != b"..") => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    // Only now: a step up from `a//` leads to `a/`.
    let mut names: Vec<String> = parts
        .iter()
        .filter(|part| !part.is_empty())
        .map(|part| escaped(part).to_ascii_lowercase())
        .collect();
    // ASP.NET writes the session into the path: /(S(24 characters))/page.aspx
    for is_session in [is_asp_session, is_old_asp_session] {
        let place = (0..names.len()).rfind(|place| {
            let after = names[place + 1..].join("/");
            is_session(&names[*place]) && after.split('?').next().unwrap_or("").contains(".aspx")
        });
        if let Some(place) = place {
            names.remove(place);
        }
    }
    format!("/{}", names.join("/"))
}

/// `(a(24 characters)s(24 characters)…)`.
fn is_asp_session(name: &str) -> bool {
    let is_pair = |pair: &str| {
        pair.split_once('(')
            .is_some_and(|(key, id)| matches!(key.as_bytes(), [b'a'..=b'z']) && is_asp_id(id))
    };
    name.strip_prefix('(')
        .and_then(|name| name.strip_suffix("))"))
        .is_some_and(|pairs| pairs.split(')').all(is_pair))
}

/// `(24 characters)`.
fn is_old_asp_session(name: &str) -> bool {
    name.strip_prefix('(')
        .and_then(|name| name.strip_suffix(')'))
        .is_some_and(is_asp_id)
}

fn is_asp_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn query_key(query: &str) -> String {
    let mut query = escaped(&unescaped(query)).to_ascii_lowercase();
    for name in ["jsessionid=", "phpsessid=", "sid=", "aspsessionid", "cfid="] {
        query = without_session(&query, name);
    }
    let mut parts: Vec<&str> = query.split('&').collect();
    // By name, then by value; a name alone stands before the same name with a value.
    parts.sort_by_key(|part| match part.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (*part, None),
    });
    parts.join("&")
}

/// The query without the last session number that `name` begins, where it fills its parameter.
fn without_session(query: &str, name: &str) -> String {
    for (start, _) in query.rmatch_indices(name) {
        let rest = &query[start + name.len()..];
        let length = match name {
            "aspsessionid" => asp_cookie(rest),
            "cfid=" => cold_fusion(rest),
            _ => rest
                .bytes()
                .take(32)
                .all(|b| b.is_ascii_alphanumeric())
                .then_some(32),
        };
        let after = length.and_then(|length| rest.get(length..));
        let Some(after) = after else {
            continue;
        };
        if after.is_empty() {
            return query[..start].to_owned();
        }
        if let Some(after) = after.strip_prefix('&') {
            return format!("{}{after}", &query[..start]);
        }
    }
    query.to_owned()
}

/// The length of `abcdefgh=` + 24 letters.
fn asp_cookie(rest: &str) -> Option<usize> {
    let (name, value) = (rest.get(..8)?, rest.get(8..33)?.strip_prefix('=')?);
    let letters = |text: &str| text.bytes().all(|b| b.is_ascii_alphabetic());
    (letters(name) && letters(value)).then_some(33)
}

/// The length of `number&cftoken=number`.
fn cold_fusion(rest: &str) -> Option<usize> {
    let (id, after) = rest.split_once('&')?;
    let token = after.strip_prefix("cftoken=")?.split('&').next()?;
    (!id.is_empty() && !token.is_empty()).then(|| rest.len() - after.len() + 8 + token.len())
}

/// Percent-decoded until nothing changes any more.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    loop {
        let shorter = unescaped_once(&bytes);
        if shorter.len() == bytes.len() {
            return bytes;
        }
        bytes = shorter;
    }
}

fn unescaped_once(bytes: &[u8]) -> Vec<u8> {
    let digit = |at: usize| {
        let digit = char::from(*bytes.get(at)?).to_digit(16)?;
        u8::try_from(digit).ok()
    };
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if let (b'%', Some(high), Some(low)) = (byte, digit(at + 1), digit(at + 2)) {
            plain.push(high * 16 + low);
            at += 3;
        } else {
            plain.push(*byte);
            at += 1;
        }
    }
    plain
}

fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            0..=0x20 | b'#' | b'%' | 0x7f..=0xff => drop(write!(text, "%{byte:02x}")),
            _ => text.push(char::from(*byte)),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(url: &str) -> String {
        surt(&Url::parse(url).unwrap())
    }

    #[test]
    fn hosts_are_turned_and_lose_their_www() {
        assert_eq!(key("http://www.Beauvais.fr/"), "fr,beauvais)/");
        assert_eq!(key("https://www2.mairie.ville.fr/"), "fr,ville,mairie)/");
        assert_eq!(key("http://wwwx.ville.fr/"), "fr,ville,wwwx)/");
        assert_eq!(key("http://10.0.0.1/"), "1,0,0,10)/");
        assert_eq!(key("http://[::1]:8080/x"), "::1:8080)/x");
    }

    #[test]
    fn a_port_stands_before_the_parenthesis_unless_it_is_the_usual_one() {
        assert_eq!(key("https://ville.fr:443/"), "fr,ville)/");
        assert_eq!(key("https://ville.fr:80/"), "fr,ville:80)/");
    }

    #[test]
    fn paths_are_lowered_decoded_and_lose_their_last_slash() {
        assert_eq!(key("http://ville.fr/A/b//c/./d/../"), "fr,ville)/a/b/c");
        assert_eq!(
            key("http://ville.fr/%C3%89t%c3%a9/%7Ea/%20"),
            "fr,ville)/%c3%89t%c3%a9/~a/%20"
        );
        assert_eq!(key("http://ville.fr/%2541"), "fr,ville)/a");
    }

    #[test]
    fn queries_are_sorted_and_lose_their_session() {
        assert_eq!(
            key("http://ville.fr/a?z&B=2&a=1&"),
            "fr,ville)/a?&a=1&b=2&z"
        );
        assert_eq!(key("http://ville.fr/?"), "fr,ville)/");
        let id = "0123456789abcdef0123456789abcdef";
        assert_eq!(
            key(&format!("http://v.fr/?PHPSESSID={id}&x=1")),
            "fr,v)/?x=1"
        );
        assert_eq!(key(&format!("http://v.fr/?a=1&sid={id}")), "fr,v)/?&a=1");
        assert_eq!(key("http://v.fr/?cfid=1&cftoken=2&z"), "fr,v)/?z");
        assert_eq!(
            key("http://v.fr/(S(4hqa0555fwsecu455xqckv45))/p.aspx"),
            "fr,v)/p.aspx"
        );
    }

    #[test]
    fn an_address_without_host_is_its_own_key() {
        assert_eq!(key("urn:sha256:ABC"), "urn:sha256:abc");
    }

    proptest::proptest! {
        #[test]
        fn a_key_never_panics_and_holds_no_space(path in ".{0,60}", query in ".{0,60}") {
            let mut url = Url::parse("http://ville.example/").unwrap();
            url.set_path(&path);
            url.set_query(Some(&query));
            proptest::prop_assert!(surt(&url).bytes().all(|b| b > 0x20 && b < 0x7f));
        }
    }
}
