//! Lines that a printing house has left in a document: they bear the day of the typesetting.

/// Whether a line names a file or a leaf of print: `01_Une_v4 18/01/17 09:40 Page1`. Its day is that of the
/// typesetting.
pub(super) fn is_printers(line: &str) -> bool {
    const ENDINGS: [&str; 7] = [".indd", ".pdf", ".qxd", ".qxp", ".doc", ".ai", ".xls"];
    let folded = line.to_lowercase();
    let file = folded.split_whitespace().any(|word| {
        let joined = word.contains('_') && word.contains(|sign: char| sign.is_ascii_digit());
        joined || ENDINGS.iter().any(|ending| word.ends_with(ending))
    });
    let leaf = folded.split_whitespace().any(|word| {
        word.strip_prefix("page").is_some_and(|number| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        })
    });
    file || leaf
}
