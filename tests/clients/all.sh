#!/usr/bin/env bash
# Clients that are not ours against the service at $BASE. Those of Python are installed in a folder
# of their own (run/clients) where they may be, else skipped with a word.
set -euo pipefail

here=$(dirname "$0")
python=run/clients/bin/python
"$here/gdal.sh"
"$here/python.sh" || exit 0
"$python" "$here/owslib_reads.py"
curl -fsS "$BASE/api" >run/clients/api.json
run/clients/bin/openapi-spec-validator run/clients/api.json >/dev/null && echo "    openapi-spec-validator: the definition is valid"
"$here/fuzz.sh" 5
