"""What happened on the Floor: orders, trades, signals; newest first."""

from omc.contracts.http.common import Page
from omc.contracts.http.floor import FloorTradeOut, OrderDetail, OrderOut, SignalOut
from omc.wiring.floor_desk import desk, records, views
from omc.wiring.http import Api, Caller, Limit, caller, decode_cursor, encode_cursor


def register(app: Api) -> None:
    @app.get("/v1/floor/orders")
    def list_orders(cursor: str | None = None, limit: Limit = 50) -> Page[OrderOut]:
        """List your orders."""
        person = caller(app)
        part = records().orders_of(person.owner_id, _after(person, "orders", cursor), limit)
        items = [views.order_out(order) for order in part.items]
        return Page(items=items, next_cursor=_next(person, "orders", part.last))

    @app.get("/v1/floor/orders/<order_id>")
    def get_order(order_id: str) -> OrderDetail:
        """Tell everything about one order.

        Why it was wanted, its fills, and its audit trail from the signal on.
        """
        return desk(caller(app).owner_id).order(order_id)

    @app.get("/v1/floor/trades")
    def list_trades(cursor: str | None = None, limit: Limit = 50) -> Page[FloorTradeOut]:
        """List your round trips."""
        person = caller(app)
        part = records().trades_of(person.owner_id, _after(person, "trades", cursor), limit)
        items = [views.trade_out(record) for record in part.items]
        return Page(items=items, next_cursor=_next(person, "trades", part.last))

    @app.get("/v1/floor/signals")
    def list_signals(cursor: str | None = None, limit: Limit = 50) -> Page[SignalOut]:
        """List what your algorithms' rules said, refused signals among them, with their reasons."""
        person = caller(app)
        part = records().signals_of(person.owner_id, _after(person, "signals", cursor), limit)
        items = [views.signal_out(signal) for signal in part.items]
        return Page(items=items, next_cursor=_next(person, "signals", part.last))


def _after(person: Caller, listing: str, cursor: str | None) -> str | None:
    position = decode_cursor(person, listing, cursor)
    return None if position is None else position["sk"]


def _next(person: Caller, listing: str, last: str | None) -> str | None:
    return encode_cursor(person, listing, None if last is None else {"sk": last})
