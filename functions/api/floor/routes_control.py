"""What a person may do on the Floor: pause, resume, stop; anyone signed in may stop what is theirs."""

from omc.contracts.http.floor import (
    AlgorithmOut,
    DialogIn,
    EmergencyStopIn,
    OperationOut,
    ResumedOut,
    ResumeIn,
    StopAlgorithmIn,
)
from omc.wiring import floor_api_actions as actions
from omc.wiring.floor_api import desk, views
from omc.wiring.floor_api_actions import Person
from omc.wiring.http import Api, Caller, caller, idempotency_key, idempotent, require, signed_in


def register(app: Api) -> None:
    _register_stop(app)
    _register_algorithms(app)


def _register_stop(app: Api) -> None:
    # No table of keys stands in the way of a stop: the Idempotency-Key names the operation itself.
    @app.post("/v1/floor/emergency-stop", status_code=202)
    def stop_everything(body: EmergencyStopIn) -> OperationOut:
        """Stop trading at once.

        Answered once no order can be booked any more; cancelling and flattening go on, see the
        operation. While one is at work, a repeated stop of the same answers with it. An Idempotency-Key
        may be given.
        """
        person, key = _person(app, signed_in(app)), _key(app)
        return views.operation_out(
            actions.stop(person, body.scope, body.confirmation, body.reason, key, body.algorithm_id)
        )

    @app.get("/v1/floor/emergency-stop/<operation_id>")
    def get_emergency_stop(operation_id: str) -> OperationOut:
        """Tell how far an emergency stop is, and its result."""
        return views.operation_out(desk(signed_in(app).owner_id).operation(operation_id))

    @app.post("/v1/floor/emergency-stop-dialog", status_code=204)
    def note_stop_dialog(body: DialogIn) -> None:
        """Keep that the stop dialog was opened, or left without stopping."""
        actions.remember_dialog(_person(app, signed_in(app)), body.action)

    @app.post("/v1/floor/resume", middlewares=[idempotent])
    def resume_trading(body: ResumeIn) -> ResumedOut:
        """Lift the stop, if our books and the venue's agree; algorithms stay paused."""
        person = caller(app)
        require(person, "trader")
        lifted = actions.lift(_person(app, person), body.confirmation, body.reason)
        return ResumedOut(accounts=list(lifted))


def _register_algorithms(app: Api) -> None:
    @app.post("/v1/floor/algorithms/<algorithm_id>/pause")
    def pause_algorithm(algorithm_id: str) -> AlgorithmOut:
        """Take no new entries; exits and stops go on."""
        person = caller(app)
        require(person, "trader")
        actions.pause(_person(app, person), algorithm_id)
        return desk(person.owner_id).algorithm_out(algorithm_id)

    @app.post("/v1/floor/algorithms/<algorithm_id>/resume")
    def resume_algorithm(algorithm_id: str) -> AlgorithmOut:
        """Enter again; refused while trading is stopped or books differ."""
        person = caller(app)
        require(person, "trader")
        actions.activate(_person(app, person), algorithm_id)
        return desk(person.owner_id).algorithm_out(algorithm_id)

    @app.post("/v1/floor/algorithms/<algorithm_id>/stop", status_code=202, middlewares=[idempotent])
    def stop_algorithm(algorithm_id: str, body: StopAlgorithmIn) -> OperationOut:
        """Cancel, flatten and end one algorithm for good."""
        person = _person(app, signed_in(app))
        key = idempotency_key(app)
        return views.operation_out(
            actions.stop(person, "algorithm", body.confirmation, body.reason, key, algorithm_id, retire=True)
        )


def _key(app: Api) -> str:
    """The client's key for this wish; without one, each request is a wish of its own."""
    event = app.current_event
    return str(event.headers.get("idempotency-key") or event.request_context.request_id)


def _person(app: Api, who: Caller) -> Person:
    address = app.current_event.request_context.http.source_ip
    return Person(who.owner_id, who.email or who.owner_id, address, who.may("admin"))
