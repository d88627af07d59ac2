"""Each exchange's candles over HTTP in its own shape: columns, units, order, pages, and its bad days."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest

from local.sources.faults import Fault
from local.sources.server import SourceServer, serving
from local.sources.speakers.exchanges import BEGAN, Row, candle
from omc.adapters.sources.ccxt_candles.pace import Pace
from omc.adapters.sources.ccxt_candles.source import CcxtCandles, open_exchange
from omc.adapters.sources.ccxt_candles.venues import VENUES, facts_of
from omc.kernel.errors import InvalidInput, Transient
from omc.kernel.instants import Ms
from omc.market.model import Bar, Instrument, Series
from omc.market.validation import decimal_of

NOW = 1_750_000_000_000
SERIES = {
    "binance": "binance:BTC/USDT:1h",
    "kraken": "kraken:BTC/USDT:1h",
    "coinbaseexchange": "coinbaseexchange:BTC/USD:1h",
    "kucoin": "kucoin:BTC/USDT:1h",
    "bitfinex": "bitfinex:BTC/USDT:1h",
}
H = 3_600_000
NEWEST = NOW - NOW % H


@pytest.fixture(params=sorted(SERIES))
def series(request: pytest.FixtureRequest) -> Series:
    return Series.parse(SERIES[request.param])


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with serving() as running:
        running.now = NOW
        yield running


@pytest.fixture
def source(server: SourceServer) -> CcxtCandles:
    return CcxtCandles(lambda venue: open_exchange(venue, server.origin))


def told(series: Series, first: Ms, count: int) -> list[Bar]:
    """What the made-up venue means by its rows, whatever order it writes them in."""
    rows = [
        candle(series.venue, "BTC", first + n * series.timeframe.ms, series.timeframe.ms)
        for n in range(count)
    ]
    return [bar_of(row) for row in rows]


def bar_of(row: Row) -> Bar:
    ts, *values = row
    return Bar(ts, *(decimal_of(value) for value in values))


def only(server: SourceServer, venue: str, **fault: object) -> None:
    """A fault that meets the venue's candles and not its list of symbols."""
    paths = {"binance": "klines", "kraken": "OHLC", "coinbaseexchange": "candles", "kucoin": "candles"}
    (asked,) = [one for one in server.asked if paths.get(venue, "candles") in one["path"]][-1:]
    prefix = asked["path"]
    server.faults.add(Fault(host=venue, path=prefix, **fault))  # type: ignore[arg-type]


def test_there_is_a_case_for_every_venue_whose_candles_we_know() -> None:
    assert sorted(SERIES) == sorted(VENUES)


def test_the_five_numbers_of_a_made_up_bar_cannot_be_taken_for_one_another(series: Series) -> None:
    for bar in told(series, NEWEST - 40 * H, 40):
        assert len({bar.open, bar.high, bar.low, bar.close, bar.volume}) == 5
        assert bar.low < min(bar.open, bar.close) <= max(bar.open, bar.close) < bar.high


def test_every_column_is_read_as_what_it_is_in_ms_and_oldest_first(
    source: CcxtCandles, series: Series
) -> None:
    since = NEWEST - 30 * H
    assert list(source.closed_bars(series, since, NOW)) == told(series, since, 30)


def test_the_bar_being_traded_comes_last_and_is_left_out(
    source: CcxtCandles, series: Series, server: SourceServer
) -> None:
    assert source.closed_bars(series, NEWEST - 5 * H, NOW)[-1].ts == NEWEST - H
    server.now = NEWEST + H
    assert source.closed_bars(series, NEWEST - 5 * H, NEWEST + H)[-1].ts == NEWEST


def test_a_page_holds_no_more_than_the_venue_gives_and_the_next_goes_on_from_it(
    source: CcxtCandles, series: Series
) -> None:
    since = NEWEST - 700 * H
    found: list[Bar] = []
    pages = 0
    while page := source.closed_bars(series, found[-1].ts + H if found else since, NOW):
        assert len(page) <= facts_of(series.venue).page_bars
        found += page
        pages += 1
        assert pages < 9
    assert found == told(series, since, 700)


def test_history_of_a_venue_that_keeps_no_more_ends_there_and_the_same_page_again_is_nothing_new(
    source: CcxtCandles,
) -> None:
    kraken = Series.parse(SERIES["kraken"])
    page = source.closed_bars(kraken, NEWEST - 5_000 * H, NOW)
    assert (page[0].ts, len(page)) == (NEWEST - 719 * H, 719)
    assert source.closed_bars(kraken, page[-1].ts + H, NOW) == []
    assert facts_of("kraken").deepest_bars == 720


