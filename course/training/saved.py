"""Trained weights that outlive a kernel: those that a student has trained, and small ones that the course ships.

    history = saved.fit(model, "dcgan_a", images, batch_size=64, steps=600)      # trains once, later loads
    generator = saved.shipped("dcgan", build_generator())                        # works at once

A callback with `memory(done) -> {name: array}` and `recall(memory)` is taken along: its memory lies beside the
weights, so that an animation has all its frames after a run that was interrupted, or loaded.
"""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from pathlib import Path

import keras
import numpy as np

from course import runtime
from course.training import checkpoint, recipe
from course.training.checkpoint import CheckpointError
from course.training.meters import TrainingDiverged
from course.training.trainer import Interrupted

VARIABLE = "COURSE_WEIGHTS"  # names a folder, or "off"
SHIPPED = Path(__file__).parent / "shipped"
LARGEST = 1_500_000  # bytes of a shipped file
PAUSE = 20.0  # seconds between two writings of a run that goes on


# ---- What a student trains -----------------------------------------------------------------------------------


def fit(model, name: str, *args, folder: str | Path | None = None, anew: bool = False, **fit_arguments):
    """Train as `model.fit` does, or load what the same recipe has given before; return the History.

    The recipe is what decides the result: networks, losses, optimizers, data, batch size, steps. Weights are kept in
    NAME.weights.h5. Where another recipe's lie, they are renamed to NAME.before.weights.h5, and it is said. A run
    that was interrupted goes on from its last full epoch, one whose kernel died from at most 20 seconds before that.

    In the smoke profile, and so while grading, nothing is loaded or written.

    Parameters
    ----------
    model : course.training.Adversarial
        Compiled.
    name : str
        Of the file: letters, digits, `_` and `-`.
    *args, **fit_arguments
        As for `model.fit`.
    folder : str or Path, optional
        By default the environment variable COURSE_WEIGHTS, else `weights` in the working directory, which is the
        notebook's. COURSE_WEIGHTS=off keeps nothing.
    anew : bool
        Train even if there are weights, and replace them.

    Raises
    ------
    CheckpointError
        The file is damaged or was not written by this function; it is left as it is.
    Interrupted
        By the user; what was reached is kept, and the next call goes on from there.
    ValueError
        `name` cannot be part of a file name.
    """
    if not name or not all(letter.isalnum() or letter in "_-" for letter in name):
        raise ValueError(f"{name!r} cannot name a file: use letters, digits, _ and -")
    folder = _folder(folder)
    if folder is None:
        return model.fit(*args, **fit_arguments)
    path, plan = folder / f"{name}.weights.h5", recipe.of(model, args, fit_arguments)
    others = list(fit_arguments.pop("callbacks", None) or [])
    state, note = _earlier(path, plan, anew)
    if note.get("done"):
        return _load(model, path, state, note, others)
    keeper = Keeper(path, plan, others, state, note)
    try:
        model.fit(*args, callbacks=[*others, keeper], **fit_arguments)
    except TrainingDiverged:
        path.unlink(missing_ok=True)  # what it holds leads there again
        raise
    except Interrupted:
        keeper.close()
        raise
    return keeper.close()


def _folder(folder) -> Path | None:
    """Return where weights are kept, None for nowhere."""
    if runtime.profile() == "smoke":
        return None
    asked = str(folder or os.environ.get(VARIABLE, "").strip() or "weights")
    return None if asked == "off" else Path(asked).expanduser()


def _earlier(path: Path, plan: dict, anew: bool) -> tuple[dict, dict]:
    """Return arrays and note of an earlier run of this recipe; both are empty if there is none to use."""
    if anew or not path.exists():
        return {}, {}
    advice = f"Move {path.name} elsewhere or delete it; or train anew and replace it with anew=True"
    try:
        state, note = checkpoint.read(path)
    except CheckpointError as error:
        raise CheckpointError(f"{error}. {advice}") from error
    if not isinstance(note, dict) or "recipe" not in note:
        raise CheckpointError(
            f"{path.name} holds other weights than those of saved.fit, and is left as it is. {advice}"
        )
    changed = recipe.differences(note["recipe"], plan)
    if not changed:
        return state, note
    aside = path.with_name(path.name.replace(".weights.h5", ".before.weights.h5"))
    os.replace(path, aside)
    print(f"{path.name} was trained by another recipe ({', '.join(changed)}): it is now {aside.name}")
    return {}, {}


def _load(model, path: Path, state: dict, note: dict, others: list):
    model.restore(_part(state, "model"), path.name)
    model.history = _history(model, note["history"])
    for callback in _with_memory(others):
        callback.set_model(model)
        callback.on_train_begin()
    _recall(others, state)
    for callback in _with_memory(others):
        callback.on_train_end()
    print(f"loaded {path.name}: {note['steps']} steps, trained before. To train again: anew=True, or delete the file")
    return model.history


