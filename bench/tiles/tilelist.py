"""Which tiles are asked for: about 300, up to 40 at each zoom from 5 to 14, the same for every server.

A draw takes an actor at random and the tile it is in, so that a tile's chance is its number of
actors: people look where there is something. A tile is in the list once; a zoom that has no more
than 40 tiles gives them all. The order is drawn too, so that any part of it is a fair sample.
"""

import random
from collections import Counter

SEED = 20_140_731
PER_ZOOM = 40
ZOOMS = range(5, 15)


def draw(xs, ys, kept, bits):
    """The list: zoom, x, y, how many actors are in the tile, and how many of them the filter keeps.

    `xs`, `ys` are cells of a world 2^bits wide, `kept` tells of each actor whether it passes the
    filter. O(actors). The same rows give the same list.
    """
    counts = [Counter(), Counter()]
    shift = bits - ZOOMS[-1]
    for x, y, passes in zip(xs, ys, kept):
        tile = x >> shift, y >> shift
        counts[0][tile] += 1
        if passes:
            counts[1][tile] += 1
    everybody, filtered = map(pyramid, counts)
    chance = random.Random(SEED)
    drawn = []
    for zoom in ZOOMS:
        there = everybody[zoom]
        found = set(there) if len(there) <= PER_ZOOM else set()
        while len(found) < min(len(there), PER_ZOOM):
            row = int(chance.random() * len(xs))
            found.add((xs[row] >> bits - zoom, ys[row] >> bits - zoom))
        drawn += [(zoom, x, y) for x, y in sorted(found)]
    drawn.sort(key=lambda _: chance.random())
    return [
        {"z": z, "x": x, "y": y, "actors": everybody[z][x, y], "filtered": filtered[z][x, y]}
        for z, x, y in drawn
    ]


def pyramid(deepest):
    """The counts of the deepest zoom, added up for each zoom above."""
    counts = {ZOOMS[-1]: deepest}
    for zoom in reversed(ZOOMS[:-1]):
        counts[zoom] = Counter()
        for (x, y), count in counts[zoom + 1].items():
            counts[zoom][x >> 1, y >> 1] += count
    return counts


def by_zoom(tiles):
    """The list as a Markdown table, one line a zoom."""
    lines = ["| zoom | tiles | actors, mean | actors, most |", "|---|---|---|---|"]
    for zoom in sorted({tile["z"] for tile in tiles}):
        counts = [tile["actors"] for tile in tiles if tile["z"] == zoom]
        lines.append(f"| {zoom} | {len(counts)} | {sum(counts) / len(counts):,.0f} | {max(counts):,} |")
    return "\n".join(lines)
