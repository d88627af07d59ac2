"""Optimistic turns: read, decide, commit; who lost the turn reads again."""

from collections.abc import Callable
from typing import TypeVar

from omc.kernel.errors import Conflict, Transient

T = TypeVar("T")
TURNS = 12


def take_turns(attempt: Callable[[], T], turns: int = TURNS) -> T:
    """The result of the first `attempt` that no other commit got in the way of; Transient if none did."""
    for _ in range(turns):
        try:
            return attempt()
        except Conflict:
            continue
    raise Transient(f"expected a turn, lost {turns} of them to others", retry_after_s=0.1)
