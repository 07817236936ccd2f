//! Addresses: one canonical form for one page, and the reasons why an address is not asked at all.

use std::fmt;

use url::{Host, Position, Url};

/// Most bytes of an address.
pub const LENGTH_LIMIT: usize = 2_048;
/// Most segments of a path.
pub const DEPTH_LIMIT: usize = 20;
/// How often one segment may stand in a path: a relative link that spirals repeats it for ever.
pub const REPEAT_LIMIT: usize = 2;
/// Most keys of a query.
pub const QUERY_LIMIT: usize = 8;

/// Keys that say who follows a link or in which session, and never which page it leads to.
const NOISE_KEYS: [&str; 26] = [
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "_ga",
    "_gl",
    "xtor",
    "phpsessid",
    "jsessionid",
    "aspsessionid",
    "sessionid",
    "session_id",
    "sessid",
    "sid",
    "cfid",
    "cftoken",
    "osccid",
    "oscsid",
    "zenid",
];
const NOISE_PREFIXES: [&str; 4] = ["utm_", "pk_", "mtm_", "at_"];

/// Endings of files that are not pages: asking for them would only spend the host's time.
const FILE_ENDINGS: [&str; 53] = [
    "7z", "avi", "bmp", "bz2", "css", "csv", "dmg", "doc", "docx", "eot", "eps", "epub", "exe",
    "flv", "gif", "gpx", "gz", "ico", "ics", "iso", "jpeg", "jpg", "js", "json", "kml", "m4a",
    "mov", "mp3", "mp4", "mpg", "odp", "ods", "odt", "ogg", "otf", "pdf", "png", "ppt", "pptx",
    "rar", "rtf", "svg", "swf", "tar", "tif", "tiff", "ttf", "vcf", "wav", "webm", "webp", "xls",
    "zip",
];

/// Why an address is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Refusal {
    /// It is not an address at all.
    Unreadable,
    /// Its scheme is neither http nor https.
    Scheme,
    /// It carries a user name or a password.
    UserInfo,
    /// It names no host.
    NoHost,
    /// Longer than [`LENGTH_LIMIT`].
    TooLong,
    /// Deeper than [`DEPTH_LIMIT`].
    TooDeep,
    /// One segment stands in it more than [`REPEAT_LIMIT`] times.
    Repeats,
    /// A segment of its path is a host name: a link written without its scheme.
    HostInPath,
    /// Its query has more than [`QUERY_LIMIT`] keys, or one key several times over.
    Query,
    /// Its name ends like a picture, an archive, an office document.
    File,
}

impl Refusal {
    /// The reason as one word, as the database keeps it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Scheme => "scheme",
            Self::UserInfo => "userinfo",
            Self::NoHost => "no-host",
            Self::TooLong => "too-long",
            Self::TooDeep => "too-deep",
            Self::Repeats => "repeats",
            Self::HostInPath => "host-in-path",
            Self::Query => "query",
            Self::File => "not-a-page",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "it is not an address",
            Self::Scheme => "its scheme is neither http nor https",
            Self::UserInfo => "it carries a user name or a password",
            Self::NoHost => "it names no host",
            Self::TooLong => "it is longer than 2,048 bytes",
            Self::TooDeep => "its path is deeper than 20",
            Self::Repeats => "its path repeats a segment",
            Self::HostInPath => "its path holds a host name",
            Self::Query => "its query has too many keys",
            Self::File => "it names a file that is not a page",
        })
    }
}

/// The canonical form of `url`: no fragment, no default port, no trailing dot on the host, no keys
/// of tracking or session.
///
/// Lower case, punycode and dot segments are the `url` crate's work (WHATWG URL).
///
/// # Errors
/// The reason why this address is never asked.
///
/// ```
/// let url = url::Url::parse("HTTP://Mairie.EXAMPLE.:80/a/../label?utm_source=x&id=3#haut").unwrap();
/// let canonical = arobase::web::url::canonical(&url).unwrap();
/// assert_eq!(canonical.as_str(), "http://mairie.example/label?id=3");
/// ```
pub fn canonical(url: &Url) -> Result<Url, Refusal> {
    if url.as_str().len() > 4 * LENGTH_LIMIT {
        return Err(Refusal::TooLong);
    }
    let mut url = url.clone();
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refusal::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::UserInfo);
    }
    drop_trailing_dot(&mut url)?;
    url.set_fragment(None);
    drop_session_of_path(&mut url);
    clean_query(&mut url)?;
    if url.as_str().len() > LENGTH_LIMIT {
        return Err(Refusal::TooLong);
    }
    check_path(&url)?;
    Ok(url)
}

/// Reads an absolute address and makes it canonical.
///
/// # Errors
/// When it is no address, or one that is never asked.
pub fn parse(text: &str) -> Result<Url, Refusal> {
    canonical(&Url::parse(text.trim()).map_err(|_| Refusal::Unreadable)?)
}

