"""Reads what `arobase export` wrote with the readers that people use, and compares every row with the database.

    python tests/export_peers.py DIR

DIR holds `wanted.jsonl` (the rows as the database has them) and `out.*`; tests/it/export/peers.rs makes it.
"""

import csv
import json
import sqlite3
import sys
from datetime import datetime
from html import unescape
from pathlib import Path

import duckdb
import feedparser
import frictionless
import jsonschema
import mwparserfromhell
import openpyxl
import pandas
import rdflib
from markdown_it import MarkdownIt

folder = Path(sys.argv[1])
wanted = [json.loads(line) for line in open(folder / "wanted.jsonl", encoding="utf-8")]
columns = json.loads((folder / "out.csv.datapackage.json").read_text())["resources"][0]["schema"]["fields"]
columns = [column["name"] for column in columns]
numbers = {"year", "edition", "arobases", "sources", "confidence"}
said = []


def shown(text):
    """Text as formats have it that cannot escape."""
    text = text.replace("\r\n", "\n")
    for sign in "\r\x85\u2028\u2029":
        text = text.replace(sign, "\n")
    bad = [*range(0, 9), 11, 12, *range(14, 32), *range(127, 160), 0x61C, 0x200E, 0x200F]
    bad += [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
    return text.translate({code: "\ufffd" for code in bad})


def lined(text):
    for sign in "\n\t":
        text = shown(text).replace(sign, " ")
    return " ".join(word for word in text.split(" ") if word)


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def same(reader, rows):
    """Fails unless these rows, dicts of the columns, are those of the database."""
    rows = list(rows)
    assert len(rows) == len(wanted), f"{reader}: {len(rows)} rows, not {len(wanted)}"
    for row, want in zip(rows, wanted):
        assert list(row) == columns, f"{reader}: {list(row)}"
        for name in columns:
            is_, should = row[name], want[name]
            if should is None or is_ is None:
                ok = is_ is None and should is None
            elif name == "captured_at":
                ok = (moment(is_) if isinstance(is_, str) else is_) == moment(should)
            elif name in numbers:
                ok = not isinstance(is_, str) and abs(is_ - should) < 1e-6
            else:
                ok = isinstance(is_, str) and is_ == shown(should)
            assert ok, f"{reader}: {want['record']}: {name} is {is_!r}, not {should!r}"
    said.append(f"{reader}: {len(rows)} rows x {len(columns)} columns")


def typed(row):
    """A row of text: empty is nothing, numbers are numbers, the guard is off."""
    value = lambda name, text: float(text) if name in numbers else text.removeprefix("'")
    return {name: value(name, text) if text else None for name, text in row.items()}


def known(value):
    return None if pandas.isna(value) else value


with open(folder / "out.csv", encoding="utf-8", newline="") as file:
    same("csv (Python)", (typed(row) for row in csv.DictReader(file)))
frame = pandas.read_csv(folder / "out.csv", dtype=str, keep_default_na=False)
same("csv (pandas)", (typed(row) for row in frame.to_dict("records")))
same(
    "csv (DuckDB)",
    (
        typed({name: value or "" for name, value in zip(columns, row)})
        for row in duckdb.sql(f"select * from read_csv('{folder}/out.csv', all_varchar = true)").fetchall()
    ),
)
report = frictionless.validate(str(folder / "out.csv.datapackage.json"))
assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]
said.append("csv and its Table Schema: valid (frictionless)")

book = openpyxl.load_workbook(folder / "out.xlsx")
cells = list(book["records"].iter_rows())
assert all(cell.data_type != "f" for row in cells for cell in row), "a formula"
named = [cell.value for cell in cells[0]]
same("xlsx (openpyxl)", (dict(zip(named, [cell.value for cell in row])) for row in cells[1:]))
frame = pandas.read_excel(folder / "out.xlsx", dtype={"code": str, "department": str, "published": str})
assert set(frame["code"].dropna()) == {row["code"] for row in wanted if row["code"]}, "codes"

same(
    "parquet (DuckDB)",
    (
        dict(zip(columns, row))
        for row in duckdb.sql(f"set TimeZone='UTC'; select * from '{folder}/out.parquet'").fetchall()
    ),
)
frame = pandas.read_parquet(folder / "out.parquet")
same(
    "parquet (pandas)",
    ({name: known(value) for name, value in row.items()} for row in frame.to_dict("records")),
)

db = sqlite3.connect(folder / "out.sqlite")
assert db.execute("pragma integrity_check").fetchone() == ("ok",)
order = {row["record"]: number for number, row in enumerate(wanted)}
rows = [dict(zip(columns, row)) for row in db.execute("select * from record")]
same("sqlite (Python)", sorted(rows, key=lambda row: order[row["record"]]))

