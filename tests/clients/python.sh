#!/usr/bin/env bash
# Installs the clients of Python in run/clients, once; fails with a word where it may not.
set -euo pipefail

if ! command -v python3 >/dev/null; then
	echo "    python3 is missing: OWSLib and schemathesis are skipped"
	exit 1
fi
[ ! -e run/clients/installed ] || exit 0
mkdir -p run
python3 -m venv run/clients >/dev/null 2>&1 &&
	timeout 300 run/clients/bin/pip install -q --disable-pip-version-check \
		owslib==0.35.0 openapi-spec-validator==0.9.0 schemathesis==4.32.5 >/dev/null 2>&1 &&
	touch run/clients/installed || {
	echo "    OWSLib and schemathesis cannot be installed here: skipped"
	exit 1
}
