"""Backtests: start, follow, call off, and look into; report cards."""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from omc.contracts.http.backtests import (
    BacktestIn,
    BacktestOut,
    BacktestStarted,
    EquityCurve,
    TradeOut,
)
from omc.contracts.http.cards import ReportCardOut
from omc.contracts.http.common import Page
from omc.kernel.ids import derived_id
from omc.wiring.backtest import equity_curve, report_card, trades
from omc.wiring.http import Limit, caller, decode_cursor, encode_cursor, idempotency_key, idempotent, require
from omc.wiring.promotions import requests, review, runs
from omc.wiring.searches import check_links
from omc.wiring.stored import check_bars, check_request
from omc.wiring.strategies import strategies

# The library's constructor carries no annotations.
router = Router()  # type: ignore[no-untyped-call]


@router.post("/v1/backtests", status_code=202, middlewares=[idempotent])
def start_backtest(body: BacktestIn) -> BacktestStarted:
    """Run a strategy's version over stored bars of one symbol, or of several on one capital.

    Names every symbol or timeframe that has too few bars (422). At most two of yours run at once (429), and a
    hundred of everybody (503).
    """
    person = caller(router)
    require(person, "trader")
    kept = strategies().version(person.owner_id, body.strategy_id, body.version)
    run_id = derived_id("bt", person.owner_id, idempotency_key(router))
    asked = body.request(person.owner_id, kept.spec)
    check_request(asked)
    check_bars(asked)
    check_links(asked)
    return BacktestStarted.of(requests().start(run_id, asked))


@router.get("/v1/backtests")
def list_backtests(cursor: str | None = None, limit: Limit = 50) -> Page[BacktestOut]:
    """List your backtests, newest first."""
    person = caller(router)
    position = decode_cursor(person, "backtests", cursor)
    found, after = runs().page(person.owner_id, position["after"] if position else None, limit)
    next_cursor = encode_cursor(person, "backtests", None if after is None else {"after": after})
    return Page(items=[BacktestOut.of(run) for run in found], next_cursor=next_cursor)


@router.get("/v1/backtests/<run_id>")
def get_backtest(run_id: str) -> BacktestOut:
    """Show how far a backtest is, or what it came to."""
    return BacktestOut.of(requests().of(caller(router).owner_id, run_id))


@router.get("/v1/backtests/<run_id>/trades")
def list_backtest_trades(run_id: str, cursor: str | None = None, limit: Limit = 100) -> Page[TradeOut]:
    """List a backtest's trades in the order they closed."""
    person, listing = caller(router), f"trades:{run_id}"
    requests().of(person.owner_id, run_id)
    position = decode_cursor(person, listing, cursor)
    items, after = trades(run_id, int(position["after"]) if position else 0, limit)
    next_cursor = encode_cursor(person, listing, None if after is None else {"after": str(after)})
    return Page(items=items, next_cursor=next_cursor)


@router.get("/v1/backtests/<run_id>/equity")
def get_backtest_equity(
    run_id: str, points: Annotated[int, Query(ge=2, le=5000, description="Most points to draw")] = 1000
) -> EquityCurve:
    """Draw a backtest's equity, drawdown and buy and hold.

    Evenly thinned to at most `points`.
    """
    requests().of(caller(router).owner_id, run_id)
    return equity_curve(run_id, points)


@router.post("/v1/backtests/<run_id>/cancel", middlewares=[idempotent])
def cancel_backtest(run_id: str) -> BacktestOut:
    """Call a backtest off.

    One that has ended stays as it ended.
    """
    person = caller(router)
    require(person, "trader")
    return BacktestOut.of(requests().cancel(person.owner_id, run_id))


@router.get("/v1/report-cards/<run_id>")
def get_report_card(run_id: str) -> ReportCardOut:
    """Show the report card of a completed backtest."""
    requests().of(caller(router).owner_id, run_id)
    return report_card(run_id)


@router.get("/v1/report-cards/<run_id>/standing")
def get_report_card_standing(run_id: str) -> ReportCardOut:
    """Show the card as it stands now: by the gates in force, with what paper has come to since.

    Verdict and tier are never better under new gates than under those it was judged by first; what paper
    adds may lift the tier. Keeps nothing.
    """
    run = requests().of(caller(router).owner_id, run_id)
    return ReportCardOut.of(review().standing(run))