lines = [json.loads(line) for line in open(folder / "out.jsonl", encoding="utf-8")]
schema = json.loads((folder / "out.jsonl.schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(schema)
checks = jsonschema.Draft202012Validator(schema)
for line in lines:
    checks.validate(line)
assert all(line[name] == want[name] for line, want in zip(lines, wanted) for name in columns if name != "confidence")
said.append(f"jsonl: {len(lines)} lines, valid (jsonschema)")

collection = json.loads((folder / "out.geojson").read_text())
jsonschema.Draft202012Validator(json.loads((folder / "out.geojson.schema.json").read_text())).validate(collection)
assert [feature["id"] for feature in collection["features"]] == [want["record"] for want in wanted]
located = sum(feature["geometry"] is not None for feature in collection["features"])
said.append(f"geojson: {len(wanted)} features, {located} with a point, valid (jsonschema)")

bulk = [json.loads(line) for line in open(folder / "out.es", encoding="utf-8")]
assert [line["index"]["_id"] for line in bulk[::2]] == [want["record"] for want in wanted]
assert bulk[1::2] == lines
mapped = json.loads((folder / "out.es.mapping.json").read_text())["mappings"]["properties"]
assert set(mapped) == set(columns)
said.append(f"es-bulk: {len(wanted)} documents, all mapped")

graph = rdflib.Graph().parse(folder / "out.jsonld", format="json-ld")
answers = graph.query(
    """prefix schema: <https://schema.org/> prefix oa: <http://www.w3.org/ns/oa#> prefix arobase: <tag:arobase.invalid,2026:term/>
    select ?record ?exact ?sha ?at ?rule ?year ?grade ?code ?confidence where {
        ?record a schema:Certification ; arobase:confidence ?confidence .
        ?proof oa:hasBody ?record ; arobase:rule ?rule ; oa:hasTarget ?target .
        ?target oa:hasSelector [ a oa:TextQuoteSelector ; oa:exact ?exact ] ;
            oa:hasSource [ schema:sha256 ?sha ] ; oa:hasState [ oa:sourceDate ?at ] .
        optional { ?record schema:validFrom ?year }
        optional { ?record schema:certificationRating [ schema:ratingValue ?grade ] }
        optional { ?record schema:about [ schema:identifier [ schema:value ?code ] ] }
    }"""
)
found = {}
for answer in answers:
    found.setdefault(str(answer.record), []).append(answer)
assert len(found) == len(wanted), f"json-ld: {len(found)}"
for want in wanted:
    # One page may prove several records; each has its own proof, but the page's digests are all of the page.
    for answer in found["tag:arobase.invalid,2026:record/" + want["record"]]:
        assert str(answer.exact) == want["quote"] and str(answer.rule) == want["rule"], want["record"]
        assert moment(str(answer.at)) == moment(want["captured_at"])
        assert (answer.grade and int(answer.grade)) == want["arobases"]
        assert (answer.year and int(str(answer.year)[:4])) == want["year"]
        assert (answer.code and str(answer.code)) == want["code"]
        assert abs(float(answer.confidence) - want["confidence"]) < 1e-6
    assert want["sha256"] in {str(answer.sha) for answer in found["tag:arobase.invalid,2026:record/" + want["record"]]}
said.append(f"json-ld: {len(graph)} triples, {len(found)} certifications with their quotation (rdflib)")

feed = feedparser.parse(str(folder / "out.atom"))
assert not feed.bozo and feed.version == "atom10", feed.get("bozo_exception")
entries = {entry.id: entry for entry in feed.entries}
assert len(entries) == len(wanted)
for want in wanted:
    entry = entries["tag:arobase.invalid,2026:record/" + want["record"]]
    assert entry.link == want["url"] and moment(entry.updated) == moment(want["captured_at"])
    assert lined(want["quote"]) in entry.content[0].value and want["sha256"] in entry.content[0].value
said.append(f"atom: {len(entries)} entries (feedparser)")

tokens = MarkdownIt("commonmark").enable("table").parse((folder / "out.md").read_text(encoding="utf-8"))
cells = [token for token in tokens if token.type == "inline"]
inside = {child.type for cell in cells for child in cell.children}
assert inside <= {"text", "text_special", "link_open", "link_close"}, inside
texts = ["".join(child.content for child in cell.children) for cell in cells]
body = [texts[at : at + 13] for at in range(13, len(texts), 13)]
assert [[row[1], row[7], row[11]] for row in body] == [
    [lined(want["name"]), lined(want["quote"]), want["sha256"]] for want in wanted
]
said.append(f"md: {len(body)} rows of text and links alone (markdown-it)")

code = mwparserfromhell.parse((folder / "out.wiki").read_text(encoding="utf-8"))
assert not code.filter_templates() and not code.filter_wikilinks() and not code.filter_comments()
tags = {str(tag.tag) for tag in code.filter_tags()}
assert tags <= {"table", "tr", "td", "th"}, tags
rows = code.filter_tags(matches=lambda tag: tag.tag == "tr")
cells = [[cell for cell in row.contents.filter_tags(matches=lambda tag: tag.tag == "td")] for row in rows]
cells = [row for row in cells if row]
assert len(cells) == len(wanted), len(cells)
for row, want in zip(cells, wanted):
    assert unescape(str(row[7].contents).strip()) == lined(want["quote"]), want["record"]
    links = row[8].contents.filter_external_links()
    assert len(links) == 1 and unescape(str(links[0].url)) == want["url"].replace("_", "%5F")
said.append(f"wikitext: {len(cells)} rows, no template, no other markup (mwparserfromhell)")

print("\n".join(said))
