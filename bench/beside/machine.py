"""Where and with what it was measured: found on the machine, not written down."""

import os
import platform
import subprocess
from pathlib import Path


def version(*command):
    """What a program says of itself, its last word kept short."""
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=20)
    except OSError:
        return "missing"
    return ((done.stdout or done.stderr).strip().split("\n") or ["?"])[0]


def postgis():
    """The version of PostGIS that is installed."""
    listed = "ls /usr/share/postgresql/*/extension/postgis--*.sql | grep -o 'postgis--[0-9.]*[0-9]\\.sql' | sort -V | tail -1"
    return version("sh", "-c", listed).removesuffix(".sql")


def packages(python, *names):
    """The versions of Python packages of an environment."""
    ask = "import sys; from importlib.metadata import version as v; print(*(f'{p} {v(p)}' for p in sys.argv[1:]), sep=', ')"
    return version(python, "-c", ask, *names)


def describe(versions):
    """The machine, its load as it starts, and the versions of all that is measured."""
    cpu = [line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().split("\n") if "model name" in line]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 2**20
    return {
        "cpu": f"{os.cpu_count()} × {cpu[0] if cpu else '?'}",
        "memory_gib": round(memory, 1),
        "kernel": platform.release(),
        "load_average_at_start": os.getloadavg()[0],
        "versions": versions,
    }
