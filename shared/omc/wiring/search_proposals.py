"""Builds what asks a model for the next sets; apart from the other steps, for the sake of its library."""

from omc.adapters.proposers.tpe import TpeProposer
from omc.contracts.search import SearchInput
from omc.wiring.search_steps import steps

__all__ = ["SearchInput", "propose"]


def propose(search_id: str) -> int | None:
    """The shard to run next; None when the search has tried all it shall."""
    return steps().propose(search_id, TpeProposer)
