"""Moves an algorithm to another status, with audit and notice, whatever else happens to it meanwhile."""

from omc.floor.algorithms import Algorithm, AlgorithmStatus, change_status
from omc.floor.changes import Changes
from omc.floor.notices import algorithm_status
from omc.floor.ports import FloorStore
from omc.floor.reasons import Reason
from omc.floor.services.turns import take_turns
from omc.kernel.instants import Ms


def set_status(
    store: FloorStore, algorithm_id: str, status: AlgorithmStatus, at: Ms, actor: str, reason: Reason
) -> Algorithm:
    """The algorithm in `status`; one that is there already, or has ended, is left as it is."""

    def attempt() -> Algorithm:
        algorithm = store.algorithm(algorithm_id)
        if algorithm.status is status or not algorithm.status.running:
            return algorithm
        moved, audit = change_status(algorithm, status, at, actor, reason)
        notice = algorithm_status(moved, algorithm.status)
        store.commit(Changes(algorithm=moved, audits=(audit,), notices=(notice,)))
        return store.algorithm(algorithm_id)

    return take_turns(attempt)
