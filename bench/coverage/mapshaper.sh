#!/bin/sh
# Simplifies the communes with mapshaper as far as a sheet of ours does, and asks the same
# questions of its result. Needs npm; writes under a temporary folder.
#
#   bench/coverage/mapshaper.sh MAILLAGE SNAPSHOTS [ZOOM]
#
# `interval` is the side of the triangle that our threshold lets go (32 squared units), on the
# ground; quantization is that of the zoom.
set -eu
maillage=$1
snapshots=$2
zoom=${3:-8}
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-fund --no-audit --prefix "$folder" mapshaper@0.7.70 >"$folder/npm.log" 2>&1
"$maillage" export --snapshot "$snapshots" --layer communes --format geojson --out "$folder/communes.geojson" 2>"$folder/export.log"
# A unit of the zoom at 47° N, in metres, times the square root of 2 × 32.
interval=$(awk -v z="$zoom" 'BEGIN { printf "%.1f", 40075016.7 / 2 ^ (z + 12) * 0.682 * 8 }')
echo "mapshaper 0.7.70, zoom $zoom, interval $interval m"
/usr/bin/time -f '%e s, %U s of processor, %M kB' "$folder/node_modules/.bin/mapshaper-xl" 8gb "$folder/communes.geojson" \
    -simplify visvalingam weighting=0 keep-shapes interval="$interval" \
    -o "$folder/simplified.geojson" precision=0.0000001 2>&1 | tail -n 6
exec "$here/check.py" --file "$folder/communes.geojson" "$folder/simplified.geojson" code
