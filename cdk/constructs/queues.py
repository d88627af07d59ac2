"""Queues: each with a dead-letter queue of its kind, encrypted, refusing plain HTTP where the stage can."""

from aws_cdk import Duration
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from cdk.config import Stage

MAX_RECEIVES = 5
_KEPT = Duration.days(14)


def dead_letter_queue(
    scope: Construct, name: str, stage: Stage, key: kms.Key, *, fifo: bool = False
) -> sqs.Queue:
    """Where messages wait for a person, as long as SQS keeps them."""
    return sqs.Queue(
        scope,
        name,
        fifo=fifo or None,
        encryption=sqs.QueueEncryption.KMS,
        encryption_master_key=key,
        enforce_ssl=stage.tls_only,
        retention_period=_KEPT,
    )


def queue(
    scope: Construct, name: str, stage: Stage, key: kms.Key, *, visibility: Duration, fifo: bool = False
) -> tuple[sqs.Queue, sqs.Queue]:
    """A queue and its dead-letter queue; a message goes there after five receipts."""
    failed = dead_letter_queue(scope, f"{name}Failed", stage, key, fifo=fifo)
    main = sqs.Queue(
        scope,
        name,
        fifo=fifo or None,
        encryption=sqs.QueueEncryption.KMS,
        encryption_master_key=key,
        enforce_ssl=stage.tls_only,
        visibility_timeout=visibility,
        retention_period=_KEPT,
        dead_letter_queue=sqs.DeadLetterQueue(queue=failed, max_receive_count=MAX_RECEIVES),
    )
    return main, failed
