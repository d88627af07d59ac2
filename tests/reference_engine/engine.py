"""The semantics of trading, bar by bar: open, range, close. All amounts are exact fractions."""

import math
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.reference_engine.language import Language, Market

DAY = 86_400_000


@dataclass(frozen=True)
class Case:
    """A run in plain data. bars: (ts, open, high, low, close), prices in whole ticks."""

    bars: list[tuple[int, int, int, int, int]]
    timeframe_ms: int
    spec: dict[str, Any]
    costs_bps: dict[str, Fraction]
    limits: dict[str, Any]
    capital: Fraction
    minimum_warmup: int
    trade_from: int
    ticks_per_unit: int = 100
    step: Fraction = Fraction(1, 100_000)
    min_notional: Fraction = Fraction(5)

    @property
    def tick(self) -> Fraction:
        return Fraction(1, self.ticks_per_unit)


@dataclass
class Open:
    sign: int
    bar: int
    quantity: Fraction
    price: Fraction
    fee: Fraction
    stop: Fraction | None
    target: Fraction | None
    trail: Fraction | None
    initial_stop: Fraction | None
    worst: Fraction = Fraction(0)
    best: Fraction = Fraction(0)


@dataclass
class Reference:
    case: Case
    trades: list[dict[str, Any]] = field(default_factory=list)
    equity: list[Fraction] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        case, rows = self.case, self.case.bars
        opened, high, low, close = ([row[at] for row in rows] for at in range(1, 5))
        market = Market(opened, high, low, close, case.ticks_per_unit)
        self.language = Language(market, case.spec["features"], case.spec["params"])
        self.cash = case.capital
        self.position: Open | None = None
        self.pending_exit: str | None = None
        self.pending_entry: dict[str, Any] | None = None
        self.day = -1
        self.day_open = self.peak = case.capital
        self.losses = self.half = 0
        self.last_exit: int | None = None
        self.first = max(max(self._warmup(), case.minimum_warmup, 1) - 1, case.trade_from)
        self.ready = self._warmup() - 1

    def run(self) -> "Reference":
        for bar in range(len(self.case.bars)):
            self._open(bar)
            self._range(bar)
            self._close(bar)
        if self.position is not None:
            last = len(self.case.bars) - 1
            self._leave(last, self._price(last, 4), False, "end_of_data", last - self.position.bar + 1)
            self.equity[-1] = self.cash
        return self

    def _warmup(self) -> int:
        spec = self.case.spec
        texts = [*spec["features"].values(), *(text for text in spec["rules"].values() if text)]
        for leg in ("stop", "target"):
            if spec[leg] and spec[leg]["kind"] == "atr":
                texts.append(f"atr({spec[leg]['period']})")
            if spec[leg] and spec[leg]["kind"] == "price":
                texts.append(spec[leg]["price"])
        return max(self.language.bars_needed(text) for text in texts)

    def _price(self, bar: int, column: int) -> Fraction:
        return self.case.bars[bar][column] * self.case.tick

    # --- the open -----------------------------------------------------------------------------------

    def _open(self, bar: int) -> None:
        leaving, entering = self.pending_exit, self.pending_entry
        self.pending_exit = self.pending_entry = None
        if leaving is not None and self.position is not None:
            self._leave(bar, self._price(bar, 1), False, leaving, bar - self.position.bar)
        if entering is not None:
            self._enter(bar, entering)

    def _enter(self, bar: int, order: dict[str, Any]) -> None:
        case, sign, quantity = self.case, order["sign"], order["quantity"]
        ts, reference = case.bars[bar][0], self._price(bar, 1)
        if (ts - case.bars[order["bar"]][0]) // case.timeframe_ms - 1 > 3:
            self.refusals["stale_signal"] += 1
            return
        price = self._against(reference, sign)
        stop = self._stop_from(price, sign, order)
        if stop is not None and sign * (reference - stop) <= 0:
            self.refusals["beyond_stop"] += 1
            return
        taker = case.costs_bps["taker"] / 10_000
        quantity = min(quantity, self._floor(max(self.cash, Fraction(0)) / (price * (1 + taker))))
        while quantity > 0 and price * quantity + _fee(price * quantity * taker) > self.cash:
            quantity -= case.step
        if quantity <= 0 or quantity * price < case.min_notional:
            self.refusals["min_notional"] += 1
            return
        fee = _fee(price * quantity * taker)
        self.cash += -sign * price * quantity - fee
        risk = None if stop is None else abs(price - stop)
        trailing = case.spec["stop"] is not None and case.spec["stop"]["trailing"]
        target = self._target_from(price, sign, order, risk)
        self.position = Open(sign, bar, quantity, price, fee, stop, target, risk if trailing else None, stop)

    def _stop_from(self, price: Fraction, sign: int, order: dict[str, Any]) -> Fraction | None:
        stop = self.case.spec["stop"]
        if stop is None:
            return None
        if stop["kind"] == "price":
            return self._toward(order["stop_level"], sign)
        distance = price * stop["fraction"] if stop["kind"] == "fraction" else order["stop_distance"]
        return max(self._toward(price - sign * distance, sign), self.case.tick)

    def _target_from(
        self, price: Fraction, sign: int, order: dict[str, Any], risk: Fraction | None
    ) -> Fraction | None:
        target = self.case.spec["target"]
        if target is None or (target["kind"] == "r" and risk is None):
            return None
        if target["kind"] == "r" and risk is not None:
            distance = target["value"] * risk
        else:
            distance = price * target["value"] if target["kind"] == "fraction" else order["target_distance"]
        # Harder to reach: away from the entry.
        return max(self._toward(price + sign * distance, sign), self.case.tick)

    def _toward(self, price: Fraction, sign: int) -> Fraction:
        """Up for a long, down for a short, to the tick."""
        ticks = price / self.case.tick
        return (math.ceil(ticks) if sign > 0 else math.floor(ticks)) * self.case.tick

    def _against(self, price: Fraction, side: int) -> Fraction:
        costs = self.case.costs_bps
        moved = price * (1 + side * (costs["half_spread"] + costs["slippage"]) / 10_000)
        ticks = moved / self.case.tick
        return math.ceil(ticks) * self.case.tick if side > 0 else max(math.floor(ticks), 1) * self.case.tick

    def _floor(self, quantity: Fraction) -> Fraction:
        return math.floor(quantity / self.case.step) * self.case.step

    # --- inside the bar -----------------------------------------------------------------------------

    def _range(self, bar: int) -> None:
        held = self.position
        if held is None:
            return
        opened, high, low = (self._price(bar, column) for column in (1, 2, 3))
        worst, best = (low, high) if held.sign > 0 else (high, low)
        moved = held.trail is not None and held.stop != held.initial_stop
        stop_word = "trail" if moved else "stop"
        bars = bar - held.bar + 1
        if held.stop is not None and held.sign * (opened - held.stop) <= 0:
            self._leave(bar, opened, False, stop_word, bars)
        elif held.target is not None and held.sign * (opened - held.target) >= 0:
            self._leave(bar, opened, True, "target", bars)
        elif held.stop is not None and held.sign * (worst - held.stop) <= 0:
            self._leave(bar, held.stop, False, stop_word, bars)
        elif held.target is not None and held.sign * (best - held.target) >= 0:
            self._leave(bar, held.target, True, "target", bars)

    def _leave(self, bar: int, reference: Fraction, resting: bool, reason: str, bars_held: int) -> None:
        held, case = self.position, self.case
        assert held is not None
        price = reference if resting else self._against(reference, -held.sign)
        rate = case.costs_bps["maker" if resting else "taker"] / 10_000
        fee = _fee(price * held.quantity * rate)
        self.cash += held.sign * price * held.quantity - fee
        gross = held.sign * (price - held.price) * held.quantity
        excursion = held.sign * (reference - held.price)
        self.trades.append(
            {
                "direction": "long" if held.sign > 0 else "short",
                "quantity": held.quantity,
                "entry_ts": case.bars[held.bar][0],
                "entry_price": held.price,
                "exit_ts": case.bars[bar][0],
                "exit_price": price,
                "exit_reason": reason,
                "entry_fee": held.fee,
                "exit_fee": fee,
                "gross_pnl": gross,
                "initial_stop": held.initial_stop,
                "target": held.target,
                "bars_held": bars_held,
                "mae": max(held.worst, -excursion),
                "mfe": max(held.best, excursion),
            }
        )
        lost = gross - held.fee - fee < 0
        self.losses = self.losses + 1 if lost else 0
        run = case.limits["losses_before_half_size"]
        if run is not None and self.losses == run:
            self.half = case.limits["half_size_trades"]
        else:
            self.half = max(self.half - 1, 0)
        self.last_exit = case.bars[bar][0] + case.timeframe_ms
        self.position = None

    # --- the close ----------------------------------------------------------------------------------

    def _close(self, bar: int) -> None:
        close, now = self._price(bar, 4), self.case.bars[bar][0] + self.case.timeframe_ms
        self._hold_on(bar, close)
        held = self.position
        equity = self.cash + (held.sign * held.quantity * close if held else 0)
        if now // DAY > self.day:
            before = self.equity[-1] if self.equity else self.case.capital
            self.day, self.day_open = now // DAY, equity if now % DAY == 0 else before
        self.equity.append(equity)
        self.peak = max(self.peak, equity)
        if bar >= self.first:
            self._decide(bar, close, now, equity)

    def _hold_on(self, bar: int, close: Fraction) -> None:
        held = self.position
        if held is None:
            return
        high, low = self._price(bar, 2), self._price(bar, 3)
        against, for_us = (low, high) if held.sign > 0 else (high, low)
        held.worst = max(held.worst, held.sign * (held.price - against))
        held.best = max(held.best, held.sign * (for_us - held.price))
        if held.trail is not None and held.stop is not None:
            moved = self._toward(close - held.sign * held.trail, held.sign)
            held.stop = max(held.stop, moved) if held.sign > 0 else min(held.stop, moved)

    def _rule(self, name: str, bar: int) -> bool:
        text = self.case.spec["rules"][name]
        return bar >= self.ready and text is not None and self.language.value(text, bar) is True

    def _wish(self, bar: int) -> int:
        long = self._rule("enter_long", bar) and not self._rule("exit_long", bar)
        short = self._rule("enter_short", bar) and not self._rule("exit_short", bar)
        return int(long) - int(short)

    def _decide(self, bar: int, close: Fraction, now: int, equity: Fraction) -> None:
        held, wish, time_stop = self.position, self._wish(bar), self.case.spec["time_stop_bars"]
        if held is None:
            self._order(bar, wish, close, now, equity)
            return
        if self._rule("exit_long" if held.sign > 0 else "exit_short", bar):
            self.pending_exit = "signal"
            if wish == -held.sign:
                self._order(bar, wish, close, now, equity)
        elif time_stop is not None and bar - held.bar + 1 >= time_stop:
            self.pending_exit = "time"

    def _order(self, bar: int, sign: int, close: Fraction, now: int, equity: Fraction) -> None:
        if sign == 0:
            return
        order = {"bar": bar, "sign": sign, **self._levels(bar)}
        quantity = self._gates(self._size(order, close, equity), close, now, equity)
        if isinstance(quantity, str):
            self.refusals[quantity] += 1
        else:
            self.pending_entry = {**order, "quantity": quantity}

    def _levels(self, bar: int) -> dict[str, Fraction]:
        levels: dict[str, Fraction] = {}
        for leg in ("stop", "target"):
            terms = self.case.spec[leg]
            if terms and terms["kind"] == "atr":
                text = f"{float(terms['value'])} * atr({terms['period']})"
                levels[f"{leg}_distance"] = self._read(self.language.value(text, bar))
            if terms and terms["kind"] == "price":
                levels["stop_level"] = self._read(self.language.value(terms["price"], bar))
        return levels

    def _read(self, value: float) -> Fraction:
        """At a millionth of a tick, half to even."""
        grain = self.case.tick / 1_000_000
        return round(Fraction(value) / grain) * grain

    def _size(self, order: dict[str, Any], close: Fraction, equity: Fraction) -> Fraction:
        sizing, stop = self.case.spec["sizing"], self.case.spec["stop"]
        if equity <= 0:
            return Fraction(0)
        if sizing["kind"] == "fraction":
            return self._floor(equity * sizing["fraction"] / close)
        if stop is None:
            return Fraction(0)
        if stop["kind"] == "price":
            distance = order["sign"] * (close - order["stop_level"])
        else:
            distance = close * stop["fraction"] if stop["kind"] == "fraction" else order["stop_distance"]
        return self._floor(equity * sizing["fraction"] / distance) if distance > 0 else Fraction(0)

    def _gates(self, quantity: Fraction, close: Fraction, now: int, equity: Fraction) -> Fraction | str:
        limits = self.case.limits
        if equity <= 0:
            return "limit_position"
        if self.half > 0:
            quantity = self._floor(quantity / 2)
        for gate in ("position", "exposure"):
            share = limits[f"{gate}_fraction"]
            if share is not None:
                allowed = self._floor(share * equity / close)
                if quantity > allowed and allowed <= 0:
                    return f"limit_{gate}"
                quantity = min(quantity, allowed)
        loss = (self.day_open - equity) / self.day_open if self.day_open > 0 else Fraction(0)
        if limits["daily_loss_fraction"] is not None and loss > limits["daily_loss_fraction"]:
            return "limit_daily_loss"
        if limits["half_size_loss_fraction"] is not None and loss >= limits["half_size_loss_fraction"]:
            quantity = self._floor(quantity / 2)
        fall = (self.peak - equity) / self.peak
        if limits["drawdown_fraction"] is not None and fall > limits["drawdown_fraction"]:
            return "limit_drawdown"
        cooling = limits["cooldown_ms"]
        if self.last_exit is not None and cooling > 0 and now - self.last_exit < cooling:
            return "cooldown"
        return "min_notional" if quantity <= 0 or quantity * close < self.case.min_notional else quantity


def _fee(amount: Fraction) -> Fraction:
    """Charged in whole hundred-millionths, a begun one as a whole."""
    return Fraction(math.ceil(amount * 10**8), 10**8)
