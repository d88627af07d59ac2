from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from omc.backtest.engine import run
from omc.backtest.tuning.findings import walk_metrics
from omc.backtest.tuning.search.settings import SearchSettings
from omc.backtest.tuning.walkforward.chain import Fold, WalkForward, chain, risk_of, walk_forward
from omc.backtest.tuning.walkforward.documents import tuned_document, tuned_of, walk_forward_document
from omc.backtest.tuning.walkforward.stability import parameter_stability
from omc.backtest.tuning.walkforward.walk import Tuned, Walk, cut, tune_fold, walk_of
from omc.backtest.tuning.walkforward.windows import WalkForwardSettings
from omc.kernel.errors import Conflict, InvalidInput
from omc.market.model import BarArrays
from omc.strategy.compile import compile_spec
from tests.unit.backtest.builders import CENT
from tests.unit.backtest.tuning.builders import FREE, cross, walk

BARS = walk(24 * 80)
SHORT = WalkForwardSettings(
    train_days=20, test_days=10, step_days=10, warmup_bars=50, minimum_test_trades=3,
    search=SearchSettings(minimum_trades=1, train_fraction=Decimal(1)),
)  # fmt: skip


def _walk(bars: BarArrays = BARS, settings: WalkForwardSettings = SHORT, **changed: int) -> Walk:
    return walk_of(cross(**changed), bars, FREE, settings)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def walked() -> WalkForward:
    return walk_forward(_walk(), BARS, CENT)


def test_every_window_is_tuned_anew(walked: WalkForward) -> None:
    choices = {tuple((fold.tuned.params or {}).values()) for fold in walked.folds}
    assert len(walked.folds) == 5
    assert len(choices) > 1


def test_the_choice_is_the_best_of_its_train_window_alone(walked: WalkForward) -> None:
    found = walked.walk
    window = found.windows[2]
    seen = cut(BARS, window.train_from - window.warmup, window.train_to)
    alone = [
        run(compile_spec(found.spec, params), seen, CENT, replace(FREE, trade_from=window.warmup))
        for params in found.sets
    ]
    chosen = walked.folds[2].tuned
    best = found.sets.index(chosen.params)
    assert chosen.train_trades == len(alone[best].trades)
    assert chosen.train_return == pytest.approx(alone[best].equity[-1] / alone[best].equity[0] - 1, abs=1e-9)


@pytest.mark.parametrize("number", [1, 3, 5])
def test_nothing_after_a_train_window_touches_its_choice(number: int) -> None:
    found = _walk()
    end = found.windows[number - 1].train_to
    generator = np.random.default_rng(number)
    later = np.arange(len(BARS)) >= end
    noise = np.exp(np.cumsum(np.where(later, generator.normal(0, 0.05, len(BARS)), 0.0)))
    prices = (np.round(getattr(BARS, name) * noise, 2) for name in ("open", "high", "low", "close"))
    changed = BarArrays(BARS.ts, *prices, BARS.volume)  # type: ignore[call-arg]
    assert not np.array_equal(changed.close, BARS.close)
    assert tune_fold(found, number, changed, CENT) == tune_fold(found, number, BARS, CENT)


def test_test_windows_are_chained_with_the_capital_the_last_one_left(walked: WalkForward) -> None:
    growth = np.prod([1 + fold.test_return for fold in walked.folds])
    assert walked.equity[-1] == pytest.approx(float(FREE.initial_capital) * growth)
    assert np.prod(1 + walked.daily_returns) == pytest.approx(growth)
    assert np.all(np.diff(walked.close_ts) > 0)
    assert len(walked.equity) == 5 * 240


def test_every_trade_lies_inside_its_test_window(walked: WalkForward) -> None:
    spans = [fold.window.test_ms for fold in walked.folds]
    assert len(walked.trades) == sum(fold.test_trades for fold in walked.folds) > 20
    for trade in walked.trades:
        assert any(begin <= trade.entry_ts and trade.exit_ts <= end for begin, end in spans)


def test_folds_tuned_in_any_order_give_the_same_chain(walked: WalkForward) -> None:
    found = walked.walk
    tuned = [tuned_of(tuned_document(fold.tuned)) for fold in walked.folds]
    again = chain(found, tuned[::-1], BARS, CENT)
    assert np.array_equal(again.equity, walked.equity)
    assert walk_forward_document(again) == walk_forward_document(walked)


def test_a_chain_wants_every_fold_once(walked: WalkForward) -> None:
    tuned = [fold.tuned for fold in walked.folds]
    for wrong in (tuned[:-1], [*tuned, tuned[0]]):
        with pytest.raises(Conflict, match="tuned once each"):
            chain(walked.walk, wrong, BARS, CENT)


