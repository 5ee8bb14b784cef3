#!/usr/bin/env bash
# Compile the pinned, hashed requirements from pyproject.toml. No index is named: the client's own setting decides.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools"
"$tools/bin/pip" install --quiet uv
compile=("$tools/bin/uv" pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade --quiet)
"${compile[@]}" pyproject.toml --extra cms --extra local --extra test -o requirements/dev.txt >/dev/null
# The functions get the very versions that were tested, and nothing that they do not import.
"${compile[@]}" pyproject.toml -c requirements/dev.txt -o functions/requirements.txt >/dev/null
"${compile[@]}" requirements/localstripe.in -o requirements/localstripe.txt >/dev/null
