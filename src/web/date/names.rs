//! Names of months and weekdays, folded, in the languages that pages about French towns come in.

/// The month that a folded word names, full or shortened, 1 to 12.
pub(super) fn month(word: &str) -> Option<i8> {
    let month = match word {
        "janvier" | "janv" | "jan" | "january" | "januar" | "jaenner" | "enero" | "gennaio"
        | "janeiro" | "januari" | "يناير" => 1,
        "fevrier" | "fevr" | "fev" | "feb" | "february" | "februar" | "febrero" | "febbraio"
        | "fevereiro" | "februari" | "فبراير" => 2,
        "mars" | "marts" | "mar" | "march" | "marz" | "maerz" | "marzo" | "marco" | "maart"
        | "مارس" => 3,
        "avril" | "avr" | "apr" | "april" | "abril" | "aprile" | "أبريل" | "ابريل" => 4,
        "mai" | "may" | "mayo" | "maggio" | "maio" | "mei" | "مايو" => 5,
        "juin" | "jun" | "june" | "juni" | "junio" | "giugno" | "junho" | "يونيو" => 6,
        "juillet" | "juil" | "jul" | "july" | "juli" | "julio" | "luglio" | "julho" | "يوليو" => {
            7
        }
        "aout" | "aou" | "aug" | "august" | "agosto" | "augustus" | "أغسطس" | "اغسطس" => {
            8
        }
        "septembre" | "sept" | "sep" | "september" | "septiembre" | "settembre" | "setembro"
        | "سبتمبر" => 9,
        "octobre" | "oct" | "okt" | "october" | "oktober" | "octubre" | "ottobre" | "outubro"
        | "أكتوبر" | "اكتوبر" => 10,
        "novembre" | "nov" | "november" | "noviembre" | "novembro" | "نوفمبر" => 11,
        "decembre" | "dec" | "dez" | "december" | "dezember" | "diciembre" | "dicembre"
        | "dezembro" | "ديسمبر" => 12,
        _ => return None,
    };
    Some(month)
}

/// The weekday that a folded word names, full or shortened.
pub(super) fn weekday(word: &str) -> Option<jiff::civil::Weekday> {
    use jiff::civil::Weekday;
    let day = match word {
        "lundi" | "lun" | "monday" | "mon" | "montag" => Weekday::Monday,
        "mardi" | "tuesday" | "tue" | "dienstag" => Weekday::Tuesday,
        "mercredi" | "mer" | "wednesday" | "wed" | "mittwoch" => Weekday::Wednesday,
        "jeudi" | "jeu" | "thursday" | "thu" | "donnerstag" => Weekday::Thursday,
        "vendredi" | "ven" | "friday" | "fri" | "freitag" => Weekday::Friday,
        "samedi" | "sam" | "saturday" | "sat" | "samstag" => Weekday::Saturday,
        "dimanche" | "dim" | "sunday" | "sonntag" => Weekday::Sunday,
        _ => return None,
    };
    Some(day)
}
