"""From the tables' streams to the bus: what stands in an outbox is published, at least once, in order.

An order intent goes to the execute queue instead: one at a time per account, in the order of the stream.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from omc.adapters.dynamodb.client import unmarshal
from omc.adapters.dynamodb.outbox import OUTBOX_PREFIX
from omc.contracts.events import EVENT_SOURCE, ORDER_INTENT, format_event, parse_event
from omc.kernel.events import Event

if TYPE_CHECKING:
    from mypy_boto3_events.client import EventBridgeClient
    from mypy_boto3_sqs.client import SQSClient

_ENTRIES = 10


@dataclass(frozen=True)
class Record:
    """An outbox event and its position in the stream."""

    position: str
    event: Event


class Relay:
    """Publishes records; a consumer that gets one twice knows it by its event id."""

    def __init__(
        self, bus: "EventBridgeClient", bus_name: str, queue: "SQSClient", execute_queue_url: str
    ) -> None:
        self._bus, self._bus_name = bus, bus_name
        self._queue, self._execute_queue_url = queue, execute_queue_url

    def publish(self, records: Sequence[Record]) -> list[str]:
        """Positions of the records that did not go out: from the first of them the stream delivers again."""
        intents = [record for record in records if record.event.type == ORDER_INTENT]
        others = [record for record in records if record.event.type != ORDER_INTENT]
        return [*self._queue_in_order(intents), *self._put(others)]

    def _queue_in_order(self, intents: Sequence[Record]) -> Iterator[str]:
        for record in intents:
            try:
                self._queue.send_message(
                    QueueUrl=self._execute_queue_url,
                    MessageBody=format_event(record.event),
                    MessageGroupId=str(record.event.data["account_id"]),
                    MessageDeduplicationId=record.event.event_id,
                )
            except (ClientError, BotoCoreError):
                # An exit before an entry: nothing of an account may overtake what did not go out.
                yield record.position
                return

    def _put(self, records: Sequence[Record]) -> Iterator[str]:
        for offset in range(0, len(records), _ENTRIES):
            chunk = records[offset : offset + _ENTRIES]
            try:
                answers = self._bus.put_events(Entries=[self._entry(record.event) for record in chunk])
            except (ClientError, BotoCoreError):
                yield from (record.position for record in chunk)
                continue
            for record, answer in zip(chunk, answers["Entries"], strict=True):
                if "ErrorCode" in answer:
                    yield record.position

    def _entry(self, event: Event) -> Any:
        return {
            "EventBusName": self._bus_name,
            "Source": EVENT_SOURCE,
            "DetailType": event.type,
            "Detail": format_event(event),
        }


def batch_of(stream_event: Mapping[str, Any]) -> list[Record]:
    """Events newly put in an outbox; every other change of a table is passed over."""
    return [
        Record(record["dynamodb"]["SequenceNumber"], parse_event(unmarshal(image)["event"]))
        for record in stream_event["Records"]
        if record["eventName"] == "INSERT"
        and (image := record["dynamodb"]["NewImage"])["pk"]["S"].startswith(OUTBOX_PREFIX)
    ]
