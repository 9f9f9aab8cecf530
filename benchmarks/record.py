"""What the benchmarks found: `save` keeps it as JSON, `python benchmarks/record.py` makes RESULTS.md of all of it.

The tables of the labs end with the results that their executed solutions hold (`course build --execute`).
"""

from __future__ import annotations

import functools
import json
import os
import platform
import shlex
import sys
from importlib.metadata import version
from pathlib import Path

import nbformat

from course.authoring.demo import results_of
from course.labformat.frame import MORE

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
HEADLINES = (  # subject, file of results/ or executed solution, name of the number
    ("engine", "engine", "dense: speed-up"),
    ("engine", "engine", "dcgan: speed-up"),
    ("lab 03", "cnn-full-2", "full: better recipe, test accuracy"),
    ("lab 03", "lab:cnn", "given network, test accuracy"),
    ("lab 04", "gan-quality", "quality: seed 0: ratio at equal time"),
    ("lab 05", "dcgan-main", "main: samples the judge is sure of"),
    ("lab 06", "cgan-mnist", "mnist, full set, 12,000 steps: conditional accuracy"),
    ("lab 06", "cgan-fashion", "fashion, full set, 15,000 steps: conditional accuracy"),
    ("lab 07", "acgan-mnist", "mnist, full set, 16,000 steps: conditional accuracy"),
    ("lab 07", "acgan-fashion", "fashion, full set, 9,000 steps: conditional accuracy"),
    ("lab 08", "lab:pix2pix", "label recovery, mean IoU: U-Net above by"),
    ("lab 09", "lab:flow", "Re 200, one step: error"),
    ("lab 09", "lab:flow", "mean |divergence| at its end"),
)
PICTURES = {
    "speed": "Speed-up of the course's engine over the published training loop, on two machines; from zero.",
    "quality": "Distance to real images, as a share of the published setting's after the same time; less is better.",
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


def shown(record: dict) -> str:
    """Return the value of a result with its unit."""
    return "not finite" if record["value"] is None else f"{record['value']:.4g} {record['unit']}".strip()


def table(kept: dict) -> list[str]:
    """Return the lines of one JSON file: command, machine, and a row a result."""
    lines = [f"`{kept['command']}`  ", f"{kept['machine']}; seeds: {kept['seeds']}", ""]
    lines += ["| what | target | published | ours | reached |", "|---|---|---|---|---|"]
    for record in kept["results"]:
        value = shown(record)
        word = {None: "", True: "yes", False: "**no**"}[record["ok"]]
        row = record["name"], target(record), record.get("published", ""), value, word
        lines.append("| " + " | ".join(cell.replace("|", "∣") for cell in row) + " |")
    return [*lines, "", *([kept["note"], ""] if kept.get("note") else [])]


@functools.cache
def reported(stem: str) -> list[dict]:
    """Return what the executed solution of a lab and its second notebook report; none if there is no such lab."""
    found = [path for path in (HERE.parent / "solutions").glob(f"*/{stem}.ipynb")]
    both = [path for one in found for path in (one, one.with_name(f"{MORE}.ipynb")) if path.is_file()]
    return [record for path in both for record in results_of(nbformat.read(path, as_version=4))]


def of_solution(stem: str) -> list[str]:
    """Return the lines of what the executed solution of a lab reports; none if there is no such lab."""
    results = reported(stem)
    if not results:
        return []
    number = next((HERE.parent / "solutions").glob(f"*/{stem}.ipynb")).parent.name[:2]
    about = {"command": f"course build {number} --execute", "machine": "Profile cpu, two CPU cores"}
    return table(about | {"seeds": "those of the lab's cells", "results": results})


def kept() -> dict[str, dict]:
    """Return all JSON files of results/, by name."""
    return {path.stem: json.loads(path.read_text()) for path in sorted((HERE / "results").glob("*.json"))}


def found(files: dict[str, dict], place: str, name: str) -> dict:
    """Return one recorded number: from a file of results/, or from the solution "lab:STEM".

    Raises
    ------
    LookupError
        It is no longer recorded.
    """
    records = reported(place[4:]) if place.startswith("lab:") else files.get(place, {"results": []})["results"]
    for record in records:
        if record["name"] == name:
            return record
    raise LookupError(f"{place} no longer records {name!r}")


def short(files: dict[str, dict]) -> list[str]:
    """Return the first page: the headline figures, two pictures, and every target that was missed."""
    lines = ["## In short", "", "| | what | ours | target | published |", "|---|---|---|---|---|"]
    for subject, place, name in HEADLINES:
        record = found(files, place, name)
        value = shown(record) + (" (**missed**)" if record["ok"] is False else "")
        row = subject, name, value, target(record), record.get("published", "")
        lines.append("| " + " | ".join(cell.replace("|", "∣") for cell in row) + " |")
    for stem, words in PICTURES.items():
        lines += ["", f"![{words}](pictures/{stem}.svg)", "", f"*{words}*"]
    every = [(title, record) for title, records in judged(files) for record in records if record["ok"] is not None]
    missed = [(title, record) for title, record in every if not record["ok"]]
    lines += ["", f"**{len(every) - len(missed)} of {len(every)} targets are reached.** Missed:", ""]
    for title, record in missed:
        value = shown(record)
        lines.append(f"- {title}: {record['name']}: {value}, target {target(record)}")
    return [*lines, ""]


def judged(files: dict[str, dict]) -> list[tuple[str, list[dict]]]:
    """Return (title, its recorded numbers) for each subject."""
    pairs = []
    for stem, title in TITLES.items():
        own = [record for name, one in files.items() if name.split("-")[0] == stem for record in one["results"]]
        pairs.append((title, own + reported(stem)))
    return pairs


def bars(rows: list[tuple[str, float]], unit: str) -> str:
    """Return a bar chart as SVG text, the same on every machine: names, bars from zero, their numbers."""
    left, wide, high = 330, 300, 24
    most, lines = max(value for _, value in rows), []
    for at, (name, value) in enumerate(rows):
        y = at * high + 4
        lines.append(f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{name}</text>')
        lines.append(f'<rect x="{left}" y="{y}" width="{wide * value / most:.1f}" height="17" fill="#4477aa"/>')
        lines.append(f'<text x="{left + wide * value / most + 6:.1f}" y="{y + 13}">{value:.3g} {unit}</text>')
    size = f'width="{left + wide + 110}" height="{len(rows) * high + 8}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="13">'
    return "\n".join([head, '<rect width="100%" height="100%" fill="#fff"/>', *lines, "</svg>", ""])


def pictures(files: dict[str, dict]) -> dict[str, str]:
    """Return the pictures of the first page as SVG, by name."""
    speed = [
        (f"{model}, {processor}", found(files, place, f"{model}: speed-up")["value"])
        for place, processor in (("engine", "EPYC"), ("engine-xeon", "Xeon"))
        for model in ("dense", "conv", "dcgan")
    ]
    quality = [
        (f"lab 04, seed {seed}", found(files, "gan-quality", f"quality: seed {seed}: ratio at equal time")["value"])
        for seed in (0, 1, 2)
    ]
    share = found(files, "dcgan-main", "published: main model's distance, as a share of the published loop's")
    return {"speed": bars(speed, "times"), "quality": bars([*quality, ("lab 05", share["value"])], "")}


def results() -> str:
    """Return the text of RESULTS.md."""
    files = kept()
    lines = ["# Results", "", "Made by `python benchmarks/record.py` from `benchmarks/results/` and the executed"]
    lines += ["solutions. Each table names the command that printed its numbers.", "", *short(files)]
    for stem, title in TITLES.items():
        own = [one for name, one in files.items() if name.split("-")[0] == stem]
        rows = [line for one in own for line in table(one)] + of_solution(stem)
        lines += [f"## {title}", "", *rows] if rows else []
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Write RESULTS.md and its pictures from all of results/, and the executed solutions."""
    (HERE / "pictures").mkdir(exist_ok=True)
    for stem, text in pictures(kept()).items():
        (HERE / "pictures" / f"{stem}.svg").write_text(text)
    (HERE / "RESULTS.md").write_text(results())


if __name__ == "__main__":
    main()
