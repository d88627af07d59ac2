"""The seats of the whole house: how many backtests of everybody run at once, and those nobody sits on.

A run leaves its seat in the transaction that ends it. One whose machine was ended from outside never ends,
and its owner may never call it off; it must not keep others out for good.
"""

from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import get_item, marshal, transact, unmarshal
from omc.adapters.dynamodb.running import seats_update
from omc.backtest.service.runs import RunState
from omc.kernel.instants import DAY_MS, Ms

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

HOUSE = ("HOUSE", "RUNS")
# Far longer than all steps with all their repeats may take.
LONGEST_RUN: Ms = DAY_MS


class House:
    """Looks after the house's seats."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def freed(self, now: Ms) -> bool:
        """Free the seats of runs that have ended, or should have long ago; whether there were any."""
        taken = (get_item(self._client, self._table, *HOUSE) or {}).get("active", set())
        left = {run_id for run_id in taken if not self._alive(run_id, now)}
        if left:
            values = {":runs": left}
            transact(self._client, [seats_update(self._table, HOUSE, "DELETE active :runs", None, values)])
        return bool(left)

    def _alive(self, run_id: str, now: Ms) -> bool:
        answer = self._client.get_item(
            TableName=self._table,
            Key=marshal({"pk": f"RUN#{run_id}", "sk": "RUN"}),
            ProjectionExpression="#state, created_at",
            ExpressionAttributeNames={"#state": "state"},
        )
        if "Item" not in answer:
            return False
        run = unmarshal(answer["Item"])
        return RunState(run["state"]).active and now - int(run["created_at"]) < LONGEST_RUN
