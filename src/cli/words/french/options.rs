//! The help of the options of each command.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    // `search`.
    (
        "Words, \"a phrase\", @@@@, 4@, >=4@, ville:, insee:, dep:, annee:2015..2018, source:, -word",
        "Des mots, \"une phrase\", @@@@, 4@, >=4@, ville:, insee:, dep:, annee:2015..2018, source:, -mot",
    ),
    (
        "Most records to print, and most pages",
        "Nombre de faits à afficher au plus, et de pages",
    ),
    (
        "Go on behind what was printed before: the word that it ended with",
        "Continuer après ce qui a été affiché : le mot par lequel cela finissait",
    ),
    (
        "The order of the pages; records always stand newest edition first",
        "L'ordre des pages ; les faits vont toujours de l'édition la plus récente à la plus ancienne",
    ),
    (
        "Count all records found by year, grade, department and source, too",
        "Compter aussi tous les faits trouvés par année, niveau, département et source",
    ),
    (
        "Only tell how the query is read",
        "Dire seulement comment la recherche est lue",
    ),
    // `town`, `changes`, `conflicts`, `coverage`, `stats`.
    (
        "Its name in any spelling, with or without a department: \"Saint-Denis (93)\"; or its INSEE code or SIREN",
        "Son nom dans toute graphie, avec ou sans département : \"Saint-Denis (93)\" ; ou son code INSEE ou SIREN",
    ),
    (
        "The earlier edition; without it, the covered one before --to",
        "L'édition d'avant ; sans elle, la couverte qui précède --to",
    ),
    (
        "The later edition; without it, the covered one after --from, or the last",
        "L'édition d'après ; sans elle, la couverte qui suit --from, ou la dernière",
    ),
    (
        "Only who has fewer arobases than before",
        "Seulement qui a moins d'arobases qu'avant",
    ),
    (
        "Only who has more arobases than before",
        "Seulement qui a plus d'arobases qu'avant",
    ),
    (
        "Who was observed in two editions or more, and then not in N covered ones or more",
        "Qui a été observé dans deux éditions ou plus, puis plus dans N couvertes ou plus",
    ),
    (
        "What pages captured since say that none said before: 7d, 2w, 3m, or a date",
        "Ce que disent des pages capturées depuis et qu'aucune ne disait : 7j, 2s, 3m, ou une date",
    ),
    (
        "The same, of what one run captured (`arobase status` numbers them)",
        "De même, de ce qu'un passage a capturé (`arobase status` les numérote)",
    ),
    (
        "Write down which claim counts; what the others say is kept",
        "Noter quelle affirmation compte ; ce que disent les autres est gardé",
    ),
    ("Take the decision back", "Annuler la décision"),
    ("Only this edition", "Seulement cette édition"),
    ("Those too that were decided", "Aussi ce qui a été tranché"),
    (
        "Code or name of the collectivity, a slash, the year: 59009/2013; or the id of the record",
        "Code ou nom de la collectivité, une barre, l'année : 59009/2013 ; ou l'identifiant du fait",
    ),
    (
        "The id of the claim that counts, or its first characters",
        "L'identifiant de l'affirmation qui compte, ou son début",
    ),
    ("Why", "Pourquoi"),
    (
        "List who was observed in the covered edition before or after, and not in this one",
        "Lister qui a été observé dans l'édition couverte d'avant ou d'après, et pas dans celle-ci",
    ),
    (
        "Only these records, in the language of `search`",
        "Seulement ces faits, dans la langue de `search`",
    ),
    (
        "Most departments and sources that are listed",
        "Nombre de départements et de sources listés au plus",
    ),
    // `show`, `export`.
    (
        "The id of a claim or a record, as `search` prints it; its first characters are enough; or edition:2020, for what pages print of an edition",
        "L'identifiant d'une affirmation ou d'un fait, comme `search` l'affiche ; son début suffit ; ou edition:2020, pour ce que des pages disent d'une édition",
    ),
    (
        "Also print the whole text of the page",
        "Afficher aussi tout le texte de la page",
    ),
    (
        "Write the archived page as it came, instead (to a file or a pipe)",
        "Écrire plutôt la page archivée telle quelle (dans un fichier ou un tube)",
    ),
    (
        "Open the page's address in the browser, too",
        "Ouvrir aussi l'adresse de la page dans le navigateur",
    ),
    (
        "Which records, in the language of `search`; all without it",
        "Quels faits, dans la langue de `search` ; tous sans elle",
    ),
    (
        "The format to write; without it, that of the ending of FILE, or CSV",
        "Le format à écrire ; sans lui, celui de la fin de FILE, ou CSV",
    ),
    (
        "Write to this file (whole or not at all) instead of standard output",
        "Écrire dans ce fichier (en entier ou pas du tout) plutôt que sur la sortie standard",
    ),
    (
        "Write what its columns mean beside FILE: a Data Package, a JSON Schema where it is JSON",
        "Écrire à côté de FILE ce que disent ses colonnes : un Data Package, un JSON Schema où c'est du JSON",
    ),
    (
        "Begin the CSV with a byte order mark: Excel reads accents wrongly without it",
        "Commencer le CSV par une marque d'ordre des octets : sans elle, Excel lit mal les accents",
    ),
    (
        "Write cells that begin like a formula as they are",
        "Écrire telles quelles les cellules qui commencent comme une formule",
    ),
    (
        "Items of Wikidata for quickstatements: an INSEE code, SIREN, `label` or `5@`, a tab, Q…, a line each",
        "Éléments de Wikidata pour quickstatements : un code INSEE, SIREN, `label` ou `5@`, une tabulation, Q…, un par ligne",
    ),
    // `crawl`, `status`, `why`, `verify`, `demo`.
    (
        "Crawl only these hosts, each from this address; without any, the seeds",
        "Collecter seulement ces sites, chacun depuis cette adresse ; sans aucune, les sources",
    ),
    (
        "Whom a webmaster can write to: an address or a page, sent in the User-Agent",
        "À qui un webmestre peut écrire : une adresse ou une page, envoyée dans le User-Agent",
    ),
    (
        "Pause between two requests to one host",
        "Pause entre deux requêtes à un même site",
    ),
    (
        "Most pages asked of one host in one run",
        "Nombre de pages demandées à un site en un passage, au plus",
    ),
    (
        "Stop before the disk of the archive has less than so many megabytes free (500 without)",
        "S'arrêter avant que le disque de l'archive ait moins de mégaoctets libres (sans : 500)",
    ),
    (
        "Ask only at these hours of the day, as in 22:00-06:00; what is left waits for the next run",
        "Ne demander qu'à ces heures, comme 22:00-06:00 ; le reste attend le prochain passage",
    ),
    (
        "Only say what would be asked and how long it would take",
        "Dire seulement ce qui serait demandé et combien de temps cela prendrait",
    ),
    (
        "Send every request in plain HTTP to this one address, with its own Host header (to try a crawl on a local copy of the web)",
        "Envoyer chaque requête en HTTP simple à cette seule adresse, avec son en-tête Host (pour essayer sur une copie locale du web)",
    ),
    ("The address", "L'adresse"),
    (
        "Read every record of every WARC file and compute all digests again",
        "Lire chaque enregistrement de chaque fichier WARC et recalculer toutes les empreintes",
    ),
    (
        "Put right what is damaged; what cannot be read is moved to index/damaged",
        "Réparer ce qui est endommagé ; l'illisible est mis dans index/damaged",
    ),
    (
        "Change nothing; with --repair, say what it would do",
        "Ne rien changer ; avec --repair, dire ce qui serait fait",
    ),
    (
        "Keep the demo's archive in this folder (it must be new or empty)",
        "Garder l'archive de la démonstration dans ce dossier (nouveau ou vide)",
    ),
    // `config`, `completions`, `man`.
    (
        "Print every setting as it counts",
        "Afficher chaque réglage tel qu'il compte",
    ),
    (
        "Print where settings files are looked for, the strongest first",
        "Afficher où les fichiers de réglages sont cherchés, le plus fort d'abord",
    ),
    (
        "Also tell what sets each: a file and its line, the environment, or nothing",
        "Dire aussi ce qui règle chacun : un fichier et sa ligne, l'environnement, ou rien",
    ),
    ("The shell", "L'interpréteur de commandes"),
    (
        "The command; without it, the page of the whole program",
        "La commande ; sans elle, la page de tout le programme",
    ),
    // `source`.
    (
        "Add hosts to seeds/added.toml",
        "Ajouter des sites à seeds/added.toml",
    ),
    (
        "List the hosts that `crawl` starts from",
        "Lister les sites d'où part `crawl`",
    ),
    (
        "Ask a host politely what it allows and offers, and what a crawl of it would cost; nothing is archived",
        "Demander poliment à un site ce qu'il permet et offre, et ce que coûterait sa collecte ; rien n'est archivé",
    ),
    (
        "Take hosts out of the seeds; what was archived stays",
        "Retirer des sites des sources ; ce qui a été archivé reste",
    ),
    (
        "Write down that a host asked not to be crawled: it is never asked again",
        "Noter qu'un site a demandé à ne pas être collecté : il n'est plus jamais interrogé",
    ),
    (
        "Where to start, one address a host, as `www.ville.example` or with a path",
        "Où commencer, une adresse par site, comme `www.ville.example` ou avec un chemin",
    ),
    (
        "What the host is called; without it, the town whose official site it is, or the host itself",
        "Le nom du site ; sans lui, la ville dont c'est le site officiel, ou le site lui-même",
    ),
    (
        "INSEE code or SIREN of the collectivity whose site it is",
        "Code INSEE ou SIREN de la collectivité dont c'est le site",
    ),
    (
        "A feed of the host; those that its pages announce are found anyway",
        "Un flux du site ; ceux que ses pages annoncent sont trouvés de toute façon",
    ),
    (
        "Keep to addresses whose path begins so: /actualites/",
        "S'en tenir aux adresses dont le chemin commence ainsi : /actualites/",
    ),
    (
        "Say what would be done, and do nothing",
        "Dire ce qui serait fait, et ne rien faire",
    ),
    (
        "A host, or any address on it",
        "Un site, ou toute adresse de celui-ci",
    ),
    (
        "A host, or any address on it; the hosts below it are meant too",
        "Un site, ou toute adresse de celui-ci ; les sites au-dessous aussi",
    ),
    ("Who asked, or why", "Qui l'a demandé, ou pourquoi"),
    // `extract`.
    (
        ".html or .txt files, or folders of them",
        "Fichiers .html ou .txt, ou dossiers de tels fichiers",
    ),
    (
        "How to print the claims",
        "Comment afficher les affirmations",
    ),
    (
        "Also print one line for each page: title, site, date, language, text; with `=only`, no claims",
        "Afficher aussi une ligne par page : titre, site, date, langue, texte ; avec `=only`, sans affirmations",
    ),
    (
        "Print each page as it was read: blocks kept and dropped, tokens, the rule behind each claim, what was refused and why",
        "Afficher chaque page comme elle fut lue : blocs gardés et écartés, jetons, règle de chaque affirmation, refus et raisons",
    ),
    (
        "The folders are laid out as `wget -r` does, host/path: each page's URL is known",
        "Les dossiers sont rangés comme par `wget -r`, site/chemin : l'adresse de chaque page est connue",
    ),
    (
        "The URL of each page, one a line: its file name without extension, a tab, the URL",
        "L'adresse de chaque page, une par ligne : son nom de fichier sans extension, une tabulation, l'adresse",
    ),
    (
        "The files are in this encoding, whatever they say themselves: utf-8, windows-1252…",
        "Les fichiers sont dans cet encodage, quoi qu'ils disent : utf-8, windows-1252…",
    ),
    // `export wacz`.
    (
        "Write the whole archive as one WACZ file, which replays with its list of pages (replayweb.page, pywb)",
        "Écrire toute l'archive en un fichier WACZ, qui se rejoue avec sa liste de pages (replayweb.page, pywb)",
    ),
    (
        "What it is called where it is shown",
        "Son nom là où il est montré",
    ),
    (
        "Write to this file, whole or not at all",
        "Écrire dans ce fichier, en entier ou pas du tout",
    ),
];
