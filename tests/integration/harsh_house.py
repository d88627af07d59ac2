"""The deployed Floor under harsh treatment, with a venue in a process of its own whose log tells what
really was sent: workers die after a given step, events come three times and backwards."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from local.api import Api, wait_until
from local.candles.importing import import_bars
from local.market import market_in, replay_in
from local.stack import Stack
from local.thread import Strategy, backtest, promote
from omc.adapters.dynamodb.floor.records import DynamoFloorRecords
from omc.adapters.dynamodb.floor.store import DynamoFloorStore
from omc.adapters.dynamodb.transactor import Transactor
from omc.contracts.candles import candle_closed
from omc.contracts.events import format_event
from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm
from omc.floor.operations import Operation
from omc.floor.orders import Order
from omc.market.bars import to_arrays
from omc.market.model import Series
from tests.fakes.floor_scenes import INSTRUMENT, START, bars

EXECUTE = "omc-local-floor-execute"
_RETRY_S = 2
_RECONCILE_EVERY_S = 5


@dataclass
class VenueProcess:
    """`python -m local.venue`, and its log read back."""

    url: str
    log: Path

    def lines(self, kind: str) -> list[dict[str, Any]]:
        if not self.log.exists():
            return []
        found = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line for line in found if line["kind"] == kind]

    def requests(self) -> Counter[str]:
        """How often each client order id was submitted."""
        return Counter(json.loads(line["body"])["client_order_id"] for line in self.lines("submit"))


@contextmanager
def venue_process(log: Path) -> Iterator[VenueProcess]:
    command = [sys.executable, "-m", "local.venue", "--log", str(log)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield VenueProcess(process.stdout.readline().split()[3].rstrip(","), log)
    finally:
        process.terminate()
        process.wait(timeout=10)
        if process.stdout is not None:
            process.stdout.close()


@dataclass
class HarshHouse:
    """What a test does to the deployed Floor."""

    stack: Stack
    venue: VenueProcess
    _plain: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def store(self) -> DynamoFloorStore:
        client = self.stack.aws.client("dynamodb")
        return DynamoFloorStore(client, self.table, Transactor(client, lambda ms: None, lambda: 0.5))

    @property
    def records(self) -> DynamoFloorRecords:
        return DynamoFloorRecords(self.stack.aws.client("dynamodb"), self.table)

    @property
    def table(self) -> str:
        return self.stack.outputs["FloorTable"]

    def tell(self, *names: str, **environment: str) -> None:
        """The functions named (all, if none is) learn of `environment`; `restore` takes it back."""
        lambdas = self.stack.aws.client("lambda")
        for function in lambdas.list_functions(MaxItems=200)["Functions"]:
            name = function["FunctionName"]
            if names and name not in names:
                continue
            plain = self._plain.setdefault(name, function.get("Environment", {}).get("Variables", {}))
            lambdas.update_function_configuration(
                FunctionName=name, Environment={"Variables": {**plain, **environment}}
            )

    def restore(self) -> None:
        self.tell()

    def hurry(self) -> None:
        """A message whose worker died comes back after seconds, not after most of a minute."""
        sqs = self.stack.aws.client("sqs")
        for name in ("ExecuteQueueUrl", "DecideQueueUrl"):
            url = self.stack.outputs[name]
            sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(_RETRY_S)})

    def reconcile(self) -> None:
        """Start a minute of it, as the schedule does, without waiting for its end."""
        lambdas = self.stack.aws.client("lambda")
        name = "omc-local-floor-reconcile"
        lambdas.invoke(FunctionName=name, InvocationType="Event", Payload=b"{}")

    def algorithm(self, algorithm_id: str) -> Algorithm:
        return self.store.algorithm(algorithm_id)

    def account(self, algorithm_id: str) -> Account:
        return self.store.account(self.algorithm(algorithm_id).account_id)

    def orders(self, algorithm_id: str) -> list[Order]:
        owner_id = self.algorithm(algorithm_id).owner_id
        found = self.records.orders_of(owner_id, None, 1_000).items
        return [order for order in found if order.intent.algorithm_id == algorithm_id]

    def deployed(self, api: Api, series: Series, spec: Mapping[str, Any], history: int, later: int) -> str:
        """An algorithm on `series`, with bars for its past imported and bars for its future to be told."""
        market = market_in(self.stack)
        market.store.put_instrument(replace(INSTRUMENT, venue=series.venue, symbol=series.symbol))
        waves = [100 + 4 * (n % 12 if n % 12 < 6 else 12 - n % 12) for n in range(history + later)]
        told = bars(waves, START)
        import_bars(to_arrays(told[:history]), series, market, lambda _: None)
        market.replay.add(series, to_arrays(told[history:]))
        made = api.post("/v1/strategies", {"spec": dict(spec)})
        run = backtest(api, Strategy(made["strategy_id"], made["version"]), series)
        return str(promote(api, run["run_id"])["algorithm_id"])

    def live(self, algorithm_id: str, count: int, within_s: float = 120) -> None:
        """Tell `count` bars, each three times and backwards, and wait until they are judged."""
        series = self.algorithm(algorithm_id).series
        replay_in(self.stack, bars_per_second=None).run(series, count)
        self.shout(series, count)
        head = market_in(self.stack).store.head(series)
        assert head is not None
        until, asked = time.monotonic() + within_s, 0.0
        while not self._caught_up(algorithm_id, head.last_ts):
            assert time.monotonic() < until, (self.algorithm(algorithm_id), self.account(algorithm_id))
            if time.monotonic() - asked > _RECONCILE_EVERY_S:
                asked = time.monotonic()
                self.reconcile()
            time.sleep(0.3)

    def shout(self, series: Series, count: int) -> None:
        """candle.closed of the newest `count` bars again, twice each, newest first."""
        market, events = market_in(self.stack), self.stack.aws.client("events")
        newest = list(market.store.range(series))[-count:]
        for bar in reversed([*newest, *newest]):
            entry = {
                "Source": "omc",
                "DetailType": "candle.closed",
                "Detail": format_event(candle_closed(series, bar)),
                "EventBusName": self.stack.outputs["EventBus"],
            }
            events.put_events(Entries=[entry])

    def finished(self, operation_id: str, within_s: float = 60) -> Operation:
        found = wait_until(
            lambda: self._finished(operation_id), within_s=within_s, what="the end of the emergency stop"
        )
        assert isinstance(found, Operation)
        return found

    def _finished(self, operation_id: str) -> Operation | None:
        operation = self.store.operation(operation_id)
        return operation if operation.finished else None

    def _caught_up(self, algorithm_id: str, last_ts: int) -> bool:
        return self.algorithm(algorithm_id).cursor_ts == last_ts and self.account(algorithm_id).settled
