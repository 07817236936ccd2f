//! Answers that are no pages though they look like ones: walls against robots, "page introuvable"
//! with status 200, maintenance pages, parked domains, captive portals.
//!
//! Each has a name, so that it is never archived as what a site says, and never taken for the end of a
//! page that was there before. Precision goes before recall: an ordinary page that speaks of
//! maintenance or of a 404 is a page. A wall is known by what only its maker writes; the others by
//! what the page calls itself, and by how little else it says.

mod gist;
mod portal;
mod wall;

pub use portal::Portals;

use gist::Gist;

/// What an answer is instead of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Blocked {
    /// A wall against robots, by the name of its maker.
    BotWall(&'static str),
    /// The page does not exist, though the status says that it does.
    SoftMissing,
    /// The site is closed for a while.
    Maintenance,
    /// The domain has no site, or no longer.
    Parked,
    /// Some network's own page in place of every site's.
    Portal,
}

impl Blocked {
    /// Its name, as the database keeps it.
    pub fn name(self) -> String {
        match self {
            Self::BotWall(maker) => format!("bot wall: {maker}"),
            Self::SoftMissing => "soft 404".to_owned(),
            Self::Maintenance => "maintenance page".to_owned(),
            Self::Parked => "parked domain".to_owned(),
            Self::Portal => "captive portal".to_owned(),
        }
    }

    /// Whether the same address may give a page later, and the host is better left alone until then.
    pub const fn passes(self) -> bool {
        match self {
            Self::BotWall(_) | Self::Maintenance | Self::Portal => true,
            Self::SoftMissing | Self::Parked => false,
        }
    }
}

/// What an answer is, where it is no page: from its status, its headers in the order received and
/// its HTML, decoded.
///
/// ```
/// use arobase::web::blocked::{Blocked, blocked};
/// let html = "<title>Page introuvable - Ville de Dole</title><p>Cette page n'existe plus.";
/// assert_eq!(blocked(200, &[], html), Some(Blocked::SoftMissing));
/// let html = "<title>Maintenance de l'éclairage public</title><p>Le service technique…";
/// assert_eq!(blocked(200, &[], html), None);
/// ```
pub fn blocked(status: u16, headers: &[(String, Vec<u8>)], html: &str) -> Option<Blocked> {
    if let Some(maker) = wall::maker(status, headers, html) {
        return Some(Blocked::BotWall(maker));
    }
    if !matches!(status, 200 | 202 | 203 | 503) {
        return None;
    }
    let gist = Gist::worth_a_look(html)?;
    if status != 503 && gist.says_missing() {
        Some(Blocked::SoftMissing)
    } else if gist.says_maintenance(status == 503) {
        Some(Blocked::Maintenance)
    } else if status != 503 && gist.is_parked() {
        Some(Blocked::Parked)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
