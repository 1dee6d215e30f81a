"""Cases for tests/it/statistics.rs: invented numbers, and what SciPy, PySAL, scikit-learn, networkx and ecomplexity make of them.

    python -m venv venv && venv/bin/pip install -r requirements.txt && venv/bin/python make.py

Writes the CSV files beside it; the same versions write the same files. Nothing here is a real place.
"""

import contextlib
import csv
import io
import math
import warnings
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
from ecomplexity import ecomplexity, proximity
from esda.getisord import G_Local
from esda.moran import Moran_Local
from esda.smoothing import Empirical_Bayes
from libpysal.weights import W
from scipy import stats
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist
from sklearn.cluster import DBSCAN
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

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
    for count in [0, 1, 2, 3, 5, 8, 13, 40, 250, 4000, 250000]:
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
    for shape in [0.02, 0.3, 0.99, 1.0, 1.7, 5.5, 42.0, 900.0, 25000.0, 250000.0]:
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


def joined(values):
    return " ".join(f"{v:.17g}" for v in values)


def quotients():
    """Location quotients of a table, plain and shrunk as by twenty; what each territory and the next give each other."""
    counts = DRAW.poisson(DRAW.gamma(0.7, 8, (14, 7)))
    counts[3] = 0
    counts[5] = [1, 0, 0, 0, 0, 0, 0]
    country = counts.sum(axis=0) / counts.sum()
    with np.errstate(invalid="ignore"):
        plain = counts / counts.sum(axis=1, keepdims=True) / country
    shrunk = (counts + 20 * country) / (counts.sum(axis=1, keepdims=True) + 20) / country
    rows = []
    for i in range(len(counts)):
        j = (i + 1) % len(counts)
        gives = (np.clip(shrunk[i], None, 2) - 1).clip(0) @ (1 - shrunk[j]).clip(0)
        takes = (np.clip(shrunk[j], None, 2) - 1).clip(0) @ (1 - shrunk[i]).clip(0)
        mix = counts[[i, j]] / counts[[i, j]].sum(axis=1, keepdims=True).clip(1)
        apart = cdist(mix[:1] ** 0.5, mix[1:] ** 0.5)[0, 0] / 2**0.5 if counts[i].any() and counts[j].any() else math.nan
        rows.append([*map(joined, (counts[i], plain[i], shrunk[i])), float(gives), float(min(gives, takes)), float(apart)])
    write("quotients.csv", "counts plain shrunk gives completes hellinger".split(), rows)


def quantiles():
    rows = []
    for many in [1, 2, 7, 40]:
        values = np.round(DRAW.normal(0, 9, many), 2)
        weights = np.round(DRAW.gamma(1, 900, many)) * (DRAW.uniform(size=many) < 0.8) + (np.arange(many) == 0)
        for p in [0, 0.05, 0.1, 0.5, 0.731, 0.95, 1]:
            weighted = np.quantile(values, p, weights=weights, method="inverted_cdf")
            plain, mean = np.quantile(values, p), np.average(values, weights=weights)
            rows.append([joined(values), joined(weights), float(p), *map(float, (weighted, plain, mean))])
    write("quantiles.csv", "values weights p weighted plain mean".split(), rows)


def likeness():
    """Standard features cut at three deviations, blocks of one, two and three weighing the same: the five nearest."""
    features = np.column_stack([DRAW.normal(size=(60, 4)), DRAW.lognormal(0, 2, 60), np.full(60, 0.1)])
    z = StandardScaler().fit_transform(features[:, :5]).clip(-3, 3)
    weights = np.array([1, 1 / 2, 1 / 2, 1 / 3, 1 / 3]) / 3  # the sixth, of the third block, is the same for all
    far, near = NearestNeighbors(n_neighbors=6).fit(z * weights**0.5).kneighbors(z * weights**0.5)
    rows = [[joined(features[i]), " ".join(map(str, near[i, 1:])), joined(far[i, 1:])] for i in range(60)]
    write("likeness.csv", "features nearest distances".split(), rows)


