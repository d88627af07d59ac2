"""A search request as the domain's own search or walk-forward: a pure function of request and bars."""

import math
from decimal import Decimal

from omc.backtest.service.searching.model import SearchRequest
from omc.backtest.service.searching.space import searched
from omc.backtest.tuning.search.objective import Objective
from omc.backtest.tuning.search.rounds import ROUND
from omc.backtest.tuning.search.settings import Search, SearchSettings, search_of
from omc.backtest.tuning.walkforward.walk import Walk, walk_of
from omc.backtest.tuning.walkforward.windows import WalkForwardSettings
from omc.market.model import BarArrays

# Rounds of a model: enough of them to learn from, few enough to start a machine for each.
_MOST_ROUNDS = 40


def search_for(request: SearchRequest, bars: BarArrays) -> Search:
    """InvalidInput when the request cannot be searched over these bars."""
    return search_of(searched(request), bars, request.settings, _settings(request))


def walk_for(request: SearchRequest, bars: BarArrays) -> Walk:
    """InvalidInput when the bars have no room for the folds."""
    windows = request.windows
    settings = WalkForwardSettings(
        train_days=windows.train_days,
        test_days=windows.test_days,
        step_days=windows.step_days,
        search=_settings(request),
    )
    return walk_of(searched(request), bars, request.settings, settings)


def round_size(work: Search) -> int:
    """Sets a model is asked for at once."""
    return max(ROUND, math.ceil(work.count / _MOST_ROUNDS))


def _settings(request: SearchRequest) -> SearchSettings:
    return SearchSettings(
        method=request.method,
        objective=Objective(request.objective),
        minimum_trades=request.minimum_trades,
        count=request.samples,
        seed=request.seed,
        train_fraction=Decimal(1) - request.holdout_fraction,
    )
