#!/bin/sh
# setup.sh PYTHON VENV LOCK: make VENV hold what LOCK names, with its hashes. uv where it works (seconds), pip otherwise.
set -eu
python=$1 venv=$2 lock=$3

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "Grapevine needs Python 3.11 or newer; “$python” is older or missing. Try: make PYTHON=python3.12" >&2
    exit 2
}
if [ ! -x "$venv/bin/python" ]; then
    "$python" -m venv "$venv" >/dev/null 2>&1 || {
        rm -rf "$venv"
        echo "“$python -m venv” failed. On Debian or Ubuntu: sudo apt install python3-venv, then run make again." >&2
        exit 2
    }
fi

echo "Installing what $lock names into $venv ..."
# uv reads none of pip's settings (mirrors, certificates), so where it fails pip is asked before giving up.
if "$venv/bin/python" -m pip install --quiet --disable-pip-version-check uv >/dev/null 2>&1 &&
    "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --require-hashes -r "$lock" 2>/dev/null; then
    :
else
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi
# uv alone is 38 MB and has done its work.
"$venv/bin/python" -m pip uninstall --quiet --yes uv >/dev/null 2>&1 || true
