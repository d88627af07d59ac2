"""Gates, verdicts and their words."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import omc.backtest
from omc.backtest.judging.facts import PaperFacts
from omc.backtest.judging.gates import DEFAULT_GATES, GateSet, Outcome, Severity, evaluate
from omc.backtest.judging.verdict import Judgement, Verdict, judge, rank_score
from omc.backtest.judging.words import explain
from omc.backtest.metrics.model import Metric
from omc.contracts.backtest import gates_document, read_gates
from omc.kernel.errors import InvalidInput

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


OWN_LIVE = {
    "sharpe": Metric(3.0),
    "win_rate": Metric(Decimal("0.7")),
    "trades": Metric(100),
    "regimes": Metric(3),
    "trade_p_value": Metric(0.001),
}
SEARCHED = {
    "walk_forward": Metric(0.8),
    "parameter_stability": Metric(Decimal("0.5")),
    "deflated_sharpe": Metric(0.97),
    "overfitting": Metric(0.1),
}
PAPER = PaperFacts(closed_trades=12, days=Decimal(9), max_drawdown=Decimal("0.04"), unexplained_differences=0)


def one_gate(*, times: int = 1, **changes: object) -> str:
    gate = {"name": "sharpe", "tier": 2, "metric": "sharpe", "bound": "at_least", "limit": "1.2"} | changes
    return json.dumps({"version": "9", "gates": [gate] * times})


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


def test_gates_about_what_nobody_told_keep_the_card_from_tier_three() -> None:
    best = judged(**OWN_LIVE)

    assert best.tier_reached == 2
    results = {r.gate.name: r for r in evaluate(DEFAULT_GATES, GOOD)}
    for name in ("walk_forward", "parameter_stability", "deflated_sharpe", "overfitting"):
        assert results[name].outcome is Outcome.NOT_EVALUATED
        assert results[name].reason == "the run had no search or walk-forward"
    for name in ("paper_trades", "paper_days", "paper_drawdown", "unexplained_differences"):
        assert results[name].outcome is Outcome.NOT_EVALUATED
        assert results[name].reason == "there are no paper results yet"


def test_search_and_paper_lift_a_good_run_to_tier_three() -> None:
    assert judged(**OWN_LIVE, **SEARCHED, **PAPER.metrics()).tier_reached == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("deflated_sharpe", Decimal("0.949")),
        ("overfitting", Decimal("0.21")),
        ("walk_forward", Decimal("0.4")),
        ("parameter_stability", Decimal("0.49")),
        ("trade_p_value", Decimal("0.05")),
        ("regimes", 1),
        ("paper_days", Decimal("6.9")),
        ("unexplained_differences", 1),
    ],
)
def test_each_gate_of_the_live_tier_holds_a_run_back(name: str, value: Decimal | int) -> None:
    told = OWN_LIVE | SEARCHED | PAPER.metrics() | {name: Metric(value)}

    assert judged(**told).tier_reached == 2


def test_a_walk_forward_without_a_ratio_is_high_risk_not_low() -> None:
    told = OWN_LIVE | SEARCHED | PAPER.metrics() | {"walk_forward": Metric(None, "a train Sharpe is below 0")}

    assert judged(**told).tier_reached == 2


def test_confidence_is_the_share_of_gates_that_passed_hard_ones_counting_twice() -> None:
    three = GateSet("x", DEFAULT_GATES.gates[1:4])
    assert [gate.severity for gate in three.gates] == [Severity.HARD, Severity.HARD, Severity.SOFT]

    assert judge(evaluate(three, GOOD)).confidence == 1
    assert judge(evaluate(three, GOOD | {"sharpe": Metric(0.1)})).confidence == Decimal("0.6")
    assert judge(evaluate(three, GOOD | {"win_rate": Metric(Decimal(0))})).confidence == Decimal("0.8")


def test_an_earlier_verdict_is_not_bettered() -> None:
    results = evaluate(DEFAULT_GATES, GOOD)

    assert judge(results, Verdict.REJECT).verdict is Verdict.REJECT
    assert judge(results, Verdict.PASS).verdict is Verdict.PASS


def test_every_gate_is_told_in_words() -> None:
    for metrics in (GOOD, GOOD | {"sharpe": Metric(None, "needs 20 days, has 3")}, {}):
        for result in evaluate(DEFAULT_GATES, metrics):
            words = explain(result)
            assert words.asks.endswith(".")
            assert "must be" in words.asks
            assert "_" not in words.asks
            assert words.came.endswith(".")
            assert (words.helps is None) == (result.outcome is Outcome.PASS)


def test_fractions_are_told_in_hundredths_where_people_read_them() -> None:
    (result,) = evaluate(GateSet("x", (DEFAULT_GATES.gates[2],)), {"max_drawdown": Metric(0.3127)})
    words = explain(result)

    assert "must be at most 25 %" in words.asks
    assert words.came == "It is 31.27 %; at most 25 % is asked."
    assert words.helps == "Take smaller positions or stop losses earlier."


def test_a_rank_score_sorts_lists() -> None:
    assert rank_score(Decimal("1.5"), Decimal("0.2")) == 35
    assert rank_score(None, Decimal("0.2")) is None


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ('{"version": "", "gates": []}', "version"),
        ('{"version": "9", "gates": [], "comment": "x"}', "comment"),
        (one_gate(metric="sharp"), "expected one of .*sharpe.*, got 'sharp'"),
        (one_gate(limit="NaN"), "finite"),
        (one_gate(limit=1.2), "limit"),
        (one_gate(bound="over"), "bound"),
        (one_gate(tier=4), "tier"),
        (one_gate(metric="look_ahead", severity="soft"), "look_ahead has no exception"),
        (one_gate(times=2), "sharpe twice in tier 2"),
    ],
)
def test_a_gate_set_that_is_none_is_refused_with_what_is_wrong(wrong: str, expected: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_gates(wrong)

    said = " ".join([refused.value.message, *(f"{f.path} {f.message}" for f in refused.value.fields)])
    assert re.search(expected, said), said


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
