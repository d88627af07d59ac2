"""The console as a person gets it: the built page, served with its policy, beside the deployed house."""

from collections.abc import Iterator

import pytest

from local.console import console_config
from local.console_server import ConsoleServer
from local.people import DEMO_EMAIL, DEMO_PASSWORD, ensure_person
from local.stack import Stack
from local.web import DIST


@pytest.fixture(scope="session")
def console_url(stack: Stack) -> Iterator[str]:
    """Address of the console of the deployed stack."""
    if not (DIST / "index.html").is_file():
        pytest.skip("the console is not built: npm --prefix web run build")
    ensure_person(stack, DEMO_EMAIL, DEMO_PASSWORD)
    server = ConsoleServer(DIST, console_config(stack), port=0, connect=stack.connect_sources)
    server.start()
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def demo_credentials() -> tuple[str, str]:
    """(email, password) of the demo sign-in."""
    return DEMO_EMAIL, DEMO_PASSWORD
