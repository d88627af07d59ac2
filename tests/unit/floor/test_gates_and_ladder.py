"""Operational gates and the drawdown ladder, at, below and above their limits."""

from dataclasses import replace
from decimal import Decimal

import pytest

from omc.floor.accounts import Account, Kill
from omc.floor.algorithms import Algorithm, AlgorithmStatus, change_status
from omc.floor.gates import MAX_DATA_AGE_MS, MAX_WATCH_SILENCE_MS, Surroundings, refusal
from omc.floor.ladder import Rung, Standing, rung
from omc.floor.orders import Intent, Mode, Order, Purpose, new_order
from omc.floor.reasons import Reason
from omc.kernel.errors import Bug, Conflict
from omc.kernel.instants import HOUR_MS
from omc.trading.model import Direction
from tests.fakes.floor_scenes import INSTRUMENT, SERIES, START, WAVES, bars, crossing
from tests.fakes.floor_world import FloorWorld

NOW = START + HOUR_MS
WELL = Surroundings(NOW, True, NOW)


@pytest.fixture
def scene() -> tuple[Order, Account, Algorithm]:
    world = FloorWorld(INSTRUMENT)
    world.deploy(crossing(), minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START)
    intent = Intent(
        world.algorithm_id, world.account.account_id, "ada", Mode.PAPER, "simulated", "BTC/USDT",
        Purpose.ENTRY, Direction.LONG, Decimal(1), START, HOUR_MS, NOW, Decimal(100),
        (Reason("rule", "close above average"),),
    )  # fmt: skip
    return new_order(intent)[0], world.account, world.algorithm


def refused(
    scene: tuple[Order, Account, Algorithm], around: Surroundings = WELL, **account: object
) -> str | None:
    order, known, algorithm = scene
    found = refusal(order, replace(known, **account), algorithm, around)  # type: ignore[arg-type]
    return None if found is None else found.code


def test_what_passes_every_gate_goes(scene: tuple[Order, Account, Algorithm]) -> None:
    assert refused(scene) is None


def test_the_kill_flag_refuses_all_but_the_stops_own_orders(scene: tuple[Order, Account, Algorithm]) -> None:
    kill = Kill(1, "ada", "stp-1", "enough")
    order, account, algorithm = scene
    flatten = replace(order, intent=replace(order.intent, purpose=Purpose.FLATTEN))

    assert refused(scene, kill=kill) == "kill_active"
    assert refusal(flatten, replace(account, kill=kill), algorithm, WELL) is None


@pytest.mark.parametrize("state", [False, None])
def test_a_venue_not_known_to_be_well_gets_no_entries(
    scene: tuple[Order, Account, Algorithm], state: bool | None
) -> None:
    assert refused(scene, replace(WELL, venue_healthy=state)) == "venue_down"


@pytest.mark.parametrize(("extra", "expected"), [(0, None), (1, "stale_data")])
def test_old_data_is_refused_from_the_first_ms_beyond_the_limit(
    scene: tuple[Order, Account, Algorithm], extra: int, expected: str | None
) -> None:
    now = NOW + HOUR_MS + MAX_DATA_AGE_MS + extra

    assert refused(scene, Surroundings(now, True, now)) == expected


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (NOW - MAX_WATCH_SILENCE_MS, None),
        (NOW - MAX_WATCH_SILENCE_MS - 1, "watch_silent"),
        (None, "watch_silent"),
    ],
)
def test_a_silent_watcher_pauses_entries(
    scene: tuple[Order, Account, Algorithm], heard: int | None, expected: str | None
) -> None:
    assert refused(scene, Surroundings(NOW, True, heard)) == expected


def test_in_simulation_fresh_means_that_no_later_bar_was_judged(
    scene: tuple[Order, Account, Algorithm],
) -> None:
    order, account, algorithm = scene
    simulated = replace(order, intent=replace(order.intent, mode=Mode.SIMULATION))
    late = Surroundings(NOW + 10**12, True, None)

    assert refusal(simulated, account, algorithm, late) is None
    moved_on = replace(algorithm, cursor_ts=START + HOUR_MS)
    found = refusal(simulated, account, moved_on, late)
    assert found is not None
    assert found.code == "stale_data"


