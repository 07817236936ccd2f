//! Runs without a hand: `schedule`, `news`, the budgets of `crawl`, `status`.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    // What a crawl says.
    (
        "News: {records}, {changed} changed, {hosts} broken (`arobase news` tells which)",
        "Nouvelles : {records}, modifiés : {changed}, en panne : {hosts} (`arobase news` dit lesquels)",
    ),
    (
        "{addresses}: the time of the run is over; to go on: {again}",
        "{addresses} : la durée du passage est écoulée ; pour continuer : {again}",
    ),
    (
        "{addresses}: the requests of the run are spent; to go on: {again}",
        "{addresses} : les requêtes du passage sont épuisées ; pour continuer : {again}",
    ),
    // Options of every command.
    (
        "Where another process writes to the archive, wait so long for it to end, as in 10m",
        "Si un autre processus écrit dans l'archive, attendre sa fin au plus ce temps, par exemple 10m",
    ),
    (
        "How messages are written to standard error: for people, or one JSON object a line",
        "Écriture des messages sur l'erreur standard : pour des personnes, ou un objet JSON par ligne",
    ),
    // `crawl`.
    (
        "Stop after so long, as in 2h; what is left waits for the next run",
        "S'arrêter après ce temps, par exemple 2h ; le reste attend le passage suivant",
    ),
    (
        "Stop after so many requests to all hosts together; what is left waits for the next run",
        "S'arrêter après ce nombre de requêtes, tous sites confondus ; le reste attend le passage suivant",
    ),
    (
        "After the run, write its figures to this file in the text format of Prometheus",
        "Après le passage, écrire ses chiffres dans ce fichier au format texte de Prometheus",
    ),
    // `status`.
    (
        "Only list the hosts that failed when they were asked last, each with the reason",
        "Ne lister que les sites en échec à leur dernière demande, chacun avec la raison",
    ),
    (
        "Tell how the run that is at work goes on, until it ends",
        "Dire comment avance le passage en cours, jusqu'à sa fin",
    ),
    // `news`.
    (
        "Print what the last runs told as new: records, contradictions, hosts that broke",
        "Afficher les nouvelles des derniers passages : faits, contradictions, sites en panne",
    ),
    (
        "Only what this run told (`arobase status` numbers them)",
        "Seulement celles de ce passage (`arobase status` les numérote)",
    ),
    (
        "The last so many runs that told anything",
        "Celles des derniers passages qui en avaient, ce nombre",
    ),
    (
        "Send what waits in the outbox to the hook and the webhook of arobase.toml now, and print nothing",
        "Envoyer maintenant ce qui attend à la commande et au webhook d'arobase.toml, sans rien afficher",
    ),
    // `schedule`.
    (
        "Crawl without a hand: by a timer of systemd, by cron, or in the foreground",
        "Collecter sans intervention : par une minuterie systemd, par cron, ou au premier plan",
    ),
    (
        "Have systemd start a crawl of this home (or cron, where there is no systemd)",
        "Faire lancer la collecte par systemd (ou par cron, à défaut de systemd)",
    ),
    (
        "Tell what is installed for this home, where, and when the next run is",
        "Dire ce qui est installé pour cette archive, où, et quand a lieu le prochain passage",
    ),
    (
        "Take the schedule of this home away",
        "Retirer la planification de cette archive",
    ),
    (
        "Stay in the foreground and crawl whenever it is time (for containers)",
        "Rester au premier plan et collecter à chaque échéance (pour les conteneurs)",
    ),
    (
        "Each hour, at this minute (0 without)",
        "Chaque heure, à cette minute (0 par défaut)",
    ),
    (
        "Each day at this time, as in 06:30",
        "Chaque jour à cette heure, par exemple 06:30",
    ),
    (
        "Each week, as in \"lundi 06:30\" or \"monday 06:30\"",
        "Chaque semaine, par exemple \"lundi 06:30\"",
    ),
    (
        "Each month, as in \"1 06:30\" (days from 1 to 28)",
        "Chaque mois, par exemple \"1 06:30\" (jours de 1 à 28)",
    ),
    (
        "As a cron expression says, as in \"30 6 * * 1-5\" (not for systemd)",
        "Selon une expression cron, par exemple \"30 6 * * 1-5\" (pas pour systemd)",
    ),
    (
        "The time zone of these times, as in Europe/Paris; that of the machine without",
        "Le fuseau de ces heures, par exemple Europe/Paris ; par défaut celui de la machine",
    ),
    (
        "Put each run off by up to so long, so that not all homes of the world begin at once",
        "Retarder chaque passage d'au plus ce temps, pour que toutes les archives ne commencent pas ensemble",
    ),
    (
        "Arguments of `crawl`, behind --",
        "Arguments de `crawl`, après --",
    ),
    (
        "Write a line of the crontab, also where there is systemd",
        "Écrire une ligne de crontab, même là où il y a systemd",
    ),
    (
        "Write the units of systemd, also where it is not at work",
        "Écrire les unités de systemd, même là où il n'est pas actif",
    ),
    (
        "Only print what would be written",
        "Afficher seulement ce qui serait écrit",
    ),
    (
        "Only tell what would be removed",
        "Dire seulement ce qui serait retiré",
    ),
    (
        "Begin with a run at once",
        "Commencer tout de suite par un passage",
    ),
    // Nouns.
    ("new record", "nouveau fait|nouveaux faits"),
    ("host", "site|sites"),
];
