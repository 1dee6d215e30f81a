#!/usr/bin/env bash
# The same features for everybody: exported from a snapshot, loaded into PostGIS; and the questions.
#
#   prepare.sh MAILLAGE SNAPSHOT WORK PORT [--reuse]    prints the folder of the data
#
# With --reuse, what was made of the same snapshot before is taken again.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
maillage=$1 snapshot=$2 work=$3 port=$4 reuse=${5:-}
id=$(tr -d '[:space:]' <"$snapshot/current")
data=$work/features/$id database=features_$id
mkdir -p "$data"
say() { echo "==> $*" >&2; }
postgres() { "$here/../beside/postgres.sh" "$1" "$work" "$port" "${@:2}"; }

if [ "$reuse" != --reuse ] || [ ! -f "$data/questions.json" ]; then
    say "exporting the features of $id, drawing the questions"
    "$maillage" export --snapshot "$snapshot" --layer acteurs --format geojson \
        | "$work/venv/bin/python" "$here/rows.py" --out "$data"
fi

postgres start >/dev/null
if [ "$reuse" != --reuse ] || ! postgres has "$database"; then
    say "loading PostGIS ($database)"
    columns=$(python3 -c 'import json, sys; print(", ".join(f"{name} {kind}" for name, kind in json.load(open(sys.argv[1])).items()))' "$data/columns.json")
    loading=$(postgres begin "$database")
    postgres ask "$loading" -c 'CREATE EXTENSION postgis' -c 'CREATE EXTENSION pg_prewarm' \
        -c "CREATE UNLOGGED TABLE acteurs (gid integer, $columns, lon double precision, lat double precision)"
    postgres ask "$loading" -c "\\copy acteurs FROM '$data/acteurs.tsv'" -f "$here/postgis.sql"
    postgres whole "$database"
fi
postgres stop
echo "$data"
