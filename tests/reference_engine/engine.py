"""The semantics of trading, bar by bar: open, range, close, for one market or several on one capital.

All amounts are exact fractions.
"""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.reference_engine.case import Case, Row
from tests.reference_engine.costs import Costs, grains_down
from tests.reference_engine.desk import Desk, Open

__all__ = ["Case", "Reference", "Row"]

DAY = 86_400_000
MONTH = 30 * DAY


@dataclass
class Reference:
    """`cases` share the capital, limits and costs of the first."""

    cases: Case | list[Case]
    max_positions: int = 1
    trades: list[dict[str, Any]] = field(default_factory=list)
    equity: list[Fraction] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        cases = [self.cases] if isinstance(self.cases, Case) else self.cases
        self.case = cases[0]
        self.costs = Costs(self.case, self.case.more)
        self.desks = [Desk(case) for case in sorted(cases, key=lambda one: one.symbol)]
        self.cash = self.case.capital
        self.day = -1
        self.day_open = self.peak = self.case.capital
        self.losses = self.half = self.opened = 0
        self.last_exit: int | None = None
        self.closed: list[Fraction] = []
        self.traded: list[tuple[int, Fraction]] = []

    def run(self) -> "Reference":
        for ts in sorted({row[0] for desk in self.desks for row in desk.case.bars}):
            here = [(desk, desk.at[ts]) for desk in self.desks if ts in desk.at]
            self._open(here)
            for desk, bar in here:
                self._range(desk, bar)
            self._close(here, ts)
        return self

    # --- the open -----------------------------------------------------------------------------------

    def _open(self, here: list[tuple[Desk, int]]) -> None:
        for desk, bar in here:
            if desk.pending_exit is not None:
                reason, desk.pending_exit = desk.pending_exit, None
                if desk.position is not None:
                    held = bar - desk.position.bar
                    self._leave(desk, bar, bar, desk.price(bar, 1), False, reason, held)
        entering = [(desk, bar) for desk, bar in here if desk.pending_entry or desk.resting()]
        for desk, bar in sorted(entering, key=lambda one: one[0].rank()):
            if desk.resting():
                self._more(desk, bar)
            order = desk.pending_entry
            if order is not None and "limit" in order:
                self._at_limit(desk, bar, order)
            elif order is not None:
                desk.pending_entry = None
                self._enter(desk, bar, desk.price(bar, 1), order)

    def _at_limit(self, desk: Desk, bar: int, order: dict[str, Any]) -> None:
        case, sign, ts = desk.case, order["sign"], desk.case.bars[bar][0]
        if ts > order["until"]:
            self._unfilled(desk, "limit_expired")
            return
        found = desk.passes(bar, order)
        if found is None:
            return
        price, inside, given = found
        stop = desk.stop_from(price, sign, order)
        if stop is not None and sign * (price - stop) <= 0:
            self._unfilled(desk, "beyond_stop")
            return
        if any(sign * (price - level) >= 0 for level in desk.fixed_targets(sign, order)):
            self._unfilled(desk, "beyond_target")
            return
        wanted = min(order["quantity"], given)
        if wanted < order["quantity"] and (wanted <= 0 or wanted * price < case.min_notional):
            return
        traded = self._traded(ts)
        filled = min(wanted, self.costs.affordable(self._free_cash(), price, traded, resting=True))
        if filled <= 0 or filled * price < case.min_notional:
            self._unfilled(desk, "min_notional")
            return
        if sum(one.position is not None for one in self.desks) >= self.max_positions:
            self._unfilled(desk, "max_positions")
            return
        desk.pending_entry = None
        fee = self.costs.fee(price, filled, True, traded)
        self._pay(ts, sign, filled, price, fee)
        held = self._hold(desk, bar, order, filled, price, price, Fraction(0), fee, stop)
        held.inside, held.inside_at = inside, bar if inside else -1
        if filled == wanted < order["quantity"]:
            held.rest = {**order, "quantity": order["quantity"] - filled, "limit": price}

    def _more(self, desk: Desk, bar: int) -> None:
        """More of an entry of which a part has filled, at the price of that part."""
        held, ts, opened = desk.position, desk.case.bars[bar][0], desk.price(bar, 1)
        assert held is not None
        assert held.rest is not None
        order, sign = held.rest, held.sign
        gone = held.stop is not None and sign * (opened - held.stop) <= 0
        gone = gone or (bool(held.targets) and sign * (opened - held.targets[0][0]) >= 0)
        found = desk.passes(bar, order)
        if ts > order["until"] or gone:
            self._give_up(held)
            return
        if found is None:
            return
        wanted = min(order["quantity"], found[2])
        if wanted <= 0:
            return
        traded = self._traded(ts)
        filled = min(wanted, self.costs.affordable(self._free_cash(), held.price, traded, resting=True))
        if filled <= 0:
            self._give_up(held)
            return
        fee = self.costs.fee(held.price, filled, True, traded)
        self._pay(ts, sign, filled, held.price, fee)
        held.whole, held.quantity = held.whole + filled, held.quantity + filled
        held.fee, held.fee_left = held.fee + fee, held.fee_left + fee
        risk = None if held.initial_stop is None else abs(held.price - held.initial_stop)
        held.targets = desk.targets_from(held.price, held.whole, sign, order, risk)
        held.all_targets = [level for level, _ in held.targets]
        held.inside_at = bar if found[1] else -1
        left = order["quantity"] - filled
        held.rest = {**order, "quantity": left} if filled == wanted and left else None

    def _unfilled(self, desk: Desk, reason: str) -> None:
        desk.pending_entry = None
        self.refusals[reason] += 1

    def _give_up(self, held: Open) -> None:
        if held.rest is not None:
            held.rest = None
            self.refusals["partial_fill"] += 1

    def _enter(self, desk: Desk, bar: int, reference: Fraction, order: dict[str, Any]) -> None:
        case, sign, quantity = desk.case, order["sign"], order["quantity"]
        ts, volume = case.bars[bar][0], desk.volume(bar)
        lives_from = bar + 1 if case.same_close else bar
        if sum(one.position is not None for one in self.desks) >= self.max_positions:
            self.refusals["max_positions"] += 1
            return
        if (ts - case.bars[order["bar"]][0]) // case.timeframe_ms - 1 > 3:
            self.refusals["stale_signal"] += 1
            return
        share = self.case.more.get("volume_fraction")
        wanted = quantity if share is None else min(quantity, desk.floor(share * volume))
        price = self.costs.market(reference, sign, wanted, volume)
        stop = desk.stop_from(price, sign, order)
        if stop is not None and sign * (reference - stop) <= 0:
            self.refusals["beyond_stop"] += 1
            return
        if any(sign * (reference - level) >= 0 for level in desk.fixed_targets(sign, order)):
            self.refusals["beyond_target"] += 1
            return
        traded = self._traded(ts)
        filled = min(wanted, self.costs.affordable(self._free_cash(), price, traded))
        if filled <= 0 or filled * price < case.min_notional:
            self.refusals["min_notional"] += 1
            return
        if wanted < quantity:
            self.refusals["partial_fill"] += 1
        fee = self.costs.fee(price, filled, False, traded)
        self._pay(ts, sign, filled, price, fee)
        self._hold(
            desk, lives_from, order, filled, price, reference, self.costs.spread(reference, price), fee, stop,
            ts,
        )  # fmt: skip

    def _hold(
        self, desk: Desk, bar: int, order: dict[str, Any], filled: Fraction, price: Fraction,
        reference: Fraction, spread: Fraction, fee: Fraction, stop: Fraction | None, ts: int | None = None,
    ) -> Open:  # fmt: skip
        case, sign = desk.case, order["sign"]
        self.opened += 1
        key = (sign, order["day"])
        desk.entries[key] = desk.entries.get(key, 0) + 1
        targets = desk.targets_from(price, filled, sign, order, None if stop is None else abs(price - stop))
        trailing = case.spec["stop"] is not None and case.spec["stop"].get("trailing", False)
        desk.position = Open(
            number=self.opened, sign=sign, bar=bar, decided_ts=case.bars[order["bar"]][0],
            entry_ts=case.bars[bar][0] if ts is None else ts,
            whole=filled, quantity=filled, price=price, reference=reference, spread=spread,
            fee=fee, fee_left=fee,
            stop=stop, initial_stop=stop, targets=targets, all_targets=[level for level, _ in targets],
            trail=abs(price - stop) if trailing and stop is not None else None,
        )  # fmt: skip
        return desk.position

    def _free_cash(self) -> Fraction:
        """What a short brought in is not ours to spend, and as much again stands behind it."""
        shorts = [desk.position for desk in self.desks if desk.position and desk.position.sign < 0]
        return self.cash - sum((2 * held.quantity * held.price for held in shorts), Fraction(0))

    def _traded(self, ts: int) -> Fraction:
        return sum((notional for at, notional in self.traded if at > ts - MONTH), Fraction(0))

    def _pay(self, ts: int, side: int, quantity: Fraction, price: Fraction, charged: Fraction) -> None:
        self.cash -= side * price * quantity + charged
        self.traded.append((ts, price * quantity))

    # --- inside the bar -----------------------------------------------------------------------------

    def _range(self, desk: Desk, bar: int) -> None:
        if desk.position is None or bar < desk.position.bar:
            return
        if bar == desk.position.inside_at:
            self._live(desk, bar, desk.case.bars[bar], just_in=True)
            return
        before = len(self.trades)
        for row in desk.case.finer.get(desk.case.bars[bar][0], []):
            if desk.position is not None:
                self._live(desk, bar, row)
        if len(self.trades) == before:
            self._live(desk, bar, desk.case.bars[bar])

    def _live(self, desk: Desk, bar: int, row: Row, just_in: bool = False) -> None:
        """One row of prices passes over the position; just_in: it may have been at its targets before us."""
        held = desk.position
        assert held is not None
        opened, high, low = (row[column] * desk.case.tick for column in (1, 2, 3))
        worst, best = (low, high) if held.sign > 0 else (high, low)
        word = "trail" if held.trail is not None and held.stop != held.initial_stop else "stop"
        if held.stop is not None and held.sign * (opened - held.stop) <= 0:
            self._leave(desk, bar, bar, opened, False, word, bar - held.bar + 1)
            return
        if not just_in:
            self._take_targets(desk, bar, opened, opened)
        if desk.position is None:
            return
        if held.stop is not None and held.sign * (worst - held.stop) <= 0:
            self._leave(desk, bar, bar, held.stop, False, word, bar - held.bar + 1)
            return
        if not just_in:
            self._take_targets(desk, bar, best, None)

    def _take_targets(self, desk: Desk, bar: int, reached: Fraction, at: Fraction | None) -> None:
        held = desk.position
        while held is not None and held.targets and held.sign * (reached - held.targets[0][0]) >= 0:
            level, part = held.targets[0]
            price = level if at is None else at
            self._leave(desk, bar, bar, price, True, "target", bar - held.bar + 1, min(part, held.quantity))
            held.targets = held.targets[1:]
            held = desk.position

    def _leave(
        self, desk: Desk, bar: int, end: int, reference: Fraction, resting: bool, reason: str,
        bars_held: int, part: Fraction | None = None,
    ) -> None:  # fmt: skip
        """end: the first bar the position was not there for as a whole."""
        held, case = desk.position, desk.case
        assert held is not None
        self._give_up(held)
        ts, quantity = case.bars[bar][0], held.quantity if part is None else part
        price, spread = reference, Fraction(0)
        if not resting:
            price = self.costs.market(reference, -held.sign, quantity, desk.volume(bar))
            spread = self.costs.spread(reference, price)
        fee = self.costs.fee(price, quantity, resting, self._traded(ts))
        owed = sum((desk.price(at, 4) for at in range(held.bar, end)), Fraction(0))
        funding = self.costs.funding(quantity, owed) if held.sign < 0 else Fraction(0)
        last = quantity == held.quantity
        entry_fee = (
            held.fee_left if last else min(grains_down(held.fee * quantity / held.whole), held.fee_left)
        )
        gross = held.sign * (price - held.price) * quantity
        moves = [held.sign * (reference - held.price)]
        for at in range(held.bar, end):
            columns = (2, 3) if not held.inside or at > held.bar else (4, 3 if held.sign > 0 else 2)
            moves += [held.sign * (desk.price(at, column) - held.price) for column in columns]
        self._pay(ts, -held.sign, quantity, price, fee + funding)
        self.trades.append(
            {
                "symbol": case.symbol,
                "direction": "long" if held.sign > 0 else "short",
                "position": held.number,
                "quantity": quantity,
                "decided_ts": held.decided_ts,
                "entry_ts": held.entry_ts,
                "entry_price": held.price,
                "exit_ts": ts,
                "exit_price": price,
                "exit_reason": reason,
                "entry_fee": entry_fee,
                "exit_fee": fee,
                "funding": funding,
                "slippage_cost": quantity * (abs(held.price - held.reference) + abs(price - reference)),
                "spread_cost": quantity * (held.spread + spread),
                "gross_pnl": gross,
                "initial_stop": held.initial_stop,
                "target": held.targets[0][0] if held.targets else None,
                "targets": tuple(held.all_targets),
                "bars_held": bars_held,
                "mae": max(Fraction(0), -min(moves)),
                "mfe": max(Fraction(0), max(moves)),
            }
        )
        held.quantity -= quantity
        held.fee_left -= entry_fee
        held.net += gross - entry_fee - fee - funding
        if last:
            self._ended(desk, held.net, ts + case.timeframe_ms)

    def _ended(self, desk: Desk, net: Fraction, at: int) -> None:
        desk.position = None
        self.closed.append(net)
        self.losses = self.losses + 1 if net < 0 else 0
        run = self.case.limits["losses_before_half_size"]
        if run is not None and self.losses == run:
            self.half = self.case.limits["half_size_trades"]
        else:
            self.half = max(self.half - 1, 0)
        self.last_exit = at

    # --- the close ----------------------------------------------------------------------------------

    def _worth(self) -> Fraction:
        total = self.cash
        for desk in self.desks:
            held, bar = desk.position, desk.seen
            if held is None:
                continue
            total += held.sign * held.quantity * desk.price(bar, 4)
            if held.sign < 0:
                owed = sum((desk.price(at, 4) for at in range(held.bar, bar + 1)), Fraction(0))
                total -= self.costs.funding(held.quantity, owed)
        return total

    def _close(self, here: list[tuple[Desk, int]], ts: int) -> None:
        now = ts + self.case.timeframe_ms
        for desk, bar in here:
            desk.seen = bar
            desk.trail_at(bar)
            self._withdraw(desk, bar, now)
        equity = self._worth()
        if now // DAY > self.day:
            before = self.equity[-1] if self.equity else self.case.capital
            self.day, self.day_open = now // DAY, equity if now % DAY == 0 else before
        self.equity.append(equity)
        self.peak = max(self.peak, equity)
        wishes = []
        for desk, bar in here:
            wish = self._decide(desk, bar) if bar >= desk.first else 0
            if wish:
                wishes.append((desk, bar, wish))
        for desk, bar, wish in sorted(wishes, key=lambda one: one[0].rank(one[1])):
            self._order(desk, bar, wish, now, equity)
        for desk, bar in here:
            if desk.case.same_close:
                self._at_once(desk, bar)
            if bar == len(desk.case.bars) - 1:
                self._end(desk, bar)
        self.equity[-1] = self._worth()
        if self.case.same_close and now % DAY == 0:
            self.day_open = self.equity[-1]

    def _end(self, desk: Desk, bar: int) -> None:
        """This market has no more bars: nothing is held there, and no order waits for a place."""
        desk.pending_entry = None
        if desk.position is not None:
            held = bar - desk.position.bar + 1
            self._leave(desk, bar, bar + 1, desk.price(bar, 4), False, "end_of_data", held)

    def _at_once(self, desk: Desk, bar: int) -> None:
        """Fill what was decided at the very close that decided it."""
        reason, order = desk.pending_exit, desk.pending_entry
        desk.pending_exit = desk.pending_entry = None
        close = desk.price(bar, 4)
        if reason is not None and desk.position is not None:
            self._leave(desk, bar, bar + 1, close, False, reason, bar - desk.position.bar + 1)
        if order is not None and "limit" in order:
            desk.pending_entry = order
        elif order is not None and bar < len(desk.case.bars) - 1:
            self._enter(desk, bar, close, order)

    def _withdraw(self, desk: Desk, bar: int, now: int) -> None:
        """At a close, an entry waiting at its limit comes to its end, or is no longer wanted."""
        order = desk.pending_entry
        if order is not None and "limit" in order:
            if now > order["until"]:
                self._unfilled(desk, "limit_expired")
            elif not desk.wants(bar, order):
                self._unfilled(desk, "limit_cancelled")

    def _decide(self, desk: Desk, bar: int) -> int:
        """Note an exit; the side an entry is wished for, or 0."""
        held, wish, hour = desk.position, desk.wish(bar), desk.hours[bar]
        time_stop = desk.case.spec["time_stop_bars"]
        if held is None:
            return 0 if desk.pending_entry is not None else wish
        if desk.rule("exit_long" if held.sign > 0 else "exit_short", bar):
            desk.pending_exit = "signal"
            return wish if wish == -held.sign else 0
        if hour.leave or (time_stop is not None and bar - held.bar + 1 >= time_stop):
            desk.pending_exit = "time"
        return 0

    def _order(self, desk: Desk, bar: int, sign: int, now: int, equity: Fraction) -> None:
        order = {"bar": bar, "sign": sign, "day": desk.hours[bar].day, **desk.levels(bar, sign)}
        quantity = self._gates(desk, order, now, equity)
        if isinstance(quantity, str):
            self.refusals[quantity] += 1
        else:
            desk.pending_entry = {**order, "quantity": quantity}

    def _gates(self, desk: Desk, order: dict[str, Any], now: int, equity: Fraction) -> Fraction | str:
        close, spec = desk.asked(order), desk.case.spec
        waiting = [one for one in self.desks if one.pending_entry is not None]
        staying = [one for one in self.desks if one.position is not None and one.pending_exit is None]
        if len(waiting) + len(staying) >= self.max_positions:
            return "max_positions"
        most = spec.get("max_reentries")
        if most is not None and desk.entries.get((order["sign"], order["day"]), 0) > most:
            return "max_reentries"
        expected = self.case.more.get("edge")
        if expected is not None and expected < self.costs.round_trip() + 10:
            return "insufficient_edge"
        if order["unknown"]:
            return "level_unknown"
        if order["sign"] * (close - desk.price(order["bar"], 4)) > 0:
            return "limit_not_passive"
        if spec["sizing"]["kind"] == "half_kelly" and desk.kelly(self.closed) == 0:
            return "no_edge"
        quantity = desk.size(order, close, equity, self.closed)
        return self._money_gates(desk, quantity, close, now, equity, {*waiting, *staying})

    def _money_gates(
        self, desk: Desk, quantity: Fraction, close: Fraction, now: int, equity: Fraction, others: set[Desk]
    ) -> Fraction | str:
        limits = self.case.limits
        if equity <= 0:
            return "limit_position"
        if self.half > 0:
            quantity = desk.floor(quantity / 2)
        committed = sum((one.committed() for one in others), Fraction(0))
        for gate, taken in (("position", Fraction(0)), ("exposure", committed)):
            share = limits[f"{gate}_fraction"]
            if share is not None:
                allowed = desk.floor(max(share * equity - taken, Fraction(0)) / close)
                if quantity > allowed and allowed <= 0:
                    return f"limit_{gate}"
                quantity = min(quantity, allowed)
        return self._loss_gates(desk, quantity, close, now, equity)

    def _loss_gates(
        self, desk: Desk, quantity: Fraction, close: Fraction, now: int, equity: Fraction
    ) -> Fraction | str:
        limits = self.case.limits
        loss = (self.day_open - equity) / self.day_open if self.day_open > 0 else Fraction(0)
        if limits["daily_loss_fraction"] is not None and loss > limits["daily_loss_fraction"]:
            return "limit_daily_loss"
        if limits["half_size_loss_fraction"] is not None and loss >= limits["half_size_loss_fraction"]:
            quantity = desk.floor(quantity / 2)
        fall = (self.peak - equity) / self.peak
        if limits["drawdown_fraction"] is not None and fall > limits["drawdown_fraction"]:
            return "limit_drawdown"
        cooling = limits["cooldown_ms"]
        if self.last_exit is not None and cooling > 0 and now - self.last_exit < cooling:
            return "cooldown"
        return "min_notional" if quantity <= 0 or quantity * close < desk.case.min_notional else quantity
