"""What the Floor's API tells, compared with the books it reads."""

from decimal import Decimal
from typing import Any

import boto3
import pytest

from omc.adapters.dynamodb.feed import Feed
from omc.adapters.dynamodb.push import Push
from omc.floor.orders import Mode
from omc.kernel.instants import to_iso
from omc.wiring import floor_api_curves
from tests.fakes.floor_scenes import START, WAVES, bars, crossing
from tests.fakes.floor_table import OWNER
from tests.fakes.floor_world import FloorWorld
from tests.fakes.gateway import BEN
from tests.unit.floor_api.conftest import BARS, ask

PROBLEMS = (
    ("/v1/floor/sync", {"since": "-1"}, "query.since"),
    ("/v1/floor/sync", {"since": "x"}, "query.since"),
    ("/v1/floor/sync", {"mode": "live"}, "query.mode"),
    ("/v1/floor/sync", {"sinse": "1"}, "query.sinse"),
    ("/v1/floor/algorithms", {"status": "ACTIVE"}, "query.status"),
    ("/v1/floor/positions", {"symbol": "BTC/USDT"}, "query.symbol"),
    ("/v1/floor/orders", {"state": "filled"}, "query.state"),
    ("/v1/floor/orders", {"limit": "201"}, "query.limit"),
    ("/v1/floor/orders", {"cursor": "made-up"}, "query.cursor"),
    ("/v1/floor/trades", {"mode": "live"}, "query.mode"),
    ("/v1/floor/trades", {"algorithm": "alg-1"}, "query.algorithm"),
    ("/v1/floor/signals", {"cursor": "made-up"}, "query.cursor"),
    ("/v1/floor/equity", {"range": "year"}, "query.range"),
)


@pytest.mark.usefixtures("cloud")
@pytest.mark.parametrize(("path", "query", "field"), PROBLEMS)
def test_a_wrong_query_is_refused_with_the_field_that_is_wrong(
    path: str, query: dict[str, str], field: str
) -> None:
    answer = ask("GET", path, query=query)

    assert answer.status == 400
    assert [one["path"] for one in answer.body["fields"]] == [field]
    assert "expected" in answer.body["fields"][0]["message"]


@pytest.mark.usefixtures("cloud")
def test_who_has_nothing_is_told_so_and_not_of_an_error() -> None:
    body = ask("GET", "/v1/floor/sync", query={"since": "0"}).body

    assert (body["seq"], body["pnl"], body["pnl_by_mode"], body["events"]) == (0, None, [], [])
    assert body["kill"]["active"] is False
    assert ask("GET", "/v1/floor/equity").body["points"] == []
    assert ask("GET", "/v1/floor/equity", query={"mode": "paper"}).body["mode"] == "paper"


def test_an_algorithm_tells_what_it_is_and_how_it_stands(traded: FloorWorld) -> None:
    (told,) = ask("GET", "/v1/floor/algorithms").body["items"]

    account, algorithm = traded.account, traded.algorithm
    assert (told["algorithm_id"], told["series"], told["mode"]) == (
        algorithm.algorithm_id, "simulated:BTC/USDT:1h", "simulation",
    )  # fmt: skip
    assert (told["version"], told["strategy_id"], told["promotion_id"]) == (1, "strategy-1", "promo-1")
    assert told["cursor"] == to_iso(bars(WAVES)[BARS - 1].ts)
    trades = traded.trades()
    won = sum(trade.net_pnl > 0 for trade in trades)
    assert (told["trades"], told["wins"], told["losses"]) == (len(trades), won, len(trades) - won)
    assert Decimal(told["pnl"]) == account.marks.equity - account.capital
    assert told["limits"]["position_fraction"] == "0.20"


