#!/usr/bin/env bash
# The same rows for everybody: exported from a snapshot, loaded into PostGIS, tiled by tippecanoe.
#
#   prepare.sh MAILLAGE SNAPSHOT WORK CELLS UNTIL PORT [--reuse]    prints the folder of the data
#
# CELLS is 16, 32 or 64: a tile is so many cells wide at zooms up to UNTIL. With --reuse, what was made of
# the same snapshot before is taken again.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
maillage=$1 snapshot=$2 work=$3 cells=$4 until=$5 port=$6 reuse=${7:-}
case $cells in 16) bits=4 ;; 32) bits=5 ;; 64) bits=6 ;; *) echo "prepare.sh: 16, 32 or 64 cells, not $cells" >&2; exit 2 ;; esac
data=$("$here/rows.sh" "$maillage" "$snapshot" "$work" "$reuse")
say() { echo "==> $*" >&2; }

database=acteurs_${data##*/}_${cells}_$until
"$here/../beside/postgres.sh" start "$work" "$port" >/dev/null
if [ "$reuse" != --reuse ] || ! "$here/../beside/postgres.sh" has "$work" "$port" "$database"; then
    say "loading PostGIS ($database)"
    "$here/load_postgis.sh" "$work" "$port" "$database" "$data" "$bits" "$until"
fi
"$here/../beside/postgres.sh" stop "$work" "$port"

tiles=$data/acteurs-$cells-$until
if [ "$reuse" != --reuse ] || [ ! -f "$tiles.pmtiles" ]; then
    say "tippecanoe, zooms 0 to 14"
    "$here/tippecanoe.sh" "$work" "$data" "$cells" "$until" 14 "$tiles.mbtiles"
    rm -f "$tiles.pmtiles"
    # Tile by tile the same bytes, in the other container.
    "$work/venv/bin/pmtiles-convert" "$tiles.mbtiles" "$tiles.pmtiles" >&2
fi
echo "$data"
