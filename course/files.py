"""Writing files so that there is never half of one."""

from __future__ import annotations

import os
from pathlib import Path


def write(path: str | Path, content: bytes) -> None:
    """Write `content` to `path` under another name, then rename; `path` holds the old or the new content at any time.

    Folders are made as needed.

    Raises
    ------
    OSError
        No room, no right to write; what was at `path` is untouched, and nothing is left beside it.
    """
    path = Path(path)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(partial, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
