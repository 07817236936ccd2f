//! Dates in texts, stamps and paths: each is a real date and stands in the text where it is said to.
#![no_main]

use arobase::web::date::{PartialDate, find, of_path, of_stamp, readers_day};
use libfuzzer_sys::fuzz_target;

fn is_whole(date: PartialDate) {
    let printed = date.to_string();
    assert_eq!(printed.parse::<PartialDate>().ok(), Some(date), "{printed}");
}

fuzz_target!(|text: &str| {
    for month_first in [false, true] {
        let mut end = 0;
        for found in find(text, month_first) {
            is_whole(PartialDate::day(found.date));
            assert!(
                text.get(found.span.clone())
                    .is_some_and(|words| !words.is_empty())
            );
            assert!(found.span.start >= end, "in order, none in another");
            end = found.span.end;
        }
    }
    of_stamp(text).into_iter().for_each(is_whole);
    of_path(text).into_iter().for_each(is_whole);
    let _ = readers_day(text, Some("www.exemple.fr"), Some("fr"));
});
