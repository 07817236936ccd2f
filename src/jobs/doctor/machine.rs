//! What the machine gives: rights, room, open files.

use std::path::Path;

use super::{Check, Finding, State};
use crate::jobs::crawl::means;
use crate::store::free_room;

/// As disks are sold.
const MEGABYTE: u64 = 1_000_000;

/// Who may look into the archive, and whether this user may write there.
pub(super) fn folder(index: &Path) -> Option<Finding> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Where there is none yet, the first run makes one with the right rights.
        let metadata = std::fs::metadata(index).ok()?;
        let mode = metadata.permissions().mode() & 0o777;
        let shown = index.display();
        if rustix::fs::access(index, rustix::fs::Access::WRITE_OK).is_err() {
            return Some(Finding::bad(
                Check::Folder,
                State::Wrong,
                format!("this user may not write in {shown} (rights {mode:o})"),
                format!("chown -R \"$USER\" '{shown}', or run arobase as the user who owns it"),
            ));
        }
        let open = open_to_others(index, mode);
        Some(match open {
            None => Finding::good(Check::Folder, format!("{shown} is this user's alone")),
            Some((path, mode)) => Finding::bad(
                Check::Folder,
                State::Look,
                format!("others may look into {path} (rights {mode:o})"),
                format!("chmod -R go-rwx '{shown}'"),
            ),
        })
    }
    #[cfg(not(unix))]
    {
        let _ = index;
        None
    }
}

/// What of the archive others may read, where they may get there at all.
#[cfg(unix)]
fn open_to_others(index: &Path, mode: u32) -> Option<(String, u32)> {
    use std::os::unix::fs::PermissionsExt as _;
    const OTHERS: u32 = 0o077;
    if mode & OTHERS == 0 {
        return None;
    }
    let inside = ["arobase.db", "warc", "search", "forgotten", "damaged"];
    inside.iter().find_map(|name| {
        let path = index.join(name);
        let mode = std::fs::metadata(&path).ok()?.permissions().mode() & 0o777;
        (mode & OTHERS != 0).then(|| (path.display().to_string(), mode))
    })
}

/// Room on the disk of the archive.
pub(super) fn disk(index: &Path, min_free: u64) -> Finding {
    let Some(free) = free_room(index) else {
        return Finding::good(Check::Disk, "this system does not tell how much is free");
    };
    let said = format!(
        "{} MB free, and a crawl stops at {} MB",
        free / MEGABYTE,
        min_free / MEGABYTE
    );
    if free < min_free {
        let mend = format!(
            "df -h '{}'; make room, or set min_free_mb lower",
            index.display()
        );
        Finding::bad(Check::Disk, State::Wrong, said, mend)
    } else if free < min_free.saturating_mul(4) {
        let mend = format!("df -h '{}'", index.display());
        Finding::bad(Check::Disk, State::Look, said, mend)
    } else {
        Finding::good(Check::Disk, said)
    }
}

/// How many files may be open.
pub(super) fn open_files() -> Option<Finding> {
    let (limit, wanted, least) = means::files()?;
    let said = format!("{limit} may be open, a crawl at full speed needs {wanted}");
    let mend = format!("ulimit -n {wanted}, or LimitNOFILE={wanted} in the unit");
    Some(if limit < least {
        Finding::bad(Check::Files, State::Wrong, said, mend)
    } else if limit < wanted {
        Finding::bad(Check::Files, State::Look, said, mend)
    } else {
        Finding::good(Check::Files, said)
    })
}
