"""Why each trade was entered, in the words of its strategy, and which regimes took turns meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays
from omc.market.regime import REGIMES
from omc.strategy.compile import CompiledStrategy
from omc.strategy.compose.combine import regime_codes
from omc.strategy.compose.regimes import Switch, switches
from omc.trading.model import Trade


def with_explanations(
    trades: Sequence[Trade],
    strategy: CompiledStrategy,
    bars: BarArrays,
    tick: Decimal,
    ledgers: LedgerBook = NO_LEDGERS,
) -> tuple[Trade, ...]:
    """The same trades, each told the reasons of its entry at the close of the bar that decided it."""
    decided = np.searchsorted(bars.ts, [trade.decided_ts for trade in trades])
    places = [
        (bar, f"{trade.direction.value}.enter") for trade, bar in zip(trades, decided.tolist(), strict=True)
    ]
    told = strategy.explain_all(bars, tick, places, ledgers)
    return tuple(
        replace(trade, explanation="; ".join(reason.text for reason in reasons) or None)
        for trade, reasons in zip(trades, told, strict=True)
    )


def regime_switches(strategy: CompiledStrategy, bars: BarArrays) -> tuple[Switch, ...]:
    """Every change of the regime that counted for a strategy that goes by regimes; none for others."""
    spec = strategy.spec.regimes
    if spec is None:
        return ()
    return switches(bars.ts, regime_codes(spec, bars), [regime.value for regime in REGIMES])
