//! Short pages as town halls write them: `tests/pages/short.txt` says which words are the article.

use std::fmt::Write as _;

use arobase::web::page::Page;
use arobase::web::profile::Profiles;

#[test]
fn of_a_short_page_the_article_is_read_whole_and_nothing_else() {
    let all = include_str!("../pages/short.txt").split("\n== ").skip(1);
    let (mut seen, mut wrong) = (0, String::new());
    for page in all {
        let (name, page) = page.split_once('\n').unwrap();
        let (html, expected) = page.split_once("\n=> ").unwrap();
        let expected: Vec<&str> = expected.trim().split("\n=> ").collect();
        let page = Page::from_html(html, None, Profiles::shipped());
        let text = page.text();
        let title = page.title.as_deref().unwrap_or("no title");
        let read: Vec<&str> = std::iter::once(title).chain(text.lines()).collect();
        seen += 1;
        if read != expected {
            writeln!(wrong, "{name}:\n  {read:?}\n  instead of\n  {expected:?}").unwrap();
        }
    }
    assert!(seen >= 10, "only {seen} pages");
    assert!(wrong.is_empty(), "\n{wrong}");
}
