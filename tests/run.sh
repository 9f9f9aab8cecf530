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
# These start two workers themselves and have clocks running; the other tests share two processes.
ALONE="tests/test_answers.py tests/test_grading.py tests/test_grading_tricks.py"
"$PYTHON" -m pytest $ALONE
"$PYTHON" -m pytest -n 2 --dist loadfile tests $(printf -- '--ignore=%s ' $ALONE tests/browser)
"$PYTHON" -m pytest -rs tests/browser  # a browser needs both processors
COURSE_PROFILE=smoke COURSE_DATA=embedded "$PYTHON" -m pytest -n 2 --dist loadscope --nbval-lax \
    --nbval-cell-timeout=120 solutions
