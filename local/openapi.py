"""What others may rely on, from our own models: `python -m local.openapi`.

One OpenAPI document for the whole API, from all contexts' routes, is committed as web/openapi.json: the
console's types come from it. The JSON schema of a strategy spec is committed as
docs/strategy-spec.schema.json, for editors and for who writes specs. Tests hold both current.
"""

import importlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from omc.contracts.spec import SpecModel
from omc.market.timeframes import Timeframe
from omc.strategy.templates import TEMPLATES
from omc.wiring.http.app import Api
from omc.wiring.http.openapi import document

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "web" / "openapi.json"
SPEC_SCHEMA = ROOT / "docs" / "strategy-spec.schema.json"


def contexts() -> list[Api]:
    """The resolver of every context, in the order of their names."""
    folders = sorted(path.parent.name for path in (ROOT / "functions" / "api").glob("*/handler.py"))
    return [importlib.import_module(f"functions.api.{folder}.handler").app for folder in folders]


def merged(apps: Iterable[Api]) -> dict[str, Any]:
    """All contexts in one document; ValueError when two give one name to different things."""
    whole: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Oh My Coins", "version": "1", "description": "Strategies, backtests, the Floor."},
        "servers": [{"url": "/"}],
        "paths": {},
        "components": {"schemas": {}, "responses": {}, "securitySchemes": {}},
    }
    for app in apps:
        part = document(app)
        _add(whole["paths"], part["paths"])
        for kind, entries in part["components"].items():
            _add(whole["components"][kind], entries)
    return whole


def spec_schema() -> dict[str, Any]:
    """The JSON schema of a strategy spec, with a template as its example."""
    example = SpecModel.of(TEMPLATES["ma_cross"].build("binance", "BTC/USDT", Timeframe.H1))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **SpecModel.model_json_schema(),
        "title": "Strategy spec",
        "examples": [example.model_dump(mode="json", exclude_defaults=True)],
    }


def rendered(whole: Mapping[str, Any]) -> str:
    """The document as committed: keys sorted, two spaces, a newline at the end."""
    return json.dumps(whole, indent=2, sort_keys=True) + "\n"


def _add(whole: dict[str, Any], part: Mapping[str, Any]) -> None:
    for name, entry in part.items():
        if whole.setdefault(name, entry) != entry:
            raise ValueError(f"expected {name} to mean one thing in all contexts, got two definitions")


def main() -> None:
    """Write both documents."""
    whole = merged(contexts())
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(rendered(whole), encoding="utf-8")
    print(f"{DOCUMENT.relative_to(ROOT)}: {len(whole['paths'])} paths")
    SPEC_SCHEMA.write_text(rendered(spec_schema()), encoding="utf-8")
    print(f"{SPEC_SCHEMA.relative_to(ROOT)}: {len(spec_schema()['properties'])} fields")


if __name__ == "__main__":
    main()
