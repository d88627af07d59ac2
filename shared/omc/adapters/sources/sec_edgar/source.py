"""data.sec.gov/submissions/CIK##########.json, one call a company, and the ticker file once a week.

Every request names a contact. Over the limit of ten requests a second the SEC answers 403 with a page, for
about ten minutes. Filings of forms that move no market are passed over. What we find soon after it was
accepted is known when we saw it; what is older counts as known a lag after its acceptance.
"""

import json
from collections.abc import Iterator
from typing import Any

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.answer import Answer
from omc.adapters.evidence.http.client import Question
from omc.adapters.evidence.reading import at_least, checking, dig, distinct
from omc.adapters.evidence.stamps import published
from omc.adapters.sources.sec_edgar.acceptance import Reading, accepted_at, reading_of
from omc.adapters.sources.sec_edgar.filings import Filing, filings_of, impact_of, said_by, type_of
from omc.adapters.sources.sec_edgar.settings import SecEdgarSettings
from omc.kernel.errors import OmcError
from omc.kernel.instants import DAY_MS, Ms
from omc.ledgers.errors import RateLimited, SourceChanged
from omc.ledgers.priorities import priority_of
from omc.ledgers.records import CatalystEvent
from omc.ledgers.sources import Checked, Page, SourceInfo

_TICKERS = "https://www.sec.gov/files/company_tickers.json"
_SUBMISSIONS = "https://data.sec.gov/submissions/CIK{cik:010d}.json"
_DOCUMENT = "https://www.sec.gov/Archives/edgar/data/{cik}/{folder}/{document}"
_FORBIDDEN, _REST_S = 403, 600.0
_WEEK_MS = 7 * DAY_MS
_LEAST_TICKERS = 3
_BODY_BYTES = 24 * 1024 * 1024
# A filing may appear in the list some time after it was accepted.
_BACK_MS = 3 * DAY_MS


class SecEdgar:
    """The Source port."""

    def __init__(self, info: SourceInfo, settings: SecEdgarSettings, context: Context) -> None:
        self.info, self._settings, self._context = info, settings, context

    def check(self, now: Ms) -> Checked:
        """Also says which companies the SEC's own file does not know."""
        checked = checking(lambda: self._look_up(), self._context.http.now, now)
        if not checked.works:
            return checked
        unknown = sorted(set(self._settings.companies) - set(self._numbers()[0]))
        if unknown:
            return Checked(False, f"the SEC knows no company {', '.join(unknown)}", checked.latency_ms)
        return checked

    def collect(self, since: Ms | None) -> Iterator[Page]:
        numbers, notes = self._numbers()
        if notes:
            yield Page((), notes)
        now = self._context.http.now()
        start = now - self._settings.first_look_days * DAY_MS if since is None else since - _BACK_MS
        for ticker, cik in numbers.items():
            yield self._company(ticker, cik, start)

    def _company(self, ticker: str, cik: int, start: Ms) -> Page:
        answer = self._get(_SUBMISSIONS.format(cik=cik))
        document = answer.json()
        filings = filings_of(dig(document, "filings", "recent"))
        reading = reading_of(filing.accepted for filing in filings)
        name = str(dig(document, "name"))
        records = []
        for filing in filings:
            at = accepted_at(filing.accepted, reading)
            impact = impact_of(filing)
            if at >= start and impact is not None:
                records.append(self._record(ticker, cik, name, filing, at, impact, reading, answer))
        return Page(distinct(records), (), None, len(answer.body))

    def _record(
        self,
        ticker: str,
        cik: int,
        name: str,
        filing: Filing,
        at: Ms,
        impact: int,
        reading: Reading,
        answer: Answer,
    ) -> CatalystEvent:
        stamp = published(at, answer.received_at, self.info.lag_ms)
        event_type = type_of(filing)
        return CatalystEvent(
            source=self.info.name,
            natural_key=filing.accession,
            event_time=stamp.event_time,
            known_at=stamp.known_at,
            basis=stamp.basis,
            assets=self._settings.companies.get(ticker, ()),
            url=_DOCUMENT.format(cik=cik, folder=filing.accession.replace("-", ""), document=filing.document),
            type=event_type,
            title=f"{name} filed {filing.form}",
            description=filing.description or said_by(filing),
            impact=impact,
            priority=priority_of(event_type, impact),
            reasons=(f"{said_by(filing)} has impact {impact}",),
            details={
                "company": name,
                "ticker": ticker,
                "cik": f"{cik:010d}",
                "form": filing.form,
                "items": ",".join(filing.items),
                "accepted": filing.accepted,
                "accepted_read_as": str(reading),
            },
            plugin_version=self.info.version,
            synthetic=self._context.synthetic,
        )

    def _numbers(self) -> tuple[dict[str, int], tuple[str, ...]]:
        """Company numbers by ticker, looked up once a week, and a sentence for each that is not there."""
        told = self._context.memory.get("numbers")
        kept: dict[str, Any] = json.loads(told) if told else {"at": 0, "numbers": {}}
        wanted = set(self._settings.companies)
        if self._context.http.now() - kept["at"] > _WEEK_MS or not wanted <= set(kept["numbers"]):
            numbers = self._look_up()
            kept = {"at": self._context.http.now(), "numbers": numbers}
            self._context.memory.put("numbers", json.dumps(kept))
        unknown = sorted(wanted - set(kept["numbers"]))
        notes = tuple(f"the SEC knows no company {ticker}" for ticker in unknown)
        return {ticker: kept["numbers"][ticker] for ticker in sorted(wanted - set(unknown))}, notes

    def _look_up(self) -> dict[str, int]:
        answer = self._get(_TICKERS)
        document = answer.json()
        if not isinstance(document, dict):
            raise SourceChanged(f"expected an object of companies from {answer.place}, got {answer.shown()}")
        rows = at_least(list(document.values()), _LEAST_TICKERS, answer.place)
        # One company may have several rows, and its number is an int in spite of its name.
        found = {str(dig(row, "ticker")): int(dig(row, "cik_str")) for row in rows}
        return {ticker: cik for ticker, cik in found.items() if ticker in self._settings.companies}

    def _get(self, url: str) -> Answer:
        headers = {"user-agent": self._settings.contact, "accept-encoding": "gzip"}
        return self._context.http.ask(
            Question(url, headers=headers, meaning=_meaning, largest_bytes=_BODY_BYTES)
        )


def _meaning(answer: Answer) -> OmcError | None:
    if answer.status == _FORBIDDEN and answer.is_html:
        return RateLimited(f"{answer.place} says that we ask too often", retry_after_s=_REST_S)
    return None
