"""Which channels there are, who may listen, and whose ears a push is for."""

from collections.abc import Callable
from typing import TypeAlias

from omc.adapters.dynamodb.push import ALERTS, EVERYONE, Push
from omc.adapters.dynamodb.sockets import Listener
from omc.kernel.errors import InvalidInput, NotFound
from omc.ledgers.taxonomy import Ledger
from omc.market.records import Series

FLOOR = "floor"
# What one owner follows while it runs, and nobody else.
OWNED = ("backtest", "search")
# Every kind of channel: what stands before its colon.
KINDS = (FLOOR, ALERTS, "candles", "ledger", *OWNED)
# True when the owner (first) has a thing of that kind (second, of OWNED) and id (third).
Owns: TypeAlias = Callable[[str, str, str], bool]


def audience_of(push: Push) -> str:
    """The subscribers of this push.

    >>> audience_of(Push("p", "ada", "floor", "signal", {}, 0))
    'ada#floor'
    """
    return f"{push.owner_id}#{push.channel}"


def audience_for(listener: Listener, channel: str, owns: Owns) -> str:
    """The audience the listener joins on this channel.

    InvalidInput for a channel that does not exist, NotFound for one that is somebody else's.
    """
    kind, _, name = channel.partition(":")
    if channel in (FLOOR, ALERTS):
        return f"{listener.owner_id}#{channel}"
    if kind == "candles" and name:
        return f"{EVERYONE}#candles:{_series_key(name)}"
    if kind == "ledger" and name in tuple(Ledger):
        return f"{EVERYONE}#{channel}"
    if kind in OWNED and name:
        if not owns(listener.owner_id, kind, name):
            raise NotFound(f"no such {kind}: {name}")
        return f"{listener.owner_id}#{channel}"
    raise InvalidInput(
        "expected the channel floor, alerts, candles:<series>, ledger:<ledger>, backtest:<run id> or "
        f"search:<search id>, got {channel[:80]!r}"
    )


def _series_key(key: str) -> str:
    try:
        return Series.parse(key).key
    except ValueError as error:
        raise InvalidInput(str(error)) from None
