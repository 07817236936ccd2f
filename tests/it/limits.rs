//! Every limit of the crawl in one table, so that none is loosened unseen. Those that no other module
//! may see are held by the tests beside them: depth, nodes and attributes of a page (`web::page::budget`),
//! header and time of an answer (`fetch::limits`), opened elements of XML (`web::xml`).

use arobase::fetch::Limits;
use arobase::frontier::{LISTS_LIMIT, PAUSE_LIMIT, Policy, QUEUE_LIMIT, REST_LIMIT};
use arobase::jobs::settings::{CrawlSettings, DEFAULT_MIN_FREE};
use arobase::web::page::{MOST_LINKS, TEXT_LIMIT};
use arobase::web::{exchange, feed, robots, sitemap, url};

#[test]
fn no_limit_of_time_or_of_number_has_been_loosened() {
    let (wire, policy) = (Limits::default(), Policy::default());
    for (what, is, most) in [
        ("DNS, seconds", wire.lookup.as_secs(), 5),
        ("connection and TLS, seconds", wire.connect.as_secs(), 10),
        ("first byte, seconds", wire.first_byte.as_secs(), 20),
        ("idle, seconds", wire.idle.as_secs(), 15),
        ("all of an answer, seconds", wire.total.as_secs(), 60),
        (
            "before the rate counts, seconds",
            wire.rate_free.as_secs(),
            10,
        ),
        (
            "longest pause, seconds",
            PAUSE_LIMIT.as_secs().unsigned_abs(),
            300,
        ),
        (
            "longest rest, seconds",
            REST_LIMIT.as_secs().unsigned_abs(),
            24 * 3600,
        ),
        ("redirects", policy.redirects.into(), 5),
        ("hops", policy.depth.into(), 8),
        ("pages of a site in a run", policy.budget.into(), 200),
        ("levels of sitemaps", sitemap::LEVEL_LIMIT.into(), 2),
        ("lists of a site in a run", LISTS_LIMIT.into(), 60),
    ] {
        assert_eq!(is, most, "{what}");
    }
    let pause = CrawlSettings::new("a@b.example").delay;
    assert_eq!(pause.as_secs(), 5, "pause, seconds");
}

#[test]
fn no_limit_of_size_has_been_loosened() {
    let wire = Limits::default();
    let kib = |count: usize| count * 1024;
    for (what, is, most) in [
        ("header lines", wire.header_lines, 100),
        ("bytes of all headers", wire.header_bytes, kib(64)),
        ("body on the wire", wire.body, kib(8 * 1024)),
        ("body decoded", exchange::DECODED_LIMIT, kib(16 * 1024)),
        ("growth", exchange::RATIO_LIMIT, 200),
        (
            "bytes before growth counts",
            exchange::RATIO_FREE,
            kib(1024),
        ),
        ("robots.txt", robots::BYTE_LIMIT, kib(500)),
        ("sitemap decoded", sitemap::BYTE_LIMIT, kib(50 * 1024)),
        ("addresses of a sitemap", sitemap::URL_LIMIT, 50_000),
        ("addresses of a site", QUEUE_LIMIT, 200_000),
        ("feed", feed::BYTE_LIMIT, kib(5 * 1024)),
        ("links of a page", MOST_LINKS, 5_000),
        ("bytes of an address", url::LENGTH_LIMIT, 2_048),
        ("segments of a path", url::DEPTH_LIMIT, 20),
        ("one segment in a path", url::REPEAT_LIMIT, 2),
        ("keys of a query", url::QUERY_LIMIT, 8),
        ("text of a page", TEXT_LIMIT, kib(2 * 1024)),
    ] {
        assert_eq!(is, most, "{what}");
    }
    assert_eq!(wire.least_rate, 1024, "bytes a second");
    assert_eq!(DEFAULT_MIN_FREE, 500_000_000, "bytes free on the disk");
}
