"""Own how long a crashed process waits before its next start."""

from dataclasses import dataclass

FIRST_DELAY_SECONDS = 0.2
LONGEST_DELAY_SECONDS = 10.0
HEALTHY_AFTER_SECONDS = 30.0


@dataclass(slots=True)
class Backoff:
    """Double the delay after each crash; a process that ran long enough starts over."""

    first: float = FIRST_DELAY_SECONDS
    longest: float = LONGEST_DELAY_SECONDS
    healthy_after: float = HEALTHY_AFTER_SECONDS
    crashes: int = 0

    def delay_after(self, uptime_seconds: float) -> float:
        """Return the seconds to wait after a crash of a process that ran for `uptime_seconds`."""
        if uptime_seconds >= self.healthy_after:
            self.crashes = 0
        delay = min(self.longest, self.first * 2.0 ** min(self.crashes, 30))
        self.crashes += 1
        return delay
