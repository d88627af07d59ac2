"""A million records of evidence: real series repeated over made-up assets, into a lake on disk and out again.

    python -m tests.benchmarks.evidence [records]

Times, on this machine: writing parts and merging them; a 24-hour range of all records by DuckDB (OMC-LED-112,
under a second); a feature of one asset over a year, as a backtest reads it; 100,000 rows of the training set
(OMC-LED-093, under two seconds). Prints a table; writes build/evidence.json.
"""

import csv
import gzip
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from omc.adapters.s3.ledger.archive import RecordArchive
from omc.adapters.s3.ledger.compaction import Compaction
from omc.adapters.s3.ledger.history import LakeObservations
from omc.adapters.s3.parquet import connect
from omc.adapters.s3.training import TrainingLake
from omc.kernel.instants import DAY_MS, HOUR_MS, SECOND_MS, Ms, from_iso
from omc.ledgers.features.history import FeatureHistory
from omc.ledgers.features.training import BAR_MS, training_set
from omc.ledgers.records import Measurement, NewsItem, Record, Sentiment, SocialPost
from omc.ledgers.taxonomy import Basis, Ledger
from omc.market.model import BarArrays
from tests.benchmarks.disk import DiskLake
from tests.reference import reference_dir

RECORDS, ROUNDS = 1_000_000, 7
OUT = Path(__file__).resolve().parents[2] / "build" / "evidence.json"
# The days that all three series share.
FIRST, LAST = from_iso("2021-10-13T00:00:00Z"), from_iso("2022-04-30T00:00:00Z")


def rows(*parts: str) -> Iterator[dict[str, str]]:
    path = reference_dir().joinpath("data", *parts)
    if not path.exists():
        raise SystemExit(f"expected the real series {path}: set OMC_REFERENCE_DIR")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def real() -> list[Callable[[str], Record]]:
    """Each real row of the shared days, as a record of any asset."""
    found: list[Callable[[str], Record]] = []
    for row in rows("sentiment", "crypto_news_sentiment.csv.gz"):
        found.append(lambda asset, row=row: _news(asset, row))  # type: ignore[misc]
    for row in rows("sentiment", "reddit_top_posts.csv.gz"):
        found.append(lambda asset, row=row: _post(asset, row))  # type: ignore[misc]
    for row in rows("onchain", "coinmetrics_btc_daily.csv.gz"):
        if row["AdrActCnt"] and row["CapMVRVCur"]:
            found.append(lambda asset, row=row: _on_chain(asset, row))  # type: ignore[misc]
    return [make for make in found if FIRST <= make("BTC").event_time < LAST]


def _news(asset: str, row: dict[str, str]) -> NewsItem:
    at = from_iso(row["published_at"].replace(" ", "T").removesuffix("+00:00").removesuffix("Z") + "Z")
    score = Decimal(f"{max(-1.0, min(1.0, float(row['polarity']))):.4f}")
    return NewsItem(
        source="news_archive", natural_key=f"{asset}:{row['url']}", event_time=at, known_at=at + HOUR_MS,
        basis=Basis.PUBLISHED_PLUS_LAG, assets=(asset,), url=row["url"], title=row["title"],
        outlet=row["source"], summary=row["text"][:300],
        sentiment=Sentiment(score=score, magnitude=abs(score), method="lexicon", reasons=("polarity",)),
    )  # fmt: skip


def _post(asset: str, row: dict[str, str]) -> SocialPost:
    at = int(float(row["created_utc"])) * SECOND_MS
    return SocialPost(
        source="reddit", natural_key=f"{asset}:{row['id']}", event_time=at, known_at=at + HOUR_MS,
        basis=Basis.PUBLISHED_PLUS_LAG, assets=(asset,), title=row["title"], community=row["subreddit"],
        body=row["selftext_200"],
    )  # fmt: skip


def _on_chain(asset: str, row: dict[str, str]) -> Measurement:
    over = from_iso(f"{row['date'][:10]}T00:00:00Z") + DAY_MS
    values = {"active_addresses": Decimal(row["AdrActCnt"]), "mvrv": Decimal(row["CapMVRVCur"])}
    return Measurement(
        ledger=Ledger.GLASS, source="coin_metrics", natural_key=f"{asset}:{row['date']}", event_time=over,
        known_at=over + 12 * HOUR_MS, basis=Basis.PUBLISHED_PLUS_LAG, assets=(asset,), subject=asset.lower(),
        values=values,
    )  # fmt: skip


