"""What an admin has a collector do: prove its connection, begin, stop, run once."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from omc.contracts.http.collectors import CheckedOut, CollectorOut, RunStarted
from omc.kernel.ids import derived_id
from omc.wiring import collectors
from omc.wiring.http import caller, idempotency_key, idempotent, require

# The library's constructor carries no annotations.
router = Router()  # type: ignore[no-untyped-call]


@router.post("/v1/collectors/<collector_id>/test", middlewares=[idempotent])
def test_collector(collector_id: str) -> CheckedOut:
    """Ask the source one small question with the stored settings: are address, key and plan right?

    A test that passes takes up again a collector that failures have paused.
    """
    require(caller(router), "admin")
    return CheckedOut.of(collectors.administration().check(collector_id))


@router.post("/v1/collectors/<collector_id>/activate", middlewares=[idempotent])
def activate_collector(collector_id: str) -> CollectorOut:
    """Run on schedule from now on; refused, with its fields, while a setting or secret is missing."""
    require(caller(router), "admin")
    return collectors.shown(collectors.administration().activate(collector_id))


@router.post("/v1/collectors/<collector_id>/pause", middlewares=[idempotent])
def pause_collector(collector_id: str) -> CollectorOut:
    """Remove the schedule; a run that is queued is not made, one at work ends."""
    require(caller(router), "admin")
    return collectors.shown(collectors.administration().pause(collector_id))


@router.post("/v1/collectors/<collector_id>/run", status_code=202, middlewares=[idempotent])
def run_collector_now(collector_id: str) -> RunStarted:
    """Run once, at once and with the settings of now; marked as manual."""
    require(caller(router), "admin")
    run_id = derived_id("run", collector_id, idempotency_key(router))
    collectors.administration().run(collector_id, run_id)
    return RunStarted(run_id=run_id)
