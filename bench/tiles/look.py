"""Each tile of the list asked once, alone."""

import http.client
import time

import mvt


def look(base, template, tiles, candidate, checked):
    """Fetches each tile once, alone: its size, how long it took, whether its counts are the truth."""
    host = base.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=120)
    seen = []
    # What a server does once (a connection to its database, say) is no tile's cost.
    for tile in [tile for tile in tiles if tile["z"] == 14][:3] + tiles:
        path = template.format(**tile)
        since = time.perf_counter()
        answer, body = fetch(connection, path, candidate.takes)
        took = time.perf_counter() - since
        told = {"z": tile["z"], "status": answer.status, "bytes": len(body), "first_ms": took * 1000}
        if checked and answer.status in (200, 204):
            if answer.headers.get("Content-Encoding") not in (None, "gzip"):
                _, body = fetch(connection, path, "gzip")
            told["count"], told["symbols"] = mvt.total(mvt.plain(body)) if body else (0, 0)
            told["truth"] = tile["filtered" if candidate.filtered else "actors"]
        seen.append(told)
    connection.close()
    return seen[-len(tiles) :]


def fetch(connection, path, takes):
    connection.request("GET", path, headers={"Accept-Encoding": takes})
    answer = connection.getresponse()
    return answer, answer.read()
