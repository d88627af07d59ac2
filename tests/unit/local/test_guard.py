"""A mend that no longer fits the emulator stops it with a sentence."""

import pytest

from local.aws.patches.guard import EmulatorChangedError, expect, replace_once


def test_a_function_that_reads_differently_is_refused() -> None:
    expect(replace_once, "text.count(old)")
    with pytest.raises(
        EmulatorChangedError, match=r"replace_once to contain 'gone'.*review or drop the mend"
    ):
        expect(replace_once, "gone")


@pytest.mark.parametrize("text", ["nothing", "old and old"])
def test_a_script_is_changed_at_one_known_place_or_not_at_all(text: str) -> None:
    with pytest.raises(EmulatorChangedError, match="exactly one 'old'"):
        replace_once(text, "old", "new")


def test_the_known_place_is_changed() -> None:
    assert replace_once("an old line", "old", "new") == "an new line"
