//! `forget`.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    ("WARC file", "fichier WARC|fichiers WARC"),
    ("file", "fichier|fichiers"),
    ("loses", "fait perd|faits perdent"),
    ("Would go", "Partirait"),
    ("Would stay", "Resterait"),
    ("Forgotten", "Oublié"),
    ("Kept", "Gardé"),
    ("Receipt", "Reçu"),
    ("Not seen", "Non vu"),
    ("Names it", "Le nomme"),
    ("Not reached", "Hors portée"),
    ("nothing is archived of it", "rien n'en est archivé"),
    (
        "{captures} in {files}, written again without them",
        "{captures} dans {files}, à réécrire sans",
    ),
    (
        "{claims}, {records} that nothing else proves",
        "{claims}, {records} que rien d'autre ne prouve",
    ),
    (
        "; {left} a proof of several",
        " ; {left} une preuve parmi plusieurs",
    ),
    ("{addresses} of the crawl", "{addresses} de la collecte"),
    (
        "index/damaged: {files} that nobody can look into",
        "index/damaged : {files} que personne ne peut lire",
    ),
    (
        "its hash, which is on the list already",
        "son empreinte, déjà sur la liste",
    ),
    (
        "a hash of it, so that it is never collected again",
        "une empreinte, pour ne jamais recollecter",
    ),
    (
        "{captures} with {claims}, {records}, {addresses}",
        "{captures} avec {claims}, {records}, {addresses}",
    ),
    (
        "{files} written again, search index built anew",
        "{files} à neuf, index de recherche refait",
    ),
    (
        "index/damaged: {files} removed",
        "index/damaged : {files} en moins",
    ),
    (
        "a hash of it: it is never collected again",
        "une empreinte : ce ne sera plus jamais collecté",
    ),
    (
        "{captures} with a body that cannot be unpacked here",
        "{captures} dont le corps ne peut être décompressé ici",
    ),
    (
        "{place}: yours, left as it is",
        "{place} : à vous, laissé tel quel",
    ),
    ("and {more} more", "et {more} de plus"),
    (
        "files exported or copied before, backups, links on pages that stay, seeds/",
        "fichiers exportés ou copiés avant, sauvegardes, liens des pages qui restent, seeds/",
    ),
    (
        "nobody is at a terminal to be asked whether it is really to be forgotten",
        "personne n'est devant un terminal pour confirmer l'oubli",
    ),
    (
        "--yes does it without asking, --dry-run only says what would be removed",
        "--yes le fait sans demander, --dry-run dit seulement ce qui partirait",
    ),
    (
        "--reason says what is to be forgotten, and would stand in the receipt",
        "--reason dit ce qui doit être oublié, et figurerait dans le reçu",
    ),
    (
        "say who asked or by which right instead: --reason 'request of 26 November'",
        "dire plutôt qui l'a demandé ou à quel titre : --reason 'demande du 26 novembre'",
    ),
    (
        "Nothing was done: without --dry-run it is asked, with --yes it is done.",
        "Rien n'a été fait : sans --dry-run une confirmation est demandée, avec --yes c'est fait.",
    ),
    ("Nothing was done.", "Rien n'a été fait."),
    (
        "Nobody can take it back. Forget it? Type yes:",
        "Nul ne peut revenir dessus. Oublier ? Taper oui :",
    ),
    (
        "arobase: another process reads the database: bytes of what was removed are in its files until the next run that writes",
        "arobase : un autre processus lit la base : des octets de ce qui est parti y restent jusqu'au prochain passage qui écrit",
    ),
    (
        "  help: end that process, then `arobase reread` or any crawl packs the database",
        "  aide : arrêter ce processus, puis `arobase reread` ou toute collecte compacte la base",
    ),
    (
        "six letters or digits at least; --dry-run tells how many pages have the words",
        "six lettres ou chiffres au moins ; --dry-run dit combien de pages ont ces mots",
    ),
    // The help.
    (
        "Remove an address, a host or words from the archive, bytes and all, and never collect them again",
        "Retirer de l'archive une adresse, un site ou des mots, octets compris, et ne plus jamais les collecter",
    ),
    (
        "This address: all that was archived of it, what gives it as its own address, and what has its very bytes",
        "Cette adresse : tout ce qui en est archivé, ce qui la donne pour sienne, et ce qui en a les octets mêmes",
    ),
    (
        "This host and those below it",
        "Ce site et ceux qui en dépendent",
    ),
    (
        "These words in any spelling: every page that has them, whole; `-` reads them from standard input",
        "Ces mots dans toute graphie : chaque page qui les a, entière ; `-` les lit sur l'entrée standard",
    ),
    (
        "Why, for the receipt; it must not say what is forgotten",
        "Pourquoi, pour le reçu ; sans dire ce qui est oublié",
    ),
    (
        "Only say what would be removed",
        "Dire seulement ce qui partirait",
    ),
    (
        "Do not ask: nobody can take it back",
        "Ne pas demander : nul ne peut revenir dessus",
    ),
];
