"""A judged run, as its files tell it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from omc.backtest.judging.evidence import Evidence, gather
from omc.backtest.judging.facts import Findings
from omc.backtest.judging.gates import DEFAULT_GATES
from omc.backtest.service.cards import card_of
from omc.backtest.service.evidence import evidence_document, trade_row
from omc.backtest.service.runs import Run, RunRequest
from omc.market.model import Series
from omc.market.timeframes import Timeframe
from omc.strategy.compile import compile_spec
from tests.unit.backtest.builders import CENT, PLAIN, bars, flat, spec

SPEC = spec(enter="close > sma(close, 40)", leave="close < sma(close, 40)")
REQUEST = RunRequest("ada", "s1", 3, SPEC, Series("simulated", "BTC/USDT", Timeframe.H1), settings=PLAIN)
FOUND = Findings(
    walk_forward={
        "ratio": "0.61", "risk": "medium", "train_days": 90, "test_days": 30, "sets_per_fold": 48,
        "folds": [{
            "test_from": 1_600_128_000_000, "test_to": 1_602_720_000_000, "params": {"fast": "20"},
            "train_sharpe": "1.4", "test_sharpe": None, "test_return": "0.02", "test_trades": 7,
        }],
        "stability": [{"name": "fast", "low": "10", "high": "20", "share": "0.1", "stable": True}],
    },
    sensitivity={"trials": 1200, "family_trials": 3400, "parameters": [{
        "name": "fast", "share": "0.4", "spread": "0.2", "values": ["10", "20"], "means": ["0.5", None],
    }]},
)  # fmt: skip


@pytest.fixture(scope="session")
def evidence() -> Evidence:
    hours = np.arange(24 * 100)
    rows = flat(*np.round(100 + hours / 200 + 12 * np.sin(hours / 40), 2).tolist())
    return gather(compile_spec(SPEC), bars(rows), CENT, PLAIN)


def judged(evidence: Evidence, **told: Any) -> dict[str, Any]:
    return card_of(Run("bt-1", REQUEST, 0), evidence_document(evidence, SPEC), DEFAULT_GATES, 5, **told)


@pytest.fixture(scope="session")
def card(evidence: Evidence) -> dict[str, Any]:
    return judged(evidence)


@pytest.fixture(scope="session")
def rows(evidence: Evidence) -> list[dict[str, Any]]:
    return [trade_row(at, trade, 3) for at, trade in enumerate(evidence.exits)]


@pytest.fixture(scope="session")
def curve(evidence: Evidence) -> Mapping[str, Any]:
    course = evidence.whole
    falls = np.maximum.accumulate(course.equity) / course.equity - 1
    return {
        "ts": course.close_ts,
        "equity": course.equity,
        "drawdown_fraction": falls,
        "benchmark": course.benchmark(),
    }
