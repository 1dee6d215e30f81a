"""Starts a server, alone on its core, and ends it whatever happens."""

import os
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import processes

POSTGRES = Path(__file__).resolve().parent / "postgres.sh"


@contextmanager
def database(name, o, work):
    """PostgreSQL with that database in memory, on the server's core; the postmaster, or none without a name."""
    if not name:
        yield []
        return
    start = [POSTGRES, "start", work, str(o.postgres_port), o.server_core]
    postmaster = int(subprocess.run(start, check=True, capture_output=True, text=True).stdout)
    try:
        subprocess.run([POSTGRES, "warm", work, str(o.postgres_port), name], check=True)
        yield [postmaster]
    finally:
        subprocess.run([POSTGRES, "stop", work, str(o.postgres_port)], check=True)


@contextmanager
def running(command, ready, env, port, core, log):
    """The server, ready: its address, its process and how long that took. `ready`: what answers by then."""
    base, since = f"http://127.0.0.1:{port}", time.monotonic()
    env = {"HOME": os.environ.get("HOME", "/"), "PATH": os.environ["PATH"], **env}
    server = subprocess.Popen(["taskset", "-c", core, *command], stdout=log, stderr=log, env=env)
    try:
        while not answers(base + ready):
            if server.poll() is not None:
                raise RuntimeError(f"it ended with code {server.returncode}: see {log.name}")
            if time.monotonic() - since > 120:
                raise RuntimeError(f"not ready after two minutes: see {log.name}")
            time.sleep(0.02)
        took = time.monotonic() - since
        settle(server.pid)
        yield base, server.pid, took
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def settle(pid):
    """Waits until what a server prepares in the background once it answers is done, two minutes at most."""
    until, before = time.monotonic() + 120, processes.cpu_seconds([pid])
    while time.monotonic() < until:
        time.sleep(0.5)
        now = processes.cpu_seconds([pid])
        if now - before < 0.025:
            return
        before = now


def answers(address):
    """Whether a server answers there with what it should."""
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except OSError:
        return False
    return True
