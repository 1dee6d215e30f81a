#!/usr/bin/env bash
# Servers of features side by side: the same rows, the same questions, the server on one core, the load on the
# other, on loopback only.
#
#   bench/features/run.sh --maillage PATH --snapshot FOLDER --out FOLDER [--work FOLDER] [--only a,b] [--kinds a,b]
#                         [--reuse] [--seconds N] [--port N] [--postgres-port N] [--serve-flags '…']
#
# Writes results.json and results.md into --out and prints the tables. --work (run/bench-features) holds what was
# installed and prepared; --reuse takes what was prepared of this snapshot before. See README.md.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=run/bench-features out='' maillage='' snapshot='' reuse='' postgres_port=8355
measured=()
while [ $# -gt 0 ]; do
    case $1 in
    --maillage) maillage=$2; shift 2 ;;
    --snapshot) snapshot=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    --work) work=$2; shift 2 ;;
    --postgres-port) postgres_port=$2; shift 2 ;;
    --reuse) reuse=--reuse; shift ;;
    --only | --kinds | --seconds | --port | --server-core | --load-core | --serve-flags)
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
# The table of the whole country and its indexes in memory.
export POSTGRES_OPTIONS='-c shared_buffers=4GB'
data=$("$here/prepare.sh" "$maillage" "$snapshot" "$work" "$postgres_port" "$reuse")
exec "$work/venv/bin/python" "$here/measure.py" --maillage "$(realpath "$maillage")" --snapshot "$(realpath "$snapshot")" \
    --data "$data" --work "$work" --out "$out" --postgres-port "$postgres_port" "${measured[@]}"