def test_a_span_without_bars_does_not_hide_those_after_it(source: CcxtCandles, series: Series) -> None:
    if series.venue == "kraken":
        pytest.skip("tells no history that old")
    page = source.closed_bars(series, BEGAN - 2_000 * H, NOW)
    first = -BEGAN % H + BEGAN
    assert page[0] == told(series, first, 1)[0]


@pytest.mark.parametrize("status", [429, 418, 500, 502, 503])
def test_a_venue_that_asks_us_to_wait_or_fails_is_asked_again(
    source: CcxtCandles, series: Series, server: SourceServer, status: int
) -> None:
    source.closed_bars(series, NEWEST - 3 * H, NOW)
    only(server, series.venue, action="status", status=status, headers={"Retry-After": "7"})
    with pytest.raises(Transient) as raised:
        source.closed_bars(series, NEWEST - 3 * H, NOW)
    if status in (429, 418):
        assert (raised.value.code, raised.value.retry_after_s) == ("rate_limited", 7.0)
    assert len(source.closed_bars(series, NEWEST - 3 * H, NOW)) == 3


@pytest.mark.parametrize("action", ["html", "truncated", "silent"])
def test_a_page_that_is_no_answer_is_never_taken_for_no_bars(
    source: CcxtCandles, series: Series, server: SourceServer, action: str
) -> None:
    source.closed_bars(series, NEWEST - 3 * H, NOW)
    only(server, series.venue, action=action, status=200)
    with pytest.raises(Transient):
        source.closed_bars(series, NEWEST - 3 * H, NOW)
    assert len(source.closed_bars(series, NEWEST - 3 * H, NOW)) == 3


NOTHING = {
    "kraken": '{"error": [], "result": {"XBTUSDT": [], "last": 0}}',
    "kucoin": '{"code": "200000", "data": []}',
}
SHAPELESS = {"binance": '[["x"]]', "kraken": '{"error": [], "result": {}}', "coinbaseexchange": "[[1]]",
             "kucoin": '{"code": "200000", "data": [["1"]]}', "bitfinex": "[[1]]"}  # fmt: skip


def test_an_empty_page_is_no_bars(source: CcxtCandles, series: Series, server: SourceServer) -> None:
    source.closed_bars(series, NEWEST - 3 * H, NOW)
    only(server, series.venue, action="empty", body=NOTHING.get(series.venue, "[]"))
    assert list(source.closed_bars(series, NEWEST - 3 * H, NOW)) == []


def test_rows_of_another_shape_are_refused(source: CcxtCandles, series: Series, server: SourceServer) -> None:
    source.closed_bars(series, NEWEST - 3 * H, NOW)
    only(server, series.venue, action="body", body=SHAPELESS[series.venue])
    with pytest.raises(InvalidInput, match="expected"):
        source.closed_bars(series, NEWEST - 3 * H, NOW)


def test_a_symbol_the_venue_does_not_trade_is_refused(source: CcxtCandles, series: Series) -> None:
    with pytest.raises(InvalidInput, match="expected a symbol"):
        source.closed_bars(Series(series.venue, "NOPE/USDT", series.timeframe), NEWEST - H, NOW)


RULES = {
    "binance": ("0.01", "0.00001", "0"),
    "kraken": ("0.1", "0.00000001", "0.5"),
    "coinbaseexchange": ("0.01", "0.00000001", "1"),
    "kucoin": ("0.1", "0.00000001", "0.1"),
    # Five significant digits: its tick moves with the price.
    "bitfinex": None,
}


def test_a_pairs_rules_are_those_its_venue_tells_beside_its_candles(
    source: CcxtCandles, series: Series, server: SourceServer
) -> None:
    source.closed_bars(series, NEWEST - 2 * H, NOW)
    asked = len(server.asked)
    told = RULES[series.venue]
    wanted = None if told is None else Instrument(series.venue, series.symbol, *map(Decimal, told))
    assert source.rules(series) == wanted
    assert len(server.asked) == asked


