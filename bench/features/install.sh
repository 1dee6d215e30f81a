#!/usr/bin/env bash
# Installs what is measured, at the versions of requirements*.txt, into a folder of its own:
#
#   bench/features/install.sh WORK
#
# PostgreSQL, PostGIS and wrk come from the system: the script names the package that is missing. What is there
# already stays; the folder may be that of bench/tiles.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=bench/beside/versions.env
. "$here/../beside/versions.env"
# shellcheck source=bench/beside/need.sh
. "$here/../beside/need.sh"
work=${1:?usage: install.sh WORK}
mkdir -p "$work"
work=$(cd "$work" && pwd)

need cargo 'https://rustup.rs'
need python3 'apt-get install python3 python3-venv'
need wrk 'apt-get install wrk'
need taskset 'apt-get install util-linux'
need pgbench "apt-get install postgresql-$POSTGRES_MAJOR"
need_database
all_there

environment() {
    if [ ! -x "$work/$1/bin/python" ]; then python3 -m venv "$work/$1"; fi
    "$work/$1/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/$2"
}
environment venv requirements.txt
# Apart: it wants other versions of what tipg wants too.
environment venv-pygeoapi requirements-pygeoapi.txt
CARGO_TARGET_DIR=$work/floor-features cargo build --release --locked --quiet --manifest-path "$here/floor/Cargo.toml"
