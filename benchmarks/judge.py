"""The judges on the full test sets: `COURSE_DATA=FOLDER python benchmarks/judge.py --json FILE`.

Accuracy of the shipped weights on 10,000 test images that no training has seen, the size of the file, and the
distance of real to real (10,000 against 10,000), which is the floor under every judge distance.
`tools/train_judge.py` made the weights; its command stands in the JSON beside them.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from record import machine, result, save, target

from course import datasets
from course.metrics import confident_share, floor, judge, storage

REACH = {"mnist": 99.5, "fashion_mnist": 93}
LARGEST = 2  # MB


def look(name: str) -> list[dict]:
    """Return what there is to say of one judge."""
    data, referee = getattr(datasets, name)(), judge.load(name)
    if len(data.x_test) < 10_000 or len(data.x_train) < 20_000:
        raise SystemExit(f"{name}: the full data set is needed; name its folder with COURSE_DATA")
    probabilities = referee.probabilities(data.x_test)
    accuracy = 100 * np.mean(probabilities.argmax(axis=1) == data.y_test)
    size = (storage.FOLDER / f"{name}.npz").stat().st_size / 1e6
    least = floor(referee.features(data.x_train[:20_000]))
    return [
        result(f"{name}: accuracy on {len(data.x_test):,} test images", accuracy, "%", at_least=REACH[name]),
        result(f"{name}: weights", size, "MB", at_most=LARGEST),
        result(f"{name}: sure of real test images", 100 * confident_share(probabilities), "%"),
        result(f"{name}: judge distance of real to real, 10,000 a side", least),
    ]


def main() -> None:
    """Look at both judges, and keep the numbers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, default=Path("build/judge.json"))
    asked = parser.parse_args()
    print(machine())
    results = [record for name in REACH for record in look(name)]
    for record in results:
        print(f"{record['name']:<64}{record['value']:8.4g} {record['unit']:<3} {target(record)}")
    save(asked.json, results, "none: nothing is drawn but the order of the floor, seed 0")


if __name__ == "__main__":
    main()
