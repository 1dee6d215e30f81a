"""A list of requests asked over and over by wrk, and what it cost the server."""

import json
import resource
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import processes

HERE = Path(__file__).resolve().parent


@contextmanager
def watched(pids):
    """What the processes and everybody else take while the body runs, filled in when it ends."""
    spent = {}
    since, before, all_before = time.monotonic(), processes.cpu_seconds(pids), processes.everybodys_cpu_seconds()
    own_before = resource.getrusage(resource.RUSAGE_CHILDREN)
    yield spent
    cpu = processes.cpu_seconds(pids) - before
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    # The client's own CPU is nobody else's.
    client = own.ru_utime + own.ru_stime - own_before.ru_utime - own_before.ru_stime
    others = processes.everybodys_cpu_seconds() - all_before - cpu - client
    spent.update(cpu_s=cpu, others_s=max(others, 0.0), took_s=time.monotonic() - since)


def load(base, requests, connections, seconds, pids, o):
    """One load by wrk: its figures, and the CPU that the server's processes took for a request.

    `requests`: a file that load.lua reads. `o.load_core`: where wrk runs.
    """
    wrk = ["taskset", "-c", o.load_core, "wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "60s"]
    with watched(pids) as spent:
        done = subprocess.run([*wrk, "-s", HERE / "load.lua", base, "--", requests], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.strip().split("\n")[-1])
    times = {f"p{rank}_ms": told[f"p{rank}_us"] / 1000 for rank in (50, 99)}
    return figures(connections, told["duration_us"] / 1e6, told["requests"], times, spent, sum(told["errors"].values()))


def figures(connections, duration, requests, times, spent, errors):
    """A load in the shape of the results."""
    return {
        "connections": connections,
        "seconds": duration,
        "requests": requests,
        "requests_per_second": requests / duration,
        **times,
        "cpu_us_per_request": spent["cpu_s"] / max(requests, 1) * 1e6,
        "server_core_share": spent["cpu_s"] / duration,
        "other_processes_cores": spent["others_s"] / duration,
        "errors": errors,
    }
