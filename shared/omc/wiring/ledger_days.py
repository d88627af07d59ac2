"""Days of records, many at once; a day that is over is read again only after a while."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from omc.kernel.instants import DAY_MS, MINUTE_MS, Ms

T = TypeVar("T")

_AT_ONCE = 8
# Late votes and corrections change a finished part a little; nobody waits for that.
_KEPT_MS = 10 * MINUTE_MS
# What happened just before the end is often known just after it.
_LATE_MS = 5 * MINUTE_MS


class Parts(Generic[T]):
    """Equal parts of time, each read on its own and kept in this process once it is over.

    read: what is told in [start, start + length). most: parts kept.
    """

    def __init__(self, read: Callable[[Ms], T], length: Ms = DAY_MS, most: int = 400) -> None:
        self._read, self._length, self._most = read, length, most
        self._kept: dict[Ms, tuple[Ms, T]] = {}

    def between(self, start: Ms, end: Ms, now: Ms) -> Sequence[T]:
        """The parts that [start, end) touches, in their order."""
        first = start - start % self._length
        wanted = range(first, end, self._length)
        absent = [one for one in wanted if not self._is_kept(one, now)]
        found = dict(zip(absent, self._all(absent), strict=True))
        for one, told in found.items():
            if one + self._length + _LATE_MS <= now:
                self._kept[one] = (now, told)
        answer = [found[one] if one in found else self._kept[one][1] for one in wanted]
        for oldest in sorted(self._kept)[: -self._most]:
            del self._kept[oldest]
        return answer

    def _is_kept(self, start: Ms, now: Ms) -> bool:
        kept = self._kept.get(start)
        return kept is not None and now - kept[0] < _KEPT_MS

    def _all(self, starts: Sequence[Ms]) -> list[T]:
        if len(starts) < 2:
            return [self._read(one) for one in starts]
        with ThreadPoolExecutor(min(_AT_ONCE, len(starts))) as pool:
            return list(pool.map(self._read, starts))
