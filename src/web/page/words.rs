//! A mark of what a page says, by which two pages with the same words are known whatever their order.

use memchr::memchr;

/// Where the part of a page begins that is its own.
const OWN: [&[u8]; 3] = [b"<main", b"<article", b"<h1"];
/// Most bytes that are looked at.
const LONGEST: usize = 1 << 20;
/// Names of months and of days, whole and cut, as hashes are made of them: an empty calendar says nothing new
/// in another month.
const TIMES: [&str; 44] = [
    "janvier",
    "février",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "decembre",
    "janv",
    "févr",
    "fevr",
    "avr",
    "juil",
    "sept",
    "oct",
    "nov",
    "déc",
    "dec",
    "jan",
    "fév",
    "fev",
    "jui",
    "sep",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lun",
    "mar",
    "mer",
    "jeu",
    "ven",
    "sam",
    "dim",
];

/// The mark of the words of an HTML document, in whatever encoding.
///
/// It has the title, and from the main part on all words without tags. `timeless`, it leaves out numbers and
/// the names of months and days. Total, and linear in the size of `html`.
///
/// ```
/// use arobase::web::page::mark_of_words;
/// let first = b"<title>Agenda</title><h1>Agenda</h1><p>mars 2031 : rien";
/// let second = b"<title>Agenda</title><h1>Agenda</h1><p>rien avril 2044";
/// assert_eq!(mark_of_words(first, true), mark_of_words(second, true));
/// assert_ne!(mark_of_words(first, false), mark_of_words(second, false));
/// ```
pub fn mark_of_words(html: &[u8], timeless: bool) -> u64 {
    let bytes = html.get(..LONGEST).unwrap_or(html);
    let mut words = Words { sum: 0, timeless };
    let title = memchr::memmem::find(bytes, b"<title").and_then(|at| bytes.get(at..));
    let title = title.and_then(|rest| rest.get(..memchr::memmem::find(rest, b"</title")?));
    words.read(title.unwrap_or_default());
    let starts = OWN
        .iter()
        .filter_map(|tag| memchr::memmem::find(bytes, tag));
    let mut rest = bytes
        .get(starts.min().unwrap_or_default()..)
        .unwrap_or_default();
    while let Some(open) = memchr(b'<', rest) {
        words.read(&rest[..open]);
        let tag = &rest[open..];
        let hidden: Option<&[u8]> = match tag.get(..7).unwrap_or_default() {
            b"<script" => Some(b"</script"),
            b"<style>" | b"<style " => Some(b"</style"),
            _ => None,
        };
        let close = match hidden {
            Some(end) => memchr::memmem::find(tag, end),
            None => memchr(b'>', tag).map(|close| close + 1),
        };
        rest = close.and_then(|close| tag.get(close..)).unwrap_or_default();
    }
    words.read(rest);
    words.sum
}

/// The sum of the hashes of all words.
struct Words {
    sum: u64,
    timeless: bool,
}

impl Words {
    fn read(&mut self, text: &[u8]) {
        let mut hash = START;
        let mut length = 0_usize;
        for byte in text.iter().chain(b" ") {
            let letter = byte.is_ascii_alphabetic() || *byte >= 0x80;
            if letter || (byte.is_ascii_digit() && !self.timeless) {
                hash = step(hash, *byte);
                length += 1;
            } else if length > 0 {
                // Without numbers, two letters are what is left of times and codes.
                let counts = !self.timeless || (length > 2 && !is_time(hash, length));
                if counts {
                    self.sum = self.sum.wrapping_add(hash | 1);
                }
                (hash, length) = (START, 0);
            }
        }
    }
}

/// FNV-1a: words are short, and two of them may be taken for one now and then.
const START: u64 = 0xcbf2_9ce4_8422_2325;

const fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ byte.to_ascii_lowercase() as u64).wrapping_mul(0x0100_0000_01b3)
}

fn is_time(hash: u64, length: usize) -> bool {
    let of = |name: &&str| name.bytes().fold(START, step) == hash;
    length <= 10 && TIMES.iter().filter(|name| name.len() == length).any(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str, timeless: bool) -> u64 {
        let html = format!("<title>Ville</title><nav>Menu</nav><main>{text}</main>");
        mark_of_words(html.as_bytes(), timeless)
    }

    #[test]
    fn the_same_words_in_another_order_are_the_same_and_other_words_are_not() {
        for timeless in [false, true] {
            let page = |text: &str| page(text, timeless);
            assert_eq!(
                page("<li>Piscine<li>Gymnase"),
                page("<li class=x>Gymnase <li>Piscine")
            );
            assert_ne!(page("Piscine"), page("Gymnase"));
            assert_ne!(page("Piscine"), page("Piscine et piscine"));
            assert_eq!(
                page("aaa<script>var id='Xyzabc'</script>bbb"),
                page("bbb<style>.Xyz{}</style>aaa")
            );
        }
    }

    #[test]
    fn numbers_and_months_count_but_where_time_does_not() {
        let (one, other) = ("Rien le 3 Mars 2031", "rien le 12 décembre 2050");
        assert_eq!(page(one, true), page(other, true));
        assert_ne!(page(one, false), page(other, false));
        assert_ne!(page("Article 12", false), page("Article 13", false));
    }

    #[test]
    fn the_title_counts_and_what_stands_before_the_main_part_does_not() {
        let mark = |title: &str, token: &str| {
            let html = format!("<title>{title}</title><body>{token}<h1>Bonjour</h1> tous");
            mark_of_words(html.as_bytes(), false)
        };
        assert_eq!(mark("A", "Session abcdef"), mark("A", "Session ghijkl"));
        assert_ne!(mark("A", ""), mark("B", ""));
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_a_mark(html: Vec<u8>) {
            let _ = (mark_of_words(&html, false), mark_of_words(&html, true));
        }
    }
}
