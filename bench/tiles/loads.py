"""What is asked of a server: each tile once, alone; then the list over and over, by wrk."""

import http.client
import json
import resource
import subprocess
import time
from pathlib import Path

import mvt
import processes

HERE = Path(__file__).resolve().parent


def look(base, template, tiles, filtered, checked):
    """Fetches each tile once, alone: its size, how long it took, whether its counts are the truth."""
    host = base.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=120)
    seen = []
    # What a server does once (a connection to its database, say) is no tile's cost.
    for tile in [tile for tile in tiles if tile["z"] == 14][:3] + tiles:
        path = template.format(**tile)
        since = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - since
        told = {"z": tile["z"], "status": answer.status, "bytes": len(body), "first_ms": took * 1000}
        if checked and answer.status in (200, 204):
            told["count"], told["symbols"] = mvt.total(mvt.plain(body)) if body else (0, 0)
            told["truth"] = tile["filtered" if filtered else "actors"]
        seen.append(told)
    connection.close()
    return seen[-len(tiles) :]


def load(base, paths, connections, seconds, pids, o):
    """One load by wrk: its figures, and the CPU that the server's processes took for a request."""
    wrk = ["taskset", "-c", o.load_core, "wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "60s"]
    before, all_before = processes.cpu_seconds(pids), processes.everybodys_cpu_seconds()
    own_before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([*wrk, "-s", HERE / "load.lua", base, "--", paths], capture_output=True, text=True, check=True)
    cpu = processes.cpu_seconds(pids) - before
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    wrk_cpu = own.ru_utime + own.ru_stime - own_before.ru_utime - own_before.ru_stime
    others = processes.everybodys_cpu_seconds() - all_before - cpu - wrk_cpu
    told = json.loads(done.stdout.strip().split("\n")[-1])
    duration = told["duration_us"] / 1e6
    return {
        "connections": connections,
        "seconds": duration,
        "requests": told["requests"],
        "requests_per_second": told["requests"] / duration,
        "p50_ms": told["p50_us"] / 1000,
        "p99_ms": told["p99_us"] / 1000,
        "cpu_us_per_request": cpu / max(told["requests"], 1) * 1e6,
        "server_core_share": cpu / duration,
        "other_processes_cores": max(others, 0.0) / duration,
        "errors": sum(told["errors"].values()),
    }
