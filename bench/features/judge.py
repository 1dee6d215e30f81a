"""Is an answer the true one? By the features themselves, not by what is said of them."""

import zlib

import orjson

import questions


def verdict(kind, asked, body):
    """`right`, or what is wrong with the answer to a question."""
    try:
        found = orjson.loads(body)
        if kind == "count":
            return of_count(asked, found)
        return of_features(kind, asked, found)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        return f"unreadable: {error!r}"


def of_features(kind, asked, found):
    """Features: the very ones that should be there, and the number that match if it is told."""
    features = found["features"] or []
    expected = {"near": questions.NEAREST, "page": questions.PAGE}.get(kind, asked["hits"])
    if len(features) != expected:
        return f"{len(features):,} features of {expected:,}"
    if kind == "near":
        places = [feature["geometry"]["coordinates"] for feature in features]
        lons, lats = zip(*places)
        meters = questions.distances(asked["lon"] / questions.STEPS, asked["lat"] / questions.STEPS, lons, lats)
        if abs(float(meters.sum()) - asked["meters"]) > 0.05:
            return f"they are {meters.sum():.1f} m away in all, the nearest {asked['meters']:.1f} m"
        return "right" if all(meters[:-1] <= meters[1:] + 0.05) else "not nearest first"
    check = sum(zlib.crc32(feature["properties"]["id"].encode()) for feature in features)
    if check != asked["check"]:
        return "other features"
    matched = found.get("numberMatched")
    if matched is not None and matched != asked["hits"]:
        return f"numberMatched is {matched:,}, not {asked['hits']:,}"
    return "right"


def of_count(asked, found):
    """The number, and that of each function; peers tell the number alone."""
    total = found["total"] if "total" in found else found["numberMatched"]
    if total != asked["hits"]:
        return f"{total:,}, not {asked['hits']:,}"
    if "features" in found:
        return "right"
    counts = found["facets"][0]["counts"] if "facets" in found else found["counts"]
    if isinstance(counts, list):
        counts = {one["key"]: one["count"] for one in counts}
    told = {function: count for function, count in (counts or {}).items() if count}
    return "right" if told == asked["counts"] else "other counts by function"
