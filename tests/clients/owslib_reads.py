"""OWSLib against the service at BASE: it lists, describes, pages through and filters every
collection, and counts as the service does."""

import os
import sys

from owslib import __version__
from owslib.ogcapi.features import Features

base = os.environ["BASE"]
service = Features(base + "/")


def same(what, one, other):
    if one != other:
        sys.exit(f"tests/clients/owslib_reads.py: {what}: {one} is not {other}")


assert service.conformance()["conformsTo"], "no conformance classes"
same("the definition", service.api()["openapi"], "3.0.3")
layers = service.feature_collections()
same("the collections", len(layers), len(service.collections()["collections"]))
total = 0
for layer in layers:
    described = service.collection(layer)
    same("the id", described["id"], layer)
    assert service.collection_queryables(layer)["properties"], layer
    assert service.collection_schema(layer)["properties"], layer
    # Pages, by offset as this client has no other way.
    seen, matched = set(), None
    while matched is None or len(seen) < matched:
        page = service.collection_items(layer, limit=300, offset=len(seen))
        matched = page["numberMatched"]
        new = {feature["id"] for feature in page["features"]} - seen
        same(f"new features of {layer}", len(new), page["numberReturned"])
        if not new:
            break
        seen |= new
    same(f"all of {layer}", len(seen), described["count"])
    first = next(iter(sorted(seen)))
    same("one feature", service.collection_item(layer, first)["id"], first)
    box = [-5.6, 46.0, -5.3, 46.2]
    inside = service.collection_items(layer, bbox=box, limit=10000)
    same(f"a box of {layer}", len(inside["features"]), inside["numberMatched"])
    total += len(seen)
text = service.collection_items("acteurs", filter="famille = 'association'", limit=1)
simple = service.collection_items("acteurs", famille="association", limit=1)
same("a filter and a property", text["numberMatched"], simple["numberMatched"])
print(f"    OWSLib {__version__}: {total} features of {len(layers)} collections paged through")
