"""Unsteady flow past a circular cylinder in two dimensions: a lattice Boltzmann method in NumPy.

In every cell of a grid nine populations f_i of particles live, each with its own velocity c_i (D2Q9). A time step::

    moments     ρ = Σ f_i,   j = Σ f_i c_i = ρ u,   Π = Σ f_i c_i c_i
    collide     S = ω ρ u u + (1 - ω)(Π - ρ/3 I),   f_i = w_i (ρ + 3 c_i·j + 9/2 (c_i c_i - I/3) : S)
    stream      each population moves one cell along its c_i

The collision is the regularised one (Latt and Chopard, Math. Comput. Simul. 72, 2006): only the six moments survive.
The kinematic viscosity is ν = (1/ω - 1/2)/3, and p = (ρ - 1)/3, in units of cells and time steps. At the cylinder,
populations bounce back, with the place of the wall between two cells interpolated (Bouzidi, Firdaouss and Lallemand,
Phys. Fluids 13, 2001). On all four outer sides the populations of the free stream enter.
"""

from __future__ import annotations

import numpy as np

VELOCITIES = np.array([[0, 0], [1, 0], [0, 1], [-1, 0], [0, -1], [1, 1], [-1, 1], [-1, -1], [1, -1]])
WEIGHTS = np.array([4 / 9] + 4 * [1 / 9] + 4 * [1 / 36])
OPPOSITE = (0, 3, 4, 1, 2, 7, 8, 5, 6)
FASTEST = 0.15  # cells a step: beyond, the density error of order u² is no longer small
COARSEST = 30.0  # Reynolds number of a cell, U/ν; Re 400 with 10 cells a diameter breaks down


class Unstable(ValueError):
    """The settings cannot give a flow; the text says which, and what to change."""


def _moment_matrix() -> np.ndarray:
    """Return the (6, 9) matrix from populations to ρ, j_x, j_y, Π_xx, Π_yy, Π_xy."""
    x, y = VELOCITIES.T
    return np.stack([np.ones(9), x, y, x * x, y * y, x * y]).astype(np.float32)


def _population_matrix() -> np.ndarray:
    """Return the (9, 6) matrix from ρ, j_x, j_y, S_xx, S_yy, S_xy to populations."""
    x, y = VELOCITIES.T
    columns = [np.ones(9), 3 * x, 3 * y, 4.5 * (x * x - 1 / 3), 4.5 * (y * y - 1 / 3), 9 * x * y]
    return (WEIGHTS[:, None] * np.stack(columns, axis=1)).astype(np.float32)


