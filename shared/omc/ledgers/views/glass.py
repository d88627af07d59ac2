"""Value locked and fees by day, over the same chains and protocols on every day.

A sum over what happened to be told would fall when a source misses a chain and rise when one is added; both
would be read as a move of the market. So a sum is over the things told on most days; a day that lacks one of
them has no sum, and what was told on too few days is left out, by name.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from omc.kernel.instants import Ms, utc_day
from omc.ledgers.records import Measurement

TVL, FEES, ADDRESSES = "tvl_usd", "fees_24h", "active_addresses"
_CHAIN, _PROTOCOL = "chain:", "protocol:"
# Told on fewer of the days than this, a thing is not part of the sum.
_MOST_DAYS = Decimal("0.8")
FEE_DAYS = 30


@dataclass(frozen=True)
class Total:
    """day: since the epoch, UTC. value: None where one of the basket is missing; missing: which."""

    day: int
    value: Decimal | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Totals:
    """One total a day, ascending, days without any record among them. basket: what is summed. left_out:
    what was told on too few days."""

    days: tuple[Total, ...]
    basket: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Sum:
    """value of `days` days that have one, of those asked for; mean: value / days. None without any."""

    value: Decimal | None
    mean: Decimal | None
    days: int
    of_days: int


@dataclass(frozen=True)
class Protocol:
    """The last that was told of a protocol. change: of value locked since the day before, a fraction."""

    name: str
    assets: tuple[str, ...]
    tvl: Decimal | None
    change: Decimal | None
    fees: Decimal | None
    known_at: Ms


def chains(records: Iterable[Measurement]) -> list[Measurement]:
    return [one for one in records if one.subject.startswith(_CHAIN)]


def protocols(records: Iterable[Measurement]) -> list[Measurement]:
    return [one for one in records if one.subject.startswith(_PROTOCOL)]


def totals(records: Sequence[Measurement], name: str, first_day: int, last_day: int) -> Totals:
    """The sum of `name` on each day from first to last; of a day's records of a thing the latest counts."""
    by_day = _by_day(records, name)
    told = [day for day in range(first_day, last_day + 1) if by_day.get(day)]
    counts: dict[str, int] = defaultdict(int)
    for day in told:
        for subject in by_day[day]:
            counts[subject] += 1
    basket = sorted(one for one, days in counts.items() if days >= _MOST_DAYS * len(told))
    days = tuple(_total(day, by_day.get(day, {}), basket) for day in range(first_day, last_day + 1))
    return Totals(days, tuple(map(plain, basket)), tuple(sorted(map(plain, counts.keys() - set(basket)))))


def summed(days: Sequence[Total], most: int = FEE_DAYS) -> Sum:
    """Of the last `most` days."""
    last = days[-most:]
    values = [one.value for one in last if one.value is not None]
    if not values:
        return Sum(None, None, 0, len(last))
    value = sum(values, Decimal(0))
    return Sum(value, value / len(values), len(values), len(last))


def latest_with_change(days: Sequence[Total]) -> tuple[Total | None, Decimal | None]:
    """The last day with a sum, and its change since the day before as a fraction; None where unknown."""
    known = [one for one in days if one.value is not None]
    if not known:
        return None, None
    last = known[-1]
    before = next((one.value for one in known if one.day == last.day - 1), None)
    return last, None if not before or last.value is None else last.value / before - 1


def latest_protocols(records: Sequence[Measurement]) -> list[Protocol]:
    """Each protocol once, most value first."""
    by_subject: dict[str, dict[int, Measurement]] = defaultdict(dict)
    for record in sorted(records, key=_order):
        by_subject[record.subject][utc_day(record.event_time)] = record
    found = [_protocol(days) for days in by_subject.values()]
    return sorted(found, key=lambda one: (-(one.tvl or Decimal(0)), one.name))


def latest_of(records: Iterable[Measurement], name: str) -> list[Measurement]:
    """The newest record of each subject that measures `name`, by subject."""
    newest = {one.subject: one for one in sorted(records, key=_order) if name in one.values}
    return [newest[subject] for subject in sorted(newest)]


def plain(subject: str) -> str:
    """The name in a subject such as `chain:Ethereum`."""
    return subject.partition(":")[2] or subject


def _protocol(days: Mapping[int, Measurement]) -> Protocol:
    day = max(days)
    record, before = days[day], days.get(day - 1)
    tvl, earlier = record.values.get(TVL), before.values.get(TVL) if before else None
    change = tvl / earlier - 1 if tvl is not None and earlier else None
    return Protocol(
        plain(record.subject), record.assets, tvl, change, record.values.get(FEES), record.known_at
    )


def _by_day(records: Sequence[Measurement], name: str) -> dict[int, dict[str, Decimal]]:
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for record in sorted(records, key=_order):
        if name in record.values:
            found[utc_day(record.event_time)][record.subject] = record.values[name]
    return found


def _total(day: int, told: Mapping[str, Decimal], basket: Sequence[str]) -> Total:
    missing = tuple(plain(one) for one in basket if one not in told)
    if missing or not basket:
        return Total(day, None, missing)
    return Total(day, sum((told[one] for one in basket), Decimal(0)))


def _order(record: Measurement) -> tuple[Ms, Ms]:
    return record.event_time, record.known_at
