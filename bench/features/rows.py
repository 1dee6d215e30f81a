"""The features of a snapshot for everybody, and the questions to ask of them.

    maillage export --layer acteurs --format geojson … | rows.py --out FOLDER

Reads our own GeoJSON, one feature a line, as served: the others hold the same columns with the same values.
Writes acteurs.tsv (for PostgreSQL's COPY), columns.json (their names and types) and questions.json (the list,
with what is true of each: questions.py). Needs numpy, orjson, pyproj.
"""

import argparse
import json
import sys
import zlib
from array import array
from pathlib import Path

import numpy as np
import orjson

import questions

STEPS = 10_000_000
"""Places are steps of 1e-7 degree, as our own."""


def features(lines):
    """Each feature of a collection whose features stand one a line."""
    for line in lines:
        if line.startswith(b'{"type":"Feature",'):
            yield orjson.loads(line.rstrip(b",\n"))


def text(value):
    """A value of PostgreSQL's COPY."""
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, list):
        value = "{" + ",".join(f'"{escaped(item, (chr(92), chr(34)))}"' for item in value) + "}"
    return escaped(value, ("\\",)).replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def escaped(value, special):
    """The text with a backslash before the characters that mean something."""
    value = str(value)
    for character in special:
        value = value.replace(character, "\\" + character)
    return value


def kind(values):
    """The type of a column, from the first value that is one."""
    known = next((value for value in values if value is not None), "")
    if isinstance(known, list):
        return "text[]"
    return {bool: "boolean", int: "bigint", float: "double precision"}.get(type(known), "text")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=Path)
    options = parser.parse_args()

    lons, lats, checks = array("q"), array("q"), array("q")
    told = {name: [] for name in questions.TOLD}
    samples = {}
    with open(options.out / "acteurs.tsv", "w", encoding="utf-8") as table:
        for rank, feature in enumerate(features(sys.stdin.buffer)):
            properties, geometry = feature["properties"], feature["geometry"]
            if rank < 10_000:
                for name, value in properties.items():
                    samples.setdefault(name, []).append(value)
            lon, lat = geometry["coordinates"] if geometry else (None, None)
            cells = "\t".join(map(text, (rank, *properties.values(), lon, lat)))
            table.write(cells + "\n")
            lons.append(round(lon * STEPS) if geometry else questions.NOWHERE)
            lats.append(round(lat * STEPS) if geometry else questions.NOWHERE)
            checks.append(zlib.crc32(properties["id"].encode()))
            for name, values in told.items():
                value = properties[name]
                values.append(tuple(value) if isinstance(value, list) else value)
    columns = {name: kind(values) for name, values in samples.items()}
    (options.out / "columns.json").write_text(json.dumps(columns, indent=1))
    rows = questions.Rows(np.array(lons), np.array(lats), np.array(checks), told)
    listed = questions.draw(rows)
    (options.out / "questions.json").write_text(json.dumps(listed, ensure_ascii=False))
    print(questions.summary(listed), file=sys.stderr)


if __name__ == "__main__":
    main()
