//! What was probably meant, where a query finds nothing: words and town names one letter away.

use tantivy::Term as EngineTerm;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;

use super::analyser::name_key;
use super::error::IndexError;
use super::query::{Query, Term};
use super::search::{Note, Searcher};
use super::stem;
use super::words::words;

/// Shorter words have too many neighbours to guess among.
const SHORTEST: usize = 4;

/// The query with each unknown word and town replaced by its best-known neighbour, and what was
/// replaced; `None` where nothing could be.
pub(super) fn instead(
    searcher: &Searcher,
    query: &Query,
) -> Result<Option<(Query, Vec<Note>)>, IndexError> {
    let mut other = query.clone();
    let mut notes = Vec::new();
    for clause in other.clauses.iter_mut().filter(|clause| !clause.negated) {
        let used = match &mut clause.term {
            Term::Word(typed) => {
                let used = word(searcher, typed)?;
                used.inspect(|used| typed.clone_from(used))
            }
            Term::Town(names) => match names.as_mut_slice() {
                [only] => town(searcher, only)?.inspect(|used| only.clone_from(used)),
                _ => None,
            },
            _ => None,
        };
        if let Some(used) = used {
            notes.push(Note::Instead {
                typed: clause.typed.clone(),
                used,
            });
        }
    }
    Ok((!notes.is_empty()).then_some((other, notes)))
}

/// `typed` with each of its unknown words replaced; `None` where all are known or one has no
/// neighbour.
fn word(searcher: &Searcher, typed: &str) -> Result<Option<String>, IndexError> {
    let fields = &searcher.fields;
    let mut used = Vec::new();
    let mut changed = false;
    for word in words(typed) {
        let Some(stem) = word.stems().into_iter().next() else {
            used.push(word.folded);
            continue;
        };
        let known = [fields.subject, fields.quote, fields.about, fields.body]
            .into_iter()
            .map(|field| frequency(searcher, field, &stem))
            .sum::<Result<u64, IndexError>>()?;
        if known > 0 || word.grade.is_some() {
            used.push(typed[word.span].to_owned());
            continue;
        }
        let mut near = Vec::new();
        for field in [fields.subject, fields.quote, fields.about, fields.body] {
            near.extend(neighbours(searcher, field, &stem)?);
        }
        let Some((_, best)) = near.into_iter().max() else {
            return Ok(None);
        };
        used.push(spelt(searcher, &best)?.unwrap_or(best));
        changed = true;
    }
    Ok(changed.then(|| used.join("-")))
}

fn town(searcher: &Searcher, typed: &str) -> Result<Option<String>, IndexError> {
    let key = name_key(typed);
    let near = neighbours(searcher, searcher.fields.name, &key)?;
    Ok(near.into_iter().max().map(|(_, name)| name))
}

/// In how many documents a term stands.
fn frequency(searcher: &Searcher, field: Field, text: &str) -> Result<u64, IndexError> {
    searcher.read(
        searcher
            .engine
            .doc_freq(&EngineTerm::from_field_text(field, text)),
    )
}

/// The terms of `field` at one edit from `text`, each with the documents that have it.
fn neighbours(
    searcher: &Searcher,
    field: Field,
    text: &str,
) -> Result<Vec<(u64, String)>, IndexError> {
    if text.chars().count() < SHORTEST {
        return Ok(Vec::new());
    }
    let close = FuzzyTermQuery::new(EngineTerm::from_field_text(field, text), 1, true);
    let mut found = std::collections::BTreeSet::new();
    for segment in searcher.engine.segment_readers() {
        let close = searcher.read(close.automaton())?;
        let inverted = searcher.read(segment.inverted_index(field))?;
        let stream = inverted.terms().search(close).into_stream();
        let mut stream = searcher.read(stream.map_err(Into::into))?;
        while stream.advance() {
            if let Ok(term) = std::str::from_utf8(stream.key()) {
                found.insert(term.to_owned());
            }
        }
    }
    let counted = found
        .into_iter()
        .map(|term| Ok((frequency(searcher, field, &term)?, term)));
    counted.filter(|pair| !matches!(pair, Ok((0, _)))).collect()
}

/// The commonest word of the index with this stem: what a person can read.
fn spelt(searcher: &Searcher, wanted: &str) -> Result<Option<String>, IndexError> {
    let fields = &searcher.fields;
    let start: String = wanted.chars().take(3).collect();
    let mut best = None;
    for field in [
        fields.subject_exact,
        fields.quote_exact,
        fields.about_exact,
        fields.body_exact,
    ] {
        let mut found = std::collections::BTreeSet::new();
        for segment in searcher.engine.segment_readers() {
            let inverted = searcher.read(segment.inverted_index(field))?;
            let range = inverted
                .terms()
                .range()
                .ge(&start)
                .lt(format!("{start}\u{10ffff}"));
            let mut stream = searcher.read(range.into_stream().map_err(Into::into))?;
            while stream.advance() {
                if let Ok(term) = std::str::from_utf8(stream.key())
                    && stem(term) == wanted
                {
                    found.insert(term.to_owned());
                }
            }
        }
        for term in found {
            best = best.max(Some((frequency(searcher, field, &term)?, term)));
        }
    }
    Ok(best.map(|(_, term)| term))
}
