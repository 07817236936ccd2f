//! An archive that is made up, the same at each run: pages of French-looking news, each with the grade of one
//! commune in one year. `benches/search.rs` and `benches/peers` ask it.
//!
//! Words follow Zipf's law over some 60,000 forms: a few hundred real ones at its head, roots with French
//! endings behind them. A handful of phrases stand in one page of eight each. Each page has a claim whose
//! quotation is a sentence of some twenty words, and each claim makes a record of its own.

use std::path::Path;

use arobase::label::claim::{Arobases, Claim, ClaimKind, Evidence, Place, PlaceKind, YearBasis};
use arobase::label::gazetteer::{Collectivity, Gazetteer};
use arobase::store::{Batch, NewCapture, Operator, Reading, RunKind, RunStatus, Writer};
use arobase::web::exchange::Exchange;
use arobase::web::page::{Block, BlockKind, Page, Zone};

/// Forms at the head of the list: the words that French news is made of, most frequent first.
const HEAD: &str = "de la le et les des en un du une est que dans qui pour au sur par il plus ce avec sont pas son cette \
    ses être mais comme leur aux deux même fait aussi tout nous bien ont après commune ville années maire numérique \
    habitants services label projet internet élus jeunes municipal réseau école citoyens public accès territoire \
    site mairie conseil région département fibre cérémonie récompense médiathèque démarches jury association \
    village national local rue marché école eau sport culture travaux budget transport santé énergie logement \
    emploi entreprise bureau prix salle fête famille enfants histoire musique film théâtre route pont gare";
/// Of which every root takes some.
const ENDINGS: [&str; 16] = [
    "", "s", "e", "es", "er", "é", "ée", "és", "ation", "ations", "eur", "euse", "ique", "iques",
    "ement", "ité",
];
const ONSETS: [&str; 24] = [
    "b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "br", "ch", "cl", "cr", "fr",
    "gr", "pl", "pr", "tr", "qu", "",
];
const VOWELS: [&str; 14] = [
    "a", "e", "i", "o", "u", "ou", "é", "è", "ai", "an", "on", "in", "eau", "oi",
];
/// Each stands in one page of eight.
pub(crate) const PHRASES: [&str; 4] = [
    "services publics en ligne",
    "transition numérique",
    "label national",
    "accès à internet",
];
/// Forms in all.
const FORMS: usize = 60_000;
/// Words of a page.
const LEAST_WORDS: usize = 200;
const MORE_WORDS: usize = 240;

/// A page with what it says.
pub(crate) struct Document {
    pub(crate) url: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) quote: String,
    pub(crate) year: i16,
    pub(crate) arobases: u8,
    pub(crate) place: Collectivity,
}

/// The words and the communes that pages are made of.
pub(crate) struct Corpus {
    pub(crate) forms: Vec<String>,
    /// How many draws of `total` fall on this form or one before it.
    weights: Vec<f64>,
    communes: Vec<Collectivity>,
}

/// A generator of Steele, Lea and Flood (`SplitMix64`, OOPSLA 2014): the same numbers everywhere.
pub(crate) struct Dice(pub u64);

