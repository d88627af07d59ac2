"""What reaches the emulator's process, and through it every function."""

import os
from pathlib import Path

from local.aws.emulator import clean
from local.aws.settings import HIDDEN_PATHS_ENV, LIVE_CODE_ENV, ROOT, EmulatorSettings


def _environment(**settings: bool) -> dict[str, str]:
    inherited = {
        "PATH": "/bin",
        "AWS_PROFILE": "production",
        "AWS_ENDPOINT_URL": "x",
        "SOME_API_KEY": "secret",
    }
    return EmulatorSettings(Path("state"), 4566, **settings).environment(inherited)  # type: ignore[arg-type]


def test_only_named_variables_are_inherited() -> None:
    environment = _environment()
    assert environment["PATH"] == "/bin"
    assert not {"AWS_PROFILE", "AWS_ENDPOINT_URL", "SOME_API_KEY"} & set(environment)


def test_bundles_hide_the_checkout_and_live_code_shows_it() -> None:
    assert str(ROOT) in _environment()[HIDDEN_PATHS_ENV].split(os.pathsep)
    live = _environment(live_code=True)
    assert live[HIDDEN_PATHS_ENV] == ""
    assert str(ROOT / "functions") in live[LIVE_CODE_ENV]


def test_state_is_kept_only_when_asked() -> None:
    assert (_environment()["PERSIST_STATE"], _environment(persist=True)["S3_PERSIST"]) == ("0", "1")


def test_a_directly_started_emulator_forgets_the_developers_aws_and_binds_loopback() -> None:
    environment = {"AWS_PROFILE": "production", "AWS_SESSION_TOKEN": "t", "BIND_HOST": "0.0.0.0"}
    clean(environment)
    assert "AWS_PROFILE" not in environment
    assert "AWS_SESSION_TOKEN" not in environment
    assert environment["BIND_HOST"] == "127.0.0.1"
