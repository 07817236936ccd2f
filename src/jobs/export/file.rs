//! A file written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::ExportError;

/// Writes a file whole or not at all: beside its place, then renamed into it. What is no regular
/// file (a pipe, `/dev/stdout`) is written as it is.
///
/// # Errors
/// Where `path` is a folder, and failures of `fill` and of the disk; a file that was there is kept then.
pub fn write_file<T>(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> Result<T, ExportError> {
    let disk = |source| ExportError::Disk {
        path: path.to_owned(),
        source,
    };
    // A link keeps pointing where it did: the file behind it is the one to replace.
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&place) {
        Ok(found) if found.is_dir() => return Err(ExportError::Folder(path.to_owned())),
        Ok(found) if !found.is_file() => {
            let file = OpenOptions::new().write(true).open(&place).map_err(disk)?;
            let mut out = BufWriter::new(file);
            let filled = fill(&mut out).map_err(disk)?;
            return out.flush().map(|()| filled).map_err(disk);
        }
        _ => {}
    }
    let name = place
        .file_name()
        .ok_or_else(|| ExportError::Folder(path.to_owned()))?;
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.part", std::process::id()));
    let beside = place.with_file_name(beside);
    let written =
        write_new(&beside, fill).and_then(|filled| fs::rename(&beside, &place).map(|()| filled));
    if written.is_err() {
        // It may never have been made; what counts is the failure before.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(disk)
}

fn write_new<T>(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
    let mut out = BufWriter::new(File::create(path)?);
    let filled = fill(&mut out)?;
    out.into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()?;
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::export::{Format, Options, Row, Written, write};

    fn written(rows: &[Row], format: Format, path: &Path) -> Result<Written, ExportError> {
        let options = Options {
            mark: true,
            ..Options::default()
        };
        write_file(path, |out| write(rows, format, &options, out))
    }

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("palmares.csv");
        written(&[Row::default()], Format::Csv, &path).unwrap();
        let first = fs::read(&path).unwrap();
        assert!(first.starts_with("\u{feff}code,".as_bytes()));
        written(&[], Format::Jsonl, &path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"");
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no part is left"
        );
        let error = written(&[], Format::Csv, folder.path()).unwrap_err();
        assert!(matches!(error, ExportError::Folder(_)), "{error}");
        let nowhere = folder.path().join("none").join("x.csv");
        assert!(matches!(
            written(&[], Format::Csv, &nowhere),
            Err(ExportError::Disk { .. })
        ));
    }

    #[test]
    fn a_full_disk_is_a_failure_not_a_short_file() {
        let full = Path::new("/dev/full");
        if full.exists() {
            let error = written(&[Row::default()], Format::Jsonl, full).unwrap_err();
            assert!(matches!(error, ExportError::Disk { .. }), "{error}");
        }
    }
}
