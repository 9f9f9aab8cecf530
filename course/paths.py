"""Where the parts of a checkout lie."""

from __future__ import annotations

from pathlib import Path


class NotACheckout(RuntimeError):
    """The command needs the course's checkout (source/, labs/, pyproject.toml) and was run elsewhere."""


def root() -> Path:
    """Return the checkout: the nearest folder, from the working directory upward, that holds the course.

    An editable install is found from anywhere.

    Raises
    ------
    NotACheckout
        Neither the working directory nor the installed package lies in a checkout.
    """
    here = Path.cwd()
    for folder in [here, *here.parents, Path(__file__).resolve().parents[1]]:
        if (folder / "source").is_dir() and (folder / "pyproject.toml").is_file() and (folder / "course").is_dir():
            return folder
    raise NotACheckout(
        f"{here} is not in a checkout of the course. Clone the course's repository, "
        "change into it and run the command there."
    )


def released() -> Path:
    """Return the folder of the student notebooks: the checkout's `labs/`, or the copy that the wheel carries."""
    packaged = Path(__file__).with_name("released")
    return packaged if packaged.is_dir() else root() / "labs"
