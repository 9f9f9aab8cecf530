"""Lab 06's own pieces that no check grades: D's third question, and the generator that the course ships."""

import ast

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import keras
import tensorflow as tf
from keras import layers, ops

from course import metrics
from course.authoring import source
from course.training import Adversarial, saved
from course.widgets import cgan as widgets

PIECES = ("condition_concat", "conditional_losses", "normed", "projection_generator", "Mismatched")


@pytest.fixture(scope="module")
def lab():
    names = {"keras": keras, "layers": layers, "ops": ops, "tf": tf, "Adversarial": Adversarial}
    names["precision"] = "float32"
    for cell in source.read(source.select(["06"])[0]).cells:
        if cell.cell_type == "code":
            for node in ast.parse(cell.source).body:
                if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in PIECES:
                    exec(compile(ast.Module([node], []), "<lab 06>", "exec"), names)
    return names


def asked(lab, step):
    """The labels that D is shown for the same ten images, the right and the wrong ones, at a step."""
    latent, label = keras.Input((2,)), keras.Input((), dtype="int64")
    joined = lab["condition_concat"](latent, label)
    generator = keras.Model([latent, label], layers.Dense(4)(joined))
    image, label = keras.Input((4,)), keras.Input((), dtype="int64")
    echo = ops.cast(label, "float32")[:, None] + 0 * layers.Dense(1)(image)
    both = lab["conditional_losses"]
    losses = (lambda real, fake: both(real, fake)[0]), (lambda fake: both(fake, fake)[1])
    model = lab["Mismatched"](generator, keras.Model([image, label], echo), *losses, 2, classes=10)
    model.step.assign(step)
    scores = model.discriminate(tf.zeros((10, 4)), tf.range(10, dtype=tf.int64), training=True)
    return model, [np.ravel(part).astype(int) for part in scores]


def test_the_wrong_label_is_never_the_right_one_and_every_one_gets_its_turn(lab):
    seen = []
    for step in range(9):
        _, (right, wrong) = asked(lab, step)
        assert right.tolist() == list(range(10)) and sorted(wrong) == list(range(10))
        seen.append(wrong)
    for label, others in enumerate(np.transpose(seen)):
        assert sorted([label, *others]) == list(range(10))


def test_d_pays_for_a_real_image_under_a_wrong_label_and_g_does_not(lab):
    model, _ = asked(lab, 0)
    zeros, sure = tf.zeros((3, 1)), 50 * tf.ones((3, 1))
    terms = model.d_terms([zeros, sure], [zeros, zeros], None)
    assert float(terms["d_loss"]) == pytest.approx(2 * np.log(2), rel=1e-4)
    assert float(terms["d_wrong"]) == pytest.approx(50, rel=1e-4)
    assert float(model.g_terms([zeros, sure], None, None, None)["g_loss"]) == pytest.approx(np.log(2), rel=1e-4)


def test_the_shipped_generator_obeys(lab):
    generator, judge = saved.shipped("cgan_digits", lab["projection_generator"](32)), metrics.judge.load("mnist")
    hands = np.random.default_rng(3).normal(size=(20, 64))
    images = np.concatenate([widgets.drawn(generator, "0123456789", hand) for hand in hands])
    found = metrics.conditional_accuracy(judge.probabilities(images), np.tile(np.arange(10), 20))
    assert found.overall > 0.95
    assert "benchmarks/cgan.py" in saved.note_of("cgan_digits")["command"]
