"""Builds what a person does on the Floor: pause, resume, stop, lift a stop."""

from omc.floor.algorithms import AlgorithmStatus
from omc.floor.operations import Operation, Scope
from omc.floor.reasons import Reason
from omc.floor.services.status import set_status
from omc.floor.services.stop import Person, StopRequest, operation_id_of
from omc.kernel.errors import Conflict, NotFound
from omc.wiring.floor_api import desk
from omc.wiring.floor_parts import clock, store
from omc.wiring.floor_stop import resumer, stopper

__all__ = ["Person", "activate", "lift", "pause", "remember_dialog", "stop"]


def stop(
    person: Person,
    scope: str,
    confirmation: str,
    reason: str,
    key: str,
    algorithm_id: str | None = None,
    retire: bool = False,
) -> Operation:
    """Ask for an emergency stop; retire: the algorithm ends for good.

    A wish repeated in the cooldown of its own operation is answered with it.
    """
    request = StopRequest(person, Scope(scope), confirmation, reason, key, algorithm_id, retire)
    try:
        return stopper().stop(request)
    except Conflict as refused:
        try:
            return store().operation(operation_id_of(person.owner_id, key))
        except NotFound:
            raise refused from None


def remember_dialog(person: Person, action: str) -> None:
    stopper().record_dialog(person, action)


def lift(person: Person, confirmation: str, reason: str) -> tuple[str, ...]:
    """Lift the owner's kill flags."""
    return resumer().lift(person, confirmation, reason)


def activate(person: Person, algorithm_id: str) -> None:
    """Let a paused algorithm enter again; Conflict for one that has ended."""
    _check_running(person, algorithm_id)
    resumer().activate(person, algorithm_id)


def pause(person: Person, algorithm_id: str) -> None:
    """No new entries; exits and stops go on. Conflict for one that has ended."""
    _check_running(person, algorithm_id)
    reason = Reason("paused", f"paused by {person.by}")
    set_status(store(), algorithm_id, AlgorithmStatus.PAUSED, clock.now(), person.by, reason)


def _check_running(person: Person, algorithm_id: str) -> None:
    algorithm = desk(person.owner_id).algorithm(algorithm_id)
    if not algorithm.status.running:
        raise Conflict(f"expected a running algorithm, this one is {algorithm.status}", code="wrong_status")
