"""How is the training? A verdict on an adversarial run, with its evidence.

What the curves should look like: at equilibrium D = 1/2 everywhere, D's loss is 2 ln 2 and G's ln 2 (Goodfellow et
al., "Generative adversarial nets", NeurIPS 2014). Curves alone never show a collapse: a generator that makes one
digit can fool D half of the time. For that, samples and a judge are needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

HEALTHY = "healthy"
NOT_FINITE = "not finite"
D_TOO_WEAK = "D too weak"
VANISHING = "vanishing gradients"
D_TOO_STRONG = "D too strong"
COLLAPSE = "mode collapse"
OSCILLATION = "oscillation"

# Causes before effects: where D never errs, whatever G makes is no surprise. The first one found is the verdict.
ORDER = (NOT_FINITE, D_TOO_WEAK, VANISHING, D_TOO_STRONG, COLLAPSE, OSCILLATION)

ADVICE = {
    HEALTHY: "Go on; keep the best weights by the judge, for small GANs get worse after their best point.",
    NOT_FINITE: "Compute losses from logits; lower the rates; start again from a sound checkpoint.",
    D_TOO_WEAK: "Check that D's weights move at all; raise D's rate or lower G's.",
    VANISHING: "Use the non-saturating loss -log D(G(z)); check that no layer of G is saturated; lower the rates.",
    D_TOO_STRONG: "Lower D's rate or raise G's; β₁ = 0.5; dropout or smoothed labels in D; one step each.",
    COLLAPSE: "Raise D's rate or lower G's; one step each; give labels; a minibatch layer in D.",
    OSCILLATION: "Lower both rates; β₁ = 0.5 or 0; sample from an average of G's weights.",
}

SURE = 0.95  # D(real) - D(fake) above which D leaves G no chance
FOOLED = 0.95  # D(fake) above which D does not play
FADED = 0.01  # gradient norm relative to the start's below which nothing moves
SWING, SWINGS, SMOOTH = 0.08, 4, 0.5  # spread of D(fake), turns, autocorrelation of an oscillation
FEWEST = 3
FEWEST_FOR_SWINGS = 50
PRESENT = 0.01  # share below which a class is missing
MISSING, CROWDED, ALIKE = 0.3, 0.5, 0.35  # share of classes missing, of samples in one class; variety (real: 1)

ALIASES = {"d_grad_norm": ("d_grad",), "g_grad_norm": ("g_grad",)}


class Symptom(NamedTuple):
    """One thing that is wrong, and how that shows.

    Attributes
    ----------
    name
        One of `ORDER`.
    evidence
        A sentence with the numbers.
    """

    name: str
    evidence: str


@dataclass(frozen=True)
class Health:
    """What `health` found; printing it shows verdict, evidence and advice.

    Attributes
    ----------
    verdict
        `"healthy"`, or the name of the first symptom.
    symptoms
        All that were found, causes before effects.
    notes
        Sentences: what is in order, and what could not be looked at for lack of data.
    """

    verdict: str
    symptoms: tuple[Symptom, ...]
    notes: tuple[str, ...]

    @property
    def healthy(self) -> bool:
        """Whether no symptom was found."""
        return not self.symptoms

    @property
    def advice(self) -> str:
        """What to try."""
        return ADVICE[self.verdict]

    def __str__(self) -> str:
        lines = [f"{self.verdict.capitalize()}."]
        lines += [f"  {symptom.name}: {symptom.evidence}" for symptom in self.symptoms]
        lines += [f"  {note}" for note in self.notes]
        return "\n".join([*lines, f"  Next: {self.advice}"])


def health(run, samples: ArrayLike | None = None, judge=None, *, image_range=(0.0, 1.0)) -> Health:
    """Return a verdict on an adversarial training run, with its evidence.

    Parameters
    ----------
    run
        A Keras History, a trained model (its `history`), or a mapping {name: values}, one value a report (epoch or
        step). Looked at: `d_loss`, `g_loss`, `d_real` and `d_fake` (D's mean probability for real and generated
        images), `d_grad_norm` and `g_grad_norm`. All but `d_loss` and `g_loss` may be missing; then less is found.
        At least 3 reports, 50 for oscillation (longer ones average it away).
    samples
        Images of the generator, a hundred or more, shape (n, 28, 28) or (n, 28, 28, 1); with `judge`, for collapse.
        Without them a collapse shows only if the run has `val_min_class_share`.
    judge
        From `judge.load`.
    image_range
        Of the samples, (-1, 1) for tanh.

    Raises
    ------
    ValueError
        No `d_loss` or `g_loss`, series of different length, fewer than 3 reports, or samples without a judge.
    """
    if (samples is None) != (judge is None):
        raise ValueError("samples and judge go together: health(history, samples, judge.load('mnist'))")
    series = _series(run)
    notes: list[str] = []
    symptoms = [*_not_finite(series)]
    if not symptoms:
        for look in (_beliefs, _gradients, _swings):
            symptoms += look(series, notes)
    symptoms += _coverage(series, samples, judge, image_range, notes)
    symptoms.sort(key=lambda symptom: ORDER.index(symptom.name))
    return Health(symptoms[0].name if symptoms else HEALTHY, tuple(symptoms), tuple(notes))


def _series(run) -> dict[str, NDArray[np.float64]]:
    """Return the named curves of a History, model or mapping, under their usual names, checked."""
    found = run
    while not isinstance(found, Mapping):
        found = getattr(found, "history", None)
        if found is None:
            raise ValueError(f"{type(run).__name__} has no history: train first, and pass the History or its dict")
    curves = {name: np.asarray(values, np.float64).ravel() for name, values in found.items()}
    for name, others in ALIASES.items():
        for other in others:
            if other in curves:
                curves.setdefault(name, curves[other])
    for name in ("d_loss", "g_loss"):
        if name not in curves:
            raise ValueError(f"the history has no {name}; it has: {', '.join(curves) or 'nothing'}")
    needed = {name: curves[name] for name in ("d_loss", "g_loss", "d_real", "d_fake", *ALIASES) if name in curves}
    lengths = {name: len(values) for name, values in needed.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"curves of different length: {lengths}")
    if lengths["d_loss"] < FEWEST:
        raise ValueError(f"{lengths['d_loss']} reports are too few for a verdict: at least {FEWEST}")
    return needed | {name: curves[name] for name in ("val_min_class_share",) if len(curves.get(name, ()))}


def _late(values: NDArray) -> float:
    """Return the median of the last third."""
    return float(np.median(values[-max(len(values) // 3, 1) :]))


def _not_finite(series):
    for name, values in series.items():
        broken = np.flatnonzero(~np.isfinite(values))
        if len(broken) and not name.startswith("val_"):
            yield Symptom(
                NOT_FINITE, f"{name} is {values[broken[0]]} from report {broken[0] + 1} of {len(values)} on."
            )
            return


def _beliefs(series, notes):
    """Does D win always, or never?"""
    d_loss, g_loss = _late(series["d_loss"]), _late(series["g_loss"])
    said = (
        f"D's loss is {d_loss:.3g} (equilibrium {2 * np.log(2):.2f}), G's {g_loss:.3g} (equilibrium {np.log(2):.2f})"
    )
    if not {"d_real", "d_fake"} <= set(series):
        strong, weak = d_loss < 0.1, d_loss > 1 and g_loss < -np.log(FOOLED)
        notes.append("D(real) and D(fake) are not in the history: judged by the losses.")
    else:
        real, fake = _late(series["d_real"]), _late(series["d_fake"])
        strong, weak = real - fake > SURE, fake > FOOLED
        said = f"D says {real:.2f} to real images and {fake:.2f} to generated ones; {said}"
    if strong:
        return [Symptom(D_TOO_STRONG, f"{said}.")]
    if weak:
        return [Symptom(D_TOO_WEAK, f"{said}.")]
    notes.append(f"{said}.")
    return []


def _gradients(series, notes):
    """Does anything still pull at G?"""
    if "g_grad_norm" not in series:
        notes.append("G's gradient norm is not in the history: vanishing gradients cannot be seen.")
        return []
    norms = series["g_grad_norm"]
    start, now = float(norms[: max(len(norms) // 10, 1)].max()), _late(norms)
    said = f"G's gradient norm was {start:.2g} at first and is {now:.2g}"
    if {"d_real", "d_fake"} <= set(series):
        wins = _late(series["d_real"]) - _late(series["d_fake"]) > 0.5
    else:
        wins = _late(series["d_loss"]) < np.log(2)
    if now <= FADED * start and wins:  # at equilibrium it fades too
        return [Symptom(VANISHING, f"{said}, though D tells real images from generated ones.")]
    notes.append(f"{said}.")
    return []


def _swings(series, notes):
    """Do D's beliefs go up and down, slowly and widely? Noise turns at every report, a drift turns never."""
    name = "d_fake" if "d_fake" in series else "g_loss"
    values = series[name][len(series[name]) // 3 :]
    if len(series[name]) < FEWEST_FOR_SWINGS:
        notes.append(
            f"{len(series[name])} reports are too few to see an oscillation ({FEWEST_FOR_SWINGS} are needed)."
        )
        return []
    spread, centred = float(values.std()), values - values.mean()
    likeness = float((centred[1:] * centred[:-1]).mean() / max(centred.var(), 1e-12))
    count = turns(values)
    wide = SWING if name == "d_fake" else SWING / 0.5 * np.log(2)
    said = f"{name} spreads by ±{spread:.2g} around {values.mean():.2g} and swings {count} times"
    if spread > wide and likeness > SMOOTH and count >= SWINGS:
        return [Symptom(OSCILLATION, f"{said}, too smoothly for noise (autocorrelation {likeness:.2f}).")]
    notes.append(f"{said}.")
    return []


def turns(values: ArrayLike) -> int:
    """Return how often a curve goes from half a standard deviation above its median to as far below, or back."""
    values = np.asarray(values, np.float64)
    distance = (values - np.median(values)) / max(values.std(), 1e-12)
    sides = np.sign(distance[np.abs(distance) > 0.5])
    return int(np.count_nonzero(np.diff(sides)))


def _coverage(series, samples, judge, image_range, notes):
    """Which classes are there, and are the samples different from each other?"""
    if samples is None:
        if "val_min_class_share" not in series:
            notes.append("No samples and no val_min_class_share: a collapse would not be seen.")
            return []
        rarest = float(series["val_min_class_share"][-1])
        said = f"the rarest class has {rarest:.1%} of the samples"
        if rarest < PRESENT:
            return [Symptom(COLLAPSE, f"{said}.")]
        notes.append(f"{said}.")
        return []
    from course.metrics.judge import as_images
    from course.metrics.shares import class_shares

    features, probabilities = judge.look(as_images(samples, image_range))
    shares = class_shares(probabilities)
    missing = np.flatnonzero(shares < PRESENT)
    variety = float(np.sqrt(features.astype(np.float64).var(axis=0).mean()))  # of real images: 1
    said = (
        f"{len(shares) - len(missing)} of {len(shares)} classes in {len(features)} samples, {shares.max():.0%} are "
        f"class {shares.argmax()}; their features vary {variety:.2f} as much as real ones"
    )
    if len(missing) >= MISSING * len(shares) or shares.max() > CROWDED or variety < ALIKE:
        return [Symptom(COLLAPSE, f"{said}.")]
    notes.append(f"{said}." if not len(missing) else f"{said}; missing: {', '.join(map(str, missing))}.")
    return []
