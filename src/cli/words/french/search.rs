//! The query language and `search`.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    // The query language.
    ("the query is empty", "la recherche est vide"),
    (
        "the query has only words that are too common to search for: {words}",
        "la recherche n'a que des mots trop courants : {words}",
    ),
    (
        "unknown key « {typed}: »{near}",
        "clé « {typed}: » inconnue{near}",
    ),
    (
        " - did you mean « {near}: »?",
        " - vouliez-vous « {near}: » ?",
    ),
    (
        " - did you mean « {near} »?",
        " - vouliez-vous « {near} » ?",
    ),
    ("« {key}: » needs a value", "« {key}: » attend une valeur"),
    (
        "« {key}:{value} »: {why}{near}",
        "« {key}:{value} » : {why}{near}",
    ),
    (
        "an INSEE code has 5 signs (59009, 2A004), a SIREN 9 digits",
        "un code INSEE a 5 signes (59009, 2A004), un SIREN 9 chiffres",
    ),
    (
        "a day is written 2018, 2018-02 or 2018-02-09",
        "un jour s'écrit 2018, 2018-02 ou 2018-02-09",
    ),
    (
        "the quotation that begins with {begins} is not closed",
        "la citation qui commence par {begins} n'est pas fermée",
    ),
    (
        "« {typed} » is not a grade: the label gives 1 to 5 arobases",
        "« {typed} » n'est pas un niveau : le label donne de 1 à 5 arobases",
    ),
    (
        "after « {sign} » comes a grade, such as {sign}4@",
        "après « {sign} » vient un niveau, comme {sign}4@",
    ),
    (
        "« {typed} »: at least two letters stand before the *",
        "« {typed} » : il faut au moins deux lettres avant le *",
    ),
    (
        "« {word} » is not understood between words",
        "« {word} » n'est pas compris entre des mots",
    ),
    ("the keys are {keys}", "les clés sont {keys}"),
    (
        "put them in quotes to find them as a phrase: \"{words}\", or ask for a town: ville:\"{words}\"",
        "les mettre entre guillemets pour une phrase exacte : \"{words}\", ou demander une ville : ville:\"{words}\"",
    ),
    (
        "give one key several values: dep:59,62",
        "donner plusieurs valeurs à une clé : dep:59,62",
    ),
    ("add the closing quote", "ajouter le guillemet fermant"),
    (
        "write 4@, @@@@, 4 arobases, >=4@ or 2@..4@",
        "écrire 4@, @@@@, 4 arobases, >=4@ ou 2@..4@",
    ),
    (
        "for example: arobase search 'dep:59 annee:2018 >=4@'",
        "par exemple : arobase search 'dep:59 annee:2018 >=4@'",
    ),
    // How a query was read.
    (
        "no collectivity here is called « {name} »: these have it in their names",
        "aucune collectivité ici ne s'appelle « {name} » : celles-ci l'ont dans leur nom",
    ),
    (
        "no collectivity is called so: these records quote the words",
        "aucune collectivité ne s'appelle ainsi : ces faits citent ces mots",
    ),
    (
        "no result for « {typed} »: results for « {used} »",
        "aucun résultat pour « {typed} » : résultats pour « {used} »",
    ),
    ("records and pages", "faits et pages"),
    ("records", "faits"),
    (
        "the word {word} in any form ({stems})",
        "le mot {word} sous toute forme ({stems})",
    ),
    (
        "words that begin with {prefix}",
        "les mots qui commencent par {prefix}",
    ),
    (
        "these words in this order: {phrase}",
        "ces mots dans cet ordre : {phrase}",
    ),
    ("grade {term}", "niveau {term}"),
    ("collectivity {term}", "collectivité {term}"),
    ("code {term}", "code {term}"),
    ("department {term}", "département {term}"),
    ("region {term}", "région {term}"),
    ("edition {term}", "édition {term}"),
    ("status {term}", "statut {term}"),
    ("address {term}", "adresse {term}"),
    (
        "Records are listed first, then the pages",
        "Les faits viennent d'abord, puis les pages",
    ),
    ("Only records are listed", "Seuls les faits sont listés"),
    (
        "All of it must hold; several values of one key are alternatives. {pages}.",
        "Tout doit être vrai à la fois ; plusieurs valeurs d'une clé sont au choix. {pages}.",
    ),
    // What was found.
    ("nothing more", "rien de plus"),
    (
        "--after {cursor} is no place to go on",
        "--after {cursor} : on ne peut pas reprendre là",
    ),
    (
        "a search that has more ends with the word to give, such as r20p20",
        "une recherche qui a une suite finit par le mot à donner, comme r20p20",
    ),
    (
        "; the label exists since {year}",
        " ; le label existe depuis {year}",
    ),
    ("; the archive is empty", " ; l'archive est vide"),
    (
        "; the archive has {records} and {pages}",
        " ; l'archive a {records} et {pages}",
    ),
    (
        "nothing found for {query}{why}{covered}",
        "rien trouvé pour {query}{why}{covered}",
    ),
    (
        "; the editions known here are of {first} to {last}",
        " ; les éditions connues ici vont de {first} à {last}",
    ),
    (
        "{shown} of {what} shown; more with --limit {all}",
        "{shown} sur {what} ; la suite par --limit {all}",
    ),
    (
        "the next ones with --after {after}",
        "les suivants par --after {after}",
    ),
    (
        "edition of {year}: {known} known here, official total unknown",
        "édition {year} : {known} connus ici, total officiel inconnu",
    ),
    (
        "edition of {year}: {known} of {totals} known here",
        "édition {year} : {known} connus ici sur {totals} annoncés",
    ),
    ("! one source only", "! une seule source"),
    ("? sources disagree", "? sources en désaccord"),
    (
        "= sources disagree, a person decided",
        "= sources en désaccord, tranché par une personne",
    ),
    (
        "arobase show ID shows the proof",
        "arobase show ID montre la preuve",
    ),
    (
        "{told}, for example: arobase show {record}",
        "{told}, par exemple : arobase show {record}",
    ),
    (
        "… and {more} more (--limit)",
        "… et {more} de plus (--limit)",
    ),
];
