"""What a search says about luck: the best set's Sharpe ratio, how many trials it stands against, and PBO."""

import math
from dataclasses import dataclass

import numpy as np

from omc.backtest.metrics.model import Metric
from omc.backtest.metrics.policy import MINIMUM_DAYS
from omc.backtest.tuning.overfitting.cscv import Overfitting, backtest_overfitting
from omc.backtest.tuning.overfitting.deflated import deflated_sharpe
from omc.backtest.tuning.overfitting.effective import effective_trials
from omc.backtest.tuning.overfitting.trials import Trials
from omc.market.model import FloatArray


@dataclass(frozen=True)
class OverfitFacts:
    """sharpe: of the chosen set, per day; skewness and kurtosis (3 = normal) of its daily returns.

    trial_variance: of all trials' daily Sharpe ratios as they came out, edge and luck together.
    """

    sharpe: float
    days: int
    skewness: float
    kurtosis: float
    trials: Trials
    trial_variance: float
    overfitting: Overfitting | None

    def deflated_sharpe(self, family: Trials) -> float:
        """Against all trials of the family, this search's included.

        Without an edge each Sharpe ratio has variance 1 / days, and the family is worth `family.effective`
        independent trials. The variance of the trials as they came out is not used: where some trials have
        an edge and others pay only costs it measures that difference, not luck.
        """
        trials = max(family.effective, self.trials.effective)
        return deflated_sharpe(self.sharpe, self.days, self.skewness, self.kurtosis, trials, 1.0 / self.days)

    def classic_deflated_sharpe(self, family: Trials) -> float:
        """As published: every set counts as a trial, their variance is that of the search."""
        count = max(family.count, self.trials.count)
        return deflated_sharpe(
            self.sharpe, self.days, self.skewness, self.kurtosis, count, self.trial_variance
        )

    def metrics(self, family: Trials) -> dict[str, Metric]:
        """By the names gates ask for."""
        found = self.overfitting
        return {
            "deflated_sharpe": Metric(self.deflated_sharpe(family)),
            "overfitting": Metric(
                None if found is None else found.probability,
                "needs two trials and two days in each block" if found is None else None,
            ),
        }


def overfit_facts(daily: FloatArray, chosen: int, seed: int = 1) -> OverfitFacts | None:
    """daily: float64[trials, days]; chosen: the row selected. None where its returns say nothing yet."""
    returns = daily[chosen]
    if len(returns) < MINIMUM_DAYS or float(returns.std()) < 1e-12:
        return None
    centred = returns - returns.mean()
    spread = float(centred.std())
    return OverfitFacts(
        sharpe=float(returns.mean()) / float(returns.std(ddof=1)),
        days=len(returns),
        skewness=float(np.mean(centred**3)) / spread**3,
        kurtosis=float(np.mean(centred**4)) / spread**4,
        trials=Trials(len(daily), effective_trials(daily, seed)),
        trial_variance=_variance(daily),
        overfitting=backtest_overfitting(daily),
    )


def _variance(daily: FloatArray) -> float:
    spread = daily.std(axis=1, ddof=1)
    moved = spread > 1e-12
    if int(moved.sum()) < 2:
        return 0.0
    variance = float(np.var(daily[moved].mean(axis=1) / spread[moved], ddof=1))
    return variance if math.isfinite(variance) else 0.0
