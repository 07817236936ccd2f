//! Pages that nobody wrote to be read: each takes a parser, or a reader, where it is slow.

/// A page, and the word for what is cut from it (nothing where all of it may be read).
pub(crate) struct Shape {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its bytes.
    pub(crate) html: String,
    /// The reason that the page must bear.
    pub(crate) cut: Option<&'static str>,
}

/// What stands before each shape and must be read whatever follows.
pub(crate) const BEFORE: &str = "<p>Label Villes Internet 2018 : 3 arobases pour Dole.</p>";

fn shape(name: &'static str, cut: Option<&'static str>, body: &str) -> Shape {
    let html = format!("{BEFORE}{body}");
    Shape { name, html, cut }
}

fn numbered(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

/// The shapes; `size` 1 is small, 10 is the size that they are measured at.
#[expect(clippy::too_many_lines, reason = "it is a table")]
pub(crate) fn shapes(size: usize) -> Vec<Shape> {
    let n = 20_000 * size;
    let (depth, nodes, work) = (Some("depth"), Some("nodes"), Some("work"));
    // What grows with the size passes its limit only at full size.
    let full = |cut| if size >= 10 { cut } else { None };
    let mut all = Vec::new();
    for tag in [
        "div",
        "ul",
        "font",
        "section",
        "b",
        "blockquote",
        "template",
        "svg",
        "article",
        "ul><li",
        "a><i",
        "table><tr><td",
    ] {
        let name: &'static str = format!("nested {tag}").leak();
        all.push(shape(name, depth, &format!("<{tag}>").repeat(n)));
    }
    all.extend([
        shape(
            "open formats, then </div>",
            depth,
            &("<i>".repeat(n) + &"</div>".repeat(n)),
        ),
        shape(
            "paragraphs that reopen formats",
            depth,
            &numbered(n, |i| format!("<p><b id={i}>x")),
        ),
        shape("end tags of nothing", full(work), &"</x>".repeat(n * 20)),
        shape(
            "end tags in the deep",
            work,
            &("<div>".repeat(450) + &"</x>".repeat(n * 3)),
        ),
        shape(
            "paragraphs in the deep",
            work,
            &("<font>".repeat(450) + &"<p>x".repeat(n * 3)),
        ),
        shape(
            "attributes on one tag",
            Some("attributes"),
            &format!("<p {}>x", numbered(n, |i| format!("a{i}=1 "))),
        ),
        shape(
            "attributes on all tags",
            full(Some("attributes")),
            &format!("<p {}>x", numbered(250, |i| format!("a{i}=1 "))).repeat(n / 30),
        ),
        shape(
            "classes",
            full(Some("attributes")),
            &format!("<p class='{}'>x", numbered(n, |i| format!("c{i} "))),
        ),
        shape("a text node", Some("text"), &"mot ".repeat(n * 20)),
        shape("one word", Some("text"), &"a".repeat(n * 40)),
        shape("NUL", full(work), &"\0".repeat(n * 20)),
        shape("breaks", full(nodes), &"x<br><br>".repeat(n)),
        shape("list items", full(nodes), &"<li>x".repeat(n)),
        shape(
            "articles",
            full(nodes),
            &"<article><h2><a href=x>t</a></h2>x</article>".repeat(n / 5),
        ),
        shape(
            "links",
            nodes,
            &numbered(n * 5, |i| format!("<a href='/{i}'>y</a>")),
        ),
        shape(
            "tables",
            nodes,
            &"<table><tr><td>x<td>y<tr><td>z<td>3</table>".repeat(n / 2),
        ),
        shape(
            "rows",
            full(nodes),
            &("<table>".to_owned() + &"<tr><td>x<td>y".repeat(n / 2)),
        ),
        shape(
            "cells",
            full(nodes),
            &("<table><tr>".to_owned() + &"<td>x".repeat(n)),
        ),
        shape("headings", nodes, &"<h2>Titre</h2>".repeat(n * 5)),
        shape(
            "JSON-LD",
            None,
            &format!(
                "<script type=application/ld+json>[{}0]</script>",
                "{\"@type\":\"Article\"},".repeat(n)
            ),
        ),
        shape("entities", Some("text"), &"&eacute;".repeat(n * 5)),
        shape("comments", full(nodes), &"<!-- x -->".repeat(n * 5)),
        shape(
            "scripts in comments in scripts",
            None,
            &("<script><!--".to_owned() + &"<script></script>".repeat(n * 4)),
        ),
        shape("signs", Some("text"), &"@ ".repeat(50_000 + n)),
        shape(
            "paragraphs of signs",
            if size >= 10 { nodes } else { Some("claims") },
            &"<p>@@@ ".repeat(n),
        ),
        shape(
            "grades",
            Some("text"),
            &"3 arobases ".repeat(10_000 + n / 2),
        ),
        shape(
            "years and grades",
            Some("claims"),
            &"2018 label 5 @ ".repeat(10_000 + n / 2),
        ),
        shape(
            "towns",
            Some("text"),
            &"Dole, Metz, Lille, ".repeat(10_000 + n / 2),
        ),
        shape(
            "towns and grades",
            Some("claims"),
            &"Dole 3@, Metz (4@), Lille : 2 arobases ".repeat(10_000),
        ),
        shape(
            "towns in a list",
            if size >= 10 { nodes } else { Some("claims") },
            &"<li>Dole : 3 arobases".repeat(5_000 + n / 4),
        ),
    ]);
    all
}
