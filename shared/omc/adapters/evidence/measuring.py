"""A measurement of a source, as all of them write it."""

from collections.abc import Mapping
from decimal import Decimal

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.stamps import Stamp
from omc.ledgers.records import Measurement
from omc.ledgers.sources import SourceInfo


def measurement(
    info: SourceInfo,
    context: Context,
    stamp: Stamp,
    subject: str,
    values: Mapping[str, Decimal],
    *,
    assets: tuple[str, ...] = (),
    note: str | None = None,
    key: str | None = None,
) -> Measurement:
    """values of `subject` in the bucket of time that `stamp` names; one thing a subject and bucket.

    key: names the subject where its spelling may change.
    """
    return Measurement(
        ledger=info.ledger,
        source=info.name,
        natural_key=f"{key or subject}:{stamp.event_time}",
        event_time=stamp.event_time,
        known_at=stamp.known_at,
        basis=stamp.basis,
        assets=tuple(asset.upper() for asset in assets if asset),
        subject=subject,
        values=values,
        note=note,
        plugin_version=info.version,
        synthetic=context.synthetic,
    )
