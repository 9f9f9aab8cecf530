"""Numbers that lab 07 states, from the lab's own cells: `python benchmarks/acgan.py [cpu mnist fashion]`.

    cpu        the whole lab in the cpu profile, from the package's digits and garments: conditional accuracy of both,
               and the time that all cells take
    mnist      the lab's AC-GAN on all of MNIST: conditional accuracy, diversity, judge distance, GAN-train
    fashion    the same on all of Fashion-MNIST
    full       mnist, then fashion

`--pairs` trains the networks of the second notebook: a twin, and a D that compares; the record of MNIST is theirs.

`mnist` and `fashion` need the full sets (cache, or the folder that COURSE_DATA names). They keep a checkpoint in
`--folder`, so a run that was ended, by Ctrl-C or after `--hours`, goes on where it was. `--ship` writes the generator
of `cpu` into the package, for the widgets. `--json FILE` keeps the numbers. Times are only worth something on an
otherwise idle machine.
"""

from __future__ import annotations

import lab_runs

NEEDED = (
    "source_loss",
    "class_loss",
    "discriminator_objective",
    "generator_objective",
    "build_discriminator",
    "nothing",
    "AuxiliaryGAN",
    "with_twin",
)


def model(names: dict, arguments, quality):
    """Return the AC-GAN of a full run, and the rates of D and G at the start."""
    from course.networks import lean_generator
    from course.training.auxiliary import PairedTwins

    discriminator = names["build_discriminator"](dropout=arguments.dropout)
    discriminator = names["with_twin" if arguments.pairs else "behind_noise"](discriminator)
    generator = lean_generator(arguments.width, more=arguments.pairs, precision=names["precision"])
    networks = generator, discriminator
    latent_dim = networks[0].inputs[0].shape[1]
    told = {"ema": arguments.ema, "quality": quality, "classes": 10, "seed": arguments.seed}
    kind = PairedTwins if arguments.pairs else names["AuxiliaryGAN"]
    return kind(*networks, latent_dim, g_weight=arguments.pull, **told), (arguments.rate, arguments.rate)


def shipped(names: dict):
    """Return what `--ship` writes: name, generator, network."""
    return "acgan_digits", names["named"].average, "lean_generator(32)"


if __name__ == "__main__":
    options = lab_runs.parser(__doc__)
    options.add_argument("--width", type=int, default=48, help="maps of G in a full run")
    options.add_argument("--batch", type=int, default=64, help="images in a batch of a full run")
    options.add_argument("--rate", type=float, default=1e-3, help="Adam's, of both, at the start of a full run")
    options.add_argument("--dropout", type=float, default=0.1, help="in D, in a full run")
    options.add_argument("--ema", type=float, default=0.999, help="decay of the average of G's weights, full run")
    options.add_argument("--pairs", action="store_true", help="twin, in pairs, as in the second notebook; full runs")
    options.add_argument(
        "--pull", type=float, default=1.0, help="weight of the class loss in G's objective, full run"
    )
    lab_runs.main(lab_runs.Full("07", "acgan", NEEDED, model, r"\bshipped\b|\bcut\b", shipped), options)
