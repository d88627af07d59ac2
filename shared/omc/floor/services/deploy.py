"""Puts a promoted strategy on the Floor: one promotion, one algorithm with its own account, however often.

The anchor fixes where recursive indicators begin, so that the Floor sees the numbers a backtest from the
same bar sees. The cursor is the last bar that was over at deployment: what closes after it is judged.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from omc.floor.accounts import open_account
from omc.floor.algorithms import Algorithm, AlgorithmStatus, account_id_of, algorithm_id_of
from omc.floor.audit import UNBEGUN, Act, append
from omc.floor.changes import Changes
from omc.floor.happenings import ALGORITHM_DEPLOYED, event
from omc.floor.notices import algorithm_status
from omc.floor.orders import Mode
from omc.floor.ports import FloorStore, Schedules, Venue
from omc.floor.reasons import Reason, plain
from omc.floor.venues.model import AccountTerms
from omc.kernel.errors import Conflict, FieldError, Halted, InvalidInput, NotFound
from omc.kernel.instants import Ms
from omc.kernel.ports import Clock
from omc.market.ports import BarReader, Instruments
from omc.market.records import Series
from omc.strategy.compile import compile_spec
from omc.strategy.hashing import spec_hash
from omc.strategy.model import StrategySpec
from omc.trading.costs import CostSchedule
from omc.trading.risk import RiskLimits

MINIMUM_WARMUP_BARS = 50
_ANCHOR_MEMORIES = 4


@dataclass(frozen=True)
class Deployment:
    """What to deploy. anchor_ts, cursor_ts: given for replays only; capital in quote currency."""

    owner_id: str
    strategy_id: str
    version: int
    spec: StrategySpec
    series: Series
    mode: Mode
    capital: Decimal
    promotion_id: str
    limits: RiskLimits = field(default_factory=RiskLimits)
    costs: CostSchedule = field(default_factory=CostSchedule)
    minimum_warmup_bars: int = MINIMUM_WARMUP_BARS
    anchor_ts: Ms | None = None
    cursor_ts: Ms | None = None


class Deployer:
    def __init__(
        self,
        store: FloorStore,
        venue: Venue,
        reader: BarReader,
        instruments: Instruments,
        schedules: Schedules,
        clock: Clock,
    ) -> None:
        self._store, self._venue, self._reader = store, venue, reader
        self._instruments, self._schedules, self._clock = instruments, schedules, clock

    def deploy(self, wanted: Deployment) -> str:
        """The algorithm's id. InvalidInput: it cannot trade so; Halted: the owner's trading is stopped."""
        algorithm_id = algorithm_id_of(wanted.promotion_id)
        _check(wanted)
        if not self._deployed(algorithm_id):
            self._deploy(algorithm_id, wanted)
        self._schedules.ensure()
        return algorithm_id

    def _deployed(self, algorithm_id: str) -> bool:
        try:
            self._store.algorithm(algorithm_id)
        except NotFound:
            return False
        return True

    def _deploy(self, algorithm_id: str, wanted: Deployment) -> None:
        owner = self._store.owner(wanted.owner_id)
        if owner.kill is not None:
            raise Halted(f"trading is stopped since {owner.kill.since}: {owner.kill.reason}")
        instrument = self._instruments.get(wanted.series.venue, wanted.series.symbol)
        account_id = account_id_of(algorithm_id)
        self._venue.open_account(
            AccountTerms(
                account_id, instrument, wanted.series.timeframe.ms, wanted.capital, wanted.costs, wanted.mode
            )
        )
        try:
            self._store.deploy(self._changes(algorithm_id, account_id, wanted), wanted.spec)
        except Conflict:
            if not self._deployed(algorithm_id):
                raise Halted("trading was stopped during the deployment") from None

    def _changes(self, algorithm_id: str, account_id: str, wanted: Deployment) -> Changes:
        now, series = self._clock.now(), wanted.series
        account, opening = open_account(
            account_id, wanted.owner_id, algorithm_id, wanted.mode,
            series.venue, series.symbol, wanted.capital, now,
            wanted.costs.financing_fraction, series.timeframe.ms,
        )  # fmt: skip
        anchor, cursor = self._where(wanted)
        reason = Reason("promoted", f"promotion {wanted.promotion_id} put it on the Floor")
        act = Act("floor/deploy", "promotion", "", AlgorithmStatus.ACTIVE, (reason,))
        head, audit = append(UNBEGUN, f"algorithm:{algorithm_id}", now, act)
        algorithm = Algorithm(
            algorithm_id=algorithm_id,
            account_id=account_id,
            owner_id=wanted.owner_id,
            name=wanted.spec.name,
            strategy_id=wanted.strategy_id,
            strategy_version=wanted.version,
            spec_hash=spec_hash(wanted.spec),
            series=series,
            mode=wanted.mode,
            capital=wanted.capital,
            limits=wanted.limits,
            minimum_warmup_bars=wanted.minimum_warmup_bars,
            promotion_id=wanted.promotion_id,
            created_at=now,
            status_reason=reason.code,
            anchor_ts=anchor,
            cursor_ts=cursor,
            heartbeat_at=now,
            audit=head,
        )
        data = {
            "algorithm_id": algorithm_id, "strategy_id": wanted.strategy_id, "version": wanted.version,
            "series": series.key, "mode": wanted.mode.value, "capital": plain(wanted.capital),
            "promotion_id": wanted.promotion_id,
        }  # fmt: skip
        return Changes(
            account=account,
            algorithm=algorithm,
            entries=(opening,),
            audits=(audit,),
            events=(event(ALGORITHM_DEPLOYED, wanted.owner_id, now, now, data, algorithm_id),),
            notices=(algorithm_status(algorithm, None),),
            unless_owner_killed=wanted.owner_id,
        )

    def _where(self, wanted: Deployment) -> tuple[Ms | None, Ms | None]:
        """(anchor, cursor): those given, else the series' head and the bar four times as far before it as the
        strategy remembers."""
        head = self._reader.head(wanted.series)
        cursor = wanted.cursor_ts if wanted.cursor_ts is not None else head.last_ts if head else None
        if wanted.anchor_ts is not None or cursor is None:
            return wanted.anchor_ts, cursor
        remembered = max(compile_spec(wanted.spec).memory_bars, wanted.minimum_warmup_bars)
        count, length = _ANCHOR_MEMORIES * remembered, wanted.series.timeframe.ms
        # Twice as far back, for the gaps there may be.
        stored = self._reader.range(wanted.series, cursor - 2 * count * length, cursor + 1)
        return (stored[-count - 1].ts if len(stored) > count else None), cursor


def _check(wanted: Deployment) -> None:
    spec, series = wanted.spec, wanted.series
    if wanted.capital <= 0:
        raise _wrong("capital", f"expected capital above 0, got {wanted.capital}")
    if (spec.symbol, spec.timeframe) != (series.symbol, series.timeframe):
        expected = f"{spec.symbol} {spec.timeframe}"
        raise _wrong("series", f"expected a series of {expected}, the market of the spec, got {series.key}")
    read = sorted(f"{feature}({asset})" for feature, asset in compile_spec(spec).ledger_features)
    if read:
        # Silence would be worse than no: without records such a rule never holds.
        raise _wrong(
            "spec", f"expected rules on bars only, the Floor has no ledgers yet, got {', '.join(read)}"
        )
    if wanted.costs.commission_model == "tiers":
        raise _wrong(
            "costs.commission_model", "expected fees that do not depend on the volume traded, got tiers"
        )
    if wanted.mode is not Mode.SIMULATION and wanted.costs.reads_volume:
        raise _wrong(
            "costs", f"expected costs that do not read a bar's volume in mode {wanted.mode}: quotes have none"
        )
    if wanted.mode is not Mode.SIMULATION and spec.limit_entry is not None:
        raise _wrong(
            "spec.limit_entry",
            f"expected entries at the market in mode {wanted.mode}, a quote does not tell what was traded "
            f"beyond a limit: deploy it in mode {Mode.SIMULATION}",
        )
    if wanted.mode is not Mode.SIMULATION and "short" in spec.sides:
        # Spot has no short (OMC-FLR-171); the simulation may try one.
        raise _wrong(
            "spec.short", f"expected no short rules in mode {wanted.mode}, spot cannot be sold short"
        )


def _wrong(path: str, message: str) -> InvalidInput:
    return InvalidInput(message, fields=[FieldError(path, message)])
