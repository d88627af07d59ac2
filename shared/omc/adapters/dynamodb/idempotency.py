"""First answers, kept for a day, so that a repeated request is answered and not carried out again.

Item `IDEMPOTENCY#{owner}` / `{route}#{key}`. A claim is a lease: a process that dies while it holds one
blocks its key for `LEASE_MS` only. The claim's instant fences a late process out of a newer claim.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from omc.adapters.dynamodb.client import get_item, integer, marshal
from omc.kernel.errors import Conflict, InvalidInput
from omc.kernel.instants import DAY_MS, SECOND_MS, Ms

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT_MS = DAY_MS
# As long as API Gateway waits for an answer: past it nobody is listening to the first attempt.
LEASE_MS = 30 * SECOND_MS


@dataclass(frozen=True)
class Request:
    """What identifies an attempt: whose, which route, the client's key, and a hash of what was asked."""

    owner_id: str
    route: str
    key: str
    fingerprint: str


@dataclass(frozen=True)
class Answer:
    """The first answer: status and JSON body."""

    status: int
    body: str


class AnswerStore:
    """Claims keys and keeps answers; throttling and outages surface as botocore's ClientError."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def claim(self, request: Request, now: Ms) -> Answer | None:
        """None: yours to carry out. An Answer: it was carried out before.

        Conflict while another attempt holds the lease; InvalidInput when the key named another request.
        """
        if self._take(request, now):
            return None
        return _first_answer(get_item(self._client, self._table, *_key(request)) or {}, request)

    def answer(self, request: Request, claimed_at: Ms, answer: Answer) -> None:
        """Keep the answer, unless the claim has passed to another attempt meanwhile."""
        pk, sk = _key(request)
        with suppress(self._client.exceptions.ConditionalCheckFailedException):
            self._client.update_item(
                TableName=self._table,
                Key=marshal({"pk": pk, "sk": sk}),
                UpdateExpression="SET answer = :answer, #status = :status",
                ConditionExpression="claimed_at = :claimed_at",
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues=marshal(
                    {":answer": answer.body, ":status": answer.status, ":claimed_at": claimed_at}
                ),
            )

    def release(self, request: Request, claimed_at: Ms) -> None:
        """Give the key back: nothing was carried out."""
        pk, sk = _key(request)
        with suppress(self._client.exceptions.ConditionalCheckFailedException):
            self._client.delete_item(
                TableName=self._table,
                Key=marshal({"pk": pk, "sk": sk}),
                ConditionExpression="claimed_at = :claimed_at",
                ExpressionAttributeValues=marshal({":claimed_at": claimed_at}),
            )

    def _take(self, request: Request, now: Ms) -> bool:
        pk, sk = _key(request)
        item = {
            "pk": pk,
            "sk": sk,
            "fingerprint": request.fingerprint,
            "claimed_at": now,
            "ttl": (now + KEPT_MS) // SECOND_MS,
        }
        # DynamoDB deletes expired items late: an old one counts as absent.
        free = "attribute_not_exists(pk) OR #ttl < :now_s"
        abandoned = "attribute_not_exists(answer) AND claimed_at < :lapsed AND fingerprint = :fingerprint"
        try:
            self._client.put_item(
                TableName=self._table,
                Item=marshal(item),
                ConditionExpression=f"({free}) OR ({abandoned})",
                ExpressionAttributeNames={"#ttl": "ttl"},
                ExpressionAttributeValues=marshal(
                    {
                        ":now_s": now // SECOND_MS,
                        ":lapsed": now - LEASE_MS,
                        ":fingerprint": request.fingerprint,
                    }
                ),
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True


def _key(request: Request) -> tuple[str, str]:
    return f"IDEMPOTENCY#{request.owner_id}", f"{request.route}#{request.key}"


def _first_answer(item: dict[str, Any], request: Request) -> Answer:
    if item and item["fingerprint"] != request.fingerprint:
        raise InvalidInput(
            "expected the request this Idempotency-Key was first used for, got another one; use a new key",
            code="idempotency_key_reused",
        )
    if "answer" not in item:
        raise Conflict("the first request with this Idempotency-Key is still running", code="in_progress")
    return Answer(status=integer(item, "status"), body=item["answer"])
