"""On consoles that are not UTF-8 the commands show another character; nothing dies after its work is done."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course import console
from course.authoring import build

CONSOLES = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
ROOT = Path(__file__).parents[1]


def run(code: str, cwd: Path, **environment: str):
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHON"))}
    environment = {**kept, "PYTHONPATH": str(ROOT), "COURSE_DATA": "embedded", **environment}
    (cwd / "code.py").write_text(code, encoding="utf-8")  # a file: the command line has the console's encoding
    return subprocess.run([sys.executable, "code.py"], capture_output=True, env=environment, cwd=cwd, timeout=170)


@pytest.mark.parametrize("name", CONSOLES)
def test_every_sign_is_shown_or_replaced(name, tmp_path):
    code = (
        "import sys\nfrom course import console\nconsole.forgiving()\n"
        "for stream in (sys.stdout, sys.stderr):\n    print('✓ 3 → 4 – é σ 漢 ≥ \\udcff', file=stream)"
    )
    done = run(code, tmp_path, **CONSOLES[name])
    assert done.returncode == 0, done.stderr.decode("ascii", "replace")
    shown = {"cp1252": "+ 3 -> 4 – é sigma ? >= ?"}.get(name, "+ 3 -> 4 - e sigma ? >= ?").encode("cp1252")
    assert done.stdout.strip() == done.stderr.strip() == shown


def test_utf_8_stays_as_it_is(tmp_path):
    code = "from course import console\nconsole.forgiving()\nprint('✓ → – \\udcff')"
    assert run(code, tmp_path, PYTHONIOENCODING="utf-8").stdout.decode().strip() == "✓ → – ?"


def test_a_stream_that_cannot_be_set_is_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setattr(sys, "stderr", None)
    console.forgiving()


def test_every_sign_that_the_library_prints_has_a_stand_in_of_its_own():
    """Letters and signs in its code; a "?" would say nothing. Texts in other scripts are none of ours."""
    signs = {sign for path in (ROOT / "course").rglob("*.py") for sign in path.read_text(encoding="utf-8")}
    assert not {sign for sign in signs if sign > "\x7f" and "?" in console.stand_in(sign)}


def commands(*arguments: list[str]) -> str:
    """Return code that runs the commands one after another in one process, each to its end."""
    return (
        "import sys\nfrom course.cli import app\n"
        f"for arguments in {list(arguments)!r}:\n"
        "    status = app(arguments, standalone_mode=False)\n"
        "    print('status', status)"
    )


@pytest.mark.parametrize("name", CONSOLES)
def test_data_list(name, tmp_path):
    done = run(commands(["data", "list"]), tmp_path, **CONSOLES[name])
    assert done.returncode == 0 and b"Tyle" in done.stdout and done.stderr == b"", done.stderr[-2000:]


def test_run_check_and_grade_end_as_they_should(tiny):
    script = tiny / "source/01_tiny/tiny.py"
    report = 'from course import runtime\n\nruntime.report("gain – →", 12.5, "dB", at_least=10)'
    script.write_text(script.read_text(encoding="utf-8").replace("print(6 * 7)", report), encoding="utf-8")
    build.build(root=tiny, execute=True)
    handed_in = tiny / "submitted" / "zoë" / "01_tiny" / "tiny.ipynb"
    handed_in.parent.mkdir(parents=True)
    handed_in.write_bytes(b"{ broken")  # needs no kernel; its line of the summary says why
    code = commands(
        ["run", "--out", "there", "--json", "there/results.json"],
        ["check", "solutions/01_tiny/tiny.ipynb"],
        ["grade", "submitted", "--workers", "1"],
    )
    done = run(code, tiny, **CONSOLES["C"])
    text = done.stdout.decode("ascii")
    assert done.returncode == 0 and text.count("status 0") == 2 and "status 3" in text, (
        text[-3000:] + done.stderr.decode()[-2000:]
    )
    assert "+ gain - ->: 12.5 dB (target >= 10)" in text and (tiny / "graded/grades.csv").is_file()


def test_setup_and_doctor(tmp_path):
    code = "from course import runtime, doctor\nruntime.setup()\nprint(doctor.run())"
    done = run(code, tmp_path, **CONSOLES["C"])
    assert done.returncode == 0 and done.stdout.strip().endswith(b"0"), done.stdout + done.stderr
    assert done.stderr == b"" and (b"Runtime -> Change" in done.stdout or b"GPU:" in done.stdout)
