"""One OpenAPI document for the whole API, from all contexts' routes: `python -m local.openapi`.

It is committed as web/openapi.json: the console's types come from it, and a test holds it current.
"""

import importlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from omc.wiring.http.app import Api
from omc.wiring.http.openapi import document

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "web" / "openapi.json"


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


def rendered(whole: Mapping[str, Any]) -> str:
    """The document as committed: keys sorted, two spaces, a newline at the end."""
    return json.dumps(whole, indent=2, sort_keys=True) + "\n"


def _add(whole: dict[str, Any], part: Mapping[str, Any]) -> None:
    for name, entry in part.items():
        if whole.setdefault(name, entry) != entry:
            raise ValueError(f"expected {name} to mean one thing in all contexts, got two definitions")


def main() -> None:
    """Write the document."""
    whole = merged(contexts())
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(rendered(whole), encoding="utf-8")
    print(f"{DOCUMENT.relative_to(ROOT)}: {len(whole['paths'])} paths")


if __name__ == "__main__":
    main()
