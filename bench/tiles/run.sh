#!/usr/bin/env bash
# Tile servers side by side: the same rows, the same list of tiles, the server on one core, the load on
# the other, on loopback only.
#
#   bench/tiles/run.sh --maillage PATH --snapshot FOLDER --out FOLDER [--work FOLDER] [--only a,b] [--reuse]
#                      [--cells 16|32|64] [--until ZOOM] [--seconds N] [--port N] [--postgres-port N]
#                      [--serve-flags '…'] [--cold-flags '…']
#
# Writes results.json and results.md into --out and prints the table. --work (run/bench-tiles) holds what was
# installed and prepared; --reuse takes what was prepared of this snapshot before. See README.md.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=run/bench-tiles out='' maillage='' snapshot='' reuse='' cells=16 until=13 postgres_port=8355
measured=()
while [ $# -gt 0 ]; do
    case $1 in
    --maillage) maillage=$2; shift 2 ;;
    --snapshot) snapshot=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    --work) work=$2; shift 2 ;;
    --cells) cells=$2; shift 2 ;;
    --until) until=$2; shift 2 ;;
    --postgres-port) postgres_port=$2; shift 2 ;;
    --reuse) reuse=--reuse; shift ;;
    --only | --seconds | --port | --server-core | --load-core | --serve-flags | --cold-flags | --floor-bytes)
        measured+=("$1=$2"); shift 2 ;;
    *) echo "run.sh: no such option: $1 (the first lines of $0 list them)" >&2; exit 2 ;;
    esac
done
if [ -z "$maillage" ] || [ -z "$snapshot" ] || [ -z "$out" ]; then
    echo "run.sh: --maillage, --snapshot and --out are needed (the first lines of $0 list all options)" >&2
    exit 2
fi
if ! [ -x "$maillage" ]; then echo "run.sh: $maillage is no program: cargo build --release --locked" >&2; exit 1; fi
if ! [ -f "$snapshot/current" ]; then echo "run.sh: $snapshot holds no snapshot: maillage build" >&2; exit 1; fi
mkdir -p "$work" "$out"
work=$(cd "$work" && pwd)

"$here/install.sh" "$work"
data=$("$here/prepare.sh" "$maillage" "$snapshot" "$work" "$cells" "$until" "$postgres_port" "$reuse")
exec python3 "$here/measure.py" --maillage "$(realpath "$maillage")" --snapshot "$(realpath "$snapshot")" \
    --data "$data" --work "$work" --out "$out" --cells "$cells" --until "$until" --postgres-port "$postgres_port" "${measured[@]}"
