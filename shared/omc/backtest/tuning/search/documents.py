"""Searches as JSON values: what is stored, shown and sent.

Decimals and figures are strings without exponent; a figure that is not defined is null. Shards and their
results: `shard_document`, `shard_of` (JSON) and `pack`, `unpack` (bytes: figures and daily returns).
"""

import io
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from omc.backtest.grid.model import ParamSet
from omc.backtest.tuning.overfitting.facts import OverfitFacts
from omc.backtest.tuning.search.objective import FIGURES
from omc.backtest.tuning.search.report import Row, SearchReport
from omc.backtest.tuning.search.settings import Search
from omc.backtest.tuning.search.shards import Shard, ShardResult
from omc.backtest.tuning.search.surface import HeatMap, Sensitivity
from omc.kernel.errors import InvalidInput

TOP_ROWS = 200


def number(value: float | None) -> str | None:
    """Twelve digits, no exponent; None for none and for what is not finite."""
    if value is None or not np.isfinite(value):
        return None
    return f"{Decimal(f'{value:.12g}'):f}"


def params_document(params: ParamSet) -> dict[str, str]:
    return {name: f"{value:f}" for name, value in params.items()}


def shard_document(shard: Shard) -> dict[str, Any]:
    """{search_id, first, count, params: null or [{name: value}]}."""
    sets = None if shard.params is None else [params_document(params) for params in shard.params]
    return {"search_id": shard.search_id, "first": shard.first, "count": shard.count, "params": sets}


def shard_of(document: Mapping[str, Any]) -> Shard:
    """Inverse of `shard_document`."""
    sets = document["params"]
    return Shard(
        document["search_id"],
        document["first"],
        document["count"],
        None if sets is None else tuple(_params(params) for params in sets),
    )


def pack(result: ShardResult) -> bytes:
    """Equal results, equal bytes: a compressed archive of arrays."""
    head = {
        "search_id": result.search_id,
        "first": result.first,
        "params": [params_document(params) for params in result.params],
    }
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        head=np.frombuffer(json.dumps(head).encode(), dtype=np.uint8),
        figures=np.stack([result.figures[name] for name in FIGURES]),
        daily_returns=result.daily_returns,
    )
    return buffer.getvalue()


def unpack(packed: bytes) -> ShardResult:
    """Inverse of `pack`; InvalidInput for bytes it did not make."""
    try:
        with np.load(io.BytesIO(packed), allow_pickle=False) as stored:
            head = json.loads(stored["head"].tobytes())
            figures, daily = stored["figures"], stored["daily_returns"]
    except (ValueError, KeyError, OSError, EOFError) as error:
        raise InvalidInput(f"expected a packed shard result, got something else: {error}") from None
    return ShardResult(
        head["search_id"],
        head["first"],
        tuple(_params(params) for params in head["params"]),
        dict(zip(FIGURES, figures, strict=True)),
        daily,
    )


def search_document(search: Search) -> dict[str, Any]:
    """What is known before anything runs."""
    settings = search.settings
    return {
        "search_id": search.search_id,
        "method": settings.method,
        "objective": settings.objective.value,
        "minimum_trades": settings.minimum_trades,
        "seed": settings.seed,
        "count": search.count,
        "train_bars": search.train_bars,
        "train_fraction": f"{settings.train_fraction:f}",
        "data_version": search.data_version,
        "space": {name: [f"{value:f}" for value in values] for name, values in search.space.values.items()},
    }


def report_document(report: SearchReport, top: int = TOP_ROWS) -> dict[str, Any]:
    """The report with its first `top` rows; `rows_total` says how many there are."""
    around = report.neighbourhood
    return search_document(report.search) | {
        "rows_total": len(report.rows),
        "rows_scored": sum(row.score is not None for row in report.rows),
        "rows": [row_document(row) for row in report.rows[:top]],
        "best": None if report.best is None else row_document(report.best),
        "neighbourhood": None
        if around is None
        else {"mean": number(around.mean), "scored": around.scored, "tried": around.tried},
        "sensitivity": [sensitivity_document(found) for found in report.sensitivities],
        "heat_maps": [heat_map_document(plane) for plane in report.heat_maps],
        "luck": None if report.luck is None else luck_document(report.luck),
    }


def row_document(row: Row) -> dict[str, Any]:
    """{rank, index, params, score, figures}."""
    return {
        "rank": row.rank,
        "index": row.index,
        "params": params_document(row.params),
        "score": number(row.score),
        "figures": {name: number(value) for name, value in row.figures.items()},
    }


def luck_document(luck: OverfitFacts) -> dict[str, Any]:
    """Both deflated Sharpe ratios stand against this search's own trials; the card adds the family's."""
    found = luck.overfitting
    return {
        "sharpe_per_day": number(luck.sharpe),
        "days": luck.days,
        "skewness": number(luck.skewness),
        "kurtosis": number(luck.kurtosis),
        "trials": luck.trials.count,
        "effective_trials": number(luck.trials.effective),
        "trial_variance": number(luck.trial_variance),
        "deflated_sharpe": number(luck.deflated_sharpe(luck.trials)),
        "classic_deflated_sharpe": number(luck.classic_deflated_sharpe(luck.trials)),
        "overfitting": None
        if found is None
        else {
            "probability": number(found.probability),
            "loss": number(found.loss),
            "median_rank": number(found.median_rank),
            "blocks": found.blocks,
            "ways": found.ways,
        },
    }


def heat_map_document(plane: HeatMap) -> dict[str, Any]:
    """scores[j][i] for x_values[i], y_values[j]; the other parameters are at their best for the pair."""
    return {
        "x": plane.x,
        "y": plane.y,
        "x_values": [f"{value:f}" for value in plane.x_values],
        "y_values": [f"{value:f}" for value in plane.y_values],
        "others": "best",
        "scores": [[number(score) for score in row] for row in plane.scores.tolist()],
    }


def sensitivity_document(found: Sensitivity) -> dict[str, Any]:
    """{name, share, spread, values, means}."""
    return {
        "name": found.name,
        "share": number(found.share),
        "spread": number(found.spread),
        "values": [f"{value:f}" for value in found.values],
        "means": [number(mean) for mean in found.means],
    }


def _params(document: Mapping[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(value) for name, value in document.items()}
