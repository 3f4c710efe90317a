"""Warm models: the limit, the order of leaving, and one load however many ask."""

from collections.abc import Callable
from threading import Barrier, Event, Thread

import pytest

from inference.runtime.cache import WarmCache


def loader(model: str, loaded: list[str]) -> Callable[[], str]:
    def load() -> str:
        loaded.append(model)
        return model

    return load


def test_a_held_model_is_not_loaded_again() -> None:
    cache: WarmCache[str] = WarmCache(2)
    loaded: list[str] = []
    assert [cache.get("a", loader("a", loaded)) for _ in range(3)] == ["a"] * 3
    assert loaded == ["a"]


def test_the_least_recently_used_leaves_first() -> None:
    cache: WarmCache[str] = WarmCache(2)
    loaded: list[str] = []
    for key in ("a", "b", "a", "c"):
        cache.get(key, loader(key, loaded))
    assert cache.held() == ["a", "c"]
    cache.get("b", loader("b", loaded))
    assert loaded == ["a", "b", "c", "b"]


def test_a_dropped_model_is_loaded_again() -> None:
    cache: WarmCache[str] = WarmCache(2)
    loaded: list[str] = []
    cache.get("a", loader("a", loaded))
    cache.drop("a")
    cache.drop("unknown")
    cache.get("a", loader("a", loaded))
    assert loaded == ["a", "a"]


def test_a_failed_load_leaves_nothing_behind() -> None:
    cache: WarmCache[str] = WarmCache(1)

    def fail() -> str:
        raise LookupError

    with pytest.raises(LookupError):
        cache.get("a", fail)
    assert cache.held() == []
    assert cache.get("a", lambda: "a") == "a"


def test_many_threads_share_one_load() -> None:
    cache: WarmCache[object] = WarmCache(1)
    loading, release, together = Event(), Event(), Barrier(5)
    loads: list[object] = []
    got: list[object] = []

    def load() -> object:
        loading.set()
        assert release.wait(10)
        loads.append(object())
        return loads[-1]

    def ask() -> None:
        together.wait(10)
        got.append(cache.get("a", load))

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    together.wait(10)
    assert loading.wait(10)
    release.set()
    for thread in threads:
        thread.join(10)
    assert len(loads) == 1
    assert got == loads * 4


def test_a_slow_load_does_not_hold_up_another_model() -> None:
    cache: WarmCache[str] = WarmCache(2)
    loading, release = Event(), Event()

    def slow() -> str:
        loading.set()
        assert release.wait(10)
        return "slow"

    thread = Thread(target=cache.get, args=("slow", slow))
    thread.start()
    assert loading.wait(10)
    assert cache.get("quick", lambda: "quick") == "quick"
    release.set()
    thread.join(10)
    assert cache.held() == ["quick", "slow"]


def test_a_cache_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="limit"):
        WarmCache(0)
