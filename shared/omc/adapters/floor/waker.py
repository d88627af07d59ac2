"""Asks for work through the decide queue; SQS delivers at least once, the work is idempotent."""

from typing import TYPE_CHECKING

from pydantic import BaseModel

from omc.contracts.floor import DecideWake, StopWork

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient


class QueueWaker:
    """Implements the Waker port; an outage surfaces as botocore's error and fails the step that woke."""

    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client, self._queue_url = client, queue_url

    def decide(self, series_key: str) -> None:
        self._send(DecideWake(series=series_key))

    def work(self, operation_id: str) -> None:
        self._send(StopWork(operation_id=operation_id))

    def _send(self, message: BaseModel) -> None:
        self._client.send_message(QueueUrl=self._queue_url, MessageBody=message.model_dump_json())
