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
# Three processes on two processors: a test often waits for a kernel. A file's tests stay together, in the order that
# conftest.py gives.
"$PYTHON" -m pytest -n 3 --dist loadfile --no-loadscope-reorder tests --ignore=tests/browser
# Each solution from top to bottom, beside the browser, which often waits; second notebooks only with SLOW.
mkdir -p build
SECOND='--ignore-glob=*/more.ipynb'
[ -z "${SLOW:-}" ] || SECOND=
COURSE_PROFILE=smoke COURSE_DATA=embedded nice "$PYTHON" -m pytest -n 2 --dist loadscope --nbval-lax \
    --nbval-cell-timeout=240 $SECOND solutions > build/solutions.txt 2>&1 &
SOLUTIONS=$!
BROWSER=0
"$PYTHON" -m pytest -rs tests/browser || BROWSER=$?
wait $SOLUTIONS || { cat build/solutions.txt; exit 1; }
tail -n 1 build/solutions.txt
exit $BROWSER
