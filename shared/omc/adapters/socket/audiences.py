"""Which channels there are, who may listen, and whose ears a push is for."""

import re
from collections.abc import Callable
from typing import TypeAlias

from omc.adapters.dynamodb.push import EVERYONE, Push
from omc.adapters.dynamodb.sockets import Listener
from omc.kernel.errors import InvalidInput, NotFound
from omc.market.records import Series

FLOOR = "floor"
# Not the domain's own parser: that one comes with arrays, which a socket function does not carry.
_SERIES = re.compile(r"[a-z0-9_]{1,32}:[A-Z0-9]{1,16}/[A-Z0-9]{1,16}:(?P<timeframe>[0-9]+[a-z])")
_TIMEFRAMES = frozenset(timeframe.value for timeframe in Timeframe)
# True when the owner (first) has a backtest run of that id (second).
OwnsRun: TypeAlias = Callable[[str, str], bool]


def audience_of(push: Push) -> str:
    """The subscribers of this push.

    >>> audience_of(Push("p", "ada", "floor", "signal", {}, 0))
    'ada#floor'
    """
    return f"{push.owner_id}#{push.channel}"


def audience_for(listener: Listener, channel: str, owns_run: OwnsRun) -> str:
    """The audience the listener joins on this channel.

    InvalidInput for a channel that does not exist, NotFound for one that is somebody else's.
    """
    kind, _, name = channel.partition(":")
    if channel == FLOOR:
        return f"{listener.owner_id}#{FLOOR}"
    if kind == "candles" and name:
        return f"{EVERYONE}#candles:{_series_key(name)}"
    if kind == "backtest" and name:
        if not owns_run(listener.owner_id, name):
            raise NotFound(f"no such backtest run: {name}")
        return f"{listener.owner_id}#{channel}"
    raise InvalidInput(
        f"expected the channel floor, candles:<series> or backtest:<run id>, got {channel[:80]!r}"
    )


def _series_key(key: str) -> str:
    """`key` if it has the form of a series; whether anything is collected for it is not asked."""
    match = _SERIES.fullmatch(key)
    if match is None or match["timeframe"] not in _TIMEFRAMES:
        raise InvalidInput(
            f"expected venue:BASE/QUOTE:timeframe such as sample:BTC/USDT:1h, got {key[:80]!r}"
        )
    return key
