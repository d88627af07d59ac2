"""What differs between stages, and nothing else does.

A stage is data: constructs read these fields and never ask for a stage's name.
"""

from dataclasses import dataclass, field
from typing import Literal

CollectSchedule = Literal["absent", "disabled", "enabled"]

# Says it all: API Gateway takes no other origin beside it.
ANY_ORIGIN = "*"

# What KMS allows at most: a stage that costs next to nothing keeps doing so.
_LONGEST_ROTATION_DAYS = 2560


@dataclass(frozen=True)
class AuditLock:
    """How long an audit object cannot be deleted; `compliance` binds even the account's root."""

    days: int
    compliance: bool


@dataclass(frozen=True)
class Stage:
    """Settings of one stage.

    retain_data: stacks that are deleted leave tables, buckets and keys behind.
    key_rotation_days: each of the first two rotations adds one key's price a month.
    distribution: CloudFront before the site and the API. firewall: WAF on it, billed while it stands still.
    tls_only: buckets, queues and topics refuse plain HTTP, which is all that an emulator speaks.
    password_sign_in: the flow that sends the password itself; for a laptop, where there is no SRP library.
    collect_series: JSON, as the collector reads it: [{"series": "binance:BTC/USDT:1h"}].
    execute_concurrency: reserved for floor/execute; None leaves it to the account's pool.
    layers: "marker" ships empty layers, for an emulator whose functions import the virtual environment.
    """

    name: str
    retain_data: bool
    log_retention_days: int
    point_in_time_recovery: bool
    audit_lock: AuditLock | None
    key_rotation_days: int
    distribution: bool
    firewall: bool
    tls_only: bool
    password_sign_in: bool
    self_sign_up: bool
    collect_schedule: CollectSchedule
    collect_series: str
    execute_concurrency: int | None
    layers: Literal["marker", "built"]
    console_origins: tuple[str, ...] = field(default=())


_STAGES = {
    stage.name: stage
    for stage in (
        Stage(
            name="local",
            retain_data=False,
            log_retention_days=1,
            point_in_time_recovery=False,
            audit_lock=None,
            key_rotation_days=_LONGEST_ROTATION_DAYS,
            distribution=False,
            firewall=False,
            tls_only=False,
            password_sign_in=True,
            self_sign_up=True,
            collect_schedule="disabled",
            collect_series="[]",
            execute_concurrency=None,
            layers="marker",
            # A console on any port: the API listens on loopback only and takes bearer tokens, never a cookie.
            console_origins=(ANY_ORIGIN,),
        ),
        Stage(
            name="dev",
            retain_data=False,
            log_retention_days=14,
            point_in_time_recovery=False,
            audit_lock=AuditLock(days=1, compliance=False),
            key_rotation_days=_LONGEST_ROTATION_DAYS,
            distribution=True,
            firewall=False,
            tls_only=True,
            password_sign_in=False,
            self_sign_up=False,
            collect_schedule="absent",
            collect_series="[]",
            execute_concurrency=None,
            layers="built",
            console_origins=("http://localhost:5173",),
        ),
        Stage(
            name="prod",
            retain_data=True,
            log_retention_days=30,
            point_in_time_recovery=True,
            audit_lock=AuditLock(days=365, compliance=True),
            key_rotation_days=365,
            distribution=True,
            firewall=True,
            tls_only=True,
            password_sign_in=False,
            self_sign_up=False,
            collect_schedule="absent",
            collect_series="[]",
            execute_concurrency=20,
            layers="built",
        ),
    )
}


def stage_settings(name: str) -> Stage:
    """The stage of that name; ValueError names the stages there are.

    >>> stage_settings("dev").log_retention_days
    14
    """
    if name not in _STAGES:
        raise ValueError(f"Expected a stage of {', '.join(_STAGES)}; got {name!r}.")
    return _STAGES[name]
