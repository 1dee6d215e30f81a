"""PostgreSQL asked in SQL: each question once by psql, then over and over by pgbench."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import loads

CONNECTIONS = 4
"""At most: what a connection costs at its start is a share of a short run."""


def client(program, o, database, *more):
    return [program, "-h", "127.0.0.1", "-p", str(o.postgres_port), "-U", "postgres", *more, database]


def ask(sql, o, database):
    """One answer, and how long it took with its connection."""
    since = time.perf_counter()
    command = client("psql", o, database, "-X", "-q", "-tA", "-v", "ON_ERROR_STOP=1", "-c", sql)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.rstrip("\n").encode(), time.perf_counter() - since


def load(statements, connections, seconds, pids, o, database, scratch):
    """One load: the list in a drawn order; each statement prepared once a connection, with its values in it."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    files = []
    for rank, sql in enumerate(statements):
        path = scratch / f"{rank:02}.sql"
        path.write_text(" ".join(sql.split("\n")) + ";\n")
        files += ["-f", str(path)]
    flags = ["-n", "-M", "prepared", "-c", str(connections), "-j", "1", "-T", f"{max(seconds, 1):.0f}", "--random-seed=1"]
    flags += ["-l", f"--log-prefix={scratch / 'times'}"]
    command = ["taskset", "-c", o.load_core, *client("pgbench", o, database, *flags, *files)]
    with loads.watched(pids) as spent:
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    if done.returncode:
        raise RuntimeError(f"pgbench: {done.stderr.strip()[-400:]}")
    waits = sorted(int(line.split(" ")[2]) for path in Path(scratch).glob("times*") for line in path.read_text().splitlines())
    if not waits:
        raise RuntimeError("pgbench: no answer in time")
    times = {f"p{rank}_ms": waits[min(len(waits) - 1, len(waits) * rank // 100)] / 1000 for rank in (50, 99)}
    failed = next((int(line.split()[-2]) for line in done.stdout.split("\n") if line.startswith("number of failed")), 0)
    return loads.figures(connections, spent["took_s"], len(waits), times, spent, failed)
