"""A crashed process waits longer each time, and starts over once it ran well."""

from portal.supervisor.backoff import Backoff


def test_the_delay_doubles_up_to_its_longest() -> None:
    backoff = Backoff()
    delays = [backoff.delay_after(0.1) for _ in range(8)]
    assert delays == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]


def test_a_process_that_ran_well_starts_over() -> None:
    backoff = Backoff()
    for _ in range(5):
        backoff.delay_after(29.9)
    assert backoff.delay_after(30.0) == 0.2
    assert backoff.delay_after(1.0) == 0.4


def test_the_delay_stays_finite_after_very_many_crashes() -> None:
    backoff = Backoff(crashes=100_000)
    assert backoff.delay_after(0.0) == 10.0
