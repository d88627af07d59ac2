"""The Human ledger on the wire: the calendar, a day, what is talked about."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal

from pydantic import Field

from omc.contracts.http.common import DecimalString, Instant, Wire
from omc.contracts.http.ledger_freshness import FreshnessOut
from omc.kernel.instants import DAY_MS, Ms, utc_day
from omc.ledgers.taxonomy import Ledger
from omc.ledgers.views import human

_CENTS = Decimal("0.01")


class MoodOut(Wire):
    """How something sounded."""

    mean: DecimalString | None = Field(description="Mean of the scores, -1 to 1; null without any")
    band: int | None = Field(description="3 from 0.7, 2 from 0.4, 1 above 0, 0, and the mirror below")
    mentions: int = Field(description="Articles and posts")
    scored: int = Field(description="Of them with a score")
    words: list[str] = Field(description="At most five words that most titles share")

    @classmethod
    def of(cls, mood: human.Mood) -> "MoodOut":
        return cls(**{**vars(mood), "words": list(mood.words)})


class HumanDayMood(MoodOut):
    """One day of the calendar."""

    day: Instant = Field(description="Its start, UTC")
    complete: bool = Field(description="False: more was said that day than was read")


class TrendOut(Wire):
    """How often something was named."""

    name: str = Field(description="The coin")
    mentions: int = Field(description="In the last 24 h")
    usual: DecimalString = Field(description="A day's mean of the seven days before")


class HumanOut(Wire):
    """What people said in the last 35 days."""

    freshness: FreshnessOut = Field(description="How new it is")
    days: list[HumanDayMood] = Field(description="Oldest first, days without a word among them")
    sources: list[str] = Field(description="Sources that said something, before any filter")
    mood: Literal["bullish", "neutral", "bearish"] | None = Field(description="Of the last 24 h")
    mood_mean: DecimalString | None = Field(description="Mean of the scores of the last 24 h")
    trending: list[TrendOut] = Field(description="Coins named most in the last 24 h")
    news: TrendOut = Field(description="Articles of the last 24 h")

    @classmethod
    def of(
        cls,
        everything: Sequence[human.Said],
        kept: Sequence[human.Said],
        cut: Sequence[int],
        first: int,
        at: Ms,
    ) -> "HumanOut":
        """cut: days of which not all was read."""
        now = human.mood(human.last_day(kept, at))
        days = human.calendar(kept, first, utc_day(at))
        return cls(
            freshness=FreshnessOut.of(_said(everything), Ledger.HUMAN, at),
            days=[
                HumanDayMood(day=day * DAY_MS, complete=day not in cut, **dict(MoodOut.of(mood)))
                for day, mood in days
            ],
            sources=sorted({one.source for one in everything}),
            mood=human.mood_word(now.mean),  # type: ignore[arg-type]
            mood_mean=now.mean,
            trending=[_trend(one) for one in human.trending(kept, at)],
            news=_trend(human.news_volume(kept, at)),
        )


class SourceMood(MoodOut):
    """One source on a day."""

    source: str = Field(description="Its name")


class HourMood(MoodOut):
    """One hour of a day."""

    hour: int = Field(description="0 to 23, UTC")


class HumanDayOut(Wire):
    """A day by source and by hour."""

    freshness: FreshnessOut = Field(description="How new it is")
    day: Instant = Field(description="Its start, UTC")
    whole: MoodOut = Field(description="All of it")
    complete: bool = Field(description="False: more was said that day than was read")
    sources: list[SourceMood] = Field(description="Most mentions first")
    hours: list[HourMood] = Field(description="All 24")

    @classmethod
    def of(cls, day: Ms, things: Sequence[human.Said], is_cut: bool, at: Ms) -> "HumanDayOut":
        by_source, by_hour = human.by_source(things), human.by_hour(things)
        return cls(
            freshness=FreshnessOut.of(_said(things), Ledger.HUMAN, at),
            day=day,
            whole=MoodOut.of(human.mood(things)),
            complete=not is_cut,
            sources=[SourceMood(source=name, **dict(MoodOut.of(mood))) for name, mood in by_source],
            hours=[HourMood(hour=hour, **dict(MoodOut.of(mood))) for hour, mood in by_hour],
        )


def _trend(one: human.Trend) -> TrendOut:
    return TrendOut(name=one.name, mentions=one.mentions, usual=one.usual.quantize(_CENTS))


def _said(things: Iterable[human.Said]) -> list[tuple[Ms, bool]]:
    return [(one.known_at, one.synthetic) for one in things]
