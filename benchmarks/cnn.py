"""Numbers that lab 03 states, from the lab's own cells: `python benchmarks/cnn.py [given race embedded full]`.

    given      the network of section 7, five epochs on all of MNIST: accuracy on the 10,000 test digits
    race       section 12 on all of MNIST: each rung's epochs, accuracy and training time
    embedded   the recipe of section 13 in the cpu profile, from the package's 4,000 digits: accuracy on the package's
               1,000 test digits and on MNIST's 10,000
    full       the recipe of section 13 on all of MNIST

All but the first half of `embedded` need the full set: in the cache, or in the folder that COURSE_DATA names.
`--json FILE` keeps the numbers. Times are only worth something on an otherwise idle machine.
"""

from __future__ import annotations

import argparse
import builtins
import linecache
import os
import re
import sys
import time
from pathlib import Path

os.environ.setdefault("MPLBACKEND", "agg")
sys.path.insert(0, str(Path(__file__).parents[1]))

from record import save

from course import runtime
from course.authoring import lint, source

ITEMS = {"given": ("full", 7), "race": ("full", 12), "embedded": ("cpu", 13), "full": ("full", 13)}
FULL_SET = os.environ.get("COURSE_DATA", "")
PUBLISHED = {
    "given network, test accuracy": "98.38 % (reference run)",
    "given network, test loss": "0.0466 (reference run)",
    "better recipe, test accuracy": "99.74 to 99.83 % (best single networks)",
    "race, time to 99 %": "172 s to 0.76 s (a ladder on one laptop GPU)",
}


def run(profile: str, *sections: int) -> dict:
    """Run the lab's definitions, its section 1 and the given sections; return the names that this leaves.

    A cell that needs a name of a section that was left out is left out, too.
    """
    os.environ["COURSE_PROFILE"] = profile
    os.environ["COURSE_DATA"] = FULL_SET if profile == "full" else "embedded"
    names: dict = {"__name__": "__main__"}
    here = 0
    for number, cell in enumerate(source.read(source.select(["03"])[0]).cells):
        heading = re.search(r"^## (\d+) ·", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown":
            here = int(heading[1]) if heading else here
            continue
        definition = re.match(r"(import|from|def|class) ", cell.source) and "check" not in cell.metadata
        missing = lint._free_names(cell.source) - set(names) - set(dir(builtins))
        if missing or not (definition or here in (1, *sections)):
            continue
        name = f"<cell {number}>"
        linecache.cache[name] = (len(cell.source), None, cell.source.splitlines(keepends=True), name)
        exec(compile(cell.source, name, "exec"), names)
    return names


def embedded_on_the_full_test_set(names: dict) -> None:
    """Report the accuracy, on MNIST's 10,000 test digits, of what section 13 trained on the embedded digits."""
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
    show = runtime._show

    def keep(line: str, record: dict) -> None:
        published = {"published": PUBLISHED[record["name"]]} if record["name"] in PUBLISHED else {}
        results.append({**record, "name": f"{item}: {record['name']}", **published})
        show(line, record)

    runtime._show = keep
    for item in arguments.items or ITEMS:
        print(f"\n== {item}", flush=True)
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
