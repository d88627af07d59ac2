"""Events of the Catalyst ledger on the wire, and what markets did after events like them."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from omc.contracts.http.common import Instant, Page, Wire
from omc.contracts.http.ledger_freshness import FreshnessOut
from omc.kernel.instants import Ms
from omc.ledgers.impacts import LEAST, Impact
from omc.ledgers.records import CatalystEvent
from omc.ledgers.taxonomy import Basis, EventType, Ledger, Priority


class CatalystOut(Wire):
    """Something that moves markets."""

    record_id: str = Field(description="Names it")
    source: str = Field(description="Who told it")
    type: EventType = Field(description="What it is")
    title: str = Field(description="In one line")
    description: str = Field(description="In more words, perhaps empty")
    impact: int = Field(description="From 1 to 10")
    priority: Priority = Field(description="How fast one should hear of it")
    assets: list[str] = Field(description="Coins it is about, perhaps none")
    reasons: list[str] = Field(description="Why this impact and priority")
    details: dict[str, str] = Field(description="The source's own fields")
    url: str | None = Field(description="Where it stands at the source")
    event_time: Instant = Field(description="When it happened")
    known_at: Instant = Field(description="When we knew")
    basis: Basis = Field(description="Why we say that we knew then")
    first_seen_latency_ms: int = Field(description="From the one to the other")
    synthetic: bool = Field(description="True: made up for a demonstration")

    @classmethod
    def of(cls, event: CatalystEvent) -> "CatalystOut":
        return cls(
            record_id=event.record_id,
            source=event.source,
            type=event.type,
            title=event.title,
            description=event.description,
            impact=event.impact,
            priority=event.priority,
            assets=list(event.assets),
            reasons=list(event.reasons),
            details=dict(event.details),
            url=event.url,
            event_time=event.event_time,
            known_at=event.known_at,
            basis=event.basis,
            first_seen_latency_ms=event.first_seen_latency_ms,
            synthetic=event.synthetic,
        )


class CatalystPage(Page[CatalystOut]):
    """Events newest first. A page of a filtered list may be short, even empty, and still have a next one."""

    freshness: FreshnessOut = Field(description="How new it is")
    sources: list[str] = Field(description="Sources that have told something, before any filter")

    @classmethod
    def of_events(
        cls, events: Sequence[CatalystEvent], sources: Sequence[str], next_cursor: str | None, at: Ms
    ) -> "CatalystPage":
        told = ((one.known_at, one.synthetic) for one in events)
        return cls(
            items=[CatalystOut.of(one) for one in events],
            next_cursor=next_cursor,
            freshness=FreshnessOut.of(told, Ledger.CATALYST, at),
            sources=list(sources),
        )


class ImpactOut(Wire):
    """What markets did in one horizon after events of a type."""

    horizon: Literal["1h", "24h", "7d"] = Field(description="From the first close after we knew")
    events: int = Field(description="Past events whose horizon is over and has bars at both ends")
    mean_fraction: float | None = Field(description=f"Mean move; null under {LEAST} events")
    median_fraction: float | None = Field(description=f"Median move; null under {LEAST} events")


class PastEffectOut(Wire):
    """The past of a type of event. What it tells was known when it is told."""

    type: EventType = Field(description="Of these events")
    least_events: int = Field(description="Fewer say nothing")
    past_events: int = Field(description="Others of the type that are kept, with or without bars")
    measured_on: list[str] = Field(description="Series of hourly bars, each event on one of its own coin")
    horizons: list[ImpactOut] = Field(description="An hour, a day, a week")


class CatalystDetail(Wire):
    """One event, its wordings, and what followed others of its type."""

    event: CatalystOut = Field(description="As last told")
    wordings: int = Field(description="How often its source has told it differently, the first included")
    first_known_at: Instant = Field(description="When we knew of it first")
    past_effect: PastEffectOut = Field(description="What followed events of its type")


def past_effect(
    event_type: EventType, past_events: int, measured_on: Sequence[str], found: Sequence[Impact]
) -> PastEffectOut:
    return PastEffectOut(
        type=event_type,
        least_events=LEAST,
        past_events=past_events,
        measured_on=list(measured_on),
        horizons=[
            ImpactOut(
                horizon=one.horizon,  # type: ignore[arg-type]
                events=one.events,
                mean_fraction=one.mean,
                median_fraction=one.median,
            )
            for one in found
        ],
    )
