#!/bin/sh
# lock.sh VENV: write both lock files anew from pyproject.toml. Names, versions and hashes only: no host name.
set -eu
venv=$1
"$venv/bin/python" -m pip install --quiet uv
options="--universal --generate-hashes --no-annotate --no-header --quiet"
"$venv/bin/uv" pip compile $options pyproject.toml -o requirements.lock
"$venv/bin/uv" pip compile $options --group dev --constraint requirements.lock pyproject.toml -o requirements-dev.lock
! grep -nE '://|--(extra-)?index|--find-links' requirements.lock requirements-dev.lock
