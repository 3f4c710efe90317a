"""What is nearest is what comparing with all would find, and few alike objects stay alike."""

import numpy as np
import pytest

from inference.embedding.search import HashIndex, VectorIndex, apart_from, mean_of
from inference.pipeline.geometry import FloatArray

SIZE = 64


def units(count: int, seed: int) -> FloatArray:
    drawn = np.random.default_rng(seed).standard_normal((count, SIZE)).astype(np.float32)
    return apart_from(drawn, np.zeros(SIZE, np.float32))


def test_nothing_is_found_among_nothing() -> None:
    index = VectorIndex(SIZE)
    assert index.nearest(units(1, 0)[0], 5) == ([], [])
    index.remove([3])
    index.add([], np.zeros((0, SIZE), np.float32))
    assert len(index) == 0
    assert HashIndex(8).within(bytes(8), 64) == []


def test_the_nearest_are_those_of_comparing_with_all_down_to_the_rounding_of_half_precision() -> None:
    vectors, wanted = units(5_000, 1), units(20, 2)
    index = VectorIndex(SIZE)
    index.add(range(0, 10_000, 2), vectors)
    held = vectors.astype(np.float16).astype(np.float32)
    for unit in wanted:
        numbers, cosines = index.nearest(unit, 100)
        exact = held @ unit
        assert cosines == pytest.approx(np.sort(exact)[::-1][:100].tolist(), abs=1e-5)
        assert exact[np.array(numbers) // 2] == pytest.approx(cosines, abs=1e-5)
        assert np.abs(exact - vectors @ unit).max() < 1e-3


def test_what_is_taken_out_is_found_no_more_and_of_equal_ones_the_first_comes_first() -> None:
    index = VectorIndex(4)
    index.add([7, 3, 5], np.eye(4, dtype=np.float32)[[0, 0, 1]])
    assert index.nearest(np.eye(4, dtype=np.float32)[0], 9) == ([3, 7, 5], [1.0, 1.0, 0.0])
    index.remove([3, 99])
    index.add([8], np.eye(4, dtype=np.float32)[[0]])
    assert index.nearest(np.eye(4, dtype=np.float32)[0], 2) == ([7, 8], [1.0, 1.0])
    assert len(index) == 3


def test_hashes_within_some_bits_are_all_found_each_once() -> None:
    rng = np.random.default_rng(3)
    # Few bits set: many of them lie near each other.
    hashes = [np.packbits(rng.random(64) < 0.1).tobytes() for _ in range(2_000)]
    index = HashIndex(8)
    index.add(hashes[:1_500])
    index.add(hashes)
    assert len(index) == len(set(hashes))
    for wanted in hashes[:20]:
        near = {
            one
            for one in hashes
            if (int.from_bytes(one, "big") ^ int.from_bytes(wanted, "big")).bit_count() <= 10
        }
        assert set(index.within(wanted, 10)) == near
        assert len(near) > 1


def test_few_alike_vectors_keep_what_they_are_and_many_lose_what_they_share() -> None:
    ordinary, kind = units(2, 4)
    alike = ordinary + kind + 0.02 * units(3, 5)
    few = apart_from(alike, mean_of(alike, ordinary, 10.0))
    assert few[0] @ few[1] > 0.9
    many = ordinary + kind + 0.5 * units(400, 6)
    apart = apart_from(many, mean_of(many, ordinary, 10.0))
    assert abs(apart[0] @ apart[1]) < 0.4
