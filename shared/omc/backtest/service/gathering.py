"""From a request to everything the judge is shown: bars, records, the run, and the same on other bars."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from omc.backtest.judging.evidence import Evidence, gather_markets
from omc.backtest.judging.timeframes import OnTimeframe, alignment, on_timeframe
from omc.backtest.portfolio import Market
from omc.backtest.service.evidence import evidence_document
from omc.backtest.service.histories import Histories
from omc.backtest.service.markets import timeframes_document
from omc.backtest.service.runs import RunRequest
from omc.backtest.watching import Watch, part_of
from omc.ledgers.ports import LedgerHistory, book_for
from omc.market.model import BarArrays, Series
from omc.market.ports import Instruments
from omc.market.timeframes import Timeframe
from omc.strategy.compile import compile_spec
from omc.strategy.ledgers import LONGEST


@dataclass(frozen=True)
class Gathered:
    """timeframes: JSON values, None where no others were asked for."""

    request: RunRequest
    evidence: Evidence
    timeframes: Mapping[str, Any] | None

    def document(self) -> dict[str, Any]:
        """JSON values of everything but the tables."""
        return {**evidence_document(self.evidence, self.request.spec), "timeframes": self.timeframes}


@dataclass(frozen=True)
class Gathering:
    """InvalidInput names what is lacking: bars of a series, records of a ledger."""

    histories: Histories
    instruments: Instruments
    ledgers: LedgerHistory

    def bars(self, request: RunRequest) -> list[BarArrays]:
        """Stored bars of every symbol, in the order asked for."""
        return [self.histories.stored(series, request.start, request.end) for series in request.markets]

    def gather(self, request: RunRequest, watch: Watch) -> Gathered:
        """Everything there is to say of a run; `watch` is told how far it is."""
        markets = [
            self._market(request, series, bars)
            for series, bars in zip(request.markets, self.bars(request), strict=True)
        ]
        share = 1.0 if not request.timeframes else 0.7
        evidence = gather_markets(markets, request.settings, watch=part_of(watch, 0.0, share))
        return Gathered(request, evidence, self._timeframes(request, markets, evidence))

    def _market(self, request: RunRequest, series: Series, bars: BarArrays) -> Market:
        strategy = compile_spec(request.spec_on(series))
        last = series.timeframe.close_of(int(bars.ts[-1]))
        wanted = strategy.ledger_features
        return Market(
            strategy,
            bars,
            self.instruments.get(series.venue, series.symbol),
            ledgers=book_for(self.ledgers, wanted, int(bars.ts[0]), last, LONGEST),
        )

    def _timeframes(
        self, request: RunRequest, markets: list[Market], evidence: Evidence
    ) -> Mapping[str, Any] | None:
        if not request.timeframes:
            return None
        held_out_from = int(evidence.whole.ts[evidence.split])
        others = [self._beside(request, timeframe, held_out_from) for timeframe in request.timeframes]
        found = alignment(evidence.whole, markets, others)
        return timeframes_document(request.series.timeframe, evidence, others, found)

    def _beside(self, request: RunRequest, timeframe: Timeframe, held_out_from: int) -> OnTimeframe:
        markets, made_of = list[Market](), None
        for series in request.markets:
            wanted = replace(series, timeframe=timeframe)
            bars, source = self.histories.any(wanted, request.start, request.end)
            made_of = made_of or source
            markets.append(self._market(request, wanted, bars))
        return on_timeframe(markets, request.settings, held_out_from, made_of)
