"""An append-only chain of what happened to one subject: each record seals the one before it.

subject: `order:{id}`, `operation:{id}`, `algorithm:{id}` or `owner:{id}`. A changed, missing or reordered
record breaks every hash after it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from omc.floor.reasons import Reason, require_reasons
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms

GENESIS = "0" * 64


@dataclass(frozen=True)
class AuditHead:
    """Where a subject's chain stands: the number of records and the hash of the last."""

    seq: int = 0
    hash: str = GENESIS


UNBEGUN = AuditHead()


@dataclass(frozen=True)
class AuditRecord:
    """OMC-FLR-150: who did what to which subject, what it was before and after, and why."""

    subject: str
    seq: int
    at: Ms
    actor: str
    action: str
    before: str
    after: str
    reasons: tuple[Reason, ...]
    details: Mapping[str, str]
    prior_hash: str
    hash: str
    address: str = ""

    @property
    def record_id(self) -> str:
        return derived_id("aud", self.subject, self.seq)


@dataclass(frozen=True)
class Act:
    """One thing done, before it stands in a chain."""

    actor: str
    action: str
    before: str
    after: str
    reasons: tuple[Reason, ...]
    details: Mapping[str, str] = field(default_factory=dict)
    address: str = ""


def append(head: AuditHead, subject: str, at: Ms, act: Act) -> tuple[AuditHead, AuditRecord]:
    """The chain after `act`, and the record to keep."""
    require_reasons(act.reasons, f"{act.action} of {subject}")
    seq = head.seq + 1
    sealed = _seal(subject, seq, at, act, head.hash)
    record = AuditRecord(
        subject, seq, at, act.actor, act.action, act.before, act.after,
        act.reasons, dict(act.details), head.hash, sealed, act.address,
    )  # fmt: skip
    return AuditHead(seq, sealed), record


def intact(records: Sequence[AuditRecord]) -> bool:
    """True if `records`, oldest first, are the whole chain from its beginning, unchanged."""
    head = AuditHead()
    for record in records:
        act = Act(
            record.actor, record.action, record.before, record.after,
            record.reasons, record.details, record.address,
        )  # fmt: skip
        expected = _seal(record.subject, head.seq + 1, record.at, act, head.hash)
        if record.seq != head.seq + 1 or record.prior_hash != head.hash or record.hash != expected:
            return False
        head = AuditHead(record.seq, record.hash)
    return True


def _seal(subject: str, seq: int, at: Ms, act: Act, prior_hash: str) -> str:
    reasons = [[r.code, r.text, sorted(r.values.items())] for r in act.reasons]
    content = [
        subject, seq, at, act.actor, act.action, act.before, act.after,
        reasons, sorted(act.details.items()), act.address, prior_hash,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()
