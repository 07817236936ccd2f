//! The addresses of files, told in a table: one file a line, its name without extension, a tab, its
//! URL.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use url::Url;

/// The addresses of pages by the names of their files, without folder and extension.
#[derive(Clone, Debug, Default)]
pub struct Addresses(HashMap<String, Url>);

/// A table of addresses that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// It cannot be opened or read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// One of its lines is wrong.
    #[error("{}:{line}: {why}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong with it.
        why: WrongLine,
    },
}

/// What may be wrong with a line.
#[derive(Debug, thiserror::Error)]
pub enum WrongLine {
    /// Its bytes are not UTF-8.
    #[error("not UTF-8")]
    NotText,
    /// It has fewer or more than two fields, or an empty one.
    #[error("not a name, one tab and a URL")]
    NotTwoFields,
    /// Its second field is no address of the web.
    #[error("{0:?} is not an http or https address")]
    NotAnAddress(String),
    /// Its name stands on a line before.
    #[error("{0:?} has an address already")]
    Twice(String),
}

impl Addresses {
    /// Reads the table in the file `path`; empty lines are passed over.
    ///
    /// # Errors
    /// [`AddressError`]: the file cannot be read, or the first line that is wrong, with its number.
    pub fn read(path: &Path) -> Result<Self, AddressError> {
        let bytes = std::fs::read(path).map_err(|source| AddressError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&bytes).map_err(|(line, why)| AddressError::Wrong {
            path: path.to_owned(),
            line,
            why,
        })
    }

    fn parse(bytes: &[u8]) -> Result<Self, (usize, WrongLine)> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut addresses = HashMap::new();
        for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let wrong = |why| (number + 1, why);
            let line = std::str::from_utf8(line).map_err(|_| wrong(WrongLine::NotText))?;
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line.trim().is_empty() {
                continue;
            }
            let (name, url) = fields(line).map_err(wrong)?;
            if addresses.insert(name.to_owned(), url).is_some() {
                return Err(wrong(WrongLine::Twice(name.to_owned())));
            }
        }
        Ok(Self(addresses))
    }

    /// The address of a file, where the table has its name.
    pub fn of(&self, path: &Path) -> Option<&Url> {
        self.0.get(&id(path))
    }
}

fn fields(line: &str) -> Result<(&str, Url), WrongLine> {
    let parts: Vec<&str> = line.split('\t').collect();
    let &[name, address] = parts.as_slice() else {
        return Err(WrongLine::NotTwoFields);
    };
    if name.is_empty() || address.is_empty() {
        return Err(WrongLine::NotTwoFields);
    }
    let url = Url::parse(address)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.ok_or_else(|| WrongLine::NotAnAddress(address.to_owned()))?;
    Ok((name, url))
}

/// What a file is called in tables: its name without folder and extension.
pub fn id(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(table: &[u8]) -> (usize, String) {
        let (line, why) = Addresses::parse(table).unwrap_err();
        (line, why.to_string())
    }

    #[test]
    fn a_name_without_its_extension_leads_to_its_address() {
        let table = "\u{FEFF}a.b\thttps://ville.example/?x=1\r\n\nc\thttp://ville.example/c\n";
        let addresses = Addresses::parse(table.as_bytes()).unwrap();
        let of = |path: &str| addresses.of(Path::new(path)).map(Url::as_str);
        assert_eq!(of("html/a.b.html"), Some("https://ville.example/?x=1"));
        assert_eq!(of("c.htm"), Some("http://ville.example/c"));
        assert_eq!(of("html/d.html"), None);
    }

    #[test]
    fn a_wrong_line_is_refused_with_its_number_and_the_reason() {
        let after_a_good_one = |line: &[u8]| wrong(&[b"a\thttp://a.example/\n", line].concat());
        for (line, why) in [
            (&b"b http://b.example/"[..], "not a name, one tab and a URL"),
            (b"b\t", "not a name, one tab and a URL"),
            (b"b\thttp://b.example/\t3", "not a name, one tab and a URL"),
            (b"b\tville", "\"ville\" is not an http or https address"),
            (
                b"b\tfile:///etc/x",
                "\"file:///etc/x\" is not an http or https address",
            ),
            (b"\xE9\thttp://b.example/", "not UTF-8"),
            (b"a\thttp://b.example/", "\"a\" has an address already"),
        ] {
            assert_eq!(after_a_good_one(line), (2, why.to_owned()));
        }
    }
}
