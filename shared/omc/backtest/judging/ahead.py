"""Looking for decisions that know the future in every market of a run, and in what ranks them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from omc.backtest.judging.look_ahead import AsOf, LookAhead, cuts_for, look_ahead
from omc.backtest.portfolio import Market
from omc.backtest.result import CostReport
from omc.backtest.watching import Reached, Watch, part_of, unwatched
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays
from omc.strategy.compile import CompiledStrategy
from omc.trading.model import Trade


@dataclass(frozen=True)
class _Ranked:
    """Decides as its strategy does, and how strongly: between markets that is a decision too."""

    strategy: CompiledStrategy

    def evaluate(
        self, bars: BarArrays, tick: Decimal, columns: Any = None, ledgers: LedgerBook = NO_LEDGERS
    ) -> "_Decisions":
        signals = self.strategy.evaluate(bars, tick, columns, ledgers)
        return _Decisions(vars(signals), self.strategy.score(bars, tick, None, ledgers))


class _Decisions:
    def __init__(self, signals: dict[str, Any], score: Any) -> None:
        vars(self).update(signals, score=score)


def look_ahead_of(
    markets: Sequence[Market], *, as_of: AsOf | None, seed: int, watch: Watch, traded: Sequence[Trade]
) -> LookAhead:
    """Every market cut at places of its own; `changed` counts bars of all. traded: what to tell `watch`."""
    several, costs = len(markets) > 1, CostReport.of(traded).costs
    bars, found = sum(len(market.bars) for market in markets), list[LookAhead]()

    def told(reached: Reached) -> None:
        watch(replace(reached, trades=len(traded), costs=costs))

    for at, market in enumerate(markets):
        ahead = look_ahead(
            _Ranked(market.strategy) if several else market.strategy,
            market.bars,
            market.instrument.tick,
            market.strategy.spec.timeframe.ms,
            ledgers=market.ledgers,
            as_of=as_of,
            seed=seed,
            cuts=cuts_for(bars),
            watch=unwatched
            if watch is unwatched
            else part_of(told, at / len(markets), (at + 1) / len(markets)),
        )
        found.append(_named(ahead, market.instrument.symbol) if several else ahead)
    return _joined(found)


def _named(ahead: LookAhead, symbol: str) -> LookAhead:
    return ahead if ahead.first is None else replace(ahead, first=replace(ahead.first, symbol=symbol))


def _joined(found: Sequence[LookAhead]) -> LookAhead:
    firsts = [one.first for one in found if one.first is not None]
    return LookAhead(
        changed=sum(one.changed for one in found),
        cuts=tuple(cut for one in found for cut in one.cuts),
        decisions=sum(one.decisions for one in found),
        first=min(firsts, key=lambda first: first.ts, default=None),
    )