class Keeper(keras.callbacks.Callback):
    """Keeps weights, history and the other callbacks' memories while `fit` trains; takes up an interrupted run.

    It comes last, so that the others have begun, and have seen an epoch, before it.

    Parameters
    ----------
    path : Path
    plan : dict
        The recipe.
    others : list of keras.callbacks.Callback
    state, note : dict
        What was read from `path`, empty for a new run.
    """

    def __init__(self, path: Path, plan: dict, others: list, state: dict, note: dict):
        super().__init__()
        self.path, self.plan, self.others, self._state = path, plan, others, state
        self._epoch, self._history = note.get("epoch", 0), note.get("history", {"epoch": [], "logs": {}})
        self._latest, self._useless, self._written = None, False, time.perf_counter()

    def on_train_begin(self, logs=None):
        """Look whether there is room; go on where the earlier run stopped."""
        try:
            checkpoint.check_room(self.path.parent, 2 * checkpoint.size_of(self.model.state()))
        except CheckpointError as error:
            self._give_up(error)
        if self._epoch:
            self.model.restore(_part(self._state, "model"), self.path.name)
            self.model._initial_epoch = self._epoch  # Keras's way to resume
            _recall(self.others, self._state)
            print(f"{self.path.name} is of a run that was interrupted: it goes on after epoch {self._epoch}")
            self._state = {}

    def on_epoch_end(self, epoch, logs=None):
        """Note everything as it is now; write it now and then."""
        self._epoch = epoch + 1
        self._history["epoch"].append(epoch)
        for key, value in (logs or {}).items():
            self._history["logs"].setdefault(key, []).append(float(value))
        if self._useless:
            return
        self._latest = self._everything(done=False)
        if time.perf_counter() - self._written > PAUSE and self._epoch < self.params["epochs"]:
            self._write(self._latest, done=False)

    def close(self):
        """Write what training has come to, after `fit`; return the whole History."""
        done = self._epoch >= self.params["epochs"] or self.model.stop_training
        if not self._useless and (done or self._latest):
            self._write(self._everything(done=True) if done else self._latest, done)
        if not self._useless:
            print(self._farewell(done))
        history = _history(self.model, self._history)
        self.model.history = history
        return history

    def _farewell(self, done: bool) -> str:
        if done:
            return f"kept in {self.path.name}: the next time, this is loaded"
        if self._latest:
            return f"kept in {self.path.name} after epoch {self._epoch}: run this again to go on from there"
        return "not one epoch was complete: nothing is kept"

    def _everything(self, done: bool) -> dict:
        arrays = {f"model/{key}": array for key, array in self.model.state().items()}
        for number, callback in enumerate(_with_memory(self.others)):
            arrays |= {f"memory{number}/{key}": array for key, array in callback.memory(done).items()}
        return arrays

    def _write(self, arrays: dict, done: bool):
        steps = int(arrays["model/step"])
        note = {"recipe": self.plan, "done": done, "epoch": self._epoch, "steps": steps, "history": self._history}
        try:
            checkpoint.write(self.path, arrays, note)
        except CheckpointError as error:
            self._give_up(error)
        else:
            self._written = time.perf_counter()

    def _give_up(self, error):
        self._useless = True
        print(f"the weights will not be kept: {error}")


def _part(state: dict, name: str) -> dict:
    return {key.removeprefix(f"{name}/"): array for key, array in state.items() if key.startswith(f"{name}/")}


def _with_memory(callbacks: list) -> list:
    return [callback for callback in callbacks if hasattr(callback, "memory")]


def _recall(callbacks: list, state: dict) -> None:
    for number, callback in enumerate(_with_memory(callbacks)):
        callback.recall(_part(state, f"memory{number}"))


def _history(model, kept: dict):
    history = keras.callbacks.History()
    history.set_model(model)
    history.epoch, history.history = kept["epoch"], kept["logs"]
    return history


# ---- What the course ships -----------------------------------------------------------------------------------


def shipped(name: str, network):
    """Load the small trained weights `name`, which the course ships, into `network`; return it.

    Parameters
    ----------
    network : keras.Model
        Built, of the architecture that was shipped.

    Raises
    ------
    CheckpointError
        There are no such weights, they are damaged, or `network` has another architecture; it is as it was.
    """
    arrays, _ = read(name)
    wanted = [tuple(weight.shape) for weight in network.weights]
    found = [array.shape for array in arrays]
    if found != wanted:
        raise CheckpointError(
            f"the shipped weights {name!r} are of another architecture: shapes {found}, in this network {wanted}"
        )
    network.set_weights(arrays)
    return network


def note_of(name: str) -> dict:
    """Return what was noted when the weights `name` were shipped; errors as of `shipped`."""
    return read(name)[1]


def read(name: str, folder: Path = SHIPPED) -> tuple[list[np.ndarray], dict]:
    """Return the arrays (float32, in the order of `network.weights`) and the note of shipped weights."""
    path = Path(folder) / f"{name}.npz"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in Path(folder).glob("*.npz"))) or "none"
        raise CheckpointError(f"the course ships no weights {name!r}; there are: {known}")
    try:
        with np.load(path, allow_pickle=False) as stored:
            note = json.loads(str(stored["note"]))
            return [stored[key].astype(np.float32) for key in sorted(set(stored.files) - {"note"})], note
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise CheckpointError(f"{path.name} is damaged ({error}): install the course again") from error


def ship(name: str, network, note: dict, folder: Path = SHIPPED) -> Path:
    """Write the weights of `network` as float16 with a `note` (JSON: at least the `command` that made them).

    Raises
    ------
    ValueError
        No command in the note, a weight that float16 cannot hold, or more than 1.5 MB.
    """
    if not note.get("command"):
        raise ValueError("the note must have the command that made the weights: {'command': …}")
    arrays = [np.asarray(weight, np.float32) for weight in network.get_weights()]
    if not all(np.all(np.abs(array) <= np.finfo(np.float16).max) for array in arrays):
        raise ValueError("a weight is not finite, or too large for float16")
    buffer = io.BytesIO()
    stored = {f"{number:03d}": array.astype(np.float16) for number, array in enumerate(arrays)}
    np.savez_compressed(buffer, note=np.array(json.dumps(note)), **stored)  # type: ignore[arg-type]
    if len(buffer.getvalue()) > LARGEST:
        raise ValueError(
            f"{len(buffer.getvalue()):,} bytes; shipped weights have at most {LARGEST:,}: a thinner network"
        )
    path = Path(folder) / f"{name}.npz"
    checkpoint.write_bytes(path, buffer.getvalue())
    return path
