"""The rows of a snapshot, in the shapes that the peers read, and the list of tiles to ask for.

    rows.py --communes communes.csv --actors acteurs.csv --out FOLDER

Everybody gets the same rows, at the same places: an actor that is known by its commune only stands
at its commune's point, as in our own tiles; one that has no commune has no place and is left out.
Writes acteurs.tsv (PostGIS), acteurs.ndjson (tippecanoe, supercluster), communes.tsv, words.json
(families and functions) and tiles.json (the list, with the number of actors in each tile).
"""

import argparse
import csv
import json
import math
from array import array
from collections import Counter
from pathlib import Path

import tilelist

BITS = 31
"""Places are cells of a world 2^31 cells wide: a tile of zoom z is a shift by 31 - z."""

EARTH = 6378137.0 * math.pi


def cell(lon, lat):
    """The cell of the world that owns a place: x east, y south."""
    x = lon / 360.0 + 0.5
    sine = math.sin(math.radians(lat))
    y = 0.5 - math.log((1.0 + sine) / (1.0 - sine)) / (4.0 * math.pi)
    top = (1 << BITS) - 1
    return min(max(int(x * (1 << BITS)), 0), top), min(max(int(y * (1 << BITS)), 0), top)


def mercator(x, y):
    """Metres of EPSG:3857 of the middle of a cell."""
    side = 1 << BITS
    return ((x + 0.5) / side * 2.0 - 1.0) * EARTH, (1.0 - (y + 0.5) / side * 2.0) * EARTH


def communes(path):
    """The name and the point of each commune."""
    with open(path, encoding="utf-8", newline="") as file:
        return {
            row["code"]: (row["nom"], float(row["point_lon"]), float(row["point_lat"]))
            for row in csv.DictReader(file)
        }


def actors(path, places):
    """Each actor that has a place, as (id, name, family, main function, own place?, commune, lon, lat)."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        at = {name: rank for rank, name in enumerate(next(rows))}
        wanted = "id nom famille fonctions precision diffusion commune lon lat".split()
        columns = [at[name] for name in wanted]
        for row in rows:
            key, name, family, functions, precision, diffusion, commune, lon, lat = (row[i] for i in columns)
            own = bool(lon) and precision not in ("", "commune") and not diffusion
            if own:
                place = float(lon), float(lat)
            elif commune in places:
                place = places[commune][1:]
            else:
                continue
            # The catalogue's first is the one a symbol shows.
            yield key, name, family, functions.split("|")[0], own, commune, *place


def feature(key, name, family, function, own, commune, lon, lat):
    """A GeoJSON feature whose counts a cluster may add up."""
    properties = {"count": 1, "kind": "place" if own else "commune", "id": key}
    told = {"nom": name, "famille": family, "fonction": function, "code": "" if own else commune}
    properties.update((k, v) for k, v in told.items() if v)
    if family:
        properties["f_" + family] = 1
    if function:
        properties["m_" + function] = 1
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def text(value):
    """A value of PostgreSQL's COPY."""
    if value == "":
        return "\\N"
    return value.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ").replace("\r", " ")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--communes", required=True)
    parser.add_argument("--actors", required=True)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--family", default="association", help="the family that filtered tiles keep")
    options = parser.parse_args()

    places = communes(options.communes)
    with open(options.out / "communes.tsv", "w", encoding="utf-8") as out:
        out.writelines(f"{text(code)}\t{text(name)}\n" for code, (name, _, _) in places.items())
    xs, ys, kept = array("i"), array("i"), bytearray()
    families, functions = Counter(), Counter()
    with (
        open(options.out / "acteurs.tsv", "w", encoding="utf-8") as table,
        open(options.out / "acteurs.ndjson", "w", encoding="utf-8") as features,
    ):
        for rank, row in enumerate(actors(options.actors, places), 1):
            key, name, family, function, own, commune, lon, lat = row
            x, y = cell(lon, lat)
            east, north = mercator(x, y)
            told = "\t".join(map(text, (key, name, family, function, commune)))
            table.write(f"{rank}\t{told}\t{'t' if own else 'f'}\t{x}\t{y}\t{east!r}\t{north!r}\n")
            features.write(json.dumps(feature(*row), ensure_ascii=False, separators=(",", ":")) + "\n")
            xs.append(x)
            ys.append(y)
            kept.append(family == options.family)
            families[family] += 1
            functions[function] += 1
    words = {"families": sorted(families.keys() - {""}), "functions": sorted(functions.keys() - {""})}
    (options.out / "words.json").write_text(json.dumps(words, indent=1), encoding="utf-8")
    tiles = tilelist.draw(xs, ys, kept, BITS)
    total = {"actors": len(xs), "filtered": sum(kept), "family": options.family}
    listed = {"seed": tilelist.SEED, **total, "tiles": tiles}
    (options.out / "tiles.json").write_text(json.dumps(listed, indent=0), encoding="utf-8")
    print(tilelist.by_zoom(tiles))


if __name__ == "__main__":
    main()
