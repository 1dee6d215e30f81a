"""Measures servers of features one after the other, on the same questions: see README.md. Called by run.sh."""

import argparse
import http.client
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "beside"))

import addresses
import candidates
import cursors
import judge
import loads
import machine
import pgbench
import processes
import questions
import serving
import table

LONGEST_S = 30
"""No look and no load lasts longer, however slow the server."""
CONNECTIONS = 16
"""At most, under load: fewer of a slow server, so that what it leaves undone at the end is little."""
SHIFTS = 200
"""So many times is a place moved by a centimetre in a load, that no cache has seen the question before."""


class NotAvailable(Exception):
    """The candidate has no such question."""


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("maillage", "snapshot", "data", "work", "out"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--only", default="", help="names of candidates, with commas; all without it")
    parser.add_argument("--kinds", default="", help="kinds of questions, with commas; all without it")
    parser.add_argument("--seconds", type=float, default=6.0, help="of each load, at least")
    parser.add_argument("--port", type=int, default=8360)
    parser.add_argument("--postgres-port", type=int, default=8355)
    parser.add_argument("--server-core", default="0")
    parser.add_argument("--load-core", default="1")
    parser.add_argument("--serve-flags", default="", help="more flags for maillage serve")
    return parser.parse_args()


def measure(candidate, listed, kinds, o, work, out):
    """All figures of one candidate; a kind that it cannot answer says so and is passed over."""
    shared = processes.shared_in_use_mib()
    log = open(out / f"{candidate.name}.log", "w")
    with log, serving.database(candidate.database, o, work) as postmaster:
        found = {"says": candidate.says, "command": candidate.command, "kinds": {}}
        if not candidate.command:
            for kind in kinds:
                each(found, kind, lambda: in_sql(candidate, kind, listed[kind], postmaster, o, out))
        else:
            candidates.prepare(candidate)
            server = serving.running(candidate.command, candidate.ready, candidate.env, o.port, o.server_core, log)
            with server as (base, pid, ready):
                found["ready_s"] = ready
                for kind in kinds:
                    each(found, kind, lambda: over_http(candidate, kind, listed[kind], base, [pid, *postmaster], o, out))
                found["memory_mib"] = processes.memory_mib([pid])
        if postmaster:
            # Its buffers are nobody's own, and its connections may be closed by now.
            taken = processes.shared_in_use_mib() - shared + processes.private_memory_mib(postmaster)
            found.setdefault("memory_mib", {})["postgresql"] = round(taken, 1)
    return found


def each(found, kind, act):
    """Notes the figures of a kind, or why there are none."""
    print(f"    {kind}", file=sys.stderr, flush=True)
    try:
        found["kinds"][kind] = act()
    except (NotAvailable, RuntimeError, OSError, http.client.HTTPException, subprocess.CalledProcessError) as error:
        why = f"{error} {getattr(error, 'stderr', None) or ''}".strip()
        found["kinds"][kind] = {"not_available": why}
        print(f"    not available: {why}", file=sys.stderr)


def over_http(candidate, kind, asked, base, pids, o, out):
    """One kind of question of a server: each once, alone; then all over and over, by wrk."""
    template = addresses.template(candidate.table, kind)
    if template.startswith("no:"):
        raise NotAvailable(template.removeprefix("no:").strip())
    if "{cursor_page}" in template:
        try:
            paths = cursors.pages(base, asked)
        except LookupError as why:
            raise NotAvailable(why) from None
    else:
        paths = written(template, kind, asked, 0)
    kept = out / "bodies" / kind
    if candidate.name == "maillage":
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
    connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=120)

    def ask(rank):
        since = time.perf_counter()
        connection.request("GET", paths[rank])
        answer = connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - since
        if answer.status != 200:
            raise NotAvailable(f"status {answer.status}: {body[:300].decode(errors='replace')}")
        if candidate.name == "maillage":
            (kept / f"{rank}.json").write_bytes(body)
        return body, took

    seen = look(kind, asked, ask)
    connection.close()
    again = [paths] if "{cursor_page}" in template else None
    requests, loaded = out / "requests.txt", []
    for turn, (connections, seconds) in enumerate(turns(seen, o)):
        # What cannot be moved is asked as it is; what can, never twice, nor as an earlier load did.
        moves = range(turn * SHIFTS + 1, (turn + 1) * SHIFTS + 1)
        rounds = again or (written(template, kind, asked, steps) for steps in moves)
        requests.write_text("".join(path + "\n" for one_round in rounds for path in one_round))
        loaded.append(loads.load(base, requests, connections, seconds, pids, o))
    # The first one was the warm-up.
    return {"example": paths[0], **told_of(seen), "loads": loaded[1:]}


