//! Where a byte of a text stands for people: line and column.

/// Line and column, both from 1, of byte `offset` of `text`; the column counts characters.
///
/// ```
/// assert_eq!(arobase::text::line_column("à = 1\nb = 2", 7), (2, 1));
/// ```
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (
        before.matches('\n').count() + 1,
        before[start..].chars().count() + 1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_past_the_end_or_inside_a_letter_has_a_place_too() {
        assert_eq!(line_column("a\né", 99), (2, 2));
        assert_eq!(line_column("é", 1), (1, 1));
        assert_eq!(line_column("", 0), (1, 1));
    }
}
