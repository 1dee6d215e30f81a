"""What is asked: 50 questions of each kind, the same for everybody, and the true answer to each.

Places are drawn among the actors, so that the chance of a place is the number of actors there: people look where
there is something. A box (or an octagon) around one is as large as it must be to hold about as many actors as
wanted, never more. Everything is drawn from a seed: the same rows give the same list.

The truth is found by plain loops over all rows, on whole numbers: how many match, and the sum of the CRC-32 of
their ids, which tells one set of features from another.
"""

import math
import random
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pyproj

SEED = 20_140_731
EACH = 50
FAMILY = "association"
NEAREST = 20
PAGE = 100
TOLD = ("famille", "fonctions", "bassin")
"""The properties that questions are about."""
STEPS = 10_000_000
NOWHERE = -(2**40)
"""The coordinates of an actor that has no place."""
KINDS = {
    "box-100": "a box of about 100 actors",
    "box-1000": "a box of about 1,000",
    "box-10000": "a box of about 10,000",
    "filter": f"a box of about 1,000, of which those with famille = '{FAMILY}'",
    "polygon": f"famille = '{FAMILY}' AND an octagon of about 1,000, both in the filter",
    "count": "the actors of a bassin de vie, by function",
    "near": f"the {NEAREST} nearest to a place, nearest first",
    "page": f"{PAGE} actors from the second half of the whole list, in its order",
}


@dataclass
class Rows:
    """The actors, in the order of the layer: places in steps, CRC-32 of ids, some properties."""

    lons: np.ndarray
    lats: np.ndarray
    checks: np.ndarray
    told: dict

    def truth(self, chosen):
        """What a set of rows is told by."""
        return {"hits": int(chosen.sum()), "check": int(self.checks[chosen].sum())}


def draw(rows):
    """All questions, by kind."""
    chance = random.Random(SEED)
    placed = np.flatnonzero(rows.lons != NOWHERE)
    family = np.array([word == FAMILY for word in rows.told["famille"]])
    kinds = {f"box-{most}": around(rows, placed, chance, most, box) for most in (100, 1000, 10_000)}
    kinds["filter"] = [dict(asked, **rows.truth(within(rows, asked) & family)) for asked in around(rows, placed, chance, 1000, box)]
    polygons = around(rows, placed, chance, 1000, octagon)
    kinds["polygon"] = [dict(asked, **rows.truth(inside(rows, asked) & family)) for asked in polygons]
    kinds["count"] = counts(rows, chance)
    kinds["near"] = [near(rows, placed, chance) for _ in range(EACH)]
    kinds["page"] = [page(rows, chance) for _ in range(EACH)]
    total = {"actors": len(rows.lons), "placed": len(placed), "family": FAMILY}
    return {"seed": SEED, **total, "kinds": kinds}


def around(rows, placed, chance, most, shape):
    """Shapes around drawn actors that hold from four fifths of `most` to `most`."""
    found = []
    for _ in range(100 * EACH):
        row = placed[int(chance.random() * len(placed))]
        wanted = int(most * (0.9 + 0.1 * chance.random()))
        asked = shape(rows, int(rows.lons[row]), int(rows.lats[row]), wanted)
        if 4 * most <= 5 * asked["hits"] <= 5 * most:
            found.append(asked)
        if len(found) == EACH:
            return found
    raise SystemExit(f"rows.py: no {EACH} places have about {most} actors around them: take a larger snapshot")


def stretch(lat):
    """How much shorter a degree of longitude is there."""
    return math.cos(math.radians(lat / STEPS))


def box(rows, lon, lat, wanted):
    """The square around a place that holds so many."""
    across = stretch(lat)
    reach = np.maximum(np.abs(rows.lons - lon) * across, np.abs(rows.lats - lat))
    radius = float(np.partition(reach, wanted)[wanted]) + 1
    east, north = int(radius / across), int(radius)
    asked = {"west": lon - east, "south": lat - north, "east": lon + east, "north": lat + north}
    return {**asked, **rows.truth(within(rows, asked))}


