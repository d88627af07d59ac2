"""From a closed bar to intents: for each algorithm the next bar after its cursor, and only that one.

Events say that something closed; what is judged is read from the store, in order, however often and in
whatever order the events come. Cursor, marks, intents and the events that carry them are one commit.
While the venue's word on one of the account's orders is not known, no further bar is seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from omc.floor.accounts import Account, with_order
from omc.floor.algorithms import Algorithm, AlgorithmStatus, change_status
from omc.floor.changes import Changes, EquityPoint
from omc.floor.decision import MAX_ATTEMPTS_PER_BAR, Close, View, ask_again, called_back, judge, marked
from omc.floor.happenings import order_intent
from omc.floor.notices import algorithm_status, order_update, pnl_update, position_update, signal_notice
from omc.floor.orders import Order, new_order
from omc.floor.ports import FloorStore, Venue
from omc.floor.reasons import Reason
from omc.floor.services.bookkeeper import Bookkeeper
from omc.floor.services.history import History
from omc.floor.services.recall import Recaller
from omc.floor.services.turns import take_turns
from omc.kernel.errors import OmcError
from omc.kernel.instants import Ms
from omc.kernel.ports import Clock
from omc.market.ports import Instruments
from omc.market.records import Bar, Instrument
from omc.strategy.compile import CompiledStrategy, compile_spec
from omc.strategy.explain import Reason as Said
from omc.strategy.hashing import spec_hash
from omc.trading.plan import rules_at

MAX_BARS_PER_RUN = 2_000


@dataclass(frozen=True)
class _Next:
    bar: Bar
    index: int
    anchor: Ms


class Decider:
    """Keeps compiled strategies, instruments and bars warm for the life of its process."""

    def __init__(
        self,
        store: FloorStore,
        venue: Venue,
        history: History,
        instruments: Instruments,
        clock: Clock,
    ) -> None:
        self._store, self._venue, self._history = store, venue, history
        self._instruments, self._clock = instruments, clock
        self._books = Bookkeeper(store, clock)
        self._recaller = Recaller(store, venue, self._books)
        self._compiled: dict[str, CompiledStrategy] = {}
        self._known: dict[tuple[str, str], Instrument] = {}

    def series_closed(self, series_key: str) -> int:
        """Let every algorithm on the series judge what it has not judged yet; how many bars that were.

        One that fails keeps no other from its turn; its error is raised when all had theirs.
        """
        judged, failed = 0, list[OmcError]()
        for algorithm_id in self._store.subscribers(series_key):
            try:
                judged += self.run(algorithm_id)
            except OmcError as error:
                failed.append(error)
        if failed:
            raise failed[0]
        return judged

    def run(self, algorithm_id: str, max_bars: int = MAX_BARS_PER_RUN) -> int:
        """Judge bar after bar until there is none, or an order's fate must be known first."""
        for done in range(max_bars):
            if not take_turns(lambda: self._step(algorithm_id)):
                return done
        return max_bars

    def _step(self, algorithm_id: str) -> bool:
        algorithm = self._store.algorithm(algorithm_id)
        if not algorithm.status.running:
            return False
        account = self._store.account(algorithm.account_id)
        if not account.settled or self._leave_again(algorithm, account):
            return False
        ahead = self._next(algorithm)
        strategy = self._strategy(algorithm) if ahead is not None else None
        if ahead is None or strategy is None:
            return False
        account = self._recaller.while_paused(algorithm, account)
        reports = self._venue.observe(account.account_id, ahead.bar, account.report_seq)
        if reports:
            account = self._books.take(algorithm, reports)
        self._close(algorithm, account, ahead, strategy)
        return True

    def _next(self, algorithm: Algorithm) -> _Next | None:
        series, cursor, now = algorithm.series, algorithm.cursor_ts, self._clock.now()
        # An anchor still to come is the first bar after the cursor.
        anchor = algorithm.anchor_ts
        if anchor is None:
            anchor = 0 if cursor is None else cursor + 1
        found = self._history.next_after(series, anchor, cursor, now)
        return None if found is None else _Next(found[0], found[1], anchor)

    def _close(
        self, algorithm: Algorithm, account: Account, ahead: _Next, strategy: CompiledStrategy
    ) -> None:
        instrument, bar = self._instrument(algorithm), ahead.bar
        close_time = algorithm.series.timeframe.close_of(bar.ts)
        columns = self._history.columns(algorithm.series, ahead.anchor, ahead.index + 1)
        signals = strategy.evaluate(columns, instrument.tick)
        needed = max(strategy.warmup_bars, algorithm.minimum_warmup_bars, 1)
        view = View(
            strategy.spec, signals, ahead.index, ahead.index >= needed - 1,
            lambda rule: _reasons(strategy.explain(columns, instrument.tick, ahead.index, rule)),
        )  # fmt: skip
        gone: tuple[tuple[Order, Reason], ...] = ()
        if view.warm and strategy.spec.limit_entry is not None:
            account, gone = self._recaller.at_close(algorithm, account, rules_at(signals, ahead.index))
        account = marked(account, bar, close_time, instrument.tick)
        close = judge(account, algorithm, bar, view, instrument)
        said = tuple(called_back(algorithm, order, bar, reason) for order, reason in gone)
        close = replace(close, signals=said + close.signals)
        seen = replace(
            algorithm,
            anchor_ts=bar.ts if algorithm.anchor_ts is None else algorithm.anchor_ts,
            cursor_ts=bar.ts,
            heartbeat_at=self._clock.now(),
            bars_seen=algorithm.bars_seen + 1,
        )
        self._commit(close, seen, marked_at=close_time)

    def _leave_again(self, algorithm: Algorithm, account: Account) -> bool:
        """Ask again for an exit that never reached the venue, before the market moves on."""
        missed, cursor = account.missed_exit, algorithm.cursor_ts
        if missed is None or cursor is None or algorithm.anchor_ts is None or account.kill is not None:
            return False
        if missed.signal_ts == cursor and missed.attempt >= MAX_ATTEMPTS_PER_BAR:
            return False
        bar = self._history.bar(algorithm.series, algorithm.anchor_ts, cursor)
        if bar is None:
            return False
        close = ask_again(account, algorithm, bar, self._instrument(algorithm))
        self._commit(close, algorithm)
        return bool(close.intents)

    def _commit(self, close: Close, algorithm: Algorithm, marked_at: Ms | None = None) -> None:
        account, now = close.account, self._clock.now()
        created = [new_order(intent) for intent in close.intents]
        orders = tuple(order for order, _ in created)
        for order in orders:
            account = with_order(account, order.order_id, order.state)
        marks = (pnl_update(account), position_update(account)) if marked_at is not None else ()
        self._store.commit(
            Changes(
                account=account,
                algorithm=algorithm,
                orders=orders,
                audits=tuple(audit for _, audit in created),
                signals=close.signals,
                equity=_equity(account, marked_at) if marked_at is not None else None,
                events=tuple(order_intent(order, now) for order in orders),
                notices=(
                    *(signal_notice(signal) for signal in close.signals),
                    *(order_update(order, None, order.intent.decided_at) for order in orders),
                    *marks,
                ),
            )
        )

    def _instrument(self, algorithm: Algorithm) -> Instrument:
        key = (algorithm.series.venue, algorithm.series.symbol)
        if key not in self._known:
            self._known[key] = self._instruments.get(*key)
        return self._known[key]

    def _strategy(self, algorithm: Algorithm) -> CompiledStrategy | None:
        """The compiled spec; None, and the algorithm in ERROR, if the spec is not the one deployed."""
        known = self._compiled.get(algorithm.spec_hash)
        if known is not None:
            return known
        spec = self._store.spec(algorithm.algorithm_id)
        if spec_hash(spec) != algorithm.spec_hash:
            reason = Reason("spec_changed", f"expected spec {algorithm.spec_hash}, got {spec_hash(spec)}")
            self._fail(algorithm, reason)
            return None
        return self._compiled.setdefault(algorithm.spec_hash, compile_spec(spec))

    def _fail(self, algorithm: Algorithm, reason: Reason) -> None:
        now = self._clock.now()
        failed, audit = change_status(algorithm, AlgorithmStatus.ERROR, now, "floor/decide", reason)
        notice = algorithm_status(failed, algorithm.status)
        self._store.commit(Changes(algorithm=failed, audits=(audit,), notices=(notice,)))


def _equity(account: Account, at: Ms) -> EquityPoint:
    return EquityPoint(
        account.account_id, account.owner_id, at, account.marks.equity, account.cash,
        account.realised, account.unrealised_at(account.marks.mark), account.fees,
    )  # fmt: skip


def _reasons(said: Sequence[Said]) -> tuple[Reason, ...]:
    """The strategy's words in the Floor's form."""
    return tuple(
        Reason("rule", one.text, {name: str(value) for name, value in one.operands.items()}) for one in said
    )
