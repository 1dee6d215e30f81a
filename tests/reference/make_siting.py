"""Cases for tests/it/siting.rs and tests/it/scoring.rs: invented numbers, and what spopt, HiGHS, pymcdm and NumPy make of them.

    python -m venv venv && venv/bin/pip install -r requirements-siting.txt && venv/bin/python make_siting.py

Writes the CSV files beside it; the same versions write the same files. Apart from make.py, since spopt
brings much with it. Nothing here is a real place.
"""

import csv
import warnings
from pathlib import Path

import numpy as np
import pulp
from pymcdm.methods import TOPSIS
from pymcdm.normalizations import vector_normalization
from scipy.optimize import Bounds, LinearConstraint, milp
from spopt.locate import LSCP, MCLP, PCenter, PMedian

HERE = Path(__file__).resolve().parent
DRAW = np.random.default_rng(20261123)


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(header)
        lines.writerows([[f"{v:.17g}" if isinstance(v, float) else v for v in row] for row in rows])


def joined(values):
    return " ".join(f"{float(v):.17g}" for v in np.ravel(values))


def solver():
    return pulp.HiGHS(msg=False, gapRel=0)


def country(n, m):
    """Places around a few towns, populations as unequal as they are, candidates at some of them; whole metres."""
    towns = DRAW.uniform(0, 40_000, (5, 2))
    places = towns[DRAW.integers(0, 5, n)] + DRAW.normal(0, 5_000, (n, 2))
    weights = np.round(DRAW.lognormal(5, 1.2, n)) + 1
    candidates = places[DRAW.choice(n, m, replace=False)] + DRAW.normal(0, 300, (m, 2))
    lengths = np.linalg.norm(places[:, None] - candidates[None], axis=2).round()
    return weights, lengths


def by_spopt(kind, weights, lengths, p, radius, fixed):
    names = {"predefined_facilities_arr": np.isin(np.arange(lengths.shape[1]), fixed).astype(int)} if fixed else {}
    if kind == "covered":
        model = MCLP.from_cost_matrix(lengths, weights, service_radius=radius, p_facilities=p, **names)
        return pulp.value(model.solve(solver()).problem.objective)
    if kind == "mean":
        model = PMedian.from_cost_matrix(lengths, weights, p_facilities=p, **names)
        return pulp.value(model.solve(solver()).problem.objective)
    if kind == "worst":
        return pulp.value(PCenter.from_cost_matrix(lengths, p_facilities=p, **names).solve(solver()).problem.objective)
    return pulp.value(LSCP.from_cost_matrix(lengths, service_radius=radius, **names).solve(solver()).problem.objective)


def sets():
    """Optima of the four questions, with and without places that are there already."""
    rows = []
    for n, m in [(30, 8), (60, 20), (90, 25)]:
        weights, lengths = country(n, m)
        for p, fixed in [(2, []), (4, []), (4, [1, 5])]:
            for kind in ["covered", "mean", "worst", "fewest"]:
                if kind == "worst" and n > 60:
                    continue  # the direct model takes minutes
                radius = 6_000.0 if kind == "covered" else float(np.sort(lengths.min(axis=1))[-1]) * 1.4
                best = by_spopt(kind, weights, lengths, p, radius, fixed)
                rows.append([kind, m, p, joined(fixed), radius, joined(weights), joined(lengths), float(round(best))])
    write("sets.csv", "kind candidates count open radius weights lengths best".split(), rows)


