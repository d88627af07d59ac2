"""How often families were tried, in memory."""

from omc.backtest.tuning.overfitting.trials import NO_TRIALS, Trials


class TrialsInMemory:
    """A TrialCounts."""

    def __init__(self) -> None:
        self._sources: dict[tuple[str, str], Trials] = {}

    def add(self, family: str, source_id: str, trials: Trials) -> Trials:
        self._sources.setdefault((family, source_id), trials)
        return self.total(family)

    def total(self, family: str) -> Trials:
        return sum((kept for (of, _), kept in self._sources.items() if of == family), NO_TRIALS)
