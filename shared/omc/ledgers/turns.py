"""Who goes first when capacity is short: catalysts, then people, then chains. Live prices never wait.

A start may be put off by some minutes, so that what matters less does not stand in the way of what matters
more when many are due at the full hour.
"""

from collections.abc import Mapping

from omc.ledgers.taxonomy import Ledger

_LEEWAY_MIN: Mapping[Ledger, int] = {
    Ledger.EXCHANGE: 0,
    Ledger.CATALYST: 0,
    Ledger.HUMAN: 1,
    Ledger.GLASS: 3,
}


def leeway_min(ledger: Ledger) -> int:
    """Minutes by which a start of this ledger's collectors may be late; less than the shortest schedule of
    five minutes that any of them has."""
    return _LEEWAY_MIN[ledger]
