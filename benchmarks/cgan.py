"""Numbers that lab 06 states, from the lab's own cells: `python benchmarks/cgan.py [cpu mnist fashion]`.

    cpu        the whole lab in the cpu profile, from the package's digits and garments: conditional accuracy of every
               way, and the time that all cells take
    mnist      the projection discriminator on all of MNIST: conditional accuracy, judge distance, GAN-train
    fashion    the same on all of Fashion-MNIST
    full       mnist, then fashion

`mnist` and `fashion` need the full sets (cache, or the folder that COURSE_DATA names). They keep a checkpoint in
`--folder`, so a run that was ended, by Ctrl-C or after `--hours`, goes on where it was. `--ship` writes the generator
of `cpu` into the package, for the lab's widget. `--json FILE` keeps the numbers. Times are only worth something on an
otherwise idle machine.
"""

from __future__ import annotations

import lab_runs

NEEDED = (
    "condition_concat",
    "conditional_losses",
    "halved",
    "normed",
    "projection_generator",
    "projection_discriminator",
)


def model(names: dict, arguments, quality):
    """Return the projection model of a full run, and the rates of D and G at the start."""
    from course.training import Adversarial

    networks = names["projection_generator"](arguments.width), names["projection_discriminator"](arguments.width)
    both = names["conditional_losses"]
    losses = (lambda real, fake: both(real, fake)[0]), (lambda fake: both(fake, fake)[1])
    latent_dim = networks[0].inputs[0].shape[1]
    return Adversarial(*networks, *losses, latent_dim, ema=0.999, quality=quality), (3e-4, 1e-3)


def shipped(names: dict):
    """Return what `--ship` writes: name, generator, network."""
    return "cgan_digits", names["projected"].average, "projection_generator(32)"


if __name__ == "__main__":
    options = lab_runs.parser(__doc__)
    options.add_argument("--width", type=int, default=48, help="maps of the networks of a full run")
    options.set_defaults(batch=64)
    lab_runs.main(lab_runs.Full("06", "cgan", NEEDED, model, r"\bwriter\b", shipped), options)