def ruled_sets():
    """Most covered under a budget, with one of each group, and nobody beyond twice the radius: HiGHS on the model as it is written."""
    rows = []
    for n, m, p, times in [(40, 12, 4, 4), (60, 18, 6, 4), (60, 18, 5, 2)]:
        weights, lengths = country(n, m)
        radius, costs = 5_000.0, DRAW.integers(1, 6, m).astype(float)
        groups = [np.flatnonzero(DRAW.integers(0, 3, m) == g) for g in range(3)]
        groups = [group for group in groups if len(group)]
        for rule in ["budget", "groups", "farthest", "all"]:
            near = lengths <= radius
            a, low, high = [], [], []

            def subject(row, least, most):
                a.append(row), low.append(least), high.append(most)

            for i in range(n):  # y_i <= sum of x_j near
                subject(np.r_[-near[i].astype(float), np.eye(n)[i]], -np.inf, 0)
            subject(np.r_[np.ones(m), np.zeros(n)], 0, p)
            budget, farthest = 9.0, times * radius
            if rule in ("budget", "all"):
                subject(np.r_[costs, np.zeros(n)], 0, budget)
            if rule in ("groups", "all"):
                for group in groups:
                    subject(np.r_[np.isin(np.arange(m), group).astype(float), np.zeros(n)], 1, np.inf)
            if rule in ("farthest", "all"):
                for i in range(n):
                    if (lengths[i] <= farthest).any():
                        subject(np.r_[(lengths[i] <= farthest).astype(float), np.zeros(n)], 1, np.inf)
            found = milp(-np.r_[np.zeros(m), weights], integrality=np.r_[np.ones(m), np.zeros(n)],
                         bounds=Bounds(0, 1), constraints=LinearConstraint(np.array(a), low, high), options={"mip_rel_gap": 0})
            best = float(round(-found.fun)) if found.status == 0 else ""
            rows.append([rule, m, p, radius, budget, farthest, "|".join(" ".join(map(str, g)) for g in groups),
                         joined(costs), joined(weights), joined(lengths), best])
    write("ruled_sets.csv", "rule candidates count radius budget farthest groups costs weights lengths best".split(), rows)


def equities():
    """The weighted Gini coefficient by its definition, all pairs; mean and quantile of people one by one."""
    rows = []
    for n in [1, 2, 7, 40]:
        values, weights = DRAW.gamma(2, 8, n).round(2), DRAW.integers(0, 90, n).astype(float)
        weights[0] += 1
        total = weights.sum()
        pairs = (weights[:, None] * weights[None] * abs(values[:, None] - values[None])).sum()
        mean = (weights * values).sum() / total
        people = np.sort(np.repeat(values, weights.astype(int)))
        p90 = people[int(np.ceil(0.9 * len(people))) - 1]
        beyond = (people > 15).mean()
        rows.append([joined(values), joined(weights), float(pairs / (2 * total**2 * mean)), float(mean), float(p90), float(beyond)])
    write("equities.csv", "values weights gini mean p90 beyond".split(), rows)


def closenesses():
    rows = []
    for sites, many in [(5, 3), (12, 6), (30, 8)]:
        values = DRAW.gamma(2, 10, (sites, many)).round(3)
        weights, types = DRAW.dirichlet(np.ones(many)), DRAW.choice([-1, 1], many)
        found = TOPSIS(normalization_function=vector_normalization)(values, weights, types)
        rows.append([joined(values), joined(weights), joined(types), joined(found)])
    write("closenesses.csv", "values weights types closeness".split(), rows)


def judgements():
    """Principal eigenvectors by NumPy; the random indices are Saaty's of 1980."""
    random = [0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49]
    rows = []
    for n, noise in [(2, 0.5), (3, 0.0), (3, 0.3), (4, 0.2), (5, 0.9), (6, 0.3), (9, 0.4)]:
        weights = DRAW.dirichlet(np.full(n, 3.0))
        table = np.ones((n, n))
        for i in range(n):
            for j in range(i + 1, n):
                table[i, j] = weights[i] / weights[j] * np.exp(DRAW.normal(0, noise))
                table[j, i] = 1 / table[i, j]
        values, vectors = np.linalg.eig(table)
        at = np.argmax(values.real)
        vector = np.abs(vectors[:, at].real)
        eigenvalue = float(values[at].real)
        ratio = max((eigenvalue - n) / (n - 1), 0.0) / random[n - 1] if n > 2 else 0.0
        means = np.exp(np.log(table).mean(axis=1))
        rows.append([joined(table), joined(vector / vector.sum()), joined(means / means.sum()), eigenvalue, float(ratio)])
    write("judgements.csv", "table eigenvector means eigenvalue ratio".split(), rows)


warnings.simplefilter("ignore")
for case in [sets, ruled_sets, equities, closenesses, judgements]:
    case()
