"""Tells a market that already happened to the deployed house, bar by bar, through its real collector.

Each step invokes `ledgers/collect` with the open time it may tell next; the collector stores the bar, the
stream announces it, the Floor trades it. The first bar told is the first one after what is stored, so a
replay broken off goes on where it stopped.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from omc.kernel.errors import NotFound, OmcError
from omc.kernel.instants import Ms
from omc.market.model import Series
from omc.wiring.market import Market

if TYPE_CHECKING:
    from mypy_boto3_lambda.client import LambdaClient

Follow = Callable[[Series, Ms], None]
Told = Callable[[Series, Ms], None]


class ReplayFailed(OmcError):
    """The collector did not store a bar it was to tell; the reason stands in the message."""

    code = "replay_failed"


@dataclass(frozen=True)
class Replay:
    """A series to tell. `bars_per_second` None means as fast as `wait_for` returns.

    `wait_for(series, ts)` returns when the house has dealt with the bar opened at `ts`.
    `at_once` bars are told by one call of the collector, for those in a hurry.
    """

    market: Market
    lambdas: "LambdaClient"
    collect_function: str
    bars_per_second: float | None = 1.0
    wait_for: Follow | None = None
    at_once: int = 1

    def pending(self, series: Series) -> list[Ms]:
        """Open times still to be told, ascending; NotFound if nothing of the series is kept for a replay."""
        head = self.market.store.head(series)
        kept = self.market.replay.arrays(series)
        if not len(kept):
            raise NotFound(f"expected bars of {series.key} kept for a replay, got none")
        return [ts for ts in kept.ts.tolist() if head is None or ts > head.last_ts]

    def run(self, series: Series, count: int | None = None, told: Told | None = None) -> int:
        """Tells up to `count` bars (None = all) and returns how many; `told` hears of each."""
        done = 0
        started = monotonic()
        ahead = self.pending(series)[:count]
        for first in range(0, len(ahead), self.at_once):
            group = ahead[first : first + self.at_once]
            self._tell(series, group[-1])
            done += len(group)
            for ts in group:
                if told is not None:
                    told(series, ts)
            if self.wait_for is not None:
                self.wait_for(series, group[-1])
            if self.bars_per_second is not None:
                sleep(max(0.0, started + done / self.bars_per_second - monotonic()))
        return done

    def _tell(self, series: Series, ts: Ms) -> None:
        request = {"source": "replay", "series": series.key, "through": ts}
        answer = self.lambdas.invoke(FunctionName=self.collect_function, Payload=json.dumps(request).encode())
        body: dict[str, Any] = json.loads(answer["Payload"].read())
        if answer.get("FunctionError"):
            raise ReplayFailed(f"expected the collector to store a bar, got {body.get('errorMessage', body)}")
        error = body["reports"][0]["error"]
        if error is not None:
            raise ReplayFailed(f"expected the collector to store a bar of {series.key}, got {error}")
