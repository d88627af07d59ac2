"""Several markets on one capital, judged as one run."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from omc.backtest.judging.course import portfolio_course
from omc.backtest.judging.evidence import Evidence, gather, gather_markets, split_at
from omc.backtest.metrics.basket import basket_since
from omc.backtest.portfolio import Market, run_portfolio
from omc.backtest.service.markets import markets_document
from omc.backtest.settings import RunSettings
from omc.backtest.watching import EVERY_BARS, Reached
from omc.kernel.instants import HOUR_MS
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.columns import take
from omc.market.model import BarArrays, FloatArray
from omc.strategy.compile import CompiledStrategy, compile_spec
from omc.strategy.model import StrategySpec
from tests.unit.backtest.builders import CENT, PLAIN, START, bars, flat, spec

CROSSING = spec(enter="close > sma(close, 20)", leave="close < sma(close, 20)", fraction="0.3")
SILENT = spec(enter="close > 1000 * sma(close, 20)", leave="close < 1", fraction="0.3")


def swings(hours: int = 24 * 60, period: float = 30.0, seed: int = 0) -> BarArrays:
    noise = np.random.default_rng(seed).normal(0, 0.2, hours)
    return bars(flat(*np.round(100 + 10 * np.sin(np.arange(hours) / period) + noise, 2).tolist()))


def without(whole: BarArrays, missing: list[int]) -> BarArrays:
    return take(whole, np.setdiff1d(np.arange(len(whole)), missing))


def market(symbol: str, rows: BarArrays, rules: StrategySpec = CROSSING) -> Market:
    named = replace(rules, symbol=symbol)
    return Market(compile_spec(named), rows, replace(CENT, symbol=symbol))


PLACES = replace(PLAIN, max_positions=2)


@pytest.fixture(scope="module")
def pair() -> Evidence:
    """The second starts later, ends sooner and has holes where the first has none, and the other way."""
    first, second = swings(period=30), swings(period=17, seed=1)
    return gather_markets(
        [
            market("BTC/USDT", without(first, [*range(300, 340), 900])),
            market("ETH/USDT", without(second, [*range(100), 500, 501, *range(1400, 1440)])),
        ],
        PLACES,
    )


def test_a_symbol_that_never_signals_changes_nothing_but_the_benchmark() -> None:
    rows = swings()
    alone = gather(compile_spec(CROSSING), rows, CENT, PLAIN)
    idle = market("ETH/USDT", without(swings(seed=2), list(range(200, 700))), SILENT)
    both = gather_markets([market("BTC/USDT", rows), idle], PLACES)

    assert both.exits == alone.exits
    assert both.held_out == alone.held_out
    assert both.split == alone.split
    against = (
        "alpha",
        "beta",
        "information_ratio",
        "up_capture",
        "down_capture",
        "benchmark",
        "excess_return",
    )
    for ours, theirs in ((both.whole_block, alone.whole_block), (both.out_of_sample, alone.out_of_sample)):
        for name in theirs:
            if not name.startswith(against) and theirs[name].value is not None:
                assert float(ours[name].value) == pytest.approx(float(theirs[name].value)), name  # type: ignore[arg-type]


def test_all_symbols_are_held_out_from_one_moment_on(pair: Evidence) -> None:
    held_out_from = int(pair.whole.ts[pair.split])

    assert pair.split == split_at(len(pair.whole.ts))
    assert {trade.symbol for trade in pair.held_out} == {"BTC/USDT", "ETH/USDT"}
    assert all(trade.entry_ts > held_out_from for trade in pair.held_out)


def test_every_trade_happens_in_bars_its_own_symbol_has(pair: Evidence) -> None:
    for one in pair.markets:
        own = {int(ts) for ts in one.bars.ts}
        trades = [trade for trade in pair.exits if trade.symbol == one.instrument.symbol]
        assert len(trades) > 5
        assert all(trade.entry_ts in own and trade.exit_ts in own for trade in trades)
        assert all(trade.explanation and trade.regime for trade in trades)


def test_the_table_by_symbol_sums_to_the_run_and_counts_what_is_missing(pair: Evidence) -> None:
    rows = markets_document(pair)

    assert [row["missing_bars"] for row in rows] == [41, 2]
    assert sum(Decimal(row["net_pnl"]) for row in rows) == pair.whole.costs.net
    assert sum(Decimal(row["costs"]) for row in rows) == pair.whole.costs.costs
    assert sum(row["trades"] for row in rows) == pair.whole_block["trades"].value


def test_the_order_of_the_symbols_changes_no_trade() -> None:
    one, other = market("BTC/USDT", swings()), market("ETH/USDT", swings(seed=3))
    there, back = (gather_markets(pair, PLACES).exits for pair in ([one, other], [other, one]))
    assert there == back


def test_where_there_is_one_place_the_higher_score_takes_it() -> None:
    rows = bars(flat(100.0, 110.0, 111.0, 90.0, 90.0))
    weak = replace(spec(), features={"score": "close / 100"})
    strong = replace(spec(), features={"score": "close / 10"})
    one = gather_markets([market("BTC/USDT", rows, weak), market("ETH/USDT", rows, strong)], PLAIN)
    tied = gather_markets([market("BTC/USDT", rows, weak), market("ETH/USDT", rows, weak)], PLAIN)

    assert {trade.symbol for trade in one.exits} == {"ETH/USDT"}
    assert {trade.symbol for trade in tied.exits} == {"BTC/USDT"}


class ScoredByTheFuture(CompiledStrategy):
    """Honest rules, ranked by the last close there will ever be."""

    def score(
        self, bars: BarArrays, tick: Decimal, columns: object = None, ledgers: LedgerBook = NO_LEDGERS
    ) -> FloatArray:
        return np.full(len(bars), bars.close[-1])


def test_a_score_that_knows_the_future_fails_the_look_ahead_gate() -> None:
    one, other = market("BTC/USDT", swings()), market("ETH/USDT", swings(seed=3))
    peeking = replace(other, strategy=ScoredByTheFuture(**vars(other.strategy)))

    assert gather_markets([one, other], PLACES).out_of_sample["look_ahead"].value == 0
    found = gather_markets([one, peeking], PLACES)
    assert found.out_of_sample["look_ahead"].value != 0
    assert found.look_ahead.first is not None
    assert "of ETH/USDT" in found.look_ahead.first.sentence()


def test_the_basket_is_bought_when_the_first_decision_could_be_taken() -> None:
    hours = START + HOUR_MS * np.arange(5)
    prices = np.array([10.0, 20.0, 40.0, 40.0, 80.0])
    late = (hours[3:], np.array([5.0, 10.0]))

    index = basket_since(hours, [(hours, prices), late], int(hours[2]))

    assert index == pytest.approx([1.0, 1.0, 1.0, 1.0, (2.0 + 2.0) / 2])
    two = [
        market("BTC/USDT", bars(flat(100.0, 100.0, 120.0)), spec()),
        market("ETH/USDT", bars(flat(50.0, 50.0, 25.0)), spec()),
    ]
    settings = RunSettings(minimum_warmup_bars=2)
    course = portfolio_course(run_portfolio(two, settings), two, settings.initial_capital)
    assert course.first == 1
    assert course.benchmark().tolist() == pytest.approx([10_000, 10_000, 10_000 * (1.2 + 0.5) / 2])


def test_how_far_it_is_rises_to_all_of_the_work_and_counts_every_exit() -> None:
    told: list[Reached] = []
    found = gather_markets(
        [market("BTC/USDT", swings()), market("ETH/USDT", swings(seed=3))], PLACES, watch=told.append
    )
    fractions = [one.fraction for one in told]
    in_the_first_run = [one for one in told if one.fraction <= 0.25]

    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert len(in_the_first_run) == len(found.whole.ts) // EVERY_BARS
    assert told[-1].trades == len(found.whole.trades)
    assert told[-1].costs == found.whole.costs.costs
    assert in_the_first_run[0].ts == int(found.whole.close_ts[EVERY_BARS - 1])


def test_listening_changes_no_result() -> None:
    rows = swings()
    heard = gather(compile_spec(CROSSING), rows, CENT, PLAIN, watch=lambda _: None)
    assert heard.whole.result_hash == gather(compile_spec(CROSSING), rows, CENT, PLAIN).whole.result_hash
