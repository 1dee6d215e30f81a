"""Best sets of places: ours beside spopt with HiGHS, and microlp.

    python run.py --program target/release/examples/best_sets --work run/bench-siting

Makes places and candidates from a seed, asks each in turn, fails where two proven optima differ, prints
times and ratios, by the clock and by the processor.
"""

import argparse
import resource
import subprocess
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pulp
from spopt.locate import MCLP, PMedian


def country(n, m):
    """Places around towns on a square of 100 km, populations as unequal as they are; whole metres."""
    draw = np.random.default_rng(20261123 + n)
    towns = draw.uniform(0, 100_000, (max(n // 25, 8), 2))
    places = towns[draw.integers(0, len(towns), n)] + draw.normal(0, 6_000, (n, 2))
    weights = np.round(draw.lognormal(6, 1.2, n)) + 1
    candidates = places[draw.choice(n, m, replace=False)] + draw.normal(0, 200, (m, 2))
    return weights, np.linalg.norm(places[:, None] - candidates[None], axis=2).round()


def children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ours(program, question, folder, m, p, reach, times):
    before = children()
    run = subprocess.run([program, question, folder, str(m), str(p), str(reach), str(times)], capture_output=True, text=True, check=True)
    lines = [line.split() for line in run.stdout.splitlines()]
    return min(float(line[0]) for line in lines), lines[0], (children() - before) / times


def theirs(question, weights, lengths, p, reach):
    """Only the solver's call is timed, not the making of the model in Python."""
    if question == "covered":
        model = MCLP.from_cost_matrix(lengths, weights, service_radius=reach, p_facilities=p)
    else:
        model = PMedian.from_cost_matrix(lengths, weights, p_facilities=p)
    wall, cpu = time.perf_counter(), time.process_time()
    model.problem.solve(pulp.HiGHS(msg=False, gapRel=0, threads=1))
    return time.perf_counter() - wall, time.process_time() - cpu, pulp.value(model.problem.objective)


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--program", required=True)
    ask.add_argument("--work", required=True, type=Path)
    ask.add_argument("--times", type=int, default=5)
    given = ask.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    print(f"spopt {version('spopt')}, highspy {version('highspy')}; seconds by the clock (by the processor)")
    cases = [
        ("covered", 400, 120, 10, 10_000.0, True),
        ("covered", 1_000, 300, 10, 10_000.0, True),
        ("mean", 400, 120, 10, 10_000.0, True),
        ("mean", 1_000, 300, 10, 10_000.0, False),
        ("covered", 3_000, 600, 15, 10_000.0, False),
        ("covered", 10_000, 1_000, 20, 6_000.0, False),
        ("covered", 10_000, 1_000, 20, 10_000.0, False),
    ]
    for question, n, m, p, reach, beside in cases:
        weights, lengths = country(n, m)
        weights.astype("<f8").tofile(given.work / "weights.f64")
        lengths.astype("<f8").tofile(given.work / "lengths.f64")
        wall, told, _ = ours(given.program, question, given.work, m, p, reach, given.times)
        value, bound, proven, greedy = float(told[1]), float(told[2]), told[3] == "true", float(told[4])
        better = abs(bound - value) / value
        # What the program takes to read the table is no part of the question: twice and once tell.
        cpu = ours(given.program, question, given.work, m, p, reach, 2)[2] * 2 - ours(given.program, question, given.work, m, p, reach, 1)[2]
        print(f"{question} {n:,} x {m:,}, {p}: ours {wall:.4f} ({cpu:.4f}), {'proven' if proven else f'at most {better:.2%} better'}, greedy alone {abs(value - greedy) / value:.2%} off, {told[5]} parts", flush=True)
        if beside:
            seconds, used, best = theirs(question, weights, lengths, p, reach)
            assert not proven or round(best) == value, (best, value)
            print(f"  spopt and HiGHS {seconds:.3f} ({used:.3f}): {seconds / wall:.0f} times as long; the same optimum", flush=True)
            if question == "covered":
                took, line, _ = ours(given.program, "covered-by-microlp", given.work, m, p, reach, 1)
                assert float(line[1]) == value, (line, value)
                print(f"  microlp {took:.3f}: {took / wall:.0f} times as long; the same optimum", flush=True)


main()
