"""A source asked several times within one run: what it tells is old news after a minute."""

from collections.abc import Callable, Iterator

from omc.kernel.errors import OmcError
from omc.kernel.instants import MINUTE_MS, SECOND_MS, Ms
from omc.kernel.ports import Clock
from omc.ledgers.sources import Checked, Page, Source


class Polled:
    """A Source that asks another as often as that wants to be asked in a minute, evenly spaced.

    A poll that fails gives way to the next; the last one's failure is the run's, for then the minute ends
    without an answer. stop_at: no poll begins at or after it, ms UTC. failed: is told of each failure.
    """

    def __init__(
        self,
        source: Source,
        clock: Clock,
        sleep: Callable[[float], None],
        stop_at: Ms,
        failed: Callable[[OmcError], None],
    ) -> None:
        self.info = source.info
        self._source, self._clock, self._sleep = source, clock, sleep
        self._stop_at, self._failed = stop_at, failed

    def check(self, now: Ms) -> Checked:
        return self._source.check(now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        began, every = self._clock.now(), MINUTE_MS // self.info.polls
        for number in range(self.info.polls):
            last = number == self.info.polls - 1 or began + (number + 1) * every >= self._stop_at
            try:
                yield from self._source.collect(since)
            except OmcError as error:
                if last or self._clock.now() >= self._stop_at:
                    raise
                self._failed(error)
            if last or not self._wait(began + (number + 1) * every):
                return

    def _wait(self, until: Ms) -> bool:
        """False when there is no time for another poll."""
        left = until - self._clock.now()
        if left > 0:
            self._sleep(left / SECOND_MS)
        return self._clock.now() < self._stop_at
