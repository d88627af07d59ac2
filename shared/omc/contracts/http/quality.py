"""Quality of the ledgers on the wire: fractions from 0 to 1."""

from typing import Literal

from pydantic import Field

from omc.contracts.http.common import Instant, Wire
from omc.ledgers.quality.ports import Standing
from omc.ledgers.taxonomy import Ledger


class QualityScore(Wire):
    """overall = 0.3 x completeness + 0.4 x timeliness + 0.3 x accuracy."""

    name: str = Field(description="A collector's id, a ledger's name, or all")
    kind: Literal["collector", "ledger", "all"]
    ledger: Ledger | None
    at: Instant
    overall: float
    completeness: float = Field(description="Records of the last day over those to be expected")
    timeliness: float = Field(description="By the age of the newest record")
    accuracy: float = Field(description="Share of rows that break no rule")
    uptime: float = Field(description="Share of the runs due that succeeded")
    reasons: list[str] = Field(description="What is wrong, in words; none if nothing is")
    severity: str | None = Field(description="medium or high while a limit is crossed")
    stale: bool = Field(description="Nothing has served its schedule for over twice its interval")

    @classmethod
    def of(cls, standing: Standing) -> "QualityScore":
        score = standing.score
        parts = ("name", "ledger", "overall", "completeness", "timeliness", "accuracy", "uptime")
        return cls(
            **{part: getattr(score, part) for part in parts},
            kind="all" if score.ledger is None else "ledger" if score.name in tuple(Ledger) else "collector",
            at=standing.at, reasons=list(score.reasons), severity=standing.severity, stale=standing.stale,
        )  # fmt: skip


class QualityOut(Wire):
    """Scores of the last look, and what the name asked for went through."""

    items: list[QualityScore] = Field(description="Of the last look: all, each ledger, each collector")
    history: list[QualityScore] = Field(default=[], description="Of the name asked for, newest first")