/// Reads an address as a page of `base` writes it and makes it canonical.
///
/// # Errors
/// When it is no address, or one that is never asked.
pub fn join(base: &Url, text: &str) -> Result<Url, Refusal> {
    canonical(&base.join(text.trim()).map_err(|_| Refusal::Unreadable)?)
}

/// Reads an address as a person types it: `mairie.example` means `https://mairie.example/`.
///
/// # Errors
/// When it is no address, or one that is never asked.
pub fn typed(text: &str) -> Result<Url, Refusal> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
    // `mailto:x` and `javascript:x` have no `//`: a colon must lead to a port.
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let port = authority.rsplit_once(':').map(|(_, port)| port);
    let literal = authority.ends_with(']');
    if !literal && port.is_some_and(|port| port.is_empty() || port.parse::<u16>().is_err()) {
        return Err(Refusal::Unreadable);
    }
    if authority.is_empty() {
        return Err(Refusal::NoHost);
    }
    parse(&format!("{scheme}://{rest}"))
}

/// Scheme and authority, `https://www.mairie.example`: what one robots.txt is valid for (RFC 9309,
/// section 2.3). `url` has no userinfo: an address that has any is refused.
pub fn authority(url: &Url) -> &str {
    &url[..Position::BeforePath]
}

/// The site that an address belongs to: its host name without a leading `www.`.
///
/// It is the key of politeness too, because both names nearly always lead to one machine.
pub fn site(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    match host.strip_prefix("www.") {
        Some(rest) if rest.contains('.') => rest,
        _ => host,
    }
}

/// Whether `url` names a file that is no page: a picture, an archive, an office document.
pub fn names_a_file(url: &Url) -> bool {
    let name = url.path().rsplit('/').next().unwrap_or_default();
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    let ending = ending.to_ascii_lowercase();
    // A sitemap is often packed.
    let packed_map = ending == "gz" && stem.to_ascii_lowercase().ends_with(".xml");
    !packed_map && FILE_ENDINGS.binary_search(&ending.as_str()).is_ok()
}

fn drop_trailing_dot(url: &mut Url) -> Result<(), Refusal> {
    let Some(host) = url.host() else {
        return Err(Refusal::NoHost);
    };
    if let Host::Domain(name) = host
        && name.ends_with('.')
    {
        let name = name.trim_end_matches('.').to_owned();
        if name.is_empty() || url.set_host(Some(&name)).is_err() {
            return Err(Refusal::NoHost);
        }
    }
    Ok(())
}

/// `/page;jsessionid=1A2B` is `/page`.
fn drop_session_of_path(url: &mut Url) {
    let lower = url.path().to_ascii_lowercase();
    if let Some(start) = lower.find(";jsessionid=") {
        let end = lower[start..]
            .find('/')
            .map_or(lower.len(), |length| start + length);
        let path = format!("{}{}", &url.path()[..start], &url.path()[end..]);
        url.set_path(&path);
    }
}

fn is_noise(pair: &str) -> bool {
    let key = pair
        .split('=')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    NOISE_KEYS.contains(&key.as_str())
        || NOISE_PREFIXES.iter().any(|prefix| key.starts_with(prefix))
}

fn clean_query(url: &mut Url) -> Result<(), Refusal> {
    let Some(query) = url.query() else {
        return Ok(());
    };
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !is_noise(pair))
        .collect();
    if kept.len() > QUERY_LIMIT {
        return Err(Refusal::Query);
    }
    let key = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
    let same = |pair: &&&str| kept.iter().filter(|other| key(other) == key(pair)).count();
    if kept.iter().any(|pair| same(&pair) > REPEAT_LIMIT) {
        return Err(Refusal::Query);
    }
    let query = kept.join("&");
    url.set_query((!query.is_empty()).then_some(&query));
    Ok(())
}

