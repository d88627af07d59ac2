"""An emulated market: table and lake, empty."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from omc.wiring.market import Market, market_of
from tests.fakes.tables import create_table


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> Iterator[Market]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        dynamodb = boto3.client("dynamodb", region_name="us-east-1")
        s3 = boto3.client("s3", region_name="us-east-1")
        create_table(dynamodb, "market")
        s3.create_bucket(Bucket="lake")
        yield market_of(dynamodb, "market", s3, "lake")
