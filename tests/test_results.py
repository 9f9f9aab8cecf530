"""benchmarks/RESULTS.md is what benchmarks/record.py makes of the stored results and the executed solutions."""

import importlib.util
import re

import pytest

from course import paths

ROOT = paths.root()


@pytest.fixture
def record():
    """benchmarks/record.py as a module."""
    spec = importlib.util.spec_from_file_location("record", ROOT / "benchmarks" / "record.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_results_are_up_to_date(record):
    assert (ROOT / "benchmarks" / "RESULTS.md").read_text() == record.results()
    for stem, text in record.pictures(record.kept()).items():
        assert (ROOT / "benchmarks" / "pictures" / f"{stem}.svg").read_text() == text
    with pytest.raises(LookupError, match="no longer records"):
        record.found(record.kept(), "engine", "a number that nobody measures")


def test_every_reason_is_for_a_target_that_is_recorded_and_missed(record):
    missed = [one["name"] for _, records in record.judged(record.kept()) for one in records if one["ok"] is False]
    assert [pattern for pattern in record.REASONS if not any(re.search(pattern, name) for name in missed)] == []
    assert [name for name in missed if not any(re.search(pattern, name) for pattern in record.REASONS)] == []
