"""Who is measured, and how each is started: one process, one core, nothing compressed, nothing logged."""

import json
import os
import subprocess
from dataclasses import dataclass, field

import addresses


@dataclass
class Candidate:
    """Who answers: what it is, how it starts, how it is asked."""

    name: str
    says: str
    table: dict
    """Of addresses.py."""
    command: list = field(default_factory=list)
    """None for PostgreSQL itself, which is asked in SQL."""
    ready: str = "/"
    env: dict = field(default_factory=dict)
    database: str = ""
    """The database it asks, if any."""
    before: list = field(default_factory=list)
    """A command to run first, once its database answers."""


def everyone(o, data, work, out):
    """All candidates, in the order of the tables. `o`: the options of measure.py."""
    listen, base = f"127.0.0.1:{o.port}", f"http://127.0.0.1:{o.port}"
    database = f"features_{data.name}"
    path = {"PATH": os.environ["PATH"], "HOME": str(work)}
    columns = list(json.loads((data / "columns.json").read_text()))
    listed = ", ".join(f'"{name}"' for name in columns)

    tipg = [str(work / "venv/bin/uvicorn"), "tipg.main:app", "--host", "127.0.0.1", "--port", str(o.port)]
    tipg += ["--no-access-log", "--log-level", "error"]
    tipg_env = {
        "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{o.postgres_port}/{database}",
        "TIPG_DB_TABLES": '["public.acteurs"]',
        "TIPG_TABLE_CONFIG__public_acteurs__PK": "gid",
        "TIPG_TABLE_CONFIG__public_acteurs__PROPERTIES": json.dumps(columns),
    }

    def floor(name, says, table):
        program = str(work / "floor-features/release/floor-features")
        return Candidate(name, says, table, [program, listen, str(out / "bodies")])

    config, api = out / "pygeoapi.yml", out / "pygeoapi-openapi.yml"
    pygeoapi_env = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(api)}
    gunicorn = [str(work / "venv-pygeoapi/bin/gunicorn"), "--workers", "1", "--threads", "4", "--keep-alive", "60"]
    gunicorn += ["--bind", listen, "--log-level", "error", "pygeoapi.flask_app:APP"]
    # JSON is YAML.
    config.write_text(json.dumps(pygeoapi_config(o, base, database), indent=1))

    return [
        Candidate(
            "maillage",
            "ours",
            addresses.OURS,
            [o.maillage, "serve", "--snapshot", o.snapshot, "--listen", listen, *o.serve_flags.split()],
            "/health",
            {"RUST_LOG": "error"},
        ),
        floor("floor", "bare axum and serde_json: our own answers, held as structs, serialised anew for each request", addresses.FLOOR),
        floor("floor-sent", "bare axum: the bytes of our own answers, held and only sent", addresses.FLOOR_SENT),
        Candidate(
            "postgis",
            "PostGIS alone, SQL by pgbench, prepared with its values: no HTTP, PostgreSQL's CPU only",
            {kind: sql.replace("{columns}", listed) for kind, sql in addresses.SQL.items()},
            database=database,
        ),
        Candidate(
            "tipg",
            "tipg over the same table; `count` is its numberMatched, `page` its offset",
            addresses.TIPG,
            tipg,
            "/healthz",
            {**path, **tipg_env},
            database,
        ),
        Candidate(
            "pygeoapi",
            "pygeoapi over the same table, by gunicorn; `count` is its numberMatched, `page` its offset",
            addresses.PYGEOAPI,
            gunicorn,
            "/conformance?f=json",
            {**path, **pygeoapi_env},
            database,
            [str(work / "venv-pygeoapi/bin/pygeoapi"), "openapi", "generate", str(config), "--output-file", str(api)],
        ),
    ]


def prepare(candidate):
    """Runs what a candidate needs before it starts."""
    if candidate.before:
        subprocess.run(candidate.before, check=True, capture_output=True, text=True, env=candidate.env)


def pygeoapi_config(o, base, database):
    """One collection over the table, pages as large as ours."""
    somebody = {"name": "bench", "url": base}
    said = {"title": "acteurs", "description": "acteurs", "keywords": ["acteurs"]}
    provider = {
        "type": "feature",
        "name": "PostgreSQL",
        "data": {"host": "127.0.0.1", "port": o.postgres_port, "dbname": database, "user": "postgres", "password": "none", "search_path": ["public"]},
        "id_field": "gid",
        "table": "acteurs",
        "geom_field": "geom",
    }
    world = {"spatial": {"bbox": [-180, -90, 180, 90], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": o.port},
            "url": base,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "gzip": False,
            "languages": ["en-US"],
            "limits": {"default_items": 100, "max_items": addresses.ALL},
            "admin": False,
            "map": {"url": "", "attribution": ""},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {**said, "terms_of_service": "none", "url": base},
            "license": somebody,
            "provider": somebody,
            "contact": {"name": "bench"},
        },
        "resources": {"acteurs": {"type": "collection", **said, "links": [], "extents": world, "providers": [provider]}},
    }
