"""How far the ledgers can be trusted, now and over a year."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from omc.contracts.http.common import Instant
from omc.contracts.http.quality import QualityOut
from omc.wiring import ledgers
from omc.wiring.http import Limit, caller

# The library's constructor carries no annotations.
router = Router()  # type: ignore[no-untyped-call]


@router.get("/v1/ledgers/quality")
def get_ledgers_quality(
    name: str | None = None, start: Instant | None = None, end: Instant | None = None, limit: Limit = 96
) -> QualityOut:
    """Tell how complete, timely and accurate the ledgers are: all, each ledger, each collector.

    With a name, such as `glass` or `all`, also what it went through in [start, end), newest first; without
    a start the last day. One look every 15 minutes while anything is collected.
    """
    caller(router)
    return ledgers.quality(name, start, end, limit)
