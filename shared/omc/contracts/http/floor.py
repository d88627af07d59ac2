"""The Floor on the wire: what is asked of it.

Names are those of the pushed messages (omc.floor.notices) wherever both tell the same.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import Field

from omc.contracts.backtest import LimitsModel
from omc.contracts.http.common import DecimalString, Instant, Wire
from omc.floor.orders import Mode as Mode
from omc.floor.states import OrderState as OrderState


class Range(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    ALL = "all"


class EmergencyStopIn(Wire):
    """The typed word is checked by the server, capital for capital."""

    scope: Literal["algorithm", "account", "all"] = Field(
        description="algorithm: one. account: all of yours. all: the same, and everyone's for an admin"
    )
    algorithm_id: str | None = Field(default=None, description="With scope algorithm")
    # Of any length: a wrong word is for the audit trail, which a refusal here would keep it from.
    confirmation: str = Field(description="The word STOP")
    reason: str = Field(description="Why, 3 to 500 characters")


class ResumeIn(Wire):
    confirmation: str = Field(description="The word RESUME", max_length=20)
    reason: str = Field(description="Why, 3 to 500 characters", max_length=500)


class StopAlgorithmIn(Wire):
    confirmation: str = Field(description="The word STOP")
    reason: str = Field(default="stopped by its owner", description="Why, 3 to 500 characters")


class DialogIn(Wire):
    """The stop dialog was opened, or left without stopping."""

    action: Literal["opened", "cancelled"]


class ReasonOut(Wire):
    code: str
    text: str
    values: dict[str, str] = Field(description="The numbers it was said about")


class KillOut(Wire):
    active: bool
    since: Instant | None = None
    by: str | None = None
    reason: str | None = None
    operation_id: str | None = None
    locked: bool = Field(default=False, description="Only an admin may lift it")


class PnlOut(Wire):
    """Sums per mode and currency: simulated results are never added to paper ones.

    equity = capital + realised + unrealised - fees, exactly.
    """

    mode: str
    currency: str | None = None
    capital: DecimalString
    equity: DecimalString
    cash: DecimalString
    realised: DecimalString
    unrealised: DecimalString
    fees: DecimalString
    today: DecimalString = Field(description="Since 00:00 UTC, in the time of the market traded")
    today_fraction: DecimalString | None = Field(default=None, description="Of the day's opening equity")
    total: DecimalString = Field(description="Equity less capital")
    drawdown_fraction: DecimalString | None = Field(default=None, description="Below the highest equity")
    exposure_fraction: DecimalString | None = Field(default=None, description="Value of positions, of equity")
    largest_position_fraction: DecimalString | None = Field(default=None, description="Of equity")
    trades: int
    wins: int | None = Field(default=None, description="Trades with a net gain")
    marked_at: Instant | None = Field(default=None, description="The latest close of any account's marks")


class AlgorithmOut(Wire):
    algorithm_id: str
    account_id: str
    name: str
    strategy_id: str
    strategy_version: int
    version: int = Field(description="Of the strategy: the same")
    spec_hash: str
    series: str
    symbol: str
    mode: str
    status: str
    status_reason: str
    killed: bool
    difference: str = Field(description="Where our books and the venue's differ; empty if they agree")
    currency: str
    capital: DecimalString
    equity: DecimalString
    cash: DecimalString
    realised: DecimalString = Field(description="Gross of fees")
    unrealised: DecimalString
    fees: DecimalString
    pnl: DecimalString = Field(description="Equity less capital")
    pnl_fraction: DecimalString
    trades: int
    wins: int = Field(description="Trades with a net gain")
    losses: int = Field(description="All others")
    bars_seen: int
    last_bar: Instant | None = Field(description="Open time of the last bar judged")
    cursor: Instant | None = Field(description="The same")
    heartbeat_at: Instant
    created_at: Instant
    promotion_id: str
    limits: LimitsModel


class PositionOut(Wire):
    algorithm_id: str
    account_id: str
    symbol: str
    venue: str
    mode: str
    side: str
    quantity: DecimalString
    average_entry: DecimalString
    mark: DecimalString | None
    mark_time: Instant | None
    unrealised: DecimalString
    unrealised_fraction: DecimalString
    stop: DecimalString | None
    target: DecimalString | None
    opened_at: Instant


class OrderOut(Wire):
    order_id: str
    client_order_id: str
    venue_order_id: str | None
    algorithm_id: str
    account_id: str
    parent_id: str | None = Field(description="The entry whose protective leg this is")
    symbol: str
    side: str
    direction: str
    type: str
    purpose: str
    mode: str
    state: str
    reason: str
    quantity: DecimalString
    filled_quantity: DecimalString
    average_price: DecimalString | None
    fees: DecimalString
    arrival_price: DecimalString = Field(description="Close of the bar it was decided on")
    limit: DecimalString | None = Field(default=None, description="The price it rests at")
    slippage_bps: DecimalString | None = Field(description="Average fill against arrival, positive is a cost")
    decided_at: Instant
    submitted_at: Instant | None
    acknowledged_at: Instant | None
    closed_at: Instant | None
    reasons: list[ReasonOut] = Field(description="Why it was wanted")


class GateResultOut(Wire):
    """A gate's word on an order; numbers where the gate is about one."""

    gate: str
    outcome: str = Field(description="pass, shrink or refuse")
    text: str
    value: str | None
    limit: str | None
    quantity: str | None = Field(description="What it let through")


