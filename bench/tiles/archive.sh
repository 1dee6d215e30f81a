#!/usr/bin/env bash
# An archive of the actors beside tippecanoe's: wall, CPU, memory, size; then what they say is checked.
#
#   bench/tiles/archive.sh --maillage PATH --snapshot FOLDER --out FOLDER [--work FOLDER] [--reuse]
#                          [--cells 16|32|64] [--until ZOOM] [--zooms 0-12] [--export-flags '…']
#                          [--serve-flags '…'] [--port N] [--only ours|tippecanoe] [--sample N]
#
# Ours reads the snapshot, tippecanoe the same rows as GeoJSON, a feature a line; each may use all cores and
# writes PMTiles. Every tile of ours is compared with the served one (--sample: only so many of them).
# Prints a table and writes archive.json, archive.md and the log of our server, served.log, into --out.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=run/bench-tiles out='' maillage='' snapshot='' reuse='' cells=16 until=13 zooms=0-12 port=8341 only='' sample=0
export_flags='--format pmtiles --layer acteurs' serve_flags=''
while [ $# -gt 0 ]; do
    case $1 in
    --maillage) maillage=$2 ;;
    --snapshot) snapshot=$2 ;;
    --out) out=$2 ;;
    --work) work=$2 ;;
    --cells) cells=$2 ;;
    --until) until=$2 ;;
    --zooms) zooms=$2 ;;
    --export-flags) export_flags=$2 ;;
    --serve-flags) serve_flags=$2 ;;
    --port) port=$2 ;;
    --only) only=$2 ;;
    --sample) sample=$2 ;;
    --reuse) reuse=--reuse; shift; continue ;;
    *) echo "archive.sh: no such option: $1 (the first lines of $0 list them)" >&2; exit 2 ;;
    esac
    shift 2
done
if [ -z "$maillage" ] || [ -z "$snapshot" ] || [ -z "$out" ]; then
    echo "archive.sh: --maillage, --snapshot and --out are needed (the first lines of $0 list all options)" >&2
    exit 2
fi
mkdir -p "$work" "$out"
work=$(cd "$work" && pwd)
if ! [ -x "$work/venv/bin/python" ]; then "$here/install.sh" "$work"; fi
data=$("$here/rows.sh" "$maillage" "$snapshot" "$work" "$reuse")

rm -f "$out"/ours.{pmtiles,time} "$out"/tippecanoe.{pmtiles,time}
if [ "$only" != tippecanoe ]; then
    echo '==> ours' >&2
    # The flags are words.
    # shellcheck disable=SC2086
    /usr/bin/time -v -o "$out/ours.time" "$maillage" export --snapshot "$snapshot" $export_flags --zooms "$zooms" \
        --out "$out/ours.pmtiles"
fi
if [ "$only" != ours ]; then
    echo '==> tippecanoe' >&2
    /usr/bin/time -v -o "$out/tippecanoe.time" "$here/tippecanoe.sh" "$work" "$data" "$cells" "$until" "${zooms#*-}" \
        "$out/tippecanoe.pmtiles"
fi
echo '==> checking' >&2
exec "$work/venv/bin/python" "$here/archive_check.py" --maillage "$maillage" --snapshot "$snapshot" --data "$data" \
    --out "$out" --port "$port" --serve-flags "$serve_flags" --sample "$sample"
