"""Joins the two sides of the house: the backtest's judge asks, the Floor's table answers."""

from collections.abc import Sequence

from omc.backtest.judging.facts import PaperFacts
from omc.backtest.service.runs import Run
from omc.trading.model import Trade
from omc.wiring.clients import dynamodb, setting


class Paper:
    """A PaperSource, reached when somebody judges: most of what is built beside it may not read the Floor."""

    def of(self, run: Run) -> PaperFacts | None:
        from omc.adapters.dynamodb.floor.paper import PaperTable

        return PaperTable(dynamodb(), setting("OMC_FLOOR_TABLE")).of(run)

    def trades(self, run: Run) -> Sequence[Trade]:
        """Exits on paper of the run's very rules, in the order they closed."""
        from omc.adapters.dynamodb.floor.paper import PaperTable

        return PaperTable(dynamodb(), setting("OMC_FLOOR_TABLE")).trades(run)
