//! The questions: `town`, `changes`, `conflicts`, `coverage`, `stats`, `show`.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    // `town`.
    (
        "« {name} » may mean {many} collectivities",
        "« {name} » peut désigner {many} collectivités",
    ),
    (
        "« {name} » may mean several collectivities",
        "« {name} » peut désigner plusieurs collectivités",
    ),
    (
        "give the code of one of them",
        "donner le code de l'une d'elles",
    ),
    ("give the code of one", "donner le code de l'une d'elles"),
    (
        "no page says anything of any « {name} »; so are called",
        "aucune page ne parle d'un « {name} » ; s'appellent ainsi",
    ),
    (
        "no collectivity is called « {name} »",
        "aucune collectivité ne s'appelle « {name} »",
    ),
    (
        "no collectivity is called « {name} »: this is {town}",
        "aucune collectivité ne s'appelle « {name} » : voici {town}",
    ),
    (
        "{former} is part of {town} today",
        "{former} fait aujourd'hui partie de {town}",
    ),
    (
        "one more is called so too, and no page says anything of it:",
        "une autre s'appelle ainsi, et aucune page n'en parle :",
    ),
    (
        "{more} more are called so too, and no page says anything of them:",
        "{more} autres s'appellent ainsi, et aucune page n'en parle :",
    ),
    (" (once {former})", " (autrefois {former})"),
    ("… and {more} more", "… et {more} de plus"),
    (
        "No page in this archive says anything of it.",
        "Aucune page de cette archive n'en parle.",
    ),
    ("not observed ({covered})", "non observé ({covered})"),
    ("decided on {on}", "tranché le {on}"),
    ("decided on {on}: {note}", "tranché le {on} : {note}"),
    (
        "{known} known, total unknown",
        "{known} connus, total inconnu",
    ),
    ("{known} of {totals} known", "{known} connus sur {totals}"),
    (
        "{grade} or more since {year}",
        "{grade} ou plus depuis {year}",
    ),
    ("{grade} since {year}", "{grade} depuis {year}"),
    (" at least", " au moins"),
    (
        " ({editions} between not observed)",
        " ({editions} entre-temps sans observation)",
    ),
    ("last observed in {last}", "dernière preuve : {last}"),
    (
        "not observed since ({editions})",
        "non observé depuis ({editions})",
    ),
    // `changes`.
    (
        "no page here tells of the edition of {year}",
        "aucune page ici ne parle de l'édition {year}",
    ),
    (
        "the editions covered are {editions}",
        "les éditions couvertes sont {editions}",
    ),
    (
        "--from {first} is not before --to {last}",
        "--from {first} ne précède pas --to {last}",
    ),
    (
        "two editions are compared; covered here: {editions}",
        "on compare deux éditions ; couvertes ici : {editions}",
    ),
    (
        "{from} ({known} known) → {to} ({known_then} known): {counts}",
        "{from} ({known} connus) → {to} ({known_then} connus) : {counts}",
    ),
    ("no change", "aucun changement"),
    (
        "{who} in two editions or more, then not observed in {least} or more (not observed is not lost; covered: anything is known of it)",
        "{who} dans deux éditions ou plus, puis sans observation dans {least} ou plus (non observé n'est pas perdu ; couverte : on en sait quelque chose)",
    ),
    ("{grade} in {year}", "{grade} en {year}"),
    (
        "not observed in {editions}",
        "sans observation : {editions}",
    ),
    (
        "--since {text} is neither a time nor a day",
        "--since {text} n'est ni une durée ni un jour",
    ),
    (
        "for example --since 7d, --since 2w, --since 3m, --since 2026-11-19",
        "par exemple --since 7j, --since 2s, --since 3m, --since 2026-11-19",
    ),
    ("there is no run {run}", "il n'y a pas de passage {run}"),
    (
        "`arobase status` lists the last ones",
        "`arobase status` liste les derniers",
    ),
    ("since {since}", "depuis le {since}"),
    ("in run {run}", "au passage {run}"),
    (
        "{records} with claims that are new {since}",
        "{records} avec des affirmations nouvelles {since}",
    ),
    // `conflicts`.
    ("{records} contested", "{records} en désaccord"),
    (", {decided} decided", ", {decided} tranchés"),
    (" (--all lists them too)", " (--all les liste aussi)"),
    ("decided: {decision}", "tranché : {decision}"),
    (
        "decide with: arobase conflicts decide {record} --keep {keep} --note \"…\" (dated; `conflicts undo` takes it back)",
        "trancher : arobase conflicts decide {record} --keep {keep} --note \"…\" (daté ; `conflicts undo` l'annule)",
    ),
    ("{which} is no CODE/YEAR", "{which} n'est pas un CODE/ANNÉE"),
    (
        "for example 59009/2013; `arobase conflicts` lists them",
        "par exemple 59009/2013 ; `arobase conflicts` les liste",
    ),
    (
        "no record of {name} in {year}",
        "aucun fait sur {name} en {year}",
    ),
    (
        "{record} is {status}: nothing to decide",
        "{record} est {status} : rien à trancher",
    ),
    (
        "claim {keep} takes no side: it names no grade",
        "l'affirmation {keep} ne prend pas parti : elle ne dit pas de niveau",
    ),
    (
        "{name} {year}: {decision}, of {sides}",
        "{name} {year} : {decision}, entre {sides}",
    ),
    (
        "no claim of {record} begins with {keep}",
        "aucune affirmation de {record} ne commence par {keep}",
    ),
    (
        "{many} claims of {record} begin with « {keep} »",
        "{many} affirmations de {record} commencent par « {keep} »",
    ),
    (
        "`arobase show {record}` lists them",
        "`arobase show {record}` les liste",
    ),
    (
        "no decision stands about {id}",
        "rien n'a été tranché sur {id}",
    ),
    ("taken back: {decision}", "annulé : {decision}"),
    // `coverage`.
    (
        "{year} is no edition of the label, and no page tells of one",
        "{year} n'est pas une édition du label, et aucune page n'en évoque",
    ),
    (
        "nobody who was observed in a neighbouring edition is missing",
        "personne ne manque parmi ceux d'une édition voisine",
    ),
    (
        "{who} not observed, though observed in the covered edition before or after ({both} in both)",
        "{who} sans observation, mais observées dans l'édition couverte d'avant ou d'après ({both} dans les deux)",
    ),
    // `show`.
    (
        "nothing has the id {id}",
        "rien ne porte l'identifiant {id}",
    ),
    (
        "`arobase search` prints ids in its last column",
        "`arobase search` montre les identifiants dans sa dernière colonne",
    ),
    ("the id is empty", "l'identifiant est vide"),
    (
        "{count} ids begin with {id}:",
        "{count} identifiants commencent par {id} :",
    ),
    (
        "give more characters of one of them",
        "donner plus de caractères de l'un d'eux",
    ),
    ("Record", "Fait"),
    ("Claim", "Affirm."),
    ("Says", "Dit"),
    ("Words", "Citation"),
    ("Page", "Page"),
    ("Site", "Site"),
    ("Published", "Publié"),
    ("Address", "Adresse"),
    ("Asked as", "Demandé"),
    ("Captured", "Capturé"),
    ("Seen again", "Revu"),
    ("Place", "Endroit"),
    ("Rule", "Règle"),
    ("Refused", "Écarté"),
    ("Decided", "Tranché"),
    ("(no title)", "(sans titre)"),
    ("(not named)", "(sans nom)"),
    ("(no date)", "(sans date)"),
    (
        "{grade} on {on}, claim {keep}{note}",
        "{grade} le {on}, affirmation {keep}{note}",
    ),
    ("said of {name}", "dit de {name}"),
    ("mention « {mention} »", "mention « {mention} »"),
    ("arobases not given", "arobases non données"),
    (
        "contested: {sources} disagree, both sides are below",
        "contesté : {sources} en désaccord, les deux versions suivent",
    ),
    (
        "decided: {sources} disagree, both sides are below",
        "tranché : {sources} en désaccord, les deux versions suivent",
    ),
    ("{status}: {sources}", "{status} : {sources}"),
    (
        "{claims} · confidence {confidence}",
        "{claims} · confiance {confidence}",
    ),
    (
        "claim {claim} has lost its {what}",
        "l'affirmation {claim} a perdu : {what}",
    ),
    (
        "block {block}, byte {start}, {css}",
        "bloc {block}, octet {start}, {css}",
    ),
    (
        "{rule} · confidence {confidence}",
        "{rule} · confiance {confidence}",
    ),
    ("once", "une fois"),
    ("{times} times", "{times} fois"),
    ("not modified, says the server", "inchangé, dit le serveur"),
    ("the same bytes", "les mêmes octets"),
    (
        "{times}, last on {at} ({how})",
        "{times}, en dernier le {at} ({how})",
    ),
    (
        "{warc} at byte {offset}, {length} bytes",
        "{warc} à l'octet {offset}, {length} octets",
    ),
    ("written « {written} »", "écrit « {written} »"),
    ("year from {basis}", "année d'après {basis}"),
    ("the words themselves", "les mots eux-mêmes"),
    ("the date of the ceremony", "la date de la cérémonie"),
    ("the ordinal of the edition", "le numéro de l'édition"),
    (
        "totals that only one edition has",
        "des totaux qu'une seule édition a",
    ),
    ("the date of publication", "la date de publication"),
    ("the address", "l'adresse"),
    (
        "a run of consecutive editions",
        "une suite d'éditions consécutives",
    ),
    (
        "the year that was judged and the edition hoped for next",
        "l'année jugée et l'édition espérée ensuite",
    ),
    ("award", "attribution"),
    ("recalled", "rappel"),
    ("not named", "sans nom"),
    ("{year} (edition {ordinal})", "{year} (édition {ordinal})"),
    ("Text of {url}", "Texte de {url}"),
];