def test_an_exit_passes_where_an_entry_would_not(scene: tuple[Order, Account, Algorithm]) -> None:
    order, account, algorithm = scene
    leave = replace(order, intent=replace(order.intent, purpose=Purpose.EXIT))

    assert refusal(leave, account, algorithm, Surroundings(10**13, False, None)) is None


def test_a_paused_algorithm_takes_no_entries() -> None:
    world = FloorWorld(INSTRUMENT)
    world.deploy(crossing(), minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START - 1)
    paused, _ = change_status(world.algorithm, AlgorithmStatus.PAUSED, 0, "ada", Reason("paused", "by ada"))
    world.store.things["algorithm", world.algorithm_id] = paused  # type: ignore[attr-defined]

    world.show(SERIES, bars(WAVES[:12]))

    signals = world.store.signals_of("ada", None, 100).items
    assert signals
    assert {signal.outcome for signal in signals} == {"refused"}
    assert all(signal.reasons[-1].code == "algorithm_paused" for signal in signals)
    assert not world.store.orders()


def test_a_stopped_algorithm_never_runs_again(scene: tuple[Order, Account, Algorithm]) -> None:
    algorithm, _ = change_status(scene[2], AlgorithmStatus.STOPPED, 0, "ada", Reason("stopped", "for good"))
    with pytest.raises(Conflict):
        change_status(algorithm, AlgorithmStatus.ACTIVE, 0, "ada", Reason("again", "please"))


def test_an_intent_without_a_reason_does_not_exist(scene: tuple[Order, Account, Algorithm]) -> None:
    with pytest.raises(Bug, match="reason"):
        replace(scene[0].intent, reasons=())


@pytest.mark.parametrize(
    ("equity", "expected"),
    [
        ("1000", Rung.CALM), ("971", Rung.CALM), ("970", Rung.HALVE), ("950", Rung.HALVE),
        ("949.99", Rung.NO_ENTRIES), ("900", Rung.NO_ENTRIES), ("899.99", Rung.STOP), ("800", Rung.STOP),
        ("799.99", Rung.LOCK),
    ],
)  # fmt: skip
def test_each_rung_begins_beyond_its_limit(equity: str, expected: Rung) -> None:
    assert rung(Standing(Decimal(equity), Decimal(1000), Decimal(1000))) is expected


def test_a_day_that_lost_more_than_a_tenth_stops_the_owner() -> None:
    world = FloorWorld(INSTRUMENT)
    world.deploy(crossing(), minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START - 1)
    world.show(SERIES, bars(WAVES[:20]))
    account = world.account
    hurt = replace(account.marks, equity=account.marks.day_open_equity * Decimal("0.89"))
    world.store.things["account", account.account_id] = replace(account, marks=hurt)  # type: ignore[attr-defined]

    world.watcher().once()
    world.watcher().once()

    assert world.account.kill is not None
    assert world.account.quantity == 0
    stops = [o for (kind, _), o in world.store.things.items() if kind == "operation"]  # type: ignore[attr-defined]
    assert len(stops) == 1
    assert stops[0].finished


def test_three_failed_calls_pause_the_algorithms_of_a_venue() -> None:
    world = FloorWorld(INSTRUMENT)
    world.deploy(crossing(), minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START - 1)
    world.health.state, watcher = False, world.watcher()

    statuses = []
    for _ in range(3):
        watcher.once()
        statuses.append(world.algorithm.status)

    assert statuses == ["ACTIVE", "ACTIVE", "PAUSED"]


def test_books_that_differ_from_the_venues_pause_the_algorithm_and_show_both_sides() -> None:
    world = FloorWorld(INSTRUMENT)
    world.deploy(crossing(), minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START - 1)
    world.show(SERIES, bars(WAVES[:20]))
    assert world.reconciler().every_account() == 0
    account = world.account
    world.store.things["account", account.account_id] = replace(account, cash=account.cash + 1)  # type: ignore[attr-defined]

    assert world.reconciler().every_account() == 1

    assert world.algorithm.status is AlgorithmStatus.PAUSED
    assert world.algorithm.status_reason == "needs_reconciliation"
    assert "ours" in world.account.difference
    assert "venue's" in world.account.difference
