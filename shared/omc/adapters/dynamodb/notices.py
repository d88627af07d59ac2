"""What alerts told their owners, in the `account` table.

NOTICES#{owner} / {notice_id}   a notice, 90 days; ids begin with their time
"""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from omc.adapters.dynamodb.client import Item, integer, marshal, page_of, unmarshal
from omc.kernel.errors import NotFound
from omc.kernel.instants import DAY_MS, SECOND_MS
from omc.ledgers.alerting import Notice, NoticePage
from omc.ledgers.taxonomy import EventType, Priority

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# An event is news for a day; what told of it is remembered long after.
_KEPT_MS = 90 * DAY_MS


class NoticeTable:
    """The NoticeBook port."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def notices(self, owner_id: str, after: str | None, limit: int) -> NoticePage:
        pk = _notices_pk(owner_id)
        items, last = page_of(
            self._client, None if after is None else {"pk": pk, "sk": after}, limit,
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=marshal({":pk": pk}),
            ScanIndexForward=False,
            ConsistentRead=True,
        )  # fmt: skip
        return NoticePage([_notice(item) for item in items], str(last["sk"]) if last else None)

    def mark_read(self, owner_id: str, notice_id: str) -> Notice:
        try:
            answer = self._client.update_item(
                TableName=self._table,
                Key=marshal({"pk": _notices_pk(owner_id), "sk": notice_id}),
                UpdateExpression="SET is_read = :yes",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues=marshal({":yes": True}),
                ReturnValues="ALL_NEW",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            raise NotFound(f"no such notification: {notice_id[:80]}") from None
        return _notice(unmarshal(answer["Attributes"]))


def notice_ttl_s(notice: Notice) -> int:
    return (notice.at + _KEPT_MS) // SECOND_MS


def _notices_pk(owner_id: str) -> str:
    return f"NOTICES#{owner_id}"


def notice_item(notice: Notice) -> Item:
    return {
        "pk": _notices_pk(notice.owner_id),
        "sk": notice.notice_id,
        "ttl": notice_ttl_s(notice),
        "alert_id": notice.alert_id,
        "owner_id": notice.owner_id,
        "record_id": notice.record_id,
        "type": notice.type.value,
        "title": notice.title,
        "priority": notice.priority.value,
        "assets": list(notice.assets),
        "known_at": notice.known_at,
        "at": notice.at,
        "synthetic": notice.synthetic,
        "is_read": notice.read,
    }


def _notice(item: Item) -> Notice:
    return Notice(
        notice_id=str(item["sk"]),
        alert_id=str(item["alert_id"]),
        owner_id=str(item["owner_id"]),
        record_id=str(item["record_id"]),
        type=EventType(item["type"]),
        title=str(item["title"]),
        priority=Priority(item["priority"]),
        assets=tuple(map(str, item["assets"])),
        known_at=integer(item, "known_at"),
        at=integer(item, "at"),
        synthetic=bool(item["synthetic"]),
        read=bool(item["is_read"]),
    )