impl Dice {
    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % end as u64).unwrap()
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "53 bits are all that a float holds"
    )]
    fn unit(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

impl Corpus {
    #[expect(clippy::cast_precision_loss, reason = "ranks are small")]
    pub(crate) fn new() -> Self {
        let mut forms: Vec<String> = HEAD.split_whitespace().map(str::to_owned).collect();
        let mut dice = Dice(7);
        while forms.len() < FORMS {
            let mut root = String::new();
            for _ in 0..2 + dice.below(2) {
                root += ONSETS[dice.below(ONSETS.len())];
                root += VOWELS[dice.below(VOWELS.len())];
            }
            root += ONSETS[dice.below(13)];
            for _ in 0..=dice.below(3) {
                forms.push(root.clone() + ENDINGS[dice.below(ENDINGS.len())]);
            }
        }
        let mut total = 0.0;
        let weights = (1..=forms.len())
            .map(|rank| {
                total += 1.0 / rank as f64;
                total
            })
            .collect();
        let communes = Gazetteer::shipped()
            .all()
            .filter(|place| place.in_force() && place.kind == PlaceKind::Commune);
        Self {
            forms,
            weights,
            communes: communes.collect(),
        }
    }

    fn word(&self, dice: &mut Dice) -> &str {
        let at = dice.unit() * self.weights.last().unwrap();
        &self.forms[self
            .weights
            .partition_point(|weight| *weight < at)
            .min(self.forms.len() - 1)]
    }

    /// Page number `number`.
    pub(crate) fn document(&self, number: usize) -> Document {
        let mut dice = Dice(1000 + number as u64);
        let place = self.communes[number * 7 % self.communes.len()];
        let year = 2005 + i16::try_from(number / self.communes.len() * 5 + number % 5).unwrap();
        let arobases = u8::try_from(number % 5 + 1).unwrap();
        let mut quote = format!("{} obtient {arobases} arobases en {year}", place.name);
        for _ in 0..14 {
            quote += " ";
            quote += self.word(&mut dice);
        }
        let mut text = quote.clone() + ".";
        let words = LEAST_WORDS + dice.below(MORE_WORDS);
        let mut sentence = 0;
        for _ in 0..words {
            if dice.below(words * 8 / PHRASES.len()) == 0 {
                text += " ";
                text += PHRASES[dice.below(PHRASES.len())];
            }
            text += if sentence == 0 { "\n" } else { " " };
            text += self.word(&mut dice);
            sentence = (sentence + 1) % 17;
            if sentence == 0 {
                text += ".";
            }
        }
        let title: Vec<&str> = (0..6).map(|_| self.word(&mut dice)).collect();
        Document {
            url: format!("https://ville{}.example/{number}", number % 500),
            title: title.join(" "),
            text,
            quote,
            year,
            arobases,
            place,
        }
    }
}

fn claim(document: &Document) -> Claim {
    let place = &document.place;
    Claim {
        place: Place {
            code: Some(place.code.to_owned()),
            name: place.name.to_owned(),
            kind: PlaceKind::Commune,
            written: place.name.to_owned(),
        },
        year: Some(document.year),
        year_basis: Some(YearBasis::Written),
        arobases: Arobases::new(document.arobases),
        kind: ClaimKind::Award,
        mention: None,
        evidence: Evidence {
            exact: document.quote.clone(),
            prefix: String::new(),
            suffix: String::new(),
            block: 0,
            start: 0,
            css: "p".to_owned(),
        },
        rule: "bench".into(),
        confidence: 0.9,
    }
}

fn capture(document: &Document) -> NewCapture {
    let url: url::Url = document.url.parse().unwrap();
    let exchange = Exchange {
        url: url.clone(),
        at: "2026-03-04T12:00:00Z".parse().unwrap(),
        ip: None,
        request: b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        status: 200,
        reason: "OK".to_owned(),
        headers: vec![("content-type".to_owned(), b"text/html".to_vec())],
        body: document.text.clone().into_bytes(),
        truncated: None,
    };
    let block = Block {
        kind: BlockKind::Paragraph,
        zone: Zone::Main,
        text: document.text.clone(),
        css: "p".to_owned(),
    };
    let page = Page {
        url: Some(url),
        title: Some(document.title.clone()),
        blocks: vec![block],
        ..Page::default()
    };
    NewCapture::answer(
        exchange,
        Some(Reading {
            page,
            claims: vec![claim(document)],
            reader: "bench".to_owned(),
            ..Reading::default()
        }),
    )
}

/// An archive of `pages` pages in the folder `index`, without its search index.
pub(crate) fn archive(index: &Path, corpus: &Corpus, pages: usize) {
    let now = "2026-03-04T12:00:00Z".parse().unwrap();
    let (mut writer, _) = Writer::open(index, &Operator::default(), now).unwrap();
    let run = writer.begin_run(RunKind::Crawl, "{}", now).unwrap();
    for numbers in (0..pages).collect::<Vec<_>>().chunks(1000) {
        let captures = numbers
            .iter()
            .map(|number| capture(&corpus.document(*number)))
            .collect();
        let batch = Batch {
            captures,
            ..Batch::default()
        };
        writer.commit(&batch).unwrap();
    }
    writer.reconcile().unwrap();
    writer.end_run(run.id, RunStatus::Done, "{}", now).unwrap();
    writer.finish().unwrap();
}
