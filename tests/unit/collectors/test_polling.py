"""Several polls in one run: evenly spaced, over before the minute is, a failed one given another chance."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from omc.kernel.errors import OmcError
from omc.kernel.instants import SECOND_MS, Ms
from omc.ledgers.errors import SourceDown
from omc.ledgers.polling import Polled
from omc.ledgers.sources import Checked, Page, SourceInfo
from tests.fakes.evidence import NOON
from tests.fakes.sources import WaitingClock
from tests.unit.collectors.test_running import INFO


@dataclass
class Slow:
    """A source whose every answer takes `takes_s`; answers listed in `fails` do not come."""

    clock: WaitingClock
    info: SourceInfo
    takes_s: float = 1.0
    fails: tuple[int, ...] = ()
    asked_at: list[Ms] = field(default_factory=list)

    def check(self, now: Ms) -> Checked:
        return Checked(True, "fine", 0)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        self.asked_at.append((self.clock.now() - NOON) // SECOND_MS)
        self.clock.instant += round(self.takes_s * SECOND_MS)
        if len(self.asked_at) in self.fails:
            raise SourceDown("no")
        yield Page([])


def poll(source: Slow, stop_s: int = 55) -> tuple[list[Page], list[OmcError]]:
    failed: list[OmcError] = []
    clock = source.clock
    polled = Polled(source, clock, clock.sleep, NOON + stop_s * SECOND_MS, failed.append)
    return list(polled.collect(None)), failed


def slow(polls: int, takes_s: float = 1.0, fails: tuple[int, ...] = ()) -> Slow:
    return Slow(WaitingClock(NOON), replace(INFO, polls=polls), takes_s, fails)


@pytest.mark.parametrize(
    ("polls", "at"), [(1, [0]), (2, [0, 30]), (4, [0, 15, 30, 45]), (6, [0, 10, 20, 30, 40, 50])]
)
def test_polls_are_evenly_spaced(polls: int, at: list[int]) -> None:
    source = slow(polls)
    pages, failed = poll(source)
    assert (source.asked_at, len(pages), failed) == (at, polls, [])
    assert source.clock.now() < NOON + 55 * SECOND_MS


def test_no_poll_begins_when_its_time_is_over() -> None:
    source = slow(6, takes_s=25)
    poll(source)
    assert source.asked_at == [0, 25, 50]
    late = slow(6)
    poll(late, stop_s=25)
    assert late.asked_at == [0, 10, 20]
    assert late.clock.now() < NOON + 25 * SECOND_MS


def test_a_failed_poll_gives_way_to_the_next_and_is_told() -> None:
    source = slow(4, fails=(1, 3))
    pages, failed = poll(source)
    assert (len(pages), len(failed)) == (2, 2)


def test_a_minute_that_ends_without_an_answer_is_a_failure() -> None:
    with pytest.raises(SourceDown):
        poll(slow(4, fails=(4,)))
    with pytest.raises(SourceDown):
        poll(slow(1, fails=(1,)))
