"""The collector against sources that lag, lie, repeat and fail."""

from collections.abc import Sequence

from omc.kernel.errors import InvalidInput, OmcError, Transient
from omc.kernel.instants import Ms
from omc.kernel.patience import Surroundings
from omc.market.collecting import collect
from omc.market.model import Bar, Gap, Series
from omc.market.watching import Watcher
from tests.fakes.bars import bar, bars
from tests.fakes.clock import FixedClock
from tests.fakes.market import MemoryMarket

SERIES = Series.parse("binance:BTC/USDT:1m")
M = SERIES.timeframe.ms


class Source:
    """Has bars, fails as scheduled, answers pages of `page` and, if it `lies`, bars that are not over."""

    def __init__(self, market: Sequence[Bar], failures: Sequence[OmcError] = (), page: int = 3) -> None:
        self.market, self.failures, self.page = market, list(failures), page
        self.asked: list[Ms | None] = []

    def closed_bars(self, series: Series, since: Ms | None, now: Ms) -> Sequence[Bar]:
        self.asked.append(since)
        if self.failures:
            raise self.failures.pop(0)
        return [one for one in self.market if since is None or one.ts >= since][: self.page]


class Half:
    def random(self) -> float:
        return 0.5


class Room:
    """A clock that sleeping moves."""

    def __init__(self, now: Ms, lasts: Ms = 50_000) -> None:
        self.clock = FixedClock(now)
        self.slept: list[float] = []
        self.around = Surroundings(self.clock, self.sleep, Half(), now + lasts)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.instant += int(seconds * 1000)


def test_every_closed_bar_is_stored_page_after_page_and_the_unclosed_last_one_is_not() -> None:
    store = MemoryMarket()
    report = collect(Source(bars(SERIES, range(90, 101))), store, SERIES, Room(100 * M + 59_999).around)
    assert (report.seen, report.stored, report.error) == (10, 10, None)
    assert list(store.range(SERIES)) == bars(SERIES, range(90, 100))


def test_the_next_collection_asks_after_the_last_stored_bar_only() -> None:
    store, source = MemoryMarket(), Source(bars(SERIES, range(90, 101)))
    store.append(SERIES, bars(SERIES, range(90, 99)))
    collect(source, store, SERIES, Room(100 * M).around)
    assert source.asked[0] == 99 * M


def test_nothing_is_asked_before_the_next_bar_is_over() -> None:
    store, source = MemoryMarket(), Source([])
    store.append(SERIES, [bar(SERIES, 99)])
    collect(source, store, SERIES, Room(100 * M + 59_999).around)
    assert source.asked == []


def test_a_bar_the_source_left_out_becomes_a_gap() -> None:
    store = MemoryMarket()
    report = collect(Source(bars(SERIES, [90, 91, 94])), store, SERIES, Room(100 * M).around)
    assert report.gaps == 1
    assert [record.gap for record in store.gaps(SERIES)] == [Gap(SERIES, 92 * M, 2)]


def test_a_failing_source_is_asked_again_after_longer_and_longer_waits() -> None:
    room = Room(100 * M)
    source = Source(bars(SERIES, [99]), failures=[Transient("busy"), Transient("busy")])
    report = collect(source, MemoryMarket(), SERIES, room.around)
    assert (report.stored, report.retries) == (1, 2)
    assert room.slept == [1.0, 2.0]


def test_a_source_that_says_how_long_to_wait_is_obeyed() -> None:
    room = Room(100 * M)
    source = Source(bars(SERIES, [99]), failures=[Transient("limit", retry_after_s=7)])
    collect(source, MemoryMarket(), SERIES, room.around)
    assert room.slept == [7]


def test_a_source_that_stays_away_is_reported_and_what_was_stored_stays() -> None:
    store = MemoryMarket()
    failures: list[OmcError] = [Transient("busy")] * 4
    report = collect(Source(bars(SERIES, [99]), failures), store, SERIES, Room(100 * M).around)
    assert report.error == "try_again: busy"
    assert report.retries == 3


def test_no_wait_passes_the_deadline() -> None:
    room = Room(100 * M, lasts=2_500)
    report = collect(Source([], [Transient("busy")] * 4), MemoryMarket(), SERIES, room.around)
    assert room.slept == [1.0]
    assert report.error is not None


def test_nonsense_is_not_asked_for_twice() -> None:
    source = Source([], [InvalidInput("expected a symbol")])
    report = collect(source, MemoryMarket(), SERIES, Room(100 * M).around)
    assert report.error == "invalid_input: expected a symbol"
    assert len(source.asked) == 1


class Leases:
    def __init__(self, taken: Sequence[str] = ()) -> None:
        self.taken = set(taken)

    def take(self, name: str, holder: str, now: Ms, until: Ms) -> bool:
        free = name not in self.taken
        self.taken.add(name)
        return free

    def release(self, name: str, holder: str) -> None:
        self.taken.discard(name)


def test_a_bar_that_closes_within_the_minute_is_stored_within_it_and_not_asked_for_before() -> None:
    store, room, leases = MemoryMarket(), Room(100 * M + 30_000), Leases()
    source = Source(bars(SERIES, range(90, 102)), page=50)
    reports = Watcher(source, store, leases, "me").watch([SERIES], room.around)
    assert room.slept == [30.0]
    assert [report.stored for report in reports] == [11]
    assert leases.taken == set()


def test_a_bar_that_is_over_but_not_told_is_asked_for_again_and_again() -> None:
    store, room = MemoryMarket(), Room(100 * M)
    store.append(SERIES, bars(SERIES, [98]))
    source = Source([])
    Watcher(source, store, Leases(), "me").watch([SERIES], room.around)
    assert room.slept == [10.0] * 5
    assert len(source.asked) == 6


def test_a_watch_ends_at_once_when_no_bar_closes_before_its_deadline() -> None:
    hourly = Series.parse("binance:BTC/USDT:1h")
    store, room = MemoryMarket(), Room(10 * hourly.timeframe.ms)
    store.append(hourly, bars(hourly, [9]))
    Watcher(Source([]), store, Leases(), "me").watch([hourly], room.around)
    assert room.slept == []


def test_a_bar_missing_since_yesterday_is_asked_for_once_more_and_an_older_one_is_not() -> None:
    numbers = range(10_000, 12_001)
    store, source = MemoryMarket(), Source(bars(SERIES, numbers), page=3_000)
    kept = [number for number in numbers if number not in (10_010, 11_990)]
    store.append(SERIES, bars(SERIES, kept))
    (report,) = Watcher(source, store, Leases(), "me").watch([SERIES], Room(12_001 * M).around)
    assert report.stored == 1
    assert [record.gap for record in store.gaps(SERIES)] == [Gap(SERIES, 10_010 * M, 1)]


def test_a_series_another_watcher_holds_is_left_to_it() -> None:
    source, leases = Source(bars(SERIES, [99])), Leases([f"collect:{SERIES.key}"])
    assert Watcher(source, MemoryMarket(), leases, "me").watch([SERIES], Room(100 * M).around) == []
    assert source.asked == []
    assert leases.taken == {f"collect:{SERIES.key}"}
