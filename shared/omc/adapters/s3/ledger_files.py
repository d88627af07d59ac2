"""A book of ledger series as one object: columns by number, and the names they belong to."""

import io

import numpy as np

from omc.ledgers.series import LedgerBook, LedgerSeries

_COLUMNS = ("event_time", "known_at", "value")


def packed_book(book: LedgerBook) -> bytes:
    """Inverse of `book_of`: exact, equal books give equal bytes."""
    names = sorted(book)
    columns = {
        f"{at}.{column}": getattr(book[name], column) for at, name in enumerate(names) for column in _COLUMNS
    }
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, names=np.array(names, dtype=np.str_), **columns)
    return buffer.getvalue()


def book_of(body: bytes) -> LedgerBook:
    """Every series of the object, by feature and asset."""
    with np.load(io.BytesIO(body), allow_pickle=False) as stored:
        return {
            (str(feature), str(asset)): LedgerSeries(*(stored[f"{at}.{column}"] for column in _COLUMNS))
            for at, (feature, asset) in enumerate(stored["names"])
        }
