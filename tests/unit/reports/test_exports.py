"""Exports in the lake, and the links to them."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlparse

import boto3
import pytest
from moto import mock_aws

from omc.adapters.s3.exports import LINK_SECONDS, ExportKind, RunExports
from omc.adapters.s3.parquet import from_parquet
from omc.adapters.s3.runs import RunLake
from omc.backtest.judging.evidence import Evidence
from omc.backtest.service.gathering import Gathered
from omc.kernel.errors import NotFound
from tests.unit.reports.conftest import REQUEST


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        found = boto3.client("s3")
        found.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield found


@pytest.fixture
def exports(client: Any, evidence: Evidence, card: dict[str, Any]) -> RunExports:
    lake = RunLake(client, "lake")
    lake.put_evidence("bt-1", Gathered(REQUEST, evidence, None))
    lake.put_card("bt-1", card)
    return RunExports(client, "lake")


@pytest.mark.parametrize("kind", ExportKind)
def test_every_kind_can_be_taken_away(exports: RunExports, kind: ExportKind) -> None:
    made = exports.make("bt-1", kind)

    assert made.name == f"bt-1-{kind.value}"
    assert made.content_type
    assert made.body == exports.make("bt-1", kind).body


def test_parquet_is_the_table_as_it_is_kept(exports: RunExports, evidence: Evidence) -> None:
    found = from_parquet(
        exports.make("bt-1", ExportKind.TRADES_PARQUET).body, ("number", "regime", "spec_version")
    )

    assert found["number"].tolist() == list(range(len(evidence.exits)))
    assert set(found["spec_version"].tolist()) == {REQUEST.version}
    assert found["regime"].tolist() == [trade.regime for trade in evidence.exits]


def test_a_link_leads_to_the_file_for_a_quarter_of_an_hour(exports: RunExports, client: Any) -> None:
    link = urlparse(exports.link("bt-1", ExportKind.CARD_JSON))
    query = parse_qs(link.query)
    stored = client.get_object(Bucket="lake", Key="runs/bt-1/export/card.json")["Body"].read()

    assert link.path.endswith("runs/bt-1/export/card.json")
    assert json.loads(stored)["run_id"] == "bt-1"
    assert query["response-content-disposition"] == ['attachment; filename="bt-1-card.json"']
    assert LINK_SECONDS == 900


@pytest.mark.parametrize("kind", ExportKind)
def test_a_run_that_is_not_judged_has_nothing_to_take_away(client: Any, kind: ExportKind) -> None:
    with pytest.raises(NotFound, match="bt-2 has no"):
        RunExports(client, "lake").make("bt-2", kind)
