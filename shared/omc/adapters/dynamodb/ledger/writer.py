"""Takes records in: each thing once, each change of it beside it, each told of once.

A page is written in a few round trips: all heads in one read a hundred, then transactions as large as they
may be. A transaction holds a thing's head on condition that it has not moved, the revision on condition
that it is not there, and what tells of both; so a death between two of them leaves whole batches, and
writing again is always the remedy.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from omc.adapters.dynamodb.client import TransactionRefused, marshal
from omc.adapters.dynamodb.ledger import items
from omc.adapters.dynamodb.ledger.batches import Batch, Move, batches, move, writes_of
from omc.adapters.dynamodb.ledger.erasing import erase_thing
from omc.adapters.dynamodb.ledger.heads import heads_of
from omc.adapters.dynamodb.transactor import Transactor
from omc.kernel.errors import Transient
from omc.kernel.instants import SECOND_MS
from omc.kernel.ports import Clock
from omc.ledgers.ports import Written
from omc.ledgers.records import Record
from omc.ledgers.revisions import Verdict, as_known, judged, once

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

_TURNS = 8
_REFUSED = "ConditionalCheckFailedException"


class DynamoRecordWriter:
    """The RecordWriter port."""

    def __init__(
        self, client: "DynamoDBClient", table_name: str, clock: Clock, transactor: Transactor
    ) -> None:
        self._client, self._table, self._clock, self._transactor = client, table_name, clock, transactor
        self._listed: set[tuple[str, str]] = set()

    def write(self, records: Sequence[Record]) -> Written:
        """See RecordWriter."""
        pending = once(records)
        repeated = len(records) - len(pending)
        done: list[Move] = []
        lost = 0
        while pending:
            turn, pending = _one_a_thing(pending)
            moves, repeats = self._judge(turn)
            repeated += repeats
            refused = False
            for batch in batches(moves):
                written, again = self._commit(batch)
                done += written
                known = len(batch.moves) - len(written) - len(again)
                repeated += known
                pending = again + pending
                refused |= bool(again)
            lost += refused
            if lost == _TURNS:
                raise Transient(
                    f"expected a turn at {len(pending)} records, lost {_TURNS} to other writers",
                    retry_after_s=0.1,
                )
        return Written(
            new=tuple(one.record for one in done if not one.revises),
            revised=tuple(one.record for one in done if one.revises),
            repeated=repeated,
        )

    def erase(self, record_ids: Sequence[str]) -> int:
        """See RecordWriter; ids of unknown things are passed over."""
        heads = heads_of(self._client, self._table, record_ids)
        return sum(
            erase_thing(self._client, self._table, self._transactor, head, self._clock.now())
            for head in heads.values()
        )

    def _judge(self, records: Sequence[Record]) -> tuple[list[Move], int]:
        """What is to be written of records of different things, and how many are repeats."""
        heads = heads_of(self._client, self._table, [record.record_id for record in records])
        now = self._clock.now()
        moves: list[Move] = []
        for record in records:
            head = heads.get(record.record_id) or items.head_before(record)
            came = as_known(record, head.seen, now)
            if judged(head.seen, items.seen_of(came), final=record.final) is Verdict.REPEATED:
                self._prolong(head)
            else:
                moves.append(move(came, head, now))
        return moves, len(records) - len(moves)

    def _commit(self, batch: Batch) -> tuple[list[Move], list[Record]]:
        """Moves that were made, and records that need another turn; those in neither were known already."""
        try:
            self._transactor.write(writes_of(self._table, batch, listed=batch.place in self._listed))
        except TransactionRefused as refused:
            # The revision is there though the head has forgotten it: a repeat of long ago.
            known = {
                n
                for n in range(len(batch.moves))
                if refused.refused(2 * n + 1) and not refused.refused(2 * n)
            }
            return [], [one.record for n, one in enumerate(batch.moves) if n not in known]
        self._listed.add(batch.place)
        return batch.moves, []

    def _prolong(self, head: items.Head) -> None:
        """A thing that is told for months must not be forgotten, or it would be news again."""
        now = self._clock.now()
        if head.ttl_s - now // SECOND_MS > items.HEAD_FRESH_MS // SECOND_MS:
            return
        try:
            self._client.update_item(
                TableName=self._table,
                Key=marshal({"pk": items.head_pk(head.record_id), "sk": items.HEAD}),
                UpdateExpression="SET #ttl = :ttl",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeNames={"#ttl": "ttl"},
                ExpressionAttributeValues=marshal({":ttl": items.head_ttl_s(now)}),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != _REFUSED:
                raise


def _one_a_thing(records: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """The first record of each thing, and those that must wait for it; both in order."""
    turn: dict[str, Record] = {}
    later: list[Record] = []
    for record in records:
        if record.record_id in turn:
            later.append(record)
        else:
            turn[record.record_id] = record
    return list(turn.values()), later
