# %% [markdown]
# # 08 · If you want more: how large a patch, and chance
#
# Two questions that the lab had no room for:
#
# - how much of a picture should one verdict of D see: a **pixel**, a **patch**, or **all** of it?
# - G has no latent vector, only dropout. How much **chance** is in its photos?
#
# **Time**: running every cell takes about two minutes on two CPU cores, most of them for the six trainings of
# section 1.

# %%
import numpy as np

from course import metrics, predictions, runtime
from course.datasets import facade, facades
from course.plots import pix2pix as plots
from course.puzzles import pix2pix as puzzle

runtime.setup()

# %%
import keras

from course.networks import picture_discriminator, picture_generator
from course.training import saved
from course.training.pairs import Paired

# %% [markdown]
# The houses of the lab, its networks, losses and rates; only G is thinner, with 8 maps in its first block.
# `puzzle.jittered` enlarges, crops and mirrors each pair as the lab's `random_jitter` does; training uses every pair
# as it is, and once jittered.

# %%
size = runtime.pick(smoke=64, cpu=64, full=256)
count = runtime.pick(smoke=24, cpu=400, full=400)
houses = facades(size, train=count, val=0, test=runtime.pick(smoke=12, cpu=106, full=106))


def plans(labels):
    """Label maps (n, h, w) as the networks see them: float32 (n, h, w, 3) in -1…1."""
    return facade.colours(labels).astype("float32") / 127.5 - 1


def photos(pictures):
    """Photos (n, h, w, 3), uint8, as the networks see them: float32 in -1…1."""
    return pictures.astype("float32") / 127.5 - 1


once = puzzle.jittered(houses.labels_train, houses.photos_train)
x = plans(np.concatenate([houses.labels_train, once[0]]))
y = photos(np.concatenate([houses.photos_train, once[1]]))
truth = photos(houses.photos_test)

# %% [markdown]
# ## 1 · A pixel, a patch, or the whole picture
#
# The lab's D judges patches of 16×16 pixels. Its block that halves the map decides that: with three of them a verdict
# sees 70×70, which is more than a picture of 64×64 has. And a D whose kernels are all 1×1 sees single pixels.

# %%
halvings = size.bit_length() - 6  # as in the lab: one at 64×64, three at 256×256
kinds = {"1×1": 0, "patch": halvings, "whole": halvings + 2}
for name, number in kinds.items():
    judge = picture_discriminator(size, 8, number)
    side = judge.output.shape[1]
    print(f"{name:6} {side:3}×{side} verdicts, {judge.count_params():6,} parameters")

# %% [markdown]
# All three play against the same U-Net, with the lab's λ, for equally many steps; nothing differs but D. Each pair of
# networks is trained twice, from two seeds: as far as the two differ from one another, a difference between two D's
# says nothing. A reader of labels, trained on real pairs, reads the photos, as in the lab. **Predict**: from the
# photos of which G are the labels read best, and from which worst? The six trainings take about a minute and a half.

# %% predict="patch_size"
predictions.guess("patch_size", ...)  # two of "1×1", "patch", "whole"

# %%
width, d_width = runtime.pick(smoke=(2, 2), cpu=(8, 8), full=(64, 64))
steps = runtime.pick(smoke=2, cpu=300, full=20_000)
rates = runtime.pick(smoke=(3e-4, 1e-3), cpu=(3e-4, 1e-3), full=(2e-4, 2e-4))  # D, G
weight = runtime.pick(smoke=100.0, cpu=20.0, full=100.0)  # λ
batch = runtime.pick(smoke=4, cpu=4, full=1)
precision = runtime.precision_for("conv")


def trained(name, seed):
    """The lab's U-Net, trained against a D of this kind."""
    keras.utils.set_random_seed(seed)
    keras.config.set_dtype_policy(precision)
    pair = picture_generator(size, width), picture_discriminator(size, d_width, kinds[name])
    keras.config.set_dtype_policy("float32")
    model = Paired(*pair, weight=weight, seed=seed)
    model.compile(*(keras.optimizers.Adam(rate, beta_1=0.5) for rate in rates))
    told = {"batch_size": batch, "steps": steps, "verbose": 0}
    saved.fit(model, f"pix2pix_sees_{kinds[name]}_{seed}", y, x, **told)
    return model


