"""Cases for tests/it/reference.rs: invented numbers, and what SciPy and PySAL make of them.

    python -m venv venv && venv/bin/pip install -r requirements.txt && venv/bin/python make.py

Writes the CSV files beside it; the same versions write the same files. Nothing here is a real place.
"""

import csv
import math
from pathlib import Path

import numpy as np
from esda.getisord import G_Local
from esda.moran import Moran_Local
from esda.smoothing import Empirical_Bayes
from libpysal.weights import W
from scipy import stats

HERE = Path(__file__).resolve().parent
DRAW = np.random.default_rng(20260101)


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(header)
        lines.writerows([[f"{v:.17g}" if isinstance(v, float) else v for v in row] for row in rows])


def intervals():
    """Exact Poisson (Garwood), by chi-squared quantiles; tails of the Poisson."""
    rows = []
    for count in [0, 1, 2, 3, 5, 8, 13, 40, 250, 4000]:
        for confidence in [0.8, 0.95, 0.998]:
            tail = (1 - confidence) / 2
            low = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0.0
            high = stats.chi2.ppf(1 - tail, 2 * count + 2) / 2
            expected = float(count) * 1.3 + 0.7
            few, many = stats.poisson.cdf(count, expected), stats.poisson.sf(count - 1, expected)
            rows.append([count, confidence, float(low), float(high), expected, float(few), float(many)])
    write("intervals.csv", "count confidence low high expected so_few so_many".split(), rows)


def shares():
    """Wilson's interval."""
    rows = []
    for successes, trials in [(0, 1), (1, 1), (0, 12), (3, 12), (12, 12), (77, 310), (5000, 90000)]:
        for confidence in [0.9, 0.95]:
            found = stats.binomtest(successes, trials).proportion_ci(confidence, method="wilson")
            rows.append([successes, trials, confidence, float(found.low), float(found.high)])
    write("shares.csv", "successes trials confidence low high".split(), rows)


def gammas():
    rows = []
    for shape in [0.02, 0.3, 0.99, 1.0, 1.7, 5.5, 42.0, 900.0, 25000.0]:
        for p in [1e-6, 0.025, 0.3, 0.5, 0.75, 0.975, 1 - 1e-6]:
            x = float(stats.gamma.ppf(p, shape))
            if x > 1e-250:
                rows.append([shape, p, x, float(stats.gamma.cdf(x * 0.9, shape)), float(stats.gamma.sf(x * 1.1, shape))])
    write("gammas.csv", "shape p x below_nine_tenths above_eleven_tenths".split(), rows)


def peers():
    """Marshall's empirical Bayes in two groups of peers: one that varies beyond chance, one that does not."""
    rows = []
    for group, spread in [("varied", 0.5), ("alike", 0.0)]:
        populations = np.round(DRAW.lognormal(9.5, 1.0, 60)) + 300
        rates = 0.0004 * DRAW.gamma(1 / spread**2, spread**2, 60) if spread else np.full(60, 0.0004)
        counts = DRAW.poisson(populations * rates)
        if not spread:
            counts = np.round(populations * 0.0004)  # less than chance would vary
        populations[7], counts[7] = 300, 0
        mean = counts.sum() / populations.sum()
        variance = (populations * (counts / populations - mean) ** 2).sum() / populations.sum() - mean / populations.mean()
        library = Empirical_Bayes(counts, populations).r.ravel()
        for count, population, theirs in zip(counts, populations, library):
            if variance > 0:
                weight = variance / (variance + mean / population)
                smoothed = weight * count / population + (1 - weight) * mean
                assert math.isclose(smoothed, theirs, rel_tol=1e-12)
                shape, scale = count + mean**2 / variance, 1 / (population + mean / variance)
                low, high = stats.gamma.ppf([0.025, 0.975], shape, scale=scale)
                below = stats.gamma.cdf(0.75 * mean, shape, scale=scale)
                above = stats.gamma.sf(1.25 * mean, shape, scale=scale)
            else:  # the library goes on with a negative weight: METHODS
                smoothed, low, high, below, above = mean, mean, mean, 0.0, 0.0
            few = stats.poisson.cdf(count, mean * population)
            rows.append([group, int(count), int(population), *map(float, (smoothed, low, high, below, above, few))])
    for group in ["varied", "alike"]:
        of = [row for row in rows if row[0] == group]
        for row, adjusted in zip(of, stats.false_discovery_control([row[-1] for row in of], method="bh")):
            row.append(float(adjusted))
    write("peers.csv", "group count population smoothed low high below above so_few adjusted".split(), rows)


def maps():
    """Gi* and local Moran on 80 places in a plane, each beside those within 0.18 of it."""
    places = DRAW.uniform(size=(80, 2))
    values = np.round(20 * places[:, 0] + DRAW.normal(0, 4, 80), 3)
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    beside = {i: [j for j in range(80) if j != i and apart[i, j] < 0.18] for i in range(80)}
    lonely = [i for i in beside if not beside[i]]
    for i in lonely:
        nearest = int(np.argsort(apart[i])[1])
        beside[i].append(nearest)
    weights = W(beside, silence_warnings=True)
    star = G_Local(values, weights, transform="B", permutations=0, star=True).Zs
    moran = Moran_Local(values, weights, transformation="r", permutations=0, n_jobs=1)
    n, z = len(values), (values - values.mean()) / values.std()
    rows = []
    for i in range(n):
        k = len(beside[i])
        expected = -z[i] ** 2 / (n - 1)
        variance = z[i] ** 2 * n / (n - 2) * (1 / k - 1 / (n - 1)) * (1 - z[i] ** 2 / (n - 1))
        statistic = float(moran.Is[i]) * n / (n - 1)  # the library scales by (n - 1) / n
        assert math.isclose(statistic, z[i] * z[beside[i]].mean(), rel_tol=1e-9, abs_tol=1e-12)
        quadrant = ["HighAmongHigh", "LowAmongHigh", "LowAmongLow", "HighAmongLow"][int(moran.q[i]) - 1]
        p = 2 * stats.norm.sf(abs(star[i]))
        row = [values[i], " ".join(map(str, beside[i])), star[i], p, statistic, (statistic - expected) / variance**0.5]
        rows.append([*(float(v) if not isinstance(v, str) else v for v in row), quadrant])
    write("maps.csv", "value beside gi_star p moran moran_z company".split(), rows)


for case in [intervals, shares, gammas, peers, maps]:
    case()