def test_rules_of_what_a_venue_does_not_trade_are_refused_and_one_that_fails_is_asked_again(
    source: CcxtCandles, server: SourceServer
) -> None:
    server.faults.add(Fault("status", host="binance", status=503))
    with pytest.raises(Transient):
        source.rules(Series.parse("binance:BTC/USDT:1h"))
    with pytest.raises(InvalidInput, match="expected a symbol binance trades"):
        source.rules(Series.parse("binance:NOPE/USDT:1h"))


def test_a_timeframe_the_venue_lacks_is_refused_before_it_is_asked(
    source: CcxtCandles, server: SourceServer
) -> None:
    with pytest.raises(InvalidInput, match=r"\(1m, 5m, 15m, 1h, 1d\), got 4h"):
        source.closed_bars(Series.parse("coinbaseexchange:BTC/USD:4h"), None, NOW)
    assert not server.asked


def klines(*rows: Row) -> str:
    made = [
        [ts, *(str(v) for v in (o, h, low, c, v)), ts + H - 1, "0", 1, "0", "0", "0"]
        for ts, o, h, low, c, v in rows
    ]
    return str(made).replace("'", '"')


def test_a_row_told_twice_counts_once_and_two_that_differ_are_refused(
    source: CcxtCandles, server: SourceServer
) -> None:
    series = Series.parse(SERIES["binance"])
    one, two = (candle("binance", "BTC", NEWEST - n * H, H) for n in (2, 1))
    source.closed_bars(series, NEWEST - 3 * H, NOW)
    only(server, "binance", action="body", body=klines(one, one, two, two))
    assert list(source.closed_bars(series, NEWEST - 3 * H, NOW)) == [bar_of(one), bar_of(two)]
    other = (one[0], *two[1:])
    only(server, "binance", action="body", body=klines(one, other))
    with pytest.raises(InvalidInput, match="strictly ascending"):
        source.closed_bars(series, NEWEST - 3 * H, NOW)


def test_a_bar_is_over_only_when_the_venues_clock_says_so_too(
    source: CcxtCandles, server: SourceServer
) -> None:
    """Ours may be ahead: what looks over to us would be half a bar."""
    series = Series.parse(SERIES["binance"])
    source.closed_bars(series, NEWEST - 3 * H, NOW)
    rows = klines(*(candle("binance", "BTC", NEWEST - n * H, H) for n in (2, 1)))
    date = "Sun, 15 Jun 2025 14:59:59 GMT"
    only(server, "binance", action="dated", body=rows, headers={"Date": date})
    assert [bar.ts for bar in source.closed_bars(series, NEWEST - 3 * H, NOW)] == [NEWEST - 2 * H]


def swapped(bar: Bar) -> Sequence[Bar]:
    o, h, low, c, v = bar.open, bar.high, bar.low, bar.close, bar.volume
    return [
        Bar(bar.ts, *one)
        for one in ((c, h, low, o, v), (o, low, h, c, v), (o, c, h, low, v), (low, h, o, c, v))
    ]


def test_columns_in_another_order_would_not_pass(source: CcxtCandles, series: Series) -> None:
    found = source.closed_bars(series, NEWEST - 3 * H, NOW)[0]
    for wrong in swapped(found):
        assert wrong != told(series, NEWEST - 3 * H, 1)[0]
    assert found.volume < Decimal(100) < found.low


def test_requests_of_a_venue_are_kept_apart_by_what_it_allows_three_processes() -> None:
    now, slept = [100.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))
        now[0] += seconds

    pace = Pace(lambda: now[0], sleep)
    pace.wait("bitfinex", facts_of("bitfinex").pace_ms)
    pace.wait("kraken", facts_of("kraken").pace_ms)
    now[0] += 1.5
    pace.wait("bitfinex", facts_of("bitfinex").pace_ms)
    pace.wait("kraken", facts_of("kraken").pace_ms)
    assert slept == [4.5]
    # 30 requests a minute at Bitfinex, 3 processes at once.
    assert 3 * 60_000 / facts_of("bitfinex").pace_ms <= 30


def test_the_pace_is_kept_before_each_request(server: SourceServer) -> None:
    waited: list[str] = []

    class Told(Pace):
        def wait(self, venue: str, apart: Ms) -> None:
            waited.append(f"{venue}:{apart}")

    source = CcxtCandles(lambda venue: open_exchange(venue, server.origin), Told(lambda: 0.0, lambda _: None))
    source.closed_bars(Series.parse(SERIES["kraken"]), NEWEST - H, NOW)
    assert waited == ["kraken:3000"]
