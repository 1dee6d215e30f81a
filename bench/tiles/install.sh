#!/usr/bin/env bash
# Installs what is measured, at the versions of versions.env and requirements.txt, into a folder of its own:
#
#   bench/tiles/install.sh WORK
#
# Martin is compiled. PostgreSQL, PostGIS, wrk and GNU time come from the
# system: the script names the package that is missing. What is there already stays.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=bench/tiles/versions.env
. "$here/versions.env"
# shellcheck source=bench/beside/versions.env
. "$here/../beside/versions.env"
# shellcheck source=bench/beside/need.sh
. "$here/../beside/need.sh"
work=${1:?usage: install.sh WORK}
mkdir -p "$work"
work=$(cd "$work" && pwd)

need cargo 'https://rustup.rs'
need python3 'apt-get install python3 python3-venv'
need npm 'apt-get install npm'
need wrk 'apt-get install wrk'
need taskset 'apt-get install util-linux'
need /usr/bin/time 'apt-get install time'
need_database
all_there

if [ "$("$work/cargo/bin/martin" --version 2>/dev/null)" != "martin $MARTIN_VERSION" ]; then
    CARGO_TARGET_DIR=$work/martin cargo install martin --version "$MARTIN_VERSION" --locked \
        --no-default-features --features "$MARTIN_FEATURES" --root "$work/cargo"
fi
if [ ! -x "$work/venv/bin/python" ]; then python3 -m venv "$work/venv"; fi
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
npm install --silent --no-audit --no-fund --prefix "$work/node" "supercluster@$SUPERCLUSTER_VERSION"
CARGO_TARGET_DIR=$work/floor cargo build --release --locked --quiet --manifest-path "$here/floor/Cargo.toml"
