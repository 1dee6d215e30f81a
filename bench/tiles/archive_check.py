"""What the archives of archive.sh cost and say, read by the reader that the format's authors publish.

Every tile of ours is compared with the served one: the decompressed bytes are equal. The counts of each
zoom are added up, of both archives, beside the number of actors. Ends with 1 if ours is not what is served
or does not add up.
"""

import argparse
import http.client
import json
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from pathlib import Path

from pmtiles.reader import MmapSource, Reader, all_tiles

import mvt


def timed(path):
    """Wall and CPU seconds and peak MiB, from GNU time."""
    text = path.read_text()
    told = dict(line.strip().rsplit(": ", 1) for line in text.split("\n") if ": " in line)
    clock = told["Elapsed (wall clock) time (h:mm:ss or m:ss)"].split(":")
    return {
        "wall_s": sum(float(part) * 60**power for power, part in enumerate(reversed(clock))),
        "cpu_s": float(told["User time (seconds)"]) + float(told["System time (seconds)"]),
        "peak_mib": int(told["Maximum resident set size (kbytes)"]) / 1024,
        "status": int(told["Exit status"]),
    }


class Served:
    """Our server, and its tiles, decompressed."""

    def __init__(self, o):
        listen = f"127.0.0.1:{o.port}"
        command = [o.maillage, "serve", "--snapshot", o.snapshot, "--listen", listen, *o.serve_flags.split()]
        with open(Path(o.out) / "served.log", "wb") as log:
            self.server = subprocess.Popen(command, stdout=log, stderr=log)
        base = f"http://{listen}"
        for _ in range(600):
            try:
                urllib.request.urlopen(base + "/health", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise RuntimeError(f"{' '.join(command)}: not ready after a minute")
        with urllib.request.urlopen(base + "/tilejson/acteurs") as answer:
            self.template = urllib.parse.urlsplit(json.load(answer)["tiles"][0]).path
        self.connection = http.client.HTTPConnection(listen, timeout=60)

    def tile(self, z, x, y):
        path = urllib.parse.unquote(self.template).format(z=z, x=x, y=y)
        self.connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status not in (200, 204):
            raise RuntimeError(f"{path}: status {answer.status}")
        return mvt.plain(body)

    def stop(self):
        self.server.terminate()
        self.server.wait()


def walk(path, served, sample):
    """Reads a whole archive: tiles and counts by zoom, the largest tile, tiles that differ from the served."""
    counts, tiles, sizes, compared, different = defaultdict(int), defaultdict(int), [], 0, []
    with open(path, "rb") as file:
        source = MmapSource(file)
        header = Reader(source).header()
        every = max(1, header["addressed_tiles_count"] // sample) if sample else 1
        for rank, ((z, x, y), body) in enumerate(all_tiles(source)):
            tile = mvt.plain(body)
            counts[z] += mvt.total(tile)[0]
            tiles[z] += 1
            sizes.append(len(body))
            if served and rank % every == 0:
                compared += 1
                if served.tile(z, x, y) != tile:
                    different.append(f"{z}/{x}/{y}")
    return {
        "bytes": path.stat().st_size,
        "tiles": sum(tiles.values()),
        "tiles_by_zoom": tiles,
        "counts_by_zoom": counts,
        "largest_tile": max(sizes),
        "compared": compared,
        "different": len(different),
        "different_first": different[:5],
        "clustered": header["clustered"],
        "addressed": header["addressed_tiles_count"],
    }


def markdown(found, actors):
    lines = ["| | wall | CPU | peak memory | archive | tiles | largest tile | served alike | counts of each zoom |", "|---|" + "---|" * 8]
    for name, told in found.items():
        gains = [count - actors for count in told["counts_by_zoom"].values()]
        exact = f"all {actors:,}" if not any(gains) else f"{actors:,} {min(gains):+d} to {max(gains):+d}"
        alike = f"{told['compared'] - told['different']:,} of {told['compared']:,}" if told["compared"] else ""
        lines.append(
            f"| {name} | {told['wall_s']:.1f} s | {told['cpu_s']:.1f} s | {told['peak_mib']:,.0f} MiB | {told['bytes'] / 1e6:.1f} MB "
            f"| {told['tiles']:,} | {told['largest_tile']:,} B | {alike} | {exact} |"
        )
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("maillage", "snapshot", "data", "out"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--port", type=int, default=8341)
    parser.add_argument("--serve-flags", default="")
    parser.add_argument("--sample", type=int, default=0, help="compare about so many tiles only")
    o = parser.parse_args()
    out = Path(o.out)
    listed = json.loads((Path(o.data) / "tiles.json").read_text())
    found = {}
    for name in ("ours", "tippecanoe"):
        path = out / f"{name}.pmtiles"
        if not path.exists():
            continue
        served = Served(o) if name == "ours" else None
        try:
            found[name] = {**timed(out / f"{name}.time"), **walk(path, served, o.sample)}
        finally:
            if served:
                served.stop()
    (out / "archive.json").write_text(json.dumps({"actors": listed["actors"], "archives": found}, indent=1))
    table = markdown(found, listed["actors"])
    (out / "archive.md").write_text(table)
    print(table)
    ours = found.get("ours")
    if ours and (ours["different"] or any(count != listed["actors"] for count in ours["counts_by_zoom"].values())):
        sys.exit(f"archive_check.py: ours is not what is served, or does not add up: {ours['different_first']}, {dict(ours['counts_by_zoom'])}")


if __name__ == "__main__":
    main()
