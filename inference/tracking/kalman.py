"""Kalman filters for many boxes at once: centre, size and their velocities, for any step in time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_POSITION_NOISE = 1 / 20
"""Standard deviation of a measured centre or side, in sides of the box."""
_VELOCITY_NOISE = 1 / 80
"""Standard deviation by which a velocity changes in one frame, in sides of the box."""


@dataclass(frozen=True)
class BoxStates:
    """What is believed of n boxes. The four components of a box do not know of each other.

    Attributes:
        place: [n, 4] centre x, centre y, width, height in pixels.
        speed: [n, 4] the same per frame.
        spread: [n, 4, 3] variance of place, covariance of place and speed, variance of speed.
    """

    place: Array
    speed: Array
    spread: Array

    def __len__(self) -> int:
        return len(self.place)

    def take(self, rows: NDArray[np.intp] | list[int]) -> BoxStates:
        """Return some of the rows."""
        chosen = np.asarray(rows, np.intp)
        return BoxStates(self.place[chosen], self.speed[chosen], self.spread[chosen])

    def boxes_xyxy(self) -> Array:
        """Return the corners [n, 4]; a side never falls below one pixel."""
        halves = np.maximum(self.place[:, 2:], 1.0) / 2
        return np.concatenate([self.place[:, :2] - halves, self.place[:, :2] + halves], axis=1)


def no_states() -> BoxStates:
    """Return the belief in nothing."""
    return BoxStates(np.zeros((0, 4)), np.zeros((0, 4)), np.zeros((0, 4, 3)))


def begin(boxes_xyxy: Array) -> BoxStates:
    """Believe in boxes [n, 4] seen for the first time: their speed is unknown."""
    place = _centred(boxes_xyxy)
    scale = _scale(place)
    spread = np.stack(
        [(2 * _POSITION_NOISE * scale) ** 2, np.zeros_like(scale), (10 * _VELOCITY_NOISE * scale) ** 2],
        axis=2,
    )
    return BoxStates(place, np.zeros_like(place), spread)


def join(first: BoxStates, second: BoxStates) -> BoxStates:
    """Put two sets of beliefs one after the other."""
    return BoxStates(
        np.concatenate([first.place, second.place]),
        np.concatenate([first.speed, second.speed]),
        np.concatenate([first.spread, second.spread]),
    )


def predict(states: BoxStates, frames: NDArray[np.float64] | float) -> BoxStates:
    """Move beliefs on by a number of frames, one for all or one for each [n]."""
    step = np.broadcast_to(np.asarray(frames, np.float64), (len(states),))[:, None]
    scale = _scale(states.place)
    jitter = (_VELOCITY_NOISE * scale) ** 2
    place_variance, shared, speed_variance = np.moveaxis(states.spread, 2, 0)
    # Noise of the speed gathers over the step: white in the acceleration.
    spread = np.stack(
        [
            place_variance + 2 * step * shared + step**2 * speed_variance + jitter * step**3 / 3,
            shared + step * speed_variance + jitter * step**2 / 2,
            speed_variance + jitter * step,
        ],
        axis=2,
    )
    place = states.place + step * states.speed
    place[:, 2:] = np.maximum(place[:, 2:], 1.0)
    return BoxStates(place, states.speed, spread)


def correct(states: BoxStates, boxes_xyxy: Array) -> BoxStates:
    """Weigh beliefs with boxes [n, 4] that were seen, row by row."""
    seen = _centred(boxes_xyxy)
    place_variance, shared, speed_variance = np.moveaxis(states.spread, 2, 0)
    noise = (_POSITION_NOISE * _scale(seen)) ** 2
    trust = place_variance / (place_variance + noise)
    pull = shared / (place_variance + noise)
    surprise = seen - states.place
    spread = np.stack(
        [place_variance * (1 - trust), shared * (1 - trust), speed_variance - pull * shared], axis=2
    )
    return BoxStates(states.place + trust * surprise, states.speed + pull * surprise, spread)


def _centred(boxes_xyxy: Array) -> Array:
    low, high = boxes_xyxy[:, :2], boxes_xyxy[:, 2:]
    return np.concatenate([(low + high) / 2, high - low], axis=1)


def _scale(place: Array) -> Array:
    """The sides [n, 4] that noise is measured in: across with the width, down with the height."""
    sides: Array = np.maximum(place[:, [2, 3, 2, 3]], 4.0)
    return sides
