"""Tables and buckets are encrypted, expire, and last as long as the stage says."""

from tests.infrastructure.assembly import Synthesized

TABLE = "AWS::DynamoDB::GlobalTable"


def test_items_of_every_table_expire_by_ttl(stage: Synthesized) -> None:
    tables = stage.resources(TABLE)
    assert len(tables) == 6
    for table in tables.values():
        assert table["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}


def test_every_table_tells_its_stream_both_images(stage: Synthesized) -> None:
    for table in stage.resources(TABLE).values():
        assert table["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}


def test_only_floor_and_lab_have_an_index(stage: Synthesized) -> None:
    indexed = {name for name, table in stage.resources(TABLE).items() if "GlobalSecondaryIndexes" in table}
    assert {name.split("/")[1][:3] for name in indexed} == {"Flo", "Lab"}


def test_every_table_is_encrypted_with_our_key(stage: Synthesized) -> None:
    for table in stage.resources(TABLE).values():
        assert table["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}
    assert len(stage.resources("AWS::KMS::Key")) == 1


def test_point_in_time_recovery_is_on_in_prod_only(local: Synthesized, prod: Synthesized) -> None:
    assert _recoverable(prod) == {True}
    assert _recoverable(local) == {False}


def test_data_of_prod_survives_its_stacks(local: Synthesized, prod: Synthesized) -> None:
    for kind in (TABLE, "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::Cognito::UserPool"):
        assert {body["DeletionPolicy"] for body in prod.whole(kind).values()} == {"Retain"}
        assert {body["DeletionPolicy"] for body in local.whole(kind).values()} == {"Delete"}


def test_the_audit_cannot_be_deleted_where_the_stage_locks_it(
    local: Synthesized, dev: Synthesized, prod: Synthesized
) -> None:
    assert _audit_lock(local) is None
    assert _audit_lock(dev) == {"Days": 1, "Mode": "GOVERNANCE"}
    assert _audit_lock(prod) == {"Days": 365, "Mode": "COMPLIANCE"}


def test_what_need_not_stay_leaves_the_lake_in_time_and_nothing_else_does(stage: Synthesized) -> None:
    buckets = stage.resources("AWS::S3::Bucket")
    lake = next(bucket for name, bucket in buckets.items() if name.startswith("Data/Lake"))
    rules = lake["LifecycleConfiguration"]["Rules"]
    expiring = {rule.get("Prefix"): rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule}
    # What passed is copied below kept/, which no rule names.
    assert expiring == {"runs/": 90, "searches/": 90, "backfills/": 30, "raw/": 7, "records/": 730}


def test_every_bucket_is_private_and_versioned(stage: Synthesized) -> None:
    for bucket in stage.resources("AWS::S3::Bucket").values():
        assert all(bucket["PublicAccessBlockConfiguration"].values())
        assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
        assert bucket["BucketEncryption"]


def test_nothing_speaks_plain_http_to_an_account(dev: Synthesized, prod: Synthesized) -> None:
    for stage in (dev, prod):
        for kind, policy in (("S3::Bucket", "S3::BucketPolicy"), ("SQS::Queue", "SQS::QueuePolicy")):
            policies = stage.resources(f"AWS::{policy}").values()
            refusing = [found for found in policies if "aws:SecureTransport" in str(found)]
            assert len(refusing) == len(stage.resources(f"AWS::{kind}"))


def _recoverable(stage: Synthesized) -> set[bool]:
    return {
        replica["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
        for table in stage.resources(TABLE).values()
        for replica in table["Replicas"]
    }


def _audit_lock(stage: Synthesized) -> dict[str, object] | None:
    buckets = stage.resources("AWS::S3::Bucket")
    audit = next(bucket for name, bucket in buckets.items() if name.startswith("Data/Audit"))
    if "ObjectLockConfiguration" not in audit:
        return None
    return dict(audit["ObjectLockConfiguration"]["Rule"]["DefaultRetention"])
