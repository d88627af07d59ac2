"""The accounts of many parameter sets, side by side: sizes, gates and books of `omc.trading` on vectors.

Every set is one lane. Each step offers some lanes their next trade; what comes out is what the engine books,
to the last unit, or the lane is marked as in doubt and left to the engine.
"""

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from omc.backtest.grid.gated import is_gated
from omc.backtest.grid.trades.booked import Booked
from omc.backtest.grid.trades.chain import Step
from omc.backtest.grid.trades.money import LARGEST, UNSEEN, Money, unseen, whole
from omc.backtest.grid.trades.ranges import Ranges
from omc.backtest.grid.trades.ticks import Prices
from omc.backtest.settings import RunSettings
from omc.kernel.errors import Bug
from omc.kernel.instants import DAY_MS
from omc.market.model import BoolArray, FloatArray, IntArray

_NEAR = 1e-12


@dataclass
class Account:
    """Lanes 0..count-1, all with the same capital. `doubt`: lanes whose books are not known to be exact.

    rounded: ticks, steps and fees round, and everything is exact; else they are too fine to be seen.
    """

    prices: Prices
    closes: Ranges | None
    money: Money
    settings: RunSettings
    fraction: float
    cap: float | None
    divisors: dict[int, FloatArray]
    min_notional: float
    count: int
    rounded: bool = True
    steps: list[tuple[Step, FloatArray, FloatArray, FloatArray, FloatArray]] = field(default_factory=list)

    def __post_init__(self) -> None:
        capital = self.money.units(self.settings.initial_capital)
        limits = self.settings.limits
        self.doubt, self._unseen = np.zeros(self.count, dtype=np.bool_), np.zeros(self.count)
        self.cash = np.full(self.count, capital)
        # The last trade: cash while it was open, what a tick was worth, when it was open, when it was left.
        self._inside, self._worth = np.zeros(self.count), np.zeros(self.count)
        self._start, self._end, self._turn, self._signal = (np.full(self.count, -1) for _ in range(4))
        self._at_signal = np.full(self.count, capital)
        self._peak, self._day_equity = np.full(self.count, capital), np.full(self.count, capital)
        self._losses, self._halved, self._halved_before = (
            np.zeros(self.count, dtype=np.int64) for _ in range(3)
        )
        self._close = self.prices.close.astype(np.float64)
        self._gated = is_gated(limits)
        self._day_open = _day_opens(self.prices.close_ts) if self._gated else np.zeros(0, dtype=np.int64)

    def take(self, step: Step) -> BoolArray:
        """Which of the offered trades are made; those that are, are booked."""
        lane = step.lane
        close = self._close[step.signal]
        equity = self._equity(step, close)
        wanted = self._wanted(step, equity, close)
        cash = self.cash[lane]
        price = step.price_in.astype(np.float64)
        quantity = np.minimum(wanted, self._affordable(lane, cash, price))
        notional = quantity * price * self.money.lot
        made = (quantity > 0) & (notional >= self.min_notional)
        if self._gated:
            self._at_signal[lane] = np.where(made, equity, self._at_signal[lane])
            self._signal[lane] = np.where(made, step.signal, self._signal[lane])
        if made.all():
            self._book(step, quantity, cash, notional)
        elif made.any():
            self._book(step.part(made), quantity[made], cash[made], notional[made])
        return made

    def booked(self) -> Booked:
        if not self.steps:
            none, zero = np.zeros(0, dtype=np.int64), np.zeros(0)
            return Booked(self.count, none, none, none, zero, zero, zero, zero)
        lane = np.concatenate([step.lane for step, *_ in self.steps])
        order = np.argsort(lane, kind="stable")
        start = np.concatenate([step.start for step, *_ in self.steps])[order]
        end = np.concatenate([step.end for step, *_ in self.steps])[order]
        amounts = (np.concatenate(parts)[order] for parts in list(zip(*self.steps, strict=True))[1:])
        return Booked(self.count, lane[order], start, end, *amounts)

    def _equity(self, step: Step, close: FloatArray) -> FloatArray:
        """At the close of the signal; a position about to be turned still counts."""
        lane = step.lane
        turning = self._turn[lane] == step.signal
        if not turning.any():
            return self.cash[lane]
        return np.where(turning, self._inside[lane] + self._worth[lane] * close, self.cash[lane])

    def _wanted(self, step: Step, equity: FloatArray, close: FloatArray) -> FloatArray:
        """Steps of quantity after sizing and gates; 0 where refused."""
        lane = step.lane
        side = self.divisors[int(step.sign[0])][step.signal + 1]
        if len(self.divisors) > 1:
            side = np.where(
                step.sign > 0, self.divisors[1][step.signal + 1], self.divisors[-1][step.signal + 1]
            )
        room = np.maximum(equity, 0.0) / self.money.lot
        quantity = self._whole(lane, room * self.fraction / side)
        if self._gated:
            # A position is turned by what was known before it is closed: its own loss does not count yet.
            turning = self._turn[lane] == step.signal
            halved = np.where(turning, self._halved_before[lane], self._halved[lane]) > 0
            quantity = np.where(halved, np.floor(quantity / 2), quantity)
        if self.cap is not None:
            quantity = np.minimum(quantity, self._whole(lane, room * self.cap / close))
        if self._gated:
            quantity = self._gate(step, equity, quantity)
        enough = quantity * close * self.money.lot >= self.min_notional
        return np.where(enough, quantity, 0.0)

    def _whole(self, lane: IntArray, amounts: FloatArray) -> FloatArray:
        if not self.rounded:
            return amounts
        result, doubt = whole(amounts)
        if doubt.any():
            self.doubt[lane[doubt]] = True
        return result

    def _affordable(self, lane: IntArray, cash: FloatArray, price: FloatArray) -> FloatArray:
        """The largest quantity whose entry, fee included, the cash covers."""
        worth = price * self.money.lot
        most = np.maximum(cash, 0.0) / (worth * (1.0 + float(self.money.taker)))
        if not self.rounded:
            return most
        result, doubt = whole(most)
        # The fee is rounded up: just above a whole number the last step may not be covered.
        doubt |= (most - result) * worth <= 2.0 * self.money.grain
        if doubt.any():
            spent = result * worth
            short = spent + self.money.fee(spent, self.money.taker) > cash
            more = spent + worth + self.money.fee(spent + worth, self.money.taker) <= cash
            result = np.where(short, result - 1.0, np.where(doubt & more, result + 1.0, result))
            # Of something cheap it may be many steps: how many, the engine finds.
            left = result * worth
            self.doubt[
                lane[short & (result > 0) & (left + self.money.fee(left, self.money.taker) > cash)]
            ] = True
        return result

    def _fee(self, notional: FloatArray, rate: Fraction) -> FloatArray:
        return self.money.fee(notional, rate) if self.rounded else notional * float(rate)

    def _book(self, step: Step, quantity: FloatArray, cash: FloatArray, notional: FloatArray) -> None:
        lane, money = step.lane, self.money
        if not self.rounded:
            self._unseen[lane] += unseen(money, step.price_in, cash)
            self.doubt[lane] |= self._unseen[lane] > UNSEEN
        elif not money.sure(notional):
            self.doubt[lane] = True
        inside = cash - step.sign * notional - self._fee(notional, money.taker)
        out = quantity * step.price_out.astype(np.float64) * money.lot
        fee = self._fee(out, money.taker)
        if step.rests.any():
            fee = np.where(step.rests, self._fee(out, money.maker), fee)
        after = inside + step.sign * out - fee
        if self.rounded and not (money.sure(out) and bool(np.all(np.abs(after) < LARGEST))):
            self.doubt[lane] = True
        worth = quantity * money.lot * step.sign
        self.steps.append((step, cash, inside, after, worth))
        self.cash[lane], self._inside[lane], self._worth[lane] = after, inside, worth
        self._turn[lane] = step.turn
        if self._gated:
            self._remember(step, after < cash, inside, worth)

    def _remember(self, step: Step, lost: BoolArray, inside: FloatArray, worth: FloatArray) -> None:
        """What later gates ask: the run of losses, the peak at the closes of this trade, when it was."""
        lane, limits = step.lane, self.settings.limits
        losses = np.where(lost, self._losses[lane] + 1, 0)
        left = np.maximum(self._halved[lane] - 1, 0)
        if limits.losses_before_half_size is not None:
            left = np.where(losses == limits.losses_before_half_size, limits.half_size_trades, left)
        self._halved_before[lane] = self._halved[lane]
        self._losses[lane], self._halved[lane] = losses, left
        best = self._best_close(step)
        marked = step.end > step.start
        self._peak[lane] = np.where(
            marked, np.maximum(self._peak[lane], inside + worth * best), self._peak[lane]
        )
        self._start[lane], self._end[lane] = step.start, step.end

    def _best_close(self, step: Step) -> FloatArray:
        first = np.minimum(step.start, len(self.prices) - 1)
        if self.closes is None:
            raise Bug("expected ranges of closes for gates that remember a peak")
        high, low = self.closes.over(first, np.maximum(step.end - step.start, 1))
        return np.where(step.sign > 0, high, low)

    def _gate(self, step: Step, equity: FloatArray, quantity: FloatArray) -> FloatArray:
        """Daily loss and drawdown, in the order of `omc.trading.risk`."""
        lane, limits = step.lane, self.settings.limits
        turning = self._turn[lane] == step.signal
        peak = np.where(
            turning, np.maximum(self._peak[lane], equity), np.maximum(self._peak[lane], self.cash[lane])
        )
        self._peak[lane] = peak
        before = self._equity_at_day_open(step)
        loss = np.where(before > 0, (before - equity) / np.where(before > 0, before, 1.0), 0.0)
        if limits.half_size_loss_fraction is not None:
            half = self._beyond(lane, loss, float(limits.half_size_loss_fraction))
            quantity = np.where(half, np.floor(quantity / 2), quantity)
        if limits.daily_loss_fraction is not None:
            quantity = np.where(self._beyond(lane, loss, float(limits.daily_loss_fraction)), 0.0, quantity)
        if limits.drawdown_fraction is not None:
            fall = (peak - equity) / peak
            quantity = np.where(self._beyond(lane, fall, float(limits.drawdown_fraction)), 0.0, quantity)
        return quantity

    def _beyond(self, lane: IntArray, value: FloatArray, limit: float) -> BoolArray:
        """Where the limit is passed; at the limit itself float64 cannot tell."""
        near = np.abs(value - limit) < _NEAR
        if near.any():
            self.doubt[lane[near]] = True
        return value > limit

    def _equity_at_day_open(self, step: Step) -> FloatArray:
        """At the last 00:00 UTC before the signal: before, inside or after the lane's last trade."""
        lane = step.lane
        assert self._day_open is not None
        at = self._day_open[step.signal]
        inside = self._inside[lane] + self._worth[lane] * self._close[np.maximum(at, 0)]
        equity = np.where(at == self._signal[lane], self._at_signal[lane], self._day_equity[lane])
        equity = np.where(at >= self._start[lane], inside, equity)
        equity = np.where(at >= self._end[lane], self.cash[lane], equity)
        self._day_equity[lane] = equity
        return equity


def _day_opens(close_ts: IntArray) -> IntArray:
    """int64[n]: the bar at whose close the UTC day of each bar's close opened; -1 = before the first bar."""
    midnight = close_ts // DAY_MS * DAY_MS
    first: IntArray = np.searchsorted(close_ts, midnight)
    return np.where(close_ts[np.minimum(first, len(close_ts) - 1)] == midnight, first, first - 1)
