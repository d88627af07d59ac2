"""What happened on the Floor: orders, trades, signals; newest first."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from omc.contracts.http.common import Page
from omc.contracts.http.floor import FloorTradeOut, Mode, OrderDetail, OrderOut, OrderState, SignalOut
from omc.wiring.floor_api import desk, records, views
from omc.wiring.http import Api, Caller, Limit, caller, decode_cursor, encode_cursor

OfAlgorithm = Annotated[str | None, Query(max_length=80, description="Only of this algorithm")]


def register(app: Api) -> None:
    _register_orders(app)

    @app.get("/v1/floor/trades")
    def list_trades(
        algorithm_id: OfAlgorithm = None,
        mode: Mode | None = None,
        cursor: str | None = None,
        limit: Limit = 50,
    ) -> Page[FloorTradeOut]:
        """List your round trips, newest first."""
        person, only = caller(app), {"algorithm_id": algorithm_id, "mode": mode}
        listing = _listing("trades", only)
        part = desk(person.owner_id).trades(only, _after(person, listing, cursor), limit)
        items = [views.trade_out(record) for record in part.items]
        return Page(items=items, next_cursor=_next(person, listing, part.last))

    @app.get("/v1/floor/signals")
    def list_signals(cursor: str | None = None, limit: Limit = 50) -> Page[SignalOut]:
        """List what your algorithms' rules said, refused signals among them, with their reasons."""
        person = caller(app)
        part = records().signals_of(person.owner_id, _after(person, "signals", cursor), limit)
        items = [views.signal_out(signal) for signal in part.items]
        return Page(items=items, next_cursor=_next(person, "signals", part.last))


def _register_orders(app: Api) -> None:
    @app.get("/v1/floor/orders")
    def list_orders(
        algorithm_id: OfAlgorithm = None,
        state: OrderState | None = None,
        cursor: str | None = None,
        limit: Limit = 50,
    ) -> Page[OrderOut]:
        """List your orders, newest first.

        A page of a filtered list may be short, even empty, and still have a next one.
        """
        person, only = caller(app), {"algorithm_id": algorithm_id, "state": state}
        listing = _listing("orders", only)
        part = desk(person.owner_id).orders(only, _after(person, listing, cursor), limit)
        items = [views.order_out(order) for order in part.items]
        return Page(items=items, next_cursor=_next(person, listing, part.last))

    @app.get("/v1/floor/orders/<order_id>")
    def get_order(order_id: str) -> OrderDetail:
        """Tell everything about one order.

        Why it was wanted, what the gates said, its fills, and its audit trail from the signal on.
        """
        return desk(caller(app).owner_id).order(order_id)


def _listing(name: str, only: dict[str, str | None]) -> str:
    """A cursor goes on with the list it came from, filter and all."""
    return ":".join([name, *(value or "" for value in only.values())])


def _after(person: Caller, listing: str, cursor: str | None) -> str | None:
    position = decode_cursor(person, listing, cursor)
    return None if position is None else position["sk"]


def _next(person: Caller, listing: str, last: str | None) -> str | None:
    return encode_cursor(person, listing, None if last is None else {"sk": last})
