"""Settings as an admin sends them: secrets go one way, the rest another, and each wrong field is named."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from omc.kernel.errors import FieldError, InvalidInput
from omc.kernel.instants import DAY_MS, MINUTE_MS
from omc.ledgers.administration.ports import Fault, Sources
from omc.ledgers.collectors import LONGEST_MS, SHORTEST_MS
from omc.ledgers.quality.schedules import interval_of
from omc.ledgers.sources import SourceInfo

_CRON_FIELDS = re.compile(r"^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$")


def parted(info: SourceInfo, sent: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(settings, secrets). A secret that is null or empty was not sent: what is stored stays."""
    secrets = {name: sent[name] for name in info.secrets if sent.get(name) not in (None, "")}
    return {name: value for name, value in sent.items() if name not in info.secrets}, secrets


def check_settings(
    sources: Sources, name: str, settings: Mapping[str, Any], kept: Collection[str], *, whole: bool
) -> None:
    """InvalidInput names each wrong field. whole: also those that are missing, as a run would."""
    faults = [one for one in sources.faults(name, settings, kept) if whole or not one.missing]
    if faults:
        raise refused(name, faults)


def refused(name: str, faults: Sequence[Fault]) -> InvalidInput:
    fields = tuple(FieldError(f"body.settings.{one.path}", one.message) for one in faults)
    names = ", ".join(one.path for one in faults)
    return InvalidInput(
        f"expected settings of {name}, got wrong ones: {names}", fields=fields, code="settings"
    )


def check_schedule(expression: str) -> None:
    """InvalidInput for what EventBridge would refuse, and for what is too often or too rare to be meant."""
    try:
        interval = interval_of(expression)
    except InvalidInput as error:
        raise _bad_schedule(error.message) from None
    cron = _CRON_FIELDS.match(expression)
    if cron and (cron[3] == "?") == (cron[5] == "?"):
        raise _bad_schedule(
            f"expected ? as day of the month or of the week, and not both, got {expression!r}"
        )
    if not SHORTEST_MS <= interval <= LONGEST_MS:
        shortest, longest = SHORTEST_MS // MINUTE_MS, LONGEST_MS // DAY_MS
        raise _bad_schedule(f"expected {shortest} minute to {longest} days between runs, got {expression!r}")


def _bad_schedule(message: str) -> InvalidInput:
    return InvalidInput(message, fields=[FieldError("body.schedule", message)], code="bad_schedule")
