"""What people said, by day: the mean of its scores in seven bands, how much was said, and of what.

Every record with a score of its own counts once; one without is said, but moves no mean. A language model's
scores of posts count in the feature `human.sentiment` and not here.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from omc.kernel.instants import DAY_MS, HOUR_MS, Ms, utc_day
from omc.ledgers.records import NewsItem, Record, SocialPost
from omc.ledgers.views.words import top_words, words_in

BULLISH, BEARISH = Decimal("0.5"), Decimal("-0.2")
TREND_DAYS = 7
_STRONG, _CLEAR = Decimal("0.7"), Decimal("0.4")
# The band is that of the figure people see.
_PLACES = Decimal("0.01")
_TRENDING = 10

K = TypeVar("K", str, int)


@dataclass(frozen=True)
class Said:
    """One record, as little of it as the sums need. score: in [-1, 1], None where nobody scored it."""

    at: Ms
    known_at: Ms
    source: str
    is_news: bool
    score: Decimal | None
    assets: tuple[str, ...]
    words: tuple[str, ...]
    synthetic: bool


@dataclass(frozen=True)
class Mood:
    """mean: of `scored` scores, two places, None without any. band: -3 to 3. mentions: all that was said."""

    mean: Decimal | None
    band: int | None
    mentions: int
    scored: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Trend:
    """mentions: in the last 24 h. usual: a day's mean of the seven days before."""

    name: str
    mentions: int
    usual: Decimal


def said(record: Record) -> Said | None:
    """None for what is neither news nor a post, such as an index of fear."""
    if not isinstance(record, NewsItem | SocialPost):
        return None
    return Said(
        at=record.event_time,
        known_at=record.known_at,
        source=record.source,
        is_news=isinstance(record, NewsItem),
        score=None if record.sentiment is None else record.sentiment.score,
        assets=record.assets,
        words=words_in(record.title),
        synthetic=record.synthetic,
    )


def kept(things: Iterable[Said], sources: frozenset[str] | None, least: Decimal) -> list[Said]:
    """Of these sources (None: all), and with a score of at least `least` to either side; 0 keeps all."""
    return [
        one
        for one in things
        if (sources is None or one.source in sources)
        and (least == 0 or (one.score is not None and abs(one.score) >= least))
    ]


def mood(things: Sequence[Said]) -> Mood:
    scores = [one.score for one in things if one.score is not None]
    mean = (sum(scores, Decimal(0)) / len(scores)).quantize(_PLACES) if scores else None
    # Minus zero is zero.
    mean = mean + 0 if mean is not None else None
    band = None if mean is None else band_of(mean)
    return Mood(mean, band, len(things), len(scores), top_words(one.words for one in things))


def band_of(score: Decimal) -> int:
    """3 from 0.7, 2 from 0.4, 1 above 0, 0, and the mirror below.

    >>> [band_of(Decimal(text)) for text in ("0.7", "0.69", "0.01", "0", "-0.4", "-1")]
    [3, 2, 1, 0, -2, -3]
    """
    size = abs(score)
    band = 3 if size >= _STRONG else 2 if size >= _CLEAR else 1 if size > 0 else 0
    return band if score >= 0 else -band


def mood_word(mean: Decimal | None) -> str | None:
    """bullish over 0.5, bearish under -0.2, else neutral; None without a mean."""
    if mean is None:
        return None
    return "bullish" if mean > BULLISH else "bearish" if mean < BEARISH else "neutral"


def calendar(things: Iterable[Said], first_day: int, last_day: int) -> list[tuple[int, Mood]]:
    """One mood a day, ascending; days on which nothing was said among them."""
    by_day = _grouped(things, lambda one: utc_day(one.at))
    return [(day, mood(by_day.get(day, []))) for day in range(first_day, last_day + 1)]


def by_source(things: Iterable[Said]) -> list[tuple[str, Mood]]:
    """Most mentions first."""
    found = [(name, mood(some)) for name, some in _grouped(things, lambda one: one.source).items()]
    return sorted(found, key=lambda one: (-one[1].mentions, one[0]))


def by_hour(things: Iterable[Said]) -> list[tuple[int, Mood]]:
    """All 24 hours of a day, UTC."""
    hours = _grouped(things, lambda one: one.at % DAY_MS // HOUR_MS)
    return [(hour, mood(hours.get(hour, []))) for hour in range(24)]


def trending(things: Sequence[Said], now: Ms) -> list[Trend]:
    """The coins named most in the last 24 h."""
    last, before = _split(things, now)
    usual = Counter(asset for one in before for asset in one.assets)
    counts = Counter(asset for one in last for asset in one.assets)
    found = [Trend(name, count, Decimal(usual[name]) / TREND_DAYS) for name, count in counts.items()]
    return sorted(found, key=lambda one: (-one.mentions, one.name))[:_TRENDING]


def news_volume(things: Sequence[Said], now: Ms) -> Trend:
    """Articles of the last 24 h."""
    last, before = _split([one for one in things if one.is_news], now)
    return Trend("news", len(last), Decimal(len(before)) / TREND_DAYS)


def last_day(things: Iterable[Said], now: Ms) -> list[Said]:
    return [one for one in things if now - DAY_MS < one.at <= now]


def _split(things: Sequence[Said], now: Ms) -> tuple[list[Said], list[Said]]:
    start = now - (1 + TREND_DAYS) * DAY_MS
    return last_day(things, now), [one for one in things if start < one.at <= now - DAY_MS]


def _grouped(things: Iterable[Said], key: Callable[[Said], K]) -> dict[K, list[Said]]:
    found: dict[K, list[Said]] = defaultdict(list)
    for one in things:
        found[key(one)].append(one)
    return found
