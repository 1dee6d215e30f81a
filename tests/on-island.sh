#!/usr/bin/env bash
# Runs a command while the demonstration island is served on a free port, at $BASE:
#
#   tests/on-island.sh target/debug/maillage bash -c 'curl -s "$BASE/health"'
set -euo pipefail

program=$1
shift
place=$(mktemp -d)
server=
# Only what was started here, by its id.
tidy() {
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	[ -z "$server" ] || wait "$server" 2>/dev/null || true
	rm -rf "$place"
}
trap tidy EXIT

mkdir "$place/ile"
"$program" demo --out "$place/ile"
"$program" build --quiet --data "$place/ile" --out "$place/instantanes"
"$program" serve --snapshot "$place/instantanes" --listen 127.0.0.1:0 >"$place/address" 2>"$place/log" &
server=$!
BASE=
for _ in $(seq 100); do
	BASE=$(sed -n 's/.*\(http:[^ ]*\)$/\1/p' "$place/address")
	[ -z "$BASE" ] || break
	kill -0 "$server" 2>/dev/null || break
	sleep 0.1
done
if [ -z "$BASE" ]; then
	echo "tests/on-island.sh: $program does not serve:" >&2
	cat "$place/log" >&2
	exit 1
fi
export BASE
"$@"
