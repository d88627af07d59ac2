"""The whole main job from one command, as a person without a browser would run it."""

import subprocess
import sys

import pytest

from local.aws.settings import ROOT

pytestmark = pytest.mark.integration


def test_the_demo_tells_the_life_of_the_thread_and_ends_with_a_summary() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "local.cli", "demo", "--bars", "60"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    for told in ("backtest", "promotion", "signal  enter_long BTC/USDT", "fill    entry: buy", "summary"):
        assert told in done.stdout


def test_an_unknown_command_says_what_there_is() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "local.cli", "sell-everything"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert "choose from" in done.stderr
