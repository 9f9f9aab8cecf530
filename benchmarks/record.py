"""What the benchmarks found: `save` keeps it as JSON, `python benchmarks/record.py` makes RESULTS.md of all of it.

The tables of the labs end with the results that their executed solutions hold (`course build --execute`).
"""

from __future__ import annotations

import functools
import json
import math
import os
import platform
import re
import shlex
import statistics
import sys
from importlib.metadata import PackageNotFoundError, version
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
    "bench": "Side by side (`make bench`)",
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
    "bench-quality": "Distance to real images while published recipe and ours train, both axes logarithmic.",
}


# Why a target is missed: regular expression of the number's name → sentences. Each must fit a recorded number.
REASONS = {
    r"dense .*against the best other \(JAX": (
        "Both run a step as one program of XLA, each of its own release; the table has the parts of a step, which "
        "say where the time goes. TensorFlow's takes longer for the gradients, and three to four times as long to "
        "update the weights, which JAX does in place, since its arrays are given away. Fifty steps in one program "
        "save a fifth, which is not enough, and would take the callbacks their steps."
    ),
    r"dense .*against PyTorch": (
        "The best rounds reach it, the median does not: the update of the weights is over a third of the step, as "
        "told above."
    ),
    r"dense .*share of oneDNN's primitives": (
        "XLA compiles kernels of its own for dense networks, and asks oneDNN for next to nothing. Without XLA the "
        "step takes about twice as long."
    ),
    r"\(lab 0[5-8], .*against the best other \(two tapes": (
        "Two tapes move both networks at once, from one pass of D over the generated images. Our engine moves D "
        "first and shows G the new D, as published: one more pass of D a step."
    ),
    r"dcgan .*against PyTorch": (
        "In 16 bits TensorFlow's matrix product reaches less than half of the rate of PyTorch's on this processor "
        "(`dcgan: matrix product, bfloat16` and the first rows of the table), and nearly all of our step is "
        "oneDNN's own time: there is nothing left to leave out. The spread of the rounds is wider than what is "
        "missing."
    ),
    r"pix2pix .*against the best other \(PyTorch": (
        "Forty small convolutions on four pictures: TensorFlow's gradients alone take longer than a whole step of "
        "PyTorch's. oneDNN's primitives, with the copies that change the order of weights and maps, are 0.7 of our "
        "step and 0.3 of theirs, which is half as long. The update of the weights is a fifth: without XLA, Adam is "
        "some hundred small operations."
    ),
    r"pix2pix .*share of oneDNN's primitives": (
        "The rest is the update of the weights (a fifth of a step, see the parts in the table) and the average of G."
    ),
    r"dcgan: speed-up": (
        "Loop and engine spend nearly all of a step in the same convolutions, and the loop already comes to two "
        "thirds of the rate of a plain matrix product; the note below the table has the numbers."
    ),
}


COLOURS = "#4477aa", "#cc6677", "#228833"


def machine(also: tuple[str, ...] = ()) -> str:
    """Return processor, number of CPUs and versions, in one line; `also` names further packages, if installed."""
    name = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    parts = f"{os.cpu_count()} CPUs", f"Python {platform.python_version()}", f"TensorFlow {version('tensorflow')}"
    others = []
    for package in also:
        try:
            others.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join([name, *parts, f"Keras {version('keras')}", *others])


def result(name: str, value: float, unit: str = "", at_least=None, at_most=None, published: str = "") -> dict:
    """Return one number with its target, as `course.runtime.report` records it; `published` is a reference."""
    reached = (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
    ok = None if at_least is None and at_most is None else bool(reached)
    record = {"name": name, "value": float(value), "unit": unit, "at_least": at_least, "at_most": at_most, "ok": ok}
    return record | ({"published": published} if published else {})


def measured(name: str, values, unit: str = "", at_least=None, at_most=None) -> dict:
    """Return a row of several measurements: their median, the least and the greatest, and how many there were."""
    values = [float(value) for value in values]
    spread = {"low": min(values), "high": max(values), "times": len(values)}
    return result(name, statistics.median(values), unit, at_least, at_most) | spread


def absent(name: str, why: str) -> dict:
    """Return a row without a number, which says why."""
    return {"name": name, "value": None, "unit": "", "at_least": None, "at_most": None, "ok": None, "said": why}


def target(record: dict) -> str:
    """Return the target of a result in words, "" if it has none."""
    bounds = (("≥", record.get("at_least")), ("≤", record.get("at_most")))
    return " and ".join(f"{sign} {bound:.4g}" for sign, bound in bounds if bound is not None)


def save(
    path: Path,
    results: list[dict],
    seeds: str = "0",
    note: str = "",
    without: tuple[str, ...] = ("--json",),
    also: tuple[str, ...] = (),
) -> None:
    """Keep `results` as JSON, with the command that made them, the machine, the seeds and a remark.

    without: options with a value that the command is recorded without. also: further packages whose versions count.
    """
    words, given = ["benchmarks/" + Path(sys.argv[0]).name], iter(sys.argv[1:])
    for word in given:
        if word in without:
            next(given, None)
        elif word.split("=")[0] not in without:
            words.append(word)
    data = "COURSE_DATA=… " if os.environ.get("COURSE_DATA") else ""
    about = {"command": f"{data}python {shlex.join(words)}", "machine": machine(also), "seeds": seeds, "note": note}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(about | {"results": results}, indent=1, ensure_ascii=False) + "\n")


