//! The front page of a site: which system made it, and the search form that it offers to readers.
//!
//! One pass of a tokenizer, without a tree: what is wanted stands in single tags.

use html5gum::{HtmlString, Token, Tokenizer};
use url::Url;

use super::url::site;

/// Most bytes of a front page that are looked at.
const LONGEST: usize = 4 << 20;
/// Most fields of a form that are kept.
const MOST_FIELDS: usize = 30;

/// A content management system that is known for where it keeps its search and its feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// WordPress.
    WordPress,
    /// SPIP.
    Spip,
    /// Drupal.
    Drupal,
    /// Joomla.
    Joomla,
    /// TYPO3.
    Typo3,
    /// eZ Publish, Ibexa.
    Ez,
}

impl System {
    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WordPress => "WordPress",
            Self::Spip => "SPIP",
            Self::Drupal => "Drupal",
            Self::Joomla => "Joomla",
            Self::Typo3 => "TYPO3",
            Self::Ez => "eZ Publish",
        }
    }
}

/// Words of a header or of `<meta name=generator>`, folded to lower case, and who writes them.
const SAID: [(&str, System); 7] = [
    ("wordpress", System::WordPress),
    ("spip", System::Spip),
    ("drupal", System::Drupal),
    ("joomla", System::Joomla),
    ("typo3", System::Typo3),
    ("ez publish", System::Ez),
    ("ibexa", System::Ez),
];

/// Parts of addresses of style sheets, scripts and pictures, and whose they are.
const ASSETS: [(&str, System); 10] = [
    ("/wp-content/", System::WordPress),
    ("/wp-includes/", System::WordPress),
    ("/sites/default/files/", System::Drupal),
    ("/core/misc/drupal", System::Drupal),
    ("/media/jui/", System::Joomla),
    ("/media/system/js/", System::Joomla),
    ("/typo3temp/", System::Typo3),
    ("/typo3conf/", System::Typo3),
    ("/prive/spip_", System::Spip),
    ("spip.php?", System::Spip),
];

/// Headers in which a system names itself.
const SAYING: [&str; 5] = [
    "composed-by",
    "x-generator",
    "x-powered-by",
    "x-powered-cms",
    "x-content-encoded-by",
];

/// Names that the one field of a search form bears.
const FIELDS: [&str; 12] = [
    "s",
    "q",
    "recherche",
    "search",
    "searchword",
    "keys",
    "searchtext",
    "query",
    "mots",
    "motcle",
    "keywords",
    "search_api_fulltext",
];

/// What a front page says of the system behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Front {
    /// The system, where it is known.
    pub system: Option<System>,
    /// Where the REST interface of a WordPress begins.
    pub api: Option<Url>,
    /// The search form of the page itself.
    pub search: Option<Form>,
    /// The address of the page.
    pub home: Option<Url>,
}

/// A form with one field for words, sent by GET.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Where it is sent, without query.
    pub action: Url,
    /// Its hidden fields.
    pub hidden: Vec<(String, String)>,
    /// The name of the field for words.
    pub field: String,
}

impl Form {
    /// The address that a browser would ask for these words (WHATWG HTML, section 4.10.22.3).
    pub fn ask(&self, words: &str) -> Url {
        let mut url = self.action.clone();
        url.set_fragment(None);
        url.query_pairs_mut()
            .clear()
            .extend_pairs(&self.hidden)
            .append_pair(&self.field, words);
        url
    }
}

impl Front {
    /// Reads a front page that came from `url` with these headers. Total: junk says nothing.
    ///
    /// ```
    /// let url = url::Url::parse("http://m.example/").unwrap();
    /// let html = "<form action=/chercher><input type=search name=q></form>";
    /// let front = arobase::web::front::Front::read(html, &[], &url);
    /// let asked = front.search.unwrap().ask("villes internet");
    /// assert_eq!(asked.as_str(), "http://m.example/chercher?q=villes+internet");
    /// ```
    pub fn read(html: &str, headers: &[(String, Vec<u8>)], url: &Url) -> Self {
        let mut reading = Reading {
            url,
            base: url.clone(),
            said: None,
            asset: None,
            api: None,
            search: None,
            draft: None,
        };
        reading.headers(headers);
        let html = html
            .get(..html.floor_char_boundary(LONGEST))
            .unwrap_or_default();
        let mut hidden_until: Option<HtmlString> = None;
        for token in Tokenizer::new(html) {
            let Ok(token) = token;
            match (token, &hidden_until) {
                (Token::EndTag(tag), Some(name)) if tag.name == *name => hidden_until = None,
                (Token::StartTag(tag), None) => {
                    // Markup inside a script or a template is text; that of noscript is not.
                    if matches!(&**tag.name, b"script" | b"style" | b"template")
                        && !tag.self_closing
                    {
                        hidden_until = Some(tag.name.clone());
                    }
                    let value = |name: &str| {
                        let value = tag.attributes.get(name.as_bytes())?;
                        std::str::from_utf8(value).ok()
                    };
                    reading.open(&tag.name, &value);
                }
                (Token::EndTag(tag), None) if &**tag.name == b"form" => reading.close_form(),
                _ => {}
            }
        }
        reading.close_form();
        Self {
            system: reading.said.or(reading.asset),
            api: reading.api,
            search: reading.search.map(|(_, form)| form),
            home: Some(url.clone()),
        }
    }
}