def test_the_declared_maximum_holding_is_the_purge() -> None:
    purged = walk_of(cross(time_stop=24), walk(24 * 90), FREE, SHORT)
    assert purged.purge_bars == 24
    assert all(window.test_from - window.train_to == 24 for window in purged.windows)
    assert _walk().purge_bars == 0


def test_the_warm_up_is_the_specs_where_it_is_the_longer_one() -> None:
    assert _walk().windows[0].warmup == 50
    barely = replace(SHORT, warmup_bars=5)
    assert walk_of(cross(), BARS, FREE, barely).windows[0].warmup == 20


def test_a_fold_without_a_set_that_qualifies_stays_in_cash() -> None:
    strict = replace(SHORT, search=SearchSettings(minimum_trades=10_000, train_fraction=Decimal(1)))
    found = walk_forward(_walk(settings=strict), BARS, CENT)
    assert found.trades == ()
    assert np.all(found.equity == float(FREE.initial_capital))
    assert {fold.note for fold in found.folds} == {"no set qualified in the train window: not traded"}
    assert (found.ratio, found.risk) == (None, "high")
    assert walk_metrics(found)["walk_forward"].value is None


def test_a_fold_with_too_few_trades_is_reported_and_left_out_of_the_ratio() -> None:
    found = walk_forward(_walk(settings=replace(SHORT, minimum_test_trades=10_000)), BARS, CENT)
    assert not any(fold.counted for fold in found.folds)
    assert all("needs 10000" in (fold.note or "") for fold in found.folds)
    assert found.ratio is None


def test_a_loss_after_a_loss_is_no_good_ratio() -> None:
    # A market that only costs money: the best set of every train window loses.
    still = walk(24 * 80, sigma=0.0004)
    found = walk_forward(_walk(still, replace(SHORT, minimum_test_trades=1)), still, CENT)
    assert all(fold.tuned.train_sharpe < 0 and fold.test_sharpe < 0 for fold in _traded(found))
    assert all(fold.ratio is None and fold.risk == "high" for fold in found.folds)
    assert found.ratio is None


def _traded(found: WalkForward) -> list[Fold]:
    return [fold for fold in found.folds if np.isfinite(fold.test_sharpe)]


def test_the_ratio_is_that_of_the_mean_ratios_of_the_folds_that_count() -> None:
    bars = walk(24 * 183, seed=3, drift=0.001)
    longer = replace(SHORT, train_days=30, test_days=30, step_days=30)
    found = walk_forward(_walk(bars, longer), bars, CENT)
    counted = [fold for fold in found.folds if fold.counted]
    assert len(counted) >= 3
    trained = np.mean([fold.tuned.train_sharpe for fold in counted])
    tested = np.mean([fold.test_sharpe for fold in counted])
    assert trained > 0
    assert found.ratio == pytest.approx(tested / trained)


@pytest.mark.parametrize(
    ("ratio", "risk"),
    [(0.71, "low"), (0.7, "medium"), (0.41, "medium"), (0.4, "high"), (-1, "high"), (None, "high")],
)
def test_a_ratio_is_put_in_words(ratio: float | None, risk: str) -> None:
    assert risk_of(ratio) == risk


def test_a_parameter_is_stable_within_a_fifth_of_its_span() -> None:
    space = _walk().space  # fast 2..8, slow 4..20
    choices = [{"fast": Decimal(2), "slow": Decimal(8)}, {"fast": Decimal(4), "slow": Decimal(8)}]
    fast, slow = parameter_stability(space, choices)
    assert (fast.share, fast.stable) == (Decimal(2) / 6, False)
    assert (slow.share, slow.stable) == (Decimal(0), True)
    assert parameter_stability(space, []) == ()
    on_the_edge = parameter_stability(
        space, [{"fast": Decimal(2), "slow": Decimal("4.0")}, {"fast": Decimal("3.2"), "slow": Decimal(4)}]
    )
    assert on_the_edge[0].stable


def test_a_model_cannot_be_asked_inside_a_fold() -> None:
    with pytest.raises(InvalidInput, match="grid or at random"):
        _walk(settings=replace(SHORT, search=SearchSettings("model", count=5)))


def test_random_sets_can_be_searched_in_every_window() -> None:
    some = replace(SHORT, search=SearchSettings("random", count=6, minimum_trades=1))
    found = _walk(settings=some)
    assert len(found.sets) == 6
    assert tune_fold(found, 2, BARS, CENT).params in found.sets


def test_a_choice_without_a_set_survives_its_document() -> None:
    nothing = Tuned(3, None, np.nan, np.nan, 0, 0.0)
    again = tuned_of(tuned_document(nothing))
    assert (again.number, again.params, again.train_trades) == (3, None, 0)
    assert np.isnan(again.train_sharpe)
