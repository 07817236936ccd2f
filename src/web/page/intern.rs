//! Names of elements and attributes, each made once a page.

use html5ever::LocalName;

/// Names of elements and attributes that the page used lately: to look one up here costs less than to
/// intern it again.
pub(super) struct Names {
    known: Vec<LocalName>,
}

impl Default for Names {
    fn default() -> Self {
        Self {
            known: vec![LocalName::default(); 256],
        }
    }
}

impl Names {
    /// The name as it is written, in lower case.
    pub(super) fn of(&mut self, written: &str) -> LocalName {
        let bytes = written.as_bytes();
        if bytes
            .iter()
            .any(|byte| byte.is_ascii_uppercase() || *byte == 0)
        {
            let lower = written.to_ascii_lowercase().replace('\0', "\u{fffd}");
            return LocalName::from(lower);
        }
        let byte = |at: usize| usize::from(bytes.get(at).copied().unwrap_or_default());
        let last = byte(bytes.len().saturating_sub(1));
        let mixed = byte(0) * 5 + byte(2) * 31 + last * 17 + bytes.len() * 97;
        let Some(place) = self.known.get_mut(mixed % 256) else {
            return LocalName::from(written);
        };
        if &**place != written {
            *place = LocalName::from(written);
        }
        place.clone()
    }
}
