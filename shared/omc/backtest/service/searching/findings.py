"""What a finished search says: a summary, a report, its rows; its trials go into the family's book."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from omc.backtest.service.cards import block_document
from omc.backtest.service.searching.model import Search
from omc.backtest.tuning.findings import walk_metrics
from omc.backtest.tuning.overfitting.effective import effective_trials
from omc.backtest.tuning.overfitting.facts import OverfitFacts
from omc.backtest.tuning.overfitting.trials import TrialCounts, Trials, family_key
from omc.backtest.tuning.search.documents import number, report_document, row_document
from omc.backtest.tuning.search.objective import FIGURES, scores
from omc.backtest.tuning.search.report import reduce_shards
from omc.backtest.tuning.search.settings import Search as Work
from omc.backtest.tuning.search.shards import ShardResult, joined
from omc.backtest.tuning.search.surface import Surface
from omc.backtest.tuning.walkforward.chain import chain
from omc.backtest.tuning.walkforward.documents import walk_forward_document
from omc.backtest.tuning.walkforward.walk import Tuned, Walk
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, FloatArray, Instrument, IntArray

_NOTHING_RANKED = "no set had enough trades and a defined figure"
_FEW_DAYS = "the best set's returns do not vary, or cover too few days"


@dataclass(frozen=True)
class Findings:
    """JSON values. places: int64[m, parameters], scores: float64[m]; of a walk-forward empty."""

    summary: dict[str, Any]
    report: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    places: IntArray
    scores: FloatArray


def optimisation_findings(
    search: Search, work: Work, bars: BarArrays, results: Sequence[ShardResult], book: TrialCounts
) -> Findings:
    """Conflict `incomplete_search` when a set is missing."""
    whole = joined(work, results)
    report = reduce_shards(work, results)
    document = report_document(report, top=0)
    luck = _luck(search, report.luck, _trials(work, whole, report.luck), book, report.best is None)
    settings = work.settings
    found = scores(whole.figures, settings.objective, settings.minimum_trades)
    summary = {
        "parameters": list(work.space.names),
        "searched_from": int(bars.ts[0]),
        "searched_to": int(bars.ts[work.train_bars - 1]) + work.spec.timeframe.ms,
        "luck": luck,
        "result_hash": _hash_of(whole),
        **{name: document[name] for name in _SHOWN},
    }
    return Findings(
        summary,
        {**document, "chance": document["luck"], "luck": luck},
        [row_document(row) for row in report.rows],
        Surface.of(work.space, whole.params, found).places,
        found,
    )


_SHOWN = ("rows_total", "rows_scored", "best", "neighbourhood", "data_version")


def walkforward_findings(
    search: Search,
    walk: Walk,
    bars: BarArrays,
    instrument: Instrument,
    tuned: Sequence[Tuned],
    book: TrialCounts,
    ledgers: LedgerBook = NO_LEDGERS,
) -> Findings:
    """Conflict `incomplete_walk` when a fold is missing."""
    found = chain(walk, tuned, bars, instrument, ledgers=ledgers)
    document = walk_forward_document(found)
    stable = [one["stable"] for one in document["stability"]]
    # Looked at once: the chain of test windows is one attempt, however many sets the train windows saw.
    _registered(search, Trials(len(walk.sets), 1.0), book)
    summary = {
        "parameters": list(walk.space.names),
        "sets_per_fold": document["sets_per_fold"],
        "purge_bars": document["purge_bars"],
        "folds_counted": document["folds_counted"],
        "ratio": document["ratio"],
        "risk": document["risk"],
        "stable_share": number(sum(stable) / len(stable)) if stable else None,
        "figures": document["figures"],
        "data_version": document["data_version"],
        "result_hash": hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest(),
    }
    report = {**document, "facts": block_document(walk_metrics(found))}
    return Findings(summary, report, [], np.zeros((0, 0), dtype=np.int64), np.zeros(0))


def _trials(work: Work, whole: ShardResult, luck: OverfitFacts | None) -> Trials:
    if luck is not None:
        return luck.trials
    return Trials(work.count, effective_trials(whole.daily_returns, work.settings.seed))


def _luck(
    search: Search, luck: OverfitFacts | None, trials: Trials, book: TrialCounts, unranked: bool
) -> dict[str, Any]:
    """Against all trials of the family, those of this search among them."""
    family = _registered(search, trials, book)
    found = luck.overfitting if luck else None
    missing = _NOTHING_RANKED if unranked else _FEW_DAYS
    return {
        "family": search.request.spec.family,
        "trials": trials.count,
        "effective_trials": number(trials.effective),
        "family_trials": family.count,
        "family_effective_trials": number(family.effective),
        "deflated_sharpe": number(luck.deflated_sharpe(family)) if luck else None,
        "classic_deflated_sharpe": number(luck.classic_deflated_sharpe(family)) if luck else None,
        "overfit_probability": number(found.probability) if found else None,
        "reason": None if luck else missing,
    }


def _registered(search: Search, trials: Trials, book: TrialCounts) -> Trials:
    asked = search.request
    return book.add(family_key(asked.owner_id, asked.spec), search.search_id, trials)


def _hash_of(whole: ShardResult) -> str:
    """Of every set and its figures, in the search's order."""
    digest = hashlib.sha256()
    for params in whole.params:
        digest.update(json.dumps({name: f"{value:f}" for name, value in params.items()}).encode())
    for name in FIGURES:
        digest.update(np.ascontiguousarray(whole.figures[name]).tobytes())
    digest.update(np.ascontiguousarray(whole.daily_returns).tobytes())
    return digest.hexdigest()
