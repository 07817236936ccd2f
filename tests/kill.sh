#!/bin/sh
# Kills a crawl of the evaluation pages at random moments, lets it go on, and compares what is in the
# archive at the end with what an undisturbed crawl has: the same addresses, the same records, every
# WARC file whole.
#
#     tests/kill.sh [KILLS]      default 10
#
# Needs the evaluation pages beside the repository (../shared/gold with its serve.py) and python3;
# checks the WARC files with `warcio check` where warcio is installed. The binary is
# target/release/arobase, or what AROBASE_BIN names.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
kills=${1:-10}
gold=$here/../shared/gold
bin=${AROBASE_BIN:-$here/target/release/arobase}
if [ ! -f "$gold/serve.py" ]; then
    echo "skipped: the evaluation pages are not here"
    exit 0
fi
[ -x "$bin" ] || { echo "no program at $bin: cargo build --release" >&2; exit 2; }
work=$(mktemp -d)
python3 "$gold/serve.py" 0 >"$work/server" 2>/dev/null &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT
until [ -s "$work/server" ]; do sleep 0.1; done
web=$(cat "$work/server")
starts=$(sed 's|^|http://|' "$gold/hosts.txt")

crawl() { # HOME
    # shellcheck disable=SC2086 # one argument a host
    "$bin" -C "$1" crawl --contact test@ville.example --delay 0 --connect-to "$web" $starts
}

mkdir "$work/calm" "$work/killed"
began=$(date +%s%N)
crawl "$work/calm" 2>"$work/calm.log"
took=$((($(date +%s%N) - began) / 1000000))
echo "undisturbed: $took ms; $(tail -n 1 "$work/calm.log")"

done=0
while [ "$done" -lt "$kills" ]; do
    moment=$(python3 -c "import random; print(random.uniform(0.05, max(0.2, $took / 2000)))")
    # The shell's own job, so that nothing else is ever hit.
    crawl "$work/killed" 2>>"$work/killed.log" &
    shell=$!
    sleep "$moment"
    child=$(ps -o pid= --ppid "$shell" | tr -d ' ' | head -n 1)
    if kill -9 "${child:-$shell}" 2>/dev/null; then
        done=$((done + 1))
        echo "kill $done after $moment s"
    fi
    wait "$shell" 2>/dev/null || true
done
crawl "$work/killed" 2>>"$work/killed.log"
grep "The last run was killed" "$work/killed.log" || true

python3 - "$work" <<'PYTHON'
import sqlite3, sys
def look(home):
    db = sqlite3.connect(f"{sys.argv[1]}/{home}/index/arobase.db")
    urls = {url for (url,) in db.execute("select url from capture")}
    records = db.execute("select id, code, name, year, kind, arobases, mention, status, sources, confidence, best_claim from record order by id").fetchall()
    return urls, records, db.execute("select count(*) from capture").fetchone()[0]
calm, killed = look("calm"), look("killed")
print(f"addresses: {len(calm[0])} undisturbed, {len(killed[0])} after kills ({killed[2]} captures)")
print(f"records:   {len(calm[1])} undisturbed, {len(killed[1])} after kills")
if calm[0] != killed[0]:
    sys.exit(f"addresses differ: {sorted(calm[0] ^ killed[0])[:10]}")
if calm[1] != killed[1]:
    sys.exit("records differ")
PYTHON
"$bin" -C "$work/killed" verify --read-data
if command -v warcio >/dev/null; then
    warcio check "$work"/calm/index/warc/*.warc.gz "$work"/killed/index/warc/*.warc.gz
    echo "warcio check: all WARC files pass"
else
    echo "warcio is not installed: WARC files not checked"
fi
