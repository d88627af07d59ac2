"""GET https://api.coingecko.com/api/v3/companies/public_treasury/{coin}, no key.

The totals are measurements of every run. A company's holding is compared with the one of the run before,
which the source's memory keeps; the list tells no time of a change, so it happened when we saw it.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.client import Question
from omc.adapters.evidence.measuring import measurement
from omc.adapters.evidence.reading import at_least, checking, decimal_in, dig, rows_of
from omc.adapters.evidence.stamps import current
from omc.adapters.sources.treasuries.settings import TreasuriesSettings
from omc.kernel.instants import HOUR_MS, Ms, to_iso
from omc.ledgers.records import CatalystEvent, Measurement, Record
from omc.ledgers.sources import Checked, Page, SourceInfo
from omc.ledgers.taxonomy import EventType, Priority

_URL = "https://api.coingecko.com/api/v3/companies/public_treasury/"
_LEAST_COMPANIES = 3
# A change of a tenth of the holding moves markets more than one of a hundredth.
_IMPACTS = ((Decimal("0.10"), 8), (Decimal("0.02"), 7), (Decimal(0), 6))


class Treasuries:
    """The Source port."""

    def __init__(self, info: SourceInfo, settings: TreasuriesSettings, context: Context) -> None:
        self.info, self._settings, self._context = info, settings, context

    def check(self, now: Ms) -> Checked:
        coin = next(iter(self._settings.coins))
        return checking(lambda: self._ask(coin), self._context.http.now, now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        del since  # What changed is told by the memory of the last run.
        for coin, asset in self._settings.coins.items():
            answer, document = self._ask(coin)
            held, rejected = rows_of(dig(document, "companies"), _holding, answer.place)
            holdings = dict(at_least(held, _LEAST_COMPANIES, answer.place))
            records: list[Record] = [self._total(asset, document, answer.received_at)]
            records += self._changes(coin, asset.upper(), holdings, answer.received_at)
            yield Page(records, rejected, answer.body, len(answer.body))
            # Only now: a run that died before storing the page finds the change again.
            spelled = {name: str(amount) for name, amount in holdings.items()}
            self._context.memory.put(f"holdings:{coin}", json.dumps(spelled))

    def _ask(self, coin: str) -> tuple[Any, Any]:
        answer = self._context.http.ask(Question(f"{_URL}{coin}"))
        document = answer.json()
        dig(document, "companies")
        return answer, document

    def _total(self, asset: str, document: dict[str, Any], received_at: Ms) -> Measurement:
        stamp = current(received_at, HOUR_MS)
        return measurement(
            self.info,
            self._context,
            stamp,
            asset,
            {"treasury_holdings": decimal_in(document, "total_holdings")},
            assets=(asset,),
        )

    def _changes(
        self, coin: str, asset: str, holdings: Mapping[str, Decimal], received_at: Ms
    ) -> list[CatalystEvent]:
        told = self._context.memory.get(f"holdings:{coin}")
        if told is None:
            return []  # A first look: what stands there is no news.
        before = {name: Decimal(amount) for name, amount in json.loads(told).items()}
        found = []
        for name in sorted({*before, *holdings}):
            old, new = before.get(name, Decimal(0)), holdings.get(name, Decimal(0))
            share = abs(new - old) / max(old, new) if max(old, new) else Decimal(0)
            if old != new and share >= self._settings.least_change_fraction:
                found.append(self._event(name, asset, old, new, share, received_at))
        return found

    def _event(
        self, name: str, asset: str, old: Decimal, new: Decimal, share: Decimal, received_at: Ms
    ) -> CatalystEvent:
        impact = next(impact for least, impact in _IMPACTS if share >= least)
        verb = "bought" if new > old else "sold"
        return CatalystEvent(
            source=self.info.name,
            natural_key=f"{asset}:{name}:{old}:{new}:{to_iso(received_at)[:10]}",
            event_time=received_at,
            known_at=received_at,
            assets=(asset,),
            type=EventType.TREASURY,
            title=f"{name} {verb} {abs(new - old):f} {asset}",
            description=f"{name} held {old:f} {asset} and now holds {new:f}.",
            impact=impact,
            priority=Priority.HIGH,
            reasons=(f"its holding changed by {share * 100:.2f} percent of the larger of the two",),
            details={"company": name, "before": f"{old:f}", "after": f"{new:f}"},
            plugin_version=self.info.version,
            synthetic=self._context.synthetic,
        )


def _holding(row: dict[str, Any]) -> tuple[str, Decimal]:
    return str(dig(row, "name")), decimal_in(row, "total_holdings")
