//! Walls against robots, each known by headers and marks that only its maker writes.

/// Most bytes of an answer in which marks are looked for: walls are small.
const LOOKED_AT: usize = 48 * 1024;
/// Most bytes of an answer with status 200 that can be a wall: the marks of some makers stand in
/// ordinary pages too.
const SMALL: usize = 12 * 1024;

/// Headers that say it themselves: name, the begin of the value, maker.
const HEADERS: [(&str, &str, &str); 5] = [
    ("cf-mitigated", "challenge", "Cloudflare"),
    ("x-vercel-mitigated", "challenge", "Vercel"),
    ("x-amzn-waf-action", "challenge", "AWS WAF"),
    ("x-amzn-waf-action", "captcha", "AWS WAF"),
    ("x-sucuri-block", "", "Sucuri"),
];

/// Where a mark counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// Whatever the status, in a small answer.
    Small,
    /// Only in an answer that refuses.
    Refused,
}

/// Marks: all of a line together are what its maker writes, in lower case.
const MARKS: [(&str, When, &[&str]); 17] = [
    (
        "Cloudflare",
        When::Refused,
        &["/cdn-cgi/challenge-platform/"],
    ),
    (
        "Cloudflare",
        When::Refused,
        &["attention required! | cloudflare"],
    ),
    (
        "Cloudflare",
        When::Refused,
        &["cf-error-details", "cloudflare"],
    ),
    (
        "Cloudflare",
        When::Small,
        &["<title>just a moment...</title>", "_cf_chl_opt"],
    ),
    ("DataDome", When::Refused, &["captcha-delivery.com"]),
    (
        "DataDome",
        When::Small,
        &["var dd=", "captcha-delivery.com"],
    ),
    (
        "Akamai",
        When::Refused,
        &["access denied", "errors.edgesuite.net"],
    ),
    (
        "Akamai",
        When::Refused,
        &["<title>access denied</title>", "reference&#32;&#35;"],
    ),
    ("Akamai", When::Small, &["sec-if-cpt-container"]),
    (
        "Akamai",
        When::Small,
        &["bm-verify", "triggerinterstitialchallenge"],
    ),
    (
        "Imperva",
        When::Small,
        &["_incapsula_resource", "id=\"main-iframe\""],
    ),
    ("Imperva", When::Small, &["incapsula incident id"]),
    (
        "Sucuri",
        When::Refused,
        &["sucuri website firewall", "access denied"],
    ),
    (
        "Sucuri",
        When::Small,
        &["sucuri_cloudproxy_js", "you are being redirected"],
    ),
    ("Anubis", When::Small, &["id=\"anubis_challenge\""]),
    (
        "Anubis",
        When::Small,
        &["/.within.website/x/cmd/anubis/", "not a bot"],
    ),
    ("HUMAN", When::Refused, &["id=\"px-captcha\""]),
];

/// The maker of the wall that an answer is.
pub(super) fn maker(
    status: u16,
    headers: &[(String, Vec<u8>)],
    html: &str,
) -> Option<&'static str> {
    let says = |name: &str, begin: &str| {
        headers.iter().any(|(header, value)| {
            let value = value.get(..begin.len()).unwrap_or_default();
            header.eq_ignore_ascii_case(name) && value.eq_ignore_ascii_case(begin.as_bytes())
        })
    };
    let by_header = HEADERS.iter().find(|(name, begin, _)| says(name, begin));
    if let Some((_, _, maker)) = by_header {
        return Some(maker);
    }
    let refused = matches!(status, 401 | 403 | 405 | 406 | 428 | 429 | 503);
    let small = html.len() <= SMALL && (refused || matches!(status, 200..=299));
    if !refused && !small {
        return None;
    }
    let looked_at = html.as_bytes();
    let looked_at = looked_at
        .get(..LOOKED_AT)
        .unwrap_or(looked_at)
        .to_ascii_lowercase();
    let stands = |mark: &&str| memchr::memmem::find(&looked_at, mark.as_bytes()).is_some();
    let found = MARKS.iter().find(|(_, when, marks)| {
        let counts = match when {
            When::Small => small,
            When::Refused => refused,
        };
        counts && marks.iter().all(&stands)
    });
    found.map(|(maker, ..)| *maker)
}
