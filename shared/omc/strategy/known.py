"""A ledger's feature beside bars, from the book of series at hand."""

from typing import cast

from omc.kernel.errors import FieldError, InvalidInput
from omc.ledgers.features.joining import beside
from omc.ledgers.joins import How
from omc.ledgers.series import LedgerBook
from omc.market.model import FloatArray, IntArray
from omc.strategy import tree
from omc.strategy.ledgers import window_ms
from omc.strategy.wording import text_of


def known_at_close(node: tree.Ledger, book: LedgerBook, closes: IntArray) -> FloatArray:
    """float64[n]: what was known at each close; InvalidInput when the book has no such series."""
    series = book.get((node.feature, node.asset))
    if series is None:
        there = ", ".join(f"{feature} of {asset}" for feature, asset in sorted(book)) or "none"
        message = f"there are no records of {node.feature} of {node.asset}; there are those of: {there}"
        fault = FieldError(f"ledgers.{node.feature}.{node.asset}", message, text_of(node))
        raise InvalidInput(message, fields=(fault,), code="no_ledger_series")
    window = None if node.window is None else window_ms(node.window)
    return beside(node.feature, series, closes, window, cast(How, node.how))