def gower():
    """Three numbers by their range and a word: to the first of all."""
    numbers = np.column_stack([DRAW.normal(0, 3, 50), DRAW.lognormal(0, 2, 50), DRAW.integers(0, 9, 50)])
    words = DRAW.integers(0, 4, 50)
    rows = []
    whole = numbers.max(axis=0) - numbers.min(axis=0)
    trimmed = np.quantile(numbers, 0.98, axis=0) - np.quantile(numbers, 0.02, axis=0)
    other = (words != words[0]).astype(float)
    by_whole = (cdist(numbers / whole, numbers[:1] / whole, "cityblock")[:, 0] + 2 * other) / 5
    by_trimmed = ((abs(numbers - numbers[0]) / trimmed).clip(None, 1).sum(axis=1) + 2 * other) / 5
    for i in range(50):
        rows.append([joined(numbers[i]), int(words[i]), float(by_whole[i]), float(by_trimmed[i])])
    write("gower.csv", "numbers word whole trimmed".split(), rows)


def flows():
    """Random nets, with loops and ways back: the greatest flow and its least cost."""
    rows = []
    for case in range(40):
        nodes = int(DRAW.integers(4, 15))
        pairs = sorted({(int(a), int(b)) for a, b in DRAW.integers(0, nodes, (int(nodes * 3.5), 2)) if a != b})
        net, arcs = nx.DiGraph(), []
        net.add_nodes_from(range(nodes))
        for a, b in pairs:
            capacity, cost = int(DRAW.integers(0, 60)), int(DRAW.integers(0, 25))
            net.add_edge(a, b, capacity=capacity, weight=cost)
            arcs.append(f"{a}-{b}-{capacity}-{cost}")
        flow = nx.max_flow_min_cost(net, 0, nodes - 1)
        value = nx.maximum_flow_value(net, 0, nodes - 1)
        assert value == nx.minimum_cut_value(net, 0, nodes - 1)
        rows.append([nodes, " ".join(arcs), value, nx.cost_of_flow(net, flow)])
    write("flows.csv", "nodes arcs value cost".split(), rows)


def assignments():
    rows = []
    for height, width in [(1, 1), (2, 5), (5, 2), (8, 8), (12, 30), (25, 25)]:
        costs = np.round(DRAW.gamma(2, 20, (height, width)) - 10, 4)
        mine, theirs = linear_sum_assignment(costs)
        rows.append([height, width, joined(costs.ravel()), float(costs[mine, theirs].sum())])
    write("assignments.csv", "rows columns costs cost".split(), rows)


def matchings():
    """Canteens supplied by producers within reach: most of them, then least minutes (in hundredths)."""
    draw = np.random.default_rng(20260106)
    rows = []
    for producers, places, share in [(3, 4, 0.7), (6, 10, 0.4), (12, 9, 0.3), (20, 40, 0.12)]:
        offers, needs = draw.integers(0, 8, producers), draw.integers(0, 5, places)
        roads = [(f, t, int(draw.integers(100, 6000))) for f in range(producers) for t in range(places) if draw.uniform() < share]
        graph = nx.DiGraph()
        graph.add_nodes_from(["source", "sink"])
        graph.add_edges_from(("source", ("from", f), {"capacity": int(n), "weight": 0}) for f, n in enumerate(offers))
        graph.add_edges_from((("to", t), "sink", {"capacity": int(n), "weight": 0}) for t, n in enumerate(needs))
        graph.add_edges_from((("from", f), ("to", t), {"capacity": int(needs[t]), "weight": cost}) for f, t, cost in roads)
        flow = nx.max_flow_min_cost(graph, "source", "sink")
        supplied, cost = sum(flow["source"].values()), nx.cost_of_flow(graph, flow)
        reached = {t for f, t, _ in roads if offers[f]}
        beyond = sum(int(n) for t, n in enumerate(needs) if t not in reached)
        ways = " ".join(f"{f}-{t}-{c}" for f, t, c in roads)
        rows.append([joined(offers), joined(needs), ways, supplied, beyond, int(needs.sum()) - beyond - supplied, cost])
    write("matchings.csv", "offers needs ways supplied out_of_reach crowded_out hundredths".split(), rows)