fn check_path(url: &Url) -> Result<(), Refusal> {
    let segments: Vec<&str> = url
        .path()
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    if segments.len() > DEPTH_LIMIT {
        return Err(Refusal::TooDeep);
    }
    let times = |segment: &&str| segments.iter().filter(|other| *other == segment).count();
    if segments.iter().any(|segment| times(segment) > REPEAT_LIMIT) {
        return Err(Refusal::Repeats);
    }
    // `href="www.mairie.example/label"` without its scheme grows by one segment a page.
    if segments
        .iter()
        .any(|segment| segment.starts_with("www.") && segment.matches('.').count() > 1)
    {
        return Err(Refusal::HostInPath);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn canon(text: &str) -> String {
        match parse(text) {
            Ok(url) => url.to_string(),
            Err(refusal) => refusal.as_str().to_owned(),
        }
    }

    #[test]
    fn one_page_has_one_address() {
        for (written, canonical) in [
            ("HTTP://Mairie.Example/", "http://mairie.example/"),
            ("http://mairie.example", "http://mairie.example/"),
            ("http://mairie.example:80/", "http://mairie.example/"),
            ("https://mairie.example:443/", "https://mairie.example/"),
            ("http://mairie.example:443/", "http://mairie.example:443/"),
            ("http://mairie.example./", "http://mairie.example/"),
            ("http://mair%69e.example/", "http://mairie.example/"),
            (
                "http://évreux.example:8080/é",
                "http://xn--vreux-9ra.example:8080/%C3%A9",
            ),
            (
                "http://mairie.example/a/./b/../c#d",
                "http://mairie.example/a/c",
            ),
            ("http://mairie.example/?", "http://mairie.example/"),
            (
                "http://mairie.example/?&&a=1&",
                "http://mairie.example/?a=1",
            ),
            (
                "http://mairie.example/?utm_source=a&UTM_medium=b&fbclid=c",
                "http://mairie.example/",
            ),
            (
                "http://mairie.example/?PHPSESSID=ab&id=2&sid=3",
                "http://mairie.example/?id=2",
            ),
            (
                "http://mairie.example/p;jsessionid=0A1F?x=1",
                "http://mairie.example/p?x=1",
            ),
            (
                "http://mairie.example/p;JSESSIONID=0A1F/q",
                "http://mairie.example/p/q",
            ),
        ] {
            assert_eq!(canon(written), canonical, "{written}");
        }
    }

    #[test]
    fn an_address_that_cannot_be_asked_says_why() {
        let numbers: Vec<String> = (0..21).map(|n| n.to_string()).collect();
        let deep = format!("http://a.example/{}", numbers.join("/"));
        let long = format!("http://a.example/{}", "a".repeat(2_100));
        for (written, reason) in [
            ("mailto:mairie@a.example", "scheme"),
            ("javascript:void(0)", "scheme"),
            ("file:///etc/passwd", "scheme"),
            ("gopher://a.example/", "scheme"),
            ("http://user@a.example/", "userinfo"),
            ("http://:word@a.example/", "userinfo"),
            ("http://", "unreadable"),
            ("http://./", "no-host"),
            ("http://a.example/x/y/x/y/x", "repeats"),
            ("http://a.example/www.b.example/label", "host-in-path"),
            (
                "http://a.example/?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9",
                "query",
            ),
            ("http://a.example/?f=1&f=2&f=3", "query"),
            (deep.as_str(), "too-deep"),
            (long.as_str(), "too-long"),
        ] {
            assert_eq!(canon(written), reason, "{written}");
        }
    }

    #[test]
    fn what_a_person_types_needs_no_scheme() {
        let shown = |text: &str| typed(text).map(|url| url.to_string());
        assert_eq!(shown("mairie.example").unwrap(), "https://mairie.example/");
        assert_eq!(
            shown("mairie.example:8080/a").unwrap(),
            "https://mairie.example:8080/a"
        );
        assert_eq!(
            shown("http://mairie.example").unwrap(),
            "http://mairie.example/"
        );
        assert_eq!(shown("mailto:x@mairie.example"), Err(Refusal::Unreadable));
        assert_eq!(shown("ftp://mairie.example"), Err(Refusal::Scheme));
        assert_eq!(shown(""), Err(Refusal::NoHost));
        assert_eq!(shown("http://"), Err(Refusal::NoHost));
        assert!(shown("http://ma irie").is_err());
    }

    #[test]
    fn www_and_the_bare_name_are_one_site_and_two_authorities() {
        let (bare, www) = (
            parse("http://a.example/").unwrap(),
            parse("https://www.a.example:8443/").unwrap(),
        );
        assert_eq!(site(&bare), site(&www));
        assert_eq!(authority(&bare), "http://a.example");
        assert_eq!(authority(&www), "https://www.a.example:8443");
        assert_eq!(site(&parse("http://www.fr/").unwrap()), "www.fr");
    }

    #[test]
    fn files_are_known_by_their_names() {
        assert!(FILE_ENDINGS.is_sorted());
        for (path, file) in [
            ("/plan.PDF", true),
            ("/photo.jpg?x=1", true),
            ("/sitemap.xml.gz", false),
            ("/label.html", false),
            ("/v1.2/label", false),
            ("/", false),
        ] {
            assert_eq!(
                names_a_file(&parse(&format!("http://a.example{path}")).unwrap()),
                file,
                "{path}"
            );
        }
    }

    proptest! {
        #[test]
        fn canonical_never_panics_and_settles_at_once(text in "(https?://)?[a-zA-Z0-9.:@%é/?&=;#_\\[\\] -]{0,60}") {
            if let Ok(url) = parse(&text) {
                prop_assert_eq!(canonical(&url).unwrap(), url);
            }
            let _ = typed(&text);
        }
    }
}
