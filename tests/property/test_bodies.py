"""Whatever is sent to the API, it answers, and a wrong body is the sender's fault."""

import json

from hypothesis import given
from hypothesis import strategies as st

from omc.contracts.http.common import DecimalString, Instant, Wire
from omc.wiring.http import Api, build_resolver
from tests.fakes.gateway import Context, http_event, read


class Order(Wire):
    price: DecimalString
    at: Instant
    note: str = ""


def _shop() -> Api:
    app = build_resolver("shop")

    @app.post("/v1/orders")
    def create_order(body: Order) -> Order:
        """Say an order back."""
        return body

    return app


SHOP = _shop()
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=8,
)
_NESTED = st.integers(1, 50_000).map(lambda depth: "[" * depth)
_LONG_NUMBERS = st.integers(4_000, 10_000).map(lambda digits: "1" * digits)
_SURROGATES = st.just('{"price": "1", "at": "2020-01-01T00:00:00Z", "note": "\\ud800"}')


@given(st.text() | _NESTED | _LONG_NUMBERS | _SURROGATES | _VALUES.map(json.dumps))
def test_no_body_makes_the_api_fail(body: str) -> None:
    answer = read(SHOP.resolve(http_event("POST", "/v1/orders", body=body), Context()))
    assert answer.status == 400, body[:100]
    assert answer.body["message"]


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=12),
    st.integers(0, 4_000_000_000_000),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_what_is_well_formed_comes_back_as_it_went(price: object, at: int, note: str) -> None:
    order = Order(price=price, at=at, note=note)  # type: ignore[arg-type]
    sent = order.model_dump(mode="json")
    answer = read(SHOP.resolve(http_event("POST", "/v1/orders", body=sent), Context()))
    assert (answer.status, answer.body) == (200, sent)
    assert Order.model_validate(answer.body) == order
