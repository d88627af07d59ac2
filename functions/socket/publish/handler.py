"""Carries push records from the tables' streams to the open sockets."""

from typing import Any

from omc.wiring import speech


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Publish a batch in order; from the first failure on, the stream delivers again."""
    publisher, log = speech.publisher(), speech.log()
    for record in speech.batch_of(event, log):
        try:
            publisher.publish(record.push)
        except Exception:
            log.exception("push failed", extra={"push_id": record.push.push_id})
            return {"batchItemFailures": [{"itemIdentifier": record.position}]}
    return {"batchItemFailures": []}
