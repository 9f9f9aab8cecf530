"""Numbers that lab 03 states, from the lab's own cells: `python benchmarks/cnn.py [given race embedded full]`.

    given      the network of section 7, five epochs on all of MNIST: accuracy on the 10,000 test digits
    race       section 11 on all of MNIST: each rung's epochs, accuracy and training time
    embedded   the recipe of section 12 in the cpu profile, from the package's 4,000 digits: accuracy on the package's
               1,000 test digits and on MNIST's 10,000
    full       the recipe of section 12 on all of MNIST

All but the first half of `embedded` need the full set: in the cache, or in the folder that COURSE_DATA names.
`--json FILE` keeps the numbers. Times are only worth something on an otherwise idle machine.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import lab_runs
from lab_runs import FULL_SET
from record import save

from course import runtime

ITEMS = {"given": ("full", 7), "race": ("full", 11), "embedded": ("cpu", 12), "full": ("full", 12)}
PUBLISHED = {
    "given network, test accuracy": "98.38 % (reference run)",
    "given network, test loss": "0.0466 (reference run)",
    "better recipe, test accuracy": "99.74 to 99.83 % (best single networks)",
    "race, time to 99 %": "172 s to 0.76 s (a ladder on one laptop GPU)",
}


def run(profile: str, section: int) -> dict:
    """Run the lab's definitions, its section 1 and the given one; return the names that this leaves."""
    os.environ["COURSE_PROFILE"] = profile
    os.environ["COURSE_DATA"] = FULL_SET if profile == "full" else "embedded"
    return lab_runs.sections("03", (section,), {"__name__": "__main__"})


def embedded_on_the_full_test_set(names: dict) -> None:
    """Report the accuracy, on MNIST's 10,000 test digits, of what section 12 trained on the embedded digits."""
    os.environ["COURSE_DATA"] = FULL_SET
    digits = names["mnist"]()
    if len(digits.x_test) < 10_000:
        print("the full test set is not at hand")
        return
    logits = names["logits_of"](names["best"], names["normalise"](digits.x_test))
    share = 100 * names["accuracy"](digits.y_test.astype(int), logits)
    runtime.report("better recipe from 4,000 digits, on all 10,000 test digits", share, "%", at_least=98.5)


def main() -> None:
    """Run the named items one after another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", nargs="*", metavar="ITEM", help="given, race, embedded, full; all by default")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if set(arguments.items) - set(ITEMS):
        parser.error(f"the items are {', '.join(ITEMS)}")
    results: list[dict] = []
    with lab_runs.recorded(results, PUBLISHED) as name:
        for item in arguments.items or ITEMS:
            name(item)
            start = time.perf_counter()
            names = run(*ITEMS[item])
            if item == "embedded":
                embedded_on_the_full_test_set(names)
            for rung, seconds in names.get("ladder", {}).items():
                runtime.report(rung, round(seconds, 2), f"s of training, {names['epochs_of'][rung]} epochs")
            print(f"{item}: {time.perf_counter() - start:.0f} s in all", flush=True)
    if arguments.json:
        save(arguments.json, results)


if __name__ == "__main__":
    main()
