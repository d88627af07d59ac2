"""The sources as administration sees them: what they say of themselves, and what is wrong with settings."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import ValidationError

from omc.adapters.evidence.registry import infos, plugin
from omc.ledgers.administration.ports import Fault
from omc.ledgers.sources import SourceInfo

# Longer than any least length; stands for a secret that is stored and not looked at.
_KEPT = "*" * 64


@cache
def _infos() -> dict[str, SourceInfo]:
    return infos()


class PluginSources:
    """The Sources port. Asked for one source, it imports no other."""

    def info(self, name: str) -> SourceInfo:
        return plugin(name).info

    def all(self) -> Sequence[SourceInfo]:
        return list(_infos().values())

    def faults(self, name: str, settings: Mapping[str, Any], kept: Collection[str]) -> Sequence[Fault]:
        found = plugin(name)
        secrets = set(found.info.secrets)
        try:
            found.settings.model_validate({**dict.fromkeys(kept, _KEPT), **settings})
        except ValidationError as error:
            return [
                _fault(one, secrets)
                for one in error.errors(include_url=False)
                if not (one["loc"] and one["loc"][0] in kept)
            ]
        return []


def _fault(error: Any, secrets: set[str]) -> Fault:
    path = ".".join(str(part) for part in error["loc"]) or "settings"
    if error["type"] == "missing":
        return Fault(path, "expected a value, got nothing", missing=True)
    if error["type"] == "extra_forbidden":
        return Fault(path, "expected no setting of this name")
    message = str(error["msg"]).removeprefix("Value error, ").replace("Input should be ", "expected ")
    if not error["loc"] or error["loc"][0] in secrets:
        # What came as a whole holds the secrets too.
        return Fault(path, message)
    shown = repr(error.get("input"))
    return Fault(path, f"{message}, got {shown if len(shown) <= 80 else shown[:79] + '…'}")
