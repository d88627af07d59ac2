"""Paper before live money: what counts, what is missing in words, when a fall is warned of."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omc.backtest.judging.facts import NEVER_COMPARED, PaperAccount, paper_facts
from omc.backtest.judging.gates import DEFAULT_GATES, GateSet, Outcome, evaluate
from omc.backtest.judging.paper import drawdown_warnings, paper_document
from omc.backtest.judging.words import missing
from omc.backtest.metrics.model import Metric
from omc.backtest.tuning.overfitting.score import overfit_score
from omc.kernel.instants import DAY_MS

ONE = PaperAccount("alg-1", "ACTIVE", 0, 12, 0, 8 * DAY_MS, Decimal("0.05"), 0, 0)
OF_PAPER = GateSet(
    "p", tuple(gate for gate in DEFAULT_GATES.gates if gate.metric.startswith(("paper", "une")))
)


def held(*accounts: PaperAccount) -> dict[str, Outcome]:
    facts = paper_facts(accounts)
    metrics = {} if facts is None else facts.metrics()
    return {result.gate.metric: result.outcome for result in evaluate(OF_PAPER, metrics)}


def test_ten_trades_over_a_week_without_a_difference_are_enough() -> None:
    enough = replace(ONE, closed_trades=10, last_ts=7 * DAY_MS, max_drawdown=Decimal("0.15"))
    assert set(held(enough).values()) == {Outcome.PASS}


@pytest.mark.parametrize(
    ("short", "gate"),
    [
        (replace(ONE, closed_trades=9), "paper_trades"),
        (replace(ONE, last_ts=7 * DAY_MS - 1), "paper_days"),
        (replace(ONE, first_ts=None, last_ts=None), "paper_days"),
        (replace(ONE, max_drawdown=Decimal("0.1501")), "paper_drawdown"),
        (replace(ONE, unexplained=1), "unexplained_differences"),
        (replace(ONE, unexplained=None), "unexplained_differences"),
    ],
)
def test_each_part_of_it_is_asked(short: PaperAccount, gate: str) -> None:
    failed = {name for name, outcome in held(short).items() if outcome is not Outcome.PASS}
    assert failed == {gate}


def test_without_paper_nothing_is_evaluated_and_nothing_passes() -> None:
    assert set(held().values()) == {Outcome.NOT_EVALUATED}


accounts = st.builds(
    replace, st.just(ONE), closed_trades=st.integers(0, 30), last_ts=st.integers(0, 20 * DAY_MS),
    max_drawdown=st.decimals("0", "0.5", places=3), unexplained=st.integers(0, 3),
)  # fmt: skip


@given(st.lists(accounts, min_size=1, max_size=4), accounts)
def test_another_account_never_makes_the_fall_smaller_or_differences_fewer(
    some: list[PaperAccount], more: PaperAccount
) -> None:
    before, after = paper_facts(some), paper_facts([*some, more])
    assert before is not None
    assert after is not None
    assert after.max_drawdown >= before.max_drawdown
    assert (after.unexplained_differences or 0) >= (before.unexplained_differences or 0)
    assert after.closed_trades == max(one.closed_trades for one in [*some, more])


def test_one_account_that_was_not_compared_leaves_the_sum_unknown() -> None:
    facts = paper_facts([ONE, replace(ONE, unexplained=None)])
    assert facts is not None
    assert facts.metrics()["unexplained_differences"] == Metric(None, NEVER_COMPARED)


@pytest.mark.parametrize(("fall", "warned"), [("0.1124", False), ("0.1125", True), ("0.2", True)])
def test_a_fall_is_warned_of_from_three_quarters_of_its_limit(fall: str, warned: bool) -> None:
    facts = paper_facts([replace(ONE, max_drawdown=Decimal(fall))])
    assert facts is not None
    said = drawdown_warnings(evaluate(OF_PAPER, facts.metrics()))
    assert bool(said) is warned


def test_the_warning_tells_the_fall_and_the_limit() -> None:
    facts = paper_facts([replace(ONE, max_drawdown=Decimal("0.12"))])
    assert facts is not None
    assert drawdown_warnings(evaluate(OF_PAPER, facts.metrics())) == [
        "the fall on paper, 12 %, is at 80 % of its limit of 15 %"
    ]


def test_what_is_missing_is_said_in_numbers() -> None:
    facts = paper_facts([replace(ONE, closed_trades=6, last_ts=9 * DAY_MS // 2)])
    assert facts is not None
    assert missing(evaluate(OF_PAPER, facts.metrics())) == (
        "4 more closed trades on paper: 6 of 10.",
        "2.5 more days on paper: 4.5 of 7.",
    )


def test_what_is_missing_is_of_the_next_tier_only() -> None:
    results = evaluate(DEFAULT_GATES, {"look_ahead": Metric(0), "sharpe": Metric(1.0)})
    said = missing(results)
    assert any("1.2" in sentence for sentence in said)
    assert not any("paper" in sentence for sentence in said)


def test_a_card_without_paper_says_so() -> None:
    assert paper_document(None)["table"] is None
    assert "paper" in paper_document(None)["reason"]


@pytest.mark.parametrize(
    ("ratio", "stable", "tried", "score"),
    [
        (Metric(1.2), Metric(Decimal(1)), 0, "0.000000"),
        (Metric(0.5), Metric(Decimal("0.5")), 5, "0.500000"),
        (Metric(-1.0), Metric(0), 1000, "1.000000"),
    ],
)
def test_the_overfit_score_weighs_decay_stability_and_tries(
    ratio: Metric, stable: Metric, tried: int, score: str
) -> None:
    assert overfit_score(ratio, stable, tried) == Metric(Decimal(score))


def test_a_degenerate_walk_forward_has_no_score() -> None:
    nothing = Metric(None, "no fold counts")
    assert overfit_score(nothing, Metric(1), 3) == nothing
    assert overfit_score(Metric(1), nothing, 3) == nothing
