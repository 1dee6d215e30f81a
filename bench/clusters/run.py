"""Density clusters of a country's actors: ours beside scikit-learn's DBSCAN, and geo's.

    python run.py --program target/release/examples/dense --work run/bench-clusters

Makes points around towns from a seed, many at one address, asks each in turn, compares every label
but those that may be of two clusters, prints times and ratios.
"""

import argparse
import subprocess
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
from sklearn.cluster import DBSCAN


def country(many):
    """Actors around towns on a square of 1,000 km, towns as unequal as they are; a third share an address."""
    draw = np.random.default_rng(20260303)
    towns = draw.uniform(0, 1e6, (35_000 if many > 500_000 else 2_000, 2))
    sizes = draw.pareto(1.1, len(towns)) + 0.05
    of = draw.choice(len(towns), many, p=sizes / sizes.sum())
    spread = 300 * np.sqrt(np.bincount(of, minlength=len(towns)))[of].clip(1, 40)
    points = towns[of] + draw.normal(0, 1, (many, 2)) * spread[:, None]
    shared = draw.uniform(size=many) < 0.33
    points[shared] = points[draw.integers(0, max(many // 20, 1), shared.sum())]
    return points.round(2)


def agree(ours, theirs, ambiguous):
    """The same partition up to numbers, but for points that may be of two clusters; the same noise."""
    clear = ~ambiguous
    pairs = np.unique(np.column_stack([ours[clear], theirs[clear]]), axis=0)
    one_to_one = len(np.unique(pairs[:, 0])) == len(pairs) == len(np.unique(pairs[:, 1]))
    return one_to_one and ((ours < 0) == (theirs < 0)).all()


def times_of(command):
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        return None
    return [float(line) for line in run.stdout.split()]


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--program", required=True)
    ask.add_argument("--work", required=True, type=Path)
    ask.add_argument("--points", type=int, nargs="+", default=[100_000, 2_500_000])
    ask.add_argument("--eps", type=float, default=1500)
    ask.add_argument("--min-points", type=int, default=6)
    ask.add_argument("--times", type=int, default=3)
    ask.add_argument("--largest-for-them", type=int, default=200_000, help="pairs within eps are held by theirs: memory")
    ask.add_argument("--eps-for-all", type=float, default=150, help="where theirs and geo's are asked beyond that")
    given = ask.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    print(f"scikit-learn {version('scikit-learn')}, numpy {version('numpy')}")
    for many in given.points:
        points = country(many)
        points.astype("<f8").tofile(given.work / "points.f64")
        for eps in dict.fromkeys([given.eps, given.eps_for_all]):
            command = [given.program, "points", str(given.work), str(eps), str(given.min_points)]
            ours = times_of([*command, str(given.times)])
            labels = np.fromfile(given.work / "labels.i32", "<i4")
            core, ambiguous = (np.fromfile(given.work / name, "u1").astype(bool) for name in ["core.u8", "ambiguous.u8"])
            print(f"{many:,} points, eps {eps:g}: {labels.max() + 1:,} clusters, {(labels < 0).sum():,} noise; ours {min(ours):.3f} s", flush=True)
            if many > given.largest_for_them and eps > given.eps_for_all:
                continue
            start = time.perf_counter()
            found = DBSCAN(eps=eps, min_samples=given.min_points).fit(points)
            theirs = time.perf_counter() - start
            is_core = np.zeros(many, bool)
            is_core[found.core_sample_indices_] = True
            assert agree(labels, found.labels_, ambiguous), "another partition"
            assert (core == is_core).all(), "other core points"
            print(f"  scikit-learn {theirs:.2f} s: {theirs / min(ours):.1f} times as long; same partition, {ambiguous.sum()} ambiguous", flush=True)
            geo = times_of([*command, "1", "geo"])
            print(f"  geo {min(geo):.2f} s: {min(geo) / min(ours):.1f} times as long" if geo else "  geo: failed", flush=True)


main()
