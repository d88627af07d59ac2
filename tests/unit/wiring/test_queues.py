"""Work that lost a turn is tried again at once; work that failed otherwise goes back to its queue."""

import pytest

from omc.kernel.errors import Transient
from omc.wiring.queues import patiently


class Busy:
    def __init__(self, times: int, retry_after_s: float | None = 0.1) -> None:
        self.left, self.calls, self.after = times, 0, retry_after_s

    def __call__(self) -> None:
        self.calls += 1
        if self.left > 0:
            self.left -= 1
            raise Transient("busy", retry_after_s=self.after)


def test_busy_work_is_tried_again_with_growing_pauses() -> None:
    work, pauses = Busy(3), list[int]()
    patiently(work, pauses.append)
    assert work.calls == 4
    assert pauses == [100, 200, 300]


def test_work_that_does_not_say_when_is_not_tried_again() -> None:
    work = Busy(1, None)
    with pytest.raises(Transient):
        patiently(work, lambda _: None)
    assert work.calls == 1


def test_patience_ends() -> None:
    work = Busy(1_000)
    with pytest.raises(Transient):
        patiently(work, lambda _: None)
    assert work.calls == 20
