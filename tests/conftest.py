"""Shared fixtures: the checkout, and a tiny course with one lab that needs no TensorFlow."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TINY = Path(__file__).parent / "fixtures" / "course_root"

os.environ.setdefault("COURSE_OFFLINE", "1")  # no test reaches for the network; fault tests serve on the loopback


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A course with one lab of two exercises (double: 2 points, total: 3), freshly copied, nothing built."""
    return Path(shutil.copytree(TINY, tmp_path / "course_root"))
