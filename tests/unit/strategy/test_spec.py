"""Specs on the wire, their fingerprints, and the templates."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from omc.contracts.spec import SpecModel, read_spec
from omc.kernel.errors import InvalidInput, NotFound
from omc.market.timeframes import Timeframe
from omc.strategy.compile import compile_spec
from omc.strategy.hashing import spec_hash
from omc.strategy.model import LimitEntrySpec, Param, StopSpec, StrategySpec, TargetSpec
from omc.strategy.templates import TEMPLATES, Template, template
from tests.unit.strategy.support import CROSS, TICK, market

FULL = replace(
    CROSS,
    stop=StopSpec("atr", multiple=Decimal("2.5"), period=14, trailing=True),
    targets=(TargetSpec("r", Decimal(2)),),
    time_stop_bars=48,
    constraints=("$fast < $slow",),
)
LIMITED = replace(
    CROSS, limit_entry=LimitEntrySpec("price", 5, price="lowest(low, 3)", price_short="highest(high, 3)")
)
every_template = pytest.mark.parametrize("entry", TEMPLATES.values(), ids=lambda entry: entry.template_id)


def built(entry: Template) -> StrategySpec:
    return entry.spec("sample", "BTC/USDT", entry.timeframes[0])


def wire(**changes: Any) -> dict[str, Any]:
    return SpecModel.of(CROSS).model_dump(mode="json") | changes


@pytest.mark.parametrize(
    "spec", [CROSS, FULL, LIMITED, *map(built, TEMPLATES.values())], ids=lambda s: s.name
)
def test_a_spec_survives_the_wire_with_its_hash(spec: StrategySpec) -> None:
    again = read_spec(SpecModel.of(spec).model_dump(mode="json"))
    assert again == spec
    assert spec_hash(again) == spec_hash(spec)


def test_equal_numbers_hash_alike_and_every_change_is_another_hash() -> None:
    ten = replace(CROSS, params=dict(CROSS.params) | {"slow": Param(Decimal("10"))})
    also_ten = replace(CROSS, params=dict(CROSS.params) | {"slow": Param(Decimal("10.00"))})
    reordered = replace(CROSS, features=dict(reversed(list(CROSS.features.items()))))
    assert spec_hash(ten) == spec_hash(also_ten)
    assert len({spec_hash(spec) for spec in (CROSS, FULL, LIMITED, ten, reordered)}) == 5


def test_a_spec_deployed_before_there_were_limits_keeps_its_hash() -> None:
    assert spec_hash(CROSS) == "cb4c0fabafef0d9cff709518b53eb132ef4d4e416540b19b0281c564301cb87a"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"surprise": 1}, "surprise"),
        ({"symbol": "btc-usdt"}, "symbol"),
        ({"timeframe": "2h"}, "timeframe"),
        ({"family": "magic"}, "family"),
        ({"name": " "}, "name"),
        ({"sizing": {"kind": "fraction", "fraction": "0"}}, "sizing.fraction"),
        ({"sizing": {"kind": "fraction", "fraction": "1.01"}}, "sizing.fraction"),
        ({"sizing": {"kind": "fraction", "fraction": 0.5}}, "sizing.fraction"),
        ({"stop": {"kind": "fraction", "fraction": "0.001"}}, "stop.fraction"),
        ({"stop": {"kind": "fraction", "fraction": "0.21"}}, "stop.fraction"),
        ({"stop": {"kind": "atr", "multiple": "0", "period": 14}}, "stop.multiple"),
        ({"stop": {"kind": "atr", "multiple": "1", "period": 5001}}, "stop.period"),
        ({"time_stop_bars": 0}, "time_stop_bars"),
        (
            {"limit_entry": {"kind": "fraction", "valid_bars": 0, "fraction": "0.01"}},
            "limit_entry.valid_bars",
        ),
        ({"limit_entry": {"kind": "fraction", "valid_bars": 3, "fraction": "0.21"}}, "limit_entry.fraction"),
        ({"params": {"n": {"default": "1e-999999999"}}}, "params.n.default"),
        ({"params": {"n": {"default": "1e16"}}}, "params.n.default"),
        ({"params": {"n": {"default": "NaN"}}}, "params.n.default"),
        ({"long": {"enter": "close > 1", "when": "now"}}, "long.when"),
    ],
)
def test_a_field_out_of_bounds_is_refused_by_its_path(changes: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_spec(wire(**changes))
    assert [field.path for field in refused.value.fields] == [path]


def test_the_schema_is_closed_and_describes_every_part() -> None:
    schema = SpecModel.model_json_schema()
    parts = [schema, *schema["$defs"].values()]
    assert all(part["additionalProperties"] is False for part in parts if part["type"] == "object")
    assert {"name", "venue", "symbol", "timeframe", "sizing"} == set(schema["required"])


@every_template
def test_a_template_carries_all_a_person_needs_to_choose(entry: Template) -> None:
    assert all(
        (entry.name, entry.category, entry.difficulty, entry.description, entry.tags, entry.disclaimer)
    )
    assert template(entry.template_id) is entry


@every_template
def test_a_template_risks_something_and_at_most_five_per_cent_of_equity(entry: Template) -> None:
    sizing = built(entry).sizing
    assert sizing.kind == "risk"
    assert 0 < sizing.fraction <= Decimal("0.05")


@every_template
def test_every_preset_of_a_template_compiles_and_every_parameter_can_be_searched(entry: Template) -> None:
    spec = built(entry)
    compile_spec(spec)
    for preset in entry.presets:
        compile_spec(spec, preset.params)
    assert all(param.search is not None for param in spec.params.values())


def test_a_template_says_which_bars_it_is_made_for_and_refuses_others() -> None:
    intraday = template("vwap_pullback")
    with pytest.raises(InvalidInput, match="made for bars of 1h, 15m, 5m, 1m, got 1d"):
        intraday.spec("sample", "BTC/USDT", Timeframe.D1)


def test_the_average_cross_buys_and_sells_at_its_crosses() -> None:
    spec = built(TEMPLATES["ma_cross"])
    signals = compile_spec(spec, {"fast": Decimal(2), "slow": Decimal(4)}).evaluate(market(_WAVE), TICK)
    entered, left = signals.enter_long.nonzero()[0], signals.exit_long.nonzero()[0]
    assert [len(entered), len(left)] == [2, 2]
    assert all(_WAVE[i] > _WAVE[i - 1] for i in entered)
    assert all(_WAVE[i] < _WAVE[i - 1] for i in left)


def test_the_reversion_buys_weakness_and_sells_strength() -> None:
    spec = built(TEMPLATES["rsi_reversion"])
    signals = compile_spec(spec, {"period": Decimal(2)}).evaluate(market(_WAVE), TICK)
    assert all(_WAVE[i] < _WAVE[i - 1] for i in signals.enter_long.nonzero()[0])
    assert all(_WAVE[i] > _WAVE[i - 1] for i in signals.exit_long.nonzero()[0])
    assert signals.enter_long.any()
    assert "stop.distance" in signals.levels


def test_an_unknown_template_is_not_found() -> None:
    with pytest.raises(NotFound, match="ma_cross"):
        template("magic")


_WAVE = [100.0 + abs(step % 20 - 10) for step in range(60)]
