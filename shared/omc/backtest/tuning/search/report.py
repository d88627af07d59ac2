"""What a search found: every set ranked, the best one, the surface around it, and how much of it is luck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from omc.backtest.grid.model import ParamSet
from omc.backtest.tuning.overfitting.facts import OverfitFacts, overfit_facts
from omc.backtest.tuning.search.objective import scores as scores_of
from omc.backtest.tuning.search.settings import Search
from omc.backtest.tuning.search.shards import ShardResult, joined
from omc.backtest.tuning.search.surface import HeatMap, Neighbourhood, Sensitivity, Surface


@dataclass(frozen=True)
class Row:
    """One set. rank: from 1; index: its place in the search's order. score: None = not to be chosen.

    figures: by name of FIGURES; None where not defined.
    """

    rank: int
    index: int
    params: ParamSet
    score: float | None
    figures: Mapping[str, float | None]


@dataclass(frozen=True)
class SearchReport:
    """rows: best first, all of them; ties stand in the search's order, sets without a score at the end.

    best, neighbourhood, luck: None when no set had enough trades and a defined objective.
    """

    search: Search
    rows: tuple[Row, ...]
    best: Row | None
    neighbourhood: Neighbourhood | None
    sensitivities: tuple[Sensitivity, ...]
    heat_maps: tuple[HeatMap, ...]
    luck: OverfitFacts | None


def reduce_shards(search: Search, results: Sequence[ShardResult]) -> SearchReport:
    """The report, whatever the order of `results`.

    Conflict `incomplete_search` when a set is missing, comes twice, or is of another search.
    """
    whole = joined(search, results)
    settings = search.settings
    scores = scores_of(whole.figures, settings.objective, settings.minimum_trades)
    surface = Surface.of(search.space, whole.params, scores)
    rows = _ranked(whole, scores.tolist())
    best = rows[0] if rows[0].score is not None else None
    sensitivities = surface.sensitivities()
    return SearchReport(
        search=search,
        rows=rows,
        best=best,
        neighbourhood=surface.neighbourhood(best.index) if best else None,
        sensitivities=sensitivities,
        heat_maps=surface.heat_maps(sensitivities),
        luck=overfit_facts(whole.daily_returns, best.index, settings.seed) if best else None,
    )


def _ranked(whole: ShardResult, scores: Sequence[float]) -> tuple[Row, ...]:
    order = sorted(range(whole.count), key=lambda at: (_missing(scores[at]), -_or_zero(scores[at]), at))
    columns = {name: column.tolist() for name, column in whole.figures.items()}
    return tuple(
        Row(
            rank,
            at,
            whole.params[at],
            _known(scores[at]),
            {name: _known(column[at]) for name, column in columns.items()},
        )
        for rank, at in enumerate(order, start=1)
    )


def _missing(score: float) -> bool:
    return not np.isfinite(score)


def _or_zero(score: float) -> float:
    return 0.0 if _missing(score) else score


def _known(value: float) -> float | None:
    return None if _missing(value) else value
