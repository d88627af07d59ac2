"""One symbol on two venues: how far their prices lie apart, and what would be left of it after every cost.

To be looked at, never traded by: between a purchase here and a sale there the coin is on its way. What a
venue asks for a withdrawal, and a network for the transfer, changes by the day and by the coin; where it is
not told, there is no net figure and no opportunity, whatever the spread.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from omc.kernel.instants import Ms
from omc.kernel.money import ONE
from omc.market.model import Bar, Series
from omc.trading.schedule import COST_SETS, CostSchedule

# The least that must be left, of what was put in.
LEAST_NET = Decimal("0.005")
_BPS = Decimal("0.0001")
_PLACES = Decimal("0.00000001")
# Older closes than this many bars are no prices of now.
_FRESH_BARS = 2
_BY_VENUE: Mapping[str, CostSchedule] = {"coinspot": COST_SETS["coinspot_market"]}


@dataclass(frozen=True)
class Transfer:
    """What it costs to move the coin, both in quote currency; None: not known. notional: what is put in."""

    notional: Decimal = Decimal(1000)
    withdrawal: Decimal | None = None
    network: Decimal | None = None

    @property
    def unknown(self) -> tuple[str, ...]:
        fees = {"withdrawal fee": self.withdrawal, "network fee": self.network}
        return tuple(name for name, fee in fees.items() if fee is None)


@dataclass(frozen=True)
class VenueSpread:
    """buy, sell: the cheaper and the dearer series at the last close both have, which was at `at`.

    points: (close time, dearer / cheaper - 1 at that close), ascending; negative where it was the other way.
    traded: what is left after both takers' fees, half spreads and slippage; net: after the transfer too, None
    where a fee of it is unknown. All fractions of what is put in. stale: `at` is too long ago to act on.
    """

    buy: Series
    sell: Series
    at: Ms
    buy_price: Decimal
    sell_price: Decimal
    points: tuple[tuple[Ms, Decimal], ...]
    traded: Decimal
    net: Decimal | None
    unknown: tuple[str, ...]
    stale: bool

    @property
    def spread(self) -> Decimal:
        return self.points[-1][1]

    @property
    def mean(self) -> Decimal:
        return (sum((one for _, one in self.points), Decimal(0)) / len(self.points)).quantize(_PLACES)

    @property
    def is_opportunity(self) -> bool:
        return not self.stale and self.net is not None and self.net >= LEAST_NET


def costs_of(venue: str) -> CostSchedule:
    """The venue's schedule; that of a retail venue where nothing better is known."""
    return _BY_VENUE.get(venue, COST_SETS["default"])


def pairs(series: Sequence[Series]) -> list[tuple[Series, Series]]:
    """Each two venues of a symbol once, in the finest timeframe that both have."""
    by_symbol: dict[str, dict[str, set[Series]]] = {}
    for one in series:
        by_symbol.setdefault(one.symbol, {}).setdefault(one.venue, set()).add(one)
    found = []
    for _, venues in sorted(by_symbol.items()):
        for first, second in combinations(sorted(venues), 2):
            common = {one.timeframe for one in venues[first]} & {one.timeframe for one in venues[second]}
            if common:
                finest = min(common, key=lambda one: one.ms)
                chosen = [
                    one for venue in (first, second) for one in venues[venue] if one.timeframe is finest
                ]
                found.append((chosen[0], chosen[1]))
    return found


def spread_of(
    first: tuple[Series, Sequence[Bar]], second: tuple[Series, Sequence[Bar]], transfer: Transfer, now: Ms
) -> VenueSpread | None:
    """None where the two have no bar in common."""
    closes = [{bar.ts: bar.close for bar in bars} for _, bars in (first, second)]
    common = sorted(closes[0].keys() & closes[1].keys())
    if not common:
        return None
    last = common[-1]
    cheap, dear = (0, 1) if closes[0][last] <= closes[1][last] else (1, 0)
    timeframe = first[0].timeframe
    buy, sell = (first[0], second[0])[cheap], (first[0], second[0])[dear]
    traded = _traded(closes[cheap][last], closes[dear][last], costs_of(buy.venue), costs_of(sell.venue))
    at = timeframe.close_of(last)
    return VenueSpread(
        buy=buy,
        sell=sell,
        at=at,
        buy_price=closes[cheap][last],
        sell_price=closes[dear][last],
        points=tuple(
            (timeframe.close_of(ts), (closes[dear][ts] / closes[cheap][ts] - 1).quantize(_PLACES))
            for ts in common
        ),
        traded=traded,
        net=_net(traded, transfer),
        unknown=transfer.unknown,
        stale=now - at > _FRESH_BARS * timeframe.ms,
    )


def _traded(buy: Decimal, sell: Decimal, here: CostSchedule, there: CostSchedule) -> Decimal:
    paid = buy * (ONE + _beyond(here)) * (ONE + here.taker_bps * _BPS)
    received = sell * (ONE - _beyond(there)) * (ONE - there.taker_bps * _BPS)
    return (received / paid - 1).quantize(_PLACES)


def _beyond(costs: CostSchedule) -> Decimal:
    """How far from the close one trades."""
    return (costs.half_spread_bps + costs.slippage_bps) * _BPS


def _net(traded: Decimal, transfer: Transfer) -> Decimal | None:
    if transfer.withdrawal is None or transfer.network is None:
        return None
    return (traded - (transfer.withdrawal + transfer.network) / transfer.notional).quantize(_PLACES)
