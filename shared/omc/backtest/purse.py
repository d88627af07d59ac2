"""The one account of a portfolio: cash, what its markets hold, and what the risk gates must know."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from omc.backtest.refusals import Refusals
from omc.backtest.settings import RunSettings
from omc.kernel.instants import DAY_MS, Ms, utc_day
from omc.kernel.money import ZERO
from omc.trading.costs import TIER_WINDOW_MS, CostSchedule
from omc.trading.model import Fill, Trade
from omc.trading.past import NO_RESULTS, Results
from omc.trading.risk import RiskState, half_size_after


class Holder(Protocol):
    """What the account asks of each market."""

    def worth(self) -> Decimal:
        """What is held at the last close seen, less what is owed for borrowing it."""
        ...

    def committed(self) -> Decimal:
        """Notional of a position that stays or of an order that waits."""
        ...

    def short_cover(self) -> Decimal:
        """Notional at entry of what is sold short."""
        ...


class Purse:
    """Money in quote currency."""

    def __init__(self, settings: RunSettings) -> None:
        capital = settings.initial_capital
        self.settings, self.cash = settings, capital
        self.trades: list[Trade] = []
        self.refusals = Refusals()
        self.results: Results = NO_RESULTS
        self.positions = 0
        self._now: Ms = 0
        self._day = -1
        self._equity = self._day_open = self._peak = capital
        self._losses = self._half_size_left = 0
        self._last_exit_at: Ms | None = None
        self._traded: list[tuple[Ms, Decimal]] = []

    def pay(self, fill: Fill) -> None:
        self.cash -= fill.side.sign * fill.notional + fill.fee + fill.funding
        if self.settings.costs.commission_model == "tiers":
            self._traded.append((fill.ts, fill.notional))

    def costs_at(self, ts: Ms) -> CostSchedule:
        """What the venue charges at `ts`, given what was traded in the 30 days before."""
        costs = self.settings.costs
        if costs.commission_model != "tiers":
            return costs
        return costs.at_volume(sum((n for at, n in self._traded if at > ts - TIER_WINDOW_MS), ZERO))

    def free_cash(self, desks: Sequence[Holder]) -> Decimal:
        """What may be spent: what a short brought in stands behind it, and as much again."""
        return self.cash - 2 * sum((desk.short_cover() for desk in desks), ZERO)

    def mark(self, desks: Sequence[Holder], now: Ms) -> None:
        """Mark the account at the close `now`. The day opens with the equity of midnight itself if a bar
        closes then, else with the last before it."""
        before, self._equity = self._equity, self._worth(desks)
        if utc_day(now) > self._day:
            self._day, self._day_open = utc_day(now), self._equity if now % DAY_MS == 0 else before
        self._peak, self._now = max(self._peak, self._equity), now

    def settle(self, desks: Sequence[Holder]) -> Decimal:
        """The equity after everything that happened at the close."""
        self._equity = self._worth(desks)
        return self._equity

    def state(self, desks: Sequence[Holder]) -> RiskState:
        return RiskState(
            now=self._now,
            equity=self._equity,
            day_open_equity=self._day_open,
            peak_equity=self._peak,
            open_notional=sum((desk.committed() for desk in desks), ZERO),
            half_size_left=self._half_size_left,
            last_exit_at=self._last_exit_at,
        )

    def closed(self, net_pnl: Decimal, at: Ms) -> None:
        """Count a round trip whose last exit filled in the bar that closes at `at`."""
        self.results = self.results.closed(net_pnl)
        self._losses = self._losses + 1 if net_pnl < 0 else 0
        self._half_size_left = half_size_after(self._losses, self._half_size_left, self.settings.limits)
        self._last_exit_at = at

    def _worth(self, desks: Sequence[Holder]) -> Decimal:
        return self.cash + sum((desk.worth() for desk in desks), ZERO)
