"""Athena's view of the evidence in the lake: two tables over the objects as they lie.

Partitions are computed from the path (projection), so no crawler runs and no partition is ever registered.
A query must name its ledger and source; a range of days reads the objects of those days.
"""

from aws_cdk import Stack
from aws_cdk import aws_glue as glue
from aws_cdk import aws_s3 as s3
from constructs import Construct

from cdk.config import Stage

EVIDENCE_TREES = ("records", "observations")
_FIRST_DAY, _FIRST_MONTH = "2015-01-01", "2015-01"
_RECORDS = {
    "record_id": "string", "kind": "string", "event_time": "bigint", "known_at": "bigint", "basis": "string",
    "assets": "array<string>", "url": "string", "plugin_version": "string", "synthetic": "boolean",
    "observations": "map<string,double>", "payload": "string",
}  # fmt: skip
_OBSERVATIONS = {
    "feature": "string", "asset": "string", "origin": "string", "thing": "bigint", "event_time": "bigint",
    "known_at": "bigint", "value": "double", "synthetic": "boolean",
}  # fmt: skip
_INPUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
_OUTPUT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
_SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"


def evidence_tables(scope: Construct, stage: Stage, lake: s3.Bucket) -> None:
    """A database `omc_{stage}` with the tables `records` and `observations`."""
    name = f"omc_{stage.name}"
    account = Stack.of(scope).account
    database = glue.CfnDatabase(
        scope,
        "Evidence",
        catalog_id=account,
        database_input=glue.CfnDatabase.DatabaseInputProperty(name=name, description="Evidence in the lake."),
    )
    days = ("day", "yyyy-MM-dd", f"{_FIRST_DAY},NOW", "DAYS")
    months = ("month", "yyyy-MM", f"{_FIRST_MONTH},NOW", "MONTHS")
    for tree, columns, span in (("records", _RECORDS, days), ("observations", _OBSERVATIONS, months)):
        glue.CfnTable(
            scope,
            f"Evidence{tree.capitalize()}",
            catalog_id=account,
            # By reference, so that the database is there first.
            database_name=database.ref,
            table_input=_table(tree, columns, span, lake),
        )


def _table(
    tree: str, columns: dict[str, str], span: tuple[str, str, str, str], lake: s3.Bucket
) -> glue.CfnTable.TableInputProperty:
    partition, written, ranged, unit = span
    place = f"s3://{lake.bucket_name}/{tree}/"
    path = f"ledger=${{ledger}}/source=${{source}}/{partition}=${{{partition}}}/"
    return glue.CfnTable.TableInputProperty(
        name=tree,
        table_type="EXTERNAL_TABLE",
        parameters={
            "classification": "parquet",
            "projection.enabled": "true",
            "projection.ledger.type": "enum",
            "projection.ledger.values": "glass,human,catalyst,exchange",
            # Any source, present or to come: a query names the one it means.
            "projection.source.type": "injected",
            f"projection.{partition}.type": "date",
            f"projection.{partition}.format": written,
            f"projection.{partition}.range": ranged,
            f"projection.{partition}.interval": "1",
            f"projection.{partition}.interval.unit": unit,
            "storage.location.template": place + path,
        },
        partition_keys=[_column(name, "string") for name in ("ledger", "source", partition)],
        storage_descriptor=glue.CfnTable.StorageDescriptorProperty(
            columns=[_column(name, kind) for name, kind in columns.items()],
            location=place,
            input_format=_INPUT,
            output_format=_OUTPUT,
            serde_info=glue.CfnTable.SerdeInfoProperty(serialization_library=_SERDE),
        ),
    )


def _column(name: str, kind: str) -> glue.CfnTable.ColumnProperty:
    return glue.CfnTable.ColumnProperty(name=name, type=kind)