# %% skip="grading"
SEEDS = 0, 1
models = {(name, seed): trained(name, seed) for name in kinds for seed in SEEDS}
made = {
    key: model.sample(condition=plans(houses.labels_test), batch_size=32)
    for key, model in models.items()
}

# %% skip="grading"
reader = metrics.Reader(len(houses.classes))
epochs = runtime.pick(smoke=1, cpu=8, full=14)
reader.fit(houses.labels_train, houses.photos_train, epochs=epochs)
told = {"labels": houses.labels_test, "reader": reader, "image_range": (-1, 1)}
measured = {key: metrics.compare_pairs(photo, truth, **told) for key, photo in made.items()}
columns = {
    "L1": lambda it: it.l1,
    "PSNR, dB": lambda it: it.psnr,
    "SSIM": lambda it: it.ssim,
    "sharpness": lambda it: it.sharpness,
    "mean IoU": lambda it: it.recovery.iou,
}
print(f"{len(truth)} test pairs, {steps} steps; mean of 2 seeds ± half their difference\n")
print("D sees" + "".join(f"{title:>16}" for title in columns))
for name in kinds:
    runs = [[of(measured[name, seed]) for seed in SEEDS] for of in columns.values()]
    print(f"{name:6}" + "".join(f"{np.mean(v):9.3f} ±{np.ptp(v) / 2:.3f}" for v in runs))

# %% skip="grading"
read = {name: np.mean([measured[name, s].recovery.iou for s in SEEDS]) for name in kinds}
predictions.compare("patch_size", [max(read, key=read.get), min(read, key=read.get)])
shown = {f"D sees: {name}": made[name, 0][:6] for name in kinds}
plots.rows({"plan": plans(houses.labels_test[:6]), **shown, "real": truth[:6]})

# %% [markdown]
# *What to see.* All photos are blurred: three hundred steps are few. The measures that compare pixel by pixel, L1,
# PSNR and SSIM, do not tell the three D's apart: they differ hardly more than two seeds do. Sharpness does. With a
# D of single pixels it is lowest, by several times what the seeds differ: such a D knows which colours belong
# where, and no edge. The labels are read back better with the patch than with single pixels, from either seed. The
# whole picture lies between the two, and its seeds are so far apart that two of them cannot rank it.
#
# The authors did it on street scenes, in long trainings (Isola et al., 2017, section 4.4). They, too, read labels
# back: 1×1 was worst, its photos more colourful but not sharper; 16×16 came close to 70×70, the best, but made a
# pattern that repeats from patch to patch; the D that sees the whole picture, which has most weights to learn and
# fewest verdicts a picture to learn them from, read back clearly worse. If you have an hour: set `steps` to 4,000 and
# `SEEDS` to 0, 1, 2, and look again at patch and whole.
#
# ## 2 · Where is the chance?
#
# G has no latent vector; dropout is to give variety. Does it? Draw one plan many times with dropout on, and look at
# how much each pixel varies.

# %% skip="grading"
one = np.repeat(plans(houses.labels_test[:1]), 24, axis=0)
painter = models["patch", 0]
varied = np.array(painter.generate(painter.generator, None, one, training=True), "float32")
spread = np.std(varied, axis=0).mean() / 2
runtime.report("deviation of a pixel over 24 draws", 100 * spread, "% of the range")
others = np.std(truth, axis=0).mean() / 2
runtime.report("deviation of a pixel over the real photos", 100 * others, "% of the range")
plots.variation(varied)

# %% [markdown]
# *What to see.* Little. Windows, roof and sky stay what they are; parts of the wall turn a shade paler or darker.
# (The colours are not quite those of section 1: with dropout on, batch norm, too, works as in training.) The
# authors saw the same and wrote that better ways to get variety were an open question: with a plan so detailed, and
# L1 punishing every deviation, G learns to ignore the noise. pix2pix gives **one** good answer, not the many that
# are possible.
