"""What is said over HTTP to a venue that runs as its own process.

POST /accounts AccountTerms · POST /orders VenueOrder -> OrderView · POST /cancels OrderRef -> OrderView |
null · GET /orders?account=&id= -> OrderView, 404 · POST /bars SeenBar -> Reports · GET /reports?account=
&after= -> Reports · GET /accounts?account= -> Snapshot · GET /health. Bodies are the records as JSON.
"""

from dataclasses import dataclass

from omc.floor.venues.model import Report
from omc.kernel.instants import Ms
from omc.market.records import Bar


@dataclass(frozen=True)
class OrderRef:
    account_id: str
    client_order_id: str


@dataclass(frozen=True)
class SeenBar:
    """The account lives through `bar`; reports after `after_seq` are the answer."""

    account_id: str
    bar: Bar
    after_seq: int


@dataclass(frozen=True)
class Reports:
    reports: tuple[Report, ...]


@dataclass(frozen=True)
class Fault:
    """What the next `times` requests of `kind` (submit, status, any) meet instead of an answer.

    silent: carried out, not answered. lost: neither. not_found: a status query finds nothing.
    slow: answered after delay_ms.
    """

    kind: str
    action: str
    times: int = 1
    delay_ms: Ms = 0
