"""Tables and buckets: encrypted with the one key, private, and as durable as the stage asks."""

from collections.abc import Mapping

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from cdk.config import AuditLock, Stage

_TEXT = dynamodb.AttributeType.STRING


def removal(stage: Stage) -> RemovalPolicy:
    """What becomes of data when its stack is deleted."""
    return RemovalPolicy.RETAIN if stage.retain_data else RemovalPolicy.DESTROY


def table(scope: Construct, name: str, stage: Stage, key: kms.Key, *, indexed: bool) -> dynamodb.TableV2:
    """A table on demand with pk and sk, items that expire by `ttl`, and a stream of both images."""
    index = dynamodb.GlobalSecondaryIndexPropsV2(
        index_name="gsi1",
        partition_key=dynamodb.Attribute(name="gsi1pk", type=_TEXT),
        sort_key=dynamodb.Attribute(name="gsi1sk", type=_TEXT),
    )
    return dynamodb.TableV2(
        scope,
        name,
        partition_key=dynamodb.Attribute(name="pk", type=_TEXT),
        sort_key=dynamodb.Attribute(name="sk", type=_TEXT),
        billing=dynamodb.Billing.on_demand(),
        time_to_live_attribute="ttl",
        dynamo_stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
        encryption=dynamodb.TableEncryptionV2.customer_managed_key(key),
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=stage.point_in_time_recovery
        ),
        global_secondary_indexes=[index] if indexed else [],
        deletion_protection=stage.retain_data,
        removal_policy=removal(stage),
    )


def bucket(
    scope: Construct,
    name: str,
    stage: Stage,
    key: kms.Key | None,
    lock: AuditLock | None = None,
    kept_days: Mapping[str, int] | None = None,
    cold_days: Mapping[str, int] | None = None,
) -> s3.Bucket:
    """A private, versioned bucket; old versions leave after 30 days. Without a key S3's own encrypts.

    kept_days: prefixes whose objects leave after so many days. cold_days: prefixes whose objects are stored
    cheaply after so many days, and read as before.
    """
    return s3.Bucket(
        scope,
        name,
        encryption=s3.BucketEncryption.KMS if key else s3.BucketEncryption.S3_MANAGED,
        encryption_key=key,
        # One data key per bucket instead of one per object: a hundredth of the calls to KMS.
        bucket_key_enabled=True if key else None,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        enforce_ssl=stage.tls_only,
        minimum_tls_version=1.2 if stage.tls_only else None,
        versioned=True,
        object_lock_enabled=True if lock else None,
        object_lock_default_retention=_retention(lock),
        lifecycle_rules=[
            s3.LifecycleRule(
                noncurrent_version_expiration=Duration.days(30),
                abort_incomplete_multipart_upload_after=Duration.days(7),
            ),
            *(
                s3.LifecycleRule(prefix=prefix, expiration=Duration.days(days))
                for prefix, days in (kept_days or {}).items()
            ),
            *(
                s3.LifecycleRule(prefix=prefix, transitions=[_cold(days)])
                for prefix, days in (cold_days or {}).items()
            ),
        ],
        removal_policy=removal(stage),
    )


def _cold(days: int) -> s3.Transition:
    # Instant retrieval: Athena and DuckDB read it without a word to S3 beforehand.
    return s3.Transition(
        storage_class=s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transition_after=Duration.days(days)
    )


def _retention(lock: AuditLock | None) -> s3.ObjectLockRetention | None:
    if lock is None:
        return None
    kind = s3.ObjectLockRetention.compliance if lock.compliance else s3.ObjectLockRetention.governance
    return kind(Duration.days(lock.days))
