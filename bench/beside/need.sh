# Sourced by the install.sh of each bench: names the programs of the system that are missing, all at once.
#
#   need PROGRAM HOW    notes what is not there and how to get it
#   need_database       PostgreSQL and PostGIS, of the version of versions.env
#   all_there           ends the script if anything was noted
# shellcheck shell=bash

missing=0
need() {
    if ! command -v "$1" >/dev/null && ! [ -x "$1" ]; then
        echo "${0##*/}: $1 is missing: $2" >&2
        missing=1
    fi
}

need_database() {
    need psql "apt-get install postgresql-$POSTGRES_MAJOR"
    if ! compgen -G "/usr/share/postgresql/$POSTGRES_MAJOR/extension/postgis--*.sql" >/dev/null; then
        echo "${0##*/}: PostGIS is missing: apt-get install postgresql-$POSTGRES_MAJOR-postgis-3" >&2
        missing=1
    fi
}

all_there() {
    if [ "$missing" = 1 ]; then exit 1; fi
}
