"""The cursors of our own list, deep in it: found as a client would, by `next` links."""

import json
import urllib.parse
import urllib.request

import addresses
import questions

STRIDE = 10_000


def pages(base, asked):
    """The address of the page after so many actors, for each question; LookupError if `next` has no cursor."""
    wanted = {}
    for rank, question in enumerate(asked):
        wanted.setdefault(question["after"] // STRIDE, []).append((question["after"] % STRIDE, rank))
    found = [""] * len(asked)
    here = addresses.OURS_CURSORS.format(limit=STRIDE)
    for stride in range(max(wanted) + 1):
        if stride:
            here = limited(following(base, here), STRIDE)
        for beyond, rank in wanted.get(stride, []):
            there = following(base, limited(here, beyond)) if beyond else here
            found[rank] = limited(there, questions.PAGE)
    return found


def following(base, address):
    """The `next` link of a page, as a path."""
    with urllib.request.urlopen(base + address, timeout=60) as answer:
        links = json.load(answer)["links"]
    after = next((link["href"] for link in links if link["rel"] == "next"), "")
    if "cursor=" not in after:
        raise LookupError("its next links hold no cursor")
    parts = urllib.parse.urlsplit(after)
    return f"{parts.path}?{parts.query}"


def limited(address, limit):
    """The address with another limit."""
    path, _, query = address.partition("?")
    kept = [pair for pair in query.split("&") if not pair.startswith("limit=")]
    return f"{path}?{'&'.join([f'limit={limit}', *kept])}"
