"""What paper trading came to, read from the Floor's table for those who judge: a PaperSource.

Rules are the same when their hashes and their series are: who saves them under another name, or as another
version, has not changed them. Everything is read consistently; the curve is folded as it comes, however long.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import Item, get_item, integer, marshal, query
from omc.adapters.dynamodb.floor import items
from omc.adapters.dynamodb.floor.queries import DynamoFloorQueries
from omc.backtest.judging.facts import PaperAccount, PaperFacts, paper_facts
from omc.backtest.service.runs import Run
from omc.contracts.floor import record_of
from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm
from omc.floor.audit import AuditRecord
from omc.floor.changes import TradeRecord
from omc.floor.orders import Mode
from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.strategy.hashing import spec_hash
from omc.trading.model import Trade

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

FOUND, CLEARED = "needs_reconciliation", "resumed"


class PaperTable:
    """Reads; the Floor writes."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client, self._table = client, table_name
        self._queries = DynamoFloorQueries(client, table_name)

    def of(self, run: Run) -> PaperFacts | None:
        """See the port."""
        found = self._accounts(run)
        if not found:
            return None
        compared_at = self._compared_at()
        return paper_facts([self._facts(*one, compared_at) for one in found])

    def trades(self, run: Run) -> Sequence[Trade]:
        """Exits of the account with the most round trips, in the order they closed; empty without one."""
        found = self._accounts(run)
        if not found:
            return []
        algorithm, _ = max(found, key=lambda one: one[1].trade_count)
        records = [
            record
            for item in self._partition(f"TRADES#{algorithm.owner_id}")
            if (record := record_of(TradeRecord, item["doc"])).algorithm_id == algorithm.algorithm_id
        ]
        return [record.trade for record in records]

    def _accounts(self, run: Run) -> Sequence[tuple[Algorithm, Account]]:
        asked = run.request
        rules, series = spec_hash(asked.spec), asked.series
        return [
            (algorithm, account)
            for algorithm, account in self._queries.board(asked.owner_id).rows
            if (algorithm.mode, algorithm.spec_hash, algorithm.series) == (Mode.PAPER, rules, series)
        ]

    def _facts(self, algorithm: Algorithm, account: Account, compared_at: Ms | None) -> PaperAccount:
        first, fall = self._curve(account)
        found, unexplained = self._differences(algorithm, account)
        compared = compared_at is not None and compared_at >= algorithm.created_at
        return PaperAccount(
            algorithm_id=algorithm.algorithm_id,
            status=algorithm.status.value,
            started_at=algorithm.created_at,
            closed_trades=account.trade_count,
            first_ts=first,
            last_ts=account.marks.marked_at,
            max_drawdown=fall,
            differences=found,
            # A difference that was seen is known, even if no whole pass was ever made.
            unexplained=unexplained if compared or unexplained else None,
        )

    def _curve(self, account: Account) -> tuple[Ms | None, Decimal]:
        """When it was marked first, and the deepest fall from a peak since its capital."""
        first, peak, fall = None, account.capital, ZERO
        for item in self._partition(f"EQUITY#{account.account_id}", "sk, doc.equity"):
            equity = item["doc"]["equity"]
            first = int(item["sk"]) if first is None else first
            peak = max(peak, equity)
            fall = max(fall, (peak - equity) / peak)
        return first, fall

    def _differences(self, algorithm: Algorithm, account: Account) -> tuple[int, int]:
        """(found so far, still standing). A person clears one by resuming once books and venue agree."""
        found = standing = 0
        for item in self._partition(f"AUDIT#algorithm:{algorithm.algorithm_id}"):
            codes = {reason.code for reason in record_of(AuditRecord, item["doc"]).reasons}
            found, standing = found + (FOUND in codes), 1 if FOUND in codes else standing
            standing = 0 if CLEARED in codes else standing
        # Found while it was paused already, or by a late report: then the account alone says so.
        told_by_account = int(bool(account.difference))
        return max(found, told_by_account), max(standing, told_by_account)

    def _compared_at(self) -> Ms | None:
        item = get_item(self._client, self._table, *items.RECONCILED)
        return None if item is None else integer(item, "at")

    def _partition(self, pk: str, only: str | None = None) -> Iterator[Item]:
        chosen = {} if only is None else {"ProjectionExpression": only}
        return query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=marshal({":pk": pk}),
            ConsistentRead=True,
            **chosen,
        )
