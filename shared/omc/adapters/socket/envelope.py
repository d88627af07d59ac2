"""The one shape of everything sent to a client: {type, channel, data, timestamp, seq}.

API Gateway's frames end at 32 KB: a longer message goes out as a link to where its content can be read.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from omc.adapters.dynamodb.push import ALERTS
from omc.kernel.instants import Ms, to_iso
from omc.ledgers.taxonomy import Ledger

MAX_BYTES = 32 * 1024
# Where what was just told of a ledger can be read.
_LEDGERS = {Ledger.EXCHANGE: "exchange/prices"}


def envelope(
    message_type: str, channel: str | None, data: Mapping[str, Any], timestamp: Ms, seq: int | None = None
) -> bytes:
    """The message as sent; with a link for its data when it is too long."""
    message = {
        "type": message_type,
        "channel": channel,
        "data": data,
        "timestamp": to_iso(timestamp),
        "seq": seq,
    }
    wire = _wire(message)
    if len(wire) <= MAX_BYTES or channel is None:
        return wire
    return _wire({**message, "data": {"link": link_of(channel, seq)}})


def link_of(channel: str, seq: int | None) -> str:
    """The HTTP path that has the content of a message.

    >>> link_of("floor", 7)
    '/v1/floor/sync?since=6'
    >>> link_of("ledger:exchange", None)
    '/v1/ledgers/exchange/prices'
    """
    kind, _, name = channel.partition(":")
    if kind == "candles":
        return f"/v1/ledgers/exchange/candles?series={quote(name, safe='')}"
    if kind == "ledger":
        ledger = Ledger(name)
        return f"/v1/ledgers/{_LEDGERS.get(ledger, ledger.value)}"
    if channel == ALERTS:
        return "/v1/notifications"
    if kind == "backtest":
        return f"/v1/backtests/{quote(name, safe='')}"
    if kind == "search":
        # Walk-forwards have ids of their own.
        place = "walkforward" if name.startswith("wf-") else "optimisations"
        return f"/v1/{place}/{quote(name, safe='')}"
    return f"/v1/floor/sync?since={(seq or 1) - 1}"


def _wire(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode()
