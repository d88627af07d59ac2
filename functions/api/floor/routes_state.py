"""What the Floor is at this moment."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from omc.contracts.http.common import Page
from omc.contracts.http.floor import AlgorithmOut, FloorEquityCurve, Mode, PositionOut, Range, SyncOut
from omc.wiring.floor_api import desk, views
from omc.wiring.floor_api_curves import equity
from omc.wiring.http import Api, caller, revalidate

Since = Annotated[int | None, Query(ge=0, description="The last number seen on the floor channel")]


def register(app: Api) -> None:
    @app.get("/v1/floor/sync")
    def sync_floor(since: Since = None, mode: Mode | None = None) -> SyncOut:
        """Tell the whole state of your Floor.

        The socket's stream goes on after `seq`. Carries an ETag; 304 while nothing has changed.
        """
        tag, answer = desk(caller(app).owner_id).state(since, mode)
        revalidate(app, tag)
        return answer

    @app.get("/v1/floor/algorithms")
    def list_algorithms() -> Page[AlgorithmOut]:
        """List your algorithms, youngest first."""
        rows = desk(caller(app).owner_id).board().rows
        return Page(items=[views.algorithm_out(algorithm, account) for algorithm, account in rows])

    @app.get("/v1/floor/positions")
    def list_positions() -> Page[PositionOut]:
        """List what your algorithms hold."""
        return Page(items=desk(caller(app).owner_id).positions())

    @app.get("/v1/floor/equity")
    def get_equity(
        span: Annotated[Range, Query(alias="range")] = Range.ALL,
        mode: Mode | None = None,
        algorithm_id: str | None = None,
    ) -> FloorEquityCurve:
        """Tell how your equity went, marked at each close.

        Over all accounts of one mode: the one asked for, else paper if there is any, else simulation.
        """
        return equity(desk(caller(app).owner_id), span, mode, algorithm_id)
