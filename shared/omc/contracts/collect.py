"""What may wake the collector, and what it answers.

{"source": "schedule"}                                                  every minute, all configured series
{"source": "replay", "series": "simulated:BTC/USDT:1h", "through": ts}  tell bars up to the one opened at ts
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from omc.contracts.events import invalid


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Scheduled(_Closed):
    source: Literal["schedule"] = "schedule"


class Replayed(_Closed):
    source: Literal["replay"]
    series: str
    through: int = Field(ge=0)


class Configured(_Closed):
    """One entry of OMC_COLLECT_SERIES, a JSON list. ticks: bars made of the prices the ledger has seen."""

    series: str
    source: Literal["ccxt", "ticks"] = "ccxt"


class RepairRequest(_Closed):
    """What may wake ledgers/repair: its schedule, for every series; or a person, perhaps for one."""

    source: Literal["schedule", "person"] = "schedule"
    series: str | None = None


_REQUEST: TypeAdapter[Scheduled | Replayed] = TypeAdapter(Scheduled | Replayed)
_SERIES: TypeAdapter[list[Configured]] = TypeAdapter(list[Configured])


def parse_request(event: dict[str, Any]) -> Scheduled | Replayed:
    """The request in a Lambda event; InvalidInput names the wrong fields."""
    try:
        return _REQUEST.validate_python(event)
    except ValidationError as error:
        raise invalid("a schedule's or a replay's request", error) from error


def parse_repair(event: dict[str, Any]) -> RepairRequest:
    """The request in a Lambda event; InvalidInput names the wrong fields."""
    try:
        return RepairRequest.model_validate(event)
    except ValidationError as error:
        raise invalid("a repair's request", error) from error


def parse_configured(text: str) -> list[Configured]:
    """The series to collect; none if the setting is empty."""
    try:
        return _SERIES.validate_json(text or "[]")
    except ValidationError as error:
        raise invalid('a list such as [{"series": "binance:BTC/USDT:1h"}]', error) from error
