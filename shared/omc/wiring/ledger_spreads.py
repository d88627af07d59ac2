"""Reads the last day of symbols that two venues have."""

from collections.abc import Sequence
from decimal import Decimal

from omc.contracts.http.ledger_spreads import SpreadsOut
from omc.kernel.errors import FieldError, InvalidInput
from omc.kernel.instants import DAY_MS, Ms
from omc.market.records import Bar, Series
from omc.market.simulated import SIMULATED_VENUE
from omc.trading.venue_spreads import Transfer, VenueSpread, pairs, spread_of
from omc.wiring import ledger_views
from omc.wiring.market import market

_MOST_PAIRS = 20
_MOST_BARS = 288


def spread_view(notional: Decimal, withdrawal: Decimal | None, network: Decimal | None) -> SpreadsOut:
    """InvalidInput for a notional of nothing or a fee below it."""
    wrong = {"withdrawal_fee": withdrawal, "network_fee": network}
    fields = [
        FieldError(f"query.{name}", "expected 0 or more", str(fee))
        for name, fee in wrong.items()
        if fee is not None and fee < 0
    ]
    if notional <= 0:
        fields.append(FieldError("query.notional", "expected more than 0", str(notional)))
    if fields:
        raise InvalidInput("expected fees of 0 or more and a notional above 0", fields=fields)
    at = ledger_views.now()
    transfer = Transfer(notional, withdrawal, network)
    # What was made up lies apart from what was not by nothing one could earn.
    real = [one for one in market().store.series() if one.venue != SIMULATED_VENUE]
    found = (_spread(first, second, transfer, at) for first, second in pairs(real)[:_MOST_PAIRS])
    return SpreadsOut.of([one for one in found if one is not None], transfer, at)


def _spread(first: Series, second: Series, transfer: Transfer, at: Ms) -> VenueSpread | None:
    return spread_of((first, _day(first, at)), (second, _day(second, at)), transfer, at)


def _day(series: Series, at: Ms) -> Sequence[Bar]:
    """The bars of the last day, or as many of them as are drawn; all of them are in the table."""
    start = at - min(max(DAY_MS, 2 * series.timeframe.ms), _MOST_BARS * series.timeframe.ms)
    return market().store.range(series, start - start % series.timeframe.ms, at)
