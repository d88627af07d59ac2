"""The deployed house for tests that need it: one emulator for the whole run, started on first use."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from local.aws.deployer import Step
from local.people import Person, person
from local.stack import Stack, deployed
from tests.fakes import quick_moto

quick_moto.install()

# One commit, one verdict: the same examples each time. `make soak` draws new ones and looks further.
settings.register_profile("repeatable", derandomize=True)
settings.register_profile("explore", max_examples=400)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: begun last, one of them would be waited for alone."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/integration/"))


def _say(step: Step) -> None:
    print(f"  {step.name}: {step.result} ({step.seconds:.1f} s)")  # noqa: T201


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Every stack of the template on an emulator of its own, on a free port, forgotten afterwards."""
    with deployed(progress=_say, wait_scale=0.1) as running:
        yield running


@pytest.fixture(scope="session")
def ada(stack: Stack) -> Person:
    """A trader."""
    return person(stack, "ada@example.com", "First-in-the-book-1")


@pytest.fixture(scope="session")
def ben(stack: Stack) -> Person:
    """Another trader, who must see nothing of Ada's."""
    return person(stack, "ben@example.com", "Second-in-the-book-2")
