"""What every library of strategies keeps, and for whom."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import boto3
import pytest
from moto import mock_aws

from omc.adapters.dynamodb.strategies import StrategyTable
from omc.kernel.errors import Conflict, NotFound
from omc.market.timeframes import Timeframe
from omc.strategy.hashing import spec_hash
from omc.strategy.library import StrategyLibrary
from omc.strategy.model import Param, StrategySpec
from omc.strategy.templates.trend import moving_average_cross
from tests.fakes.tables import create_table

ADA, BEN = "ada", "ben"
NOW = 1_600_000_000_000
SPEC = moving_average_cross("sample", "BTC/USDT", Timeframe.D1)
EDITED = replace(SPEC, name="Faster", params=dict(SPEC.params) | {"fast": Param(Decimal(5))})


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[StrategyLibrary]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-west-1")
        create_table(client, "lab")
        yield StrategyTable(client, "lab")


def test_a_new_strategy_is_its_version_one(library: StrategyLibrary) -> None:
    kept = library.create(ADA, "s1", SPEC, NOW)
    assert (kept.version, kept.spec, kept.spec_hash, kept.created_at) == (1, SPEC, spec_hash(SPEC), NOW)
    assert library.version(ADA, "s1", 1) == kept
    head = library.head(ADA, "s1")
    assert (head.name, head.latest_version, head.updated_at) == (SPEC.name, 1, NOW)


def test_the_order_of_features_survives_the_table(library: StrategyLibrary) -> None:
    chained = replace(SPEC, features={"zulu": "close", "alpha": "zulu + 1", "mike": "alpha[1]"})
    library.create(ADA, "s1", chained, NOW)
    assert list(library.version(ADA, "s1", 1).spec.features) == ["zulu", "alpha", "mike"]


def test_creating_the_same_again_changes_nothing(library: StrategyLibrary) -> None:
    first = library.create(ADA, "s1", SPEC, NOW)
    assert library.create(ADA, "s1", SPEC, NOW + 5) == first
    with pytest.raises(Conflict, match="another spec"):
        library.create(ADA, "s1", EDITED, NOW + 5)


def test_an_edit_is_a_new_version_and_the_old_one_stays(library: StrategyLibrary) -> None:
    first = library.create(ADA, "s1", SPEC, NOW)
    second = library.add(ADA, "s1", EDITED, NOW + 1, based_on=1)
    assert second.version == 2
    assert library.version(ADA, "s1", 1) == first
    head = library.head(ADA, "s1")
    assert (head.name, head.latest_version, head.created_at, head.updated_at) == ("Faster", 2, NOW, NOW + 1)


def test_the_latest_spec_again_is_the_latest_version(library: StrategyLibrary) -> None:
    library.create(ADA, "s1", SPEC, NOW)
    second = library.add(ADA, "s1", EDITED, NOW + 1, based_on=1)
    assert library.add(ADA, "s1", EDITED, NOW + 2, based_on=1) == second


def test_an_edit_of_a_version_that_is_no_longer_the_latest_is_refused(library: StrategyLibrary) -> None:
    library.create(ADA, "s1", SPEC, NOW)
    library.add(ADA, "s1", EDITED, NOW + 1)
    with pytest.raises(Conflict, match="expected version 1 to be the latest, it is 2"):
        library.add(ADA, "s1", _named("Third"), NOW + 2, based_on=1)


def test_what_another_owner_keeps_does_not_exist(library: StrategyLibrary) -> None:
    library.create(ADA, "s1", SPEC, NOW)
    for attempt in (
        lambda: library.head(BEN, "s1"),
        lambda: library.version(BEN, "s1", 1),
        lambda: library.versions(BEN, "s1", None, 10),
        lambda: library.add(BEN, "s1", EDITED, NOW),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert library.heads(BEN, None, 10).heads == ()
    with pytest.raises(Conflict):
        library.create(BEN, "s1", SPEC, NOW)


def test_versions_that_were_never_written_are_not_found(library: StrategyLibrary) -> None:
    library.create(ADA, "s1", SPEC, NOW)
    with pytest.raises(NotFound):
        library.version(ADA, "s1", 2)


def test_lists_are_newest_first_and_page_without_gap_or_repeat(library: StrategyLibrary) -> None:
    for number in range(5):
        library.create(ADA, f"s{number}", _named(f"n{number}"), NOW + number)
        library.create(BEN, f"b{number}", SPEC, NOW + number)
    names, position = [], None
    while True:
        page = library.heads(ADA, position, 2)
        names += [head.name for head in page.heads]
        position = page.position
        if position is None:
            break
    assert names == ["n4", "n3", "n2", "n1", "n0"]


def test_versions_page_newest_first(library: StrategyLibrary) -> None:
    library.create(ADA, "s1", SPEC, NOW)
    for number in range(2, 12):
        library.add(ADA, "s1", _named(f"n{number}"), NOW + number)
    first = library.versions(ADA, "s1", None, 8)
    rest = library.versions(ADA, "s1", first.position, 8)
    assert [kept.version for kept in (*first.versions, *rest.versions)] == list(range(11, 0, -1))
    assert rest.position is None


def _named(name: str) -> StrategySpec:
    return replace(SPEC, name=name)