def test_the_sums_add_up_to_the_last_digit(traded: FloorWorld) -> None:
    (book,) = ask("GET", "/v1/floor/sync").body["pnl_by_mode"]

    money = {name: Decimal(book[name]) for name in ("capital", "realised", "unrealised", "fees", "equity")}
    assert money["equity"] == money["capital"] + money["realised"] + money["unrealised"] - money["fees"]
    assert (book["mode"], book["currency"]) == ("simulation", "USDT")
    assert 0 < Decimal(book["exposure_fraction"]) == Decimal(book["largest_position_fraction"]) < 1


def test_paper_and_simulation_are_never_added(traded: FloorWorld) -> None:
    spec = crossing()
    traded.deploy(
        type(spec)(**{**vars(spec), "short": None}), mode=Mode.PAPER, promotion_id="promo-2",
        capital=Decimal(500), anchor_ts=START, cursor_ts=START,
    )  # fmt: skip

    body = ask("GET", "/v1/floor/sync").body
    assert [one["mode"] for one in body["pnl_by_mode"]] == ["paper", "simulation"]
    assert (body["pnl"]["mode"], body["pnl"]["equity"]) == ("paper", "500")
    simulated = ask("GET", "/v1/floor/sync", query={"mode": "simulation"}).body["pnl"]
    assert simulated["capital"] == "10000"
    curve = ask("GET", "/v1/floor/equity", query={"mode": "simulation"}).body
    assert (curve["mode"], curve["capital"], len(curve["points"])) == ("simulation", "10000", BARS)
    assert ask("GET", "/v1/floor/equity").body["points"] == []


def test_nothing_new_is_a_304_until_something_happens(traded: FloorWorld) -> None:
    tag = ask("GET", "/v1/floor/sync").headers["etag"]
    same = ask("GET", "/v1/floor/sync", headers={"if-none-match": tag})
    traded.show(traded.algorithm.series, bars(WAVES)[BARS : BARS + 1])
    changed = ask("GET", "/v1/floor/sync", headers={"if-none-match": tag})

    assert (same.status, same.body) == (304, None)
    assert changed.status == 200
    assert changed.headers["etag"] != tag


@pytest.mark.usefixtures("cloud")
def test_what_was_missed_is_told_in_order() -> None:
    feed = Feed(boto3.client("dynamodb"), "sockets")
    for number in range(3):
        feed.number(Push(f"psh-{number}", OWNER, "floor", "signal", {"n": number}, 1_700_000_000_000))

    body = ask("GET", "/v1/floor/sync", query={"since": "1"}).body

    assert body["seq"] == 3
    assert [(one["seq"], one["type"], one["data"]) for one in body["events"]] == [
        (2, "signal", {"n": 1}),
        (3, "signal", {"n": 2}),
    ]
    assert ask("GET", "/v1/floor/sync").body["events"] == []
    assert ask("GET", "/v1/floor/sync", query={"since": "99"}).body["events"] == []


