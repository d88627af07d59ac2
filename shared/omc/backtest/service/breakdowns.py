"""Trades and net P&L by a word said of each trade (OMC-BT-061), as JSON values."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from omc.backtest.metrics.calendar import hour, session, weekday
from omc.kernel.money import ZERO
from omc.trading.model import Trade
from omc.trading.roundtrips import round_trips

UNKNOWN = "unknown"


def breakdowns(exits: Sequence[Trade], family: str) -> dict[str, Any]:
    """By what is known of each round trip at its entry; by exit reason every exit counts, also of a part."""
    trips = round_trips(exits)
    return {
        "symbol": breakdown(trips, lambda trade: trade.symbol),
        "family": breakdown(trips, lambda _: family),
        "side": breakdown(trips, lambda trade: trade.direction.value),
        "regime": by_regime(trips),
        "weekday": breakdown(trips, lambda trade: weekday(trade.entry_ts)),
        "hour": breakdown(trips, lambda trade: hour(trade.entry_ts)),
        "session": breakdown(trips, lambda trade: session(trade.entry_ts)),
        "exit_reason": breakdown(exits, lambda trade: trade.exit_reason.value),
    }


def by_regime(trips: Iterable[Trade]) -> dict[str, Any]:
    return breakdown(trips, lambda trade: trade.regime or UNKNOWN)


def breakdown(trades: Iterable[Trade], by: Callable[[Trade], str]) -> dict[str, Any]:
    """{word: {trades, net_pnl, win_rate}}, words sorted."""
    net: defaultdict[str, list[Decimal]] = defaultdict(list)
    for trade in trades:
        net[by(trade)].append(trade.net_pnl)
    return {word: _row(net[word]) for word in sorted(net)}


def _row(net: Sequence[Decimal]) -> dict[str, Any]:
    wins = sum(result > 0 for result in net)
    total = sum(net, ZERO)
    return {"trades": len(net), "net_pnl": f"{total.normalize():f}", "win_rate": f"{wins / len(net):.6f}"}
