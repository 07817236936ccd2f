#!/bin/sh
# Makes the first inputs of each target from the pages of the tests; they are copies and not kept in Git.
set -eu
cd "$(dirname "$0")"
mkdir -p corpus/html_to_claims corpus/text_to_claims corpus/scan corpus/dates
count=0
find ../tests/pages ../tests/gold ../src/jobs/demo/web -type f | sort | while read -r file; do
    count=$((count + 1))
    case "$file" in
    *.html)
        cp "$file" "corpus/html_to_claims/seed-$count"
        cp "$file" "corpus/scan/seed-$count"
        ;;
    *.txt) split -l 20 -a 3 "$file" "corpus/text_to_claims/seed-$count-" ;;
    esac
done
for date in '5 février 2019' '05/02/2019' '2019-02-05T10:00:00+01:00' '/2019/02/05/' 'Le 1er mars 2020 à 10h30' \
    'mardi 9 mars' 'February 5, 2019' 'Publié le 09 mars 2020'; do
    echo "$date" >"corpus/dates/seed-$(echo "$date" | cksum | cut -d ' ' -f 1)"
done
