#!/usr/bin/env bash
# schemathesis asks the service at $BASE all that its own definition allows, and much that it does
# not: no answer may be our fault (5xx), of a status or type that the definition does not tell, or
# of another shape. The first argument is how many examples are made of each operation.
set -euo pipefail

schemathesis=$PWD/run/clients/bin/schemathesis
# It leaves a cache where it is started.
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
log=$place/log
cd "$place"
"$schemathesis" run "$BASE/api" --seed 4 --max-examples "${1:-5}" --phases examples,coverage,fuzzing \
	--continue-on-failure --suppress-health-check all --no-color \
	--checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance,unsupported_method \
	>"$log" 2>&1 || { cat "$log" >&2; exit 1; }
echo "    schemathesis: $(sed -n 's/^ *\([0-9]* generated\).*/\1/p' "$log" | head -n 1), all answered as the definition tells"
