"""GET https://api.coingecko.com/api/v3/coins/markets, no key: the largest coins, largest first.

Two coins may share a symbol; the larger has it. Changes come in percent and are stored as fractions.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.client import Question
from omc.adapters.evidence.measuring import measurement
from omc.adapters.evidence.reading import at_least, checking, decimal_in, decimal_or_none, dig, rows_of
from omc.adapters.evidence.stamps import current
from omc.kernel.instants import MINUTE_MS, Ms
from omc.ledgers.records import Measurement
from omc.ledgers.sources import Checked, Page, SourceInfo

_URL = "https://api.coingecko.com/api/v3/coins/markets"
_HUNDRED = Decimal(100)
_BUCKET_MS = 10 * MINUTE_MS
_PLAIN = {
    "current_price": "price_usd", "market_cap": "market_cap_usd", "total_volume": "volume_24h_usd",
    "market_cap_rank": "market_cap_rank",
}  # fmt: skip
_PERCENT = {
    "price_change_percentage_24h_in_currency": "change_24h_fraction",
    "price_change_percentage_7d_in_currency": "change_7d_fraction",
}


class MarketCaps:
    """The Source port."""

    def __init__(self, info: SourceInfo, coins: int, context: Context) -> None:
        self.info, self._coins, self._context = info, coins, context

    def check(self, now: Ms) -> Checked:
        return checking(lambda: self._ask(10), self._context.http.now, now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        del since  # Only the present can be asked for.
        yield self._ask(self._coins)

    def _ask(self, coins: int) -> Page:
        params = {
            "vs_currency": "usd", "order": "market_cap_desc", "per_page": str(coins), "page": "1",
            "price_change_percentage": "24h,7d",
        }  # fmt: skip
        answer = self._context.http.ask(Question(_URL, params=params))
        read, rejected = rows_of(
            answer.json(), lambda row: self._record(row, answer.received_at), answer.place
        )
        largest: dict[str, Measurement] = {}
        for record in at_least(read, min(coins, 5), answer.place):
            largest.setdefault(record.subject, record)
        return Page(list(largest.values()), rejected, answer.body, len(answer.body))

    def _record(self, row: dict[str, Any], received_at: Ms) -> Measurement:
        symbol = str(dig(row, "symbol")).upper()
        values = {"price_usd": decimal_in(row, "current_price")}
        for theirs, ours in _PLAIN.items():
            number = decimal_or_none(row.get(theirs), theirs)
            if number is not None:
                values[ours] = number
        for theirs, ours in _PERCENT.items():
            number = decimal_or_none(row.get(theirs), theirs)
            if number is not None:
                values[ours] = number / _HUNDRED
        stamp = current(received_at, _BUCKET_MS)
        return measurement(
            self.info,
            self._context,
            stamp,
            symbol,
            values,
            assets=(symbol,),
            note=str(row.get("name") or "") or None,
        )
