"""POST https://api.nansen.ai/api/v1/smart-money/netflow with the key in a header; billed by call.

Field names are those of the documentation and were never seen live. Calls are counted by month before they
are made; 402 is a plan without credits, and nothing to ask again.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.answer import Answer
from omc.adapters.evidence.http.client import Question
from omc.adapters.evidence.measuring import measurement
from omc.adapters.evidence.reading import checking, decimal_or_none, dig, distinct, rows_of
from omc.adapters.evidence.stamps import current
from omc.adapters.sources.nansen.settings import NansenSettings
from omc.kernel.errors import OmcError
from omc.kernel.instants import MINUTE_MS, Ms, to_iso
from omc.ledgers.errors import QuotaSpent
from omc.ledgers.records import Measurement
from omc.ledgers.sources import Checked, Page, SourceInfo

_URL = "https://api.nansen.ai/api/v1/smart-money/netflow"
_PAGES, _ROWS = 10, 100
_BUCKET_MS = 15 * MINUTE_MS
_PAYMENT_REQUIRED = 402
_FIELDS = {
    "net_flow_24h_usd": "net_flow_24h_usd", "net_flow_1h_usd": "net_flow_1h_usd",
    "net_flow_7d_usd": "net_flow_7d_usd", "market_cap_usd": "market_cap_usd", "trader_count": "trader_count",
    "buying_wallet_count": "buying_wallet_count", "selling_wallet_count": "selling_wallet_count",
}  # fmt: skip


class Nansen:
    """The Source port."""

    def __init__(self, info: SourceInfo, settings: NansenSettings, context: Context) -> None:
        self.info, self._settings, self._context = info, settings, context

    def check(self, now: Ms) -> Checked:
        return checking(lambda: self._ask(1, 1), self._context.http.now, now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        del since  # Windows of flow are the source's own.
        for number in range(1, _PAGES + 1):
            page, last = self._ask(number, _ROWS)
            yield page
            if last:
                return

    def _ask(self, number: int, rows: int) -> tuple[Page, bool]:
        month = to_iso(self._context.http.now())[:7]
        name = f"{self._context.instance}:credits"
        left = self._context.quotas.take(name, month, self._settings.credits_a_month)
        body = {
            "chains": list(self._settings.chains),
            "filters": {
                "include_smart_money_labels": list(self._settings.labels), "include_stablecoins": False,
            },
            "pagination": {"page": number, "per_page": rows},
            "order_by": [{"field": "net_flow_24h_usd", "direction": "DESC"}],
        }  # fmt: skip
        key = self._settings.api_key.get_secret_value()
        answer = self._context.http.ask(
            Question(_URL, method="POST", json=body, headers={"apiKey": key}, meaning=_meaning)
        )
        document = answer.json()
        records, notes = rows_of(
            dig(document, "data"), lambda row: self._record(row, answer.received_at), answer.place
        )
        if left * 10 < self._settings.credits_a_month:
            notes.append(f"{left} of {self._settings.credits_a_month} calls are left this month")
        page = Page(distinct(records), notes, answer.body, len(answer.body))
        return page, dig(document, "pagination", "is_last_page") is not False

    def _record(self, row: dict[str, Any], received_at: Ms) -> Measurement | None:
        symbol, chain = str(dig(row, "token_symbol")).upper(), str(dig(row, "chain"))
        if self._settings.tokens and symbol not in self._settings.tokens:
            return None
        stamp = current(received_at, _BUCKET_MS)
        values: dict[str, Decimal] = {}
        for theirs, ours in _FIELDS.items():
            number = decimal_or_none(row.get(theirs), theirs)
            if number is not None:
                values[ours] = number
        return measurement(
            self.info,
            self._context,
            stamp,
            f"{chain}:{symbol}",
            values,
            assets=(symbol,),
            key=f"{chain}:{dig(row, 'token_address')}",
        )


def _meaning(answer: Answer) -> OmcError | None:
    if answer.status == _PAYMENT_REQUIRED:
        return QuotaSpent(f"{answer.place} says that the plan's credits are used up")
    return None
