"""Drives the deployed Floor for tests: a market of its own, algorithms from its first bar, trades as told."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from local.api import Api, wait_until
from local.market import environment_of, market_in, replay_in
from local.stack import Stack
from omc.floor.orders import Mode
from omc.floor.services.deploy import Deployer, Deployment
from omc.kernel.instants import from_iso, to_iso
from omc.market.model import BarArrays, Instrument, Series
from omc.strategy.model import StrategySpec
from omc.trading.costs import CostSchedule
from omc.trading.model import Trade
from omc.trading.risk import RiskLimits
from omc.wiring import floor_parts
from tests.fakes.floor import SwitchSchedules

Told = tuple[str, Decimal, int, Decimal, int, Decimal, str, Decimal]


@dataclass(frozen=True)
class Wanted:
    """One algorithm: its spec and the terms it trades on."""

    spec: StrategySpec
    costs: CostSchedule
    limits: RiskLimits
    capital: Decimal = Decimal(10_000)


def told_by_engine(trade: Trade) -> Told:
    return (
        trade.direction.value, trade.quantity, trade.entry_ts, trade.entry_price,
        trade.exit_ts, trade.exit_price, trade.exit_reason.value, trade.fees,
    )  # fmt: skip


def told_by_floor(item: dict[str, Any]) -> Told:
    return (
        item["direction"],
        Decimal(item["quantity"]),
        from_iso(item["entry_at"]),
        Decimal(item["entry_price"]),
        from_iso(item["exit_at"]),
        Decimal(item["exit_price"]),
        item["exit_reason"],
        Decimal(item["fees"]),
    )


class House:
    """The Floor of a deployed stack, for one owner and one series."""

    def __init__(self, stack: Stack, api: Api, series: Series, instrument: Instrument) -> None:
        self.stack, self.api, self.series = stack, api, series
        self.market = market_in(stack)
        self.market.store.put_instrument(instrument)
        self.owner_id = str(api.get("/v1/me")["owner_id"])

    def keep(self, bars: BarArrays) -> None:
        """Bars for the replay to tell; nothing is known of them before."""
        self.market.replay.add(self.series, bars)

    def deploy(self, wanted: Wanted, first_ts: int) -> str:
        """An algorithm that knows no bar yet, anchored at the first one to come."""
        with environment_of(self.stack):
            deployer = Deployer(
                floor_parts.store(), floor_parts.venue(), self.market.bars, self.market.store,
                SwitchSchedules(), floor_parts.clock,
            )  # fmt: skip
            return deployer.deploy(
                Deployment(
                    self.owner_id,
                    f"strategy-{uuid.uuid4().hex}",
                    1,
                    wanted.spec,
                    self.series,
                    Mode.SIMULATION,
                    wanted.capital,
                    f"prm-{uuid.uuid4().hex}",
                    wanted.limits,
                    wanted.costs,
                    anchor_ts=first_ts,
                    cursor_ts=first_ts - 1,
                )
            )

    def replay(self, count: int | None = None, at_once: int = 10) -> int:
        """Tell the next bars through the deployed collector, as fast as it stores them."""
        return replay_in(self.stack, bars_per_second=None, at_once=at_once).run(self.series, count)

    def algorithm(self, algorithm_id: str) -> dict[str, Any]:
        items = self.api.get("/v1/floor/algorithms")["items"]
        found: dict[str, Any] = next(one for one in items if one["algorithm_id"] == algorithm_id)
        return found

    def judged(self, algorithm_ids: Sequence[str], ts: int, within_s: float = 1200) -> None:
        """Wait until every algorithm has judged the bar that opened at `ts`."""
        for algorithm_id in algorithm_ids:
            wait_until(
                partial(self._has_judged, algorithm_id, to_iso(ts)),
                within_s=within_s,
                what=f"{algorithm_id} to judge {to_iso(ts)}",
                every_s=0.5,
            )

    def _has_judged(self, algorithm_id: str, at: str) -> bool:
        return (self.algorithm(algorithm_id)["cursor"] or "") >= at

    def trades(self, algorithm_id: str) -> list[Told]:
        """All round trips, oldest first."""
        return [told_by_floor(item) for item in reversed(self.listed("trades", algorithm_id))]

    def listed(self, what: str, algorithm_id: str) -> list[dict[str, Any]]:
        """Every page of a list, newest first."""
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = self.api.get(f"/v1/floor/{what}", algorithm_id=algorithm_id, limit=200, **cursor)
            found += page["items"]
            if not page["next_cursor"]:
                return found
            cursor = {"cursor": page["next_cursor"]}
