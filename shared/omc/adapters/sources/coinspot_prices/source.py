"""GET https://www.coinspot.com.au/pubapi/v2/latest: bid, ask and last of some twenty markets, as strings.

The answer has no time, so a price is of the moment we had it. A dead book says "NaN" for bid and ask. Keys
are lower case and some are names of before: ans is NEO, str is XLM, rhoc is REV. `status` may say error with
200.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.client import Question
from omc.adapters.evidence.reading import at_least, checking, decimal_in, dig, distinct, rows_of
from omc.adapters.evidence.stamps import current
from omc.adapters.evidence.text import plain
from omc.adapters.sources.coinspot_prices.settings import CoinSpotPricesSettings
from omc.kernel.instants import SECOND_MS, Ms
from omc.ledgers.errors import SourceChanged, SourceDown
from omc.ledgers.records import Quote
from omc.ledgers.sources import Checked, Page, SourceInfo

_URL = "https://www.coinspot.com.au/pubapi/v2/latest"
_BUCKET_MS = 10 * SECOND_MS
_BASE_CURRENCY = "AUD"
_RENAMED = {
    "ANS": "NEO", "STR": "XLM", "RHOC": "REV", "GNT": "GLM", "XRB": "NANO", "BCHSV": "BSV", "KLAY": "KAIA",
    "FXS": "FRAX", "DRK": "DASH",
}  # fmt: skip


class CoinSpotPrices:
    """The Source port."""

    def __init__(self, info: SourceInfo, settings: CoinSpotPricesSettings, context: Context) -> None:
        self.info, self._settings, self._context = info, settings, context

    def check(self, now: Ms) -> Checked:
        return checking(self._ask, self._context.http.now, now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        del since  # Only the present can be asked for.
        yield self._ask()

    def _ask(self) -> Page:
        answer = self._context.http.ask(Question(_URL))
        document = answer.json()
        status = dig(document, "status")
        if status != "ok":
            raise SourceDown(f"{answer.place} reports {status!r}: {plain(document.get('message'), 100)}")
        prices = dig(document, "prices")
        if not isinstance(prices, dict):
            raise SourceChanged(f"expected prices by coin from {answer.place}, got {answer.shown()}")
        rows = at_least(list(prices.items()), 1, answer.place)
        records, rejected = rows_of(
            list(rows), lambda row: self._quote(row, answer.received_at), answer.place
        )
        return Page(distinct(records), rejected, answer.body, len(answer.body))

    def _quote(self, row: tuple[str, dict[str, Any]], received_at: Ms) -> Quote:
        key, prices = row
        coin, _, market = key.upper().partition("_")
        base, quote = _RENAMED.get(coin, coin), market or _BASE_CURRENCY
        stamp = current(received_at, _BUCKET_MS)
        made = Quote(
            source=self.info.name,
            natural_key=f"{base}/{quote}:{stamp.event_time}",
            event_time=stamp.event_time,
            known_at=stamp.known_at,
            assets=(base,),
            venue="coinspot",
            symbol=f"{base}/{quote}",
            bid=decimal_in(prices, "bid"),
            ask=decimal_in(prices, "ask"),
            last=decimal_in(prices, "last"),
            plugin_version=self.info.version,
            synthetic=self._context.synthetic,
        )
        spread = (made.ask - made.bid) / ((made.ask + made.bid) / Decimal(2))
        if spread > self._settings.widest_spread_fraction:
            raise SourceChanged(
                f"expected a spread of at most {self._settings.widest_spread_fraction} of {made.symbol}, "
                f"got {spread:.4f}"
            )
        return made
