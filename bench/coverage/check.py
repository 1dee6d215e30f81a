#!/usr/bin/env python3
"""Is the simplified coverage whole? Asked of shapely/GEOS and of exact integers, not of ours.

    bench/coverage/check.py MAILLAGE SNAPSHOTS [ZOOM ...]      our sheets, zooms 4 to 12
    bench/coverage/check.py --file ORIGINAL SIMPLIFIED CODE    any two GeoJSON files of communes,
                                                               CODE being the property that names them

Makes a virtual environment with shapely beside itself on first use. Exit code 1 if a claim fails.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHAPELY = "shapely==2.1.2"
LEVELS = ["epci", "bassins", "departements", "regions"]
PARENT = {"epci": "epci", "bassins": "bassin", "departements": "departement", "regions": "region"}


def with_shapely():
    """Runs this script again where shapely is."""
    try:
        import shapely

        if shapely.geos_version >= (3, 12, 0):
            return
    except ImportError:
        pass
    home = HERE / ".venv"
    python = home / "bin" / "python"
    if Path(sys.executable) == python:
        sys.exit("shapely with GEOS 3.12 or later is needed")
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", SHAPELY], check=True)
    os.execv(python, [python, __file__, *sys.argv[1:]])


def load(path, code="code"):
    """The polygons of each territory of a GeoJSON file, in degrees, and its properties."""
    areas, properties = {}, {}
    for feature in json.loads(Path(path).read_text())["features"]:
        key = str(feature["properties"][code])
        geometry = feature["geometry"]
        kind = geometry["type"] if geometry else None
        polygons = {"Polygon": lambda g: [g["coordinates"]], "MultiPolygon": lambda g: g["coordinates"]}
        areas[key] = polygons[kind](geometry) if kind else []
        properties[key] = feature["properties"]
    return areas, properties


def world(lon, lat, bits):
    side = float(1 << bits)
    sine = math.sin(math.radians(lat))
    return (lon / 360 + 0.5) * side, (0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * side


def units(areas, bits):
    """On the lattice of the zoom: whole numbers, and the largest distance from one."""
    residual = 0.0
    known = {}
    result = {}

    def unit(point):
        nonlocal residual
        key = tuple(point)
        if key not in known:
            x, y = world(*point, bits)
            known[key] = (round(x), round(y))
            residual = max(residual, abs(x - round(x)), abs(y - round(y)))
        return known[key]

    for code, polygons in areas.items():
        result[code] = [[[unit(p) for p in ring] for ring in polygon] for polygon in polygons]
    return result, residual


def edges(ring):
    return zip(ring, ring[1:])


def doubled(ring):
    """Twice the signed surface, exact for whole numbers."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in edges(ring))


def size(polygons):
    return sum(abs(doubled(p[0])) - sum(abs(doubled(h)) for h in p[1:]) for p in polygons)


def length(polygons):
    return sum(math.dist(a, b) for p in polygons for ring in p for a, b in edges(ring))


def border(many):
    """Edges that no neighbour uses the other way round."""
    left = Counter()
    for polygons in many:
        for polygon in polygons:
            for ring in polygon:
                for a, b in edges(ring):
                    if left[b, a]:
                        left[b, a] -= 1
                    else:
                        left[a, b] += 1
    return {edge: n for edge, n in left.items() if n}


def geometry(polygons):
    import shapely

    return shapely.MultiPolygon([(p[0], p[1:]) for p in polygons])


def holes(shape):
    return sum(len(part.interiors) for part in getattr(shape, "geoms", [shape]))


