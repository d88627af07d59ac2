"""vectorbt on a job, as an expert would: its compiled simulation and record functions, no pandas, columns in
blocks that fit the cache, figures in one compiled pass over the equity it makes.

Job C has its own stops, which are fast but slip at targets too. For equality (E, S) stops are spelled out in
an order function and mean what ours mean: a stop takes liquidity, a target rests and does not slip.
"""
# mypy: ignore-errors

import sys

import numpy as np
from numba import njit
from vectorbt.generic.nb import rolling_mean_nb
from vectorbt.portfolio import nb as portfolio
from vectorbt.portfolio.enums import Direction, NoOrder, StopEntryPrice, StopExitPrice
from vectorbt.records.nb import col_map_nb

from tests.benchmarks.child import serve
from tests.benchmarks.jobs import (
    CAPITAL,
    FEE,
    METRICS,
    SLIPPAGE,
    STOP,
    TARGET,
    bars_per_year,
    pairs_of,
)

BLOCK = 50


@njit(cache=True)
def crosses(averages, fast, slow, enter, leave):
    for column in range(len(fast)):
        one, other = averages[:, fast[column]], averages[:, slow[column]]
        enter[0, column] = leave[0, column] = False
        for i in range(1, len(one)):
            enter[i, column] = one[i] > other[i] and one[i - 1] <= other[i - 1]
            leave[i, column] = one[i] < other[i] and one[i - 1] >= other[i - 1]
        # What is open at the end is sold there, as we do it.
        enter[-1, column], leave[-1, column] = False, True


@njit
def order(context, opened, high, low, close, enter, leave, entered):
    i, column = context.i, context.col
    if context.position_now == 0:
        if enter[i, column]:
            entered[column] = close[i] * (1 + SLIPPAGE)
            return portfolio.order_nb(np.inf, close[i], 0, Direction.LongOnly, FEE, 0.0, SLIPPAGE)
        return NoOrder
    stop, target = entered[column] * (1 - STOP), entered[column] * (1 + TARGET)
    price, slippage = 0.0, SLIPPAGE
    if opened[i] <= stop or opened[i] >= target:
        price, slippage = opened[i], SLIPPAGE if opened[i] <= stop else 0.0
    elif low[i] <= stop:
        price = stop
    elif high[i] >= target:
        price, slippage = target, 0.0
    elif leave[i, column]:
        price = close[i]
    if price == 0.0:
        return NoOrder
    return portfolio.order_nb(-np.inf, price, 0, Direction.LongOnly, FEE, 0.0, slippage)


@njit(cache=True)
def figures(close, records, trades, columns, periods, capital, out):
    """Equity from the orders in one pass; total_return, sharpe, max_drawdown and what trades say."""
    bars, at = len(close), 0
    for column in range(columns):
        cash, held = capital, 0.0
        before, peak, fall, one, two = capital, capital, 0.0, 0.0, 0.0
        for i in range(bars):
            while at < len(records) and records[at]["col"] == column and records[at]["idx"] == i:
                sign = 1.0 if records[at]["side"] == 0 else -1.0
                cash -= sign * records[at]["size"] * records[at]["price"] + records[at]["fees"]
                held += sign * records[at]["size"]
                # All cash is spent, as the simulation holds it; what is left here is rounding of large sums.
                if sign > 0 and abs(cash) < 1e-9 * records[at]["size"] * records[at]["price"]:
                    cash = 0.0
                at += 1
            value = cash + held * close[i]
            change = value / before - 1
            one += change
            two += change * change
            before, peak = value, max(peak, value)
            fall = max(fall, 1 - value / peak)
        out[0, column] = before / capital - 1
        out[1, column] = one / bars / np.sqrt((two - one * one / bars) / (bars - 1)) * np.sqrt(periods)
        out[2, column] = fall
    for column in range(columns):
        out[3:, column] = 0.0
    lost = np.zeros(columns)
    for trade in trades:
        column, gain = trade["col"], trade["pnl"]
        out[4, column] += 1
        if gain > 0:
            out[3, column] += 1
            out[5, column] += gain
        else:
            lost[column] -= gain
    for column in range(columns):
        out[3, column] /= out[4, column]
        out[5, column] /= lost[column]


def job_of(job, bars):
    pairs = pairs_of(job)
    count, close = len(bars["ts"]), bars["close"]
    windows = sorted({one for pair in pairs for one in pair})
    place = {one: at for at, one in enumerate(windows)}
    prices = [np.ascontiguousarray(bars[name]) for name in ("open", "high", "low", "close")]
    periods = bars_per_year(bars["ts"])
    columns = dict(zip(("open", "high", "low", "close"), (price[:, None] for price in prices), strict=True))
    own_stops = {
        "sl_stop": np.asarray(STOP), "tp_stop": np.asarray(TARGET),
        "stop_entry_price": np.asarray(StopEntryPrice.FillPrice),
        "stop_exit_price": np.asarray(StopExitPrice.StopMarket), "use_stops": True, **columns,
    }  # fmt: skip
    chosen = own_stops if job == "C" else {"close": close[:, None], "use_stops": False}

    def simulate(enter, leave):
        columns = enter.shape[1]
        shape, groups, cash = (count, columns), np.ones(columns, dtype=np.int64), np.full(columns, CAPITAL)
        calls = np.zeros((count, columns), dtype=np.int64)
        if job in ("E", "S"):
            return portfolio.simulate_nb(
                shape, groups, cash, False, calls, np.ones(shape, dtype=np.bool_), order_func_nb=order,
                order_args=(*prices, enter, leave, np.zeros(columns)), close=close[:, None],
                max_orders=count * columns // 20, fill_pos_record=False,
            )[0]  # fmt: skip
        return portfolio.simulate_from_signals_nb(
            shape, groups, cash, calls, entries=enter, exits=leave, price=close[:, None],
            fees=np.asarray(FEE), slippage=np.asarray(SLIPPAGE), max_orders=count * columns // 20, **chosen,
        )[0]  # fmt: skip

    def work():
        averages = np.empty((count, len(windows)), order="F")
        for one in windows:
            averages[:, place[one]] = rolling_mean_nb(close[:, None], one, one)[:, 0]
        found = np.empty((len(METRICS), len(pairs)))
        for start in range(0, len(pairs), BLOCK):
            block = pairs[start : start + BLOCK]
            fast, slow = (np.array([place[pair[side]] for pair in block]) for side in (0, 1))
            enter, leave = (np.empty((count, len(block)), dtype=np.bool_, order="F") for _ in range(2))
            crosses(averages, fast, slow, enter, leave)
            records = simulate(enter, leave)
            mapped = col_map_nb(records["col"], len(block))
            trades = portfolio.get_exit_trades_nb(
                records, np.broadcast_to(close[:, None], enter.shape), mapped
            )
            figures(close, records, trades, len(block), periods, CAPITAL, found[:, start : start + BLOCK])
        return dict(zip(METRICS, found, strict=True))

    return work


if __name__ == "__main__":
    JOB, FOLDER, OUT = sys.argv[1:]
    serve(lambda bars: job_of(JOB, bars), FOLDER, OUT)
