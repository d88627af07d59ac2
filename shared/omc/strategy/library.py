"""What is kept of a strategy: a head that names its latest version, and versions that never change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from omc.kernel.instants import Ms
from omc.strategy.model import StrategySpec


@dataclass(frozen=True)
class StrategyHead:
    strategy_id: str
    name: str
    latest_version: int
    created_at: Ms
    updated_at: Ms


@dataclass(frozen=True)
class StrategyVersion:
    """version counts from 1; spec_hash is the fingerprint of `spec`."""

    strategy_id: str
    version: int
    spec: StrategySpec
    spec_hash: str
    created_at: Ms


@dataclass(frozen=True)
class HeadPage:
    """position: where the next page begins, None on the last."""

    heads: tuple[StrategyHead, ...]
    position: Mapping[str, str] | None


@dataclass(frozen=True)
class VersionPage:
    versions: tuple[StrategyVersion, ...]
    position: Mapping[str, str] | None


class StrategyLibrary(Protocol):
    """One owner's strategies; another owner's are NotFound, as if they did not exist."""

    def create(self, owner_id: str, strategy_id: str, spec: StrategySpec, now: Ms) -> StrategyVersion:
        """Keep version 1. The same id and spec again change nothing; another spec is a Conflict."""
        ...

    def add(
        self, owner_id: str, strategy_id: str, spec: StrategySpec, now: Ms, based_on: int | None = None
    ) -> StrategyVersion:
        """Keep the next version; a spec equal to the latest is the latest.

        Conflict when the latest version is not `based_on`, or when another writer came first.
        """
        ...

    def head(self, owner_id: str, strategy_id: str) -> StrategyHead: ...

    def version(self, owner_id: str, strategy_id: str, version: int) -> StrategyVersion: ...

    def heads(self, owner_id: str, position: Mapping[str, str] | None, limit: int) -> HeadPage:
        """Newest first."""
        ...

    def versions(
        self, owner_id: str, strategy_id: str, position: Mapping[str, str] | None, limit: int
    ) -> VersionPage:
        """Newest first; NotFound when there is no such strategy."""
        ...
