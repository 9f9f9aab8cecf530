# %% [markdown]
# # 09 · If you want more: smaller steps, other flows
#
# The lab made three claims and computed none of them: that half the time step would halve the momentum residual, that
# more Reynolds numbers in training would help, and that this flow *is* a sum of few patterns. Here they are measured.
# No network is trained: the solver and the engineers' POD are enough, and they are quick.
#
# **Time**: running every cell takes about two minutes on two CPU cores.

# %%
import numpy as np

from course import predictions, runtime
from course.datasets.flow import CylinderFlow, film
from course.metrics import flow as measures
from course.metrics.pod import PodRegression
from course.plots import flow as plots

runtime.setup()

# %% [markdown]
# ## 1 · A smaller step
#
# Between two frames of the lab lie 0.45 D/U. At Re 200 the residual of the momentum equation is then a sixth of the
# acceleration, although the solver obeys the equation. The lab blamed the step. If that is right, the share must
# fall with the step. So take Re 100, where the residual is smaller, and let the solver itself write frames more
# often: every 5 of its own steps, which is 0.05 D/U, and then take every second of them, every third, and so on.
#
# **Predict**: by what factor does the residual fall when the step goes from 0.45 to 0.05 D/U: about 2, about 9, or
# about 80?

# %% predict="smaller_step"
predictions.guess("smaller_step", ...)  # 2, 9 or 80

# %% skip="grading"
settle, count = runtime.pick(smoke=(100, 12), cpu=(6_000, 60), full=(6_000, 200))
flow, spacing = CylinderFlow(100), 0.1
flow.step(settle)
frames = []
for _ in range(count):
    flow.step(5)
    frames.append(flow.fields()[56:104, 60:156])  # the lab's window: 48 × 96 cells
frames, solid = np.stack(frames), flow.solid[56:104, 60:156]
inner = measures.inside(solid)
plots.frame(frames[-1], solid)


# %% skip="grading"
def share(stride):
    """Residual of frames `stride` apart, in units of the acceleration, inside the margin."""
    before, after, step = frames[:-stride], frames[stride:], 0.05 * stride
    rest = measures.momentum_residual(before, after, 100.0, spacing, step)[:, inner]
    change = ((after - before)[..., :2] / step)[:, inner]
    return float(np.sqrt((rest**2).mean() / (change**2).mean()))


strides = [stride for stride in (1, 2, 3, 5, 7, 9) if stride < len(frames)]
residuals = {0.05 * stride: 100 * share(stride) for stride in strides}
for step, value in residuals.items():
    print(f"step {step:.2f} D/U: residual {value:5.1f} % of the acceleration")

# %% skip="grading"
largest, smallest = residuals[max(residuals)], residuals[min(residuals)]
runtime.report("momentum residual at a step of 0.45 D/U", largest, "%")
runtime.report("at a step of 0.05 D/U", smallest, "%")
predictions.compare(
    "smaller_step", min((2, 9, 80), key=lambda n: abs(np.log(n * smallest / largest)))
)

# %% [markdown]
# *What to see.* The residual falls with the step, and then it stops. The mean of both frames is exact up to the
# *square* of the step, so halving the step could divide that part by four; but there are two more parts that do not
# care about the step: the differences on a grid of ten cells a diameter, and the solver's own error. What is left at
# the smallest step is theirs. So "half the step, a smaller residual" is right about the direction, and "half the
# step, half the residual" holds nowhere in this table. Where does it come nearest?
#
# ## 2 · Which patterns?
#
# POD writes a film as its mean, plus patterns ("modes"), each with an amount that changes in time. The modes are
# sorted by how much of the fluctuation they hold. **Predict**: how many modes hold 99 % of it, at Re 100 and 150
# together?

# %% predict="modes"
predictions.guess("modes", ...)  # a number

# %% skip="grading"
count = runtime.pick(smoke=32, cpu=80, full=160)
numbers = runtime.pick(
    smoke=(100, 150, 175, 200),
    cpu=(60, 80, 100, 125, 150, 175, 200, 250),
    full=(60, 80, 100, 125, 150, 175, 200, 250, 300),
)
films = {number: film(number, count) for number in numbers}
two = PodRegression([films[100].fields, films[150].fields], modes=20)
held = np.cumsum(two.energies)
enough = int(np.argmax(held >= 0.99)) + 1
runtime.report("modes that hold 99 % of the fluctuation", enough)
predictions.compare("modes", enough)

# %% skip="grading"
solid, spacing, step = films[100].solid, films[100].spacing, films[100].step
shown = two.modes[:6] / np.abs(two.modes[:6]).max(axis=(1, 2, 3), keepdims=True)
plots.strip({"modes 1 · 3 · 5": shown[::2], "modes 2 · 4 · 6": shown[1::2]}, solid, spacing)

