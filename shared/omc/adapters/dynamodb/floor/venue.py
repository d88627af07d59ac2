"""The simulated venue with its state in the table: one item per account, reports and views beside it.

VENUE#{account}  STATE | REPORT#{seq} | ORDER#{client order id}

Every change is one transaction conditioned on the account's version, so that two callers take turns and
a repeated submission finds its first answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import Item, get_item, marshal, query
from omc.adapters.dynamodb.floor.persistence import Transactor
from omc.contracts.floor import document, record_of
from omc.floor.services.turns import take_turns
from omc.floor.venues.model import (
    AccountTerms,
    OrderView,
    Report,
    Snapshot,
    VenueAccount,
    VenueOrder,
    open_venue_account,
)
from omc.floor.venues.simulated import advance, place, withdraw
from omc.floor.venues.turns import Turn
from omc.kernel.errors import Conflict, NotFound
from omc.kernel.instants import Ms
from omc.market.records import Bar

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


class DynamoVenue:
    """Implements the Venue port."""

    def __init__(self, client: "DynamoDBClient", table_name: str, transactor: Transactor) -> None:
        self._client, self._table, self._transactor = client, table_name, transactor

    def open_account(self, terms: AccountTerms) -> None:
        try:
            self._transactor.write([self._state(open_venue_account(terms))])
        except Conflict:
            return

    def submit(self, order: VenueOrder, now: Ms) -> OrderView:
        def attempt() -> OrderView:
            known = self.status(order.account_id, order.client_order_id)
            if known is not None:
                return known
            account = self._account(order.account_id)
            turn = place(account, order, now)
            self._keep(account, turn, first=order.client_order_id)
            return turn.views[0]

        return take_turns(attempt)

    def cancel(self, account_id: str, client_order_id: str) -> OrderView | None:
        self._change(account_id, lambda account: withdraw(account, client_order_id))
        return self.status(account_id, client_order_id)

    def status(self, account_id: str, client_order_id: str) -> OrderView | None:
        item = get_item(self._client, self._table, _pk(account_id), f"ORDER#{client_order_id}")
        return None if item is None else record_of(OrderView, item["doc"])

    def observe(self, account_id: str, bar: Bar, after_seq: int) -> Sequence[Report]:
        account = self._change(account_id, lambda account: advance(account, bar))
        # Most bars touch nothing: the number of the last report tells without another read.
        return self.reports(account_id, after_seq) if account.report_seq > after_seq else ()

    def reports(self, account_id: str, after_seq: int) -> Sequence[Report]:
        values = {":pk": _pk(account_id), ":first": _report_sk(after_seq + 1), ":last": "REPORT#~"}
        found = query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues=marshal(values),
            ConsistentRead=True,
        )
        return tuple(record_of(Report, item["doc"]) for item in found)

    def snapshot(self, account_id: str) -> Snapshot:
        return self._account(account_id).snapshot

    def _change(self, account_id: str, move: Callable[[VenueAccount], Turn]) -> VenueAccount:
        def attempt() -> VenueAccount:
            account = self._account(account_id)
            turn = move(account)
            if turn.account != account:
                self._keep(account, turn)
            return turn.account

        return take_turns(attempt)

    def _account(self, account_id: str) -> VenueAccount:
        item = get_item(self._client, self._table, _pk(account_id), "STATE")
        if item is None:
            raise NotFound(f"expected an account of this venue, got {account_id!r}")
        return record_of(VenueAccount, item["doc"])

    def _keep(self, before: VenueAccount, turn: Turn, first: str = "") -> None:
        """One item per key: of several views of an order in one turn only the last stays."""
        account_id = before.terms.account_id
        latest = {view.client_order_id: view for view in turn.views}
        writes = [self._state(replace(turn.account, version=before.version))]
        for report in turn.reports:
            writes.append(self._put(account_id, _report_sk(report.seq), report, once=True))
        for key, view in latest.items():
            writes.append(self._put(account_id, f"ORDER#{key}", view, once=key == first))
        self._transactor.write(writes)

    def _state(self, account: VenueAccount) -> "TransactWriteItemTypeDef":
        version = account.version
        item: Item = {
            "pk": _pk(account.terms.account_id),
            "sk": "STATE",
            "version": version + 1,
            "doc": document(replace(account, version=version + 1)),
        }
        if not version:
            condition = "attribute_not_exists(pk)"
            return {
                "Put": {"TableName": self._table, "Item": marshal(item), "ConditionExpression": condition}
            }
        return {
            "Put": {
                "TableName": self._table,
                "Item": marshal(item),
                "ConditionExpression": "version = :version",
                "ExpressionAttributeValues": marshal({":version": version}),
            }
        }

    def _put(self, account_id: str, sk: str, record: object, *, once: bool) -> "TransactWriteItemTypeDef":
        item: Item = {"pk": _pk(account_id), "sk": sk, "doc": document(record)}
        if not once:
            return {"Put": {"TableName": self._table, "Item": marshal(item)}}
        condition = "attribute_not_exists(pk)"
        return {"Put": {"TableName": self._table, "Item": marshal(item), "ConditionExpression": condition}}


def _pk(account_id: str) -> str:
    return f"VENUE#{account_id}"


def _report_sk(seq: int) -> str:
    return f"REPORT#{seq:010}"
