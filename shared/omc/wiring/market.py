"""Builds the market: the table, the lake and both read as one.

market().bars.arrays(series, start, end)    # history and the recent tail: what backtests read
market().store.range(series, start=cursor)  # the table alone: bars collected, not imported history
market().store.get(venue, symbol)           # the instrument
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.market import DynamoMarketStore
from omc.adapters.s3.candles import REPLAY, LakeCandles
from omc.adapters.s3.parquet import connect, from_parquet, to_parquet
from omc.market.joined import JoinedBars
from omc.wiring.clients import dynamodb, s3, setting
from omc.wiring.clock import SystemClock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_s3.client import S3Client

__all__ = ["LakeCandles", "Market", "connect", "from_parquet", "market", "market_of", "to_parquet"]


@dataclass(frozen=True)
class Market:
    """Where bars are: the table (hot), the lake (history), both as one, and what a replay has yet to tell."""

    store: DynamoMarketStore
    lake: LakeCandles
    bars: JoinedBars
    replay: LakeCandles


def market_of(dynamodb: "DynamoDBClient", table_name: str, s3: "S3Client", bucket: str) -> Market:
    """The market behind the given clients."""
    lake = LakeCandles(s3, bucket)
    store = DynamoMarketStore(dynamodb, table_name, SystemClock(), history=lake)
    return Market(store, lake, JoinedBars(lake, store), LakeCandles(s3, bucket, REPLAY))


@cache
def market() -> Market:
    """The market of this deployment."""
    return market_of(dynamodb(), setting("OMC_MARKET_TABLE"), s3(), setting("OMC_LAKE_BUCKET"))
