//! Which files a list of paths stands for, and their bytes: for `extract` and `import` alike.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use url::Url;

use super::reading::Format;
use crate::web::exchange::DECODED_LIMIT;

/// A file to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its path as it was given, continued inside a folder.
    pub path: PathBuf,
    /// What its name says that it is.
    pub format: Format,
    /// Its address, where the folder is a mirror (`host/path`).
    pub url: Option<Url>,
}

/// Why a path gives no page.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", path.display())]
pub struct NotRead {
    /// The path.
    pub path: PathBuf,
    /// The reason.
    pub why: Why,
}

/// The reasons why a path gives no page.
#[derive(Debug, thiserror::Error)]
pub enum Why {
    /// The disk refused.
    #[error("{0}")]
    Disk(#[source] io::Error),
    /// Its name ends neither in .html, .htm, .xhtml nor .txt.
    #[error("neither .html nor .txt")]
    Kind,
    /// A device, a pipe, a socket.
    #[error("not a file")]
    Special,
    /// Nothing in it.
    #[error("empty")]
    Empty,
    /// More than [`DECODED_LIMIT`] bytes.
    #[error("longer than {} MB", DECODED_LIMIT / (1024 * 1024))]
    Long,
    /// A picture, a PDF, an archive under a name of text.
    #[error("not text: it holds bytes that no text holds")]
    Binary,
    /// A folder without any page.
    #[error("no .html or .txt file in this folder")]
    Nothing,
}

/// The files that `paths` stand for, in the order of the paths and, inside a folder, of names;
/// each path that gives nothing comes back with its reason.
///
/// In a folder, files of other names, `robots.txt`, and symbolic links are passed over: a link
/// may lead out of the folder. With `mirror`, a folder is laid out as `wget -r` does, `host/path`.
pub fn walk(paths: &[PathBuf], mirror: bool) -> (Vec<Found>, Vec<NotRead>) {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for path in paths {
        match fs::metadata(path) {
            Err(source) => wrong.push(not_read(path, Why::Disk(source))),
            Ok(metadata) if metadata.is_dir() => {
                let before = (found.len(), wrong.len());
                enter(path, mirror.then_some(path), &mut found, &mut wrong);
                if before == (found.len(), wrong.len()) {
                    wrong.push(not_read(path, Why::Nothing));
                }
            }
            Ok(_) => match format_of(path) {
                Some(format) => found.push(Found {
                    path: path.clone(),
                    format,
                    url: None,
                }),
                None => wrong.push(not_read(path, Why::Kind)),
            },
        }
    }
    (found, wrong)
}

/// The bytes of a file, where they can be those of a page.
///
/// # Errors
/// [`NotRead`] with the reason.
pub fn bytes_of(found: &Found) -> Result<Vec<u8>, NotRead> {
    read(&found.path).map_err(|why| not_read(&found.path, why))
}

fn not_read(path: &Path, why: Why) -> NotRead {
    NotRead {
        path: path.to_owned(),
        why,
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Why> {
    // Asked before opening: to open a pipe would wait for its writer.
    if !fs::metadata(path).map_err(Why::Disk)?.is_file() {
        return Err(Why::Special);
    }
    let limit = u64::try_from(DECODED_LIMIT).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(Why::Disk)?;
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(Why::Disk)?;
    match bytes.len() {
        0 => Err(Why::Empty),
        length if length > DECODED_LIMIT => Err(Why::Long),
        _ if is_binary(&bytes) => Err(Why::Binary),
        _ => Ok(bytes),
    }
}

/// Whether no text encoding of the web can have these bytes: a NUL outside UTF-16, or the first
/// bytes of a format that is not text.
fn is_binary(bytes: &[u8]) -> bool {
    const UTF16: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];
    const OTHERS: [&[u8]; 6] = [
        b"%PDF-",
        b"PK\x03\x04",
        b"\x1f\x8b",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
    ];
    if OTHERS.iter().any(|magic| bytes.starts_with(magic)) {
        return true;
    }
    !UTF16.iter().any(|mark| bytes.starts_with(mark)) && bytes.contains(&0)
}

fn format_of(path: &Path) -> Option<Format> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" | "xhtml" => Some(Format::Html),
        "txt" => Some(Format::Text),
        _ => None,
    }
}