def composites():
    """Six indicators in three blocks, between goalposts, put together in both ways; the fourth is better when less."""
    weights, blocks = np.array([2, 1, 1, 3, 1, 4]), np.array([1, 2, 1.5])
    of = np.array([0, 0, 1, 1, 2, 2])
    values = DRAW.normal(50, 25, (40, 6))
    values[DRAW.uniform(size=values.shape) < 0.06] = math.nan
    worst, best = np.array([10, 20, 0, 90, 5, 30]), np.array([90, 80, 100, 10, 95, 60])
    places = ((values - worst) / (best - worst)).clip(0, 1)
    rows = []
    for i in range(40):
        have = ~np.isnan(places[i])
        known = sum(blocks[b] * weights[have & (of == b)].sum() / weights[of == b].sum() for b in range(3)) / blocks.sum()
        some = [b for b in range(3) if (have & (of == b)).any()]
        means = [np.average(places[i][have & (of == b)], weights=weights[have & (of == b)]) for b in some]
        geometric = stats.gmean(1 + 99 * np.array(means), weights=blocks[some])
        arithmetic = 100 * np.average(means, weights=blocks[some])
        rows.append([joined(values[i]), *map(float, (known, geometric, arithmetic))])
    write("composites.csv", "values known geometric arithmetic".split(), rows)


def diversities():
    """Entropy of counts by kind, of families of kinds and within them; Hill's numbers."""
    rows = []
    for many in [1, 2, 5, 12, 40]:
        for _ in range(4):
            counts = DRAW.poisson(DRAW.gamma(0.6, 9, many)) + (np.arange(many) == 0)
            family = DRAW.integers(0, 4, many)
            p = counts / counts.sum()
            sums = np.bincount(family, counts, 4)
            within = sum(s / counts.sum() * stats.entropy(counts[family == g]) for g, s in enumerate(sums) if s)
            hills = [float((p[p > 0] ** q).sum() ** (1 / (1 - q))) for q in [0, 0.5, 3]]
            whole, n = float(stats.entropy(counts)), int(counts.sum())
            unbiased = 1 - float((counts * (counts - 1)).sum() / (n * (n - 1))) if n > 1 else math.nan
            figures = [whole, float(stats.entropy(sums)), float(within), *hills, float(1 / (p**2).sum()), unbiased]
            rows.append([joined(counts), joined(family), *figures])
    write("diversities.csv", "counts family total unrelated related hill0 hill05 hill3 hill2 unbiased".split(), rows)


def tie_graphs():
    """Closeness of every two nodes, betweenness, components and articulations of random graphs."""
    rows, nodes = [], []
    for case, (many, share) in enumerate([(8, 0.3), (15, 0.15), (24, 0.2), (40, 0.05)]):
        graph = nx.gnp_random_graph(many, share, seed=case)
        ties = " ".join(f"{a}-{b}" for a, b in graph.edges)
        adjacency = nx.to_numpy_array(graph)
        root = np.array([1 / math.sqrt(graph.degree(n)) if graph.degree(n) else 0.0 for n in range(many)])
        sober = root[:, None] * adjacency * root[None]
        pairs = [(a, b) for a in range(many) for b in range(a + 1, many) if not graph.has_edge(a, b)]
        allocation = {(a, b): p for a, b, p in nx.resource_allocation_index(graph, pairs)}
        adamic = {(a, b): p for a, b, p in nx.adamic_adar_index(graph, pairs)}
        attachment = {(a, b): p for a, b, p in nx.preferential_attachment(graph, pairs)}
        walks = np.linalg.matrix_power(adjacency, 3)  # of two not tied, a walk of three is a path
        sober_walks = adjacency @ sober @ adjacency
        for a, b in pairs:
            common = len(list(nx.common_neighbors(graph, a, b)))
            figures = [common, allocation[a, b], adamic[a, b], attachment[a, b], walks[a, b], sober_walks[a, b]]
            rows.append([case, a, b, *map(float, figures)])
        between, whole = nx.betweenness_centrality(graph), nx.betweenness_centrality(graph, normalized=False)
        first = {n: min(part) for part in nx.connected_components(graph) for n in part}
        cuts, pieces, within = set(nx.articulation_points(graph)), {}, {}
        for part in nx.connected_components(graph):
            alone = graph.subgraph(part)
            within |= nx.betweenness_centrality(alone)
            for n in part:
                pieces[n] = nx.number_connected_components(alone.subgraph(part - {n})) if 1 < len(part) else 0
                assert (n in cuts) == (1 < pieces[n])
        nodes += [
            [case, ties if n == 0 else "", n, first[n], float(between[n]), float(whole[n]), pieces[n], float(within[n])]
            for n in range(many)
        ]
    write("closeness.csv", "case a b common allocation adamic_adar degrees paths sober_paths".split(), rows)
    write("tie_graphs.csv", "case ties node component relative whole pieces within".split(), nodes)


