"""A run tells how far it is: every 25 bars or two seconds, whichever is later."""

import itertools
import json
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from omc.adapters.dynamodb.backtests import RunTable
from omc.backtest.service.reporting import EVERY_MS, Reporting
from omc.backtest.service.runs import RUNNING_IN_ALL, Phase, Reached, Run, RunCancelled, RunRequest, RunState
from omc.backtest.watching import Reached as At
from omc.kernel.errors import Transient
from tests.fakes.clock import FixedClock
from tests.unit.backtest_service.conftest import Lab, waves
from tests.unit.backtest_service.test_steps import items


@dataclass
class TickingClock(FixedClock):
    """Moves on each time it is looked at."""

    step: int = 0
    instant: int = 1_700_000_000_000

    def now(self) -> int:
        self.instant += self.step
        return self.instant


def pushed(lab: Lab, run_id: str = "bt-1") -> list[dict[str, Any]]:
    found = [json.loads(item["data"]["S"]) for item in items(lab, f"PUSH#backtest:{run_id}")]
    return sorted(
        (one for one in found if "reached" in one), key=lambda one: Decimal(one["progress_fraction"])
    )


def started(lab: Lab, request: RunRequest) -> Run:
    lab.requests.start("bt-1", request)
    lab.steps.plan("bt-1")
    return lab.runs.get("bt-1")


def test_a_run_step_that_takes_long_tells_how_far_it_is(lab: Lab, request_: RunRequest) -> None:
    lab.bars.stored = waves(600)
    lab.clock = TickingClock(step=EVERY_MS // 20)
    started(lab, request_)
    lab.steps.run("bt-1")
    told = pushed(lab)

    assert len(told) > 10
    fractions = [Decimal(one["progress_fraction"]) for one in told]
    assert Phase.RUN.progress < fractions[0] < fractions[-1] <= Phase.JUDGE.progress
    assert all(one["phase"] == "run" and one["state"] == "RUNNING" for one in told)
    assert told[0]["reached"]["ts"].endswith("Z")
    trades = [one["reached"]["trades"] for one in told]
    assert trades[-1] == len(lab.files.trades("bt-1"))
    assert Decimal(told[-1]["reached"]["costs"]) > 0


def test_a_run_step_that_is_done_at_once_tells_nothing_between(lab: Lab, request_: RunRequest) -> None:
    started(lab, request_)
    lab.steps.run("bt-1")
    assert pushed(lab) == []


def test_two_seconds_must_have_passed_however_many_bars(lab: Lab, request_: RunRequest) -> None:
    run = started(lab, request_)
    report = Reporting(lab.runs, run, lab.clock)
    for at in range(1, 101):
        lab.clock.instant += 100
        report(At(at / 100, at * 1000, 0, Decimal(0)))
    assert len(pushed(lab)) == 100 * 100 // EVERY_MS


def test_who_asks_sees_what_was_told_last_until_the_run_has_ended(lab: Lab, request_: RunRequest) -> None:
    run = started(lab, request_)
    lab.runs.reached(run, Decimal("0.4"), Reached(1_600_000_000_000, 3, Decimal("1.5")))
    kept = lab.runs.get("bt-1")

    assert kept.reached == Reached(1_600_000_000_000, 3, Decimal("1.5"))
    assert kept.progress_fraction == Decimal("0.4")
    assert (kept.state, kept.phase) == (RunState.RUNNING, Phase.RUN)


def test_calling_a_run_off_ends_its_computation(lab: Lab, request_: RunRequest) -> None:
    lab.bars.stored = waves(600)
    lab.clock = TickingClock(step=EVERY_MS)
    run = started(lab, request_)
    steps = lab.steps
    reached = lab.runs.reached
    calls = itertools.count(1)

    def called_off(run: Run, fraction: Decimal, at: Reached) -> None:
        if next(calls) == 3:
            lab.requests.cancel("ada", "bt-1")
        reached(run, fraction, at)

    lab.runs.reached = called_off  # type: ignore[method-assign, assignment]
    with pytest.raises(RunCancelled):
        steps.run("bt-1")
    assert next(calls) == 4
    assert lab.runs.get(run.run_id).state is RunState.CANCELLED


def test_a_busy_store_does_not_stop_the_computation(lab: Lab, request_: RunRequest) -> None:
    run = started(lab, request_)

    class Busy:
        def reached(self, *_: object) -> None:
            raise Transient("the table is busy", retry_after_s=1)

    report = Reporting(Busy(), run, lab.clock)  # type: ignore[arg-type]
    lab.clock.instant += EVERY_MS
    report(At(0.5, 1, 0, Decimal(0)))


@pytest.fixture
def small(lab: Lab) -> Lab:
    """A house of four seats instead of a hundred."""
    lab.runs = RunTable(lab.client, "lab", in_all=4)  # type: ignore[arg-type]
    return lab


def test_the_house_holds_a_hundred_runs() -> None:
    assert RUNNING_IN_ALL == 100


def test_runs_of_everybody_fill_the_house(small: Lab, request_: RunRequest) -> None:
    lab = small
    for at in range(4):
        lab.requests.start(f"bt-{at}", replace(request_, owner_id=f"owner-{at}"))
    with pytest.raises(Transient) as refused:
        lab.requests.start("bt-late", request_)
    assert (refused.value.code, refused.value.retry_after_s) == ("house_full", 30)

    lab.requests.cancel("owner-2", "bt-2")
    assert lab.requests.start("bt-late", request_).state is RunState.PENDING


def test_a_seat_whose_run_never_ended_is_free_after_a_day(small: Lab, request_: RunRequest) -> None:
    lab = small
    for at in range(4):
        lab.requests.start(f"bt-{at}", replace(request_, owner_id=f"owner-{at}"))
    lab.clock.instant += 24 * 3600 * 1000
    assert lab.requests.start("bt-late", request_).state is RunState.PENDING
