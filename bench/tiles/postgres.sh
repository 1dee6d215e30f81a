#!/usr/bin/env bash
# A PostgreSQL of the benchmark's own: its data folder, its port, on loopback only.
#
#   postgres.sh start WORK PORT [CORE]    starts it (pinned to CORE) if it is not up; prints the postmaster's pid
#   postgres.sh stop  WORK PORT
#   postgres.sh load  WORK PORT DATABASE DATA BITS CLUSTERS_UNTIL   loads what rows.py wrote
#   postgres.sh warm  WORK PORT DATABASE  reads the table and its indexes into memory
#   postgres.sh has   WORK PORT DATABASE  succeeds if the database was loaded whole
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=bench/tiles/versions.env
. "$here/versions.env"
verb=$1 work=$2 port=$3
folder=$work/postgres
bin=/usr/lib/postgresql/$POSTGRES_MAJOR/bin
if [ ! -x "$bin/postgres" ]; then bin=$(dirname "$(command -v postgres || echo /missing/postgres)"); fi
if [ ! -x "$bin/postgres" ]; then
    echo "PostgreSQL $POSTGRES_MAJOR is missing: apt-get install postgresql-$POSTGRES_MAJOR-postgis-3" >&2
    exit 1
fi

# PostgreSQL refuses to run as root.
as_owner() {
    if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}
ask() { psql -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$port" -U postgres "$@"; }

init() {
    mkdir -p "$folder"
    if [ "$(id -u)" = 0 ]; then chown postgres:postgres "$folder"; fi
    as_owner "$bin/initdb" -D "$folder" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 >"$work/initdb.log"
    # One core serves: no parallel workers, no just-in-time compilation (it costs more than such queries).
    # Everything fits in memory, and the settings say so.
    as_owner tee -a "$folder/postgresql.conf" >/dev/null <<SETTINGS
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 100
shared_buffers = 2GB
effective_cache_size = 8GB
work_mem = 128MB
maintenance_work_mem = 1GB
max_wal_size = 8GB
random_page_cost = 1.1
jit = off
max_parallel_workers_per_gather = 0
autovacuum = off
synchronous_commit = off
SETTINGS
}

case $verb in
start)
    [ -f "$folder/PG_VERSION" ] || init
    if ! as_owner "$bin/pg_ctl" -D "$folder" status >/dev/null; then
        pin=()
        if [ $# -ge 4 ]; then pin=(taskset -c "$4"); fi
        as_owner "${pin[@]}" "$bin/pg_ctl" -D "$folder" -w -s -o "-p $port" -l "$folder/log" start >/dev/null
    fi
    as_owner head -1 "$folder/postmaster.pid"
    ;;
stop)
    as_owner "$bin/pg_ctl" -D "$folder" -w -s -m fast stop
    ;;
has)
    [ "$(ask -d postgres -tA -c "SELECT 1 FROM pg_database WHERE datname = '$4' AND NOT datistemplate")" = 1 ]
    ;;
warm)
    ask -d "$4" -o /dev/null -c 'SELECT pg_prewarm(oid) FROM pg_class WHERE relname LIKE '\''acteurs%'\'' AND relkind IN ('\''r'\'', '\''i'\'')'
    ;;
load)
    database=$4 data=$5 bits=$6 until=$7
    quoted() { python3 -c 'import json, sys; print(",".join(f"\x27{w}\x27" for w in json.load(open(sys.argv[1]))[sys.argv[2]]))' "$data/words.json" "$1"; }
    loading=${database}_loading columns='gid, id, nom, famille, fonction, commune, own, mx, my, east, north'
    export PGOPTIONS='-c client_min_messages=warning'
    ask -d postgres -c "DROP DATABASE IF EXISTS $database" -c "DROP DATABASE IF EXISTS $loading" \
        -c "CREATE DATABASE $loading"
    ask -d "$loading" -v "families=$(quoted families)" -v "functions=$(quoted functions)" -f "$here/postgis_tables.sql"
    ask -d "$loading" -c "\\copy communes FROM '$data/communes.tsv'" -c "\\copy acteurs ($columns) FROM '$data/acteurs.tsv'"
    ask -d "$loading" -v "bits=$bits" -v "until=$until" -f "$here/postgis_tile.sql"
    # Whole or not at all.
    ask -d postgres -c "ALTER DATABASE $loading RENAME TO $database"
    ;;
*)
    echo "postgres.sh: start, stop, warm, load or has, not $verb" >&2
    exit 2
    ;;
esac
