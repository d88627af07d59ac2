"""What fills cost, in exact fractions."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.reference_engine.case import Case

YEAR = 365 * 86_400_000
_GRAIN = 10**8


@dataclass
class Costs:
    case: Case
    more: dict[str, Any]

    def market(self, reference: Fraction, side: int, quantity: Fraction, volume: int) -> Fraction:
        """The price that an order taking liquidity gets."""
        bps, model = self.case.costs_bps, self.more.get("slippage_model", "bps")
        away = Fraction(0) if model == "none" else reference * bps["half_spread"] / 10_000
        if model == "bps":
            away += reference * bps["slippage"] / 10_000
        if model == "amount":
            away += self.more["slippage_amount"]
        if model == "volume_share":
            volumes = min(quantity / volume, Fraction(100)) if volume else Fraction(100)
            root = Fraction(math.isqrt(volumes.numerator * 10**18 // volumes.denominator), 10**9)
            away += reference * self.more["impact"] / 10_000 * root
        ticks = (reference + side * away) / self.case.tick
        return (math.ceil(ticks) if side > 0 else max(math.floor(ticks), 1)) * self.case.tick

    def spread(self, reference: Fraction, price: Fraction) -> Fraction:
        """Of a price's distance from its reference, the half spread's part."""
        if self.more.get("slippage_model", "bps") == "none":
            return Fraction(0)
        return min(reference * self.case.costs_bps["half_spread"] / 10_000, abs(price - reference))

    def round_trip(self) -> Fraction:
        """In and out, in bps, as far as the schedule speaks of bps."""
        bps, model = self.case.costs_bps, self.more.get("slippage_model", "bps")
        side = bps["slippage"] if model == "bps" else Fraction(0)
        side += Fraction(0) if model == "none" else bps["half_spread"]
        side += bps["taker"] if self.more.get("commission_model", "bps") in ("bps", "tiers") else Fraction(0)
        return 2 * side

    def fee(self, price: Fraction, quantity: Fraction, resting: bool, traded: Fraction) -> Fraction:
        model, bps = self.more.get("commission_model", "bps"), self.case.costs_bps
        if model == "per_unit":
            return grains_up(quantity * self.more["unit_fee"])
        if model == "flat":
            return grains_up(self.more["flat_fee"])
        maker, taker = bps["maker"], bps["taker"]
        if model == "tiers":
            for start, tier_maker, tier_taker in sorted(self.more["tiers"]):
                if start <= traded:
                    maker, taker = tier_maker, tier_taker
        return grains_up(price * quantity * (maker if resting else taker) / 10_000)

    def affordable(
        self, cash: Fraction, price: Fraction, traded: Fraction, resting: bool = False
    ) -> Fraction:
        """By search: the most steps whose price and fee cash covers."""
        step = self.case.step
        low, high = 0, max(math.floor(max(cash, Fraction(0)) / price / step), 0)
        while low < high:
            middle = (low + high + 1) // 2
            paid = price * middle * step + self.fee(price, middle * step, resting, traded)
            low, high = (middle, high) if paid <= cash else (low, middle - 1)
        return low * step

    def funding(self, quantity: Fraction, closes: Fraction) -> Fraction:
        rate = self.more.get("financing", Fraction(5, 100))
        return grains_up(quantity * closes * rate * self.case.timeframe_ms / YEAR)


def grains_up(amount: Fraction) -> Fraction:
    """Charged in whole hundred-millionths, a begun one as a whole."""
    return Fraction(math.ceil(amount * _GRAIN), _GRAIN)


def grains_down(amount: Fraction) -> Fraction:
    return Fraction(math.floor(amount * _GRAIN), _GRAIN)
