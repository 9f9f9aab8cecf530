#!/bin/sh
# Every test of the course, in the order in which failures are quickest to read. `make test` calls this.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
export COURSE_OFFLINE=1

"$PYTHON" -m ruff format --check .
"$PYTHON" -m ruff check .
"$PYTHON" -m mypy &
TYPES=$!
"$PYTHON" -m course.cli build --check
wait $TYPES
# Three processes on two processors: a test often waits for a kernel. A file's tests stay together, the fullest first.
"$PYTHON" -m pytest -n 3 --dist loadfile tests --ignore=tests/browser
"$PYTHON" -m pytest -rs tests/browser  # a browser needs both processors
COURSE_PROFILE=smoke COURSE_DATA=embedded "$PYTHON" -m pytest -n 3 --dist loadscope --nbval-lax \
    --nbval-cell-timeout=120 solutions
