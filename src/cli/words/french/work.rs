//! The work: `crawl` and `status`.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    // `crawl`.
    (
        "no contact: a crawl must tell webmasters whom to write to",
        "aucun contact : une collecte doit dire aux webmestres à qui écrire",
    ),
    (
        "arobase crawl --contact you@example.org, or AROBASE_CONTACT, or contact = \"…\" in {path}",
        "arobase crawl --contact vous@exemple.fr, ou AROBASE_CONTACT, ou contact = \"…\" dans {path}",
    ),
    (
        "no address is given, and {seeds} holds no seeds",
        "aucune adresse n'est donnée, et {seeds} n'a pas de sources",
    ),
    (
        "arobase crawl https://www.example.org, or write seeds (seeds/README.md says how)",
        "arobase crawl https://www.exemple.fr, ou écrire des sources (seeds/README.md dit comment)",
    ),
    (
        "{host} asked not to be crawled ({file}:{line})",
        "{host} a demandé à ne pas être collecté ({file}:{line})",
    ),
    (
        "{addresses} for the hours {hours}; to go on then: {again}",
        "{addresses} la plage {hours} ; pour reprendre alors : {again}",
    ),
    (
        "Stopped. What was fetched is kept; to go on: {again}",
        "Arrêté. Ce qui a été lu est gardé ; pour reprendre : {again}",
    ),
    (
        "The last run was killed: {bytes} that nothing had acknowledged were cut from {file}.",
        "Le dernier passage a été tué : {bytes} que rien n'avait confirmés ont été retirés de {file}.",
    ),
    ("Going on with", "Reprise de"),
    ("Crawling", "Collecte de"),
    (
        "{verb} {sites}, {addresses} waiting; a pause of {seconds} s or more, as {agent}",
        "{verb} {sites}, {addresses} en attente ; pause de {seconds} s ou plus, sous le nom {agent}",
    ),
    (
        "Every request goes to {address} in plain HTTP.",
        "Chaque requête va à {address} en HTTP simple.",
    ),
    (
        "{pages} pages, {claims} claims, {waiting} waiting, {whole}.{tenth} requests/s, {host}",
        "{pages} pages, {claims} affirmations, {waiting} en attente, {whole},{tenth} requêtes/s, {host}",
    ),
    (
        "{requests} requests to {sites} in {seconds} s: {pages} pages archived, {claims} claims read",
        "{requests} requêtes à {sites} en {seconds} s : {pages} pages archivées, {claims} affirmations lues",
    ),
    ("asked again and found as they were", "relues et inchangées"),
    (
        "not there any more: what was archived of them stays",
        "disparues : ce qui en a été archivé reste",
    ),
    (
        "left alone: reserved from text and data mining",
        "laissées : réserve de fouille de textes et de données",
    ),
    (
        "left alone: robots.txt forbids it",
        "laissées : robots.txt l'interdit",
    ),
    (
        "{addresses} not followed: {reason}",
        "{addresses} non suivies : {reason}",
    ),
    ("failed: {site}: {reason}", "échec : {site} : {reason}"),
    ("failed: {more} more", "échec : {more} autres"),
    (
        "{site} asks to be left alone until {until}",
        "{site} demande à être laissé jusqu'au {until}",
    ),
    (
        "{count} over their budget of pages, the next run goes on: {sites}",
        "{count} au bout de leur budget de pages, le prochain passage continue : {sites}",
    ),
    (
        "The archive {path} holds {captures} captures ({bytes}), {claims} claims, {records} records",
        "L'archive {path} a {captures} captures ({bytes}), {claims} affirmations, {records} faits",
    ),
];