def pages(path: str, query: dict[str, str], limit: int) -> list[dict[str, Any]]:
    """Every entry of a list, read page by page."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        body = ask("GET", path, query={**query, **cursor, "limit": str(limit)}).body
        assert len(body["items"]) <= limit
        found += body["items"]
        if body["next_cursor"] is None:
            return found
        cursor = {"cursor": body["next_cursor"]}


def test_orders_come_newest_first_and_page_by_page(traded: FloorWorld) -> None:
    listed = pages("/v1/floor/orders", {}, 2)

    assert len({one["order_id"] for one in listed}) == len(listed) == len(traded.store.orders())
    times = [one["decided_at"] for one in listed]
    assert times == sorted(times, reverse=True)


def test_lists_are_filtered_across_pages(traded: FloorWorld) -> None:
    mine = traded.algorithm_id
    whole = pages("/v1/floor/orders", {}, 50)

    assert pages("/v1/floor/orders", {"algorithm_id": mine}, 2) == whole
    assert pages("/v1/floor/orders", {"algorithm_id": mine, "state": "FILLED"}, 2) == [
        one for one in whole if one["state"] == "FILLED"
    ]
    assert pages("/v1/floor/orders", {"algorithm_id": "alg-other"}, 2) == []
    assert len(pages("/v1/floor/trades", {"algorithm_id": mine}, 1)) == len(traded.trades())
    assert pages("/v1/floor/trades", {"mode": "paper"}, 1) == []


def test_a_cursor_does_not_go_on_with_another_filter(traded: FloorWorld) -> None:
    cursor = ask("GET", "/v1/floor/orders", query={"limit": "1"}).body["next_cursor"]

    answer = ask("GET", "/v1/floor/orders", query={"cursor": cursor, "state": "FILLED"})

    assert (answer.status, answer.body["code"]) == (400, "cursor_unknown")


def test_an_order_tells_from_its_signal_to_its_fill(traded: FloorWorld) -> None:
    listed = ask("GET", "/v1/floor/orders", query={"state": "FILLED"}).body["items"]
    entry = next(one for one in listed if one["purpose"] == "entry")

    told = ask("GET", f"/v1/floor/orders/{entry['order_id']}").body

    assert told["reasons"][0]["code"] == "rule"
    outcomes = {one["gate"]: one["outcome"] for one in told["gate_results"]}
    assert outcomes["limit_position"] in ("pass", "shrink")
    assert outcomes["gates_passed"] == "pass"
    assert [one["seq"] for one in told["audit"]] == list(range(1, len(told["audit"]) + 1))
    assert told["audit"][-1]["after"] == "FILLED"
    assert told["audit_intact"] is True
    assert sum(Decimal(one["quantity"]) for one in told["fills"]) == Decimal(told["filled_quantity"])


def test_a_trade_row_is_whole(traded: FloorWorld) -> None:
    (told, *_) = ask("GET", "/v1/floor/trades").body["items"]
    trade = traded.trades()[-1]

    assert (told["direction"], told["exit_reason"]) == (trade.direction, trade.exit_reason)
    assert (told["entry_at"], told["exit_at"]) == (to_iso(trade.entry_ts), to_iso(trade.exit_ts))
    for name in ("quantity", "entry_price", "exit_price", "fees", "gross_pnl", "net_pnl", "slippage_cost"):
        assert Decimal(told[name]) == getattr(trade, name)


def test_the_curve_ends_where_the_books_stand(traded: FloorWorld) -> None:
    whole = ask("GET", "/v1/floor/equity", query={"range": "all"}).body["points"]
    day = ask("GET", "/v1/floor/equity", query={"range": "day"}).body["points"]

    assert Decimal(whole[-1]["equity"]) == traded.account.marks.equity
    assert len(whole) == BARS
    assert day == whole[-len(day) :]


def test_a_long_run_of_points_is_sampled(traded: FloorWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ask("GET", "/v1/floor/equity").body["points"]
    monkeypatch.setattr(floor_api_curves, "WHOLE", 5)
    monkeypatch.setattr(floor_api_curves, "SAMPLES", 4)

    sampled = ask("GET", "/v1/floor/equity").body["points"]

    assert (sampled[0], sampled[-1]) == (whole[0], whole[-1])
    assert 4 <= len(sampled) <= 6
    assert all(point in whole for point in sampled)


def test_what_is_anothers_is_not_there_in_the_very_words_of_what_does_not_exist(traded: FloorWorld) -> None:
    order_id = ask("GET", "/v1/floor/orders").body["items"][0]["order_id"]
    for path, name in (
        (f"/v1/floor/orders/{order_id}", order_id),
        (f"/v1/floor/equity?algorithm_id={traded.algorithm_id}", traded.algorithm_id),
    ):
        path, _, query = path.partition("?")
        asked = {"algorithm_id": traded.algorithm_id} if query else None
        made_up = {"algorithm_id": "alg-none"} if query else None
        other = ask("GET", path, sub=BEN, query=asked)
        nothing = ask("GET", path.replace(name, "ord-none"), sub=BEN, query=made_up)
        assert (other.status, nothing.status) == (404, 404)
        missing = "alg-none" if query else "ord-none"
        assert other.body["message"].replace(name, "*") == nothing.body["message"].replace(missing, "*")