def within(rows, asked):
    """The rows in a box, its border included."""
    east = (asked["west"] <= rows.lons) & (rows.lons <= asked["east"])
    return east & (asked["south"] <= rows.lats) & (rows.lats <= asked["north"])


def octagon(rows, lon, lat, wanted):
    """The regular octagon around a place that holds so many."""
    across = stretch(lat)
    x, y = (rows.lons - lon) * across, rows.lats - lat
    sides = [(math.cos(k * math.pi / 4), math.sin(k * math.pi / 4)) for k in range(8)]
    reach = np.max([x * c + y * s for c, s in sides], axis=0)
    radius = (float(np.partition(reach, wanted)[wanted]) + 1) / math.cos(math.pi / 8)
    turns = [(k + 0.5) * math.pi / 4 for k in range(8)]
    corners = [[round(lon + radius * math.cos(turn) / across), round(lat + radius * math.sin(turn))] for turn in turns]
    return {"corners": corners, **rows.truth(inside(rows, {"corners": corners}))}


def inside(rows, asked):
    """The rows in a convex ring, its border included; the corners turn left."""
    chosen = np.ones(len(rows.lons), dtype=bool)
    corners = asked["corners"]
    for (x, y), (next_x, next_y) in zip(corners, corners[1:] + corners[:1]):
        chosen &= (next_x - x) * (rows.lats - y) - (next_y - y) * (rows.lons - x) >= 0
    return chosen & (rows.lons != NOWHERE)


def counts(rows, chance):
    """Bassins, by chance in proportion to their actors: their number and that by function."""
    by_bassin = {}
    for bassin, functions in zip(rows.told["bassin"], rows.told["fonctions"]):
        if bassin:
            found = by_bassin.setdefault(bassin, [0, Counter()])
            found[0] += 1
            found[1].update(functions)
    codes = sorted(by_bassin)
    drawn = chance.choices(codes, [by_bassin[code][0] for code in codes], k=EACH)
    return [{"bassin": code, "hits": by_bassin[code][0], "counts": dict(by_bassin[code][1])} for code in drawn]


def near(rows, placed, chance):
    """A place some kilometres from an actor, and how far its nearest are in all, on the ellipsoid."""
    row = placed[int(chance.random() * len(placed))]
    lon = int(rows.lons[row]) + round(chance.uniform(-0.02, 0.02) * STEPS)
    lat = int(rows.lats[row]) + round(chance.uniform(-0.02, 0.02) * STEPS)
    reach = np.hypot((rows.lons - lon) * stretch(lat), rows.lats - lat)
    # Nearly in the order of the ellipsoid: the true nearest are well among them.
    likely = np.argpartition(reach, 10 * NEAREST)[: 10 * NEAREST]
    nearest = np.sort(distances(lon / STEPS, lat / STEPS, rows.lons[likely] / STEPS, rows.lats[likely] / STEPS))[:NEAREST]
    return {"lon": lon, "lat": lat, "hits": NEAREST, "meters": round(float(nearest.sum()), 3)}


def distances(lon, lat, lons, lats):
    """Meters on the ellipsoid from a place to others."""
    many = np.full(len(lons), lon), np.full(len(lons), lat)
    return np.array(pyproj.Geod(ellps="WGS84").inv(*many, np.array(lons), np.array(lats))[2])


def page(rows, chance):
    """A place in the second half of the list, and what stands there."""
    after = chance.randrange(len(rows.lons) // 2, len(rows.lons) - PAGE)
    return {"after": after, "hits": len(rows.lons), "check": int(rows.checks[after : after + PAGE].sum())}


def summary(listed):
    """One line a kind, to see what was drawn."""
    lines = [f"{listed['actors']:,} actors, {listed['placed']:,} of them placed"]
    for kind, drawn in listed["kinds"].items():
        hits = sorted(asked["hits"] for asked in drawn)
        lines.append(f"{kind}: {len(drawn)} questions, hits {hits[0]:,} to {hits[-1]:,}, median {hits[len(hits) // 2]:,}")
    return "\n".join(lines)
