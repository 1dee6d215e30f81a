"""How each candidate is asked each question: the one table of addresses and of SQL.

`{…}` is filled from a question by `words()`. What a candidate cannot be asked is said instead: a line that begins
with `no:`. Nobody is asked to compress.
"""

import urllib.parse

import questions

ALL = 10_000
"""More than any question of the list matches: everything comes on one page."""

OURS = {
    "box": f"/collections/acteurs/items?bbox={{box}}&limit={ALL}",
    "filter": f"/collections/acteurs/items?bbox={{box}}&filter={{family}}&limit={ALL}",
    "polygon": f"/collections/acteurs/items?filter={{family_in_ring}}&limit={ALL}",
    "count": "/counts/acteurs?zone=bassin:{bassin}&by=function",
    "near": f"/collections/acteurs/items?near={{lon}},{{lat}}&limit={questions.NEAREST}",
    # Filled in once the cursors are known: cursors.py.
    "page": "{cursor_page}",
}
OURS_CURSORS = "/collections/acteurs/items?limit={limit}"
"""Where the list begins: its `next` link holds a cursor."""

TIPG = {
    "box": f"/collections/public.acteurs/items?bbox={{box}}&limit={ALL}",
    "filter": f"/collections/public.acteurs/items?bbox={{box}}&filter={{family}}&filter-lang=cql2-text&limit={ALL}",
    "polygon": f"/collections/public.acteurs/items?filter={{family_in_ring_geom}}&filter-lang=cql2-text&limit={ALL}",
    "count": "/collections/public.acteurs/items?filter={in_bassin}&filter-lang=cql2-text&limit=1",
    "near": "no: it has no such question",
    "page": f"/collections/public.acteurs/items?offset={{after}}&limit={questions.PAGE}",
}

PYGEOAPI = {
    "box": f"/collections/acteurs/items?f=json&bbox={{box}}&limit={ALL}",
    "filter": f"/collections/acteurs/items?f=json&bbox={{box}}&filter={{family}}&limit={ALL}",
    "polygon": f"/collections/acteurs/items?f=json&filter={{family_in_ring_ecql}}&limit={ALL}",
    "count": "/collections/acteurs/items?f=json&bassin={bassin}&resulttype=hits",
    "near": "no: it has no such question",
    "page": f"/collections/acteurs/items?f=json&offset={{after}}&limit={questions.PAGE}",
}

FLOOR = {kind: "/serialised/{kind}/{rank}" for kind in OURS}
FLOOR_SENT = {kind: "/sent/{kind}/{rank}" for kind in OURS}

# Of the ways tried, the one that costs least: text put together, each row made JSON once. `::json` on what
# ST_AsGeoJSON wrote, or ST_AsGeoJSON of a whole row, parse it or build it a second time. A box compares
# coordinates after `&&` (whose index is in single precision): cheaper than ST_Intersects, and as exact.
_COLLECTION = """\
SELECT '{{"type":"FeatureCollection","numberReturned":' || count(*) || ',"features":[' || string_agg(
    '{{"type":"Feature","id":"' || id || '","geometry":' || coalesce(ST_AsGeoJSON(geom, 7), 'null') || ',"properties":'
    || (SELECT row_to_json(told) FROM (SELECT {columns}) AS told)::text || '}}', ',') || ']}}'
FROM """
_IN_BOX = """geom && ST_MakeEnvelope({box}, 4326)
    AND ST_X(geom) BETWEEN {west} AND {east} AND ST_Y(geom) BETWEEN {south} AND {north}"""
_IN_FAMILY = f"famille = '{questions.FAMILY}'"
_PLACE = "ST_SetSRID(ST_MakePoint({lon}, {lat}), 4326)::geography"
SQL = {
    "box": f"{_COLLECTION} acteurs WHERE {_IN_BOX}",
    "filter": f"{_COLLECTION} acteurs WHERE {_IN_BOX} AND {_IN_FAMILY}",
    "polygon": f"{_COLLECTION} acteurs WHERE ST_Intersects(geom, ST_GeomFromText('{{ring}}', 4326)) AND {_IN_FAMILY}",
    "count": """\
WITH there AS MATERIALIZED (SELECT fonctions FROM acteurs WHERE bassin = '{bassin}')
SELECT json_build_object('total', (SELECT count(*) FROM there), 'counts', (SELECT json_object_agg(word, n)
    FROM (SELECT word, count(*) AS n FROM there, unnest(fonctions) AS word GROUP BY word) AS counted))""",
    # `<->` ranks geographies on a sphere: some more, then in the order of the ellipsoid.
    "near": f"""{_COLLECTION} (SELECT * FROM (SELECT * FROM acteurs ORDER BY geom::geography <-> {_PLACE} LIMIT {3 * questions.NEAREST // 2})
    AS likely ORDER BY ST_Distance(geom::geography, {_PLACE}) LIMIT {questions.NEAREST}) AS nearest""",
    # The next page after an actor: no count of all that match, which would read the whole table.
    "page": f"{_COLLECTION} (SELECT * FROM acteurs WHERE {{after}} <= gid ORDER BY gid LIMIT {questions.PAGE}) AS page",
}


def template(table, kind):
    """The address of a kind of question; boxes of all sizes share one."""
    return table["box" if kind.startswith("box") else kind]


def shifted(asked, steps):
    """The same question some steps of a centimetre to the north-east: other words, as good as the same answer."""
    moved = {name: asked[name] + steps for name in ("west", "south", "east", "north", "lon", "lat") if name in asked}
    if "corners" in asked:
        moved["corners"] = [[x + steps, y + steps] for x, y in asked["corners"]]
    return {**asked, **moved}


def words(kind, rank, asked):
    """What the braces of a template stand for, of one question, as plain text."""
    told = {"kind": kind, "rank": rank, **{name: asked[name] for name in ("bassin", "after") if name in asked}}
    for name in ("west", "south", "east", "north", "lon", "lat"):
        if name in asked:
            told[name] = degrees(asked[name])
    if "west" in asked:
        told["box"] = ",".join(told[name] for name in ("west", "south", "east", "north"))
    if "bassin" in asked:
        told["in_bassin"] = f"bassin = '{asked['bassin']}'"
    family = told["family"] = f"famille = '{questions.FAMILY}'"
    if "corners" in asked:
        corners = ", ".join(f"{degrees(x)} {degrees(y)}" for x, y in asked["corners"] + asked["corners"][:1])
        ring = told["ring"] = f"POLYGON(({corners}))"
        told["family_in_ring"] = f"{family} AND S_INTERSECTS(geometry, {ring})"
        told["family_in_ring_geom"] = f"{family} AND S_INTERSECTS(geom, {ring})"
        told["family_in_ring_ecql"] = f"{family} AND INTERSECTS(geom, {ring})"
    return told


def degrees(steps):
    """Steps of 1e-7 degree as decimals."""
    sign, whole = "-" if steps < 0 else "", abs(steps)
    return f"{sign}{whole // questions.STEPS}.{whole % questions.STEPS:07d}"


def address(template, told):
    """An address, its words encoded."""
    return template.format(**{name: urllib.parse.quote(str(word), safe=",:") for name, word in told.items()})