def look(areas, original, whole_original):
    """What is wrong with a coverage of whole numbers, and how far it is from the original."""
    import shapely

    shapes = {code: geometry(polygons) for code, polygons in areas.items() if polygons}
    invalid = [code for code, shape in shapes.items() if not shapely.is_valid(shape)]
    vanished = [code for code in original if not size(areas.get(code, []))]
    used = Counter(e for polygons in areas.values() for p in polygons for ring in p for e in edges(ring))
    twice = sum(n - 1 for n in used.values() if n > 1)
    whole = shapely.unary_union(shapely.make_valid(list(shapes.values())))
    members = sum(size(polygons) for polygons in areas.values())
    parts = getattr(whole, "geoms", [whole])
    together = sum(size([[list(p.exterior.coords), *(list(h.coords) for h in p.interiors)]]) for p in parts)
    covers = bool(shapely.coverage_is_valid(list(shapes.values()))) if not invalid else False
    errors = []
    for code, polygons in original.items():
        before, after = size(polygons), size(areas.get(code, []))
        if before:
            errors.append((abs(after - before) / 2 / length(polygons), abs(after - before) / before, code))
    by_border = sorted(e[0] for e in errors)
    by_size = sorted(e[1] for e in errors)
    rank = int(len(errors) * 0.99)
    return {
        "territories": len(original),
        "vertices": sum(len(r) - 1 for ps in areas.values() for p in ps for r in p),
        "invalid": len(invalid),
        "vanished": len(vanished),
        "edges twice": twice,
        "overlap": round(members - together) / 2,
        "coverage valid": covers,
        "new holes": max(0, holes(whole) - holes(whole_original)),
        "border shift p99": round(by_border[rank], 3),
        "border shift max": round(by_border[-1], 3),
        "size error p50": round(by_size[len(by_size) // 2], 5),
        "size error p99": round(by_size[rank], 5),
        "size error max": round(by_size[-1], 5),
    }


def is_whole(found):
    faults = ["invalid", "vanished", "edges twice", "overlap", "new holes"]
    return found["coverage valid"] and not any(found[fault] for fault in faults)


def export(program, snapshots, layer, path, zoom=None):
    at = [] if zoom is None else ["--simplified", str(zoom)]
    command = [program, "export", "--snapshot", snapshots, "--layer", layer, "--format", "geojson", "--out", path]
    subprocess.run([*command, *at], check=True, stderr=subprocess.DEVNULL)


def original_at(areas, bits):
    import shapely

    placed = {c: [[[world(*p, bits) for p in r] for r in poly] for poly in ps] for c, ps in areas.items()}
    return placed, shapely.coverage_union_all([geometry(ps) for ps in placed.values() if ps])


def ours(program, snapshots, zooms):
    good = True
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/layer.geojson"
        export(program, snapshots, "communes", path)
        degrees, properties = load(path)
        for zoom in zooms:
            start = time.time()
            original, whole = original_at(degrees, zoom + 12)
            export(program, snapshots, "communes", path, zoom)
            communes, residual = units(load(path)[0], zoom + 12)
            found = {"zoom": zoom, "residual": round(residual, 4), **look(communes, original, whole)}
            fits = residual < 0.05 and is_whole(found)
            for level in LEVELS:
                export(program, snapshots, level, path, zoom)
                zones, _ = units(load(path)[0], zoom + 12)
                members = defaultdict(list)
                for code, polygons in communes.items():
                    members[properties[code][PARENT[level]]].append(polygons)
                same = sum(border([polygons]) == border(members[code]) for code, polygons in zones.items())
                found[level] = f"{same}/{len(zones)}"
                fits &= same == len(zones)
            print(json.dumps({**found, "whole": fits, "seconds": round(time.time() - start)}), flush=True)
            good &= fits
    return good


def any_file(before, after, code):
    import shapely

    degrees, _ = load(before, code)
    original, whole = original_at(degrees, 24)
    areas, _ = load(after, code)
    placed = {c: [[[world(*p, 24) for p in r] for r in poly] for poly in ps] for c, ps in areas.items()}
    print(json.dumps(look(placed, original, whole)))
    return True


def main():
    with_shapely()
    arguments = sys.argv[1:]
    if arguments[:1] == ["--file"]:
        return any_file(*arguments[1:])
    program, snapshots, *zooms = arguments
    return ours(program, snapshots, [int(z) for z in zooms] or range(4, 13))


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