def turns(seen, o):
    """The loads of a kind, as connections and seconds: a warm-up, latency, throughput."""
    seconds, many = how_long(seen, o, CONNECTIONS)
    return [(min(4, many), min(2.0, seconds)), (1, seconds), (many, seconds)]


def written(template, kind, asked, steps):
    """The addresses of all questions, each moved by so many steps."""
    moved = (addresses.shifted(question, steps) for question in asked)
    return [addresses.address(template, addresses.words(kind, rank, question)) for rank, question in enumerate(moved)]


def in_sql(candidate, kind, asked, pids, o, out):
    """One kind of question of PostgreSQL alone."""
    template = addresses.template(candidate.table, kind)
    statements = [template.format(**addresses.words(kind, rank, question)) for rank, question in enumerate(asked)]
    seen = look(kind, asked, lambda rank: pgbench.ask(statements[rank], o, candidate.database))
    seconds, many = how_long(seen, o, pgbench.CONNECTIONS)
    scratch = out / "pgbench"
    loaded = [pgbench.load(statements, c, seconds, pids, o, candidate.database, scratch) for c in (1, many)]
    return {"example": statements[0], **told_of(seen), "loads": loaded}


def look(kind, asked, ask):
    """Each question once, alone, as many as there is time for: size, time, whether the answer is the true one."""
    # What a server does once (a connection to its database, say) is no question's cost.
    for rank in range(3):
        ask(rank)
    seen, end = [], time.monotonic() + LONGEST_S
    for rank, question in enumerate(asked):
        body, took = ask(rank)
        seen.append({"bytes": len(body), "ms": took * 1000, "verdict": judge.verdict(kind, question, body)})
        if time.monotonic() > end:
            break
    return seen


def how_long(seen, o, most):
    """Seconds and connections of a load: once through the list if it can be, and few requests left undone."""
    mean_s = sum(one["ms"] for one in seen) / len(seen) / 1000
    seconds = min(max(o.seconds, 1.1 * mean_s * questions.EACH), LONGEST_S)
    return seconds, max(1, min(most, int(seconds / (8 * mean_s))))


def told_of(seen):
    """What was seen of the answers."""
    sizes = [one["bytes"] for one in seen]
    wrong = [one["verdict"] for one in seen if one["verdict"] != "right"]
    return {
        "looked": len(seen),
        "right": len(seen) - len(wrong),
        "wrong_first": wrong[:3],
        "bytes": {"mean": sum(sizes) / len(sizes), "most": max(sizes)},
        "alone_ms": sum(one["ms"] for one in seen) / len(seen),
    }


def versions(o, work):
    """Those of all that is measured, as found."""
    return [
        machine.version(o.maillage, "--version"),
        machine.version("psql", "--version"),
        machine.postgis(),
        machine.packages(work / "venv/bin/python", "tipg", "uvicorn"),
        machine.packages(work / "venv-pygeoapi/bin/python", "pygeoapi", "gunicorn"),
        machine.version("sh", "-c", "wrk --version | head -1"),
    ]


def chosen(words, names, flag):
    """The names that a flag keeps, in their own order."""
    wanted = words.split(",") if words else names
    if unknown := set(wanted) - set(names):
        sys.exit(f"--{flag}: {', '.join(sorted(unknown))} is none of {', '.join(names)}")
    return [name for name in names if name in wanted]


def main():
    # Whatever ends the run ends the servers that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    o = options()
    data, work, out = Path(o.data).resolve(), Path(o.work).resolve(), Path(o.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    drawn = json.loads((data / "questions.json").read_text())
    everyone = {candidate.name: candidate for candidate in candidates.everyone(o, data, work, out)}
    kinds = chosen(o.kinds, list(questions.KINDS), "kinds")
    asked = {"seed": drawn["seed"], "actors": drawn["actors"], "placed": drawn["placed"]}
    asked["hits"] = {kind: [question["hits"] for question in drawn["kinds"][kind]] for kind in kinds}
    results = {"machine": machine.describe(versions(o, work)), "asked": asked, "options": vars(o), "candidates": {}}
    for name in chosen(o.only, list(everyone), "only"):
        print(f"==> {name}", file=sys.stderr, flush=True)
        try:
            results["candidates"][name] = measure(everyone[name], drawn["kinds"], kinds, o, work, out)
        except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
            results["candidates"][name] = {"skipped": f"{error} {getattr(error, 'stderr', None) or ''}".strip()}
            print(f"    skipped: {results['candidates'][name]['skipped']}", file=sys.stderr)
        (out / "results.json").write_text(json.dumps(results, indent=1))
    told = table.markdown(results)
    (out / "results.md").write_text(told)
    print(told)


if __name__ == "__main__":
    main()
