"""The Keras side of a game between two networks: compile, fit, evaluate, checkpoints. adversarial.py has the game."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from course.training import checkpoint, data, preflight
from course.training.meters import Guard, Means, TrainingDiverged
from course.training.progress import Progress


class Trainer(keras.Model):
    """What `Adversarial`, which has the networks, the average, `quality`, `classes` and `seed`, needs of Keras."""

    def __init__(self):
        super().__init__(name="adversarial")
        self.d_optimizer = self.g_optimizer = None
        self.means = self.resident = self.example_condition = None
        self.step = self.add_weight(shape=(), dtype="int64", initializer="zeros", trainable=False, name="step")
        self.first_bad = self.add_weight(shape=(2,), dtype="int64", initializer="zeros", trainable=False, name="bad")
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
            XLA. "auto": on a CPU for dense networks only, elsewhere as Keras decides.
        """
        preflight.check_optimizers(d_optimizer, g_optimizer)
        dense = preflight.is_dense(self.generator, self.discriminator)
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

        An interrupt (the stop button) ends training as if this had been its end: callbacks finish,
        `callbacks.Best` puts the best weights back, and the History so far is returned.

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
            As for Keras's `fit`: steps_per_epoch, validation_freq, initial_epoch …

        Raises
        ------
        BadData, BadNetworks, CheckpointError
            Data, networks, losses or the checkpoint do not fit. Training has not started.
        TrainingDiverged
            A loss or gradient became NaN or infinite.
        """
        self._assert_compile_called("fit")
        if not (self.resident and self.resident.holds(x, y, batch_size)):  # else they are there, and were checked
            self._load(x, y, batch_size)
        if validation_data is not None and not isinstance(validation_data, tf.data.Dataset):
            validation_data = data.checked(*data.split(validation_data), name="validation images")
            data.check_labels(validation_data[1], self.classes)
        epochs, per_epoch = data.schedule(x, batch_size, steps, epochs, kwargs.pop("steps_per_epoch", None))
        self._set_steps_per_execution(per_epoch)
        self._initial_epoch = None  # Keras keeps that of the last resumed fit
        source = self.resident.batches(per_epoch) if self.resident else x
        everyone = keras.callbacks.CallbackList(
            [Guard(), *(callbacks or []), *([Progress()] if verbose else [])],
            add_history=True, model=self, epochs=epochs, steps=per_epoch, verbose=0,
        )  # fmt: skip
        try:
            super().fit(
                source, epochs=epochs, steps_per_epoch=None if self.resident else per_epoch, verbose=0,
                callbacks=everyone, validation_data=validation_data, shuffle=False,
                **{"validation_batch_size": 256, **kwargs},
            )  # fmt: skip
        except KeyboardInterrupt:
            print(f"interrupted after step {int(self.step.numpy())}")
            everyone.on_train_end()
        except (TrainingDiverged, checkpoint.CheckpointError):
            everyone.on_train_end()
            raise
        return self.history

    def _check(self, x, y, batch_size):
        """Check data, networks and losses; return the arrays as the engine wants them (a dataset: its first rows)."""
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
        self.example_condition = None if condition is None else np.asarray(condition[:64])
        return images, condition

    def _load(self, x, y, batch_size):
        """Check everything, and put arrays on the device."""
        images, condition = self._check(x, y, batch_size)
        before, self.resident = self.resident, None
        if not isinstance(x, tf.data.Dataset):
            with self.distribute_strategy.scope():
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
