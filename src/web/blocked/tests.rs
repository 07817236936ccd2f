//! What is a wall or a notice, and what is a page all the same.

use super::*;
use proptest::prelude::*;

fn headers(lines: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    let header = |(name, value): &(&str, &str)| ((*name).to_owned(), value.as_bytes().to_vec());
    lines.iter().map(header).collect()
}

/// An ordinary page of a town hall: a menu, an article, a footer.
fn town(title: &str, heading: &str, article: &str) -> String {
    let menu: String = ["Vie municipale", "Démarches", "Culture", "Sports", "Agenda"]
        .iter()
        .flat_map(|name| (0..4).map(move |n| format!("<li><a href='/{n}'>{name} {n}</a>")))
        .collect();
    format!(
        "<!doctype html><html lang=fr><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav>\
         <main><h1>{heading}</h1>{article}</main><footer>Mairie de Dole, place de l'Europe</footer></body></html>"
    )
}

/// A page with nothing but this.
fn notice(title: &str, text: &str) -> String {
    format!(
        "<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    )
}

type Wall = (
    &'static str,
    u16,
    &'static [(&'static str, &'static str)],
    &'static str,
);

/// Shapes of walls, written after what their makers send.
const WALLS: [Wall; 18] = [
    (
        "Cloudflare",
        403,
        &[("Server", "cloudflare"), ("CF-Mitigated", "challenge")],
        "",
    ),
    (
        "Cloudflare",
        200,
        &[("cf-mitigated", "challenge")],
        "<title>Just a moment...</title>",
    ),
    (
        "Cloudflare",
        503,
        &[],
        "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>",
    ),
    (
        "Cloudflare",
        403,
        &[],
        "<script src=\"/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1\"></script>",
    ),
    (
        "Cloudflare",
        403,
        &[],
        "<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>",
    ),
    (
        "Cloudflare",
        403,
        &[],
        "<div id=\"cf-error-details\">Access denied</div> Performance &amp; security by Cloudflare",
    ),
    (
        "DataDome",
        403,
        &[("X-DataDome", "protected")],
        "<script>var dd={'rt':'c','host':'geo.captcha-delivery.com'}</script><script src=\"https://ct.captcha-delivery.com/c.js\"></script>",
    ),
    (
        "DataDome",
        200,
        &[],
        "<html><body><script>var dd={'host':'geo.captcha-delivery.com'}</script></body></html>",
    ),
    (
        "Akamai",
        403,
        &[("Server", "AkamaiGHost")],
        "<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>You don't have permission. Reference&#32;&#35;18&#46;2f</BODY>",
    ),
    (
        "Akamai",
        403,
        &[],
        "<H1>Access Denied</H1> https://errors.edgesuite.net/18.2f",
    ),
    (
        "Akamai",
        429,
        &[],
        "<div id=\"sec-if-cpt-container\" style=\"display:none\"></div>",
    ),
    (
        "Imperva",
        200,
        &[("X-Iinfo", "1-2-3")],
        "<html><head><META NAME=\"ROBOTS\" CONTENT=\"NOINDEX, NOFOLLOW\"></head><body><iframe id=\"main-iframe\" src=\"/_Incapsula_Resource?CWUDNSAI=9\"></iframe></body></html>",
    ),
    (
        "Imperva",
        403,
        &[],
        "Request unsuccessful. Incapsula incident ID: 443000170-1",
    ),
    (
        "Sucuri",
        403,
        &[("Server", "Sucuri/Cloudproxy")],
        "<title>Sucuri WebSite Firewall - Access Denied</title>",
    ),
    (
        "Sucuri",
        200,
        &[],
        "<html><title>You are being redirected...</title><script>var s={},sucuri_cloudproxy_js='';</script>",
    ),
    (
        "Anubis",
        200,
        &[],
        "<title>Making sure you&#39;re not a bot!</title><script id=\"anubis_challenge\" type=\"application/json\">{}</script>",
    ),
    (
        "Vercel",
        429,
        &[("X-Vercel-Mitigated", "challenge")],
        "<title>Vercel Security Checkpoint</title>",
    ),
    ("AWS WAF", 202, &[("x-amzn-waf-action", "challenge")], ""),
];

#[test]
fn each_wall_is_known_by_what_only_its_maker_writes() {
    for (maker, status, lines, html) in WALLS {
        let found = blocked(status, &headers(lines), html);
        assert_eq!(found, Some(Blocked::BotWall(maker)), "{status} {html}");
    }
}

#[test]
fn a_page_that_only_uses_a_makers_service_is_a_page() {
    let article = "<p>La ville a reçu quatre arobases.</p>".repeat(20);
    let page = town("Dole", "Le label", &article);
    for (lines, script) in [
        (
            &[("Server", "cloudflare"), ("CF-RAY", "8")][..],
            "<script src=\"/cdn-cgi/challenge-platform/scripts/jsd/main.js\"></script>",
        ),
        (
            &[("X-DataDome", "protected")],
            "<script src=\"https://js.datadome.co/tags.js\"></script>",
        ),
        (
            &[("X-Iinfo", "1")],
            "<script src=\"/_Incapsula_Resource?SWJIYLWA=719\"></script>",
        ),
        (
            &[("X-Sucuri-ID", "12"), ("Server", "Sucuri/Cloudproxy")],
            "",
        ),
        (&[("x-amzn-waf-action", "allow")], ""),
        (
            &[],
            "<p>Attention Required! | Cloudflare, c'est ce que voient les robots.</p>",
        ),
        (&[], "<p>Le robot Anubis demande : « not a bot ? »</p>"),
    ] {
        let html = page.replace("</main>", &format!("{script}</main>"));
        assert_eq!(blocked(200, &headers(lines), &html), None, "{script}");
    }
    // A plain refusal is a refusal, not a wall.
    assert_eq!(blocked(403, &[], "<h1>Forbidden</h1>"), None);
    assert_eq!(
        blocked(
            404,
            &[],
            &notice("Page introuvable", "Cette page n'existe pas.")
        ),
        None
    );
}

#[test]
fn a_page_that_says_of_itself_that_it_does_not_exist_is_a_soft_404() {
    let sorry = "<p>La page que vous recherchez n'existe pas ou a été déplacée.</p>";
    for html in [
        town(
            "Page introuvable - Ville de Dole",
            "Page introuvable",
            sorry,
        ),
        town("Page non trouv&eacute;e | Mairie", "Désolé", ""),
        town("404 - Ville de Dole", "Oups !", sorry),
        town(
            "Erreur 404",
            "Erreur 404",
            "<p>La page demandée est introuvable.",
        ),
        town("Ville de Dole", "Page introuvable", sorry),
        town(
            "Page not found – Dole",
            "Oops! That page can&rsquo;t be found.",
            "<p>It looks like nothing was found at this location.",
        ),
        town("Mairie", "<span>404</span>", "<p>Cette page n’existe plus."),
        notice("404 Not Found", "nginx"),
        town("Ville de Dole : Cette page n'existe pas", "", ""),
    ] {
        assert_eq!(
            blocked(200, &[], &html),
            Some(Blocked::SoftMissing),
            "{html}"
        );
    }
}

#[test]
fn a_page_that_speaks_of_a_404_or_of_something_not_found_is_a_page() {
    for html in [
        town(
            "Erreur 404, la nouvelle pièce du théâtre",
            "Erreur 404",
            "<p>Une comédie de Jean Dupont, le 3 mars.",
        ),
        town(
            "Erreur 404 - Théâtre municipal",
            "Erreur 404",
            "<p>Une comédie en deux actes.",
        ),
        town(
            "Objets trouvés",
            "Objets trouvés",
            "<p>Un objet introuvable ? Le service est là.",
        ),
        town(
            "Chat introuvable, appel à témoins",
            "Chat introuvable",
            "<p>Il répond au nom de Félix.",
        ),
        town(
            "Label Villes Internet : 4 arobases",
            "Label",
            "<p>L'ancienne page introuvable est revenue. Cette page n'existe plus ailleurs.",
        ),
        town(
            "Plan du site",
            "Plan du site",
            "<p><a href=/404>Page 404</a>",
        ),
        town(
            "Ligne 404 : nouveaux horaires",
            "Ligne de bus 404",
            "<p>Dès lundi.",
        ),
        town(
            "Le logement introuvable",
            "Le logement introuvable",
            "<p>Enquête.",
        ),
    ] {
        assert_eq!(blocked(200, &[], &html), None, "{html}");
    }
}

#[test]
fn a_notice_that_the_site_is_closed_is_a_maintenance_page() {
    for (status, html) in [
        (200, notice("Site en maintenance", "Nous revenons bientôt.")),
        (
            200,
            notice(
                "Maintenance",
                "Le site est actuellement en maintenance. Merci de votre patience.",
            ),
        ),
        (
            200,
            notice(
                "Ville de Dole",
                "Notre site internet est momentanément indisponible.",
            ),
        ),
        (
            503,
            notice(
                "Maintenance",
                "Briefly unavailable for scheduled maintenance. Check back in a minute.",
            ),
        ),
        (
            503,
            "Briefly unavailable for scheduled maintenance.".to_owned(),
        ),
        (503, notice("Site indisponible", "")),
    ] {
        assert_eq!(
            blocked(status, &[], &html),
            Some(Blocked::Maintenance),
            "{html}"
        );
    }
}

#[test]
fn a_page_that_speaks_of_maintenance_is_a_page() {
    let works =
        "<p>Le service de l'éclairage public assure la maintenance de 4 000 points lumineux.</p>"
            .repeat(12);
    for html in [
        town("Maintenance", "Maintenance", &works),
        town(
            "Éclairage public",
            "Maintenance de l'éclairage",
            "<p>Le service est temporairement indisponible.",
        ),
        town(
            "Paiement en ligne indisponible",
            "Paiement en ligne",
            "<p>Le site de paiement est momentanément indisponible.",
        ),
        town(
            "Site en maintenance ce lundi",
            "Info",
            "<p>Le site internet est en maintenance lundi de 12 h à 13 h.",
        ),
        notice("Brève", "La piscine est en maintenance jusqu'au 3 mars."),
        notice(
            "Label Villes Internet",
            "La ville a reçu quatre arobases pour la maintenance de son site.",
        ),
    ] {
        assert_eq!(blocked(200, &[], &html), None, "{html}");
    }
    assert_eq!(
        blocked(503, &[], &notice("503 Service Unavailable", "")),
        None
    );
}

#[test]
fn a_registrars_or_advertisers_page_is_a_parked_domain() {
    for html in [
        "<html><body><script src=\"https://img1.sedoparking.com/x.js\"></script></body></html>",
        "<title>ville.example</title><p>Ce nom de domaine est à vendre !</p>",
        "<title>ville.example</title><p>This domain is for sale. Buy this domain.</p>",
        "<title>Félicitations</title><p>Votre domaine a bien été créé chez votre hébergeur.</p>",
        "<iframe src='http://www.parkingcrew.net/x'></iframe>",
    ] {
        assert_eq!(blocked(200, &[], html), Some(Blocked::Parked), "{html}");
    }
}

#[test]
fn a_page_that_speaks_of_domains_and_parking_is_a_page() {
    let long = "<p>Le domaine public communal comprend la voirie et ses dépendances, qui restent ouvertes.</p>".repeat(20);
    for html in [
        town(
            "Domaine public",
            "Domaine public",
            &format!("{long}<p>Un domaine à vendre en forêt."),
        ),
        town(
            "Parking",
            "Parking",
            "<p>Le parking de la gare rouvre. Voir bodis.com, cité par la presse.",
        ),
        notice("Le domaine skiable", "Il ouvre samedi."),
    ] {
        assert_eq!(blocked(200, &[], &html), None, "{html}");
    }
}

#[test]
fn the_same_start_page_of_three_sites_is_some_networks_own() {
    let (portal, short) = ("<p>Identifiez-vous".repeat(60), "It works!");
    let mut portals = Portals::default();
    assert!(!portals.take("a.example", portal.as_bytes()));
    assert!(
        !portals.take("a.example", portal.as_bytes()),
        "one site as often as it likes"
    );
    assert!(!portals.take("b.example", portal.as_bytes()));
    assert!(!portals.take("c.example", format!("{portal}!").as_bytes()));
    assert!(portals.take("d.example", portal.as_bytes()));
    assert!(portals.take("a.example", portal.as_bytes()));
    for site in ["a", "b", "c", "d"] {
        assert!(!portals.take(site, short.as_bytes()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_answer_makes_it_panic(
        status in 100_u16..600,
        name in "[a-z-]{0,12}",
        value: Vec<u8>,
        html in "(<title>|<h1>|</title>|</h1|<a |404|introuvable|é|maintenance|domain|&eacute;|<|>| - |\\PC){0,60}",
    ) {
        let _ = blocked(status, &[(name, value)], &html);
    }

    /// An article of some length under a title of its own is a page, whatever words stand in it.
    #[test]
    fn an_article_is_a_page_whatever_words_it_uses(
        words in prop::collection::vec(prop::sample::select(vec![
            "maintenance", "404", "introuvable", "indisponible", "domaine", "erreur", "page", "site", "captcha",
            "robot", "Cloudflare", "la", "ville", "label", "n'existe", "pas", "vendre", "parking", "accès", "refusé",
        ]), 250..400),
        title in prop::sample::select(vec![
            "Conseil municipal", "Nos services", "Le label Villes Internet", "Panne : la page Facebook de la ville",
        ]),
    ) {
        let html = town(title, title, &format!("<p>{}</p>", words.join(" ")));
        prop_assert_eq!(blocked(200, &[], &html), None);
    }
}
