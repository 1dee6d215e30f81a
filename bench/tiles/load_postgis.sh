#!/usr/bin/env bash
# Loads what rows.py wrote, with the function that makes tiles of it:
#
#   load_postgis.sh WORK PORT DATABASE DATA BITS CLUSTERS_UNTIL
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$1 port=$2 database=$3 data=$4 bits=$5 until=$6
postgres() { "$here/../beside/postgres.sh" "$1" "$work" "$port" "${@:2}"; }
quoted() { python3 -c 'import json, sys; print(",".join(f"\x27{w}\x27" for w in json.load(open(sys.argv[1]))[sys.argv[2]]))' "$data/words.json" "$1"; }

columns='gid, id, nom, famille, fonction, commune, own, mx, my, east, north'
loading=$(postgres begin "$database")
export PGOPTIONS='-c client_min_messages=warning'
postgres ask "$loading" -v "families=$(quoted families)" -v "functions=$(quoted functions)" -f "$here/postgis_tables.sql"
postgres ask "$loading" -c "\\copy communes FROM '$data/communes.tsv'" -c "\\copy acteurs ($columns) FROM '$data/acteurs.tsv'"
postgres ask "$loading" -v "bits=$bits" -v "until=$until" -f "$here/postgis_tile.sql"
postgres whole "$database"