def multiplied(folder: Path, asked: int) -> int:
    """Every object's rows once for each of many assets, as a part in its place; how many records there are
    then. The rows are the archive's own: only names differ."""
    told = 0
    with connect() as database:
        paths = sorted(folder.rglob("merged.parquet"))
        rows = sum(_rows(database, path) for path in paths if "/records/" in str(path))
        copies = -(-asked // rows)
        for path in paths:
            records = "/records/" in str(path)
            query = _RECORDS if records else _OBSERVATIONS
            out = path.with_name("part-many.parquet")
            database.execute(f"COPY ({query.format(path=path, copies=copies)}) TO '{out}' (FORMAT parquet)")
            told += copies * _rows(database, path) if records else 0
            path.unlink()
    return told


def _rows(database: Any, path: Path) -> int:
    return int(database.execute(f"SELECT count(*) FROM read_parquet('{path}')").fetchone()[0])


_RECORDS = """
    SELECT replace(record_id, 'rec-', 'rec-' || n || '-') AS record_id, kind, event_time, known_at, basis,
        ['COIN' || n] AS assets, url, plugin_version, synthetic, observations,
        replace(payload, '"BTC"', '"COIN' || n || '"') AS payload
    FROM read_parquet('{path}'), range({copies}) AS many(n)
"""
_OBSERVATIONS = """
    SELECT feature, CASE WHEN asset = 'BTC' THEN 'COIN' || n ELSE asset END AS asset, origin,
        (hash(thing, n) >> 1)::BIGINT AS thing, event_time, known_at, value, synthetic
    FROM read_parquet('{path}'), range({copies}) AS many(n)
"""


def timed(work: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, Any]:
    """Median seconds and the last result."""
    took, result = [], None
    for _ in range(rounds):
        begun = time.perf_counter()
        result = work()
        took.append(time.perf_counter() - begun)
    return float(np.median(took)), result


def day_of_all(folder: Path, day: str) -> int:
    """Records known on a day, of all ledgers and sources, by the folders' names: whole rows are read."""
    with connect() as database:
        query = f"""
            SELECT count(*), count(DISTINCT record_id), sum(length(payload))
            FROM read_parquet('{folder}/records/*/*/day={day}/*.parquet', hive_partitioning = true)
        """
        found = database.execute(query).fetchone()
        return int(found[0]) if found else 0


def main(arguments: Sequence[str]) -> None:
    count = int(arguments[0]) if arguments else RECORDS
    folder = Path(tempfile.mkdtemp(prefix="evidence-"))
    try:
        figures = measured(DiskLake(folder), folder, count)
    finally:
        shutil.rmtree(folder)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=2))
    for name, value in figures.items():
        print(f"{name:52} {value}")


def measured(lake: DiskLake, folder: Path, count: int) -> dict[str, float | int]:
    client: Any = lake
    records = [make("BTC") for make in real()]
    took, _ = timed(lambda: RecordArchive(client, "lake").add(records), 1)
    Compaction(client, "lake").run()
    print(f"  {len(records):,} records archived in {took:.0f} s", flush=True)
    told = multiplied(folder, count)
    print(f"  {told:,} records of many assets", flush=True)
    merging, _ = timed(lambda: Compaction(client, "lake").run(), 1)
    merged = lake.count()
    history = FeatureHistory((LakeObservations(client, "lake"),), synthetic=False)
    day, in_day = timed(lambda: day_of_all(folder, "2022-02-24"))
    name, end = ("human.sentiment", "COIN7"), LAST

    def cold() -> int:
        fresh = FeatureHistory((LakeObservations(client, "lake"),), synthetic=False)
        return len(fresh.book([name], FIRST, end)[name])

    feature, of_it = timed(cold)
    one_day, _ = timed(lambda: history.book([name], end - 30 * DAY_MS, end - 29 * DAY_MS))
    files = TrainingLake(client, "lake")
    files.put("COIN7", training_set("COIN7", bars_of(100_000), {}))
    training, read = timed(lambda: len(files.rows("COIN7")))
    return {
        "records": told,
        "objects": merged,
        "lake, MB": round(lake.size() / 1e6, 1),
        "real records": len(records),
        "archiving the real ones, s": round(took, 1),
        "merging all, s": round(merging, 1),
        "records of 24 h, all sources": in_day,
        "24 h of all records, s": round(day, 3),
        "observations of a feature and asset, all months": of_it,
        "that series from a cold start, s": round(feature, 3),
        "a day of it, warm, s": round(one_day, 3),
        "training rows": read,
        "reading them, s": round(training, 3),
    }


def bars_of(count: int) -> BarArrays:
    rng = np.random.default_rng(1)
    close = 100 * np.exp(np.cumsum(rng.normal(0, 0.001, count)))
    start: Ms = FIRST
    ts = start + np.arange(count, dtype=np.int64) * BAR_MS
    return BarArrays(ts, close, close, close, close, np.ones(count))


if __name__ == "__main__":
    main(sys.argv[1:])
