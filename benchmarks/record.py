"""What the benchmarks found: `save` keeps it as JSON, `python benchmarks/record.py` makes RESULTS.md of all of it.

The tables of the labs end with the results that their executed solutions hold (`course build --execute`).
"""

from __future__ import annotations

import json
import os
import platform
import shlex
import sys
from importlib.metadata import version
from pathlib import Path

import nbformat

from course.authoring.demo import results_of

HERE = Path(__file__).parent
TITLES = {
    "engine": "Training engine: speed and memory",
    "precision": "bfloat16 against float32",
    "judge": "Judges",
    "grading": "Grading",
    "kernels": "What a student's kernel needs",
    "cnn": "Lab 03: convolutional classifier",
    "gan": "Lab 04: dense GAN",
    "dcgan": "Lab 05: DCGAN",
    "cgan": "Lab 06: conditional GAN",
    "acgan": "Lab 07: AC-GAN",
    "pix2pix": "Lab 08: pix2pix",
    "flow": "Lab 09: flow",
    "compat": "Versions: oldest, Colab's, newest",
}


def machine() -> str:
    """Return processor, number of CPUs and versions, in one line."""
    name = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    parts = f"{os.cpu_count()} CPUs", f"Python {platform.python_version()}", f"TensorFlow {version('tensorflow')}"
    return ", ".join([name, *parts, f"Keras {version('keras')}"])


def result(name: str, value: float, unit: str = "", at_least=None, at_most=None, published: str = "") -> dict:
    """Return one number with its target, as `course.runtime.report` records it; `published` is a reference."""
    reached = (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
    ok = None if at_least is None and at_most is None else bool(reached)
    record = {"name": name, "value": float(value), "unit": unit, "at_least": at_least, "at_most": at_most, "ok": ok}
    return record | ({"published": published} if published else {})


def target(record: dict) -> str:
    """Return the target of a result in words, "" if it has none."""
    bounds = (("≥", record.get("at_least")), ("≤", record.get("at_most")))
    return " and ".join(f"{sign} {bound:.4g}" for sign, bound in bounds if bound is not None)


def save(
    path: Path, results: list[dict], seeds: str = "0", note: str = "", without: tuple[str, ...] = ("--json",)
) -> None:
    """Keep `results` as JSON, with the command that made them, the machine, the seeds and a remark.

    without: options with a value that the command is recorded without.
    """
    words, given = ["benchmarks/" + Path(sys.argv[0]).name], iter(sys.argv[1:])
    for word in given:
        if word in without:
            next(given, None)
        elif word.split("=")[0] not in without:
            words.append(word)
    data = "COURSE_DATA=… " if os.environ.get("COURSE_DATA") else ""
    about = {"command": f"{data}python {shlex.join(words)}", "machine": machine(), "seeds": seeds, "note": note}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(about | {"results": results}, indent=1, ensure_ascii=False) + "\n")


def table(kept: dict) -> list[str]:
    """Return the lines of one JSON file: command, machine, and a row a result."""
    lines = [f"`{kept['command']}`  ", f"{kept['machine']}; seeds: {kept['seeds']}", ""]
    lines += ["| what | target | published | ours | reached |", "|---|---|---|---|---|"]
    for record in kept["results"]:
        value = "not finite" if record["value"] is None else f"{record['value']:.4g} {record['unit']}".strip()
        word = {None: "", True: "yes", False: "**no**"}[record["ok"]]
        row = record["name"], target(record), record.get("published", ""), value, word
        lines.append("| " + " | ".join(cell.replace("|", "∣") for cell in row) + " |")
    return [*lines, "", *([kept["note"], ""] if kept.get("note") else [])]


def of_solution(stem: str) -> list[str]:
    """Return the lines of what the executed solution of a lab reports; none if there is no such lab."""
    found = [path for path in (HERE.parent / "solutions").glob(f"*/{stem}.ipynb")]
    if not found:
        return []
    results = results_of(nbformat.read(found[0], as_version=4))
    number = found[0].parent.name[:2]
    about = {"command": f"course build {number} --execute", "machine": "Profile cpu, two CPU cores"}
    return table(about | {"seeds": "those of the lab's cells", "results": results}) if results else []


def results() -> str:
    """Return the text of RESULTS.md."""
    lines = [
        "# Results",
        "",
        "Made by `python benchmarks/record.py` from `benchmarks/results/`. Each table names the",
    ]
    lines += ["command that printed its numbers. A target that was not reached says so.", ""]
    files = sorted((HERE / "results").glob("*.json"))
    for stem, title in TITLES.items():
        own = [path for path in files if path.stem.split("-")[0] == stem]
        rows = [line for path in own for line in table(json.loads(path.read_text()))] + of_solution(stem)
        lines += [f"## {title}", "", *rows] if rows else []
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Write RESULTS.md from all of results/, and the executed solutions."""
    (HERE / "RESULTS.md").write_text(results())


if __name__ == "__main__":
    main()