# %% skip="grading"
shares = [f"mode {k + 1}: {100 * part:.1f} %" for k, part in enumerate(two.energies[:6])]
print("share of the fluctuation: " + ", ".join(shares))

# %% [markdown]
# *What to see.* The rotation in each mode. Modes come in pairs, one below the other: the same wave twice, shifted by
# a quarter of its length. Two such waves with amounts that swing like cosine and sine make a wave that *travels*:
# that is how a sum of standing patterns lets vortices swim away. Modes 3 and 4 have half the wavelength. Mode 5
# stands alone and is no wave: it is the difference between the two mean flows, with an amount that hardly changes in
# time and whose sign tells the Reynolds number. So mode 6, with a third of the wavelength, has its twin in mode 7.
# No network has been told this, and a network of lab 09's size can do the same sums: that is why the two are so near
# to each other.
#
# ## 3 · Further away
#
# The lab tested at Re 200, after training at 100 and 150. How does a forecast fare at other numbers? POD with
# regression is trained in a second, so we can ask often. **Predict**: with two more Reynolds numbers in training, 80
# and 125, what happens to the error at Re 200: does it fall, rise, or stay?

# %% predict="more_numbers"
predictions.guess("more_numbers", ...)  # "fall", "rise" or "stay" (within a tenth)


# %% skip="grading"
def pairs(fields):
    """Four past frames (m, h, w, 12) and the next one (m, h, w, 3)."""
    past = np.concatenate([fields[k : len(fields) - 4 + k] for k in range(4)], axis=-1)
    return past, fields[4:]


def errors(predict):
    """Error of one step at each Reynolds number, in per cent."""
    asked = {number: pairs(one.fields) for number, one in films.items()}
    return {
        number: 100 * measures.relative_error(predict(past), true, solid)
        for number, (past, true) in asked.items()
    }


training = {
    "persistence": None,
    "POD, Re 100 and 150": (100, 150),
    "POD, two more": runtime.pick(
        smoke=(100, 150, 175), cpu=(80, 100, 125, 150), full=(80, 100, 125, 150)
    ),
}
found = {}
for name, known in training.items():
    pod = known and PodRegression([films[number].fields for number in known], modes=20)
    found[name] = errors(pod.predict if known else lambda past: past[..., 9:])
plots.by_reynolds(found, "error after one step, %")

# %% skip="grading"
old, new = (found[name][200] for name in ("POD, Re 100 and 150", "POD, two more"))
runtime.report("POD from Re 100 and 150, at Re 200: error of one step", old, "%")
runtime.report("POD with two more Reynolds numbers", new, "%")
predictions.compare(
    "more_numbers", "fall" if new < 0.9 * old else "rise" if new > 1.1 * old else "stay"
)

# %% [markdown]
# *What to see.* A valley: the error is lowest where it was trained, and grows to both sides. Persistence has no such
# valley, for it has learned nothing; its error follows the speed of the vortices. More numbers make the valley wider
# on the side where they lie. Whether that helps at 200 is another question: the twenty modes must now be shared by
# more flows.
#
# ## 4 · Nothing to shed
#
# Below Re ≈ 47 a wake is steady (Williamson, Annual Review of Fluid Mechanics 28, 1996). Both ways of the lab to
# measure it should notice. **Predict**: at Re 30, a long time after the kick that starts every run, what does
# `strouhal_number` say: a number, as if vortices were shed, zero, or an error?

# %% predict="steady"
predictions.guess("steady", ...)  # "number", "zero" or "error"

# %% skip="grading"
slow = CylinderFlow(30)
slow.step(runtime.pick(smoke=100, cpu=9_000, full=20_000))
lift = slow.step(runtime.pick(smoke=50, cpu=2_000, full=4_000))[:, 1]
print(f"lift swings between {lift.min():.1e} and {lift.max():.1e}")
try:
    said = f"St = {measures.strouhal_number(lift[::45], 0.45):.3f}"
except measures.BadFields as error:
    said = f"an error: {error}"
print("strouhal_number:", said)
predictions.compare("steady", "error" if "error" in said else "number")

# %% [markdown]
# *What to see.* A number, and not even a small one. Look at the size of the lift, before you believe the second
# line. A measure of frequency can be asked about anything that swings, be it a rest of the kick or rounding. It is
# the *amplitude* that says whether there is something to measure. If you use `strouhal_number` in your own work, ask
# for both.
#
# ## Yours to try
#
# - `film(100, diameter=20)`: a grid twice as fine (minutes). Does the floor of section 1 fall?
# - Two cylinders: copy `course/datasets/flow/solver.py`, draw a second circle into `solid`, and watch the wakes meet.
# - The lab in the full profile (`COURSE_PROFILE=full`, a GPU): longer films, a wider network, five Reynolds numbers
#   in training. It is written and runs, but nobody has measured it yet.
# - The mean error map of the lab's section 8 as a hint where a mesh should be finer: compare it with the difference
#   between the films of 10 and of 20 cells a diameter.
