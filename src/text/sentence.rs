//! Where sentences end: at full stops that are no abbreviation, at `!`, `?` and line ends.

use std::ops::Range;

use super::{Token, TokenKind};

/// Words that a full stop shortens without ending a sentence.
const SHORTENED: &[&str] = &[
    "m", "mm", "mme", "mmes", "mlle", "dr", "pr", "me", "st", "ste", "art", "av", "bd", "bld",
    "boul", "env", "etc", "ex", "fig", "hab", "min", "max", "no", "nos", "p", "pp", "ph", "réf",
    "ref", "tel", "vol", "cf", "al", "op", "cit", "janv", "fevr", "fev", "avr", "juil", "sept",
    "oct", "nov", "dec",
];

/// The sentences of a text, as ranges of its `tokens`; each token belongs to one of them.
///
/// `text` is what the tokens were made from: a line end ends a sentence too.
pub fn sentences(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for at in 0..tokens.len() {
        if ends_after(text, tokens, at) {
            found.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < tokens.len() {
        found.push(start..tokens.len());
    }
    found
}

/// Whether a sentence ends after the token `at`.
fn ends_after(text: &str, tokens: &[Token], at: usize) -> bool {
    let Some(next) = tokens.get(at + 1) else {
        return true;
    };
    let gap = &text[tokens[at].span.end..next.span.start];
    if gap.contains('\n') && !goes_on(&tokens[at], next, gap) {
        return true;
    }
    // Closing signs stay with the sentence that they close.
    if matches!(
        next.kind,
        TokenKind::Mark('»' | ')' | '”' | '!' | '?' | '.' | '…')
    ) {
        return false;
    }
    let mut mark = at;
    while mark > 0 && matches!(tokens[mark].kind, TokenKind::Mark('»' | '"' | '”' | ')')) {
        mark -= 1;
    }
    match tokens[mark].kind {
        TokenKind::Mark('!' | '?') => begins_sentence(next) || mark == at,
        TokenKind::Mark('…') => begins_sentence(next),
        TokenKind::Mark('.') => {
            let before = mark.checked_sub(1).map(|before| &tokens[before]);
            let glued = next.glued && mark == at;
            begins_sentence(next)
                // "fin.La raison" lost its blank; "www.Ville.fr" never had one.
                && (!glued || is_lost_blank(tokens, mark))
                && !before.is_some_and(|word| is_shortened(word, next))
        }
        _ => false,
    }
}

/// Small words that end no sentence: what follows them on the next line belongs to it.
const UNFINISHED: &[&str] = &[
    "a", "de", "du", "des", "d", "la", "le", "les", "l", "au", "aux", "en", "et", "ou", "par",
    "pour", "sur", "sous", "avec", "un", "une", "sa", "son", "ses", "leur", "leurs", "nos",
    "notre", "cette", "ces", "ce", "qui", "que", "qu", "dont", "dans", "ville", "villes",
    "commune", "label", "obtenu", "recu", "obtient", "recoit", "decroche", "est", "sont", "ont",
    "ne", "se", "plus", "tres", "depuis", "comme",
];

/// Whether a sentence goes on behind a line end, as in the narrow columns of a printed page: a word in
/// small letters follows, or a word that ends no sentence stands before.
fn goes_on(last: &Token, next: &Token, gap: &str) -> bool {
    if gap.matches('\n').count() > 1 {
        return false;
    }
    let small = next.kind == TokenKind::Word && !next.capital;
    let word = last.kind == TokenKind::Word;
    let comma = last.kind == TokenKind::Mark(',');
    let unfinished = word && !last.capital && UNFINISHED.contains(&last.folded.as_str());
    let follows = matches!(
        next.kind,
        TokenKind::Word
            | TokenKind::Number(_)
            | TokenKind::At(_)
            | TokenKind::Mark('«' | '"' | '“')
    );
    // "-" closes a line only between the parts of a name.
    let hyphen = gap.starts_with('-');
    small && (word || comma) || follows && (unfinished || hyphen)
}

fn begins_sentence(token: &Token) -> bool {
    match token.kind {
        TokenKind::Word => token.capital,
        TokenKind::Number(_) => !token.glued,
        TokenKind::At(_) => true,
        TokenKind::Mark(mark) => matches!(
            mark,
            '«' | '"' | '“' | '(' | '[' | '-' | '–' | '—' | '•' | '>' | '👉'
        ),
    }
}

/// Whether the full stop at `mark` parts two words of running text without a blank.
fn is_lost_blank(tokens: &[Token], mark: usize) -> bool {
    let Some(before) = mark.checked_sub(1).map(|before| &tokens[before]) else {
        return false;
    };
    let Some(next) = tokens.get(mark + 1) else {
        return false;
    };
    before.kind == TokenKind::Word
        && !before.capital
        && before.folded.len() > 2
        && before.folded != "www"
        && next.capital
}

fn is_shortened(word: &Token, next: &Token) -> bool {
    if word.kind != TokenKind::Word {
        return false;
    }
    // An initial: "J. Gourault", but not the end of "l'édition A." before a number.
    let initial = word.capital && word.folded.len() == 1 && next.kind == TokenKind::Word;
    initial || SHORTENED.contains(&word.folded.as_str()) && next.kind == TokenKind::Word
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn split(text: &str) -> Vec<&str> {
        let tokens = tokens(text);
        sentences(text, &tokens)
            .into_iter()
            .map(|range| &text[tokens[range.start].span.start..tokens[range.end - 1].span.end])
            .collect()
    }

    #[test]
    fn a_full_stop_before_a_capital_ends_a_sentence() {
        assert_eq!(split("Un. Deux ! Trois").len(), 3);
    }

    #[test]
    fn titles_initials_and_addresses_do_not() {
        assert_eq!(
            split("M. Placé et J. Gourault, www.Ville.fr, 3.000 hab. Fin").len(),
            1
        );
    }

    #[test]
    fn a_closing_quotation_mark_stays_with_its_sentence() {
        assert_eq!(
            split("« Bravo ! » Puis la suite. Fin."),
            ["« Bravo ! »", "Puis la suite.", "Fin."]
        );
    }

    #[test]
    fn a_lost_blank_and_a_line_end_part_sentences() {
        assert_eq!(split("à sa fin.La raison est là").len(), 2);
        assert_eq!(split("un titre\nUne ligne").len(), 2);
    }

    #[test]
    fn a_line_that_breaks_a_sentence_does_not_end_it() {
        assert_eq!(split("La ville de\nDole a reçu\n3 arobases").len(), 1);
        assert_eq!(split("Le jury de\n\nDole").len(), 2);
    }
}
