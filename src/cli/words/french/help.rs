//! The help of commands and of the options that they share.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    ("Options of every command", "Options de toute commande"),
    (
        "Print help (see a summary with '-h')",
        "Afficher l'aide (résumé avec '-h')",
    ),
    (
        "Print help (see more with '--help')",
        "Afficher l'aide (détails avec '--help')",
    ),
    (
        "Print this message or the help of the given subcommand(s)",
        "Afficher cette aide ou celle d'une commande",
    ),
    ("Print version", "Afficher la version"),
    (
        "Polite crawler, archive and search of the French label Territoires, Villes et Villages Internet: who got how many arobases, when, and the words that prove it",
        "Collecte polie, archive et recherche du label Territoires, Villes et Villages Internet : qui a reçu combien d'arobases, quand, et les mots qui le prouvent",
    ),
    // The commands.
    (
        "Fetch what is due, archive it, read it, index it; goes on where the last run stopped",
        "Collecter ce qui est dû, l'archiver, le lire, l'indexer ; reprend où le dernier passage s'est arrêté",
    ),
    (
        "List and change the hosts that `crawl` starts from",
        "Lister et changer les sites d'où part `crawl`",
    ),
    (
        "Read pages from files or folders and print the claims; needs no archive",
        "Lire des pages de fichiers ou de dossiers et afficher les affirmations ; sans archive",
    ),
    (
        "Search the records, claims and pages",
        "Chercher dans les faits, les affirmations et les pages",
    ),
    (
        "Tell one collectivity's grades from edition to edition, and since when it holds them",
        "Dire les niveaux d'une collectivité d'édition en édition, et depuis quand elle les a",
    ),
    (
        "Tell what changed between two editions, who is not observed any more, what is new",
        "Dire ce qui a changé entre deux éditions, qui n'est plus observé, ce qui est nouveau",
    ),
    (
        "List what sources disagree about, and decide it",
        "Lister ce sur quoi les sources sont en désaccord, et trancher",
    ),
    (
        "Tell how much of each edition is known, and who is missing in it",
        "Dire ce qu'on connaît de chaque édition, et qui y manque",
    ),
    (
        "Count the records by year, grade, department and source",
        "Compter les faits par année, niveau, département et source",
    ),
    (
        "Show one claim or record with its words, its address and its capture",
        "Montrer une affirmation ou un fait avec ses mots, son adresse et sa capture",
    ),
    (
        "Write the records as a table, a spreadsheet, a map, a feed or for other programs",
        "Écrire les faits en table, classeur, carte, flux ou pour d'autres programmes",
    ),
    (
        "Show what the archive holds and how the last runs went",
        "Montrer ce que l'archive contient et comment les derniers passages se sont finis",
    ),
    (
        "Tell the story of one address: how it was found, what came of it, and by which rule",
        "Raconter une adresse : comment elle a été trouvée, ce qu'il en est venu, et par quelle règle",
    ),
    (
        "Read every capture again with this version's reader",
        "Relire chaque capture avec le lecteur de cette version",
    ),
    (
        "Build the search index again from the database",
        "Reconstruire l'index de recherche depuis la base",
    ),
    (
        "Check that the archive is still what was written, and put it right from its WARC files",
        "Vérifier que l'archive est bien ce qui fut écrit, et la réparer depuis ses fichiers WARC",
    ),
    (
        "Try it all without a network: crawl a small web that ships with the program",
        "Tout essayer sans réseau : collecter un petit web livré avec le programme",
    ),
    (
        "Tell what is set, by which file or variable, and where settings are looked for",
        "Dire ce qui est réglé, par quel fichier ou variable, et où les réglages sont cherchés",
    ),
    (
        "Print what completes commands and options in a shell",
        "Afficher ce qui complète commandes et options dans un interpréteur",
    ),
    (
        "Print the manual page, of all or of one command",
        "Afficher la page de manuel, de tout ou d'une commande",
    ),
    // Options of every command.
    (
        "The archive home: the folder that holds seeds/ and index/",
        "Le dossier de l'archive, qui contient seeds/ et index/",
    ),
    (
        "Take settings from this file alone",
        "Prendre les réglages de ce seul fichier",
    ),
    (
        "Take settings from no file",
        "Ne prendre les réglages d'aucun fichier",
    ),
    (
        "Colours and bold: on a terminal, always, or never (`NO_COLOR` says never, too)",
        "Couleurs et gras : sur un terminal, toujours ou jamais (`NO_COLOR` dit jamais, aussi)",
    ),
    (
        "The language of messages and help; without it `AROBASE_LANG`, else that of the system's locale",
        "La langue des messages et de l'aide ; sans elle `AROBASE_LANG`, sinon celle du système",
    ),
    (
        "Say less: errors and results only",
        "En dire moins : erreurs et résultats seulement",
    ),
    (
        "Say more (twice: much more)",
        "En dire plus (deux fois : beaucoup plus)",
    ),
    // Shapes.
    ("How to print it", "Comment l'afficher"),
    ("The same as --format json", "Comme --format json"),
    (
        "Only these columns, in this order, parted by commas, as csv names them",
        "Seulement ces colonnes, dans cet ordre, séparées par des virgules, nommées comme en csv",
    ),
    ("Print one JSON document", "Afficher un document JSON"),
];
