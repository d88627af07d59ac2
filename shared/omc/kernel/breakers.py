"""A circuit breaker as a value: closed, open for five minutes after five failures, then one trial.

`allowed` and the two outcomes are pure; who keeps the state, and for whom, is the caller's business.
"""

from dataclasses import dataclass, replace

from omc.kernel.instants import MINUTE_MS, Ms

FAILURES = 5
OPEN_MS = 5 * MINUTE_MS


@dataclass(frozen=True)
class Breaker:
    """failures: in a row. opened_at: None while calls pass. trial_at: when the one trial was let through."""

    failures: int = 0
    opened_at: Ms | None = None
    trial_at: Ms | None = None

    def asks_at(self, now: Ms) -> "Breaker | None":
        """The state in which a call at `now` is made; None when it may not be made."""
        if self.opened_at is None:
            return self
        if now < self.opened_at + OPEN_MS:
            return None
        # A trial whose caller died gives way to another after the same time.
        if self.trial_at is not None and now < self.trial_at + OPEN_MS:
            return None
        return replace(self, trial_at=now)

    def succeeded(self) -> "Breaker":
        return CLOSED

    def failed(self, now: Ms) -> "Breaker":
        failures = self.failures + 1
        return Breaker(failures, now if failures >= FAILURES else None)

    def opens_again_at(self) -> Ms | None:
        """When the next trial may be made; None while calls pass."""
        return None if self.opened_at is None else max(self.opened_at, self.trial_at or 0) + OPEN_MS


CLOSED = Breaker()
