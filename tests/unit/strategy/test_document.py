"""The language's page and the spec's schema say what is: every example compiles, every word is told."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from local.openapi import SPEC_SCHEMA, rendered, spec_schema
from omc.contracts.spec import SpecModel, read_spec
from omc.market.timeframes import Timeframe
from omc.strategy.compile import compile_spec
from omc.strategy.faults import Source
from omc.strategy.functions import INDICATORS, OWN
from omc.strategy.model import CustomIndicator, Param
from omc.strategy.parse import Scope, parse
from omc.strategy.templates import TEMPLATES
from omc.strategy.tree import Kind, kind_of
from tests.unit.strategy.support import spec_with

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "strategy-language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE)
OWN_INDICATORS = {"middle": CustomIndicator(("n",), "(highest(high, $n) + lowest(low, $n)) / 2")}


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_the_page_is_an_expression(example: str) -> None:
    scope = Scope(frozenset({"fast", "level"}), {"trend": Kind.CONDITION, "base": Kind.NUMBER})
    features = {"trend": "close > sma(close, 5)", "base": "ema(close, 9)"}
    params = {"fast": Param(Decimal(5)), "level": Param(Decimal(30))}
    rule = example if _is_condition(example, scope) else f"({example}) > 0"
    compile_spec(
        spec_with(rule, features=features, params=params, indicators=OWN_INDICATORS, timeframe=Timeframe.M5)
    )


def _is_condition(example: str, scope: Scope) -> bool:
    return "middle(" not in example and kind_of(parse(Source("example", example), scope)) is Kind.CONDITION


@pytest.mark.parametrize("name", sorted(OWN))
def test_every_function_has_an_example(name: str) -> None:
    assert any(re.search(rf"\b{name}\b", example) for example in EXAMPLES)


@pytest.mark.parametrize("name", sorted(INDICATORS))
def test_every_indicator_stands_on_its_page(name: str) -> None:
    assert f"**{name}**" in (DOCS / "indicators.md").read_text(encoding="utf-8")


def test_the_committed_schema_is_current() -> None:
    assert SPEC_SCHEMA.read_text(encoding="utf-8") == rendered(spec_schema()), "run python -m local.openapi"


def test_the_schemas_example_is_a_spec_that_compiles() -> None:
    (example,) = spec_schema()["examples"]
    compile_spec(read_spec(example))


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda entry: entry.template_id)
def test_a_template_has_no_field_that_the_schema_does_not_know(template: Any) -> None:
    spec = template.build("sample", "BTC/USDT", Timeframe.H1)
    _fits(SpecModel.of(spec).model_dump(mode="json"), spec_schema(), spec_schema())


def _fits(value: Any, schema: dict[str, Any], whole: dict[str, Any]) -> None:
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    options = [part for part in schema.get("anyOf", [schema]) if part.get("type") != "null"]
    if isinstance(value, list):
        for entry in value:
            _fits(entry, options[0]["items"], whole)
    if not isinstance(value, dict):
        return
    found = options[0] if "$ref" not in options[0] else whole["$defs"][options[0]["$ref"].rsplit("/", 1)[1]]
    known = found.get("properties", {})
    for name, entry in value.items():
        inside = known.get(name) or found.get("additionalProperties")
        assert inside, f"the schema has no {name}"
        _fits(entry, inside, whole)