def memberships():
    """Network-based inference on random memberships, by matrices."""
    rows = []
    for actors, projects, share in [(6, 5, 0.4), (20, 9, 0.2)]:
        of = (DRAW.uniform(size=(actors, projects)) < share).astype(float)
        of[0, 0] = 1
        k_actor, k_project = of.sum(axis=1), of.sum(axis=0)
        spread = of / np.where(k_actor == 0, 1, k_actor)[:, None]
        weights = spread.T @ (of / np.where(k_project == 0, 1, k_project)[None])
        scores = of @ weights.T
        links = " ".join(f"{a}-{p}" for a, p in zip(*of.nonzero()))
        for actor in range(actors):
            rows.append([actors, projects, links if actor == 0 else "", actor, joined(scores[actor])])
    write("memberships.csv", "actors projects links actor scores".split(), rows)


def related_activities():
    """Presence, relatedness and density of a table, by ecomplexity; density without the activity itself."""
    counts = DRAW.poisson(DRAW.gamma(0.8, 12, (25, 9))).astype(float) + 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = pd.DataFrame([(1, i, k, counts[i, k]) for i in range(25) for k in range(9)], columns=list("tlpv"))
        names = {"time": "t", "loc": "l", "prod": "p", "val": "v"}
        with contextlib.redirect_stdout(io.StringIO()):
            found = ecomplexity(table, names).sort_values(["l", "p"])
            phi = proximity(table, names).sort_values(["p_1", "p_2"])["proximity"].to_numpy().reshape(9, 9)
    present = found["mcp"].to_numpy().reshape(25, 9)
    kept = found["density"].to_numpy().reshape(25, 9)
    others = phi - np.eye(9)
    left_out = present @ others / others.sum(axis=0)
    rows = [[*map(joined, (counts[i], present[i], kept[i], left_out[i])), joined(phi[i]) if i < 9 else ""] for i in range(25)]
    write("related_activities.csv", "counts present density without_itself phi".split(), rows)


def trades():
    """Percentile ranks, among pairs, of the greatest share of inputs or outputs."""
    flows = np.round(DRAW.gamma(0.4, 30, (8, 8)), 1) * (DRAW.uniform(size=(8, 8)) < 0.7)
    output = flows.sum(axis=1) + np.round(DRAW.gamma(3, 50, 8), 1)
    bought, sold = flows / output[None], flows / output[:, None]
    most = np.maximum.reduce([bought, bought.T, sold, sold.T])
    pairs = np.triu_indices(8, 1)
    ranks = np.eye(8)
    ranks[pairs] = stats.rankdata(most[pairs]) / len(pairs[0])
    ranks = np.maximum(ranks, ranks.T)
    write("trades.csv", "flows output ranks".split(), [[joined(flows[i]), float(output[i]), joined(ranks[i])] for i in range(8)])


