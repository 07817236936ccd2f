//! Strings made to do harm, and an archive whose every word is one of them.

use arobase::label::claim::{Arobases, Claim, ClaimKind, Evidence, Place, PlaceKind, YearBasis};
use arobase::store::{Batch, NewCapture, Operator, Reading, RunKind, RunStatus, Writer};
use arobase::web::exchange::Exchange;
use arobase::web::page::{Block, BlockKind, Page, Zone};
use jiff::{Timestamp, ToSpan as _};

use crate::support::Home;

/// What strings are made of: each drives something, or ends what it stands in.
const PIECES: [&str; 77] = [
    "\u{0}",
    "\u{7}",
    "\u{8}",
    "\u{1b}[2J",
    "\u{1b}]8;;https://evil.example\u{7}here\u{1b}]8;;\u{7}",
    "\u{1b}]52;c;cm0gLXJm\u{7}",
    "\u{1b}P+q\u{1b}\\",
    "\u{9b}31m",
    "\u{9d}0;title\u{9c}",
    "\u{7f}",
    "\r",
    "\r\n",
    "\n",
    "\t",
    "\u{b}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{202e}",
    "\u{202d}",
    "\u{202c}",
    "\u{2066}",
    "\u{2069}",
    "\u{200e}",
    "\u{200f}",
    "\u{61c}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{fdd0}",
    "\u{feff}",
    "=cmd|' /C calc'!A0",
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(1)",
    "\u{ff1d}1",
    "'=1",
    "\"=1",
    "{{Delete}}",
    "[[Category:X]]",
    "{|\n|-\n|}",
    "|-",
    "||",
    "~~~~",
    "<nowiki>",
    "</ref>",
    "__NOTOC__",
    "'''b'''",
    "{{{1|}}}",
    "#REDIRECT",
    "[x](javascript:alert(1))",
    "![i](http://evil.example/i.png)",
    "`c`",
    "**b**",
    "# h",
    "<javascript:alert(1)>",
    "www.evil.example",
    "https://evil.example/",
    "mailto:a@b.example",
    "$x$",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt;",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "</title>",
    "\" onload=\"",
    "\\",
    "\\\"",
    "'; drop table record; --",
    "/* */",
    "fr:\"x\"\tP31\tQ5",
    "_x0041_",
    "@@@@",
    "L'Haÿ-les-Roses",
];

/// A string of some of them, the same for the same number.
fn hostile(number: u64) -> String {
    // SplitMix64: spread numbers, no crate.
    let mut state = number;
    let mut next = move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    let pieces = next() % 5 + 1;
    let mut text = String::new();
    for _ in 0..pieces {
        let piece = usize::try_from(next() % 100).unwrap();
        match PIECES.get(piece) {
            Some(piece) => text.push_str(piece),
            // Any letter there is, assigned or not.
            None => text.extend(char::from_u32(u32::try_from(next() % 0x11_0000).unwrap())),
        }
    }
    text
}

/// Strings on one page: name, mention, words, what stands around them, path, question, title, site.
pub(super) const A_PAGE: u64 = 9;

/// A page whose every string is hostile, and a claim on it.
fn capture(number: u64) -> NewCapture {
    let mut strings = (number * A_PAGE..).map(hostile);
    let mut text = || strings.next().unwrap();
    let claim = claim(number, &mut text);
    let around = &claim.evidence;
    let block = Block {
        kind: BlockKind::Paragraph,
        zone: Zone::Main,
        text: format!("{}{}{}", around.prefix, around.exact, around.suffix),
        css: "p".to_owned(),
    };
    let mut url: url::Url = format!("https://h{number}.example/").parse().unwrap();
    url.set_path(&text());
    url.set_query(Some(&text()));
    let page = Page {
        url: Some(url.clone()),
        title: Some(text()),
        site: Some(text()),
        blocks: vec![block],
        ..Page::default()
    };
    let reading = Reading {
        page,
        claims: vec![claim],
        reader: "test".to_owned(),
        ..Reading::default()
    };
    NewCapture::answer(answer(number, url), Some(reading))
}

fn claim(number: u64, text: &mut impl FnMut() -> String) -> Claim {
    let is_mention = number.is_multiple_of(3);
    let name = text();
    Claim {
        place: Place {
            // What has a code can be a statement of Wikidata.
            code: number.is_multiple_of(2).then(|| format!("X{number}")),
            // No name is empty, and no two are one.
            name: format!("{name}{number}"),
            kind: PlaceKind::Other,
            written: name,
        },
        year: Some(2018),
        year_basis: Some(YearBasis::Written),
        arobases: Arobases::new(u8::try_from(number % 5 + 1).unwrap()).filter(|_| !is_mention),
        kind: if is_mention {
            ClaimKind::Mention
        } else {
            ClaimKind::Award
        },
        mention: Some(text()).filter(|_| is_mention),
        evidence: Evidence {
            exact: format!("{}@", text()),
            prefix: text(),
            suffix: text(),
            block: 0,
            start: 0,
            css: "p".to_owned(),
        },
        rule: "test-rule".into(),
        confidence: 0.9,
    }
}

fn answer(number: u64, url: url::Url) -> Exchange {
    let noon: Timestamp = "2026-03-04T12:00:00Z".parse().unwrap();
    Exchange {
        url,
        at: noon + i64::try_from(number).unwrap().seconds(),
        ip: None,
        request: b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        status: 200,
        reason: "OK".to_owned(),
        headers: vec![("content-type".to_owned(), b"text/html".to_vec())],
        body: number.to_le_bytes().to_vec(),
        truncated: None,
    }
}

/// An archive of so many pages.
pub(super) fn archive(pages: u64) -> Home {
    let home = Home::new();
    let (mut writer, _) = Writer::open(
        &home.path("index"),
        &Operator::default(),
        Timestamp::UNIX_EPOCH,
    )
    .unwrap();
    let run = writer
        .begin_run(RunKind::Crawl, "{}", Timestamp::UNIX_EPOCH)
        .unwrap();
    for first in (0..pages).step_by(500) {
        let captures = (first..pages.min(first + 500)).map(capture).collect();
        writer
            .commit(&Batch {
                captures,
                ..Batch::default()
            })
            .unwrap();
    }
    writer.reconcile().unwrap();
    writer
        .end_run(run.id, RunStatus::Done, "{}", Timestamp::UNIX_EPOCH)
        .unwrap();
    writer.finish().unwrap();
    home
}
