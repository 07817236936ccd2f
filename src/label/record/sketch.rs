//! Whether two texts are copies of one: a sketch of each, small enough to keep for every page.
//!
//! The sketch holds the 128 smallest hashes of all runs of five folded words (Broder's bottom-k).
//! The share of common hashes among the smallest of both estimates the share of common runs, which
//! is near 1 for an agency text printed twice and near 0 for two reports of one ceremony.

use crate::text::fold;

/// How many hashes a sketch keeps.
const KEPT: usize = 128;
/// How many words make a run.
const RUN: usize = 5;
/// From this share of common runs on, two texts are copies.
const COPY: f32 = 0.5;

/// The sketch of one text; an empty one is like no other.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sketch(Vec<u64>);

impl Sketch {
    /// The sketch of `text`; a text of fewer than five words is one run.
    pub fn of(text: &str) -> Self {
        let folded = fold(text);
        if folded.is_empty() {
            return Self::default();
        }
        let words: Vec<u64> = folded
            .split(' ')
            .map(|word| hash(word.as_bytes()))
            .collect();
        let run = |words: &[u64]| {
            let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
            hash(&bytes)
        };
        let mut hashes: Vec<u64> = if words.len() < RUN {
            vec![run(&words)]
        } else {
            words.windows(RUN).map(run).collect()
        };
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(KEPT);
        Self(hashes)
    }

    /// The estimated share of common runs, from 0 to 1.
    pub fn resemblance(&self, other: &Self) -> f32 {
        let (mut ours, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        let (mut seen, mut common) = (0_u8, 0_u8);
        while usize::from(seen) < KEPT {
            let order = match (ours.peek(), theirs.peek()) {
                (Some(a), Some(b)) => a.cmp(b),
                // Both sketches are whole when one of them is short: go on to its end.
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (None, None) => break,
            };
            if order.is_le() {
                ours.next();
            }
            if order.is_ge() {
                theirs.next();
            }
            seen += 1;
            common += u8::from(order.is_eq());
        }
        if seen == 0 {
            0.0
        } else {
            f32::from(common) / f32::from(seen)
        }
    }

    /// Whether the two texts are copies of one.
    pub fn is_copy_of(&self, other: &Self) -> bool {
        self.resemblance(other) >= COPY
    }
}

/// FNV-1a with a final mix: the same on every machine and in every version, which the hashers of
/// the standard library do not promise.
pub(in crate::label) fn hash(bytes: &[u8]) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for byte in bytes {
        state = (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    // FNV leaves the high bits weak, and the smallest hashes are chosen by them.
    state ^= state >> 32;
    state = state.wrapping_mul(0xd6e8_feb8_6659_fd93);
    state ^ (state >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REPORT: &str = "La ville de Bourg a reçu hier soir trois arobases des mains du jury, qui \
        a salué son nouveau portail, ses bornes et son atelier du mardi. Le maire a remercié les \
        agents et promis de continuer l'an prochain avec les écoles du canton.";

    #[test]
    fn the_same_text_under_another_title_is_a_copy() {
        let other = format!("Bourg récompensée. {REPORT} Photo : la rédaction.");
        assert!(Sketch::of(REPORT).is_copy_of(&Sketch::of(&other)));
    }

    #[test]
    fn two_reports_of_one_ceremony_are_not() {
        let other = "Trois arobases pour Bourg : le label a été remis hier soir à la ville par le \
            jury, séduit par les bornes et par le portail. Les agents ont été remerciés.";
        assert!(!Sketch::of(REPORT).is_copy_of(&Sketch::of(other)));
    }

    #[test]
    fn no_text_is_like_no_other() {
        assert!(!Sketch::default().is_copy_of(&Sketch::default()));
        assert!(!Sketch::of(" … ").is_copy_of(&Sketch::of(REPORT)));
    }

    proptest! {
        #[test]
        fn resemblance_is_symmetric_and_whole_for_the_text_itself(a in "[a-d ]{0,80}", b in "[a-d ]{0,80}") {
            let (a, b) = (Sketch::of(&a), Sketch::of(&b));
            prop_assert!((a.resemblance(&b) - b.resemblance(&a)).abs() < f32::EPSILON);
            prop_assert!(a == Sketch::default() || a.is_copy_of(&a));
        }
    }
}
