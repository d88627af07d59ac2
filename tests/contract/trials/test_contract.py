"""What every book of trials keeps: nothing tried is forgotten, nothing counts twice."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from omc.adapters.dynamodb.trials import TrialTable
from omc.backtest.tuning.overfitting.trials import NO_TRIALS, TrialCounts, Trials
from tests.fakes.tables import create_table
from tests.fakes.trials import TrialsInMemory

CROSS, REVERSION = "ada/ma_cross", "ada/rsi_reversion"


@pytest.fixture(params=["memory", "dynamodb"])
def book(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[TrialCounts]:
    if request.param == "memory":
        yield TrialsInMemory()
        return
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-west-1")
        create_table(client, "lab")
        yield TrialTable(client, "lab")


def test_a_family_never_tried_has_no_trials(book: TrialCounts) -> None:
    assert book.total(CROSS) == NO_TRIALS


def test_attempts_of_a_family_add_up(book: TrialCounts) -> None:
    assert book.add(CROSS, "search-1", Trials(1000, 8.25)) == Trials(1000, 8.25)
    assert book.add(CROSS, "search-2", Trials(174, 3.5)) == Trials(1174, 11.75)
    assert book.total(CROSS) == Trials(1174, 11.75)


def test_the_same_source_told_again_counts_once(book: TrialCounts) -> None:
    book.add(CROSS, "search-1", Trials(1000, 8.25))
    assert book.add(CROSS, "search-1", Trials(1000, 8.25)) == Trials(1000, 8.25)
    # Not even when it says something else: what was registered first stands.
    assert book.add(CROSS, "search-1", Trials(1, 1.0)) == Trials(1000, 8.25)


def test_families_do_not_share_their_attempts(book: TrialCounts) -> None:
    book.add(CROSS, "search-1", Trials(10, 2.0))
    book.add(REVERSION, "search-1", Trials(20, 4.0))
    assert (book.total(CROSS), book.total(REVERSION)) == (Trials(10, 2.0), Trials(20, 4.0))
