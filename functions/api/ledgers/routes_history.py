"""History: backfills of a series, and gaps asked for once more. Both are an admin's."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from omc.contracts.http.backfills import BackfillIn, BackfillOut, RepairIn, RepairStarted, backfill_out
from omc.contracts.http.common import Page
from omc.kernel.ids import derived_id
from omc.wiring.backfills import book, repair_now, requests, series_of
from omc.wiring.http import Limit, caller, idempotency_key, idempotent, require

# The library's constructor carries no annotations.
router = Router()  # type: ignore[no-untyped-call]


@router.post("/v1/backfills", status_code=202, middlewares=[idempotent])
def start_backfill(body: BackfillIn) -> BackfillOut:
    """Fetch the history of a series from its venue.

    Two years, or as far back as the venue goes; no event tells of its bars. Admins only.
    """
    person = caller(router)
    require(person, "admin")
    backfill_id = derived_id("bkf", person.owner_id, idempotency_key(router))
    return _out(requests().start(backfill_id, series_of(body.series), person.owner_id).backfill_id)


@router.get("/v1/backfills")
def list_backfills(limit: Limit = 50) -> Page[BackfillOut]:
    """List backfills, the last asked for first."""
    require(caller(router), "admin")
    return Page(items=[_out(one.backfill_id) for one in book().latest(limit)])


@router.get("/v1/backfills/<backfill_id>")
def get_backfill(backfill_id: str) -> BackfillOut:
    """Show how far a backfill is, or what it came to."""
    require(caller(router), "admin")
    return _out(backfill_id)


@router.post("/v1/backfills/<backfill_id>/resume", status_code=202, middlewares=[idempotent])
def resume_backfill(backfill_id: str) -> BackfillOut:
    """Take a failed backfill up where it stopped; pages that are kept are not fetched again."""
    require(caller(router), "admin")
    return _out(requests().resume(backfill_id).backfill_id)


@router.post("/v1/gaps/repair", status_code=202, middlewares=[idempotent])
def repair_gaps(body: RepairIn) -> RepairStarted:
    """Ask venues for missing bars now, a hundred gaps at most.

    A gap that a venue had none of three times is not asked for again. Admins only.
    """
    require(caller(router), "admin")
    repair_now(None if body.series is None else series_of(body.series))
    return RepairStarted(accepted=True)


def _out(backfill_id: str) -> BackfillOut:
    return backfill_out(book().get(backfill_id), len(book().checkpoints(backfill_id)))
