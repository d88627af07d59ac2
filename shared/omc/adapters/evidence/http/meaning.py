"""What a status means for a caller: an answer to read, or an error named by the reaction it requires."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from omc.adapters.evidence.http.answer import Answer
from omc.kernel.errors import OmcError
from omc.kernel.instants import SECOND_MS, Ms
from omc.ledgers.errors import RateLimited, SourceChanged, SourceDown, SourceRefused

_TOO_EARLY, _TOO_MANY, _TIMEOUT = 425, 429, 408
_TEAPOT = 418  # Binance's word for a caller who went on after 429.


def problem(answer: Answer) -> OmcError | None:
    """None for 2xx; a source with meanings of its own (a 403 that is a quota) looks before this does."""
    status, place = answer.status, answer.place
    if 200 <= status < 300:
        return None
    if status in (_TOO_MANY, _TEAPOT):
        return RateLimited(f"{place} asks for fewer requests ({status})", retry_after_s=retry_after_s(answer))
    if status >= 500 or status in (_TIMEOUT, _TOO_EARLY):
        return SourceDown(f"{place} failed with {status}", retry_after_s=retry_after_s(answer))
    if status in (401, 402, 403):
        return SourceRefused(f"expected {place} to let us in, got {status}: {_said(answer)}")
    return SourceChanged(f"expected an answer of {place}, got {status}: {_said(answer)}")


def retry_after_s(answer: Answer) -> float | None:
    """Seconds the source asks us to wait, by number or by date; None where it does not say."""
    text = answer.headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((_ms(until) - answer.received_at) / SECOND_MS, 0.0)


def _said(answer: Answer) -> str:
    return "an HTML page" if answer.is_html else answer.shown()


def _ms(moment: datetime) -> Ms:
    return int(moment.timestamp() * SECOND_MS)