class FillOut(Wire):
    fill_id: str
    at: Instant
    side: str
    quantity: DecimalString
    price: DecimalString
    fee: DecimalString
    reference_price: DecimalString = Field(description="Before half spread and slippage")


class AuditOut(Wire):
    seq: int
    at: Instant
    actor: str
    action: str
    before: str
    after: str
    reasons: list[ReasonOut]
    prior_hash: str
    hash: str


class OrderDetail(OrderOut):
    gate_results: list[GateResultOut] = Field(description="In the order the gates spoke")
    fills: list[FillOut]
    audit: list[AuditOut] = Field(description="From the signal to the last fill, oldest first")
    audit_intact: bool = Field(description="True if no record was changed, lost or reordered")


class FloorTradeOut(Wire):
    """One exit with its part of a round trip; amounts in quote currency, quantity in base units."""

    trade_id: str
    algorithm_id: str
    account_id: str
    mode: str
    symbol: str
    direction: str
    quantity: DecimalString
    entry_at: Instant = Field(description="Open time of the bar of the entry")
    entry_price: DecimalString
    exit_at: Instant = Field(description="Open time of the bar of the exit")
    exit_price: DecimalString
    exit_reason: str
    entry_fee: DecimalString
    exit_fee: DecimalString
    fees: DecimalString
    slippage_cost: DecimalString
    gross_pnl: DecimalString
    net_pnl: DecimalString
    r_multiple: DecimalString | None = Field(description="Net P&L in initial risks; null without a stop")
    initial_stop: DecimalString | None
    target: DecimalString | None
    bars_held: int
    mae: DecimalString = Field(description="Worst excursion per unit")
    mfe: DecimalString = Field(description="Best excursion per unit")
    closed_at: Instant = Field(description="Close time of the bar of the exit")
    position: int = Field(default=0, description="Number of the round trip; exits in parts share it")
    funding: DecimalString = Field(default=Decimal(0), description="Paid for borrowing; part of net_pnl")


class SignalOut(Wire):
    signal_id: str
    algorithm_id: str
    symbol: str
    action: str
    outcome: str = Field(description="intent or refused")
    bar_time: Instant
    decided_at: Instant
    reasons: list[ReasonOut]


class EquityOut(Wire):
    at: Instant
    equity: DecimalString
    cash: DecimalString
    realised: DecimalString
    unrealised: DecimalString
    fees: DecimalString


class FloorEquityCurve(Wire):
    """One mode and currency, thinned evenly; before its first mark an account counts with its capital."""

    mode: str | None
    currency: str | None = None
    capital: DecimalString | None = None
    points: list[EquityOut]


class ActionOut(Wire):
    kind: str
    object_id: str
    message: str


class LiquidationOut(Wire):
    algorithm_id: str
    symbol: str
    quantity: DecimalString
    price: DecimalString


class OperationOut(Wire):
    """accepted: nothing can book any more. quiesced: nothing is on its way. finished: the result stands."""

    operation_id: str
    scope: str
    algorithm_id: str | None
    by: str
    reason: str
    state: str
    requested_at: Instant
    accepted_at: Instant | None
    quiesced_at: Instant | None
    finished_at: Instant | None
    orders_sent_between: list[str] = Field(description="On their way when the flag was set")
    stopped_algorithms: list[str]
    cancelled_orders: list[str]
    liquidated_positions: list[LiquidationOut]
    completed_actions: list[ActionOut]
    failed_actions: list[ActionOut]
    partial_success: bool
    final_pnl: DecimalString


class ResumedOut(Wire):
    accounts: list[str] = Field(description="Accounts whose flag was lifted; algorithms stay paused")


class ReconciliationOut(Wire):
    time: Instant | None
    clean: bool


class FeedEvent(Wire):
    seq: int
    type: str
    data: dict[str, object]
    timestamp: Instant


class SyncOut(Wire):
    """The whole Floor in one answer; the stream goes on after `seq`."""

    seq: int
    server_time: Instant
    kill: KillOut
    pnl: PnlOut | None = Field(description="Of the mode asked for; else of paper if there is any")
    pnl_by_mode: list[PnlOut]
    algorithms: list[AlgorithmOut]
    open_orders: list[OrderOut]
    positions: list[PositionOut]
    events: list[FeedEvent] = Field(description="Messages after `since`, oldest first, 200 at most")
    operation: OperationOut | None = Field(description="The last emergency stop")
    last_reconciliation: ReconciliationOut
