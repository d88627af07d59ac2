"""Round trips: in which market they were taken, whether they beat luck, where they came from."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from omc.backtest.judging.trips import (
    regimes_metric,
    t_test_document,
    trade_p_value,
    trade_test,
    with_regimes,
)
from omc.backtest.metrics.block import Window, metric_block
from omc.backtest.metrics.calendar import session
from omc.backtest.metrics.compounding import compounded
from omc.backtest.service.breakdowns import breakdowns
from omc.kernel.instants import DAY_MS, HOUR_MS, from_iso
from omc.market.regimes import REGIMES, regimes
from omc.trading.model import Direction, ExitReason, Trade
from omc.trading.roundtrips import round_trips
from tests.unit.backtest.builders import bars, flat

NOON = from_iso("2021-01-04T12:00:00Z")


def trade(
    net: str,
    *,
    at: int = NOON,
    position: int = 0,
    regime: str | None = "range",
    reason: ExitReason = ExitReason.SIGNAL,
    direction: Direction = Direction.LONG,
) -> Trade:
    return Trade(
        symbol="BTC/USDT", direction=direction, quantity=Decimal(1), entry_ts=at, entry_price=Decimal(100),
        exit_ts=at + HOUR_MS, exit_price=Decimal(100) + Decimal(net), exit_reason=reason,
        entry_fee=Decimal(0), exit_fee=Decimal(0), slippage_cost=Decimal(0), gross_pnl=Decimal(net),
        initial_stop=None, target=None, bars_held=1, position=position, regime=regime,
    )  # fmt: skip


def test_a_trade_has_the_regime_of_the_bar_that_decided_it_not_of_its_entry() -> None:
    calm, rise = [100.0 + 0.1 * (at % 2) for at in range(200)], [100.0 * 1.004**at for at in range(1, 60)]
    history = bars(flat(*np.round(calm + rise, 2).tolist()))
    codes = regimes(history)
    (turn,) = np.flatnonzero(np.diff(codes[150:])[:60])[:1] + 151
    before, at = int(history.ts[turn - 1]), int(history.ts[turn])
    entered_at_turn = replace(trade("1", at=at, regime=None), decided_ts=before)

    (told,) = with_regimes([entered_at_turn], history)

    assert codes[turn] != codes[turn - 1]
    assert told.regime == REGIMES[int(codes[turn - 1])].value


def test_a_regime_that_is_told_already_stays() -> None:
    history = bars(flat(*[100.0] * 10))

    assert with_regimes([trade("1", regime="trend_up")], history)[0].regime == "trend_up"


def test_five_trades_make_a_regime_count_and_an_unknown_one_never_does() -> None:
    four, five = [trade("1", regime="range")] * 4, [trade("1", regime="trend_up")] * 5
    unknown = [trade("1", regime="unknown")] * 9

    assert regimes_metric([*four, *five, *unknown]).value == 1
    assert regimes_metric([*four, *five, trade("1", regime="range")]).value == 2


def test_losing_for_certain_is_no_edge() -> None:
    losers = [trade(net) for net in ("-1", "-1.1", "-0.9", "-1.05", "-1")]
    found = trade_p_value(losers)

    assert isinstance(found.value, float)
    assert found.value > 0.999
    assert trade_p_value([replace(t, gross_pnl=-t.gross_pnl) for t in losers]).value == pytest.approx(
        1 - found.value
    )


def test_trades_that_do_not_vary_cannot_be_tested() -> None:
    assert trade_p_value([trade("1")] * 3).reason == "3 trades that do not vary cannot be tested"
    assert t_test_document(trade_test([])) is None


def test_the_test_is_of_returns_not_of_money() -> None:
    found = t_test_document(trade_test([trade("2"), trade("1"), trade("3")]))

    assert found is not None
    assert (found["count"], found["mean_fraction"]) == (3, "0.020000000")


def test_parts_of_one_position_are_one_trade_but_every_exit_has_its_reason() -> None:
    parts = [
        trade("3", position=1, reason=ExitReason.TARGET),
        trade("-1", position=1, reason=ExitReason.STOP),
        trade("-4", position=2, reason=ExitReason.STOP, direction=Direction.SHORT),
        trade("2", position=3, at=NOON + DAY_MS),
    ]
    table = breakdowns(parts, "ma_cross")

    assert table["family"] == {"ma_cross": {"trades": 3, "net_pnl": "0", "win_rate": "0.666667"}}
    assert table["side"]["long"] == {"trades": 2, "net_pnl": "4", "win_rate": "1.000000"}
    assert table["exit_reason"]["stop"] == {"trades": 2, "net_pnl": "-5", "win_rate": "0.000000"}
    assert {word: row["trades"] for word, row in table["weekday"].items()} == {"Mon": 2, "Tue": 1}
    assert table["symbol"].keys() == {"BTC/USDT"}
    assert table["hour"].keys() == {"12"}
    assert table["session"].keys() == {"europe"}
    assert table["regime"].keys() == {"range"}


@pytest.mark.parametrize(
    ("hour", "name"),
    [(0, "asia"), (6, "asia"), (7, "europe"), (12, "europe"), (13, "america"), (20, "america"),
     (21, "evening"), (23, "evening")],
)  # fmt: skip
def test_sessions_follow_the_clock(hour: int, name: str) -> None:
    assert session(from_iso("2021-01-04T00:00:00Z") + hour * HOUR_MS) == name


def window(cash_fraction: float = 0.0) -> Window:
    days = 365
    returns = np.random.default_rng(5).normal(0.002, 0.01, days)
    equity = compounded(returns, 1000.0)
    close_ts = NOON // DAY_MS * DAY_MS + DAY_MS * np.arange(1, days + 1)
    parts = [trade("3", position=1), trade("-1", position=1), trade("-4", position=2)]
    return Window(
        close_ts, equity, np.full(days, 50.0), Decimal(1000), 50.0, 0, round_trips(parts), cash_fraction
    )


def test_cash_is_a_benchmark_and_the_rate_that_sharpe_must_beat() -> None:
    idle, paid = metric_block(window()), metric_block(window(0.05))

    assert idle["cash_return"].value == 0
    assert idle["excess_over_cash"].value == idle["total_return"].value
    assert paid["cash_return"].value == pytest.approx(0.05)
    assert paid["excess_over_cash"].value == pytest.approx(float(idle["total_return"].value or 0) - 0.05)
    # Sharpe falls by the rate over the volatility, both a year.
    fall = float(idle["sharpe"].value or 0) - float(paid["sharpe"].value or 0)
    assert fall == pytest.approx(0.05 / float(idle["volatility"].value or 1))


def test_a_benchmark_that_stands_still_has_no_beta() -> None:
    assert metric_block(window())["beta"].reason == "the benchmark does not vary"


def test_the_block_counts_round_trips() -> None:
    block = metric_block(window())

    assert (block["trades"].value, block["win_rate"].value) == (2, Decimal("0.5"))
    assert block["profit_factor"].value == Decimal(2) / 4
