"""A whole Floor in memory: deploy, store bars, let events loose, carry orders. Time moves by hand."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Protocol

from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm
from omc.floor.changes import TradeRecord
from omc.floor.operations import Operation, Scope
from omc.floor.orders import Mode, Order
from omc.floor.ports import AfterStep, FloorRecords, FloorStore, Venue, go_on
from omc.floor.services.bookkeeper import Bookkeeper
from omc.floor.services.decide import Decider
from omc.floor.services.deploy import Deployer, Deployment
from omc.floor.services.evidence import no_evidence
from omc.floor.services.execute import Executor
from omc.floor.services.history import History
from omc.floor.services.liquidate import Liquidator
from omc.floor.services.reconcile import Reconciler
from omc.floor.services.resume import Resumer
from omc.floor.services.settle import Patience, Settler
from omc.floor.services.stop import Person, Stopper, StopRequest
from omc.floor.services.watch import Watcher
from omc.floor.venues.memory import MemoryVenue
from omc.kernel.events import Event
from omc.kernel.instants import Ms
from omc.market.model import Bar, Instrument, Series
from omc.strategy.model import StrategySpec
from omc.trading.costs import CostSchedule
from omc.trading.model import Trade
from omc.trading.risk import RiskLimits
from tests.fakes.clock import FixedClock
from tests.fakes.floor import MemoryFloorStore, RecordingWaker, SetHealth, SwitchSchedules
from tests.fakes.market import MemoryMarket

OWNER = "ada"
LONG_AGO = 1_600_000_000_000


class WatchedStore(FloorStore, FloorRecords, Protocol):
    """A store that shows the tests what came of it."""

    events: list[Event]

    def trades(self) -> list[TradeRecord]: ...
    def orders(self) -> list[Order]: ...


class FloorWorld:
    def __init__(
        self,
        instrument: Instrument,
        venue: Venue | None = None,
        after_step: AfterStep = go_on,
        store: WatchedStore | None = None,
    ) -> None:
        self.clock = FixedClock(2_000_000_000_000)
        self.store: WatchedStore = store or MemoryFloorStore()
        self.market = MemoryMarket([instrument])
        self.venue: Venue = venue or MemoryVenue()
        self.waker, self.health, self.schedules = RecordingWaker(), SetHealth(), SwitchSchedules()
        self.after_step = after_step
        self.evidence = no_evidence()
        self.decider = self.fresh_decider()
        self.algorithm_id = ""
        self._carried = 0

    def fresh_decider(self) -> Decider:
        """As after a cold start: nothing warm."""
        bars = History(self.market, self.market)
        return Decider(self.store, self.venue, bars, self.market, self.clock, self.evidence)

    def executor(self) -> Executor:
        return Executor(
            self.store, self.venue, self.health, self.waker, self.clock, after_step=self.after_step
        )

    def settler(self) -> Settler:
        books = Bookkeeper(self.store, self.clock)
        return Settler(self.store, self.venue, books, self.clock, Patience())

    def reconciler(self) -> Reconciler:
        return Reconciler(
            self.store, self.venue, self.market, self.executor(), self.settler(), self.waker, self.clock
        )

    def stopper(self) -> Stopper:
        return Stopper(self.store, self.waker, self.clock)

    def liquidator(self) -> Liquidator:
        return Liquidator(
            self.store, self.venue, self.executor(), self.settler(), self.schedules, self.clock, self.sleep
        )

    def resumer(self) -> Resumer:
        return Resumer(self.store, self.venue, self.market, self.schedules, self.clock)

    def watcher(self) -> Watcher:
        return Watcher(self.store, self.health, self.stopper(), self.liquidator(), self.waker, self.clock)

    def sleep(self, duration: Ms) -> None:
        self.clock.instant += duration

    def stop(self, key: str = "key-1", **chosen: Any) -> Operation:
        """Ask for an emergency stop as a person would."""
        request = StopRequest(Person(OWNER, OWNER), Scope.ACCOUNT, "STOP", "enough for today", key)
        return self.stopper().stop(replace(request, **chosen))

    def deploy(
        self, spec: StrategySpec, *, capital: Decimal = Decimal(10_000), limits: RiskLimits | None = None,
        costs: CostSchedule | None = None, minimum_warmup_bars: int = 50, anchor_ts: Ms | None = None,
        cursor_ts: Ms | None = None, mode: Mode = Mode.SIMULATION, promotion_id: str = "promo-1",
    ) -> str:  # fmt: skip
        deployer = Deployer(self.store, self.venue, self.market, self.market, self.schedules, self.clock)
        wanted = Deployment(
            OWNER, "strategy-1", 1, spec, series_of(spec), mode, capital, promotion_id,
            limits or RiskLimits(), costs or CostSchedule(), minimum_warmup_bars, anchor_ts, cursor_ts,
        )  # fmt: skip
        self.algorithm_id = deployer.deploy(wanted)
        return self.algorithm_id

    def show(self, series: Series, bars: Sequence[Bar]) -> None:
        """Store `bars` one by one and let everything happen that each leads to."""
        for bar in bars:
            self.market.append(series, [bar])
            self.settle(series)

    def settle(self, series: Series) -> None:
        """Decide and carry orders until nothing more follows."""
        while self.decider.series_closed(series.key) or self.carry():
            pass

    def carry(self) -> int:
        """Hand the executor every intent not handed to it yet; how many those were."""
        ids = self.intents()[self._carried :]
        self._carried += len(ids)
        for order_id in ids:
            self.executor().run(order_id)
        return len(ids)

    def intents(self) -> list[str]:
        return [str(e.data["order_id"]) for e in self.store.events if e.type == "order.intent"]

    @property
    def algorithm(self) -> Algorithm:
        return self.store.algorithm(self.algorithm_id)

    @property
    def account(self) -> Account:
        return self.store.account(self.algorithm.account_id)

    def trades(self) -> list[Trade]:
        return [record.trade for record in self.store.trades()]


def series_of(spec: StrategySpec) -> Series:
    return Series(spec.venue, spec.symbol, spec.timeframe)


def comparable(trade: Trade) -> Trade:
    """A trade with its decimals in one form, for equality of numbers and not of exponents."""
    names = [name for name, value in vars(trade).items() if isinstance(value, Decimal)]
    targets = tuple(target.normalize() for target in trade.targets)
    return replace(trade, targets=targets, **{name: getattr(trade, name).normalize() for name in names})
