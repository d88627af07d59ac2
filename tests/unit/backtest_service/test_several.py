"""Runs of several symbols and timeframes, from request to card."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from omc.backtest.judging.gates import Gate, GateSet
from omc.backtest.judging.verdict import Verdict
from omc.backtest.service.promoting import promotion_of
from omc.backtest.service.requests import check_request
from omc.backtest.service.runs import RunRequest
from omc.backtest.service.stored import check_stored, stored_of
from omc.kernel.errors import InvalidInput
from omc.market.columns import take
from omc.market.model import BarArrays, Series
from omc.market.timeframes import Timeframe
from tests.unit.backtest_service.conftest import DAY_MS, SERIES, Lab, waves
from tests.unit.backtest_service.test_steps import carried_out

ETH = replace(SERIES, symbol="ETH/USDT")
HOURLY = replace(SERIES, timeframe=Timeframe.H1)
BOTH = ("BTC/USDT", "ETH/USDT")


@pytest.fixture
def several(request_: RunRequest) -> RunRequest:
    return replace(request_, symbols=BOTH, settings=replace(request_.settings, max_positions=2))


def gappy(bars: BarArrays) -> BarArrays:
    return take(bars, np.setdiff1d(np.arange(len(bars)), [50, 51, 200]))


def card_of_run(lab: Lab, request: RunRequest) -> dict[str, Any]:
    carried_out(lab, request)
    card = lab.files.card("bt-1")
    assert card is not None
    return card


def test_a_run_of_two_symbols_ends_with_a_card_and_trades_of_both(lab: Lab, several: RunRequest) -> None:
    lab.bars.apart[ETH] = gappy(waves(380, period=9))
    card, trades = card_of_run(lab, several), lab.files.trades("bt-1")

    assert card["symbols"] == list(BOTH)
    assert {row["symbol"] for row in trades} == set(BOTH)
    assert [row["symbol"] for row in card["markets"]] == list(BOTH)
    assert [row["missing_bars"] for row in card["markets"]] == [0, 3]
    assert set(card["breakdown"]["symbol"]) == set(BOTH)
    assert sum(Decimal(row["net_pnl"]) for row in trades) == Decimal(card["costs"]["net"])
    assert sum(Decimal(row["net_pnl"]) for row in card["markets"]) == Decimal(card["costs"]["net"])
    assert len(lab.files.equity("bt-1")["equity"]) == 400
    assert card["look_ahead"]["changed"] == 0
    assert card["bars"] == 400 + 377


def test_its_result_depends_on_every_symbols_bars(lab: Lab, several: RunRequest) -> None:
    first = card_of_run(lab, several)
    lab.bars.apart[ETH] = gappy(waves())
    carried_out(lab, several, "bt-2")
    second = lab.files.card("bt-2")

    assert second is not None
    assert first["data_version"] != second["data_version"]


@pytest.mark.parametrize(
    ("symbols", "words"),
    [
        (("ETH/USDT", "SOL/USDT"), "expected BTC/USDT of the series among the symbols"),
        (("BTC/USDT", "ETH/USDT", "ETH/USDT"), "expected each symbol once, got ETH/USDT again"),
        (("BTC/USDT", "ETH/EUR"), "one capital has one currency; got ETH/EUR"),
        (("BTC/USDT", "ETHUSDT"), "expected a symbol in USDT, such as BTC/USDT"),
        (("BTC/USDT", *(f"C{n}/USDT" for n in range(20))), "expected at most 20 symbols, got 21"),
    ],
)
def test_symbols_that_cannot_share_a_capital_are_refused(
    request_: RunRequest, symbols: tuple[str, ...], words: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_request(replace(request_, symbols=symbols))
    assert words in " ".join(field.message for field in refused.value.fields)
    assert refused.value.code == "invalid_run"


def test_every_symbol_with_too_few_bars_is_named(lab: Lab, request_: RunRequest) -> None:
    lab.bars.apart = {ETH: waves(40), replace(SERIES, symbol="NEW/USDT"): waves(0)}
    asked = replace(request_, symbols=("BTC/USDT", "ETH/USDT", "NEW/USDT"))
    with pytest.raises(InvalidInput) as refused:
        check_stored(asked, lab.bars)

    assert [(field.path, field.message) for field in refused.value.fields] == [
        ("body.symbols.1", "expected 100 bars of sample:ETH/USDT:1d, got 40"),
        (
            "body.symbols.2",
            "expected 100 bars of sample:NEW/USDT:1d, nothing is stored of it in this time",
        ),
    ]


def test_only_the_time_asked_for_counts(lab: Lab, request_: RunRequest) -> None:
    first = int(lab.bars.stored.ts[0])
    assert check_stored(replace(request_, start=first + 100 * DAY_MS), lab.bars) == 300
    # The hundredth bar opens an hour before the end.
    assert check_stored(replace(request_, end=first + 99 * DAY_MS + 3_600_000), lab.bars) == 100
    with pytest.raises(InvalidInput, match="got 99"):
        check_stored(replace(request_, end=first + 99 * DAY_MS), lab.bars)


def test_a_run_of_several_symbols_is_not_promoted(lab: Lab, several: RunRequest) -> None:
    lab.gates.gates = GateSet("lenient", (Gate("trades", 2, "trades", "at_least", Decimal(1)),))
    assert carried_out(lab, several) is Verdict.PASS
    run = lab.runs.get("bt-1")
    with pytest.raises(InvalidInput, match="expected a run of one symbol") as refused:
        promotion_of(run, "simulation", Decimal(500), run.request.settings.limits, "", 0)
    assert refused.value.code == "several_symbols"
    with pytest.raises(InvalidInput) as asked:
        check_request(replace(several, auto_promote=True))
    assert asked.value.fields[0].path == "body.auto_promote"


def test_a_request_is_kept_with_its_symbols_and_timeframes(lab: Lab, several: RunRequest) -> None:
    asked = replace(several, timeframes=(Timeframe.H1,))
    lab.requests.start("bt-1", asked)
    kept = lab.runs.get("bt-1").request

    assert (kept.symbols, kept.timeframes) == (BOTH, (Timeframe.H1,))
    assert kept.settings.max_positions == 2


@pytest.fixture
def hourly(request_: RunRequest, lab: Lab) -> RunRequest:
    lab.bars.apart[HOURLY] = waves(24 * 150, period=60, step_ms=DAY_MS // 24)
    lab.bars.apart[SERIES] = waves(30)
    return replace(request_, spec=replace(request_.spec, timeframe=Timeframe.H1), series=HOURLY)


def test_a_run_on_several_timeframes_tells_a_table_and_an_alignment(lab: Lab, hourly: RunRequest) -> None:
    card = card_of_run(lab, replace(hourly, timeframes=(Timeframe.H4, Timeframe.D1)))
    told = card["timeframes"]

    assert told["main"] == "1h"
    assert [(row["timeframe"], row["made_of"]) for row in told["table"]] == [
        ("1h", None), ("4h", "1h"), ("1d", "1h"),
    ]  # fmt: skip
    assert [row["bars"] for row in told["table"]] == [3600, 900, 150]
    assert told["table"][0]["whole"] == card["whole"]
    share = told["alignment"]
    assert Decimal(share["share"]) == round(Decimal(share["aligned"]) / share["held"], 6)
    assert 0 < share["held"] <= share["closes"]


def test_the_gates_are_decided_by_the_runs_own_timeframe_alone(lab: Lab, hourly: RunRequest) -> None:
    alone = card_of_run(lab, hourly)
    carried_out(lab, replace(hourly, timeframes=(Timeframe.H4,)), "bt-2")
    beside = lab.files.card("bt-2")

    assert beside is not None
    assert alone["timeframes"] is None
    for name in ("gates", "out_of_sample", "whole", "result_hash", "verdict", "data_version"):
        assert beside[name] == alone[name]


def test_stored_bars_of_a_timeframe_come_before_merged_ones(lab: Lab, hourly: RunRequest) -> None:
    lab.bars.apart[SERIES] = waves(150)
    own = stored_of(lab.bars, SERIES, None, None, merge=True)
    assert (own.source, own.made_of(SERIES)) == (SERIES, None)
    lab.bars.apart[SERIES] = waves(30)
    merged = stored_of(lab.bars, SERIES, None, None, merge=True)
    assert (merged.source, merged.made_of(SERIES), merged.count) == (HOURLY, Timeframe.H1, 150)


@pytest.mark.parametrize(
    ("timeframes", "path", "words"),
    [
        ((Timeframe.M5,), "body.timeframes.0", "expected 100 bars of sample:BTC/USDT:5m, nothing is stored"),
        ((Timeframe.H4, Timeframe.H4), "body.timeframes.1", "each timeframe once"),
        (
            (Timeframe.M1, Timeframe.M5, Timeframe.M15, Timeframe.D1),
            "body.timeframes",
            "at most 4 timeframes",
        ),
    ],
)
def test_a_timeframe_that_cannot_be_had_is_named(
    lab: Lab, hourly: RunRequest, timeframes: tuple[Timeframe, ...], path: str, words: str
) -> None:
    asked = replace(hourly, timeframes=timeframes)
    with pytest.raises(InvalidInput) as refused:  # noqa: PT012  (either may refuse)
        check_request(asked)
        check_stored(asked, lab.bars)
    assert any(field.path == path and words in field.message for field in refused.value.fields)


def test_rules_that_cannot_be_read_on_a_timeframe_are_told(request_: RunRequest) -> None:
    rules = replace(
        request_.spec, timeframe=Timeframe.H1, features={**request_.spec.features, "slow": "close @ 4h"}
    )
    asked = replace(request_, spec=rules, series=HOURLY, timeframes=(Timeframe.D1,))
    with pytest.raises(InvalidInput, match=r"expected rules that can be read on 1d: .*@ 4h"):
        check_request(asked)


def test_two_symbols_on_two_timeframes_are_told_together(lab: Lab, hourly: RunRequest) -> None:
    series = Series("sample", "ETH/USDT", Timeframe.H1)
    lab.bars.apart[series] = waves(24 * 140, period=50, step_ms=DAY_MS // 24)
    asked = replace(hourly, symbols=BOTH, timeframes=(Timeframe.H4,))
    card = card_of_run(lab, asked)

    own, four_hours = card["timeframes"]["table"]
    assert (own["bars"], four_hours["bars"]) == (3600, 900)
    assert int(four_hours["whole"]["trades"]["value"]) > 0
