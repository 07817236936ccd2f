//! Signs and grades that a page lists for their own sake: the steps of the scale, explained one by one,
//! and `@` as the bullet of a list.

use super::context::Read;
use super::term::{Form, Kind, Term};

/// Makes rules of the steps of a scale, and bullets of signs that only open lines.
pub(super) fn settle(reads: &mut [Read]) {
    bullets(reads);
    inline_bullets(reads);
    heads(reads);
    lone(reads);
    stairs(reads);
}

/// Three lines and more open with one bare `@`, and no name follows: then it is a bullet.
fn bullets(reads: &mut [Read]) {
    let opens = |sentence: &[Term]| {
        let [first, next, ..] = sentence else {
            return false;
        };
        let bare = first
            .level()
            .is_some_and(|level| level.form == Form::Single);
        bare && begins_words(next)
    };
    let lines = reads
        .iter()
        .flat_map(Read::sentences)
        .filter(|sentence| opens(sentence))
        .count();
    if lines < 3 {
        return;
    }
    for read in reads {
        for start in read.starts() {
            let next = read.terms.get(start + 1);
            let line = next.is_some_and(begins_words);
            let term = &mut read.terms[start];
            let sign = term
                .level()
                .is_some_and(|level| matches!(level.form, Form::Single | Form::Symbols));
            if line && sign {
                term.kind = Kind::Mark('-');
            }
        }
    }
}

/// Where lines open with symbols before names ("@@@ Xville, Yville"), one sign before a name is a grade too.
fn heads(reads: &mut [Read]) {
    let opens = |terms: &[Term], form: Form| match terms {
        [first, next, ..] => {
            next.place().is_some() && first.level().is_some_and(|level| level.form == form)
        }
        _ => false,
    };
    let many = reads
        .iter()
        .filter(|read| opens(&read.terms, Form::Symbols))
        .count();
    if many < 2 {
        return;
    }
    for read in reads
        .iter_mut()
        .filter(|read| opens(&read.terms, Form::Single))
    {
        if let Kind::Level(level) = &mut read.terms[0].kind {
            level.form = Form::Symbols;
        }
    }
}

/// Beside grades in symbols, "Xville ferme la marche : @, pour une première participation" and "avec un seul @" tell
/// one as well.
fn lone(reads: &mut [Read]) {
    let symbols = |term: &&Term| {
        term.level()
            .is_some_and(|level| level.form == Form::Symbols)
    };
    if reads
        .iter()
        .flat_map(|read| &read.terms)
        .filter(symbols)
        .count()
        < 2
    {
        return;
    }
    for read in reads {
        for at in 1..read.terms.len() {
            let before = &read.terms[at - 1];
            let ends = read
                .terms
                .get(at + 1)
                .is_none_or(|next| matches!(next.kind, Kind::Mark(',' | '.' | ';' | '!')));
            let opens =
                before.is_mark(':') || before.one_of("avec seul simple unique petit petite seule");
            if let Kind::Level(level) = &mut read.terms[at].kind
                && level.form == Form::Single
                && ends
                && opens
            {
                level.form = Form::Symbols;
            }
        }
    }
}

/// Signs that mostly stand behind no name part what a slide says: then all of them are bullets, those
/// behind names as well.
fn inline_bullets(reads: &mut [Read]) {
    let single = |term: &Term| term.level().is_some_and(|level| level.form == Form::Single);
    let (mut all, mut bullets) = (0, 0);
    for read in reads.iter() {
        for at in (0..read.terms.len()).filter(|at| single(&read.terms[*at])) {
            let next = read.terms.get(at + 1);
            all += 1;
            bullets += usize::from(next.is_some_and(|next| {
                matches!(
                    next.kind,
                    Kind::Word { .. } | Kind::Cue(..) | Kind::Number(_)
                )
            }));
        }
    }
    if bullets < 3 || bullets * 2 < all {
        return;
    }
    for term in reads
        .iter_mut()
        .flat_map(|read| &mut read.terms)
        .filter(|term| single(term))
    {
        term.kind = Kind::Mark('-');
    }
}

/// Whether a term behind a sign begins what the line says, and is not what the sign belongs to.
fn begins_words(term: &Term) -> bool {
    term.place().is_none() && !matches!(term.kind, Kind::Mark(_) | Kind::Unit)
}

/// "1@ : des actions. 2@ : une politique …", "@ = initiative ; @@ = engagement": three grades and more
/// that rise or fall by one, each explained, with nobody and no year between them.
fn stairs(reads: &mut [Read]) {
    let mut steps: Vec<(usize, usize, u8)> = Vec::new();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (number, read) in reads.iter().enumerate() {
        for (at, term) in read.terms.iter().enumerate() {
            match &term.kind {
                Kind::Level(level) => {
                    let explained = explains(&read.terms[at + 1..]);
                    let Some(value) = level.value().filter(|_| explained) else {
                        flush(&mut steps, &mut found);
                        continue;
                    };
                    let follows = steps
                        .last()
                        .is_none_or(|(_, _, last)| last.abs_diff(value) == 1);
                    if !follows {
                        flush(&mut steps, &mut found);
                    }
                    steps.push((number, at, value));
                }
                Kind::Place(_) | Kind::Year(_) | Kind::Date(_) | Kind::Number(6..) => {
                    flush(&mut steps, &mut found);
                }
                _ => {}
            }
        }
    }
    flush(&mut steps, &mut found);
    for (number, at) in found {
        reads[number].terms[at].kind = Kind::Scale;
    }
}

/// Whether what follows a grade explains it: a sign and a word, no name and no number.
fn explains(after: &[Term]) -> bool {
    let [sign, next, ..] = after else {
        return false;
    };
    let sign = matches!(sign.kind, Kind::Mark(':' | '=' | '-' | '>' | ','));
    sign && matches!(
        next.kind,
        Kind::Word { .. } | Kind::Cue(..) | Kind::Mark('"')
    )
}

/// Keeps the steps of a flight that is long enough, and begins anew.
fn flush(steps: &mut Vec<(usize, usize, u8)>, found: &mut Vec<(usize, usize)>) {
    if steps.len() >= 3 {
        found.extend(steps.iter().map(|(number, at, _)| (*number, *at)));
    }
    steps.clear();
}
