"""Install the course into this Python's environment: one line that says how far it is, one sentence if it fails.

    python tools/install.py CONSTRAINTS [EXTRA]

Where there is a browser, what the tests need to drive it is installed, too. pip's own words are kept in
`.venv/install.log`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")  # as in tests/browser/conftest.py
REASONS = (
    (r"No space left|Errno 28", "the disk is full: TensorFlow and the rest need about 2.5 GB"),
    (r"Temporary failure in name|NewConnectionError|ConnectTimeout|Max retries|ReadTimeout", "no network: try again"),
    (r"No matching distribution found for (\S+)", "no version of {0} fits this Python and system"),
    (r"ResolutionImpossible|conflicting dependencies", "the constraints contradict each other"),
    (r"Permission denied: '([^']+)'", "{0} cannot be written to"),
)


def reason(log: str) -> str:
    """Return in a few words why pip failed.

    >>> reason("ERROR: No matching distribution found for tensorflow>=2.18")
    'no version of tensorflow>=2.18 fits this Python and system'
    """
    for pattern, words in REASONS:
        found = re.search(pattern, log)
        if found:
            return words.format(*found.groups())
    errors = re.findall(r"^ERROR: (.+)$", log, flags=re.MULTILINE)
    return errors[-1] if errors else "pip ended without saying why"


def compiled(log: Path) -> None:
    """Compile all packages, once: a kernel in a sandbox may not keep what it compiles, and would do so each time."""
    command = [sys.executable, "-m", "compileall", "-q", "-j", "0", sysconfig.get_paths()["purelib"]]
    with open(log, "a", encoding="utf-8") as kept:  # templates among the files cannot be compiled: that is no fault
        subprocess.run(command, stdout=kept, stderr=kept, check=False)


def main() -> int:
    """Run pip and show how many of the packages it has found, fetched and put in place."""
    constraints, extra = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "test"
    total = sum(1 for line in (ROOT / constraints).read_text("utf-8").splitlines() if re.match(r"[A-Za-z]", line))
    log = Path(sys.prefix) / "install.log"
    print(f"Setting up: about {total} packages, 700 MB to fetch, 2.5 GB on the disk; a few minutes.", flush=True)
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off"]
    command.append("--no-compile")  # with one process; `compiled` takes all
    command += ["-c", constraints, "-e", f".[{extra}]"]
    shown, count, started = sys.stdout.isatty(), 0, time.monotonic()
    with open(log, "w", encoding="utf-8") as kept:
        pip = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in pip.stdout:
            kept.write(line)
            found = re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line)
            count += bool(found)
            words = f"found {min(count, total)} of {total}: {found[1]}" if found else ""
            if line.startswith("Installing collected packages"):
                words = f"installing {line.count(',') + 1} packages"
            if words and shown:
                print(f"\r{words:70.70}", end="", flush=True)
            elif words and (count % 40 == 1 or not found):
                print(f"  {words}", flush=True)
        status = pip.wait()
    if status:
        print(f"\nSetting up failed: {reason(log.read_text('utf-8'))}. All of pip's words: {log}", file=sys.stderr)
        return 1
    compiled(log)
    if extra == "test" and any(map(shutil.which, BROWSERS)):
        driver = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"][
            "browser"
        ]
        with open(log, "a", encoding="utf-8") as kept:
            if subprocess.run(
                [*command[:7], "-c", constraints, *driver], cwd=ROOT, stdout=kept, stderr=kept
            ).returncode:
                print(f"{driver[0]} could not be installed: the tests in a browser will be skipped.")
    print(f"{'' if not shown else chr(13)}{f'Ready after {time.monotonic() - started:.0f} s.':70}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
