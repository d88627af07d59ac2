"""What every source of bars promises, held against a replay and against an exchange's public API."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest

from omc.adapters.sources.ccxt_candles.source import CcxtCandles, open_exchange
from omc.adapters.sources.replay.source import ReplaySource
from omc.kernel.errors import InvalidInput, Transient
from omc.market.model import Bar, Series
from omc.market.ports import BarSource
from tests.fakes.bars import bars
from tests.fakes.exchange_server import Venue, kline, serving
from tests.fakes.market import MemoryMarket

SERIES = Series.parse("binance:BTC/USDT:1h")
H = SERIES.timeframe.ms
BASE = 440_000
MARKET = bars(SERIES, [BASE, BASE + 1, BASE + 4, BASE + 5])


@dataclass(frozen=True)
class Case:
    source: BarSource
    tells: Callable[[Sequence[Bar]], None]


@pytest.fixture
def venue() -> Iterator[Venue]:
    with serving() as running:
        yield running


def replaying() -> Case:
    told = MemoryMarket()

    def tells(market: Sequence[Bar]) -> None:
        told.append(SERIES, market, announce=False)

    return Case(ReplaySource(told), tells)


def listening(venue: Venue) -> Case:
    def tells(market: Sequence[Bar]) -> None:
        venue.rows = [kline(SERIES, bar) for bar in market]

    return Case(CcxtCandles(lambda name: open_exchange(name, venue.url)), tells)


@pytest.fixture(params=["replay", "ccxt"])
def case(request: pytest.FixtureRequest) -> Case:
    return replaying() if request.param == "replay" else listening(request.getfixturevalue("venue"))


def test_closed_bars_come_ascending_and_exact_with_holes_left_as_they_are(case: Case) -> None:
    case.tells(MARKET)
    assert list(case.source.closed_bars(SERIES, None, (BASE + 6) * H)) == MARKET


def test_the_start_is_included(case: Case) -> None:
    case.tells(MARKET)
    assert list(case.source.closed_bars(SERIES, (BASE + 1) * H, (BASE + 9) * H)) == MARKET[1:]


@pytest.mark.parametrize("after_open_ms", [0, 1, H - 1])
def test_a_bar_still_being_traded_is_never_told(case: Case, after_open_ms: int) -> None:
    case.tells(MARKET)
    now = (BASE + 5) * H + after_open_ms
    assert list(case.source.closed_bars(SERIES, BASE * H, now)) == MARKET[:3]


def test_a_bar_is_told_from_the_instant_of_its_close_on(case: Case) -> None:
    case.tells(MARKET)
    assert list(case.source.closed_bars(SERIES, BASE * H, (BASE + 6) * H)) == MARKET


def test_nothing_new_is_no_error(case: Case) -> None:
    case.tells(MARKET)
    assert list(case.source.closed_bars(SERIES, (BASE + 6) * H, (BASE + 7) * H)) == []


def test_a_series_the_source_does_not_know_is_refused(case: Case) -> None:
    case.tells(MARKET)
    with pytest.raises(InvalidInput):
        case.source.closed_bars(Series.parse("binance:NOPE/USDT:1h"), None, (BASE + 7) * H)


@pytest.mark.parametrize("status", [429, 418, 503])
def test_a_busy_exchange_is_transient(venue: Venue, status: int) -> None:
    venue.rows = [kline(SERIES, bar) for bar in MARKET]
    source = CcxtCandles(lambda name: open_exchange(name, venue.url))
    venue.refuse(status)
    with pytest.raises(Transient):
        source.closed_bars(SERIES, None, (BASE + 7) * H)
    assert len(source.closed_bars(SERIES, None, (BASE + 7) * H)) == 4


def test_an_exchange_that_is_not_there_is_transient() -> None:
    source = CcxtCandles(lambda name: open_exchange(name, "http://127.0.0.1:9"))
    with pytest.raises(Transient):
        source.closed_bars(SERIES, None, BASE * H)


def test_an_exchange_ccxt_does_not_know_is_refused() -> None:
    with pytest.raises(InvalidInput, match="expected an exchange ccxt knows, got 'sample'"):
        CcxtCandles(open_exchange).closed_bars(Series.parse("sample:BTC/USDT:1h"), None, BASE * H)


def test_a_malformed_candle_is_refused(venue: Venue) -> None:
    rows = [kline(SERIES, bar) for bar in MARKET]
    rows[1][2] = "1"
    venue.rows = rows
    with pytest.raises(InvalidInput, match="expected high >= open and close"):
        CcxtCandles(lambda name: open_exchange(name, venue.url)).closed_bars(SERIES, None, (BASE + 7) * H)


def test_the_exchange_is_asked_in_its_own_words(venue: Venue) -> None:
    venue.rows = [kline(SERIES, bar) for bar in MARKET]
    CcxtCandles(lambda name: open_exchange(name, venue.url)).closed_bars(SERIES, BASE * H, (BASE + 7) * H)
    asked = venue.asked[0]
    wanted = ("BTCUSDT", "1h", str(BASE * H))
    assert (asked["symbol"], asked["interval"], asked["startTime"]) == wanted
