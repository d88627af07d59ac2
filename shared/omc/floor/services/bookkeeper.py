"""Writes what venues report into the books, each report in one transaction, once and in order."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from omc.floor.accounts import Account, with_order
from omc.floor.algorithms import Algorithm
from omc.floor.audit import AuditRecord
from omc.floor.booking import Booked, book_report, end_order, leg_order
from omc.floor.changes import Changes, FillRecord, TradeRecord
from omc.floor.happenings import order_filled
from omc.floor.notices import order_update, pnl_update, position_update
from omc.floor.orders import Order, move, note, order_id_of
from omc.floor.ports import FloorStore
from omc.floor.reasons import Reason
from omc.floor.services.turns import take_turns
from omc.floor.states import OrderState
from omc.floor.venues.model import OrderView, Report
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms
from omc.kernel.ports import Clock

_AWAITING = {OrderState.SUBMITTING, OrderState.UNKNOWN}


class Bookkeeper:
    """Idempotent: a report booked, an order ended, an answer recorded before is passed over."""

    def __init__(self, store: FloorStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def take(self, algorithm: Algorithm, reports: Sequence[Report]) -> Account:
        """The account after `reports`."""
        for report in reports:
            take_turns(partial(self._book, algorithm, report))
        return self._store.account(algorithm.account_id)

    def end(self, order_id: str, state: OrderState, actor: str, reason: Reason) -> Order:
        """The order, ended in `state` unless it has ended already; what it reserved is free."""

        def attempt() -> Order:
            order = self._store.order(order_id)
            account = self._store.account(order.intent.account_id)
            if order.state.terminal and order_id not in account.open_orders:
                return order
            now = self._clock.now()
            booked = end_order(account, order, state, now, actor, reason)
            self._commit(booked, order.state, now)
            return booked.order

        return take_turns(attempt)

    def cancel_unsent(self, order_id: str, actor: str, reason: Reason) -> Order:
        """Cancel an order as long as it is proven that nobody has sent it; else leave it as it is."""

        def attempt() -> Order:
            order = self._store.order(order_id)
            unsent = not order.state.settled and order.send_claimed_at is None
            if not unsent:
                return order
            account, now = self._store.account(order.intent.account_id), self._clock.now()
            # The commit names the order's version: a worker who claims the send meanwhile wins the turn.
            booked = end_order(account, order, OrderState.CANCELLED, now, actor, reason)
            self._commit(booked, order.state, now)
            return booked.order

        return take_turns(attempt)

    def acknowledge(self, order_id: str, view: OrderView) -> Order:
        """Record the venue's answer; fills and ends follow in its reports."""
        if not view.accepted:
            reason = Reason(view.reason or "rejected", f"the venue refused the order: {view.reason}")
            return self.end(order_id, OrderState.REJECTED, "venue", reason)

        def attempt() -> Order:
            order = self._store.order(order_id)
            if order.state is OrderState.MISSED:
                return self._contradicted(order)
            if order.state not in _AWAITING:
                return order
            now = self._clock.now()
            reason = Reason("acknowledged", f"the venue has it as {view.venue_order_id}")
            answered = replace(order, acknowledged_at=now, venue_order_id=view.venue_order_id)
            return self._advance(answered, OrderState.SUBMITTED, "venue", reason)

        return take_turns(attempt)

    def lose_sight(self, order_id: str) -> Order:
        """After a send without an answer: only the venue can tell what became of the order."""

        def attempt() -> Order:
            order = self._store.order(order_id)
            if order.state is not OrderState.SUBMITTING or order.send_claimed_at is None:
                return order
            reason = Reason(
                "no_answer", f"claimed for sending at {order.send_claimed_at}, no answer on record"
            )
            return self._advance(order, OrderState.UNKNOWN, "floor/execute", reason)

        return take_turns(attempt)

    def _advance(self, order: Order, state: OrderState, actor: str, reason: Reason) -> Order:
        account, now, before = self._store.account(order.intent.account_id), self._clock.now(), order.state
        moved, audit = move(order, state, now, actor, reason)
        account = with_order(account, order.order_id, state)
        self._commit(Booked(account, moved, (audit,)), before, now)
        return moved

    def _contradicted(self, order: Order) -> Order:
        """The venue has an order that was proven absent: a person must look."""
        account, now = self._store.account(order.intent.account_id), self._clock.now()
        text = f"order {order.order_id} was settled as MISSED, now the venue has it"
        noted, audit = note(order, now, "venue", "rule_violation", (Reason("found_late", text),))
        self._commit(Booked(replace(account, difference=text), noted, (audit,)), order.state, now)
        return noted

    def _book(self, algorithm: Algorithm, report: Report) -> None:
        account = self._store.account(algorithm.account_id)
        if report.seq <= account.report_seq:
            return
        order = self._store.order(order_id_of(report.client_order_id))
        before: OrderState = order.state
        audits: tuple[AuditRecord, ...] = ()
        at = report.bar_ts + order.intent.timeframe_ms
        if report.leg is not None and report.fill is not None:
            order, leg_audits = leg_order(order, report, report.fill)
            before, audits = OrderState.SUBMITTED, leg_audits
        elif order.state in _AWAITING:
            # The venue reports on what we have no answer for: that is its answer.
            reason = Reason("acknowledged", "the venue reports on it")
            order, audit = move(order, OrderState.SUBMITTED, self._clock.now(), "venue", reason)
            audits = (audit,)
        booked = book_report(account, order, report, algorithm.limits, at)
        booked = replace(booked, audits=(*audits, *booked.audits))
        self._commit(booked, before, at, report)

    def _commit(self, booked: Booked, before: OrderState, at: Ms, report: Report | None = None) -> None:
        account, order, now = booked.account, booked.order, self._clock.now()
        notices = [order_update(order, before, at)]
        fills: tuple[FillRecord, ...] = ()
        if report is not None and report.fill is not None:
            fills = (FillRecord(account.account_id, order.order_id, report.seq, at, report.fill),)
            notices += [position_update(account), pnl_update(account)]
        self._store.commit(
            Changes(
                account=account,
                orders=(order,),
                entries=booked.entries,
                audits=booked.audits,
                fills=fills,
                trades=_trade(booked, at),
                events=tuple(order_filled(order, record, now) for record in fills),
                notices=tuple(notices),
            )
        )


def _trade(booked: Booked, at: Ms) -> tuple[TradeRecord, ...]:
    account, trade = booked.account, booked.trade
    if trade is None:
        return ()
    # Numbered by the report that closed it: a round trip may be left in parts.
    trade_id = derived_id("trd", account.account_id, account.report_seq)
    return (
        TradeRecord(
            trade_id,
            account.account_id,
            account.owner_id,
            account.algorithm_id,
            account.mode,
            at,
            trade,
            account.report_seq,
        ),
    )
