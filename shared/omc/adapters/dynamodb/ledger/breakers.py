"""One breaker a host, shared by all runs: no failure is lost, and one trial passes."""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from omc.adapters.dynamodb.client import Item, get_item, integer, marshal
from omc.kernel.breakers import CLOSED, Breaker
from omc.kernel.errors import Transient
from omc.kernel.instants import DAY_MS, SECOND_MS, Ms
from omc.kernel.ports import Clock
from omc.ledgers.errors import HostPaused

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_REFUSED = "ConditionalCheckFailedException"
# A run may be told an instant of yesterday: what it left must not be forgotten at once.
_KEPT_MS = 2 * DAY_MS
_TURNS = 8


class DynamoBreakers:
    """The Breakers port. A state is saved on condition that it is as this object loaded it."""

    def __init__(self, client: "DynamoDBClient", table_name: str, clock: Clock) -> None:
        self._client, self._table, self._clock = client, table_name, clock
        self._loaded: dict[str, tuple[Breaker, int]] = {}

    def load(self, host: str) -> Breaker:
        item = get_item(self._client, self._table, _pk(host), "BREAKER")
        self._loaded[host] = (CLOSED, 0) if item is None else (_breaker_of(item), integer(item, "version"))
        return self._loaded[host][0]

    def save(self, host: str, breaker: Breaker) -> None:
        """HostPaused when the trial that `breaker` stands for was taken by another."""
        loaded = self._loaded.get(host, (CLOSED, 0))[0]
        trial = breaker.trial_at is not None and breaker != loaded
        failed = breaker.failures > loaded.failures
        for _ in range(_TURNS):
            if self._put(host, breaker):
                return
            if trial:
                raise HostPaused(f"{host} failed too often and another tries it now")
            stored = self.load(host)
            if failed:
                # Another's failure came between: both count.
                breaker = stored.failed(self._clock.now())
        raise Transient(f"expected a turn at the breaker of {host}, lost {_TURNS} to others")

    def _put(self, host: str, breaker: Breaker) -> bool:
        version = self._loaded.get(host, (CLOSED, 0))[1]
        request: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if version:
            request = {
                "ConditionExpression": "version = :version",
                "ExpressionAttributeValues": marshal({":version": version}),
            }
        item = _item_of(host, breaker, version + 1, self._clock.now())
        try:
            self._client.put_item(TableName=self._table, Item=marshal(item), **request)
        except ClientError as error:
            if error.response["Error"]["Code"] != _REFUSED:
                raise
            return False
        self._loaded[host] = (breaker, version + 1)
        return True


def _pk(host: str) -> str:
    return f"BREAKER#{host}"


def _item_of(host: str, breaker: Breaker, version: int, now: Ms) -> Item:
    told = {name: value for name, value in vars(breaker).items() if value is not None}
    ends = (now + _KEPT_MS) // SECOND_MS
    return {"pk": _pk(host), "sk": "BREAKER", **told, "version": version, "ttl": ends}


def _breaker_of(item: Item) -> Breaker:
    def moment(name: str) -> Ms | None:
        return integer(item, name) if name in item else None

    return Breaker(integer(item, "failures"), moment("opened_at"), moment("trial_at"))