def shown(record: dict) -> str:
    """Return the value of a result with its unit, and its spread if it was measured several times."""
    if "said" in record:
        return record["said"]
    if record["value"] is None:
        return "not finite"
    spread = f" ({record['low']:.3g} … {record['high']:.3g})" if record.get("times", 1) > 1 else ""
    return f"{record['value']:.4g}{spread} {record['unit']}".strip()


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


def kept(folder: Path = HERE / "results") -> dict[str, dict]:
    """Return all JSON files of a folder, by name."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}


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
        if stem == "bench-quality" and stem not in files:
            continue
        lines += ["", f"![{words}](pictures/{stem}.svg)", "", f"*{words}*"]
    every = [(title, record) for title, records in judged(files) for record in records if record["ok"] is not None]
    missed = [(title, record) for title, record in every if not record["ok"]]
    lines += ["", f"**{len(every) - len(missed)} of {len(every)} targets are reached.** Missed:", ""]
    for title, record in missed:
        value = shown(record)
        why = "".join(f" {text}" for pattern, text in REASONS.items() if re.search(pattern, record["name"]))
        lines.append(f"- {title}: {record['name']}: {value}, target {target(record)}.{why}")
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
    drawn = {"speed": bars(speed, "times"), "quality": bars([*quality, ("lab 05", share["value"])], "")}
    return drawn | ({"bench-quality": curves(files["bench-quality"]["results"])} if "bench-quality" in files else {})


def curves(records: list[dict]) -> str:
    """Return, as SVG text, a panel a lab: judge distance against seconds of training, one line a recipe and seed.

    records: those with a "curve", a list of [seconds, distance, …], and with "lab" and "recipe". Both axes are
    logarithmic: a straight line is a power of the time.
    """
    drawn = [record for record in records if record.get("curve")]
    names, parts = sorted({record["lab"] for record in drawn}), []
    recipes, wide, high = sorted({record["recipe"] for record in drawn}), 250, 180
    for at, lab in enumerate(names):
        of_lab = [record for record in drawn if record["lab"] == lab]
        points = [point for record in of_lab for point in record["curve"]]
        spans = [(min(axis), max(axis)) for axis in ([p[0] for p in points], [p[1] for p in points])]
        left, top = 60 + at * (wide + 70), 30

        def place(point, spans=spans, left=left, top=top):
            shares = [
                math.log(value / low) / (math.log(high_ / low) or 1.0)
                for value, (low, high_) in zip(point, spans, strict=False)
            ]
            return f"{left + wide * shares[0]:.1f},{top + high * (1 - shares[1]):.1f}"

        parts.append(f'<rect x="{left}" y="{top}" width="{wide}" height="{high}" fill="none" stroke="#999"/>')
        parts.append(f'<text x="{left}" y="{top - 8}">{lab}: judge distance</text>')
        for (low, most), spot in zip(spans, ((left, top + high + 16), (left - 8, top + high)), strict=True):
            across = spot[1] > top + high
            end = (left + wide, spot[1]) if across else (spot[0], top + 10)
            anchor = "" if across else ' text-anchor="end"'
            parts.append(f'<text x="{spot[0]}" y="{spot[1]}"{anchor}>{low:.3g}</text>')
            parts.append(f'<text x="{end[0]}" y="{end[1]}" text-anchor="end">{most:.3g}{" s" * across}</text>')
        for record in of_lab:
            line = " ".join(place(point) for point in record["curve"])
            colour = COLOURS[recipes.index(record["recipe"]) % len(COLOURS)]
            parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
    for at, recipe in enumerate(recipes):
        parts.append(f'<text x="{60 + 320 * at}" y="250" fill="{COLOURS[at % len(COLOURS)]}">{recipe}</text>')
    size = f'width="{max(1, len(names)) * (wide + 70) + 10}" height="262"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="13">'
    return "\n".join([head, '<rect width="100%" height="100%" fill="#fff"/>', *parts, "</svg>", ""])


def over_seeds(files: dict[str, dict]) -> list[str]:
    """Return a table of means and spread for each file NAME that stands beside NAME-seed1, NAME-seed2, …"""
    lines = []
    for stem, first in files.items():
        more = [one for name, one in files.items() if re.fullmatch(rf"{re.escape(stem)}-seed\d+", name)]
        if not more:
            continue
        lines += [f"`{first['command']}`, seeds {', '.join(one['seeds'] for one in (first, *more))}", ""]
        lines += ["| what | target | mean | least | greatest | seeds that reach it |", "|---|---|---|---|---|---|"]
        for record in first["results"]:
            same = [
                other
                for seed in more
                for other in seed["results"]
                if other["name"].replace(f", seed {seed['seeds']}", "") == record["name"]
            ]
            values = [one["value"] for one in (record, *same)]
            if len(same) < len(more) or None in values:
                continue
            mean, low, high = (
                f"{value:.4g} {record['unit']}" for value in (sum(values) / len(values), min(values), max(values))
            )
            met = (
                f"{sum(bool(one['ok']) for one in (record, *same))} of {len(values)}"
                if record["ok"] is not None
                else ""
            )
            lines.append(f"| {record['name']} | {target(record)} | {mean} | {low} | {high} | {met} |")
        lines.append("")
    return lines


def results() -> str:
    """Return the text of RESULTS.md."""
    files = kept()
    lines = ["# Results", "", "Made by `python benchmarks/record.py` from `benchmarks/results/` and the executed"]
    lines += ["solutions. Each table names the command that printed its numbers.", "", *short(files)]
    for stem, title in TITLES.items():
        own = {name: one for name, one in files.items() if name.split("-")[0] == stem}
        rows = over_seeds(own) + [line for one in own.values() for line in table(one)] + of_solution(stem)
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
