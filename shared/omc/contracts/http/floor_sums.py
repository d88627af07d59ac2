"""Sums and curves over an owner's accounts, to the wire."""

from collections.abc import Sequence
from decimal import Decimal

from omc.contracts.http import floor as wire
from omc.floor.curve import CurvePoint
from omc.floor.totals import Totals
from omc.kernel.money import ZERO

_FRACTION = Decimal("0.000001")


def sums_out(book: Totals) -> wire.PnlOut:
    standing = book.standing
    return wire.PnlOut(
        mode=book.mode,
        currency=book.currency,
        capital=book.capital,
        equity=book.equity,
        cash=book.cash,
        realised=book.realised,
        unrealised=book.unrealised,
        fees=book.fees,
        today=book.today,
        today_fraction=_rounded(-standing.day_loss_fraction if standing.day_open_equity > 0 else None),
        total=book.equity - book.capital,
        drawdown_fraction=_rounded(standing.drawdown_fraction),
        exposure_fraction=_rounded(book.fraction(book.exposure)),
        largest_position_fraction=_rounded(book.fraction(book.largest_position)),
        trades=book.trades,
        wins=book.wins,
        marked_at=book.marked_at,
    )


def curve_out(mode: str | None, book: Totals | None, points: Sequence[CurvePoint]) -> wire.FloorEquityCurve:
    """book None: nothing was ever deployed in the mode asked for."""
    return wire.FloorEquityCurve(
        mode=book.mode if book else mode,
        currency=book.currency if book else None,
        capital=book.capital if book else ZERO,
        points=[wire.EquityOut(**vars(point)) for point in points],
    )


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_FRACTION)
