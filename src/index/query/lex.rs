//! From the text of a query to its clauses.

use super::{Clause, Key, QueryError, Term, grade, key, value};
use crate::index::words::words;
use crate::label::gazetteer::Gazetteer;
use crate::text::fold;

/// Opening quotes and what closes them.
const QUOTES: [(char, char); 4] = [('"', '"'), ('«', '»'), ('“', '”'), ('„', '”')];

/// Most words that a town's name is put together from.
const LONGEST_NAME: usize = 12;

/// The clauses of `text` in order.
pub(super) fn clauses(text: &str) -> Result<Vec<Clause>, QueryError> {
    let mut reader = Lexer { text, at: 0 };
    let mut clauses = Vec::new();
    while reader.skip_to_clause() {
        let negated = reader.take_signs();
        let start = reader.at;
        if let Some(term) = reader.clause()? {
            let typed = text[start..reader.at].trim().to_owned();
            clauses.push(Clause {
                negated,
                term,
                typed,
            });
        }
    }
    Ok(clauses)
}

/// `ville:villeneuve d ascq`: where the words behind a town's name go on with it, they are its own.
///
/// The longest run that is the name of a commune wins; nothing changes where none is.
pub(super) fn join_town_names(clauses: &mut Vec<Clause>) {
    let gazetteer = Gazetteer::shipped();
    let mut at = 0;
    while at < clauses.len() {
        if let Term::Town(names) = &clauses[at].term
            && let Some(last) = names
                .last()
                .filter(|_| !clauses[at].typed.ends_with(['"', '»', '”']))
        {
            let is_word =
                |clause: &&Clause| !clause.negated && matches!(clause.term, Term::Word(_));
            let behind: Vec<&str> = clauses[at + 1..]
                .iter()
                .take(LONGEST_NAME)
                .take_while(is_word)
                .map(|clause| clause.typed.as_str())
                .collect();
            let whole = |count: &usize| format!("{last} {}", behind[..*count].join(" "));
            let longest = (1..=behind.len())
                .rev()
                .find(|count| !gazetteer.by_name(&whole(count)).is_empty());
            if let Some(count) = longest {
                let name = whole(&count);
                let mut names = names.clone();
                names.pop();
                names.push(name);
                clauses[at].term = Term::Town(names);
                clauses.drain(at + 1..=at + count);
            }
        }
        at += 1;
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Goes to where the next clause begins; false at the end.
    fn skip_to_clause(&mut self) -> bool {
        let rest = self.rest();
        let gap = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '(' | ')');
        self.at = self.text.len() - rest.trim_start_matches(gap).len();
        self.at < self.text.len()
    }

    /// Takes `-` and `+`; true where the clause behind them is negated.
    fn take_signs(&mut self) -> bool {
        let rest = self.rest();
        let signs = rest.len() - rest.trim_start_matches(['-', '\u{2212}', '+']).len();
        let negated = rest[..signs].contains(['-', '\u{2212}']);
        self.at += signs;
        let stands_alone = self.rest().chars().next().is_none_or(char::is_whitespace);
        negated && !stands_alone
    }

    fn clause(&mut self) -> Result<Option<Term>, QueryError> {
        if self.rest().chars().next().is_none_or(char::is_whitespace) {
            return Ok(None);
        }
        if let Some(phrase) = self.quoted()? {
            let any = !words(&phrase).is_empty();
            return Ok(any.then(|| Term::Phrase(phrase.trim().to_owned())));
        }
        if let Some((span, taken)) = grade::read(self.rest(), false)? {
            self.at += taken;
            return Ok(Some(Term::Grade(span)));
        }
        if let Some(key) = self.key()? {
            let values = self.values()?;
            return value::term(key, &values).map(Some);
        }
        let run = self.run(&[]);
        bare(&run)
    }

    /// A key and its colon, with spaces between and behind where the key is known.
    fn key(&mut self) -> Result<Option<Key>, QueryError> {
        let rest = self.rest();
        let name_end = rest
            .find(|letter: char| !letter.is_alphabetic())
            .unwrap_or(rest.len());
        let (name, behind) = rest.split_at(name_end);
        let known = Key::named(name);
        let gap = behind.len() - behind.trim_start().len();
        let Some(value) = behind
            .trim_start()
            .strip_prefix(':')
            .filter(|_| !name.is_empty())
        else {
            return Ok(None);
        };
        let far = self.at + name_end + gap + 1;
        if let Some(key) = known {
            self.at = far;
            return Ok(Some(key));
        }
        // An address, or prose with a colon: words.
        if value.starts_with("//") || gap > 0 {
            return Ok(None);
        }
        let near = key::nearest(name);
        if near.is_none() && value.chars().next().is_none_or(char::is_whitespace) {
            return Ok(None);
        }
        let near = near.and_then(Key::named).map(Key::name);
        Err(QueryError::UnknownKey {
            typed: name.to_owned(),
            near,
        })
    }

    /// The values behind a key: parted by commas or `|`, each quoted or not.
    fn values(&mut self) -> Result<Vec<String>, QueryError> {
        let mut values = Vec::new();
        loop {
            let rest = self.rest();
            self.at = self.text.len() - rest.trim_start().len();
            let value = match self.quoted()? {
                Some(value) => value,
                None => self.run(&[',', '|']),
            };
            if !value.trim().is_empty() {
                values.push(value.trim().to_owned());
            }
            if !self.rest().starts_with([',', '|']) {
                return Ok(values);
            }
            self.at += 1;
        }
    }

    fn quoted(&mut self) -> Result<Option<String>, QueryError> {
        let rest = self.rest();
        let Some(open) = rest.chars().next() else {
            return Ok(None);
        };
        let Some((_, close)) = QUOTES.iter().find(|(opening, _)| *opening == open) else {
            return Ok(None);
        };
        let inside = &rest[open.len_utf8()..];
        let Some(end) = inside.find(*close) else {
            return Err(QueryError::Unclosed(rest.chars().take(20).collect()));
        };
        let quoted = inside[..end].to_owned();
        self.at += open.len_utf8() + end + close.len_utf8();
        Ok(Some(quoted))
    }

    /// Takes what comes until a space, a quote or one of `stops`; at least one character.
    fn run(&mut self, stops: &[char]) -> String {
        let is_end = |letter: char| {
            letter.is_whitespace()
                || stops.contains(&letter)
                || QUOTES
                    .iter()
                    .any(|(open, close)| letter == *open || letter == *close)
        };
        let rest = self.rest();
        let mut end = rest.find(is_end).unwrap_or(rest.len());
        if end == 0 && stops.is_empty() {
            end = rest.chars().next().map_or(0, char::len_utf8);
        }
        let run = rest[..end].to_owned();
        self.at += end;
        run
    }
}

/// What a run of signs without spaces asks for.
fn bare(run: &str) -> Result<Option<Term>, QueryError> {
    if run.starts_with("http://") || run.starts_with("https://") {
        return Ok(Some(Term::Url(run.to_owned())));
    }
    if matches!(run, "OU" | "OR" | "||") {
        return Err(QueryError::Or(run.to_owned()));
    }
    if matches!(run, "ET" | "AND" | "&&") {
        return Ok(None);
    }
    if run.bytes().all(|byte| byte == b'@') && run.len() > 5 {
        return Err(QueryError::Grade(run.to_owned()));
    }
    if let Some(stem) = run.strip_suffix('*').filter(|stem| !stem.contains('*')) {
        let folded = fold(stem);
        if folded.chars().count() < 2 {
            return Err(QueryError::ShortPrefix(run.to_owned()));
        }
        if !folded.contains(' ') {
            return Ok(Some(Term::Prefix(folded)));
        }
    }
    Ok((!words(run).is_empty()).then(|| Term::Word(run.to_owned())))
}
