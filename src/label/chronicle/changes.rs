//! What changed between two editions, and who has not been observed for long.

use super::{Chronicles, grades};
use crate::label::record::Record;

/// How a collectivity stands in one edition against another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// More arobases, whichever side is right.
    Gained,
    /// Fewer arobases, whichever side is right.
    Lost,
    /// Observed now, and in no edition before.
    New,
    /// Observed now, not in the other edition, but earlier.
    Again,
    /// Observed then, not now: nothing says that the label was lost.
    NotObserved,
    /// Observed in both, and open: a grade that is not given, or sides that disagree.
    Open,
}

/// What became of one collectivity from one edition to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change<'r> {
    /// What changed.
    pub turn: Turn,
    /// Its record in the first edition.
    pub before: Option<&'r Record>,
    /// Its record in the second.
    pub after: Option<&'r Record>,
}

/// A collectivity that has not been observed for some editions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gone<'r> {
    /// The last time that it was observed.
    pub last: &'r Record,
    /// In how many editions it was observed.
    pub observed: usize,
    /// In how many covered editions since it was not.
    pub editions: usize,
}

impl Change<'_> {
    /// The collectivity's name and place.
    pub fn record(&self) -> Option<&Record> {
        self.after.or(self.before)
    }
}

impl<'r> Chronicles<'r> {
    /// What changed from the edition of `from` to that of `to`, by kind of change, then by name.
    /// Who holds the same in both is not told.
    pub fn changes(&self, from: i16, to: i16) -> Vec<Change<'r>> {
        let mut changes = Vec::new();
        for (_, town) in self.towns() {
            let (before, after) = (town.levels.get(&from), town.levels.get(&to));
            let turn = match (before, after) {
                (None, None) => None,
                (Some(before), Some(after)) => turn(before, after),
                (Some(_), None) => Some(Turn::NotObserved),
                (None, Some(_)) if town.levels.range(..to).next().is_some() => Some(Turn::Again),
                (None, Some(_)) => Some(Turn::New),
            };
            changes.extend(turn.map(|turn| Change {
                turn,
                before: before.copied(),
                after: after.copied(),
            }));
        }
        changes.sort_by_cached_key(|change| {
            let name = change
                .record()
                .map(|record| crate::text::fold(&record.name));
            let id = change.record().map(|record| record.id.clone());
            (change.turn, name, id)
        });
        changes
    }

    /// Who was observed in two editions or more, and then not in `editions` covered editions or more:
    /// the longest first, then by name.
    pub fn gone(&self, editions: usize) -> Vec<Gone<'r>> {
        let mut gone = Vec::new();
        for (_, town) in self.towns() {
            let Some((last, record)) = town.levels.last_key_value() else {
                continue;
            };
            let since = self.covered().range(last + 1..).count();
            if town.levels.len() >= 2 && since >= editions.max(1) {
                gone.push(Gone {
                    last: record,
                    observed: town.levels.len(),
                    editions: since,
                });
            }
        }
        gone.sort_by_cached_key(|gone| {
            let name = crate::text::fold(&gone.last.name);
            (std::cmp::Reverse(gone.editions), name, gone.last.id.clone())
        });
        gone
    }
}

/// What changed between two observations; `None` where nothing did.
fn turn(before: &Record, after: &Record) -> Option<Turn> {
    let (Some(then), Some(now)) = (grades(before), grades(after)) else {
        return Some(Turn::Open);
    };
    if now.0 > then.1 {
        Some(Turn::Gained)
    } else if now.1 < then.0 {
        Some(Turn::Lost)
    } else if then.0 == then.1 && now == then {
        None
    } else {
        Some(Turn::Open)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::level;
    use super::*;

    fn turns(records: &[Record], from: i16, to: i16) -> Vec<(String, Turn)> {
        let all = Chronicles::of(records);
        let changes = all.changes(from, to);
        changes
            .iter()
            .map(|change| (change.record().unwrap().code.clone().unwrap(), change.turn))
            .collect()
    }

    #[test]
    fn each_collectivity_has_one_turn_and_who_holds_the_same_has_none() {
        let at = |code: &str, year: i16, grades: &[u8]| level(code, Some(year), grades);
        let records = [
            at("01001", 2017, &[3]),
            at("01001", 2018, &[4]),
            at("01002", 2017, &[4]),
            at("01002", 2018, &[3]),
            at("01003", 2018, &[1]),
            at("01004", 2011, &[1]),
            at("01004", 2018, &[1]),
            at("01005", 2017, &[1]),
            at("01006", 2017, &[2]),
            at("01006", 2018, &[2]),
        ];
        let turned = |code: &str, turn| (code.to_owned(), turn);
        assert_eq!(
            turns(&records, 2017, 2018),
            [
                turned("01001", Turn::Gained),
                turned("01002", Turn::Lost),
                turned("01003", Turn::New),
                turned("01004", Turn::Again),
                turned("01005", Turn::NotObserved),
            ]
        );
    }

    #[test]
    fn a_contested_grade_turns_only_where_both_sides_agree_that_it_did() {
        let one = |before: &[u8], after: &[u8]| {
            let records = [
                level("01001", Some(2017), before),
                level("01001", Some(2018), after),
            ];
            turns(&records, 2017, 2018).pop().map(|(_, turn)| turn)
        };
        assert_eq!(one(&[3], &[4, 5]), Some(Turn::Gained));
        assert_eq!(one(&[4, 5], &[3]), Some(Turn::Lost));
        assert_eq!(one(&[4], &[4, 5]), Some(Turn::Open));
        assert_eq!(one(&[4, 5], &[4, 5]), Some(Turn::Open));
        assert_eq!(one(&[4], &[]), Some(Turn::Open));
    }

    #[test]
    fn gone_are_those_seen_twice_and_then_missing_in_so_many_covered_editions() {
        let mut records = vec![
            level("01001", Some(2011), &[3]),
            level("01001", Some(2012), &[3]),
            // Seen once only: nothing to renew.
            level("01002", Some(2012), &[3]),
            level("01003", Some(2011), &[3]),
            level("01003", Some(2015), &[3]),
            // 2013 and 2014 are not covered: who was not seen there, nobody was.
            level("01004", Some(2015), &[1]),
            level("01004", Some(2016), &[1]),
        ];
        let gone = |records: &[Record], editions| -> Vec<(String, usize, usize)> {
            let all = Chronicles::of(records);
            let gone = all.gone(editions).into_iter();
            gone.map(|gone| (gone.last.id.clone(), gone.observed, gone.editions))
                .collect()
        };
        assert_eq!(gone(&records, 2), [("01001-2012".to_owned(), 2, 2)]);
        assert_eq!(gone(&records, 1).len(), 2);
        assert_eq!(gone(&records, 3), []);
        records.push(level("01002", Some(2017), &[3]));
        assert_eq!(gone(&records, 3), [("01001-2012".to_owned(), 2, 3)]);
    }
}
