"""Make the embedded copy of the flow films: the first frames of each Reynolds number as few modes, below 1 MB.

python tools/make_flow.py

A film of vortex shedding is nearly a sum of few patterns: its mean and seven modes (its leading singular vectors)
hold 32 frames in the space of eight. What is lost is printed.
"""

from pathlib import Path

import numpy as np

from course.datasets.flow import frames
from course.metrics.flow import relative_error

COUNT, MODES = 32, 7  # frames and modes of each Reynolds number

if __name__ == "__main__":
    arrays = {}
    for number in frames.EMBEDDED:
        film = frames.film(number, max(COUNT, 80))
        fields = film.fields[:COUNT]
        mean = fields.mean(axis=0)
        left, sizes, right = np.linalg.svd((fields - mean).reshape(COUNT, -1), full_matrices=False)
        spread = np.abs(right[:MODES]).max(axis=1, keepdims=True)  # modes are stored in -1…1, 16 bits
        arrays[f"re{number}/mean"] = mean.astype(np.float16)
        arrays[f"re{number}/modes"] = (right[:MODES] / spread).reshape(MODES, *mean.shape).astype(np.float16)
        arrays[f"re{number}/amounts"] = (left[:, :MODES] * sizes[:MODES] * spread.T).astype(np.float32)
        again = frames.assembled(*(arrays[f"re{number}/{part}"] for part in ("mean", "modes", "amounts")))
        error = relative_error(again, fields, film.solid)
        print(f"Re {number}: {COUNT} frames, relative error in velocity {error:.2e}")
    target = Path(frames.__file__).parents[1] / "embedded" / "flow.npz"
    np.savez_compressed(target, **arrays)
    print(f"{target.name}: {target.stat().st_size:,} bytes")
