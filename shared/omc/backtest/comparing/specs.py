"""Where two specs differ, by path such as `long.enter` or `targets[0].value`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from omc.backtest.comparing.model import Difference


def spec_differences(left: Mapping[str, Any], right: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Leaves that are not equal, in the order of the left spec, then what only the right one has."""
    return tuple(_differences("", left, right))


def _differences(path: str, left: Any, right: Any) -> Iterator[Difference]:
    if left == right:
        return
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for name in [*left, *(name for name in right if name not in left)]:
            yield from _differences(f"{path}.{name}" if path else name, left.get(name), right.get(name))
    elif _listed(left) and _listed(right):
        for at in range(max(len(left), len(right))):
            pair = (side[at] if at < len(side) else None for side in (left, right))
            yield from _differences(f"{path}[{at}]", *pair)
    else:
        yield Difference(path, left, right)


def _listed(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
