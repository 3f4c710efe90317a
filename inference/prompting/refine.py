"""Refines a soft guess of an object by a person's clicks and the picture's edges: watershed, then GrabCut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.prompting.prompt import Point

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]

WORK_SIDE = 288
"""Longest side at which the edges are sought: GrabCut's time grows with the pixels."""
ROUNDS = 2
SURE, UNSURE_LOW, UNSURE_HIGH = 0.8, 0.15, 0.5
LEAST_AGREEMENT = 0.6
UNLIKE = 24.0
"""Distance in Lab colour, lightness at half weight, from which two pixels are taken for different things."""
ALIKE = 12.0
"""Distance up to which neighbouring pixels are taken for the same thing as a click beside the object."""
LIGHTNESS_WEIGHT = 0.5
NEAR_SHARE = 0.12
_INSIDE, _OUTSIDE = 1, 2
_FEWER = 2


@dataclass(frozen=True)
class Refined:
    """A mask at the guess's own size, and how far the guess and the edges agreed, 0..1."""

    mask: BoolArray
    agreement: float


def refine(
    pixels: NDArray[np.uint8],
    guess: FloatArray,
    allowed: BoolArray,
    positives: Sequence[Point],
    negatives: Sequence[Point],
    *,
    touched_only: bool,
) -> Refined:
    """Find the object that a guess and clicks mean.

    Args:
        pixels: RGB, [height, width, 3].
        guess: How much each pixel looks like the object, 0..1, [height, width].
        allowed: Where the object may be, [height, width].
        positives: Clicks on the object, in pixels of the array.
        negatives: Clicks beside it.
        touched_only: Keep only what hangs together with a positive click.

    Returns:
        The mask. Every positive click lies inside and every negative one outside of it.
    """
    height, width = guess.shape
    scale = min(1.0, WORK_SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    soft = cv2.resize(guess, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    free = cv2.resize(allowed.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    soft[~free] = 0
    inside = _discs(positives, size, (width, height)) & free
    outside = _discs(negatives, size, (width, height)) & ~_discs(positives, size, (width, height))
    prior = soft > UNSURE_HIGH
    if positives or negatives:
        lab = _colours(small)
        outside |= _region(lab, negatives, positives, (width, height)) & ~inside
        prior = _divide(small, lab, soft, free, inside, outside, positives, negatives, (width, height))
    edges = _grab(small, soft, free, prior, inside, outside)
    agreement = _overlap(prior, edges)
    # GrabCut knows colours only: where it would throw away much of the guess, it has lost the object.
    chosen = edges if agreement >= LEAST_AGREEMENT and _fits_edges(small, edges, prior) else prior
    chosen = _clean((chosen | inside) & ~outside & free, inside, outside, touched_only=touched_only)
    grown = _enlarge(chosen, pixels)
    grown &= allowed
    for x, y in positives:
        grown[_cell(y, height), _cell(x, width)] = True
    for x, y in negatives:
        grown[_cell(y, height), _cell(x, width)] = False
    return Refined(grown, agreement)


def _colours(small: NDArray[np.uint8]) -> FloatArray:
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.0), cv2.COLOR_RGB2LAB).astype(np.float32)
    lab[..., 0] *= LIGHTNESS_WEIGHT  # shadows and lights of one thing differ in little else
    return lab


def _region(
    lab: FloatArray, points: Sequence[Point], against: Sequence[Point], size: tuple[int, int]
) -> BoolArray:
    """Return what hangs together with clicks in nearly one colour, where no click against them is nearer."""
    height, width = lab.shape[:2]
    region = np.zeros((height, width), np.bool_)
    rows, columns = np.mgrid[0:height, 0:width]
    scale = (width / size[0], height / size[1])

    def distance(point: Point) -> Any:
        return np.hypot(columns - point[0] * scale[0], rows - point[1] * scale[1])

    for point in points:
        row, column = _cell(point[1] * scale[1], height), _cell(point[0] * scale[0], width)
        alike = np.linalg.norm(lab - _colour_at(lab, row, column), axis=2) < ALIKE
        _, labels = cv2.connectedComponents(alike.astype(np.uint8), connectivity=4)
        if labels[row, column] == 0:
            continue
        part = labels == labels[row, column]
        for other in against:
            part &= distance(point) < distance(other)
        region |= part
    return region


def _colour_at(lab: FloatArray, row: int, column: int) -> Any:
    return np.median(lab[max(0, row - 2) : row + 3, max(0, column - 2) : column + 3].reshape(-1, 3), axis=0)


def _divide(
    small: NDArray[np.uint8],
    lab: FloatArray,
    soft: FloatArray,
    free: BoolArray,
    inside: BoolArray,
    outside: BoolArray,
    positives: Sequence[Point],
    negatives: Sequence[Point],
    size: tuple[int, int],
) -> BoolArray:
    """Divide the picture between the clicks, along its edges; the guess speaks where it is not contradicted.

    A click against the guess takes with it what looks alike and hangs together: such pixels are no evidence
    for the guess, so the flood from the click reaches them first.
    """
    markers = np.zeros(soft.shape, np.int32)
    markers[(soft > SURE) & ~_alike(lab, negatives, size)] = _INSIDE
    markers[(soft < UNSURE_LOW) & ~_alike(lab, positives, size)] = _OUTSIDE
    markers[~free] = _OUTSIDE
    markers[inside] = _INSIDE
    markers[outside] = _OUTSIDE
    if not (markers == _INSIDE).any():
        return inside
    cv2.watershed(small, markers)
    divided = markers == _INSIDE
    # The watershed leaves its own lines and the border unlabelled.
    line = markers <= 0
    divided[line] = soft[line] > UNSURE_HIGH
    return np.asarray((divided | inside) & ~outside & free, np.bool_)


def _alike(lab: FloatArray, points: Sequence[Point], size: tuple[int, int]) -> BoolArray:
    height, width = lab.shape[:2]
    like = np.zeros((height, width), np.bool_)
    near = max(3, round(NEAR_SHARE * max(height, width)))
    for x, y in points:
        row, column = _cell(y * height / size[1], height), _cell(x * width / size[0], width)
        like |= np.linalg.norm(lab - _colour_at(lab, row, column), axis=2) < UNLIKE
        disc = np.zeros((height, width), np.uint8)
        cv2.circle(disc, (column, row), near, 1, -1)
        like |= disc > 0
    # The rim of a thing has mixed colours; taken as evidence against it, it would let the flood in.
    return np.asarray(cv2.dilate(like.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0, np.bool_)


def _grab(
    small: NDArray[np.uint8],
    soft: FloatArray,
    free: BoolArray,
    prior: BoolArray,
    inside: BoolArray,
    outside: BoolArray,
) -> BoolArray:
    trimap = np.where(prior, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
    # Seeding every sure pixel of the guess keeps GrabCut from eating parts of another colour, like a torso.
    core = cv2.erode(((soft > SURE) & prior).astype(np.uint8), kernel) > 0
    trimap[core] = cv2.GC_FGD
    trimap[(soft < 0.05) & ~prior] = cv2.GC_BGD
    trimap[~free] = cv2.GC_BGD
    trimap[inside] = cv2.GC_FGD
    trimap[outside] = cv2.GC_BGD
    is_inside = (trimap == cv2.GC_FGD) | (trimap == cv2.GC_PR_FGD)
    if not is_inside.any() or is_inside.all():
        return prior
    models: tuple[NDArray[Any], NDArray[Any]] = (np.zeros((1, 65)), np.zeros((1, 65)))
    # Its Gaussian mixtures start from random centres: the same prompt has to give the same mask.
    cv2.setRNGSeed(7)
    nowhere = (0, 0, 1, 1)  # not looked at: the mask says it all
    cv2.grabCut(small, trimap, nowhere, models[0], models[1], ROUNDS, cv2.GC_INIT_WITH_MASK)
    return np.asarray((trimap == cv2.GC_FGD) | (trimap == cv2.GC_PR_FGD), np.bool_)


def _fits_edges(small: NDArray[np.uint8], candidate: BoolArray, prior: BoolArray) -> bool:
    """Whether a candidate's outline lies on edges of the picture about as well as the guess's does."""
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (0, 0), 1.0).astype(np.float32)
    slope = cv2.magnitude(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    kernel = np.ones((3, 3), np.uint8)

    def along(mask: BoolArray) -> float:
        ring = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, kernel) > 0
        return float(slope[ring].mean()) if ring.any() else 0.0

    return along(candidate) >= 0.8 * along(prior)


def _clean(mask: BoolArray, inside: BoolArray, outside: BoolArray, *, touched_only: bool) -> BoolArray:
    """Drop specks, and on demand all that no positive click touches; close pinholes that nobody clicked."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    if count <= 1:
        return mask
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    touched = np.isin(np.arange(count), labels[inside])
    keep = touched if touched_only and touched[1:].any() else touched | (areas >= 0.04 * areas.max())
    keep[0] = False
    kept = keep[labels]
    empty = (~kept).astype(np.uint8)
    _, hole_labels, hole_stats, _ = cv2.connectedComponentsWithStats(empty, connectivity=4)
    small = hole_stats[:, cv2.CC_STAT_AREA] < 0.002 * kept.size
    small[0] = False
    small[np.unique(hole_labels[outside])] = False
    return np.asarray(kept | small[hole_labels], np.bool_)


def _enlarge(mask: BoolArray, pixels: NDArray[np.uint8]) -> BoolArray:
    """Bring a mask to the picture's size, its edge drawn to the picture's by a guided filter."""
    height, width = pixels.shape[:2]
    scale = max(height / mask.shape[0], width / mask.shape[1])
    if scale < 1.3:
        soft = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
        return np.asarray(soft > 0.5, np.bool_)
    full = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    # What the filter finds changes slowly: found on fewer pixels and laid over all, it draws the same edge.
    fewer = (max(1, width // _FEWER), max(1, height // _FEWER))
    guide = cv2.resize(full, fewer, interpolation=cv2.INTER_AREA)
    soft = cv2.resize(mask.astype(np.float32), fewer, interpolation=cv2.INTER_LINEAR)
    side = 2 * max(1, round(1.5 * scale / _FEWER)) + 1

    def mean(values: NDArray[Any]) -> Any:
        return cv2.boxFilter(values, -1, (side, side))

    mean_guide, mean_soft = mean(guide), mean(soft.astype(np.float32))
    slope = (mean(guide * soft) - mean_guide * mean_soft) / (mean(guide * guide) - mean_guide**2 + 1e-4)
    lift = mean_soft - slope * mean_guide
    slope, lift = (cv2.resize(mean(part), (width, height)) for part in (slope, lift))
    return np.asarray(slope * full + lift > 0.5, np.bool_)


def _discs(points: Sequence[Point], size: tuple[int, int], full: tuple[int, int]) -> BoolArray:
    drawn = np.zeros((size[1], size[0]), np.uint8)
    radius = max(2, round(0.012 * max(size)))
    for x, y in points:
        place = (_cell(x * size[0] / full[0], size[0]), _cell(y * size[1] / full[1], size[1]))
        cv2.circle(drawn, place, radius, 1, -1)
    return np.asarray(drawn > 0, np.bool_)


def _overlap(first: BoolArray, second: BoolArray) -> float:
    union = np.count_nonzero(first | second)
    return float(np.count_nonzero(first & second) / union) if union else 0.0


def _cell(value: float, count: int) -> int:
    return min(count - 1, max(0, int(value)))
