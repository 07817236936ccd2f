//! What a killed run left behind is put in order before anything new is written.

use std::fs::OpenOptions;

/// What was put in order when the archive was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Bytes that no commit had acknowledged, cut from the end of a WARC file.
    pub cut_bytes: u64,
    /// The WARC file that a killed run had left open, now closed.
    pub file: Option<String>,
}

/// Files of the archive are for their owner alone: pages may be anything.
pub(super) fn private(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}
