//! Decisions: a person's word on which side of a contested record counts. What the sources say stays.

use jiff::civil::Date;

use super::{Record, RecordStatus};
use crate::label::claim::Arobases;

/// A dated decision, which can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Id of the record: `59009-2013`.
    pub record: String,
    /// Id of the claim that counts.
    pub keep: String,
    /// The grade that it gives: a claim read anew may have another id, the side stays.
    pub arobases: Arobases,
    /// Why.
    pub note: String,
    /// When it was taken.
    pub on: Date,
    /// When it was taken back, where it was.
    pub undone: Option<Date>,
}

/// The decision that stands for the record `id`: of several the last that was not taken back.
pub fn standing<'d>(decisions: &'d [Decision], id: &str) -> Option<&'d Decision> {
    let mut all = decisions.iter().rev();
    all.find(|decision| decision.record == id && decision.undone.is_none())
}

/// Applies the standing decisions: a contested record with a side that a decision keeps is decided for
/// it. A decision for a record that is not contested, or for a side that nobody takes, changes nothing.
pub fn decide(records: &mut [Record], decisions: &[Decision]) {
    for record in records {
        if record.status != RecordStatus::Contested {
            continue;
        }
        let Some(decision) = standing(decisions, &record.id) else {
            continue;
        };
        let kept = |(_, side): &&(String, String)| grade_of(side) == Some(decision.arobases);
        let Some((first, _)) = record.claims.iter().find(kept) else {
            continue;
        };
        let named = record.claims.iter().find(|(id, _)| *id == decision.keep);
        record.best_claim = named.filter(kept).map_or(first, |(id, _)| id).clone();
        record.arobases = Some(decision.arobases);
        record.status = RecordStatus::Decided;
    }
}

/// The grade of a side as a record writes it: `4@`, `4@ (Gravenchon)`.
pub fn grade_of(side: &str) -> Option<Arobases> {
    let (digits, _) = side.split_once('@')?;
    Arobases::new(digits.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::chronicle::tests::level;

    fn decision(keep: &str, arobases: u8) -> Decision {
        Decision {
            record: "59009-2013".to_owned(),
            keep: keep.to_owned(),
            arobases: Arobases::new(arobases).unwrap(),
            note: "selon le palmarès imprimé".to_owned(),
            on: Date::constant(2026, 11, 26),
            undone: None,
        }
    }

    /// Status, grade and the claim shown first after these decisions on 4@ against 5@.
    fn decided(decisions: &[Decision]) -> (RecordStatus, Option<u8>, String) {
        let mut records = [level("59009", Some(2013), &[4, 5])];
        decide(&mut records, decisions);
        let [record] = records;
        let sides: Vec<&str> = record
            .claims
            .iter()
            .map(|(_, side)| side.as_str())
            .collect();
        assert_eq!(sides, ["4@", "5@"], "who said what is kept");
        (
            record.status,
            record.arobases.map(Arobases::count),
            record.best_claim,
        )
    }

    #[test]
    fn a_decision_gives_the_grade_and_keeps_who_said_what() {
        let told = decided(&[decision("59009-1", 5)]);
        assert_eq!(told, (RecordStatus::Decided, Some(5), "59009-1".to_owned()));
        let read_anew = decided(&[decision("gone", 5)]);
        assert_eq!(
            read_anew.2, "59009-1",
            "the side stays where the claim has another id"
        );
    }

    #[test]
    fn a_decision_taken_back_for_nobodys_side_or_for_another_record_changes_nothing() {
        let undone = Decision {
            undone: Some(Date::constant(2026, 11, 27)),
            ..decision("59009-1", 5)
        };
        let elsewhere = Decision {
            record: "59009-2014".to_owned(),
            ..decision("59009-1", 5)
        };
        for none in [undone.clone(), decision("59009-1", 3), elsewhere] {
            assert_eq!(decided(&[none]).0, RecordStatus::Contested);
        }
        // Decided once more after it was taken back.
        assert_eq!(decided(&[undone, decision("59009-0", 4)]).1, Some(4));
    }

    #[test]
    fn what_nobody_contests_needs_no_decision() {
        let mut records = [level("59009", Some(2013), &[4])];
        decide(&mut records, &[decision("59009-0", 5)]);
        assert_eq!(records[0].status, RecordStatus::Single);
    }
}
