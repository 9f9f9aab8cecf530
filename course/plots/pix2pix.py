"""Figures of lab 08: pairs of plan and photo, networks, measures of generated pictures."""

from __future__ import annotations

import itertools

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from course.datasets.facade import PALETTE, colours
from course.plots.style import INPUT, KERNEL, MARK, OUTPUT, QUIET, figure, picture

COLOURS = (KERNEL, INPUT, MARK, QUIET, OUTPUT)
SIDES = ((7, 7), (7, -9), (-7, 7), (-7, -9), (0, 14), (0, -16), (9, 0), (-9, 0))  # of a point, in points


def shown(pictures: NDArray) -> NDArray[np.uint8]:
    """Return pictures as uint8: label maps (n, h, w) in their colours; floats are taken to lie in -1…1."""
    pictures = np.asarray(pictures)
    if pictures.ndim == 3:
        return colours(pictures)
    if pictures.dtype == np.uint8:
        return pictures
    return np.round(255 * np.clip((pictures.astype(np.float32) + 1) / 2, 0, 1)).astype(np.uint8)


def rows(pictures: dict[str, NDArray]) -> Figure:
    """Show rows of pictures, each with its name: label maps (n, h, w), photos (n, h, w, 3) uint8 or in -1…1."""
    columns = max(len(row) for row in pictures.values())
    fig, axes = figure(len(pictures), columns, width=9, height=9 / columns * len(pictures) + 0.1)
    for line, (name, row) in zip(axes, pictures.items(), strict=True):
        for ax in line:
            ax.axis("off")
        for ax, image in zip(line, shown(row), strict=False):
            ax.axis("on")
            picture(ax, image)
            ax.spines[:].set(visible=True, color=QUIET, linewidth=0.6)  # where a plan is white, the page is, too
        line[0].set_ylabel(name, fontsize=9)
    return fig


def pairs(labels: NDArray, photos: NDArray) -> Figure:
    """Show plans above their photos; labels (n, h, w), photos (n, h, w, 3)."""
    return rows({"plan": np.asarray(labels), "photo": photos})


def legend(classes: tuple[str, ...]) -> Figure:
    """Show the colour of each class."""
    fig, axes = figure(1, 1, width=9, height=1.1)
    ax = axes[0, 0]
    for place, name in enumerate(classes):
        row, column = divmod(place, 5)
        ax.add_patch(Rectangle((column, -row), 0.12, 0.6, facecolor=PALETTE[place] / 255, edgecolor="black", lw=0.5))
        ax.text(column + 0.16, 0.3 - row, f"{place} {name}", fontsize=8.5, va="center")
    ax.set_xlim(0, 5)
    ax.set_ylim(-2.2, 0.8)
    ax.axis("off")
    return fig


def routing(heard: dict[str, list[float]]) -> Figure:
    """Show how strongly each down block is heard with the innermost one cut; outermost first."""
    fig, axes = figure(1, len(heard), width=9, height=2.6, sharey=True)
    for ax, (name, norms) in zip(axes[0], heard.items(), strict=True):
        ax.bar(range(len(norms)), norms, color=OUTPUT)
        ax.set_title(name, fontsize=10)
        ax.set_xticks(range(len(norms)), [f"down {k}" for k in range(len(norms))], fontsize=8)
        if max(norms) == 0:
            ax.text(0.5, 0.5, "0 everywhere", transform=ax.transAxes, ha="center", color=KERNEL)
    axes[0, 0].set_yscale("log")
    axes[0, 0].set_ylabel("norm of the gradient", fontsize=9)
    return fig


def patch_sizes(photo: NDArray, designs: dict[str, tuple[int, int]]) -> Figure:
    """Show on a photo what one value of D's map sees, for {name: (side of the map, side of the patch)}.

    A name ends in the size of the picture that the design is for: "70×70 of 256".
    """
    fig, axes = figure(1, len(designs), width=3.2 * len(designs), height=3.3)
    for ax, (name, (side, field)) in zip(axes[0], designs.items(), strict=True):
        picture(ax, photo, f"{name}: {side}×{side} verdicts")
        height, size = len(photo), int(name.split()[-1])
        step = height / side
        for k in range(side + 1):
            ax.axhline(k * step - 0.5, color="white", lw=0.25, alpha=0.5)
            ax.axvline(k * step - 0.5, color="white", lw=0.25, alpha=0.5)
        wide = field / size * height
        for row, column, colour in ((8, 9, KERNEL), (19, 17, MARK)):
            centre = ((column + 0.5) * step - 0.5, (row + 0.5) * step - 0.5)
            corner = (centre[0] - wide / 2, centre[1] - wide / 2)
            ax.add_patch(Rectangle(corner, wide, wide, fill=False, edgecolor=colour, lw=2))
            ax.plot(*centre, "o", color=colour, ms=3)
    return fig


def errors(answers: NDArray, curves: dict[str, list[float]]) -> Figure:
    """Show the mean error of each answer, and where each curve is lowest."""
    fig, axes = figure(1, 1, width=5, height=2.6)
    ax = axes[0, 0]
    for colour, (name, values) in zip(COLOURS, curves.items(), strict=False):
        ax.plot(answers, values, color=colour, label=name)
        best = int(np.argmin(values))
        ax.plot(answers[best], values[best], "o", color=colour)
    ax.set_xlabel("answer g (-1 black, 1 white)")
    ax.set_ylabel("mean error")
    ax.legend(fontsize=8, frameon=False)
    return fig


