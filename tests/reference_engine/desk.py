"""One market of a reference run: its rules, its levels, its position, what it is about to do."""

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.reference_engine.case import Case
from tests.reference_engine.language import Language, Market
from tests.reference_engine.sessions import hours

SIDES = {1: "long", -1: "short"}


@dataclass
class Open:
    """targets: (price, units), nearest first. bar: the first bar lived through. inside_at: the last bar in
    whose course an entry filled. rest: what still waits of the entry, at the same price."""

    number: int
    sign: int
    bar: int
    decided_ts: int
    entry_ts: int
    whole: Fraction
    quantity: Fraction
    price: Fraction
    reference: Fraction
    spread: Fraction
    fee: Fraction
    fee_left: Fraction
    stop: Fraction | None
    initial_stop: Fraction | None
    trail: Fraction | None
    targets: list[tuple[Fraction, Fraction]]
    all_targets: list[Fraction]
    net: Fraction = Fraction(0)
    inside: bool = False
    inside_at: int = -1
    rest: dict[str, Any] | None = None


@dataclass(eq=False)
class Desk:
    case: Case
    position: Open | None = None
    pending_exit: str | None = None
    pending_entry: dict[str, Any] | None = None
    entries: dict[tuple[int, int], int] = field(default_factory=dict)
    seen: int = -1

    def __post_init__(self) -> None:
        case, rows = self.case, self.case.bars
        opened, high, low, close = ([row[at] for row in rows] for at in range(1, 5))
        market = Market(opened, high, low, close, case.ticks_per_unit)
        self.language = Language(market, case.spec["features"], case.spec["params"])
        self.at = {row[0]: bar for bar, row in enumerate(rows)}
        self.hours = hours([row[0] + case.timeframe_ms for row in rows], case.spec.get("session"))
        needed = self._warmup()
        self.first = max(max(needed, case.minimum_warmup, 1) - 1, case.trade_from)
        self.ready = needed - 1

    def rank(self, bar: int | None = None) -> tuple[int, str]:
        """Stronger entries first, then by symbol; of the order that waits, or of one at `bar`."""
        if bar is None:
            order = self.pending_entry or self.resting()
            assert order is not None
            bar = order["bar"]
        strength = self.case.strength[bar] if self.case.strength is not None else 0
        return -strength, self.case.symbol

    def price(self, bar: int, column: int) -> Fraction:
        return self.case.bars[bar][column] * self.case.tick

    def volume(self, bar: int) -> int:
        row = self.case.bars[bar]
        return row[5] if len(row) > 5 else 1

    def floor(self, quantity: Fraction) -> Fraction:
        return math.floor(quantity / self.case.step) * self.case.step

    def resting(self) -> dict[str, Any] | None:
        """What still waits of the entry of an open position."""
        return self.position.rest if self.position is not None else None

    def committed(self) -> Fraction:
        """What an open position or a waiting order takes of the exposure allowed."""
        if self.pending_entry is not None:
            wanted: Fraction = self.pending_entry["quantity"]
            return wanted * self.asked(self.pending_entry)
        if self.position is None:
            return Fraction(0)
        rest = self.position.rest
        more: Fraction = rest["quantity"] * rest["limit"] if rest is not None else Fraction(0)
        return self.position.quantity * self.price(self.seen, 4) + more

    def asked(self, order: dict[str, Any]) -> Fraction:
        """The price that an order is sized at."""
        limit: Fraction | None = order.get("limit")
        return self.price(order["bar"], 4) if limit is None else limit

    # --- rules --------------------------------------------------------------------------------------

    def rule(self, name: str, bar: int) -> bool:
        text = self.case.spec["rules"][name]
        return bar >= self.ready and text is not None and self.language.value(text, bar) is True

    def wish(self, bar: int) -> int:
        if not self.hours[bar].enter:
            return 0
        long = self.rule("enter_long", bar) and not self.rule("exit_long", bar)
        short = self.rule("enter_short", bar) and not self.rule("exit_short", bar)
        return int(long) - int(short)

    def _targets(self) -> list[dict[str, Any]]:
        spec = self.case.spec
        return spec["targets"] if "targets" in spec else [spec["target"]] if spec["target"] else []

    def _traded_sides(self) -> list[int]:
        return [sign for sign, side in SIDES.items() if self.case.spec["rules"][f"enter_{side}"]]

    def _level_texts(self, sign: int) -> dict[str, str]:
        """Levels and distances that an entry of this side reads at its signal's bar, as expressions."""
        spec, texts = self.case.spec, {}
        legs = {"stop": spec["stop"], "limit": spec.get("limit_entry")} | {
            f"target{at}": leg for at, leg in enumerate(self._targets())
        }
        for name, leg in legs.items():
            if leg and leg["kind"] == "atr":
                texts[f"{name}_distance"] = f"{float(leg['value'])} * atr({leg['period']})"
            if leg and leg["kind"] == "price":
                short = sign < 0 and leg.get("price_short")
                texts[f"{name}_level"] = leg["price_short"] if short else leg["price"]
            if leg and leg["kind"] == "structure":
                extreme, way = ("lowest(low", "-") if sign > 0 else ("highest(high", "+")
                texts[f"{name}_level"] = f"{extreme}, {leg['period']})"
                if leg["value"]:
                    texts[f"{name}_level"] += f" {way} {float(leg['value'])} * atr(14)"
        sizing = spec["sizing"]
        if sizing["kind"] == "atr":
            texts["sizing_distance"] = f"{float(sizing['value'])} * atr({sizing['period']})"
        return texts

    def _warmup(self) -> int:
        spec = self.case.spec
        texts = [*spec["features"].values(), *(text for text in spec["rules"].values() if text)]
        texts += [text for sign in self._traded_sides() for text in self._level_texts(sign).values()]
        return max(self.language.bars_needed(text) for text in texts)

    # --- levels -------------------------------------------------------------------------------------

    def levels(self, bar: int, sign: int) -> dict[str, Any]:
        found: dict[str, Any] = {"unknown": False}
        for name, text in self._level_texts(sign).items():
            value = self.language.value(text, bar)
            if value is None:
                found["unknown"] = True
            else:
                # At a millionth of a tick, half to even.
                grain = self.case.tick / 1_000_000
                found[name] = round(Fraction(value) / grain) * grain
        return found | self._limit(bar, sign, found)

    def _limit(self, bar: int, sign: int, found: dict[str, Any]) -> dict[str, Any]:
        """The price an entry waits at, and the opening of the last bar it waits in."""
        limit = self.case.spec.get("limit_entry")
        if limit is None or found["unknown"]:
            return {}
        close = self.price(bar, 4)
        if limit["kind"] == "price":
            stated = found["limit_level"]
        else:
            fraction = limit["kind"] == "fraction"
            stated = close - sign * (close * limit["fraction"] if fraction else found["limit_distance"])
        until = self.case.bars[bar][0] + limit["valid_bars"] * self.case.timeframe_ms
        return {"limit": max(self._up(stated, sign), self.case.tick), "until": until}

    def wants(self, bar: int, order: dict[str, Any]) -> bool:
        """Whether an entry that waits at its limit is still wanted after the close of `bar`."""
        sign, hour = order["sign"], self.hours[bar]
        left = self.rule("exit_long" if sign > 0 else "exit_short", bar)
        return hour.enter and not hour.leave and not left and self.wish(bar) != -sign

    def passes(self, bar: int, order: dict[str, Any]) -> tuple[Fraction, bool, Fraction] | None:
        """(price, in the course of the bar, units it gives) where `bar` goes beyond the limit by a tick."""
        sign, limit = order["sign"], order["limit"]
        if sign * (limit - self.price(bar, 3 if sign > 0 else 2)) < self.case.tick:
            return None
        early = sign * (limit - self.price(bar, 1)) > 0
        share = self.case.more.get("volume_fraction") or Fraction(1, 10)
        return self.price(bar, 1) if early else limit, not early, self.floor(share * self.volume(bar))

    def stop_from(self, price: Fraction, sign: int, order: dict[str, Any]) -> Fraction | None:
        stop = self.case.spec["stop"]
        if stop is None:
            return None
        if "stop_level" in order:
            return self._up(order["stop_level"], sign)
        distance = price * stop["fraction"] if stop["kind"] == "fraction" else order["stop_distance"]
        return max(self._up(price - sign * distance, sign), self.case.tick)

    def fixed_targets(self, sign: int, order: dict[str, Any]) -> list[Fraction]:
        """Targets that do not depend on the fill."""
        names = (f"target{at}_level" for at in range(len(self._targets())))
        return [self._up(order[name], sign) for name in names if name in order]

    def targets_from(
        self, price: Fraction, quantity: Fraction, sign: int, order: dict[str, Any], risk: Fraction | None
    ) -> list[tuple[Fraction, Fraction]]:
        placed = []
        for at, leg in enumerate(self._targets()):
            if f"target{at}_level" in order:
                level = self._up(order[f"target{at}_level"], sign)
            else:
                fractions = {"fraction": price * leg["value"], "r": leg["value"] * (risk or 0)}
                distance = (
                    fractions[leg["kind"]] if leg["kind"] in fractions else order[f"target{at}_distance"]
                )
                # Harder to reach: away from the entry.
                level = max(self._up(price + sign * distance, sign), self.case.tick)
            placed.append((level, leg.get("share", Fraction(1))))
        placed.sort(key=lambda one: sign * one[0])
        whole, left, parts = sum(share for _, share in placed) == 1, quantity, []
        for at, (level, share) in enumerate(placed):
            part = left if whole and at == len(placed) - 1 else self.floor(quantity * share)
            left -= part
            parts.append((level, part))
        return [one for one in parts if one[1] > 0]

    def trail_at(self, bar: int) -> None:
        held = self.position
        if held is not None and bar >= held.bar and held.trail is not None and held.stop is not None:
            moved = self._up(self.price(bar, 4) - held.sign * held.trail, held.sign)
            held.stop = max(held.stop, moved) if held.sign > 0 else min(held.stop, moved)

    def _up(self, price: Fraction, sign: int) -> Fraction:
        """Up for a long, down for a short, to the tick."""
        ticks = price / self.case.tick
        return (math.ceil(ticks) if sign > 0 else math.floor(ticks)) * self.case.tick

    # --- sizing -------------------------------------------------------------------------------------

    def kelly(self, closed: list[Fraction]) -> Fraction | None:
        """Half of W - (1 - W) / R, in millionths, rounded down; None before 20 round trips."""
        if len(closed) < 20:
            return None
        wins, losses = [net for net in closed if net > 0], [-net for net in closed if net <= 0]
        if not wins:
            return Fraction(0)
        chance = Fraction(len(wins), len(closed))
        won = sum(wins, Fraction(0)) / len(wins)
        lost = sum(losses, Fraction(0)) / len(losses) if losses else Fraction(0)
        half = (chance - (1 - chance) * lost / won) / 2
        return Fraction(math.floor(max(half, Fraction(0)) * 10**6), 10**6)

    def size(
        self, order: dict[str, Any], close: Fraction, equity: Fraction, closed: list[Fraction]
    ) -> Fraction:
        sizing, stop = self.case.spec["sizing"], self.case.spec["stop"]
        share = sizing["fraction"]
        if equity <= 0:
            return Fraction(0)
        if sizing["kind"] == "half_kelly":
            kelly = self.kelly(closed)
            share = share if kelly is None else min(share, kelly)
        if sizing["kind"] in ("fraction", "half_kelly"):
            return self.floor(equity * share / close)
        if sizing["kind"] == "atr":
            distance = order["sizing_distance"]
        elif "stop_level" in order:
            distance = order["sign"] * (close - order["stop_level"])
        else:
            distance = close * stop["fraction"] if stop["kind"] == "fraction" else order["stop_distance"]
        return self.floor(equity * share / distance) if distance > 0 else Fraction(0)