class CylinderFlow:
    """The flow around one cylinder, from rest or from a kick, step by step.

    Parameters
    ----------
    reynolds : float
        Re = U D / ν.
    diameter : int
        D, in cells.
    height, length : float
        Sides of the domain, in diameters. D / height is the blockage.
    position : float
        Distance of the cylinder from the inlet, in diameters; it stands at half the height.
    speed : float
        U, in cells a step.
    kick : float
        Cross-flow behind the cylinder at the start, in U: shedding then begins at once. 0: none.

    Attributes
    ----------
    solid : array (rows, columns), bool
        Cells inside the cylinder.
    steps : int
        Time steps so far; one is speed/diameter in units of D/U.

    Raises
    ------
    Unstable
        The grid is too coarse for this Reynolds number, the speed too high, or the domain too small.
    """

    def __init__(self, reynolds, diameter=10, height=16.0, length=24.0, position=8.0, speed=0.1, kick=0.2):
        _check(reynolds, diameter, height, length, position, speed, kick)
        self.reynolds, self.diameter, self.speed = float(reynolds), int(diameter), float(speed)
        self.shape = rows, columns = round(height * diameter), round(length * diameter)
        self.omega = np.float32(1 / (3 * speed * diameter / reynolds + 0.5))
        self.centre = (rows - 1) / 2, position * diameter - 0.5
        y, x = np.mgrid[:rows, :columns]
        self.y, self.x = y - self.centre[0], x - self.centre[1]
        self.solid = self.x**2 + self.y**2 < (diameter / 2) ** 2
        self.steps = 0
        self._moments_of, self._populations_of = _moment_matrix(), _population_matrix()
        self._free = self._populations_of @ np.array([1, speed, 0, speed**2, 0, 0], np.float32)
        self._links()
        self._start(kick)

    def _start(self, kick: float) -> None:
        d = self.diameter
        u = np.where(self.solid, 0, self.speed)
        v = kick * self.speed * np.exp(-(((self.x - 2 * d) / (1.5 * d)) ** 2) - (self.y / d) ** 2)
        v[self.solid] = 0
        moments = np.stack([np.ones_like(v), u, v, u * u, v * v, u * v]).reshape(6, -1)
        self._f = (self._populations_of @ moments.astype(np.float32)).reshape(9, *self.shape)
        self._new = self._f.copy()

    def _links(self) -> None:
        """Find every link from a fluid cell into the cylinder, and the share q of it that lies in the fluid."""
        outgoing, incoming, behind, shares, along = [], [], [], [], []
        for i in range(1, 9):
            cx, cy = VELOCITIES[i]
            rows, columns = np.nonzero(~self.solid & np.roll(self.solid, (-cy, -cx), (0, 1)))
            x, y = self.x[rows, columns], self.y[rows, columns]
            a, b, c = cx * cx + cy * cy, x * cx + y * cy, x * x + y * y - (self.diameter / 2) ** 2
            shares.append((-b - np.sqrt(b * b - a * c)) / a)
            outgoing.append(np.ravel_multi_index((np.full_like(rows, i), rows, columns), (9, *self.shape)))
            incoming.append(np.ravel_multi_index((np.full_like(rows, OPPOSITE[i]), rows, columns), (9, *self.shape)))
            behind.append(np.ravel_multi_index((np.full_like(rows, i), rows - cy, columns - cx), (9, *self.shape)))
            along.append(np.tile(VELOCITIES[i], (len(rows), 1)))
        self._outgoing, self._incoming, self._behind = map(np.concatenate, (outgoing, incoming, behind))
        self._share = np.concatenate(shares).astype(np.float32)
        self._along = np.concatenate(along).astype(np.float32)

    def step(self, count: int = 1) -> np.ndarray:
        """Go on by `count` time steps; return drag and lift of each, coefficients F / (½ ρ U² D), (count, 2).

        Raises
        ------
        Unstable
            The density left 0.5 … 1.5, or became NaN.
        """
        forces = np.empty((count, 2))
        for k in range(count):
            self._collide()
            self._stream()
            forces[k] = self._bounce()
            self._f, self._new = self._new, self._f
            self.steps += 1
        low, high = float(self.density.min()), float(self.density.max())
        if not 0.5 < low <= high < 1.5:
            raise Unstable(
                f"the flow at Re {self.reynolds:g} broke down before step {self.steps}: density {low:.3g} … "
                f"{high:.3g}, it should stay near 1. Take more cells a diameter, a lower Reynolds number or a "
                "smaller speed"
            )
        return forces

    def _collide(self) -> None:
        f = self._f.reshape(9, -1)
        rho, jx, jy, *second = moments = self._moments_of @ f
        u, v = jx / rho, jy / rho
        for value, flux, trace in zip(second, (jx * u, jy * v, jx * v), (rho / 3, rho / 3, 0), strict=True):
            value -= trace
            value *= 1 - self.omega
            value += self.omega * flux
        np.matmul(self._populations_of, moments, out=f)

    def _stream(self) -> None:
        rows, columns = self.shape
        self._new[:] = self._free[:, None, None]  # what no neighbour fills comes from outside
        for i, (cx, cy) in enumerate(VELOCITIES):
            here = slice(max(cy, 0), rows + min(cy, 0)), slice(max(cx, 0), columns + min(cx, 0))
            there = slice(max(-cy, 0), rows + min(-cy, 0)), slice(max(-cx, 0), columns + min(-cx, 0))
            self._new[i][here] = self._f[i][there]
        self._new[:, self.solid] = WEIGHTS[:, None]

    def _bounce(self) -> np.ndarray:
        """Send back what runs into the cylinder; return the force on it (momentum exchange), as coefficients."""
        before, q = self._f.reshape(-1), self._share
        out = before[self._outgoing]
        near = 2 * q * out + (1 - 2 * q) * before[self._behind]
        far = out / (2 * q) + (1 - 1 / (2 * q)) * before[self._incoming]
        back = np.where(q < 0.5, near, far)
        self._new.reshape(-1)[self._incoming] = back
        return (out + back) @ self._along / (0.5 * self.speed**2 * self.diameter)

    @property
    def density(self) -> np.ndarray:
        """ρ, shape (rows, columns), about 1."""
        return self._f.sum(0)

    def fields(self) -> np.ndarray:
        """Return u/U, v/U and p/(ρ U²), float32 (rows, columns, 3); 0 inside the cylinder."""
        rho, jx, jy = np.tensordot(self._moments_of[:3], self._f, 1)
        fields = np.stack([jx / rho / self.speed, jy / rho / self.speed, (rho - 1) / 3 / self.speed**2], axis=-1)
        fields[self.solid] = 0
        return fields.astype(np.float32)


def _check(reynolds, diameter, height, length, position, speed, kick) -> None:
    numbers = dict(
        reynolds=reynolds, diameter=diameter, height=height, length=length, position=position, speed=speed, kick=kick
    )
    for name, value in numbers.items():
        if not np.isfinite(value) or (value <= 0 and name != "kick"):
            raise Unstable(f"{name} = {value}: a positive, finite number is needed")
    if diameter != int(diameter) or diameter < 5:
        raise Unstable(
            f"a diameter of {diameter} cells: a whole number of at least 5 is needed to resolve a cylinder"
        )
    if speed > FASTEST:
        raise Unstable(f"speed {speed:g} cells a step: at most {FASTEST}, or the flow is no longer incompressible")
    if reynolds / diameter > COARSEST:
        raise Unstable(
            f"Re {reynolds:g} with {diameter} cells a diameter: {reynolds / diameter:.0f} a cell, at most "
            f"{COARSEST:.0f} is stable. Take at least {int(np.ceil(reynolds / COARSEST))} cells"
        )
    if height < 4 or not 2 <= position <= length - 2:
        raise Unstable(
            f"a domain of {length:g} × {height:g} diameters with the cylinder at {position:g}: at least 4 high, and "
            "2 diameters before and behind the cylinder"
        )
