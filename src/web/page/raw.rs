//! Where the text of `<script>`, `<style>`, `<title>` and their like ends.

use memchr::memmem;

/// How far the text of an element called `name` reaches: to its end tag, or to the end of the page.
pub(super) fn end(text: &str, name: &str, script: bool) -> usize {
    if script {
        script_end(text)
    } else {
        end_tag(text, name, 0)
    }
    .unwrap_or(text.len())
}

/// Where the next end tag of `name` stands, looked for from `from`.
fn end_tag(text: &str, name: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes().get(from..)?;
    memmem::find_iter(bytes, b"</")
        .find(|at| is_tag(bytes, at + 2, name))
        .map(|at| from + at)
}

/// Whether the name of a tag stands whole at `at`.
fn is_tag(bytes: &[u8], at: usize, name: &str) -> bool {
    let end = at + name.len();
    bytes
        .get(at..end)
        .is_some_and(|written| written.eq_ignore_ascii_case(name.as_bytes()))
        && bytes
            .get(end)
            .is_some_and(|byte| matches!(byte, b'\t' | b'\n' | b'\x0C' | b' ' | b'/' | b'>'))
}

/// Where the end tag of a script stands. Inside `<!-- … -->` a `<script` that is opened takes one
/// end tag for itself (HTML standard, sections 13.2.5.15 to 13.2.5.31).
fn script_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = end_tag(text, "script", 0);
    let scanned = bytes.get(..first.unwrap_or(bytes.len()))?;
    let Some(mut at) = memmem::find(scanned, b"<!--") else {
        return first;
    };
    // The dashes that open may be those that close: `<!-->`.
    at += 2;
    let (mut escaped, mut doubled) = (true, false);
    loop {
        let rest = bytes.get(at..)?;
        let found = rest.iter().position(|byte| matches!(byte, b'<' | b'-'))?;
        at += found;
        let rest = rest.get(found..)?;
        if escaped && rest.starts_with(b"-->") {
            (escaped, doubled) = (false, false);
            at += 3;
        } else if rest.starts_with(b"</") && is_tag(rest, 2, "script") {
            if !doubled {
                return Some(at);
            }
            doubled = false;
            at += 2;
        } else if escaped && rest.starts_with(b"<") && is_tag(rest, 1, "script") {
            doubled = true;
            at += 1;
        } else if !escaped && rest.starts_with(b"<!--") {
            escaped = true;
            at += 2;
        } else {
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_ends_at_its_end_tag_and_not_in_its_own_comments() {
        for (text, end) in [
            ("a</script>", Some(1)),
            ("a</scripts></SCRIPT >", Some(11)),
            ("<!-- <script> </script> --> </script>", Some(28)),
            ("<!-- </script>", Some(5)),
            ("<!--><script></script>", Some(13)),
            ("<!-- <script> --></script>", Some(17)),
            ("no end </script", None),
        ] {
            assert_eq!(script_end(text), end, "{text}");
        }
    }

    #[test]
    fn other_texts_end_at_the_tag_of_their_element() {
        assert_eq!(end("a</b></title>", "title", false), 5);
        assert_eq!(end("a</titles>", "title", false), 10);
    }
}
