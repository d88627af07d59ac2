"""The paper venue: orders fill at the next quote observed, never at the one they were decided on.

A buy takes the ask, a sell the bid; where a quote has no book, the mid with half spread and slippage
(OMC-FLR-026). The rest is the simulated venue's: one meaning of brackets, cash and order of events.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from omc.floor.venues.model import VenueAccount
from omc.floor.venues.simulated import Observed, Price, observe
from omc.floor.venues.turns import Turn
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.market.records import Bar
from omc.trading.costs import CostSchedule
from omc.trading.model import Side


@dataclass(frozen=True)
class Quote:
    """Prices observed at `ts`, in quote currency; there is no default price: a mid or a book is required."""

    ts: Ms
    bid: Decimal | None = None
    ask: Decimal | None = None
    last: Decimal | None = None

    @property
    def mid(self) -> Decimal:
        if self.bid is not None and self.ask is not None:
            return (self.bid + self.ask) / 2
        if self.last is None:
            raise InvalidInput(f"expected a quote with a book or a last price, got neither at {self.ts}")
        return self.last


def observe_quote(account: VenueAccount, quote: Quote) -> Turn:
    """The account after `quote`."""
    costs, mid = account.terms.costs, quote.mid
    prices = {Side.BUY: _price(quote.ask, mid, costs), Side.SELL: _price(quote.bid, mid, costs)}
    return observe(account, Observed(prices, Bar(quote.ts, mid, mid, mid, mid, ZERO)))


def _price(book: Decimal | None, mid: Decimal, costs: CostSchedule) -> Price:
    if book is None:
        return Price(mid, costs)
    return Price(book, replace(costs, half_spread_bps=ZERO, slippage_bps=ZERO))
