"""Numbers that lab 06 states, from the lab's own cells: `python benchmarks/cgan.py [cpu digits mnist fashion]`.

    cpu        the whole lab in the cpu profile, from the package's digits and garments: conditional accuracy of every
               way, and the time that all cells take
    digits     the lab's projection networks alone, in the cpu profile: a minute or two
    mnist      the projection networks on all of MNIST: conditional accuracy, judge distance, GAN-train
    fashion    the same on all of Fashion-MNIST
    full       mnist, then fashion

`--pairs` trains the networks of the lab's second notebook, whose D compares; the record of MNIST is theirs.

`mnist` and `fashion` need the full sets (cache, or the folder that COURSE_DATA names). They keep a checkpoint in
`--folder`, so a run that was ended, by Ctrl-C or after `--hours`, goes on where it was. `--ship` writes the generator
of `cpu` or `digits` into the package, for the lab's widget. `--json FILE` keeps the numbers. Times are only worth
something on an otherwise idle machine.
"""

from __future__ import annotations

import lab_runs

NEEDED = ("conditional_losses",)


def model(names: dict, arguments, quality):
    """Return the projection model of a full run, and the rates of D and G at the start."""
    from course.networks import behind_noise, projection_discriminator, projection_generator
    from course.training.conditional import InPairs, Mismatched

    told = {"more": arguments.pairs, "precision": names["precision"]}
    generator = projection_generator(arguments.width, **told)
    discriminator = projection_discriminator(arguments.width, **told)
    latent_dim = generator.inputs[0].shape[1]
    told = {"ema": arguments.ema, "quality": quality, "classes": 10, "seed": arguments.seed}
    rates = 1.5 * arguments.rate, arguments.rate
    if arguments.pairs:
        return InPairs(generator, discriminator, latent_dim, **told), rates
    both = names["conditional_losses"]
    losses = (lambda real, fake: both(real, fake)[0]), (lambda fake: both(fake, fake)[1])
    return Mismatched(generator, behind_noise(discriminator), *losses, latent_dim, **told), rates


def shipped(names: dict):
    """Return what `--ship` writes: name, generator, network."""
    return "cgan_digits", names["projected"].average, "projection_generator(32)"


if __name__ == "__main__":
    options = lab_runs.parser(__doc__)
    options.add_argument("--width", type=int, default=32, help="maps of the networks of a full run")
    options.add_argument("--batch", type=int, default=32, help="images in a batch of a full run")
    options.add_argument("--rate", type=float, default=2e-3, help="Adam's, of G, at the start of a full run")
    options.add_argument("--ema", type=float, default=0.999, help="decay of the average of G's weights, full run")
    options.add_argument("--pairs", action="store_true", help="D compares, as in the second notebook; full runs")
    options.set_defaults(steps=40_000)
    lab = lab_runs.Full("06", "cgan", NEEDED, model, r"\bwriter\b", shipped, alone={"digits": "cgan_projection"})
    lab_runs.main(lab, options)
