"""What each market of a run, and each timeframe beside it, came to, as JSON values."""

from collections.abc import Sequence
from typing import Any

from omc.backtest.judging.evidence import Evidence
from omc.backtest.judging.timeframes import Alignment, OnTimeframe
from omc.backtest.portfolio import Market
from omc.backtest.result import CostReport
from omc.backtest.service.cards import block_document
from omc.market.timeframes import Timeframe
from omc.trading.model import Trade
from omc.trading.roundtrips import round_trips

NOTHING_HELD = "no timeframe ever held a position while all could decide"


def markets_document(evidence: Evidence) -> list[dict[str, Any]]:
    """A row for each symbol, in the order asked for; net P&L sums to that of the run."""
    rows = []
    for market in evidence.markets:
        symbol = market.instrument.symbol
        rows.append(_row(market, [trade for trade in evidence.exits if trade.symbol == symbol]))
    return rows


def _row(market: Market, exits: Sequence[Trade]) -> dict[str, Any]:
    bars, every, trips = market.bars, market.strategy.spec.timeframe.ms, round_trips(exits)
    first, last = int(bars.ts[0]), int(bars.ts[-1])
    costs, wins = CostReport.of(exits), sum(trip.net_pnl > 0 for trip in trips)
    return {
        "symbol": market.instrument.symbol,
        "from": first,
        "to": last + every,
        "bars": len(bars),
        "missing_bars": (last - first) // every + 1 - len(bars),
        "trades": len(trips),
        "win_rate": f"{wins / len(trips):.6f}" if trips else None,
        "net_pnl": f"{costs.net.normalize():f}",
        "costs": f"{costs.costs.normalize():f}",
        "held_return": f"{float(bars.close[-1]) / float(bars.close[0]) - 1.0:.6f}",
    }


def timeframes_document(
    main: Timeframe, evidence: Evidence, others: Sequence[OnTimeframe], found: Alignment
) -> dict[str, Any]:
    """The table, the run's own timeframe first, and the alignment share with what it was counted from."""
    own = {
        "timeframe": main.value,
        "made_of": None,
        "bars": len(evidence.whole.ts),
        "whole": block_document(evidence.whole_block),
        "out_of_sample": block_document(evidence.out_of_sample),
        "agreement": None,
    }
    share = found.share
    return {
        "main": main.value,
        "table": [own, *(_beside(other, found) for other in others)],
        "alignment": {
            "share": None if share is None else f"{share:.6f}",
            "reason": NOTHING_HELD if share is None else None,
            "closes": found.closes,
            "held": found.held,
            "aligned": found.aligned,
        },
    }


def _beside(other: OnTimeframe, found: Alignment) -> dict[str, Any]:
    agreement = found.share_of(other.timeframe)
    return {
        "timeframe": other.timeframe.value,
        "made_of": other.made_of.value if other.made_of else None,
        "bars": len(other.course.ts),
        "whole": block_document(other.whole),
        "out_of_sample": block_document(other.out_of_sample),
        "agreement": None if agreement is None else f"{agreement:.6f}",
    }
