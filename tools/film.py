"""Film a generator while it learns: `python tools/film.py` writes docs/pictures/learning.gif after a few minutes.

It trains the networks of lab 06, section 9 (a label and noise go in, that digit comes out) on the digits that the
package holds. A column is an order, 0 to 9; a row is one noise vector. Frames are close together at the beginning,
where much happens.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ |= {"COURSE_PROFILE": "cpu", "COURSE_DATA": "embedded"}

import keras
import numpy as np
from PIL import Image

from course import datasets, files, runtime
from course.networks import behind_noise
from course.plots.images import board
from course.training import callbacks, labelled
from tests.lab_pieces import pieces

ROOT = Path(__file__).resolve().parents[1]
NEEDED = (
    "condition_concat", "conditional_losses", "halved", "normed", "projection_generator", "projection_discriminator",
    "Mismatched",
)  # fmt: skip
REPORT = 20  # steps between two moments that may become a frame
ROWS, SCALE, GREYS, MILLISECONDS = 3, 2, 16, 120


def moments(reports: int) -> list[int]:
    """Return which reports become frames: each of the first ten, then ever fewer, and the last."""
    later = np.geomspace(11, reports, 26).round().astype(int)
    return sorted({*range(min(reports, 10) + 1), *later[later <= reports].tolist(), reports})


def film(steps: int) -> np.ndarray:
    """Train for `steps` steps; return the frames, uint8 (k, h, w)."""
    runtime.setup()
    names = pieces("06", NEEDED, {"__name__": "__main__"}, constants=["precision"], imports=True)
    images, labels = labelled.sets(datasets.mnist(), train=4000, test=100)[0]
    keras.utils.set_random_seed(0)
    generator = names["projection_generator"](16)
    losses = names["conditional_losses"]
    model = names["Mismatched"](
        generator,
        behind_noise(names["projection_discriminator"](16)),
        lambda real, fake: losses(real, fake)[0],
        lambda fake: losses(fake, fake)[1],
        generator.inputs[0].shape[1],
        ema=0.98,
        classes=10,
    )
    g_rate, d_rate = (keras.optimizers.schedules.CosineDecay(rate, steps, alpha=0.02) for rate in (2e-3, 3e-3))
    model.compile(keras.optimizers.Adam(d_rate, beta_1=0.5), keras.optimizers.Adam(g_rate, beta_1=0.5))
    reports = steps // REPORT
    seen = callbacks.Snapshots(10 * ROWS, moments(reports), np.tile(np.arange(10, dtype="int32"), ROWS), seed=3)
    model.fit(images, labels, 32, steps=reports * REPORT, epochs=reports, callbacks=[seen])
    return np.stack([board(frame, 10) for frame in seen.images])


def animation(frames: np.ndarray) -> bytes:
    """Return frames as an animated GIF in few greys; the last one stays for two seconds."""
    levels = np.round(frames / 255 * (GREYS - 1)).astype(np.uint8)
    pictures = [Image.fromarray(level, "P") for level in levels]
    greys = np.repeat(np.linspace(0, 255, GREYS).round().astype(int), 3).tolist()
    for picture in pictures:
        picture.putpalette(greys)
    pictures = [one.resize((one.width * SCALE, one.height * SCALE), Image.Resampling.NEAREST) for one in pictures]
    written, times = io.BytesIO(), [MILLISECONDS] * (len(pictures) - 1) + [2000]
    pictures[0].save(written, "GIF", save_all=True, append_images=pictures[1:], duration=times, loop=0)
    return written.getvalue()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--steps", type=int, default=700)
    options.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures" / "learning.gif")
    given = options.parse_args()
    if given.steps < 10 * REPORT:
        options.error(f"--steps: at least {10 * REPORT}")
    made = animation(film(given.steps))
    files.write(given.out, made)
    print(f"wrote {given.out}, {len(made):,} bytes")
