"""Every feature of every ledger: equal to its definition asked bar by bar, and blind to what came later."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from omc.kernel.instants import HOUR_MS, Ms, from_iso
from omc.ledgers.features.books import book_of, columns_of
from omc.ledgers.features.catalogue import FEATURES, Reading
from omc.ledgers.features.joining import beside
from omc.ledgers.features.observations import observations
from omc.ledgers.joins import How, decayed
from omc.ledgers.records import Enrichment, Measurement, Record
from omc.ledgers.series import LedgerBook
from omc.ledgers.taxonomy import EventType, Ledger, Priority
from omc.market.model import FloatArray, IntArray
from tests.fakes.told import enriched, happening, measured, news, post
from tests.property.test_ledgers_joins import Records, series
from tests.speed import sorts

ZERO = from_iso("2026-03-01T00:00:00Z")
HOWS: tuple[How, ...] = ("last", "mean", "sum", "count", "min", "max")
WANTED = [(name, asset) for name in FEATURES for asset in ("BTC", "MARKET")]
CLOSES: IntArray = ZERO + np.arange(0, 80) * HOUR_MS
_scores = st.one_of(st.none(), st.integers(-4, 4).map(lambda n: n / 4))
_MEASURED = {
    ledger: [one.measured[0] for one in FEATURES.values() if one.measured and one.ledger is ledger]
    for ledger in (Ledger.GLASS, Ledger.HUMAN)
}


def _quarter(number: int) -> float:
    return number / 4


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Any record of any ledger, of few things, so that many are revisions of each other."""
    event = ZERO + draw(st.integers(0, 70)) * HOUR_MS
    known = event + draw(st.integers(0, 30)) * HOUR_MS
    key, assets = f"thing{draw(st.integers(0, 4))}", draw(st.sampled_from([("BTC",), ("BTC", "ETH"), ()]))
    kind = draw(st.sampled_from(["news", "post", "enrichment", "event", "glass", "index"]))
    if kind == "news":
        votes = draw(st.dictionaries(st.sampled_from(["positive", "negative"]), st.integers(0, 9)))
        return news(key, event, known, draw(_scores), assets=assets, votes=votes)
    if kind == "post":
        return post(key, event, known, draw(_scores), assets=assets, deleted=draw(st.booleans()))
    if kind == "enrichment":
        scores = draw(st.dictionaries(st.sampled_from(["BTC", "ETH"]), st.integers(-4, 4).map(_quarter)))
        return enriched(post(key, event, event), known, scores)
    if kind == "event":
        more = {"type": draw(st.sampled_from(EventType)), "priority": draw(st.sampled_from(Priority))}
        return happening(key, event, known, draw(st.integers(1, 10)), assets=assets, **more)
    ledger = Ledger.GLASS if kind == "glass" else Ledger.HUMAN
    numbers = draw(st.dictionaries(st.sampled_from(_MEASURED[ledger]), st.integers(-9, 9), max_size=3))
    origin = draw(st.sampled_from(["one", "other"]))
    return measured(key, event, known, numbers, ledger, assets=assets, subject="btc", source=origin)


def book(told: list[Record]) -> LedgerBook:
    found = columns_of(one for record in told for one in observations(record))
    return book_of(found, WANTED, 0, int(CLOSES[-1]) + 1000 * HOUR_MS)


def columns(told: list[Record], closes: IntArray) -> dict[str, FloatArray]:
    """Every feature read in every way that it may be."""
    found: dict[str, FloatArray] = {}
    for (feature, asset), one in book(told).items():
        reading = FEATURES[feature].reading
        if reading is not Reading.EVENTS:
            found[f"{feature}({asset})"] = beside(feature, one, closes)
        if reading is not Reading.FADING:
            for how in HOWS:
                found[f"{feature}({asset}, 24h, {how})"] = beside(feature, one, closes, 24 * HOUR_MS, how)
    return found


def _unlike(record: Record) -> Record:
    """The same thing with other numbers."""
    if isinstance(record, Measurement):
        return replace(record, values={name: value + 7 for name, value in record.values.items()})
    if isinstance(record, Enrichment):
        return replace(record, coins=record.coins[1:])
    return replace(record, assets=("ETH", "BTC"))


@settings(max_examples=60, deadline=None)
@given(told=st.lists(records(), max_size=25), later=st.lists(records(), max_size=15), cut=st.integers(0, 79))
def test_no_feature_of_the_past_changes_with_the_future_of_any_ledger(
    told: list[Record], later: list[Record], cut: int
) -> None:
    """Cut off, moved further away, and replaced by other records and revisions."""
    instant, before = int(CLOSES[cut]), CLOSES[: cut + 1]
    known = [record for record in told if record.known_at <= instant]
    future = [record for record in told if record.known_at > instant]
    whole = columns(told, CLOSES)
    moved = [replace(record, known_at=record.known_at + 90 * HOUR_MS) for record in future]
    changed = [_unlike(record) for record in future]
    other = [replace(record, known_at=max(record.known_at, instant + 1)) for record in later]
    for world in (known, [*known, *moved], [*known, *changed], [*known, *other]):
        found = columns(world, CLOSES)
        for name, column in whole.items():
            silent = np.full(len(CLOSES), np.nan)
            np.testing.assert_array_equal(
                found.get(name, silent)[: len(before)], column[: len(before)], err_msg=name
            )


def _faded(told: Records, close: int, window: Ms, per_hour: float) -> float:
    newest: dict[int, float] = {}
    for event, delay, value in sorted(told, key=lambda one: (one[0] + one[1], one[0])):
        if event + delay <= close:
            newest[event] = value
    if not newest:
        return float("nan")
    ages = [(close - event, value) for event, value in newest.items() if close - event < window and value > 0]
    return max((value * np.exp(-per_hour * age / HOUR_MS) for age, value in ages), default=0.0)


_hours = st.integers(0, 60).map(lambda n: n * HOUR_MS)


@settings(max_examples=150, deadline=None)
@given(
    told=st.lists(
        st.tuples(_hours, _hours, st.sampled_from([1.0, 2.5, 9.0, 10.0, 0.0, float("nan")])), max_size=20
    ),
    window=st.sampled_from([6 * HOUR_MS, 48 * HOUR_MS]),
)
def test_a_fading_score_is_its_definition_at_every_close(told: Records, window: Ms) -> None:
    closes = np.arange(0, 130 * HOUR_MS, HOUR_MS // 2, dtype=np.int64)
    found = decayed(series(told), closes, window, 0.1)
    expected = [_faded(told, int(close), window, 0.1) for close in closes]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_a_hundred_thousand_events_fade_over_as_many_bars_in_the_time_of_some_sorts() -> None:
    rng = np.random.default_rng(4)
    closes = np.arange(1, 100_001, dtype=np.int64) * 300_000
    event = np.sort(rng.integers(0, closes[-1], len(closes)))
    found = replace(
        series([]),
        event_time=event,
        known_at=event,
        value=rng.integers(1, 11, len(closes)).astype(np.float64),
    )
    assert sorts(lambda: decayed(found, closes, 48 * HOUR_MS, 0.1), len(closes)) < 150