/// A form being read.
#[derive(Debug)]
struct Draft {
    action: Option<Url>,
    /// Whether it says of itself that it is a search.
    marked: bool,
    /// Whether it is sent by GET and holds nothing that a search has no use for.
    plain: bool,
    hidden: Vec<(String, String)>,
    fields: Vec<String>,
}

struct Reading<'a> {
    url: &'a Url,
    base: Url,
    said: Option<System>,
    asset: Option<System>,
    api: Option<Url>,
    /// The best form so far, and whether it is beyond doubt.
    search: Option<(bool, Form)>,
    draft: Option<Draft>,
}

fn said(words: &str) -> Option<System> {
    let words = words.to_ascii_lowercase();
    let found = SAID.iter().find(|(name, _)| words.contains(name));
    found.map(|(_, system)| *system)
}

fn names_a_search(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    words.contains("search") || words.contains("recherch") || words.contains("sword")
}

impl Reading<'_> {
    fn headers(&mut self, headers: &[(String, Vec<u8>)]) {
        for (name, value) in headers {
            let name = name.to_ascii_lowercase();
            let value = String::from_utf8_lossy(value);
            if SAYING.contains(&name.as_str()) {
                self.said = self.said.or_else(|| said(&value));
            }
            if name == "x-drupal-cache" || name == "x-drupal-dynamic-cache" {
                self.said = Some(System::Drupal);
            }
            // RFC 8288: <https://m.example/wp-json/>; rel="https://api.w.org/"
            if name == "link" && value.contains("api.w.org") {
                self.said = Some(System::WordPress);
                let address = value
                    .split_once('<')
                    .and_then(|(_, rest)| rest.split_once('>'));
                self.interface(address.map(|(address, _)| address));
            }
        }
    }

    /// Takes the place of the interface of a WordPress, where it is on the same site.
    fn interface(&mut self, address: Option<&str>) {
        let api = address.and_then(|address| self.base.join(address.trim()).ok());
        if self.api.is_none() {
            self.api = api.filter(|api| site(api) == site(self.url));
        }
    }

    fn open<'v>(&mut self, name: &[u8], value: &impl Fn(&str) -> Option<&'v str>) {
        match name {
            b"base" => {
                let base = value("href").and_then(|href| self.url.join(href.trim()).ok());
                self.base = base.unwrap_or_else(|| self.base.clone());
            }
            b"meta" if value("name").is_some_and(|name| name.eq_ignore_ascii_case("generator")) => {
                let system = value("content").and_then(said);
                self.said = self.said.or(system);
            }
            b"link" => {
                if value("rel").is_some_and(|rel| rel.contains("api.w.org")) {
                    self.said = self.said.or(Some(System::WordPress));
                    self.interface(value("href"));
                }
                self.asset(value("href"));
            }
            b"script" | b"img" => self.asset(value("src")),
            b"a" => self.asset(value("href").filter(|href| href.contains("spip.php?"))),
            b"form" => self.open_form(value),
            b"input" => self.input(value),
            b"textarea" => {
                if let Some(draft) = &mut self.draft {
                    draft.plain = false;
                }
            }
            _ => {}
        }
    }

    fn asset(&mut self, address: Option<&str>) {
        if let (None, Some(address)) = (self.asset, address) {
            let whose = ASSETS.iter().find(|(part, _)| address.contains(part));
            self.asset = whose.map(|(_, system)| *system);
        }
    }

    fn open_form<'v>(&mut self, value: &impl Fn(&str) -> Option<&'v str>) {
        self.close_form();
        let method = value("method").unwrap_or("get").trim();
        let action = match value("action").map(str::trim) {
            None | Some("") => Some(self.url.clone()),
            Some(action) => self.base.join(action).ok(),
        };
        let mut marks = ["role", "id", "class", "action", "name"].into_iter();
        self.draft = Some(Draft {
            action: action.filter(|action| site(action) == site(self.url)),
            marked: marks.any(|mark| value(mark).is_some_and(names_a_search)),
            plain: method.eq_ignore_ascii_case("get"),
            hidden: Vec::new(),
            fields: Vec::new(),
        });
    }

    fn input<'v>(&mut self, value: &impl Fn(&str) -> Option<&'v str>) {
        let Some(draft) = &mut self.draft else {
            return;
        };
        let kind = value("type").unwrap_or("text").trim().to_ascii_lowercase();
        let name = value("name").unwrap_or_default();
        match kind.as_str() {
            "submit" | "button" | "image" | "reset" | "checkbox" | "radio" => {}
            "hidden" if name.is_empty() => {}
            "hidden" => {
                let value = value("value").unwrap_or_default();
                draft.hidden.push((name.to_owned(), value.to_owned()));
                draft.plain &= draft.hidden.len() <= MOST_FIELDS;
            }
            "text" | "search" => {
                draft.marked |= kind == "search";
                draft.fields.push(name.to_owned());
            }
            _ => draft.plain = false,
        }
    }

    fn close_form(&mut self) {
        let Some(draft) = self.draft.take() else {
            return;
        };
        let (Some(mut action), true, [field]) =
            (draft.action, draft.plain, draft.fields.as_slice())
        else {
            return;
        };
        let known = FIELDS.contains(&field.to_ascii_lowercase().as_str());
        if field.is_empty() || !(known || draft.marked || names_a_search(field)) {
            return;
        }
        let sure = draft.marked && (known || names_a_search(field));
        if self.search.as_ref().is_some_and(|(best, _)| *best || !sure) {
            return;
        }
        action.set_query(None);
        action.set_fragment(None);
        let form = Form {
            action,
            hidden: draft.hidden,
            field: field.clone(),
        };
        self.search = Some((sure, form));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(html: &str, headers: &[(&str, &str)]) -> Front {
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()))
            .collect();
        let url = Url::parse("http://www.m.example/accueil").unwrap();
        Front::read(html, &headers, &url)
    }

    fn asked(html: &str) -> Option<String> {
        read(html, &[])
            .search
            .map(|form| form.ask("a é").to_string())
    }

    #[test]
    fn a_system_is_known_by_its_headers_its_generator_or_its_files() {
        for (html, headers, system) in [
            (
                "",
                &[("Composed-By", "SPIP 4.2.1 @ www.spip.net")][..],
                System::Spip,
            ),
            (
                "",
                &[("X-Generator", "Drupal 10 (https://www.drupal.org)")],
                System::Drupal,
            ),
            ("", &[("X-Powered-By", "eZ Publish")], System::Ez),
            (
                "<meta name=Generator content='WordPress 6.5'>",
                &[],
                System::WordPress,
            ),
            (
                "<meta content='Joomla! - Open Source' name='generator'>",
                &[],
                System::Joomla,
            ),
            (
                "<meta name=generator content='TYPO3 CMS'>",
                &[],
                System::Typo3,
            ),
            (
                "<link rel=stylesheet href='/wp-content/themes/x.css'>",
                &[],
                System::WordPress,
            ),
            (
                "<img src='/sites/default/files/a.png'>",
                &[],
                System::Drupal,
            ),
            ("<a href='spip.php?article12'>x</a>", &[], System::Spip),
        ] {
            assert_eq!(
                read(html, headers).system,
                Some(system),
                "{html} {headers:?}"
            );
        }
        assert_eq!(
            read("<p>wordpress spip drupal", &[("Server", "nginx")]).system,
            None
        );
    }

    #[test]
    fn the_interface_of_a_wordpress_is_where_it_says() {
        let header = "<http://www.m.example/blog/wp-json/>; rel=\"https://api.w.org/\"";
        let front = read("", &[("Link", header)]);
        assert_eq!(front.system, Some(System::WordPress));
        assert_eq!(front.api.unwrap().path(), "/blog/wp-json/");
        let link = "<link rel='https://api.w.org/' href='http://ailleurs.example/wp-json/'>";
        assert_eq!(read(link, &[]).api, None, "another site is not asked");
    }

    #[test]
    fn the_search_form_is_the_one_with_one_field_for_words() {
        let base = "http://www.m.example";
        for (html, address) in [
            ("<form action='/'><input name=s></form>", "/?s=a+%C3%A9"),
            (
                "<form role=search action='index.php?x=1'><input type=hidden name=option value=com_finder><input type=search name=q><button></form>",
                "/index.php?option=com_finder&q=a+%C3%A9",
            ),
            (
                "<form id=recherche><input name='tx[sword]' type=text></form>",
                "/accueil?tx%5Bsword%5D=a+%C3%A9",
            ),
            (
                "<form action=/lettre><input name=q><input type=email name=m></form><form action=/ok><input name=q>",
                "/ok?q=a+%C3%A9",
            ),
            (
                "<form action=/annuaire><input name=q></form><form action=/recherche><input type=search name=q></form>",
                "/recherche?q=a+%C3%A9",
            ),
        ] {
            assert_eq!(asked(html), Some(format!("{base}{address}")), "{html}");
        }
        for html in [
            "<form method=post action=/x><input name=q></form>",
            "<form action='http://moteur.example/'><input name=q></form>",
            "<form><input name=prenom></form>",
            "<form><input name=q><input name=s></form>",
            "<form><input name=q><textarea name=x></textarea></form>",
            "<script>'<form><input name=q></form>'</script>",
            "<input name=q>",
        ] {
            assert_eq!(asked(html), None, "{html}");
        }
    }

    proptest! {
        #[test]
        fn any_page_is_read(html in "(<form |<input |name=|q|type=search|action=|/x|>|</form>|<script>|\\PC){0,40}") {
            if let Some(form) = read(&html, &[]).search {
                let asked = form.ask("x");
                prop_assert_eq!(asked.host_str(), Some("www.m.example"));
            }
        }
    }
}
