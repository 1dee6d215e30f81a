#!/usr/bin/env python3
"""A flood of distinct cold tiles, each with a heavy filter of its own: is everybody else still answered?

    bench/tiles/flood.py --maillage target/release/maillage --snapshot run/instantanes-national

Starts a server on loopback, asks it calmly for a while, then again while many connections ask for tiles that nobody
asked for before, each under a filter that looks into every name. Prints what calm clients waited in both cases, what
the flood was answered, and the server's memory. Only the standard library.
"""

import argparse
import asyncio
import json
import math
import random
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request

CALM = ["/health", "/collections", "/collections/bassins/items?limit=20", "/search?q=ile", "{tile}"]


async def ask(reader, writer, address):
    """One GET on an open connection; its status. The body is read and dropped."""
    writer.write(f"GET {address} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode())
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(head.split(" ", 2)[1])
    fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    if fields.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    elif "content-length" in fields:
        await reader.readexactly(int(fields["content-length"]))
    return status


async def calm(port, tiles, seconds, waits):
    """One client after the other kind of answer, a hundred times a second at most."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    end, turn = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        address = CALM[turn % len(CALM)].replace("{tile}", tiles(turn))
        start = time.monotonic()
        status = await ask(reader, writer, address)
        waits.append((time.monotonic() - start, address.split("?")[0], status))
        turn += 1
        await asyncio.sleep(0.01)
    writer.close()


async def storm(port, heavy, seconds, answers):
    """One connection of the flood: the next tile as soon as the last one is answered."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            while time.monotonic() < end:
                status = await asyncio.wait_for(ask(reader, writer, heavy()), 60)
                answers[status] = answers.get(status, 0) + 1
            writer.close()
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError) as error:
            name = type(error).__name__
            answers[name] = answers.get(name, 0) + 1


def memory(pid, field):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith(field))


def told(waits):
    sizes = sorted(wait for wait, *_ in waits)
    bad = sum(status != 200 and status != 204 for *_, status in waits)
    p99 = sizes[min(len(sizes) - 1, len(sizes) * 99 // 100)]
    return (f"{len(sizes)} answers, {bad} refused, median {statistics.median(sizes) * 1e3:.1f} ms, "
            f"p99 {p99 * 1e3:.1f} ms, longest {sizes[-1] * 1e3:.1f} ms")


async def main(options):
    base = f"http://127.0.0.1:{options.port}"
    server = subprocess.Popen([options.maillage, "serve", "--snapshot", options.snapshot, "--listen",
                               f"127.0.0.1:{options.port}"], stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                health = json.load(urllib.request.urlopen(f"{base}/health"))
                break
            except OSError:
                await asyncio.sleep(0.1)
        edition = health["tiles"]
        west, south, east, north = json.load(urllib.request.urlopen(f"{base}/tilejson/acteurs"))["bounds"]
        draw = random.Random(1)
        count = iter(range(1 << 30))

        def heavy():
            """A tile and a filter that nobody asked for yet: a tiny letter soup, looked for in every name."""
            zoom = draw.randint(4, 9)
            latitude = math.radians(draw.uniform(south, north))
            x = int((draw.uniform(west, east) + 180) / 360 * (1 << zoom))
            y = int((1 - math.asinh(math.tan(latitude)) / math.pi) / 2 * (1 << zoom))
            text = f"nom LIKE '%{next(count):x}%' OR ACCENTI(CASEI(nom)) LIKE '%a%e{draw.randint(0, 9)}%'"
            return f"/tiles/{edition}/acteurs/{zoom}/{x}/{y}?" + urllib.parse.urlencode({"filter": text})

        def tiles(turn):
            return f"/tiles/{edition}/acteurs/5/{turn % 32}/11"

        before, during, answers = [], [], {}
        print(f"resident at first: {memory(server.pid, 'VmRSS')} MiB")
        await calm(options.port, tiles, options.seconds / 2, before)
        flood = [storm(options.port, heavy, options.seconds, answers) for _ in range(options.connections)]
        await asyncio.gather(calm(options.port, tiles, options.seconds, during), *flood)
        print(f"calm, alone:       {told(before)}")
        print(f"calm, in the flood: {told(during)}")
        print(f"the flood of {options.connections} connections was answered: {answers}")
        print(f"resident at most:  {memory(server.pid, 'VmHWM')} MiB")
        if server.poll() is not None or any(status not in (200, 204) for *_, status in during):
            sys.exit("somebody else was not answered")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--maillage", required=True)
    parser.add_argument("--snapshot", required=True)
    parser.add_argument("--port", type=int, default=8391)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--connections", type=int, default=256)
    asyncio.run(main(parser.parse_args()))
