#!/usr/bin/env bash
# A PostgreSQL of the benchmark's own: its data folder, its port, on loopback only.
#
#   postgres.sh start WORK PORT [CORE]    starts it (pinned to CORE) if it is not up; prints the postmaster's pid
#   postgres.sh stop  WORK PORT
#   postgres.sh ask   WORK PORT DATABASE [ARGUMENT …]    psql
#   postgres.sh begin WORK PORT DATABASE  an empty database to load, whose name is printed; any old one goes
#   postgres.sh whole WORK PORT DATABASE  gives what was loaded its name: whole or not at all
#   postgres.sh has   WORK PORT DATABASE  succeeds if the database was loaded whole
#   postgres.sh warm  WORK PORT DATABASE  reads the table of actors and its indexes into memory
#
# POSTGRES_OPTIONS: more settings for start, as in "-c shared_buffers=4GB".
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=bench/beside/versions.env
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
        as_owner "${pin[@]}" "$bin/pg_ctl" -D "$folder" -w -s -o "-p $port ${POSTGRES_OPTIONS:-}" -l "$folder/log" start >/dev/null
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
ask)
    database=$4
    shift 4
    ask -d "$database" "$@"
    ;;
begin)
    export PGOPTIONS='-c client_min_messages=warning'
    ask -d postgres -c "DROP DATABASE IF EXISTS $4" -c "DROP DATABASE IF EXISTS ${4}_loading" -c "CREATE DATABASE ${4}_loading"
    echo "${4}_loading"
    ;;
whole)
    ask -d postgres -c "ALTER DATABASE ${4}_loading RENAME TO $4"
    ;;
*)
    echo "postgres.sh: start, stop, ask, begin, whole, has or warm, not $verb" >&2
    exit 2
    ;;
esac
