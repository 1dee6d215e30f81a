"""Who is measured, and how each is started: one core, tiles compressed, nothing logged."""

import json
import os
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

FAMILY = "association"
BROWSER = "gzip, deflate, br, zstd"
"""What Chrome and Firefox say they take."""


@dataclass
class Candidate:
    """A tile server: what it is, how it starts, where its tiles are."""

    name: str
    says: str
    command: list
    path: str = ""
    """`/…/{z}/{x}/{y}`, or empty if TileJSON tells it."""
    ready: str = "/"
    env: dict = field(default_factory=dict)
    tilejson: str = ""
    database: str = ""
    """The database it asks, if any."""
    filtered: bool = False
    takes: str = "gzip"
    """What its clients say they take: `Accept-Encoding`."""

    def template(self, base):
        """The path of a tile; asked of the running server where it tells."""
        if self.path:
            return self.path
        with urllib.request.urlopen(base + self.tilejson) as answer:
            address = json.load(answer)["tiles"][0]
        if self.filtered and FAMILY not in address:
            raise LookupError("this program's tiles have no filter: its TileJSON does not carry it")
        parts = urllib.parse.urlsplit(address.replace(base, ""))
        return parts.path + ("?" + parts.query if parts.query else "")


def everyone(o, data, work, has_cache):
    """All candidates, in the order of the table. `o`: the options of measure.py."""
    listen = f"127.0.0.1:{o.port}"
    serve = [o.maillage, "serve", "--snapshot", o.snapshot, "--listen", listen, *o.serve_flags.split()]
    cold = serve + (o.cold_flags.split() if has_cache else [])
    filtered = "/tilejson/acteurs?filter=" + urllib.parse.quote(f"famille = '{FAMILY}'")
    quiet = {"RUST_LOG": "error"}

    def ours(name, says, command, **more):
        more.setdefault("tilejson", "/tilejson/acteurs")
        return Candidate(name, says, command, ready="/health", env=quiet, **more)

    martin = [str(work / "cargo/bin/martin"), "--listen-addresses", listen, "--workers", "1"]
    off = ["--cache-size", "0"]
    prebuilt = data / f"acteurs-{o.cells}-{o.until}"

    def files(name, says, kind, flags, **more):
        path = f"/{prebuilt.name}/{{z}}/{{x}}/{{y}}"
        command = [*martin, *flags, f"{prebuilt}.{kind}"]
        return Candidate(name, says, command, path, "/health", quiet, **more)

    database = f"acteurs_{data.name}_{o.cells}_{o.until}"
    url = f"postgres://postgres@127.0.0.1:{o.postgres_port}/{database}"
    settings = work / "martin-postgis.yaml"
    settings.write_text(
        f"postgres:\n  connection_string: {url}\n  functions:\n"
        "    acteurs:\n      schema: public\n      function: tile\n"
    )

    def postgis(name, says, flags, query="", **more):
        command = [*martin, *flags, "--config", str(settings)]
        return Candidate(name, says, command, "/acteurs/{z}/{x}/{y}" + query, "/health", quiet, database=database, **more)

    tipg = [str(work / "venv/bin/uvicorn"), "tipg.main:app", "--host", "127.0.0.1", "--port", str(o.port)]
    tipg += ["--no-access-log", "--log-level", "error"]
    tipg_env = {
        "DATABASE_URL": url.replace("postgres://", "postgresql://"),
        "TIPG_DB_TABLES": '["public.acteurs"]',
        "TIPG_TABLE_CONFIG__public_acteurs__PROPERTIES": '["id", "nom", "famille", "fonction"]',
    }
    floor = str(work / "floor/release/floor")
    return [
        ours("maillage-cold", "ours, no cache: every tile drawn and compressed", cold),
        ours("maillage-cold-browser", "the same, asked as a browser asks", cold, takes=BROWSER),
        ours("maillage-filtered", f"ours, no cache, filter famille = {FAMILY}", cold, tilejson=filtered, filtered=True),
        ours("maillage-warm", "ours, from its cache", serve),
        files("martin-mbtiles", "Martin, tippecanoe's MBTiles, cache off", "mbtiles", off),
        files("martin-mbtiles-browser", "the same, asked as a browser asks", "mbtiles", off, takes=BROWSER),
        files("martin-mbtiles-warm", "Martin, tippecanoe's MBTiles, cache on", "mbtiles", []),
        files("martin-pmtiles", "Martin, tippecanoe's PMTiles, caches off", "pmtiles", off),
        files("martin-pmtiles-browser", "the same, asked as a browser asks", "pmtiles", off, takes=BROWSER),
        files("martin-pmtiles-warm", "Martin, tippecanoe's PMTiles, caches on", "pmtiles", []),
        postgis("martin-postgis", "Martin, PostGIS, clustering SQL, cache off", off),
        postgis("martin-postgis-filtered", f"the same, famille = {FAMILY}", off, f"?famille={FAMILY}", filtered=True),
        postgis("martin-postgis-warm", "Martin, PostGIS, cache on", []),
        Candidate(
            "tipg",
            "tipg, the same table, its defaults: raw points, at most 10,000 a tile",
            tipg,
            "/collections/public.acteurs/tiles/WebMercatorQuad/{z}/{x}/{y}",
            "/healthz",
            {**tipg_env, "PATH": os.environ["PATH"]},
            database=database,
        ),
        Candidate("floor-22k", "bare axum, 22,000 bytes", [floor, listen, "22000"], "/{z}/{x}/{y}"),
        Candidate("floor-mean", "bare axum, as many bytes as our mean tile", [floor, listen, "MEAN"], "/{z}/{x}/{y}"),
    ]
