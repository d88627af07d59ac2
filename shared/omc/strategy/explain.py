"""A rule at one bar in words with values, from the same tree that decided it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from omc.strategy import tree
from omc.strategy.evaluate import Evaluation
from omc.strategy.tree import Node
from omc.strategy.warmup import length_of
from omc.strategy.wording import number_text, text_of

_WORDS = {
    "<": "under",
    "<=": "at or under",
    ">": "above",
    ">=": "at or above",
    "==": "equal to",
    "!=": "other than",
}


@dataclass(frozen=True)
class Reason:
    """One comparison of a rule: whether it held, in words, and the numbers it compared, by name."""

    text: str
    operands: Mapping[str, float]
    holds: bool = True


# What was computed while explaining, for the next bar that is explained in the same run.
Memo = dict[tuple[object, ...], Any]


def reasons(run: Evaluation, rule: Node, index: int = -1, memo: Memo | None = None) -> tuple[Reason, ...]:
    """Why `rule` holds on bar `index` of the run; where it does not hold, what is missing.

    memo: one mapping for many bars of one run, so that each column is computed once.
    """
    if len(run.bars) == 0:
        return ()
    return tuple(_Explainer(run, range(len(run.bars))[index], {} if memo is None else memo).of(rule, True))


@dataclass(frozen=True)
class _Explainer:
    run: Evaluation
    index: int
    memo: Memo
    told: set[tuple[object, ...]] = field(default_factory=set)

    def of(self, node: Node, wanted: bool) -> list[Reason]:
        match node:
            case tree.Logic():
                return self._logic(node, wanted)
            case tree.Not():
                return self.of(node.operand, not wanted)
            case tree.Compare():
                return [self._compare(node, wanted)]
            case tree.Cross():
                return [self._cross(node, wanted)]
            case tree.Feature():
                return self._feature(node, wanted)
            case tree.At():
                return self._higher(node, wanted)
            case _:
                return [self._other(node, wanted)]

    def _logic(self, node: tree.Logic, wanted: bool) -> list[Reason]:
        """The parts that decided: those that held if the whole held, else those that did not."""
        held = self._holds(node, wanted)
        deciding = [part for part in node.operands if self._holds(part, wanted) == held]
        return [reason for part in deciding for reason in self.of(part, wanted)]

    def _feature(self, node: tree.Feature, wanted: bool) -> list[Reason]:
        key = (node.name, wanted, self.run.frame)
        if key in self.told:
            return []
        # Features that name features twice each would be told without end.
        self.told.add(key)
        inner = self.of(self.run.features[node.name], wanted)
        return [Reason(f"{node.name}: {part.text}", part.operands, part.holds) for part in inner]

    def _higher(self, node: tree.At, wanted: bool) -> list[Reason]:
        """By the newest of the longer bars that is over."""
        higher, run = self.run.above(node.frame)
        newest = int(higher.seen[self.index])
        if newest < 0:
            return [Reason(f"{text_of(node)} is not known yet", {}, False)]
        inner = _Explainer(run, newest, self.memo, self.told).of(node.operand, wanted)
        return [
            Reason(f"{part.text} @ {node.frame}", _renamed(part, node.frame), part.holds) for part in inner
        ]

    def _compare(self, node: tree.Compare, wanted: bool) -> Reason:
        held = self._holds(node, wanted)
        # With `not` before it, a comparison that is false is what was asked for.
        word = ("" if held == wanted else "not ") + _WORDS[node.sign]
        text = f"{self._said(node.left)} {word} {self._said(node.right)}"
        return Reason(text, self._values(node.left, node.right), held)

    def _cross(self, node: tree.Cross, wanted: bool) -> Reason:
        held = self._holds(node, wanted)
        way = "above" if node.above else "below"
        word = f"crossed {way}" if held == wanted else f"did not cross {way}"
        text = f"{self._said(node.left)} {word} {self._said(node.right)} (before: {self._before(node)})"
        now = self._values(node.left, node.right)
        earlier = {f"{text_of(side)}[1]": self._at(side, 1) for side in (node.left, node.right)}
        return Reason(text, now | earlier, held)

    def _before(self, node: tree.Cross) -> str:
        left, right = self._at(node.left, 1), self._at(node.right, 1)
        word = "under" if left < right else "above" if left > right else "beside"
        texts = (number_text(value, self._meaning(side), self.run.tick)
                 for value, side in ((left, node.left), (right, node.right)))  # fmt: skip
        return f" {word} ".join(texts)

    def _other(self, node: Node, wanted: bool) -> Reason:
        """for_bars, between and conditions of an earlier bar: named, with the numbers they look at."""
        held = self._holds(node, wanted)
        said = "holds" if held == wanted else "does not hold"
        numbers = [part for part in tree.walk(node) if self._worth_telling(part)]
        if isinstance(node, tree.Call) and node.name == "between":
            text = f"{self._said(node.args[0])} {'' if held == wanted else 'not '}between "
            return Reason(
                text + f"{self._said(node.args[1])} and {self._said(node.args[2])}",
                self._values(*node.args),
                held,
            )
        if isinstance(node, tree.Call):
            said += f" over {length_of(node.args[1])} bars"
            return Reason(f"{text_of(node.args[0])} {said}", self._values(*numbers), held)
        return Reason(f"{text_of(node)} {said}", self._values(*numbers), held)

    def _worth_telling(self, part: Node) -> bool:
        return isinstance(part, tree.Column | tree.Feature) and tree.kind_of(part) is tree.Kind.NUMBER

    def _said(self, node: Node) -> str:
        value = number_text(self._at(node), self._meaning(node), self.run.tick)
        return f"{node.value:f}" if isinstance(node, tree.Const) else f"{text_of(node)} {value}"

    def _meaning(self, node: Node) -> Node:
        """A feature's own expression: it says whether the number is a price."""
        while isinstance(node, tree.Feature):
            node = self.run.features[node.name]
        return node

    def _values(self, *nodes: Node) -> dict[str, float]:
        return {text_of(node): self._at(node) for node in nodes if not isinstance(node, tree.Const)}

    def _at(self, node: Node, bars_ago: int = 0) -> float:
        if isinstance(node, tree.Const):
            return float(node.value)
        values = self._once(("number", node), lambda: self.run.number(node))
        return float(values[self.index - bars_ago]) if self.index >= bars_ago else float("nan")

    def _holds(self, node: Node, wanted: bool) -> bool:
        return bool(self._once(("holds", node, wanted), lambda: self.run.holds(node, wanted))[self.index])

    def _once(self, what: tuple[object, ...], compute: Callable[[], Any]) -> Any:
        key = (self.run.frame, *what)
        if key not in self.memo:
            self.memo[key] = compute()
        return self.memo[key]


def _renamed(reason: Reason, frame: str) -> dict[str, float]:
    return {f"{name} @ {frame}": value for name, value in reason.operands.items()}
