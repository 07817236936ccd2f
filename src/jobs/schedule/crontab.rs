//! A line in the user's crontab, between two marks of ours; no other line is touched.

use std::path::Path;

use super::tool::{ToolError, run, succeed};
use super::{Installed, Job, Place, When, name_of};

/// Before and behind the line; the name of the home's units tells it from those of other homes.
fn marks(name: &str) -> [String; 2] {
    [
        format!(
            "# >>> {name}: written by `arobase schedule install`, `arobase schedule remove` takes it away"
        ),
        format!("# <<< {name}"),
    ]
}

/// The crontab of the user; empty where there is none.
///
/// # Errors
/// Where `crontab` is not there or fails.
pub fn read() -> Result<String, ToolError> {
    let output = run("crontab", &["-l"], None)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if said.contains("no crontab") || said.contains("can't open") {
        return Ok(String::new());
    }
    Err(ToolError::Failed {
        command: "crontab -l".to_owned(),
        why: said.trim().to_owned(),
    })
}

/// Writes the crontab of the user.
///
/// # Errors
/// Where `crontab` is not there or refuses it.
pub fn write(text: &str) -> Result<(), ToolError> {
    succeed("crontab", &["-"], Some(text)).map(drop)
}

/// The line that runs `job`.
pub fn line(job: &Job, when: &When) -> String {
    // A bare % ends the command and begins its input (crontab(5)).
    format!("{} {}", when.expression(), job.typed().replace('%', r"\%"))
}

/// The crontab `before` with this line for the home of `job` in place of the one it had.
pub fn with(before: &str, job: &Job, when: &When) -> String {
    let name = name_of(&job.home);
    let (mut text, _) = without(before, &job.home);
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let [begin, end] = marks(&name);
    text + &format!("{begin}\n{}\n{end}\n", line(job, when))
}

/// The crontab `before` without the line of this home, and that line where there was one.
pub fn without(before: &str, home: &Path) -> (String, Option<String>) {
    let name = name_of(home);
    let [begin, end] = marks(&name);
    // People may have shortened what stands behind the name.
    let begin = begin.split(':').next().unwrap_or_default().to_owned();
    let is_begin = |line: &str| line.split(':').next() == Some(begin.as_str());
    let lines: Vec<&str> = before.split_inclusive('\n').collect();
    let first = lines.iter().position(|line| is_begin(line.trim_end()));
    let last = first.and_then(|first| {
        let behind = lines
            .iter()
            .skip(first)
            .position(|line| line.trim_end() == end);
        behind.map(|behind| first + behind)
    });
    let Some((first, last)) = first.zip(last) else {
        return (before.to_owned(), None);
    };
    let (mut kept, mut taken) = (String::new(), None);
    for (number, line) in lines.iter().enumerate() {
        if number < first || number > last {
            kept.push_str(line);
        } else if number != first && number != last {
            taken = Some(line.trim_end().to_owned());
        }
    }
    (kept, taken.or(Some(String::new())))
}

/// The line of an archive home, where there is one. Where there is no `crontab`, there is none.
///
/// # Errors
/// Where `crontab` fails.
pub fn installed(home: &Path) -> Result<Option<Installed>, ToolError> {
    let text = match read() {
        Ok(text) => text,
        Err(ToolError::Missing(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let (_, line) = without(&text, home);
    Ok(line.map(|line| {
        let fields = if line.starts_with('@') { 1 } else { 5 };
        let mut words = line.splitn(fields + 1, char::is_whitespace);
        let expression: Vec<&str> = words.by_ref().take(fields).collect();
        Installed {
            place: Place::Crontab,
            command: words.next().unwrap_or_default().replace(r"\%", "%"),
            expression: Some(expression.join(" ")),
            timezone: None,
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn job(home: &str) -> Job {
        Job {
            home: home.into(),
            program: "/usr/bin/arobase".into(),
            args: ["-C", home, "crawl", "--quiet"].map(str::to_owned).to_vec(),
        }
    }

    #[test]
    fn a_line_replaces_the_one_of_its_home_and_no_other() {
        let daily = When::daily("06:30").unwrap();
        let foreign = "MAILTO=lea\n5 4 * * * backup 100\\%";
        let one = with(foreign, &job("/a b"), &daily);
        let both = with(&one, &job("/c"), &daily);
        let again = with(&both, &job("/a b"), &When::weekly("lundi 05:00").unwrap());
        assert_eq!(again.matches("crawl --quiet").count(), 2, "{again}");
        assert!(
            again.contains("0 5 * * 1 /usr/bin/arobase -C '/a b' crawl --quiet\n"),
            "{again}"
        );
        let (left, line) = without(&again, Path::new("/a b"));
        assert!(line.unwrap().starts_with("0 5 * * 1 "));
        let (left, _) = without(&left, Path::new("/c"));
        assert_eq!(left, format!("{foreign}\n"));
        assert_eq!(
            without(foreign, Path::new("/a b")),
            (foreign.to_owned(), None)
        );
    }

    proptest! {
        #[test]
        fn no_foreign_line_is_ever_touched(foreign in "([ -~é]{0,20}\n){0,8}") {
            let daily = When::daily("06:30").unwrap();
            let installed = with(&foreign, &job("/home"), &daily);
            prop_assert!(installed.starts_with(&foreign));
            prop_assert_eq!(without(&installed, Path::new("/home")).0, foreign);
        }
    }
}
