"""Promotions in the `lab` table.

PROMOTION#{id} / PROMOTION     the promotion; task_token while a state machine waits for its decision
gsi1: PROMOTIONS#{owner} / {created:013}#{id}
WAITING / {created:013}#{id}   a copy of each that waits for a person, written and taken away with its state:
what is read by reviewers, whoever asked
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import (
    Item,
    TransactionRefused,
    get_item,
    index_page,
    integer,
    marshal,
    page_of,
    transact,
)
from omc.backtest.judging.verdict import Verdict
from omc.backtest.service.promotions import Promotion, PromotionState
from omc.contracts.backtest import LimitsModel
from omc.kernel.errors import Conflict, NotFound

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PutTypeDef, TransactWriteItemTypeDef

_WAITING = "WAITING"
_KEYS = ("pk", "sk", "gsi1pk", "gsi1sk")
_TEXTS = ("promotion_id", "run_id", "owner_id", "strategy_id", "target", "note", "decided_by", "reason")


class PromotionTable:
    """A PromotionStore; see the port for how its moves fail."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def create(self, promotion: Promotion) -> Promotion:
        # Refused: there is one already, and it stays as it is.
        self._put(_item(promotion), promotion, "attribute_not_exists(pk)", {})
        return self.get(promotion.promotion_id)

    def get(self, promotion_id: str) -> Promotion:
        return _promotion(self._stored(promotion_id))

    def wait(self, promotion: Promotion, task_token: str) -> Promotion:
        stored = self.create(promotion)
        self._client.update_item(
            TableName=self._table,
            Key=marshal(_key(promotion.promotion_id)),
            UpdateExpression="SET task_token = :token",
            ExpressionAttributeValues=marshal({":token": task_token}),
        )
        return stored

    def token(self, promotion_id: str) -> str | None:
        return self._stored(promotion_id).get("task_token")

    def save(self, promotion: Promotion, expected: Sequence[str]) -> Promotion:
        stored = self._stored(promotion.promotion_id)
        names = {f":s{at}": state for at, state in enumerate(expected)}
        item = {**stored, **_item(promotion)}
        if not self._put(item, promotion, f"#state IN ({', '.join(names)})", names):
            came = self.get(promotion.promotion_id).state.value
            raise Conflict(f"expected a promotion in {' or '.join(expected)}, got {came}", code="decided")
        return promotion

    def page(self, owner_id: str, after: str | None, limit: int) -> tuple[Sequence[Promotion], str | None]:
        start: dict[str, str] | None = None
        if after is not None:
            start = {**_key(after.split("#", 1)[1]), "gsi1sk": after}
        items, last = index_page(self._client, self._table, f"PROMOTIONS#{owner_id}", start, limit)
        return [_promotion(item) for item in items], str(last["gsi1sk"]) if last else None

    def waiting(self, after: str | None, limit: int) -> tuple[Sequence[Promotion], str | None]:
        items, last = page_of(
            self._client, None if after is None else {"pk": _WAITING, "sk": after}, limit,
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=marshal({":pk": _WAITING}),
            ConsistentRead=True,
        )  # fmt: skip
        return [_promotion(item) for item in items], str(last["sk"]) if last else None

    def _stored(self, promotion_id: str) -> Item:
        key = _key(promotion_id)
        item = get_item(self._client, self._table, key["pk"], key["sk"])
        if item is None:
            raise NotFound(f"no promotion {promotion_id}")
        return item

    def _put(self, item: Item, promotion: Promotion, condition: str, values: dict[str, str]) -> bool:
        """False when the condition did not hold. With the promotion goes its place among what waits."""
        put: PutTypeDef = {
            "TableName": self._table,
            "Item": marshal(item),
            "ConditionExpression": condition,
        }
        if values:
            put["ExpressionAttributeNames"] = {"#state": "state"}
            put["ExpressionAttributeValues"] = marshal(values)
        try:
            transact(self._client, [{"Put": put}, self._place(promotion)])
        except TransactionRefused:
            return False
        return True

    def _place(self, promotion: Promotion) -> "TransactWriteItemTypeDef":
        key = _place_key(promotion)
        if promotion.state is not PromotionState.WAITING:
            return {"Delete": {"TableName": self._table, "Key": marshal(key)}}
        fields = {name: value for name, value in _item(promotion).items() if name not in _KEYS}
        return {"Put": {"TableName": self._table, "Item": marshal({**fields, **key})}}


def _key(promotion_id: str) -> dict[str, str]:
    return {"pk": f"PROMOTION#{promotion_id}", "sk": "PROMOTION"}


def _place_key(promotion: Promotion) -> dict[str, str]:
    return {"pk": _WAITING, "sk": f"{promotion.created_at:013}#{promotion.promotion_id}"}


def _item(promotion: Promotion) -> Item:
    return {
        **_key(promotion.promotion_id),
        "gsi1pk": f"PROMOTIONS#{promotion.owner_id}",
        "gsi1sk": f"{promotion.created_at:013}#{promotion.promotion_id}",
        **asdict(promotion),
        "limits": LimitsModel.of(promotion.limits).model_dump_json(),
        "verdict": promotion.verdict.value,
        "state": promotion.state.value,
    }


def _promotion(item: Item) -> Promotion:
    return Promotion(
        **{name: item[name] for name in _TEXTS},
        version=integer(item, "version"),
        capital=item["capital"],
        limits=LimitsModel.model_validate_json(item["limits"]).domain(),
        verdict=Verdict(item["verdict"]),
        created_at=integer(item, "created_at"),
        state=PromotionState(item["state"]),
        decided_at=None if item["decided_at"] is None else integer(item, "decided_at"),
        algorithm_id=item["algorithm_id"],
    )
