"""Events: the list, newest first, and one with what followed others of its type."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from omc.contracts.http.ledger_events import CatalystDetail, CatalystPage
from omc.kernel.instants import DAY_MS
from omc.ledgers.reading import EVERY_ASSET, RecordQuery
from omc.ledgers.records import CatalystEvent
from omc.ledgers.taxonomy import EventType, Ledger, Priority
from omc.ledgers.views.choosing import Wanted
from omc.wiring import ledger_records as kept
from omc.wiring.http import Api, Limit, caller, decode_cursor, encode_cursor, known_query

Kind = Annotated[EventType | None, Query(alias="type", description="Only events of this type")]
Coin = Annotated[str | None, Query(pattern=r"^[A-Z0-9.$-]{1,20}$", description="Symbol, upper case")]
Source = Annotated[str | None, Query(min_length=1, max_length=80, description="Name of a source")]
Days = Annotated[int, Query(ge=1, le=90, description="How far back")]


def register(app: Api) -> None:
    @app.get("/v1/ledgers/catalyst", middlewares=[known_query])
    def list_catalysts(
        event_type: Kind = None,
        priority: Priority | None = None,
        coin: Coin = None,
        source: Source = None,
        days: Days = 30,
        cursor: str | None = None,
        limit: Limit = 50,
    ) -> CatalystPage:
        """List events, newest first.

        A page of a filtered list may be short, even empty, and still have a next one.
        """
        person, at = caller(app), kept.now()
        chosen = (event_type, priority, coin, source)
        listing = ":".join(["catalyst", *(str(one or "") for one in chosen)])
        position = decode_cursor(person, listing, cursor)
        found = kept.events(
            Wanted(event_type, priority),
            RecordQuery(
                Ledger.CATALYST,
                at - days * DAY_MS,
                at + 1,
                source=source,
                asset=coin or EVERY_ASSET,
                limit=limit,
                cursor=position["after"] if position else None,
            ),
        )
        after = encode_cursor(person, listing, None if found.cursor is None else {"after": found.cursor})
        events = [one for one in found.records if isinstance(one, CatalystEvent)]
        return CatalystPage.of_events(events, kept.sources(Ledger.CATALYST), after, at)

    @app.get("/v1/ledgers/catalyst/<record_id>", middlewares=[known_query])
    def get_catalyst(record_id: str) -> CatalystDetail:
        """Show an event and what markets did after others of its type.

        Moves are told from five events on, and only of horizons that are over.
        """
        caller(app)
        return kept.catalyst(record_id)
