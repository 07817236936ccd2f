//! The typed tokens of a page, named for people: how one finds out why a claim was made or missed.

use std::ops::Range;

use super::term::{Form, Kind, Term};
use super::{Label, context};
use crate::web::page::Page;

/// One token that means something to the grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Number of its block in the page.
    pub block: usize,
    /// Its bytes in the block's text.
    pub span: Range<usize>,
    /// What it was taken for: `place 13005`, `level 3 ordinal`, `award`, `year` …
    pub what: String,
}

/// The tokens of the article, in reading order, plain words and punctuation left out.
pub fn tokens(page: &Page, label: &Label) -> Vec<Token> {
    let mut tokens = Vec::new();
    for read in context::lay_out(page, label).0 {
        for term in &read.terms {
            if let Some(what) = what(term, label) {
                let span = term.span.clone();
                tokens.push(Token {
                    block: read.block,
                    span,
                    what,
                });
            }
        }
    }
    tokens
}

fn what(term: &Term, label: &Label) -> Option<String> {
    Some(match &term.kind {
        Kind::Place(place) => match place.candidates.as_slice() {
            [] => "place unknown".to_owned(),
            [one] => format!("place {}", one.code),
            [first, rest @ ..] => format!("place {} or {} more", first.code, rest.len()),
        },
        Kind::Level(level) => {
            let values: Vec<String> = level.values.iter().map(u8::to_string).collect();
            format!("level {}{}", values.join("/"), form(level.form))
        }
        Kind::Scale => "scale".to_owned(),
        Kind::Delta { by, .. } => format!("step {by:+}"),
        Kind::Number(number) => format!("number {number}"),
        Kind::Year(_) => "year".to_owned(),
        Kind::Date(_) => "date".to_owned(),
        Kind::Edition(number) => format!("edition {number}"),
        Kind::Ago(number) => format!("{number} before"),
        Kind::Run(number) => format!("run of {number}"),
        Kind::Mention { number, .. } => format!("mention {}", label.lexicon.mention(*number)),
        Kind::Trigger => "mention word".to_owned(),
        Kind::Label => "label".to_owned(),
        Kind::OtherLabel => "other label".to_owned(),
        Kind::OtherUnit => "other unit".to_owned(),
        Kind::Unit => "unit".to_owned(),
        Kind::Department(code) => format!("department {code}"),
        Kind::Cue(cue, _) => format!("{cue:?}").to_lowercase(),
        Kind::Mark(_) | Kind::Word { .. } => return None,
    })
}

const fn form(form: Form) -> &'static str {
    match form {
        Form::Plain => "",
        Form::Symbols => " symbols",
        Form::Single => " single sign",
        Form::Ordinal => " ordinal",
        Form::Highest => " highest",
        Form::Other => " other word",
        Form::Elliptic => " elliptic",
    }
}