def spoil(photos: NDArray) -> dict[str, NDArray]:
    """Return photos (n, h, w, 3) blurred, shifted by two pixels, and each replaced by the next one."""
    from scipy import ndimage

    return {
        "blurred": ndimage.gaussian_filter(photos, (0, 1.2, 1.2, 0)),
        "shifted by 2 pixels": np.roll(photos, 2, axis=2),
        "the next house": np.roll(photos, -1, axis=0),
    }


def readings(photos: NDArray, labels: NDArray, read: NDArray) -> Figure:
    """Show photos, their true plans, and the plans that a network has read off them."""
    return rows({"photo": photos, "true plan": np.asarray(labels), "read": np.asarray(read)})


def curves(logs: dict[str, dict]) -> Figure:
    """Show the L1 term, the adversarial term and D's loss of several trainings, epoch by epoch."""
    fig, axes = figure(1, 3, width=9, height=2.8)
    titles = {"l1": "λ · L1", "adversarial": "adversarial term of G", "d_loss": "D's loss"}
    for ax, (key, title) in zip(axes[0], titles.items(), strict=True):
        for colour, (name, log) in zip(COLOURS, logs.items(), strict=False):
            silent = ("alone" in name) and ((key == "l1") == ("adversarial" in name))
            if silent or (key == "d_loss" and "L1 alone" in name):
                continue
            ax.plot(range(1, len(log[key]) + 1), log[key], color=colour, label=name)
        ax.set_title(title, fontsize=10)
        ax.set_xlabel("report")
        ax.xaxis.get_major_locator().set_params(integer=True)
    axes[0, 2].axhline(np.log(2), color="black", lw=0.7, ls="--")
    axes[0, 2].annotate(
        "ln 2", (1, np.log(2)), xycoords=("axes fraction", "data"), fontsize=8, ha="right", va="bottom"
    )
    handles = {label: handle for ax in axes[0] for handle, label in zip(*ax.get_legend_handles_labels(), strict=True)}
    fig.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=4, fontsize=8, frameon=False)
    return fig


def measures(measured: dict) -> Figure:
    """Show bars of L1 error, SSIM, sharpness and label recovery for {name: PairsMeasured}."""
    fig, axes = figure(1, 4, width=9, height=2.4, sharey=True)
    names = list(measured)
    panels = {
        "L1 error (low)": [value.l1 for value in measured.values()],
        "SSIM (high)": [value.ssim for value in measured.values()],
        "sharpness (real = 1)": [value.sharpness for value in measured.values()],
        "labels, mean IoU (high)": [value.recovery.iou for value in measured.values()],
    }
    for ax, (title, values) in zip(axes[0], panels.items(), strict=True):
        ax.barh(names, values, color=COLOURS[: len(names)])
        for place, value in enumerate(values):
            ax.text(value + 0.02 * max(values), place, f"{value:.3f}", va="center", fontsize=8)
        ax.set_xlim(0, 1.3 * max(values))
        ax.set_title(title, fontsize=10)
        ax.tick_params(labelsize=8)
        ax.locator_params(axis="x", nbins=3)
    axes[0, 0].invert_yaxis()
    return fig


def trade_off(points: dict[str, tuple[float, float]]) -> Figure:
    """Show what each training pays and gets, {name: (L1 error, sharpness)}, joined in their order.

    Raises
    ------
    ValueError
        There is none.
    """
    if not points:
        raise ValueError("trade_off needs at least one point")
    fig, axes = figure(1, 1, width=6.5, height=3.2)
    ax, (across, up) = axes[0, 0], np.transpose(list(points.values()))
    ax.plot(across, up, "o-", color=KERNEL, lw=1, ms=5)
    ax.axhline(1, color=QUIET, lw=0.8, ls="--")
    ax.set_xlabel("L1 error (low is near the true photo)")
    ax.set_ylabel("sharpness (real = 1)")
    ax.margins(x=0.18, y=0.15)
    _name_apart(ax, points)
    return fig


def _name_apart(ax, points: dict[str, tuple[float, float]]) -> None:
    """Write each point's name beside it: over no other name and no point and, where it can be, no line.

    Lines join the points in their order.
    """
    ax.figure.draw_without_rendering()  # places in pixels are known from here on
    spots = ax.transData.transform(list(points.values()))
    taken = [Bbox.from_bounds(x - 5, y - 5, 10, 10) for x, y in spots]
    shares = np.linspace(0, 1, 60)[:, None]
    line = [Bbox.from_bounds(x, y, 1, 1) for a, b in itertools.pairwise(spots) for x, y in a + shares * (b - a)]
    for name, place in points.items():
        text = ax.annotate(name, place, SIDES[0], textcoords="offset points", fontsize=9, va="center")

        def box(side, text=text):
            text.xyann = side
            text.set_ha("left" if side[0] > 0 else "right" if side[0] < 0 else "center")
            return text.get_window_extent()

        def covers(side, box=box):
            return [any(box(side).overlaps(other) for other in others) for others in (taken, line)]

        taken.append(box(min(SIDES, key=covers)))


def variation(pictures: NDArray) -> Figure:
    """Show four of many photos of one plan (n, h, w, 3) in -1…1, and the deviation of every pixel."""
    pictures = np.asarray(pictures)
    fig, axes = figure(1, 5, width=9, height=2.1)
    for ax, image in zip(axes[0], shown(pictures[:4]), strict=False):
        picture(ax, image)
    spread = 50 * pictures.std(axis=0).mean(axis=-1)
    image = axes[0, 4].imshow(spread, cmap="magma", vmin=0)
    axes[0, 4].set_title("deviation, % of the range", fontsize=8)
    axes[0, 4].axis("off")
    fig.colorbar(image, ax=axes[0, 4], shrink=0.8).ax.tick_params(labelsize=7)
    return fig
