"""Access of 35,000 places to 10,000 suppliers: ours beside PySAL's `access`, and NumPy by hand.

    python run.py --program target/release/examples/two_step --work run/bench-access

Makes a country from a seed, asks all three in turn, compares every figure, prints times and ratios.
"""

import argparse
import subprocess
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from access.fca import two_stage_fca
from access.weights import step_fn
from scipy.spatial import cKDTree

STEPS = {10: 1, 20: 0.68, 30: 0.22}


def country(places, suppliers, partners):
    """Places and suppliers around towns on a square of 1,000 km; ways to the nearest, by the rural curve."""
    draw = np.random.default_rng(20260202)
    towns = draw.uniform(0, 1000, (suppliers // 10, 2))
    around = lambda many, spread: (towns[draw.integers(0, len(towns), many)] + draw.normal(0, spread, (many, 2))).clip(0, 1000)
    here, there = around(places, 15), around(suppliers, 12)
    demand = np.round(draw.lognormal(6.2, 1.3, places))
    supply = np.round(draw.gamma(0.8, 40, suppliers))
    kilometers, to = cKDTree(there).query(here, partners)
    minutes = np.round(np.maximum(1.87 * kilometers**0.844, 2), 1)
    return demand, supply, np.repeat(np.arange(places), partners), to.ravel(), minutes.ravel()


def theirs(demand, supply, table):
    start = time.perf_counter()
    found = two_stage_fca(
        demand, supply, table, max_cost=30, weight_fn=step_fn(STEPS),
        demand_index=True, demand_name="people", supply_index=True, supply_name="capacity",
    )
    return time.perf_counter() - start, found


def by_hand(demand, supply, origin, to, minutes):
    start = time.perf_counter()
    weight = np.select([minutes <= limit for limit in STEPS], list(STEPS.values()), 0.0)
    reaching = np.bincount(to, demand[origin] * weight, len(supply))
    ratio = np.divide(supply, reaching, out=np.zeros_like(supply), where=reaching > 0)
    found = np.bincount(origin, ratio[to] * weight, len(demand))
    return time.perf_counter() - start, found


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--program", required=True)
    ask.add_argument("--work", required=True, type=Path)
    ask.add_argument("--places", type=int, default=35_000)
    ask.add_argument("--suppliers", type=int, default=10_000)
    ask.add_argument("--partners", type=int, default=100)
    ask.add_argument("--times", type=int, default=5)
    given = ask.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)

    demand, supply, origin, to, minutes = country(given.places, given.suppliers, given.partners)
    for name, values, kind in [
        ("demand.f64", demand, "<f8"), ("supply.f64", supply, "<f8"), ("minutes.f64", minutes, "<f8"),
        ("from.u32", origin, "<u4"), ("to.u32", to, "<u4"),
    ]:
        values.astype(kind).tofile(given.work / name)

    run = subprocess.run([given.program, given.work, str(given.times)], check=True, capture_output=True, text=True)
    ours = [float(line) for line in run.stdout.split()]
    access = np.fromfile(given.work / "access.f64", "<f8")

    people, capacity = pd.DataFrame({"people": demand}), pd.DataFrame({"capacity": supply})
    table = pd.DataFrame({"origin": origin, "dest": to, "cost": minutes})
    asked = [theirs(people, capacity, table) for _ in range(given.times)]
    library = asked[0][1].reindex(range(given.places)).fillna(0).to_numpy()  # who has no supplier in reach is left out

    hand = [by_hand(demand, supply, origin, to, minutes) for _ in range(given.times)]

    for name, found in [("access", library), ("NumPy", hand[0][1])]:
        assert ((access == 0) == (found == 0)).all(), f"{name} gives something where we do not, or the reverse"
        far = np.max(np.abs(access - found) / np.where(found == 0, 1, found))
        assert far <= 1e-9, f"{name}: {far}"
        print(f"same figures as {name}: {far:.1e} at most, relative")

    within = int((minutes <= 30).sum())
    print(f"{given.places:,} places, {given.suppliers:,} suppliers, {len(minutes):,} ways, {within:,} of them within 30 minutes")
    print(f"access {version('access')}, pandas {pd.__version__}, NumPy {np.__version__}; best of {given.times}, one thread")
    best = min(ours)
    for name, times in [("Maillage", ours), ("access", [a[0] for a in asked]), ("NumPy by hand", [h[0] for h in hand])]:
        print(f"{name:14} {min(times) * 1e3:9.1f} ms  median {np.median(times) * 1e3:9.1f} ms  {min(times) / best:7.1f} x")


if __name__ == "__main__":
    main()
