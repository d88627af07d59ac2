"""A deployed algorithm: which version of which strategy trades which account, and how far it has seen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from omc.floor.audit import UNBEGUN, Act, AuditHead, AuditRecord, append
from omc.floor.orders import Mode
from omc.floor.reasons import Reason
from omc.kernel.errors import Conflict
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms
from omc.market.records import Series
from omc.trading.risk import RiskLimits


class AlgorithmStatus(StrEnum):
    """OMC-FLR-100. PAUSED: no new entries, exits and stops go on. ERROR, STOPPED: it sees no more bars."""

    INITIALIZING = "INITIALIZING"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    STOPPED = "STOPPED"
    ERROR = "ERROR"

    @property
    def running(self) -> bool:
        return self in {AlgorithmStatus.ACTIVE, AlgorithmStatus.PAUSED}


_A = AlgorithmStatus
STATUS_MOVES: Mapping[AlgorithmStatus, frozenset[AlgorithmStatus]] = {
    _A.INITIALIZING: frozenset({_A.ACTIVE, _A.ERROR, _A.STOPPED}),
    _A.ACTIVE: frozenset({_A.PAUSED, _A.STOPPED, _A.ERROR}),
    _A.PAUSED: frozenset({_A.ACTIVE, _A.STOPPED, _A.ERROR}),
    _A.ERROR: frozenset({_A.STOPPED}),
    _A.STOPPED: frozenset(),
}


@dataclass(frozen=True)
class Algorithm:
    """anchor_ts: open time of the first bar its features see, None until there is one.

    cursor_ts: open time of the last bar it has judged (or been deployed after); None: none yet.
    """

    algorithm_id: str
    account_id: str
    owner_id: str
    name: str
    strategy_id: str
    strategy_version: int
    spec_hash: str
    series: Series
    mode: Mode
    capital: Decimal
    limits: RiskLimits
    minimum_warmup_bars: int
    promotion_id: str
    created_at: Ms
    status: AlgorithmStatus = AlgorithmStatus.ACTIVE
    status_reason: str = ""
    anchor_ts: Ms | None = None
    cursor_ts: Ms | None = None
    heartbeat_at: Ms = 0
    bars_seen: int = 0
    audit: AuditHead = UNBEGUN
    version: int = 0


def algorithm_id_of(promotion_id: str) -> str:
    """One promotion, one algorithm, however often it is deployed."""
    return derived_id("alg", promotion_id)


def account_id_of(algorithm_id: str) -> str:
    return derived_id("acc", algorithm_id)


def change_status(
    algorithm: Algorithm, status: AlgorithmStatus, at: Ms, actor: str, reason: Reason
) -> tuple[Algorithm, AuditRecord]:
    """`algorithm` in `status`; Conflict if it cannot go there from where it is."""
    if status not in STATUS_MOVES[algorithm.status]:
        raise Conflict(
            f"expected an algorithm that can become {status}, this one is {algorithm.status}",
            code="wrong_status",
        )
    act = Act(actor, "algorithm_status", algorithm.status, status, (reason,))
    head, record = append(algorithm.audit, f"algorithm:{algorithm.algorithm_id}", at, act)
    moved = replace(algorithm, status=status, status_reason=reason.code, audit=head)
    return moved, record
