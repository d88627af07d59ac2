"""Walk-forwards as JSON values: what is stored, shown and sent. Figures are strings; undefined: null."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from omc.backtest.tuning.search.documents import number, params_document
from omc.backtest.tuning.walkforward.chain import Fold, WalkForward
from omc.backtest.tuning.walkforward.stability import parameter_stability
from omc.backtest.tuning.walkforward.walk import Tuned, Walk

_PURGED = "the spec's maximum holding lies between train and test"
_NOT_PURGED = "no maximum holding is declared: positions open at the end of a train window are closed there"


def tuned_document(tuned: Tuned) -> dict[str, Any]:
    """{number, params or null, score, train_sharpe, train_trades, train_return}."""
    return {
        "number": tuned.number,
        "params": None if tuned.params is None else params_document(tuned.params),
        "score": number(tuned.score),
        "train_sharpe": number(tuned.train_sharpe),
        "train_trades": tuned.train_trades,
        "train_return": number(tuned.train_return),
    }


def tuned_of(document: Mapping[str, Any]) -> Tuned:
    """Inverse of `tuned_document`, to twelve digits."""
    params = document["params"]
    return Tuned(
        number=document["number"],
        params=None if params is None else {name: Decimal(value) for name, value in params.items()},
        score=_float(document["score"]),
        train_sharpe=_float(document["train_sharpe"]),
        train_trades=document["train_trades"],
        train_return=_float(document["train_return"]),
    )


def walk_document(walk: Walk) -> dict[str, Any]:
    """What is known before anything runs."""
    settings = walk.settings
    return {
        "walk_id": walk.walk_id,
        "data_version": walk.data_version,
        "folds_planned": len(walk.windows),
        "sets_per_fold": len(walk.sets),
        "train_days": settings.train_days,
        "test_days": settings.test_days,
        "step_days": settings.step_days,
        "warmup_bars": walk.windows[0].warmup,
        "purge_bars": walk.purge_bars,
        "purge": _PURGED if walk.purge_bars else _NOT_PURGED,
        "objective": settings.search.objective.value,
        "method": settings.search.method,
        "seed": settings.search.seed,
    }


def walk_forward_document(found: WalkForward) -> dict[str, Any]:
    """The folds' table, the chain's figures, its equity by day, and which parameters are stable."""
    chosen = [fold.tuned.params for fold in found.folds if fold.tuned.params is not None]
    ends = np.cumprod(1.0 + found.daily_returns) * float(found.walk.run.initial_capital)
    return walk_document(found.walk) | {
        "ratio": number(found.ratio),
        "risk": found.risk,
        "folds": [_fold(fold) for fold in found.folds],
        "folds_counted": sum(fold.counted for fold in found.folds),
        "figures": {
            name: {"value": _figure(metric.value), "reason": metric.reason}
            for name, metric in sorted(found.block.items())
        },
        "stability": [
            {
                "name": one.name,
                "low": f"{one.low:f}",
                "high": f"{one.high:f}",
                "share": number(float(one.share)),
                "stable": one.stable,
            }
            for one in parameter_stability(found.walk.space, chosen)
        ],
        "equity_from": int(found.close_ts[0]) if len(found.close_ts) else None,
        "equity_daily": [number(value) for value in ends.tolist()],
    }


def _fold(fold: Fold) -> dict[str, Any]:
    window = fold.window
    return tuned_document(fold.tuned) | {
        "train_from": window.train_ms[0],
        "train_to": window.train_ms[1],
        "test_from": window.test_ms[0],
        "test_to": window.test_ms[1],
        "train_bars": window.train_to - window.train_from,
        "test_bars": window.test_to - window.test_from,
        "test_sharpe": number(fold.test_sharpe),
        "test_return": number(fold.test_return),
        "test_drawdown": number(fold.test_drawdown),
        "test_trades": fold.test_trades,
        "ratio": number(fold.ratio),
        "risk": fold.risk,
        "counted": fold.counted,
        "note": fold.note,
    }


def _figure(value: Decimal | float | int | None) -> str | None:
    return f"{value:f}" if isinstance(value, Decimal) else number(None if value is None else float(value))


def _float(text: str | None) -> float:
    return float("nan") if text is None else float(text)
