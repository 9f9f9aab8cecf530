"""What does not depend on the game: compile, fit, evaluate, checkpoints of two networks with an optimizer each.

`Trainer` owns both networks, the average of G and everything that Keras asks for. `adversarial.Adversarial` adds the
game: losses, noise, the step.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from course import runtime
from course.training import checkpoint, data, preflight
from course.training.meters import Means, Rows, StopAtNaN, TrainingDiverged
from course.training.progress import Progress


class OutOfMemory(MemoryError):
    """The device has no room for the data or for a step; the message says what to make smaller."""


class Interrupted(KeyboardInterrupt):
    """`fit` was interrupted and has ended in order; raised so that the cells below do not run on by themselves."""

    def _render_traceback_(self):
        return [str(self)]  # IPython's hook: a sentence, and no stack


class Trainer(keras.Model):
    """Two networks, an optimizer each, and the average of the first.

    A subclass has `train_step` and `test_step`, which take one batch, and what `preflight.trial` runs once: `noise`,
    `generate`, `discriminate`, `d_terms`, `g_terms`.

    Parameters
    ----------
    generator, discriminator, ema, quality, classes, seed
        See `Adversarial`.
    """

    def __init__(self, generator, discriminator, *, ema, quality, classes, seed):
        super().__init__(name="adversarial")
        self.generator, self.discriminator = generator, discriminator
        self.average = generator if ema is None else preflight.copy(generator)
        self.ema, self.quality, self.seed = ema, quality, seed
        self.classes = preflight.classes_of(generator, discriminator) if classes is None else classes
        self.d_optimizer = self.g_optimizer = None
        self.means = self.resident = self.example_condition = None
        self.step = self.add_weight(shape=(), dtype="int64", initializer="zeros", trainable=False, name="step")
        self.first_bad = self.add_weight(shape=(3,), dtype="int64", initializer="zeros", trainable=False, name="bad")
        self.built = True  # both networks are

    def compile(self, d_optimizer, g_optimizer, *, steps_per_execution="auto", jit_compile="auto", run_eagerly=False):
        """Set the optimizers, one each.

        Parameters
        ----------
        d_optimizer, g_optimizer : keras.optimizers.Optimizer
            Wrapped in a LossScaleOptimizer if a layer computes in float16.
        steps_per_execution : int or "auto"
            Steps in one call of the compiled function; callbacks see the last. "auto": 50 for dense networks,
            whose steps are shorter than the call, and 1 for others. On several devices always 1.
        jit_compile : bool or "auto"
            XLA. "auto": on a CPU for dense networks only, elsewhere as Keras decides; without it where the losses
            do what XLA cannot compile, where `runtime.setup` found that it does not work, and in the smoke profile,
            whose few steps take less time than compiling.
        """
        preflight.check_optimizers(d_optimizer, g_optimizer)
        preflight.check_trainable(self.generator, "generator")
        preflight.check_trainable(self.discriminator, "discriminator")
        self._chose_xla = jit_compile == "auto"
        dense = preflight.is_dense(self.generator, self.discriminator)
        if jit_compile == "auto" and (not runtime.xla() or runtime.profile() == "smoke"):
            jit_compile = False
        if jit_compile == "auto" and not tf.config.list_logical_devices("GPU"):
            jit_compile = dense and not run_eagerly and self.distribute_strategy.num_replicas_in_sync == 1
        self._asked_steps = (50 if dense else 1) if steps_per_execution == "auto" else steps_per_execution
        if self.distribute_strategy.num_replicas_in_sync > 1:
            self._asked_steps = 1  # Keras's loop over steps does not run on several devices (3.15, TensorFlow 2.21)
        self.scales_loss = preflight.uses_float16(self.generator, self.discriminator)
        if self.scales_loss:
            d_optimizer, g_optimizer = map(preflight.scaled, (d_optimizer, g_optimizer))
        d_optimizer.build(self.discriminator.trainable_variables)
        g_optimizer.build(self.generator.trainable_variables)
        self.d_optimizer, self.g_optimizer = d_optimizer, g_optimizer
        super().compile(optimizer=None, jit_compile=jit_compile, run_eagerly=run_eagerly)

    @property
    def metrics(self):
        """The meter that Keras resets at the start of every epoch."""
        return [] if self.means is None else [self.means]

    # ---- Training --------------------------------------------------------------------------------------------

    def fit(
        self, x, y=None, batch_size=64, *, steps=None, epochs=None, callbacks=None, verbose="auto",
        validation_data=None, **kwargs,
    ):  # fmt: skip
        """Train, and return the History.

        An interrupt (the stop button) ends training in order: callbacks finish, `callbacks.Best` puts the best
        weights back, `self.history` has what was reached. Then `Interrupted`, a KeyboardInterrupt, ends the
        notebook's run.

        Parameters
        ----------
        x : array (n, ...) of floats, or tf.data.Dataset of images or (images, condition) batches
            An array is kept on the device and drawn from there.
        y : array (n, ...), optional
            Conditions of an array `x`: integer labels (n,), or images.
        batch_size : int
            For an array.
        steps : int, optional
            Steps in all. `epochs` is then the number of reports they are divided into, at most 20 if not given.
        epochs : int, optional
            Passes through the data, if `steps` is not given (1 if that is not given either).
        callbacks : list of keras.callbacks.Callback, optional
        verbose : 0 or "auto"
            0: no progress bar.
        validation_data : array, (images, condition) or tf.data.Dataset, optional
            For `evaluate` after every epoch.
        **kwargs
            As for Keras's `fit`: steps_per_epoch, initial_epoch, validation_freq, validation_steps,
            validation_batch_size.

        Raises
        ------
        BadData, BadNetworks, BadCallback, CheckpointError, TypeError
            Data, networks, losses, callbacks, the checkpoint or an argument do not fit. Training has not started.
        TrainingDiverged
            A batch, a loss or a gradient is NaN or infinite.
        OutOfMemory
            The device has no room for the data or a step.
        Interrupted
            By the user.
        """
        self._assert_compile_called("fit")
        callbacks = list(callbacks or [])
        preflight.check_callbacks(callbacks)
        preflight.check_arguments({name: value for name, value in kwargs.items() if name != "steps_per_epoch"})
        preflight.check_trainable(self.generator, "generator", self.g_optimizer)
        preflight.check_trainable(self.discriminator, "discriminator", self.d_optimizer)
        if not (self.resident and self.resident.holds(x, y, batch_size)):  # else they are there, and were checked
            self._load(x, y, batch_size)
        if validation_data is not None and not isinstance(validation_data, tf.data.Dataset):
            data.check_source(*data.split(validation_data), name="validation_data")
            validation_data = data.checked(*data.split(validation_data), name="validation images")
            data.check_labels(validation_data[1], self.classes)
        epochs, per_epoch = data.schedule(x, batch_size, steps, epochs, kwargs.pop("steps_per_epoch", None))
        self._set_steps_per_execution(per_epoch)
        self._initial_epoch = None  # Keras keeps that of the last resumed fit
        source = self.resident.batches(per_epoch) if self.resident else x
        progress = [Progress()] if verbose else []
        everyone = keras.callbacks.CallbackList(
            [*progress, Rows(), StopAtNaN(), *callbacks],
            add_history=True, model=self, epochs=epochs, steps=per_epoch, verbose=0,
        )  # fmt: skip
        first = int(self.step.numpy())
        try:
            with self._drawing(), room("a step of this batch size"):
                super().fit(
                    source, epochs=epochs, steps_per_epoch=None if self.resident else per_epoch, verbose=0,
                    callbacks=everyone, validation_data=validation_data, shuffle=False,
                    **{"validation_batch_size": 256, **kwargs},
                )  # fmt: skip
        except KeyboardInterrupt as stop:
            done = int(self.step.numpy()) - first
            everyone.on_train_end()
            raise Interrupted(
                f"interrupted after {done} steps; what was reached is in the model, and in its history. "
                "The cells below were not run"
            ) from stop
        except (TrainingDiverged, checkpoint.CheckpointError, OutOfMemory):
            everyone.on_train_end()
            raise
        return self.history

    @contextlib.contextmanager
    def _drawing(self):
        """Let `train_step` get images, also a subclass's, where the pipeline brings only places among the rows."""
        resident, own, on_images = self.resident, vars(self).get("train_step"), self.train_step
        if resident:
            self.train_step = lambda places: on_images(resident.draw(places))
        try:
            yield
        finally:
            if resident:
                del self.train_step
            if resident and own:  # somebody had put his own in the method's place
                self.train_step = own

    def _check(self, x, y, batch_size):
        """Check data, networks and losses; return the arrays as the engine wants them (a dataset: its first rows)."""
        data.check_source(x, y)
        if isinstance(x, tf.data.Dataset):
            images, condition = data.first_rows(x)
        else:
            images, condition = data.checked(x, y, batch_size, self.distribute_strategy.num_replicas_in_sync)
        data.check_labels(condition, self.classes)
        few = [None if rows is None else tf.convert_to_tensor(rows[:4]) for rows in (images, condition)]
        d_names, g_names = preflight.trial(self, *few)
        names = ["d_real", "d_fake", *d_names, *g_names, "d_grad_norm", "g_grad_norm"]
        if self.means is None or self.means.names != names:
            with self.distribute_strategy.scope():
                self.means = Means(names)
            self.train_function = self.test_function = None
            if self._chose_xla and self.jit_compile is True and not preflight.compiles(self, *few):
                self.jit_compile = False
                print("XLA cannot compile these losses or networks (tf.print, Python code); training does without it")
        self.example_condition = None if condition is None else np.asarray(condition[:64])
        return images, condition

    def _load(self, x, y, batch_size):
        """Check everything, and put arrays on the device."""
        images, condition = self._check(x, y, batch_size)
        before, self.resident = self.resident, None
        if not isinstance(x, tf.data.Dataset):
            with self.distribute_strategy.scope(), room(f"{images.nbytes / 2**20:.0f} MB of images"):
                self.resident = data.Resident(images, condition, batch_size, self.seed, source=(x, y))
        if self.resident is not before:
            self.train_function = None  # the compiled step draws from what it was traced with

    def _set_steps_per_execution(self, per_epoch):
        steps = self._asked_steps if per_epoch is None else min(self._asked_steps, per_epoch)
        if not self.resident and per_epoch:  # Keras would run past the epoch's end on a dataset that goes on
            steps = max(divisor for divisor in range(1, steps + 1) if per_epoch % divisor == 0)
        if steps != self.steps_per_execution:
            self.steps_per_execution = steps
            self.train_function = self.test_function = None

    def evaluate(self, x=None, y=None, batch_size=256, *, return_dict=False, **kwargs):
        """Return losses on held-out images, and the results of `quality` on as many samples.

        Parameters
        ----------
        x : array (n, ...) of floats, or tf.data.Dataset of images or (images, condition) batches
        y : array (n, ...), optional
            Conditions.
        """
        if not kwargs.get("_use_cached_eval_dataset"):  # Keras's own `fit` has an iterator ready
            images, condition = self._check(x, y, 1)
            x, y = (x, y) if isinstance(x, tf.data.Dataset) else (images, condition)
        if self.quality is not None:
            self.quality.reset_state()
        logs = super().evaluate(x, y, batch_size, return_dict=True, **{"verbose": 0, **kwargs})
        logs = {name: value for name, value in logs.items() if name not in ("d_grad_norm", "g_grad_norm")}
        if self.quality is not None:
            logs |= {name: float(value) for name, value in self.quality.result().items()}
        return logs if return_dict else list(logs.values())

    def make_test_function(self, force=False):
        """As Keras's, without XLA: `quality` may be plain NumPy."""
        jit_compile, self.jit_compile = self.jit_compile, False
        super().make_test_function(force)
        self.jit_compile = jit_compile

    # ---- Checkpoints -----------------------------------------------------------------------------------------

    def save(self, filepath, *args, **kwargs):
        """Raise CheckpointError: the game is not a file format of Keras; its networks and its state are."""
        raise checkpoint.CheckpointError(
            f"{Path(filepath).name}: a game of two networks cannot be saved whole. Save a network, "
            'model.average.save("generator.keras"), or all that training needs, model.save_weights("gan.weights.h5")'
        )

    def state(self) -> dict[str, np.ndarray]:
        """Return all that training needs to go on: weights, average, seeds, optimizers, step; names to arrays."""
        return {name: np.array(variable.numpy()) for name, variable in self._state_variables().items()}

    def restore(self, state: dict[str, np.ndarray], name: str = "the state") -> None:
        """Put a `state` back; nothing changes unless all of it fits. Without compile, optimizers are left out."""
        if not self.compiled:
            state = {key: array for key, array in state.items() if "optimizer" not in key}
        variables = self._state_variables()
        checkpoint.compare(state, {key: variable for key, variable in variables.items()}, name)
        for key, variable in variables.items():
            variable.assign(state[key])

    def save_weights(self, filepath, overwrite=True, note=None, **kwargs):
        """Write `state()` and a small dict `note` to `filepath`, a `.weights.h5`; see `checkpoint.write`."""
        path = checkpoint.named(filepath)
        if overwrite or not path.exists():
            checkpoint.write(path, self.state(), note)

    def load_weights(self, filepath, **kwargs) -> dict:
        """Put back what `save_weights` wrote, and return its note.

        Raises
        ------
        CheckpointError
            No such file, a damaged one, or one of another architecture; the weights are as they were.
        """
        state, note = checkpoint.read(Path(filepath))
        self.restore(state, Path(filepath).name)
        return note

    def _state_variables(self) -> dict:
        parts = {"generator": self.generator, "discriminator": self.discriminator}
        if self.average is not self.generator:
            parts["average"] = self.average
        if self.compiled:
            parts |= {"d_optimizer": self.d_optimizer, "g_optimizer": self.g_optimizer}
        names = {  # layers and optimizers are numbered anew in every process, so their own names do not serve
            f"{part}/{number:03d}.{variable.name.rsplit('_', 1)[-1]}": variable
            for part, owner in parts.items()
            for number, variable in enumerate(owner.variables)
        }
        return names | {"step": self.step}


@contextlib.contextmanager
def room(what: str):
    """Say in a sentence that the device has no room for `what`.

    Raises
    ------
    OutOfMemory
    """
    try:
        yield
    except (tf.errors.ResourceExhaustedError, MemoryError) as error:
        raise OutOfMemory(
            f"out of memory: the device has no room for {what}. Choose a smaller batch_size, smaller networks, or "
            "fewer images; other notebooks that use the device hold memory, too (Kernel > Shut down)"
        ) from error
