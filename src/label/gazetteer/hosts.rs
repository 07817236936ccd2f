//! Which host is a town's own: from the address that the official directory gives for its town hall.

use url::Url;

use crate::label::gazetteer::names;

/// Segments of a path under which a home page stands; anything else may be one town's page on a
/// site that it shares.
const HOME: [&str; 12] = [
    "", "fr", "fr-fr", "accueil", "home", "index", "site", "web", "www", "wp", "spip", "mairie",
];

/// The address in `written`, where it is one: `www.x.fr` gets a scheme, an e-mail address is refused.
pub(super) fn address(written: &str) -> Option<String> {
    let written = written.trim();
    // A mail address in this column may be a person's: it is never carried over.
    if written.is_empty() || written.contains('@') || written.len() > 200 {
        return None;
    }
    let whole = match written.split_once("://") {
        Some(_) => written.to_owned(),
        None if written.starts_with("http") => written.to_owned(),
        None => format!("http://{written}"),
    };
    let url = Url::parse(&whole).ok()?;
    let host = url.host_str()?;
    let known = matches!(url.scheme(), "http" | "https") && host.contains('.');
    let mut url = url.clone();
    url.set_fragment(None);
    known.then(|| url.as_str().trim_end_matches('/').to_owned())
}

/// The host of an address, or a bare host, without `www.` and in lower case.
pub(super) fn host(address: &str) -> Option<String> {
    let host = match Url::parse(address) {
        Ok(url) if url.has_host() => url.host_str()?.to_owned(),
        _ => address.split(['/', ':']).next()?.to_ascii_lowercase(),
    };
    let host = host.trim_end_matches('.');
    let bare = host.strip_prefix("www.").unwrap_or(host);
    (!bare.is_empty()).then(|| bare.to_owned())
}

/// Whether `host`, which only this town names, is the town's own and not a page on somebody
/// else's site: its address is a home page, or the host bears a word of the town's name.
pub(super) fn is_own(host: &str, address: &str, name: &str) -> bool {
    let key = names::key(name);
    let named = key
        .split(' ')
        .any(|word| word.len() > 3 && host.contains(word));
    let shared = ["cc-", "cdc-", "comcom", "communaute", "paysde", "pays-"];
    if named {
        return true;
    }
    let home = Url::parse(address).is_ok_and(|url| {
        let mut segments = url.path().split('/').filter(|segment| !segment.is_empty());
        let first = segments.next().unwrap_or_default().to_ascii_lowercase();
        let stem = first.split('.').next().unwrap_or_default();
        segments.next().is_none() && HOME.contains(&stem)
    });
    home && !shared.iter().any(|prefix| host.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_address_is_never_taken_for_a_site() {
        assert_eq!(address("mairie.exemple@fournisseur.fr"), None);
        assert_eq!(address("site internet"), None);
        assert_eq!(
            address("www.exemple.fr").as_deref(),
            Some("http://www.exemple.fr")
        );
        assert_eq!(
            address("https:/www.exemple.fr").as_deref(),
            Some("https://www.exemple.fr")
        );
    }

    #[test]
    fn a_page_on_a_shared_site_does_not_make_its_host_the_towns_own() {
        assert!(is_own("exemple.fr", "http://www.exemple.fr", "Bourg"));
        assert!(is_own("exemple.fr", "http://www.exemple.fr/fr", "Bourg"));
        assert!(!is_own(
            "annuaire.example",
            "https://annuaire.example/11190-bourg",
            "Bour"
        ));
        assert!(is_own(
            "lescure.example",
            "http://lescure.example/a/b",
            "Lescure"
        ));
        assert!(!is_own(
            "cc-vallee.example",
            "http://cc-vallee.example",
            "Bourg"
        ));
    }

    #[test]
    fn the_host_of_an_address_has_no_www_and_no_case() {
        assert_eq!(host("HTTPS://WWW.Metz.FR/a").as_deref(), Some("metz.fr"));
        assert_eq!(host("www.metz.fr").as_deref(), Some("metz.fr"));
        assert_eq!(host(""), None);
    }
}
