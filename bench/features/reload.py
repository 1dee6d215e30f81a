#!/usr/bin/env python3
"""Does a reload under load ever mix two snapshots in one answer?

    maillage demo --out run/a --seed 1 && maillage build --quiet --data run/a --out run/snapshots-a
    maillage demo --out run/b --seed 2 && maillage build --quiet --data run/b --out run/snapshots-b
    bench/features/reload.py --maillage target/release/maillage --snapshot run/snapshots-a --other run/snapshots-b

Asks each address of both snapshots alone, by a server that does nothing else. Then one server, on a folder that holds
both, is told over and over which one is current (the folder's `current`, then SIGHUP) while many connections ask the
same addresses. Every answer must be, byte for byte and by its ETag, that of the one or that of the other. Ends with 1
if one is not, if one is refused, or if either snapshot was never seen. Only the standard library.
"""

import argparse
import asyncio
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ADDRESSES = [
    "/collections/acteurs/items?limit=1000",
    "/collections/acteurs/items?limit=500&filter=famille%20%3D%20%27association%27",
    "/collections/acteurs/items?limit=all",
    "/collections/communes/items?limit=200",
    "/counts/acteurs?by=bassin",
    "/counts/acteurs?by=function",
    "/collections/acteurs",
    "/tilejson/acteurs",
    "/search?q=ile",
    "/health",
]


async def ask(reader, writer, address):
    """One GET on an open connection: status, ETag, body."""
    writer.write(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in head[1:] if ": " in line)}
    body = []
    if fields.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            body.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readexactly(2)
    elif "content-length" in fields:
        body.append(await reader.readexactly(int(fields["content-length"])))
    return int(head[0].split(" ", 2)[1]), fields.get("etag"), b"".join(body)


def start(o, folder, log=subprocess.DEVNULL):
    """A server of the folder's current snapshot."""
    command = [o.maillage, "serve", "--snapshot", str(folder), "--listen", f"127.0.0.1:{o.port}"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)


async def connected(o, server):
    """A connection to the server, once it answers."""
    for _ in range(1200):
        if server.poll() is not None:
            sys.exit(f"the server ended with code {server.returncode}")
        try:
            return await asyncio.open_connection("127.0.0.1", o.port)
        except OSError:
            await asyncio.sleep(0.05)
    sys.exit("the server does not answer")


async def alone(o, folder):
    """What each address answers of a snapshot while nothing else happens."""
    server = start(o, folder)
    try:
        reader, writer = await connected(o, server)
        told = {address: await ask(reader, writer, address) for address in ADDRESSES}
        writer.close()
        return told
    finally:
        server.terminate()
        server.wait()


async def client(o, first, known, seen, wrong, end):
    """One connection: every address in turn, each answer compared with both that it may be."""
    reader, writer = await asyncio.open_connection("127.0.0.1", o.port, limit=1 << 22)
    turn = first
    while time.monotonic() < end:
        address = ADDRESSES[turn % len(ADDRESSES)]
        turn += 1
        since = time.monotonic()
        answer = await asyncio.wait_for(ask(reader, writer, address), 60)
        seen["longest"] = max(seen["longest"], time.monotonic() - since)
        of = [rank for rank, told in enumerate(known) if told[address] == answer]
        if of:
            seen["of"][of[0]] += 1
        else:
            tags = [told[address][1] for told in known]
            wrong.append(f"{address}: status {answer[0]}, {len(answer[2]):,} bytes, ETag {answer[1]}, neither of {tags}")
    writer.close()


async def swap(folder, ids, server, pause, end, swaps):
    """Makes the other snapshot current, says so, and waits a little."""
    turn = 0
    while time.monotonic() < end:
        turn += 1
        beside = folder / "current.next"
        beside.write_text(ids[turn % 2] + "\n")
        beside.rename(folder / "current")
        server.send_signal(signal.SIGHUP)
        swaps.append(turn)
        await asyncio.sleep(pause)


async def main(o):
    sources = [Path(o.snapshot), Path(o.other)]
    ids = [(source / "current").read_text().strip() for source in sources]
    if ids[0] == ids[1]:
        sys.exit("reload.py: both folders hold the same snapshot: demo --seed makes another")
    known = [await alone(o, source) for source in sources]
    if refused := [address for address in ADDRESSES for told in known if told[address][0] != 200]:
        print(f"not served by this program, hence not asked: {', '.join(sorted(set(refused)))}")
        ADDRESSES[:] = [address for address in ADDRESSES if address not in refused]
    telling = [address for address in ADDRESSES if known[0][address][2] != known[1][address][2]]
    with tempfile.TemporaryDirectory(dir=o.work) as scratch:
        folder = Path(scratch)
        for source, name in zip(sources, ids):
            shutil.copytree(source / name, folder / name)
        (folder / "current").write_text(ids[0] + "\n")
        log = open(folder / "log", "w+")
        server = start(o, folder, log)
        try:
            _, writer = await connected(o, server)
            writer.close()
            end = time.monotonic() + o.seconds
            seen, wrong, swaps = {"of": [0, 0], "longest": 0.0}, [], []
            clients = [client(o, first, known, seen, wrong, end) for first in range(o.connections)]
            await asyncio.gather(swap(folder, ids, server, o.pause, end, swaps), *clients)
        finally:
            server.terminate()
            server.wait()
            log.seek(0)
            failures = [line for line in log if "ERROR" in line]
            log.close()
    told = {
        "snapshots": ids,
        "swaps asked for": len(swaps),
        "answers of each": seen["of"],
        "addresses whose answers differ": f"{len(telling)} of {len(ADDRESSES)}",
        "longest wait, ms": round(seen["longest"] * 1000, 1),
        "answers of neither": len(wrong),
    }
    print(json.dumps(told, indent=1))
    for line in [*wrong[:10], *failures[:10]]:
        print(line)
    if wrong or not all(seen["of"]):
        sys.exit("reload.py: an answer is of neither snapshot" if wrong else "reload.py: only one snapshot was seen")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--maillage", required=True)
    parser.add_argument("--snapshot", required=True)
    parser.add_argument("--other", required=True, help="another folder, with another snapshot")
    parser.add_argument("--work", default=None, help="where both are copied to; the system's own without it")
    parser.add_argument("--port", type=int, default=8362)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--pause", type=float, default=0.3, help="seconds between two reloads")
    asyncio.run(main(parser.parse_args()))
