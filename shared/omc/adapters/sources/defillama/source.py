"""api.llama.fi and stablecoins.llama.fi, no key.

One call to /protocols tells the value locked in every protocol and which slugs still exist; protocols are
renamed upstream, so a slug that is gone is told, not skipped. Fees and revenue take two small calls each.
Chains come as history, a row a day; its last row is "now" and counts only once its day is over.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.answer import Answer
from omc.adapters.evidence.http.client import Question
from omc.adapters.evidence.measuring import measurement
from omc.adapters.evidence.reading import (
    at_least,
    checking,
    decimal_in,
    decimal_or_none,
    dig,
    distinct,
    rows_of,
)
from omc.adapters.evidence.stamps import Stamp, current, of_day
from omc.adapters.sources.defillama.settings import DefiLlamaSettings
from omc.kernel.instants import DAY_MS, HOUR_MS, SECOND_MS, Ms
from omc.ledgers.errors import SourceChanged
from omc.ledgers.records import Measurement
from omc.ledgers.sources import Checked, Page, SourceInfo

_API, _STABLE = "https://api.llama.fi", "https://stablecoins.llama.fi"
_INDEX_BYTES = 48 * 1024 * 1024
# Fewer than this and the index is not the index: thousands of protocols are listed.
_LEAST_PROTOCOLS = 20
_FEE_KINDS = (("fees_24h", "dailyFees"), ("revenue_24h", "dailyRevenue"))
_FIRST_LOOK_DAYS = 30


class DefiLlama:
    """The Source port."""

    def __init__(self, info: SourceInfo, settings: DefiLlamaSettings, context: Context) -> None:
        self.info, self._settings, self._context = info, settings, context

    def check(self, now: Ms) -> Checked:
        return checking(lambda: self._chains_now(), self._context.http.now, now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        yield self._protocols()
        for chain, asset in self._settings.chains.items():
            yield self._chain(chain, asset, since)
        if self._settings.stablecoins:
            yield self._stablecoins()

    def _protocols(self) -> Page:
        answer = self._get(f"{_API}/protocols", largest=_INDEX_BYTES)
        listed, wrong = rows_of(answer.json(), _slug_and_value, answer.place)
        values = dict(at_least(listed, _LEAST_PROTOCOLS, answer.place))
        stamp = current(answer.received_at, HOUR_MS)
        records, notes = [], list(wrong[:3])
        for slug, token in self._settings.protocols.items():
            if slug not in values:
                notes.append(f"{slug} is no longer listed: it was renamed or closed")
                continue
            fees, note = self._fees(slug)
            notes += note
            found = {"tvl_usd": values[slug], **fees}
            measured = {name: value for name, value in found.items() if value is not None}
            if measured:
                records.append(self._record(f"protocol:{slug}", token, stamp, measured))
        return Page(records, notes, None, len(answer.body))

    def _fees(self, slug: str) -> tuple[dict[str, Decimal | None], list[str]]:
        """Fees and revenue of the last 24 h; what a protocol does not report is absent, and no failure."""
        found: dict[str, Decimal | None] = {}
        for name, kind in _FEE_KINDS:
            try:
                answer = self._get(
                    f"{_API}/summary/fees/{quote(slug)}", dataType=kind,
                    excludeTotalDataChart="true", excludeTotalDataChartBreakdown="true",
                )  # fmt: skip
                found[name] = decimal_or_none(dig(answer.json(), "total24h"), "total24h")
            except SourceChanged as error:
                # Many protocols have no fees; 404 and 400 are how that is said.
                return found, [f"{slug}: {error.message}"]
        return found, []

    def _chain(self, chain: str, asset: str, since: Ms | None) -> Page:
        answer = self._get(f"{_API}/v2/historicalChainTvl/{quote(chain)}")
        first = (answer.received_at - _FIRST_LOOK_DAYS * DAY_MS) if since is None else since - 2 * DAY_MS

        def record(row: dict[str, Any]) -> Measurement | None:
            at = int(dig(row, "date")) * SECOND_MS
            stamp = of_day(at, answer.received_at, self.info.lag_ms)
            if stamp is None or stamp.event_time < first:
                return None
            return self._record(f"chain:{chain}", asset, stamp, {"tvl_usd": decimal_in(row, "tvl")})

        records, rejected = rows_of(answer.json(), record, answer.place)
        # Two stamps of one day: the later one is the day's.
        return Page(distinct(records), rejected, None, len(answer.body))

    def _stablecoins(self) -> Page:
        answer = self._get(f"{_STABLE}/stablecoins", includePrices="true", largest=_INDEX_BYTES)
        stamp = current(answer.received_at, HOUR_MS)

        def record(row: dict[str, Any]) -> Measurement | None:
            supply = dig(row, "circulating")
            amount = decimal_or_none(supply.get(row.get("pegType", "")), "circulating")
            if amount is None or amount < 1_000_000_000:
                return None
            symbol = str(dig(row, "symbol")).upper()
            values = {"stablecoin_supply": amount}
            price = decimal_or_none(row.get("price"), "price")
            if price is not None:
                values["price_usd"] = price
            return self._record(f"stablecoin:{symbol}", symbol, stamp, values)

        records, rejected = rows_of(dig(answer.json(), "peggedAssets"), record, answer.place)
        return Page(distinct(records), rejected, None, len(answer.body))

    def _chains_now(self) -> None:
        answer = self._get(f"{_API}/v2/chains")
        rows_of(answer.json(), lambda row: dig(row, "name"), answer.place)

    def _get(self, url: str, *, largest: int = _INDEX_BYTES, **params: str) -> Answer:
        return self._context.http.ask(Question(url, params=params or None, largest_bytes=largest))

    def _record(self, subject: str, asset: str, stamp: Stamp, values: dict[str, Decimal]) -> Measurement:
        return measurement(self.info, self._context, stamp, subject, values, assets=(asset,))


def _slug_and_value(row: dict[str, Any]) -> tuple[str, Decimal | None]:
    return str(dig(row, "slug")), decimal_or_none(row.get("tvl"), "tvl")
