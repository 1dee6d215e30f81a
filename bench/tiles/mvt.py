"""As much of Mapbox Vector Tile 2.1 as is needed to add up what a tile says. Standard library only."""

import gzip
import struct


def fields(data):
    """The fields of a protocol buffer: (number, value), a value being an integer or bytes."""
    at, end = 0, len(data)
    while at < end:
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 2:
            length, at = varint(data, at)
            value, at = data[at : at + length], at + length
        elif kind in (1, 5):
            width = 8 if kind == 1 else 4
            value, at = data[at : at + width], at + width
        else:
            raise ValueError(f"wire type {kind}: not a vector tile")
        if at > end:
            raise ValueError("the tile is cut short")
        yield tag >> 3, value


def varint(data, at):
    """A number of 7 bits a byte, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def varints(data):
    """A packed list of numbers."""
    at, values = 0, []
    while at < len(data):
        value, at = varint(data, at)
        values.append(value)
    return values


def attribute(data):
    """The value of an attribute: text, number or truth."""
    for number, value in fields(data):
        if number == 1:
            return value.decode()
        if number == 2:
            return struct.unpack("<f", value)[0]
        if number == 3:
            return struct.unpack("<d", value)[0]
        if number == 6:
            return value >> 1 ^ -(value & 1)
        if number == 7:
            return bool(value)
        return value
    return None


def plain(body):
    """The tile itself, whether it came compressed or not."""
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


TOLD = "reduction"
"""Our layer that tells what was reduced to keep a tile light: of no actor."""


def features(tile):
    """The attributes of every feature of every layer of a plain tile, but of the one that tells of the tile."""
    for number, layer in fields(tile):
        if number != 3:
            continue
        name, keys, values, tags = "", [], [], []
        for part, value in fields(layer):
            if part == 1:
                name = value.decode()
            elif part == 2:
                tags.append([numbers for kind, numbers in fields(value) if kind == 2])
            elif part == 3:
                keys.append(value.decode())
            elif part == 4:
                values.append(attribute(value))
        for packed in tags if name != TOLD else []:
            flat = varints(b"".join(packed))
            yield {keys[key]: values[value] for key, value in zip(flat[::2], flat[1::2])}


def total(tile):
    """How many actors the symbols of a plain tile stand for, and how many symbols there are."""
    count = symbols = 0
    for attributes in features(tile):
        # A feature without a count is one actor.
        count += attributes.get("count", 1)
        symbols += 1
    return count, symbols
