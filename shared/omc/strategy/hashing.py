"""The fingerprint of a spec: equal content, equal hash, wherever and however often it is computed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from omc.strategy.model import StrategySpec

# Fields younger than specs that are stored and deployed: left out where unset, so that those keep their hash.
_SINCE_THEN = ("limit_entry",)


def spec_hash(spec: StrategySpec) -> str:
    """SHA-256, 64 hex digits, of the spec's canonical JSON: sorted fields, features in their order."""
    text = json.dumps(_plain(spec), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        # 10 and 10.0 are one number: they may not make two specs.
        return format(value.normalize(), "f")
    if is_dataclass(value):
        said = {part.name: getattr(value, part.name) for part in fields(value)}
        return {
            name: _plain(part) for name, part in said.items() if part is not None or name not in _SINCE_THEN
        }
    if isinstance(value, Mapping):
        # Pairs, not an object: features may only read those above them, so their order carries meaning.
        return [[name, _plain(part)] for name, part in value.items()]
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