def densities():
    """DBSCAN on a grid, a crowd at one address and chance, where many distances are eps."""
    draw = np.random.default_rng(20260104)
    grid = np.array([(100 * x, 100 * y) for x in range(9) for y in range(6)])
    points = np.vstack([grid[draw.uniform(size=54) < 0.7], np.tile([1500, 300], (12, 1)), draw.uniform(0, 2000, (60, 2)).round(1)])
    points = np.vstack([points, [[1e6, 1e6]]]) + [600000, 6500000]
    columns = []
    for eps, min_points in [(100.0, 4), (250.0, 6), (141.0, 5)]:
        found = DBSCAN(eps=eps, min_samples=min_points).fit(points)
        core = np.zeros(len(points), int)
        core[found.core_sample_indices_] = 1
        columns += [found.labels_, core]
    rows = [[*map(float, point), *map(int, told)] for point, told in zip(points, np.column_stack(columns))]
    write("densities.csv", "x y l100 c100 l250 c250 l141 c141".split(), rows)


def colocation():
    """Co-location quotients of four kinds, some at one address: among the k nearest, those as far as the k-th sharing what is left; and around each point by a Gaussian."""
    draw = np.random.default_rng(20260105)
    places = np.vstack([draw.integers(0, 12, (70, 2)).astype(float), draw.uniform(0, 12, (60, 2)).round(3), np.tile([5.5, 5.5], (15, 1))])
    kinds = draw.integers(0, 4, len(places))
    write("colocation_points.csv", "x y kind".split(), [[*map(float, p), int(kind)] for p, kind in zip(places, kinds)])
    square = ((places[:, None] - places[None]) ** 2).sum(axis=2)
    np.fill_diagonal(square, np.inf)
    n, rows = len(places), []
    for k in [1, 4, 10]:
        last = np.sort(square, axis=1)[:, k - 1 : k]
        nearer, tied = square < last, square == last
        weights = nearer + tied * (k - nearer.sum(axis=1, keepdims=True)) / tied.sum(axis=1, keepdims=True)
        decay = np.where(last > 0, np.exp(-np.where(np.isinf(square), 0, square) / (2 * np.where(last > 0, last, 1))), 1.0)
        for a in range(4):
            for b in range(4):
                share = ((kinds == b).sum() - (a == b)) / (n - 1)
                all_around = (weights @ (kinds == b) / k)[kinds == a].mean() / share
                local = (weights * decay) @ (kinds == b) / (weights * decay).sum(axis=1) / share
                rows.append([k, a, b, float(all_around), joined(local[kinds == a])])
    write("colocation.csv", "k from to quotient local".split(), rows)


def relabelling():
    """A group out of a pool: how likely its share of the first kind, and its number of kinds, are or more."""
    rows = []
    for pool, group in [((20, 10, 10), (5, 2, 1)), ((30, 5, 4, 3, 2, 2), (3, 2, 1, 1, 0, 1)), ((8, 8, 8, 8), (2, 2, 2, 2)), ((90, 6, 4), (12, 0, 0))]:
        everybody, size = sum(pool), sum(group)
        share = stats.hypergeom.sf(group[0] - 1, everybody, pool[0], size)
        chance = np.zeros(len(pool) + 1)
        for kept in range(1, 2 ** len(pool)):  # the kinds that are met, and no other
            ranks = [at for at in range(len(pool)) if kept >> at & 1]
            for within in range(2 ** len(ranks)):
                inside = sum(pool[at] for rank, at in enumerate(ranks) if within >> rank & 1)
                sign = (-1) ** (len(ranks) - bin(within).count("1"))
                chance[len(ranks)] += sign * math.comb(inside, size) / math.comb(everybody, size)
        kinds = sum(1 for count in group if count)
        rows.append([joined(pool), joined(group), float(share), float(chance[kinds:].sum()), float(chance @ np.arange(len(pool) + 1))])
    write("relabelling.csv", "pool group p_share p_kinds mean_kinds".split(), rows)


for case in [intervals, shares, gammas, peers, maps, quotients, quantiles, likeness, gower, flows, assignments, composites, densities, colocation, relabelling, matchings]:
    case()

# Draws of their own: what is added here leaves the files above as they are.
DRAW = np.random.default_rng(20260102)
for case in [diversities, tie_graphs, memberships, related_activities, trades]:
    case()
