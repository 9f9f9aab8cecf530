"""Make the embedded copy of the flow films: the first frames of each Reynolds number, in 16 bits, below 1 MB.

python tools/make_flow.py
"""

from pathlib import Path

import numpy as np

from course.datasets.flow import frames

COUNT = 8  # frames of each Reynolds number

if __name__ == "__main__":
    films = {f"re{number}": frames.film(number, source="computed").fields[:COUNT] for number in frames.EMBEDDED}
    target = Path(frames.__file__).parents[1] / "embedded" / "flow.npz"
    np.savez_compressed(target, **{name: film.astype(np.float16) for name, film in films.items()})
    print(f"{target.name}: {target.stat().st_size:,} bytes")
