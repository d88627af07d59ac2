"""Rules over the ledgers on the Floor: by what was known at the close, never by what was made up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import pytest

from omc.backtest.engine import run
from omc.backtest.settings import RunSettings
from omc.floor.orders import Mode
from omc.floor.services.evidence import Evidence
from omc.kernel.instants import HOUR_MS, Ms
from omc.ledgers.features.books import Columns, columns_of
from omc.ledgers.features.history import FeatureHistory
from omc.ledgers.features.observations import observations
from omc.ledgers.records import Record
from omc.market.bars import to_arrays
from omc.strategy.compile import compile_spec
from omc.strategy.model import Rules
from omc.trading.model import ExitReason
from omc.trading.risk import UNLIMITED
from tests.fakes.floor_scenes import INSTRUMENT, SERIES, START, bars, crossing
from tests.fakes.floor_world import OWNER, FloorWorld, comparable
from tests.fakes.told import news

GOOD_NEWS = replace(
    crossing(), long=Rules("human.sentiment(BTC, 24h) > 0.5"), short=None, params={}, features={},
    time_stop_bars=2,
)  # fmt: skip


@dataclass
class Told:
    """An ObservationReader over records in memory; how often it was asked."""

    records: list[Record] = field(default_factory=list)
    asked: int = 0

    def columns(self, wanted: Collection[tuple[str, str]], start: Ms, end: Ms) -> Columns:
        self.asked += 1
        return columns_of(one for record in self.records for one in observations(record))


def world_of(told: Told, mode: Mode = Mode.SIMULATION) -> FloorWorld:
    world = FloorWorld(INSTRUMENT)
    world.evidence = Evidence(FeatureHistory((told,), False), FeatureHistory((told,), True))
    world.decider = world.fresh_decider()
    world.deploy(
        GOOD_NEWS, limits=UNLIMITED, minimum_warmup_bars=1, anchor_ts=START, cursor_ts=START - 1, mode=mode
    )
    return world


def entered(world: FloorWorld) -> Sequence[Ms]:
    signals = world.store.signals_of(OWNER, None, 50).items
    return sorted(signal.ts for signal in signals if signal.action == "enter_long")


def test_a_rule_fires_on_the_bar_that_closes_when_the_record_was_known() -> None:
    """Told at half past four of something at three: the bar that closes at five is the first to see it."""
    known = START + 4 * HOUR_MS + HOUR_MS // 2
    world = world_of(Told([news("a", START + 3 * HOUR_MS, known, 0.9)]))
    world.show(SERIES, bars([100] * 6))
    assert entered(world)[0] == START + 4 * HOUR_MS


def test_the_reasons_of_a_signal_name_the_feature_with_its_value() -> None:
    world = world_of(Told([news("a", START, START, 0.9)]))
    world.show(SERIES, bars([100] * 2))
    reasons = [reason for signal in world.store.signals_of(OWNER, None, 9).items for reason in signal.reasons]
    assert any("human.sentiment(BTC, 24h, mean)" in reason.text for reason in reasons)


def test_where_nothing_is_known_no_rule_fires_and_nothing_fails() -> None:
    world = world_of(Told())
    world.show(SERIES, bars([100] * 5))
    assert entered(world) == []
    assert world.algorithm.cursor_ts == START + 4 * HOUR_MS


@pytest.mark.parametrize(("mode", "decides"), [(Mode.SIMULATION, True), (Mode.PAPER, False)])
def test_made_up_records_decide_in_a_simulation_and_nowhere_else(mode: Mode, decides: bool) -> None:
    world = world_of(Told([news("a", START, START, 0.9, synthetic=True)]), mode)
    world.show(SERIES, bars([100] * 3))
    assert bool(entered(world)) is decides
    assert bool(world.intents()) is decides


def test_every_mode_but_the_simulation_is_kept_from_what_is_made_up() -> None:
    """A mode yet to come is on the safe side without a word."""
    told = Told([news("a", START, START, 0.9, synthetic=True)])
    evidence = Evidence(FeatureHistory((told,), False), FeatureHistory((told,), True))
    wanted = frozenset({("human.sentiment", "BTC")})
    for mode in Mode:
        book = evidence.book(wanted, mode, START, START + HOUR_MS, START + HOUR_MS)
        assert len(book[("human.sentiment", "BTC")]) == (1 if mode is Mode.SIMULATION else 0)


def test_bars_that_come_together_read_the_ledgers_once() -> None:
    told = Told([news("a", START, START, 0.9)])
    world = world_of(told)
    world.market.append(SERIES, bars([100] * 8))
    world.settle(SERIES)
    assert told.asked == 1


def test_the_floor_trades_as_the_backtest_does() -> None:
    """Headlines known up to eight hours late, told to the Floor as it goes and to the engine at once."""
    told = [
        news(f"n{n}", START + n * HOUR_MS, START + (n + 2 * (n % 5)) * HOUR_MS, 0.9 if n // 20 % 2 else -0.9)
        for n in range(0, 90, 3)
    ]
    market = bars([100 + (n * 7) % 13 for n in range(100)])
    world = world_of(Told(list(told)))
    world.show(SERIES, market)
    book = FeatureHistory((Told(list(told)),), True).book(
        [("human.sentiment", "BTC")], 0, START + 200 * HOUR_MS
    )
    settings = RunSettings(limits=UNLIMITED, minimum_warmup_bars=1)
    result = run(compile_spec(GOOD_NEWS), to_arrays(market), INSTRUMENT, settings, ledgers=book)
    closed = [trade for trade in result.trades if trade.exit_reason is not ExitReason.END_OF_DATA]
    assert len(closed) > 3
    assert [comparable(trade) for trade in world.trades()] == [comparable(trade) for trade in closed]
