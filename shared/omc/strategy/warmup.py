"""How many bars a tree needs before it has its full window: told from its structure, not from values."""

from collections.abc import Mapping

from omc.kernel.instants import DAY_MS, Ms
from omc.market.frames import FRAMES, Frame
from omc.strategy import tree
from omc.strategy.functions import FUNCTIONS, OF_THE_DAY, Arg
from omc.strategy.tree import Node

# Besides the bar itself: these look back by their length, not by one less.
_ONE_MORE = ("change",)
_SINCE = ("hour_of_day", "day_of_week", "minutes_since_open")


def length_of(node: Node) -> int:
    """The whole number of a bound length."""
    if not isinstance(node, tree.Const):
        raise TypeError(f"expected a bound length, got {node}")
    return int(node.value)


class Warmup:
    """Bars until the first defined value, that bar included, of trees over `features` on bars of `frame`.

    1 for the bar itself, n for sma and ema, n + 1 for rsi and atr, one more for a cross, k more for [k]. On
    a longer frame: that many of its bars, and the one that was under way when the bars began. known: what
    features need where that is known already.
    """

    def __init__(
        self, features: Mapping[str, Node], frame: Frame, known: dict[str, int] | None = None
    ) -> None:
        self.features, self.frame = features, frame
        self._known = {} if known is None else known

    def of(self, node: Node) -> int:
        match node:
            case tree.Feature():
                return self.feature(node.name)
            case tree.Shift():
                return self.of(node.operand) + length_of(node.bars)
            case tree.Cross():
                return self._most(node) + 1
            case tree.At():
                above = Warmup(self.features, FRAMES[node.frame])
                return _bars_in(FRAMES[node.frame].ms, self.frame.ms, above.of(node.operand))
            case tree.Call():
                return self._call(node)
            case _:
                return self._most(node)

    def feature(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = self.of(self.features[name])
        return self._known[name]

    def _call(self, call: tree.Call) -> int:
        if call.name in OF_THE_DAY:
            return self._day(call.name)
        indicator = FUNCTIONS[call.name].indicator
        if indicator is not None:
            series = len(FUNCTIONS[call.name].args) > len(indicator.args)
            values = [part.value for part in call.args[series:] if isinstance(part, tree.Const)]
            inner = self.of(call.args[0]) if series else 1
            return inner + indicator.warmup(values, call.output or None, self.frame.ms) - 1
        lengths = [length_of(part) for part, kind in self._kinds(call) if kind is Arg.LENGTH]
        inner = max((self.of(part) for part, kind in self._kinds(call) if _per_bar(kind)), default=1)
        return inner + sum(lengths) - (1 if lengths and call.name not in _ONE_MORE else 0)

    def _kinds(self, call: tree.Call) -> list[tuple[Node, Arg]]:
        signature = FUNCTIONS[call.name]
        return [(part, signature.arg(index)) for index, part in enumerate(call.args)]

    def _day(self, name: str) -> int:
        """Of the day: that it began on the bars at hand; of the day before: that it did, whole."""
        if name in _SINCE:
            return 1
        days = 2 if name.startswith("prior_") else 1
        return days * max(-(-DAY_MS // self.frame.ms), 1)

    def _most(self, node: Node) -> int:
        return max((self.of(child) for child in tree.children(node)), default=1)


def _bars_in(longer: Ms, base: Ms, count: int) -> int:
    """Base bars that hold `count` whole longer ones wherever they begin."""
    ratio = longer // base
    return count * ratio + ratio - 1


def _per_bar(kind: Arg) -> bool:
    return kind in (Arg.SERIES, Arg.CONDITION)
