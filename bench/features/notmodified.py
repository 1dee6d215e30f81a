#!/usr/bin/env python3
"""What does a 304 cost, and are two answers with the same ETag the same bytes?

    bench/features/notmodified.py --maillage target/release/maillage --snapshot run/instantanes

Starts a server on core 0, on loopback. Of each address it asks twice, with and without compression; then wrk on core 1
asks over and over, first without the tag, then with it. Prints server CPU per request of both. Ends with 1 if a tag is
missing, if one tag stands for different bytes, if an answer to its own tag is not an empty 304, or if a 304 costs
more than --aim.
"""

import argparse
import http.client
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "beside"))

import loads
import serving

ADDRESSES = [
    "/collections/acteurs/items?limit=100",
    "/collections/acteurs/items?limit=10000",
    "/collections/acteurs/items?limit=10000&filter=famille%20%3D%20%27association%27",
    "/collections/acteurs/items?limit=1000&f=csv",
    "/collections/communes/items?limit=1000",
    "/counts/acteurs?by=function",
    "/collections/acteurs",
    "/collections",
    "/tilejson/acteurs",
    "/search?q=cooperative",
]
CODINGS = ["identity", "gzip", "br", "zstd"]


def ask(connection, address, **headers):
    """Status, tag, coding and body of one answer."""
    connection.request("GET", address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    return answer.status, answer.getheader("ETag"), answer.getheader("Content-Encoding"), answer.read()


def faults(connection, address, bodies):
    """What is wrong with the tags of an address. `bodies`: what each strong tag stood for so far."""
    found = {}
    for coding in CODINGS * 2:
        status, tag, _, body = ask(connection, address, Accept_Encoding=coding)
        if status != 200:
            return [f"status {status}"]
        if not tag:
            found.setdefault("no ETag", []).append(coding)
            continue
        if not tag.startswith("W/") and bodies.setdefault(tag, (address, body)) != (address, body):
            found.setdefault("its strong tag stands for other bytes too", []).append(coding)
        status, again, _, body = ask(connection, address, Accept_Encoding=coding, If_None_Match=tag)
        if status != 304 or body:
            found.setdefault(f"status {status}, {len(body):,} bytes, for its own tag", []).append(coding)
        elif again and again.removeprefix("W/") != tag.removeprefix("W/"):
            found.setdefault("the 304 bears another tag", []).append(coding)
    return [f"{fault} ({', '.join(sorted(set(codings)))})" for fault, codings in found.items()]


def main(o):
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        command = [o.maillage, "serve", "--snapshot", o.snapshot, "--listen", f"127.0.0.1:{o.port}"]
        with (
            open(scratch / "log", "w") as log,
            serving.running(command, "/health", {"RUST_LOG": "error"}, o.port, o.server_core, log) as (base, pid, _),
        ):
            connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=60)
            print("| address | whole | 304 | requests/s, 304 | bytes | others' CPU | |\n|---|---|---|---|---|---|---|")
            bodies = {}
            for address in ADDRESSES:
                wrong = faults(connection, address, bodies)
                status, tag, _, body = ask(connection, address)
                if status != 200 or not tag:
                    failed = True
                    print(f"| `{address}` | | | | | | {'; '.join(wrong)} |")
                    continue
                requests = scratch / "requests.txt"
                spent = []
                for line in (address, f"{address}\tIf-None-Match: {tag}"):
                    requests.write_text(line + "\n")
                    loads.load(base, requests, 16, 1, [pid], o)
                    spent.append(loads.load(base, requests, 16, o.seconds, [pid], o))
                whole, not_modified = spent
                if o.aim < not_modified["cpu_us_per_request"]:
                    wrong.append(f"a 304 costs more than {o.aim:g} µs")
                failed |= bool(wrong)
                print(
                    f"| `{address}` | {whole['cpu_us_per_request']:,.0f} µs | {not_modified['cpu_us_per_request']:,.0f} µs "
                    f"| {not_modified['requests_per_second']:,.0f} | {len(body):,} | {not_modified['other_processes_cores']:.0%} "
                    f"| {'; '.join(wrong) or 'as it should be'} |",
                    flush=True,
                )
            connection.close()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--maillage", required=True)
    parser.add_argument("--snapshot", required=True)
    parser.add_argument("--port", type=int, default=8361)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--aim", type=float, default=50, help="microseconds of CPU that a 304 may cost")
    parser.add_argument("--server-core", default="0")
    parser.add_argument("--load-core", default="1")
    main(parser.parse_args())
