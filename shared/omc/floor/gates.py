"""The operational gates of the Floor, in order: kill, status, venue, data; pure ones ran at the decision.

An order that only reduces passes whenever it can help: from stop orders the kill flag itself stands back.
"""

from dataclasses import dataclass

from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm, AlgorithmStatus
from omc.floor.orders import Mode, Order, Purpose
from omc.floor.reasons import Reason
from omc.kernel.instants import SECOND_MS, Ms

MAX_DATA_AGE_MS = 10 * SECOND_MS
MAX_WATCH_SILENCE_MS = 120 * SECOND_MS


@dataclass(frozen=True)
class Surroundings:
    """What the gates see beside order and books. now: wall time; venue_healthy None: not known."""

    now: Ms
    venue_healthy: bool | None
    watched_at: Ms | None


def refusal(order: Order, account: Account, algorithm: Algorithm, around: Surroundings) -> Reason | None:
    """The first gate that refuses `order`, as its reason; None when it may go."""
    intent = order.intent
    if intent.purpose is Purpose.FLATTEN:
        return None
    if account.kill is not None:
        return Reason("kill_active", f"trading is stopped since {account.kill.since}: {account.kill.reason}")
    if intent.purpose is not Purpose.ENTRY:
        return None
    if algorithm.status is not AlgorithmStatus.ACTIVE:
        return Reason("algorithm_paused", f"the algorithm is {algorithm.status}: {algorithm.status_reason}")
    if account.trade is not None and not _leaving(account, order):
        return Reason("duplicate_signal", "the account holds a position already")
    if around.venue_healthy is not True:
        word = "unhealthy" if around.venue_healthy is False else "unknown"
        return Reason("venue_down", f"the health of venue {intent.venue} is {word}")
    return _stale(order, algorithm, around)


def _leaving(account: Account, order: Order) -> bool:
    """A turn: the exit of the same bar is on its way, the entry follows it at the same open."""
    return any(key != order.order_id for key in account.open_orders)


def _stale(order: Order, algorithm: Algorithm, around: Surroundings) -> Reason | None:
    """Simulation lives in event time: its data is fresh while no later bar has been judged."""
    intent = order.intent
    if intent.mode is Mode.SIMULATION:
        if algorithm.cursor_ts == intent.signal_ts:
            return None
        return Reason("stale_data", f"decided on bar {intent.signal_ts}, the last is {algorithm.cursor_ts}")
    # The signal's bar is the data: it may be as old as a collector's minute plus the allowed age.
    age = around.now - intent.decided_at
    if age > intent.timeframe_ms + MAX_DATA_AGE_MS:
        return Reason("stale_data", f"the data of the decision is {age} ms old")
    if around.watched_at is None or around.now - around.watched_at > MAX_WATCH_SILENCE_MS:
        return Reason("watch_silent", f"the risk watcher was last heard at {around.watched_at}")
    return None
