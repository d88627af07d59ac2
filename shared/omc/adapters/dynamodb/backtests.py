"""Backtest runs in the `lab` table.

RUN#{run_id}   / RUN      state, phase, progress, request and summary as JSON text
OWNER#{owner}  / RUNS     `active`: ids of the owner's running runs, the seats that limit them
HOUSE          / RUNS     `active`: ids of everybody's
gsi1: RUNS#{owner} / {created:013}#{run_id}

A state moves only by condition, a seat is taken and left in the transaction that moves it, and what
watchers hear is written with it.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from omc.adapters.dynamodb.client import (
    Item,
    TransactionRefused,
    get_item,
    index_page,
    integer,
    marshal,
    transact,
)
from omc.adapters.dynamodb.house import HOUSE, House
from omc.adapters.dynamodb.outbox import outbox_put
from omc.adapters.dynamodb.push import push_put
from omc.adapters.dynamodb.running import ACTIVE, IS_ACTIVE, seats_update, state_update
from omc.backtest.judging.verdict import Verdict
from omc.backtest.service.cards import kept_for_good
from omc.backtest.service.runs import (
    RUNNING_IN_ALL,
    RUNNING_PER_OWNER,
    Phase,
    Reached,
    Run,
    RunCancelled,
    RunState,
)
from omc.contracts.backtest import RunDocument, handoff_failed, strategy_qualified
from omc.kernel.errors import NotFound, Transient
from omc.kernel.instants import DAY_MS, Ms, from_iso, to_iso

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

# What did not qualify is kept for 90 days, what did for good (OMC-BT-081).
_KEPT_MS = 90 * DAY_MS

_ADVANCE = "SET #state = :state, phase = :phase, progress_fraction = :progress"
_COMPLETE = f"{_ADVANCE}, summary = :summary, ended_at = :at"
_KEEP = f"{_COMPLETE} REMOVE #ttl"
_END = "SET #state = :state, #error = :error, ended_at = :at"


class RunTable:
    """A RunStore; see the port for how its moves fail."""

    def __init__(self, client: "DynamoDBClient", table: str, *, in_all: int = RUNNING_IN_ALL) -> None:
        self._client, self._in_all = client, in_all
        self._table = table
        self._house = House(client, table)

    def create(self, run: Run) -> Run:
        owner = run.request.owner_id
        put: TransactWriteItemTypeDef = {
            "Put": {
                "TableName": self._table,
                "Item": marshal(_item(run)),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }
        seats = [
            self._seat(*one, run.run_id)
            for one in ((_seats_of(owner), RUNNING_PER_OWNER), (HOUSE, self._in_all))
        ]
        try:
            transact(self._client, [put, *seats])
        except TransactionRefused as refused:
            if refused.refused(0):
                return self.get(run.run_id)
            if refused.refused(1):
                raise _too_many() from None
            if self._house.freed(run.created_at):
                return self.create(run)
            raise _house_full(self._in_all) from None
        return run

    def get(self, run_id: str) -> Run:
        item = get_item(self._client, self._table, *_key(run_id))
        if item is None:
            raise NotFound(f"no backtest {run_id}")
        return _run(item)

    def advance(self, run_id: str, phase: Phase, facts: Mapping[str, Any]) -> Run:
        run = self.get(run_id)
        values = {":state": RunState.RUNNING.value, ":phase": phase.value, ":progress": phase.progress}
        update = self._update(run_id, _ADVANCE, IS_ACTIVE, values)
        news = {"state": "RUNNING", "phase": phase.value, "progress_fraction": phase.progress, **facts}
        # A phase told with new facts is another message; told again it is the same one.
        push_id = f"{run_id}#{phase.value}#{len(facts)}"
        self._move(run, [update, self._push(run, news, push_id)])
        return self.get(run_id)

    def reached(self, run: Run, progress_fraction: Decimal, reached: Reached) -> None:
        told = {"ts": to_iso(reached.ts), "trades": reached.trades, "costs": f"{reached.costs:f}"}
        expression = "SET progress_fraction = :progress, reached = :reached"
        values = {":progress": progress_fraction, ":reached": json.dumps(told)}
        update = self._update(run.run_id, expression, IS_ACTIVE, values)
        news = {"state": "RUNNING", "phase": "run", "progress_fraction": progress_fraction, "reached": told}
        push_id = f"{run.run_id}#run#{progress_fraction}#{reached.ts}"
        self._move(run, [update, self._push(run, news, push_id)])

    def complete(self, run_id: str, summary: Mapping[str, Any], at: Ms) -> Run:
        run = self.get(run_id)
        values = {
            ":state": RunState.COMPLETED.value,
            ":phase": Phase.GATES.value,
            ":progress": Phase.GATES.progress,
            ":summary": json.dumps(summary),
            ":at": at,
        }
        if kept_for_good(summary):
            update = self._update(run_id, _KEEP, IS_ACTIVE, values, {"#ttl": "ttl"})
        else:
            update = self._update(run_id, _COMPLETE, IS_ACTIVE, values)
        news = {"state": "COMPLETED", "phase": "gates", "progress_fraction": 1, **summary}
        moves = [update, *self._leave(run), self._push(run, news, f"{run_id}#end")]
        if summary["verdict"] == Verdict.PASS:
            moves.append(outbox_put(self._table, strategy_qualified(run, summary, at)))
        with suppress(RunCancelled):
            self._move(run, moves)
        ended = self.get(run_id)
        if ended.state is not RunState.COMPLETED:
            raise RunCancelled(f"expected a running backtest, {run_id} is {ended.state.value}")
        return ended

    def end(self, run_id: str, state: RunState, error: str | None, at: Ms) -> Run:
        run = self.get(run_id)
        if not run.state.active:
            return run
        update = self._update(
            run_id, _END, IS_ACTIVE, {":state": state.value, ":error": error, ":at": at}, {"#error": "error"}
        )
        news = {"state": state.value, "phase": run.phase.value, "error": error}
        with suppress(RunCancelled):
            self._move(run, [update, *self._leave(run), self._push(run, news, f"{run_id}#end")])
        return self.get(run_id)

    def handoff_failed(self, run: Run, error: str, at: Ms) -> None:
        values = {":error": error, ":completed": RunState.COMPLETED.value}
        update = state_update(
            self._table,
            _key(run.run_id),
            "SET #error = :error",
            "#state = :completed AND attribute_type(#error, :null)",
            {**values, ":null": "NULL"},
            {"#error": "error"},
        )
        # Refused: it was told before.
        with suppress(TransactionRefused):
            transact(self._client, [update, outbox_put(self._table, handoff_failed(run, error, at))])

    def page(self, owner_id: str, after: str | None, limit: int) -> tuple[Sequence[Run], str | None]:
        start: dict[str, str] | None = None
        if after is not None:
            pk, sk = _key(after.split("#", 1)[1])
            start = {"pk": pk, "sk": sk, "gsi1sk": after}
        items, last = index_page(self._client, self._table, f"RUNS#{owner_id}", start, limit)
        return [_run(item) for item in items], str(last["gsi1sk"]) if last else None

    def _move(self, run: Run, moves: "list[TransactWriteItemTypeDef]") -> None:
        try:
            transact(self._client, moves)
        except TransactionRefused:
            raise RunCancelled(f"expected a running backtest, {run.run_id} has ended") from None

    def _update(
        self, run_id: str, expression: str, condition: str, values: Mapping[str, Any],
        names: Mapping[str, str] | None = None,
    ) -> "TransactWriteItemTypeDef":  # fmt: skip
        return state_update(self._table, _key(run_id), expression, condition, {**values, **ACTIVE}, names)

    def _seat(self, seats: tuple[str, str], most: int, run_id: str) -> "TransactWriteItemTypeDef":
        condition = "attribute_not_exists(active) OR size(active) < :most OR contains(active, :run)"
        values = {":run": run_id, ":most": most, ":runs": {run_id}}
        return seats_update(self._table, seats, "ADD active :runs", condition, values)

    def _leave(self, run: Run) -> "list[TransactWriteItemTypeDef]":
        values = {":runs": {run.run_id}}
        return [
            seats_update(self._table, seats, "DELETE active :runs", None, values)
            for seats in (_seats_of(run.request.owner_id), HOUSE)
        ]

    def _push(self, run: Run, data: Mapping[str, Any], push_id: str) -> "TransactWriteItemTypeDef":
        channel = f"backtest:{run.run_id}"
        facts = {"run_id": run.run_id, **data}
        return push_put(self._table, run.request.owner_id, channel, "backtest_progress", facts, push_id)


def _too_many() -> Transient:
    return Transient(
        f"expected at most {RUNNING_PER_OWNER} running backtests, got one more; wait for one to end",
        code="rate_limited",
        retry_after_s=10,
    )


def _house_full(most: int) -> Transient:
    return Transient(
        f"expected at most {most} running backtests of everybody, got one more; try again later",
        code="house_full",
        retry_after_s=30,
    )


def _seats_of(owner_id: str) -> tuple[str, str]:
    return f"OWNER#{owner_id}", "RUNS"


def _key(run_id: str) -> tuple[str, str]:
    return f"RUN#{run_id}", "RUN"


def _item(run: Run) -> dict[str, Any]:
    pk, sk = _key(run.run_id)
    return {
        "pk": pk,
        "sk": sk,
        "gsi1pk": f"RUNS#{run.request.owner_id}",
        "gsi1sk": f"{run.created_at:013}#{run.run_id}",
        "run_id": run.run_id,
        "owner_id": run.request.owner_id,
        "created_at": run.created_at,
        "ttl": (run.created_at + _KEPT_MS) // 1000,
        "state": run.state.value,
        "phase": run.phase.value,
        "progress_fraction": run.progress_fraction,
        "request": RunDocument.of(run.request).model_dump_json(),
        "summary": json.dumps(run.summary),
        "error": run.error,
    }


def _run(item: Item) -> Run:
    return Run(
        run_id=item["run_id"],
        request=RunDocument.model_validate_json(item["request"]).request(item["owner_id"]),
        created_at=integer(item, "created_at"),
        state=RunState(item["state"]),
        phase=Phase(item["phase"]),
        progress_fraction=item["progress_fraction"],
        summary=json.loads(item["summary"]),
        error=item["error"],
        reached=_reached(item.get("reached")),
    )


def _reached(text: str | None) -> Reached | None:
    if text is None:
        return None
    told = json.loads(text)
    return Reached(from_iso(told["ts"]), told["trades"], Decimal(told["costs"]))
