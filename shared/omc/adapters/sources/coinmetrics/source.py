"""GET https://community-api.coinmetrics.io/v4/timeseries/asset-metrics: rows of asset, time and metrics.

`time` is the start of a UTC day, numbers are strings, what is not known is missing; pages follow
`next_page_token`.
"""

from collections.abc import Iterator
from typing import Any

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.client import Question
from omc.adapters.evidence.measuring import measurement
from omc.adapters.evidence.reading import (
    at_least,
    checking,
    decimal_or_none,
    dig,
    distinct,
    instant_in,
    rows_of,
)
from omc.adapters.evidence.stamps import of_day
from omc.adapters.sources.coinmetrics.settings import CoinMetricsSettings
from omc.kernel.instants import DAY_MS, Ms, to_iso
from omc.ledgers.records import Measurement
from omc.ledgers.sources import Checked, Page, SourceInfo

_URL = "https://community-api.coinmetrics.io/v4/timeseries/asset-metrics"
_METRICS = {"AdrActCnt": "active_addresses", "TxCnt": "transactions", "CapMVRVCur": "mvrv"}
_PAGE_ROWS = 1000
_PAGES = 20
# Days asked for again: rows are corrected for a while after they first appear.
_AGAIN_DAYS = 3


class CoinMetrics:
    """The Source port."""

    def __init__(self, info: SourceInfo, settings: CoinMetricsSettings, context: Context) -> None:
        self.info, self._settings, self._context = info, settings, context

    def check(self, now: Ms) -> Checked:
        return checking(lambda: self._ask(now - 3 * DAY_MS, None), self._context.http.now, now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        now = self._context.http.now()
        days = self._settings.history_days if since is None else (now - since) // DAY_MS + _AGAIN_DAYS
        token: str | None = None
        for _ in range(_PAGES):
            page, token = self._ask(now - days * DAY_MS, token)
            yield page
            if token is None:
                return

    def _ask(self, start: Ms, token: str | None) -> tuple[Page, str | None]:
        params = {
            "assets": ",".join(asset.lower() for asset in self._settings.assets),
            "metrics": ",".join(_METRICS),
            "frequency": "1d",
            "start_time": to_iso(start)[:10],
            "page_size": str(_PAGE_ROWS),
            **({"next_page_token": token} if token else {}),
        }
        answer = self._context.http.ask(Question(_URL, params=params))
        document = answer.json()
        rows = dig(document, "data")
        records, rejected = rows_of(rows, lambda row: self._record(row, answer.received_at), answer.place)
        if token is None:
            at_least(rows, 1, answer.place)
        page = Page(distinct(records), rejected, answer.body, len(answer.body))
        following = document.get("next_page_token")
        return page, str(following) if following else None

    def _record(self, row: dict[str, Any], received_at: Ms) -> Measurement | None:
        asset = str(dig(row, "asset")).upper()
        stamp = of_day(instant_in(row, "time"), received_at, self.info.lag_ms)
        read = {ours: decimal_or_none(row.get(theirs), theirs) for theirs, ours in _METRICS.items()}
        values = {name: value for name, value in read.items() if value is not None}
        if stamp is None or not values:
            return None
        return measurement(self.info, self._context, stamp, asset, values, assets=(asset,))
