"""Optuna's tree-structured Parzen estimator as a proposer of parameter sets.

Nothing is stored: the study lives in memory and is told everything anew before it is asked. Parameters are
proposed by their place in the search range, so that every proposal is a value of the space.
"""

from collections.abc import Mapping
from decimal import Decimal

import optuna
from optuna.distributions import BaseDistribution, IntDistribution
from optuna.trial import TrialState

from omc.backtest.grid.model import ParamSet
from omc.backtest.tuning.search.space import Space

optuna.logging.set_verbosity(optuna.logging.ERROR)

# Drawn at random before the model has something to learn from.
_FIRST_DRAWS = 20


class TpeProposer:
    """A Proposer: equal seed, equal words told, equal answers."""

    def __init__(self, space: Space, seed: int) -> None:
        self._space = space
        self._places: dict[str, BaseDistribution] = {
            name: IntDistribution(0, len(values) - 1) for name, values in space.values.items()
        }
        # Sets that are asked for together are kept apart by what the model is told of those still running.
        sampler = optuna.samplers.TPESampler(
            seed=seed, n_startup_trials=_FIRST_DRAWS, multivariate=True, constant_liar=True
        )
        self._study = optuna.create_study(direction="maximize", sampler=sampler)

    def tell(self, params: ParamSet, score: float | None) -> None:
        """A set that is not to be chosen counts as failed: the model learns nothing of it but that it was."""
        places = dict(zip(self._space.names, self._space.place(params), strict=True))
        failed = score is None
        self._study.add_trial(
            optuna.trial.create_trial(
                params=places,
                distributions=self._places,
                value=score,
                state=TrialState.FAIL if failed else TrialState.COMPLETE,
            )
        )

    def ask(self) -> Mapping[str, Decimal]:
        trial = self._study.ask(self._places)
        return self._space.at([trial.params[name] for name in self._space.names])
