#!/usr/bin/env bash
# The rows of a snapshot for everybody (rows.py): prints the folder they are in.
#
#   rows.sh MAILLAGE SNAPSHOT WORK [--reuse]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
maillage=$1 snapshot=$2 work=$3 reuse=${4:-}
id=$(tr -d '[:space:]' <"$snapshot/current")
data=$work/data/$id
mkdir -p "$data"
if [ "$reuse" != --reuse ] || [ ! -f "$data/tiles.json" ]; then
    echo "==> exporting the rows of $id" >&2
    "$maillage" export --snapshot "$snapshot" --layer communes --format csv --out "$data/communes.csv"
    "$maillage" export --snapshot "$snapshot" --layer acteurs --format csv --out "$data/acteurs.csv"
    python3 "$here/rows.py" --communes "$data/communes.csv" --actors "$data/acteurs.csv" --out "$data" >&2
fi
echo "$data"
