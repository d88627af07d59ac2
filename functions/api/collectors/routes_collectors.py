"""What there is to collect from, the collectors, and their settings."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from omc.contracts.http.collectors import (
    CollectorChange,
    CollectorIn,
    CollectorOut,
    CollectorsHealth,
    SourceOut,
)
from omc.contracts.http.common import Page
from omc.kernel.ids import derived_id
from omc.wiring import collectors
from omc.wiring.http import caller, idempotency_key, idempotent, require

# The library's constructor carries no annotations.
router = Router()  # type: ignore[no-untyped-call]


@router.get("/v1/collector-sources")
def list_collector_sources() -> Page[SourceOut]:
    """List the sources that can be collected from, with the JSON schema of their settings."""
    require(caller(router), "admin")
    return Page(items=[SourceOut.of(info) for info in collectors.sources().all()])


@router.get("/v1/collectors/health")
def get_collectors_health() -> CollectorsHealth:
    """Tell how collection does, for everybody who is signed in.

    Of collectors that are active or that failures have paused; the worst of them is the whole's.
    """
    caller(router)
    return collectors.health()


@router.get("/v1/collectors")
def list_collectors() -> Page[CollectorOut]:
    """List the collectors but for the retired; each free source has one from the beginning, switched off."""
    require(caller(router), "admin")
    return Page(items=collectors.all_shown())


@router.post("/v1/collectors", status_code=201, middlewares=[idempotent])
def create_collector(body: CollectorIn) -> CollectorOut:
    """Set a collector up; it begins as a draft, and settings may still be missing."""
    person = caller(router)
    require(person, "admin")
    collector_id = derived_id("col", person.owner_id, idempotency_key(router))
    return collectors.shown(collectors.administration().create(collector_id, body.source, body.change()))


@router.get("/v1/collectors/<collector_id>")
def get_collector(collector_id: str) -> CollectorOut:
    """Show one collector; of its secrets only which are set."""
    require(caller(router), "admin")
    return collectors.found(collector_id)


@router.patch("/v1/collectors/<collector_id>", middlewares=[idempotent])
def change_collector(collector_id: str, body: CollectorChange) -> CollectorOut:
    """Change name, schedule or settings.

    Settings apply from the next run, a schedule at once. Of an active collector they must be whole.
    """
    require(caller(router), "admin")
    done = collectors.administration().change(collector_id, body.version, body.change())
    return collectors.shown(done)


@router.delete("/v1/collectors/<collector_id>", middlewares=[idempotent])
def retire_collector(collector_id: str) -> CollectorOut:
    """Take a collector out of use for good.

    Its schedule and secrets are gone; its records and runs stay as long as others do.
    """
    require(caller(router), "admin")
    return collectors.shown(collectors.administration().retire(collector_id))
