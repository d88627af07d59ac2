"""Searches in the `lab` table.

SEARCH#{search_id} / SEARCH     state, phase, plan, done shards (a set), request and summary as JSON text
OWNER#{owner}      / SEARCHES   `active`: ids of the owner's running searches, the seats that limit them
gsi1: SEARCHES#{kind}#{owner} / {created:013}#{search_id}

A shard that is done is an element of a set, so that it counts once however often it is told. A state moves
only by condition, and what watchers hear is written with it.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from omc.adapters.dynamodb.client import (
    CONDITION_FAILED,
    Attributes,
    TransactionRefused,
    get_item,
    index_page,
    marshal,
    transact,
    unmarshal,
)
from omc.adapters.dynamodb.push import push_item
from omc.adapters.dynamodb.running import ACTIVE, IS_ACTIVE, seats_update, state_update
from omc.adapters.dynamodb.search_items import item_of, key, progress_of, search_of
from omc.backtest.service.runs import RunState
from omc.backtest.service.searching.model import (
    SEARCHES_PER_OWNER,
    Kind,
    Search,
    SearchEnded,
    SearchPhase,
    SearchPlan,
)
from omc.kernel.errors import Conflict, NotFound, Transient
from omc.kernel.instants import Ms

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_HAS_ENDED = "#state = :failed"


class SearchTable:
    """A SearchStore; see the port for how its moves fail."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def create(self, search: Search) -> Search:
        put: TransactWriteItemTypeDef = {
            "Put": {
                "TableName": self._table,
                "Item": marshal(item_of(search)),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }
        try:
            transact(self._client, [put, self._seat(search)])
        except TransactionRefused as refused:
            if refused.refused(0):
                return self.get(search.search_id)
            raise _too_many() from None
        return search

    def get(self, search_id: str) -> Search:
        item = get_item(self._client, self._table, *key(search_id))
        if item is None:
            raise NotFound(f"no search {search_id}")
        return search_of(item)

    def planned(self, search_id: str, plan: SearchPlan) -> Search:
        values = {":plan": json.dumps(vars(plan)), ":phase": SearchPhase.SEARCH.value}
        return self._running(search_id, "#plan = :plan", values, "planned")

    def advance(self, search_id: str, phase: SearchPhase) -> Search:
        return self._running(search_id, "", {":phase": phase.value}, phase.value)

    def shard_done(self, search_id: str, shard: int) -> Search:
        # An update of its own and not a transaction: shards that end together would refuse one another.
        pk, sk = key(search_id)
        try:
            answer = self._client.update_item(
                TableName=self._table,
                Key=marshal({"pk": pk, "sk": sk}),
                UpdateExpression="ADD done_shards :shard",
                ConditionExpression=IS_ACTIVE,
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues=marshal({":shard": {shard}, **ACTIVE}),
                ReturnValues="ALL_NEW",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != f"{CONDITION_FAILED}Exception":
                raise
            raise _ended(search_id) from None
        search = search_of(unmarshal(answer["Attributes"]))
        push = self._push_item(search, f"{search_id}#{search.attempt}#shard#{shard}")
        self._client.put_item(TableName=self._table, Item=push)
        return search

    def complete(self, search_id: str, summary: Mapping[str, Any], at: Ms) -> Search:
        search = self.get(search_id)
        values = {
            ":state": RunState.COMPLETED.value,
            ":phase": SearchPhase.DONE.value,
            ":summary": json.dumps(summary),
            ":at": at,
        }
        expression = "SET #state = :state, phase = :phase, summary = :summary, ended_at = :at"
        self._end(search, self._update(search_id, expression, IS_ACTIVE, values), RunState.COMPLETED)
        ended = self.get(search_id)
        if ended.state is not RunState.COMPLETED:
            raise SearchEnded(f"expected a running search, {search_id} is {ended.state.value}")
        return ended

    def end(self, search_id: str, state: RunState, error: str | None, at: Ms) -> Search:
        search = self.get(search_id)
        if not search.state.active:
            return search
        expression = "SET #state = :state, #error = :error, ended_at = :at"
        values = {":state": state.value, ":error": error, ":at": at}
        names = {"#error": "error"}
        self._end(search, self._update(search_id, expression, IS_ACTIVE, values, names), state, error)
        return self.get(search_id)

    def reopen(self, search_id: str) -> Search:
        search = self.get(search_id)
        values = {
            ":state": RunState.PENDING.value,
            ":failed": RunState.FAILED.value,
            ":attempt": search.attempt + 1,
            ":now": search.attempt,
            ":none": None,
        }
        expression = "SET #state = :state, attempt = :attempt, #error = :none"
        condition = f"{_HAS_ENDED} AND attempt = :now"
        update = self._plain(search_id, expression, condition, values, {"#error": "error"})
        try:
            transact(self._client, [update, self._seat(search)])
        except TransactionRefused as refused:
            if refused.refused(0):
                came = self.get(search_id).state.value
                raise Conflict(f"expected a failed search, got {came}", code="not_failed") from None
            raise _too_many() from None
        return self.get(search_id)

    def page(
        self, owner_id: str, kind: Kind, after: str | None, limit: int
    ) -> tuple[Sequence[Search], str | None]:
        start: dict[str, str] | None = None
        if after is not None:
            pk, sk = key(after.split("#", 1)[1])
            start = {"pk": pk, "sk": sk, "gsi1sk": after}
        items, last = index_page(self._client, self._table, f"SEARCHES#{kind}#{owner_id}", start, limit)
        return [search_of(item) for item in items], str(last["gsi1sk"]) if last else None

    def _running(self, search_id: str, also: str, values: Mapping[str, Any], word: str) -> Search:
        search = self.get(search_id)
        expression = "SET #state = :state, phase = :phase" + (f", {also}" if also else "")
        names = {"#plan": "plan"} if also else {}
        every = {**values, ":state": RunState.RUNNING.value}
        update = self._update(search_id, expression, IS_ACTIVE, every, names)
        # Told with the plan, or else watchers would learn of the work's size with the first shard only.
        plan = SearchPlan(**json.loads(values[":plan"])) if also else search.plan
        told = search.moved(RunState.RUNNING, SearchPhase(values[":phase"]), plan)
        self._move(search, [update, self._push(told, f"{search_id}#{search.attempt}#{word}")])
        return self.get(search_id)

    def _end(
        self, search: Search, update: "TransactWriteItemTypeDef", state: RunState, error: str | None = None
    ) -> None:
        phase = SearchPhase.DONE if state is RunState.COMPLETED else search.phase
        told = search.moved(state, phase, search.plan)
        push = self._push(told, f"{search.search_id}#{search.attempt}#end", error)
        with suppress(SearchEnded):
            self._move(search, [update, self._leave(search), push])

    def _move(self, search: Search, moves: "list[TransactWriteItemTypeDef]") -> None:
        try:
            transact(self._client, moves)
        except TransactionRefused:
            raise _ended(search.search_id) from None

    def _update(
        self, search_id: str, expression: str, condition: str, values: Mapping[str, Any],
        names: Mapping[str, str] | None = None,
    ) -> "TransactWriteItemTypeDef":  # fmt: skip
        return self._plain(search_id, expression, condition, {**values, **ACTIVE}, names)

    def _plain(
        self, search_id: str, expression: str, condition: str, values: Mapping[str, Any],
        names: Mapping[str, str] | None = None,
    ) -> "TransactWriteItemTypeDef":  # fmt: skip
        return state_update(self._table, key(search_id), expression, condition, values, names)

    def _seat(self, search: Search) -> "TransactWriteItemTypeDef":
        condition = "attribute_not_exists(active) OR size(active) < :most OR contains(active, :one)"
        values = {":one": search.search_id, ":most": SEARCHES_PER_OWNER, ":all": {search.search_id}}
        return self._seats(search, "ADD active :all", values, condition)

    def _leave(self, search: Search) -> "TransactWriteItemTypeDef":
        values = {":all": {search.search_id}}
        return self._seats(search, "DELETE active :all", values, "attribute_exists(pk)")

    def _seats(
        self, search: Search, expression: str, values: Mapping[str, Any], condition: str
    ) -> "TransactWriteItemTypeDef":
        owner = (f"OWNER#{search.request.owner_id}", "SEARCHES")
        return seats_update(self._table, owner, expression, condition, values)

    def _push(self, told: Search, push_id: str, error: str | None = None) -> "TransactWriteItemTypeDef":
        return {"Put": {"TableName": self._table, "Item": self._push_item(told, push_id, error)}}

    def _push_item(self, told: Search, push_id: str, error: str | None = None) -> Attributes:
        channel = f"search:{told.search_id}"
        facts = progress_of(told) | {"error": error}
        return push_item(told.request.owner_id, channel, "search_progress", facts, push_id)


def _ended(search_id: str) -> SearchEnded:
    return SearchEnded(f"expected a running search, {search_id} has ended")


def _too_many() -> Transient:
    return Transient(
        f"expected at most {SEARCHES_PER_OWNER} running searches, got one more; wait for one to end",
        code="rate_limited",
        retry_after_s=30,
    )
