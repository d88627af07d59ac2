"""Searches on the deployed house: started and followed by their doors, disturbed from outside."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from local.api import Api, wait_until
from local.stack import Stack
from omc.adapters.dynamodb.searches import SearchTable
from omc.adapters.s3.searches import SearchLake
from omc.backtest.service.runs import RunState

SHARD = "omc-local-search-shard"
_OVER = {"COMPLETED", "FAILED", "CANCELLED"}

# Rules whose every bar can be reckoned at once: a search of thousands of sets is about the machine around it.
SPEC: Mapping[str, Any] = {
    "name": "Crossing averages",
    "family": "ma_cross",
    "params": {
        "fast": {"default": "5", "search": {"low": "2", "high": "101", "step": "1"}},
        "slow": {"default": "150", "search": {"low": "110", "high": "209", "step": "1"}},
    },
    "sizing": {"kind": "fraction", "fraction": "0.5"},
    "features": {"fast": "sma(close, $fast)", "slow": "sma(close, $slow)"},
    "long": {"enter": "crosses_above(fast, slow)", "exit": "crosses_below(fast, slow)"},
}


@dataclass(frozen=True)
class SearchHouse:
    stack: Stack
    api: Api

    @property
    def files(self) -> SearchLake:
        return SearchLake(self.stack.aws.client("s3"), self.stack.outputs["LakeBucket"])

    @property
    def _searches(self) -> SearchTable:
        return SearchTable(self.stack.aws.client("dynamodb"), self.stack.outputs["LabTable"])

    def strategy(self, series: str, **changes: Any) -> dict[str, Any]:
        """The averages on `series`, kept as a new strategy."""
        venue, symbol, timeframe = series.split(":")
        market = {"venue": venue, "symbol": symbol, "timeframe": timeframe}
        made = self.api.post("/v1/strategies", {"spec": {**SPEC, **market, **changes}})
        return {"strategy_id": made["strategy_id"], "version": made["version"], "series": series}

    def ended(self, path: str, within_s: float) -> dict[str, Any]:
        """What stands at `path` once its search is over."""

        def over() -> dict[str, Any] | None:
            found: dict[str, Any] = self.api.get(path)
            return found if found["state"] in _OVER else None

        found: dict[str, Any] = wait_until(over, within_s=within_s, what=path, every_s=0.5)
        return found

    def optimised(self, body: Mapping[str, Any], within_s: float = 600) -> dict[str, Any]:
        started = self.api.post("/v1/optimisations", body)
        return self.ended(f"/v1/optimisations/{started['search_id']}", within_s)

    def rows(self, search_id: str) -> list[dict[str, Any]]:
        """Every row, page after page."""
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = self.api.get(f"/v1/optimisations/{search_id}/results", limit=200, **cursor)
            found += page["items"]
            if not page["next_cursor"]:
                return found
            cursor = {"cursor": page["next_cursor"]}

    def crashes(self, search_id: str) -> int:
        """How many shards were killed."""
        return len(self._listed(f"searches/{search_id}/crashed/"))

    def versions(self, search_id: str) -> list[str]:
        """Every object ever written as a shard's result, versions included."""
        s3 = self.stack.aws.client("s3")
        prefix = f"searches/{search_id}/shards/"
        answer = s3.list_object_versions(Bucket=self.stack.outputs["LakeBucket"], Prefix=prefix)
        return [version["Key"] for version in answer.get("Versions", [])]

    def stopped_on_its_way(self, body: Mapping[str, Any]) -> str:
        """The id of a search that was stopped after a shard was done. A quick machine may have done all of
        them between two looks; then another search is begun."""
        for _ in range(5):
            search_id: str = self.api.post("/v1/optimisations", body)["search_id"]
            wait_until(partial(self._begun, search_id), within_s=120, what="a shard", every_s=0.02)
            if self._stop(search_id):
                return search_id
        raise AssertionError("expected to stop one of five searches on its way, each was quicker")

    def _begun(self, search_id: str) -> bool:
        return bool(self._searches.get(search_id).done_shards)

    def _stop(self, search_id: str) -> bool:
        """Mark the search as failed and stop its execution: shards on their way find nobody waiting. False
        when it was over already."""
        ended = self._searches.end(search_id, RunState.FAILED, "Stopped: by hand", 0)
        if ended.state is not RunState.FAILED:
            return False
        arn = self.stack.outputs["SearchStateMachineArn"].replace(":stateMachine:", ":execution:")
        functions = self.stack.aws.client("stepfunctions")
        try:
            functions.stop_execution(executionArn=f"{arn}:{search_id}-1")
        except functions.exceptions.ClientError as refused:
            # Shards that find their search marked end the execution themselves.
            if "not running" not in str(refused):
                raise
        return True

    @contextmanager
    def killing_every_shard_once(self) -> Iterator[None]:
        with self._told(OMC_CRASH_SHARDS="once"):
            yield

    @contextmanager
    def without_results(self) -> Iterator[None]:
        """The shard function cannot reach the lake, for good: what it does fails."""
        with self._told(OMC_LAKE_BUCKET="no-such-bucket"):
            yield

    @contextmanager
    def _told(self, **environment: str) -> Iterator[None]:
        lambdas = self.stack.aws.client("lambda")
        plain = lambdas.get_function_configuration(FunctionName=SHARD)["Environment"]["Variables"]
        self._tell({**plain, **environment})
        try:
            yield
        finally:
            self._tell(plain)

    def _tell(self, variables: Mapping[str, str]) -> None:
        lambdas = self.stack.aws.client("lambda")
        lambdas.update_function_configuration(FunctionName=SHARD, Environment={"Variables": dict(variables)})
        time.sleep(0.5)

    def _listed(self, prefix: str) -> list[str]:
        s3 = self.stack.aws.client("s3")
        pages = s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.stack.outputs["LakeBucket"], Prefix=prefix
        )
        return [entry["Key"] for page in pages for entry in page.get("Contents", [])]
