"""Take the README's pictures out of the executed solutions: `python tools/readme_pictures.py`.

Each picture is the figure of the one cell whose source contains the given text.
"""

from __future__ import annotations

import base64
from pathlib import Path

import nbformat

from course.labformat import source

ROOT = Path(__file__).parents[1]
PICTURES = {
    "flip_and_slide": ("01_convolution", "plots.flip_and_slide("),
    "window": ("01_convolution", "plots.window(image, cross"),
    "denoising": ("02_filters", "plots.error_curve("),
    "edges": ("02_filters", "plots.gradient(coffee"),
}


def figure(lab: str, text: str) -> bytes:
    """Return the PNG that the lab's cell containing `text` shows."""
    notebook = nbformat.read(ROOT / "solutions" / source.select([lab])[0].relative, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and text in cell.source]
    images = [o.data["image/png"] for cell in cells for o in cell.outputs if "image/png" in o.get("data", {})]
    if len(images) != 1:
        raise SystemExit(f"{lab}: {len(images)} figures in cells containing {text!r}; name one")
    return base64.b64decode(images[0])


if __name__ == "__main__":
    for name, (lab, text) in PICTURES.items():
        path = ROOT / "docs" / "pictures" / f"{name}.png"
        path.write_bytes(figure(lab, text))
        print(f"wrote {path.relative_to(ROOT)}, {path.stat().st_size:,} bytes")
