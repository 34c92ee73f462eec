#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image. Needs nothing but the distribution:
# no conda, no LaTeX, no browser. Stops at the first step that fails, with a line that names it.
#
# TORCH_INDEX_URL: where pip finds the CPU build of torch; see setup.conf.
# AUTOGRADER_PYTHON: a Python that has all that grading needs; no virtual environment is made then.
set -Eeuo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
source="$root/source"
[ -d "$source" ] || source="$(cd "$(dirname "$0")" && pwd)"
step="start"
trap 'echo "setup.sh failed at: $step. See the lines above." >&2' ERR

find_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3.14 python3; do
        if command -v "$name" >/dev/null &&
            "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

install_python() {
    # The image's own python3 stays what it is: a newer one goes beside it.
    export DEBIAN_FRONTEND=noninteractive
    step="apt-get update"
    apt-get update -qq
    step="installing Python 3.11 or newer from the distribution"
    local name candidate
    for name in python3 python3.12 python3.11 python3.13; do
        candidate="$(apt-cache policy "$name" | sed -n 's/^ *Candidate: //p')"
        dpkg --compare-versions "${candidate:-0}" ge 3.11 || continue
        apt-get install -qq -y --no-install-recommends "$name" "$name-venv" ca-certificates >/dev/null
        return
    done
    echo "The distribution has no Python 3.11 or newer: choose a newer image." >&2
    return 1
}

make_environment() {
    step="finding Python 3.11 or newer"
    if ! python="$(find_python)"; then
        install_python
        python="$(find_python)"
    fi
    echo "Python: $python ($("$python" --version))"
    step="making the virtual environment in $root/venv"
    rm -rf "$root/venv"
    "$python" -m venv "$root/venv"
    step="installing requirements.txt and torch"
    "$root/venv/bin/python" "$source/install.py" "$root/venv/bin/python" "$source/requirements.txt"
    echo "$made_of" >"$root/venv/made-of"
}

# A second call keeps what the first has made, unless it would now be made of something else.
made_of="$(cd "$source" && cat setup.sh setup.conf install.py requirements.txt | sha256sum) ${TORCH_INDEX_URL:-}"
if [ -n "${AUTOGRADER_PYTHON:-}" ]; then
    python="$AUTOGRADER_PYTHON"
else
    [ "$(cat "$root/venv/made-of" 2>/dev/null)" = "$made_of" ] || make_environment
    python="$root/venv/bin/python"
fi

step="importing what grading needs"
(cd "$source/judge" && "$python" -E -s -c 'import grader.judge.grading, torch; print("torch", torch.__version__)')

if [ "$(id -u)" = 0 ] && [ "$root" = /autograder ]; then
    step="making the user student"
    id student >/dev/null 2>&1 || useradd --no-create-home --shell /usr/sbin/nologin student
fi

step="closing source and results to others"
mkdir -p "$root/results"
cp "$source/started.json" "$root/results/results.json"
chmod -R o= "$source" "$root/results"
if [ "$(id -u)" = 0 ] && id student >/dev/null 2>&1 && command -v setpriv >/dev/null; then
    step="checking that the user student can't read the source"
    if setpriv --reuid student --regid student --clear-groups ls "$source" >/dev/null 2>&1; then false; fi
fi
[ ! -d "$root/venv" ] || echo "Set up: $(du -sm "$root/venv" | cut -f1) MB in $root/venv."