fn enter(folder: &Path, root: Option<&PathBuf>, found: &mut Vec<Found>, wrong: &mut Vec<NotRead>) {
    let entries = match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
        Ok(entries) => entries,
        Err(source) => return wrong.push(not_read(folder, Why::Disk(source))),
    };
    let mut paths: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    paths.sort();
    for path in paths {
        match fs::symlink_metadata(&path) {
            Err(source) => wrong.push(not_read(&path, Why::Disk(source))),
            Ok(metadata) if metadata.is_dir() => enter(&path, root, found, wrong),
            Ok(metadata) if metadata.is_file() => {
                let robots = path.file_name().is_some_and(|name| name == "robots.txt");
                if let Some(format) = format_of(&path).filter(|_| !robots) {
                    let url = root.and_then(|root| url_of(path.strip_prefix(root).ok()?));
                    found.push(Found { path, format, url });
                }
            }
            Ok(_) => {}
        }
    }
}

/// The address of `host/path` in a mirror. `wget -E` adds .html to a name with a query; the query
/// comes back as such.
fn url_of(relative: &Path) -> Option<Url> {
    let mut parts = relative.iter().map(|part| part.to_str());
    let host = parts.next()??;
    let mut url = Url::parse(&format!("http://{host}/"))
        .ok()
        .filter(|url| url.path() == "/")?;
    let mut names = parts.collect::<Option<Vec<&str>>>()?;
    let last = names.pop()?;
    let (last, query) = match last.split_once('?') {
        Some((name, query)) => (name, Some(query.strip_suffix(".html").unwrap_or(query))),
        None => (last, None),
    };
    url.path_segments_mut()
        .ok()?
        .clear()
        .extend(names)
        .push(last);
    url.set_query(query);
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_gives_its_pages_sorted_and_nothing_else() {
        let folder = folder(&[
            ("b/page.HTM", b"<p>b"),
            ("a.txt", b"a"),
            ("c.pdf", b"%PDF-1.4"),
            ("robots.txt", b"User-agent: *"),
            ("b.html", b"<p>"),
        ]);
        let (found, wrong) = walk(&[folder.path().to_owned()], false);
        let names: Vec<_> = found
            .iter()
            .map(|f| f.path.strip_prefix(folder.path()).unwrap())
            .collect();
        assert_eq!(names, ["a.txt", "b/page.HTM", "b.html"].map(Path::new));
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(found.iter().all(|found| found.url.is_none()));
    }

    #[test]
    fn a_mirror_gives_each_page_its_address() {
        let folder = folder(&[
            ("ville.example/a b/é.html", b"<p>"),
            ("ville.example/liste.php?annee=2015&p=2.html", b"<p>"),
            ("ville.example/index.html", b"<p>"),
        ]);
        let (found, _) = walk(&[folder.path().to_owned()], true);
        let urls: Vec<_> = found
            .iter()
            .map(|f| f.url.as_ref().unwrap().as_str())
            .collect();
        assert_eq!(
            urls,
            [
                "http://ville.example/a%20b/%C3%A9.html",
                "http://ville.example/index.html",
                "http://ville.example/liste.php?annee=2015&p=2",
            ]
        );
    }

    #[test]
    fn what_cannot_be_a_page_has_its_reason() {
        let folder = folder(&[
            ("vide.html", b""),
            ("image.html", b"\x89PNG\r\n"),
            ("nul.txt", b"a\0b"),
            ("utf16.txt", b"\xff\xfea\0b\0"),
            ("notes.md", b"x"),
        ]);
        let reason = |name: &str| {
            let (found, mut wrong) = walk(&[folder.path().join(name)], false);
            wrong.extend(found.first().and_then(|found| bytes_of(found).err()));
            wrong.pop().map(|wrong| wrong.why.to_string())
        };
        assert_eq!(reason("vide.html").unwrap(), "empty");
        assert!(reason("image.html").unwrap().starts_with("not text"));
        assert!(reason("nul.txt").unwrap().starts_with("not text"));
        assert_eq!(reason("notes.md").unwrap(), "neither .html nor .txt");
        assert!(reason("absent.html").unwrap().contains("No such file"));
        assert_eq!(reason("utf16.txt"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_not_followed() {
        let outside = folder(&[("secret.txt", b"x")]);
        let inside = folder(&[("a.txt", b"a")]);
        std::os::unix::fs::symlink(outside.path(), inside.path().join("out")).unwrap();
        std::os::unix::fs::symlink(
            outside.path().join("secret.txt"),
            inside.path().join("s.txt"),
        )
        .unwrap();
        let (found, wrong) = walk(&[inside.path().to_owned()], false);
        assert_eq!((found.len(), wrong.len()), (1, 0));
    }
}
