"""Gates, verdicts and their words."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import omc.backtest
from omc.backtest.judging.gates import DEFAULT_GATES, GateSet, Outcome, evaluate
from omc.backtest.judging.verdict import Judgement, Verdict, judge
from omc.backtest.metrics.model import Metric
from omc.contracts.backtest import gates_document, read_gates

GOOD: dict[str, Metric] = {
    "look_ahead": Metric(0),
    "sharpe": Metric(1.4),
    "max_drawdown": Metric(0.12),
    "win_rate": Metric(Decimal("0.45")),
    "profit_factor": Metric(Decimal("1.5")),
    "total_return": Metric(0.08),
    "trades": Metric(20),
    "cost_ratio": Metric(Decimal("0.2")),
}


def judged(**changes: Metric) -> Judgement:
    return judge(evaluate(DEFAULT_GATES, GOOD | changes))


def test_a_run_that_meets_the_paper_tier_passes() -> None:
    judgement = judged()

    assert (judgement.verdict, judgement.tier_reached) == (Verdict.PASS, 2)
    assert "sharpe 1.4 is at least 1.2" in judgement.reasons


def test_a_hard_gate_missed_rejects_and_says_the_numbers() -> None:
    judgement = judged(max_drawdown=Metric(0.31))

    assert (judgement.verdict, judgement.tier_reached) == (Verdict.REJECT, 1)
    assert judgement.reasons == ("max_drawdown 0.31 is not at most 0.25",)


def test_one_soft_gate_missed_by_a_tenth_is_a_conditional_pass() -> None:
    assert judged(win_rate=Metric(Decimal("0.36"))).verdict is Verdict.CONDITIONAL_PASS
    assert judged(win_rate=Metric(Decimal("0.359"))).verdict is Verdict.REJECT
    both = judged(win_rate=Metric(Decimal("0.39")), total_return=Metric(0.019))
    assert both.verdict is Verdict.REJECT


def test_a_hard_gate_is_not_excused_however_near() -> None:
    assert judged(trades=Metric(9)).verdict is Verdict.REJECT


def test_a_value_equal_to_the_limit_passes_unless_the_gate_is_strict() -> None:
    assert judged(sharpe=Metric(1.2), trades=Metric(10)).verdict is Verdict.PASS
    strict = next(gate for gate in DEFAULT_GATES.gates if gate.tier == 3 and gate.metric == "sharpe")
    (result,) = evaluate(GateSet("x", (strict,)), {"sharpe": Metric(1.5)})
    assert result.outcome is Outcome.FAIL


def test_an_unknown_figure_fails_its_gate_with_its_reason() -> None:
    judgement = judged(sharpe=Metric(None, "needs 20 days, has 3"))

    assert judgement.verdict is Verdict.REJECT
    assert judgement.reasons == ("sharpe is unknown: needs 20 days, has 3",)


def test_a_profit_factor_without_losing_trades_passes_its_gate() -> None:
    assert judged(profit_factor=Metric(None, "no losing trade")).verdict is Verdict.PASS
    assert judged(profit_factor=Metric(None, "no trades")).verdict is Verdict.REJECT


def test_looking_ahead_is_never_excused() -> None:
    assert judged(look_ahead=Metric(1)).tier_reached == 0


def test_gates_that_are_not_built_keep_the_card_from_tier_three() -> None:
    best = judged(sharpe=Metric(3.0), win_rate=Metric(Decimal("0.7")), trades=Metric(100))

    assert best.tier_reached == 2
    outcomes = {r.gate.name: r.outcome for r in evaluate(DEFAULT_GATES, GOOD)}
    for name in ("walk_forward", "overfitting", "regimes", "paper_trades", "unexplained_differences"):
        assert outcomes[name] is Outcome.NOT_EVALUATED


def test_confidence_is_the_share_of_gates_that_passed() -> None:
    two = GateSet("x", DEFAULT_GATES.gates[1:3])

    assert judge(evaluate(two, GOOD)).confidence == 1
    assert judge(evaluate(two, GOOD | {"sharpe": Metric(0.1)})).confidence == Decimal("0.5")


def test_thresholds_are_data_that_can_be_tightened() -> None:
    tight = GateSet("2", tuple(replace(gate, limit=gate.limit * 2) for gate in DEFAULT_GATES.gates))

    assert judge(evaluate(tight, GOOD)).verdict is Verdict.REJECT
    assert read_gates('{"version": "7", "gates": [{"name": "trades", "tier": 2, "metric": "trades", '
                      '"bound": "at_least", "limit": "5"}]}').version == "7"  # fmt: skip


def test_the_parameters_first_value_is_the_codes_default() -> None:
    text = Path(omc.backtest.__file__).with_name("gates.json").read_text()

    assert read_gates(text) == DEFAULT_GATES
    assert len(text) < 4096, "a standard parameter holds 4 KB"
    assert read_gates(str(gates_document()).replace("'", '"').replace("True", "true")) == DEFAULT_GATES
