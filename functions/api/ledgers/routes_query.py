"""The explorer: any ledger by time, coin, source, kind and type."""

from aws_lambda_powertools.event_handler import Response

from omc.contracts.http.ledger_freshness import FreshnessOut
from omc.contracts.http.ledger_query import LedgerQueryIn, LedgerQueryPage, queried, to_csv
from omc.ledgers.records import CatalystEvent, Record
from omc.wiring import ledger_records as kept
from omc.wiring.http import Api, caller, decode_cursor, encode_cursor

NEXT = "x-next-cursor"


def register(app: Api) -> None:
    @app.post("/v1/ledgers/query")
    def query_ledger(body: LedgerQueryIn) -> Response[LedgerQueryPage | str]:
        """Query a ledger, newest first, at most 10,000 rows a page.

        With the format csv the answer is text/csv and the next page's cursor is in the header x-next-cursor.
        """
        person = caller(app)
        listing = f"query:{body.model_dump_json(exclude={'cursor', 'format', 'limit'})}"
        position = decode_cursor(person, listing, body.cursor)
        query = kept.query_of(body, position)
        found = kept.found(query, lambda record: _takes(body, record))
        after = encode_cursor(person, listing, kept.position_of(query, found.cursor))
        if body.format == "csv":
            headers = {} if after is None else {NEXT: after}
            return Response(200, "text/csv; charset=utf-8", to_csv(found.records), headers)
        told = ((one.known_at, one.synthetic) for one in found.records)
        page = LedgerQueryPage(
            items=queried(found.records),
            next_cursor=after,
            freshness=FreshnessOut.of(told, body.ledger, kept.now()),
        )
        return Response(200, "application/json", page)


def _takes(asked: LedgerQueryIn, record: Record) -> bool:
    fits = asked.kind in (None, record.kind)
    return fits and (asked.type is None or (isinstance(record, CatalystEvent) and record.type is asked.type))
