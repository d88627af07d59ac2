"""Which parameter sets share which parts of a spec: each part is bound once per distinct value it reads.

Only `validate_spec` is asked, for one parameter set that stands for all with the same values.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from omc.backtest.grid.model import ParamSet
from omc.market.model import IntArray
from omc.strategy import tree
from omc.strategy.bind import bind
from omc.strategy.constraints import holds
from omc.strategy.faults import Source
from omc.strategy.model import StrategySpec
from omc.strategy.parse import Scope, parse
from omc.strategy.program import rule_texts
from omc.strategy.tree import Kind, Node
from omc.strategy.validate import Validated, validate_spec
from omc.strategy.warmup import Warmup

_PARAM = re.compile(r"\$([A-Za-z][A-Za-z0-9_]*)")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_FAR = 1 << 40


class Variant(NamedTuple):
    """of: int64[m], which distinct binding each parameter set has; stands: one parameter set of each."""

    of: IntArray
    stands: Sequence[int]


@dataclass
class Variants:
    """The parts of `spec` under `params`; asking raises InvalidInput for a set the spec does not allow."""

    spec: StrategySpec
    params: Sequence[ParamSet]
    _compiled: dict[int, Validated] = field(default_factory=dict)
    _stands: dict[tuple[tuple[str, ...], tuple[int, ...]], int] = field(default_factory=dict)
    _told: dict[tuple[str, ...], Variant] = field(default_factory=dict)
    _named: dict[str, frozenset[str]] = field(default_factory=dict)
    _reached: dict[str, frozenset[str]] = field(default_factory=dict)

    def compiled(self, row: int) -> Validated:
        """The program of parameter set `row`."""
        if row not in self._compiled:
            self._compiled[row] = validate_spec(self.spec, self.params[row])
        return self._compiled[row]

    def by(self, names: frozenset[str]) -> Variant:
        """The parameter sets told apart by the values of `names` alone."""
        order = tuple(name for name in self.spec.params if name in names)
        if order not in self._told:
            self._told[order] = self._tell_apart(order)
        return self._told[order]

    def stand(self, features: tuple[str, ...], ids: tuple[int, ...], row: int) -> int:
        """A parameter set that has these variants of `features`, the same one whoever asks: each costs a
        compilation. row: one that does."""
        if len(features) == 1:
            return self.by(self.reach_of(f"features.{features[0]}")).stands[ids[0]]
        return self._stands.setdefault((features, ids), row) if features else 0

    def named_in(self, path: str) -> frozenset[str]:
        """Parameters that the text at `path` (a rule's, or features.<name>) names itself."""
        if path not in self._named:
            self._named[path] = frozenset(_PARAM.findall(self._texts[path])) & frozenset(self.spec.params)
        return self._named[path]

    def reach_of(self, path: str) -> frozenset[str]:
        """Parameters that the text at `path` reads, itself or through features."""
        if path not in self._reached:
            self._reached[path] = self._reach_of(path)
        return self._reached[path]

    def _reach_of(self, path: str) -> frozenset[str]:
        found = self.named_in(path)
        for name in self._features_in(self._texts[path]):
            if path != f"features.{name}":
                found |= self.reach_of(f"features.{name}")
        return found

    @cached_property
    def levels_vary(self) -> bool:
        """Whether stops, targets or sizing read a parameter."""
        parts = [self.spec.stop, *self.spec.targets]
        texts = [part.price or "" for part in parts if part] + [
            part.price_short or "" for part in parts if part
        ]
        names = {name for text in texts for name in self._features_in(text)}
        reached = [bool(self.reach_of(f"features.{name}")) for name in names]
        return any(reached) or any(_PARAM.search(text) for text in texts)

    @cached_property
    def warmup(self) -> IntArray:
        """int64[m]: bars that must exist before a rule may hold, of each parameter set."""
        if len(self.params) == 1:
            return np.array([self.compiled(0).warmup_bars])
        features: dict[str, IntArray] = {}
        for name in self.spec.features:
            features[name] = self._needed(f"features.{name}", features)
        parts = [*features.values(), *(self._needed(path, features) for path in rule_texts(self.spec))]
        parts += [self._bars(node, features) for node in self.compiled(0).program.levels.values()]
        needed: IntArray = np.maximum.reduce([np.ones(len(self.params), dtype=np.int64), *parts])
        told = self._told_by_structure and all(
            needed[row] == known.warmup_bars for row, known in self._compiled.items()
        )
        return (
            needed if told else np.array([self.compiled(row).warmup_bars for row in range(len(self.params))])
        )

    @property
    def _told_by_structure(self) -> bool:
        """Whether no feature that varies is read on another timeframe: that multiplies what it needs."""
        program = self.compiled(0).program
        nodes = (*program.features.values(), *program.rules.values(), *program.levels.values())
        framed = (part for node in nodes for part in tree.walk(node) if isinstance(part, tree.At))
        named = {inner.name for at in framed for inner in tree.walk(at) if isinstance(inner, tree.Feature)}
        return not any(self.reach_of(f"features.{name}") for name in named)

    def check(self) -> None:
        """InvalidInput for the first set that breaks a constraint; others are found as parts are bound."""
        names = frozenset(self.spec.params)
        scope = Scope(names, {})
        for index, text in enumerate(self.spec.constraints):
            source = Source(f"constraints.{index}", text)
            parsed = parse(source, scope, Kind.CONDITION)
            for row in self.by(frozenset(_PARAM.findall(text)) & names).stands:
                values = self.spec.defaults() | dict(self.params[row])
                if holds(bind(parsed, source, values)) is not True:
                    self.compiled(row)

    def node(self, path: str, row: int) -> Node:
        """The bound tree at `path` of parameter set `row`."""
        program = self.compiled(row).program
        name = path.removeprefix("features.")
        return program.rules[path] if path == name else program.features[name]

    def _needed(self, path: str, features: Mapping[str, IntArray]) -> IntArray:
        variant = self.by(self.named_in(path))
        each = [self._bars(self.node(path, row), features) for row in variant.stands]
        if len(each) == 1:
            return each[0]
        return np.stack(each)[variant.of, np.arange(len(variant.of))]

    def _bars(self, node: Node, features: Mapping[str, IntArray]) -> IntArray:
        """The warm-up of `node` for all sets at once: a maximum of sums, so each feature adds a constant."""
        program = self.compiled(0).program

        def bars(known: dict[str, int]) -> int:
            return Warmup(program.features, program.frame, known).of(node)

        ones = dict.fromkeys(features, 1)
        needed = np.full(len(self.params), bars(dict(ones)), dtype=np.int64)
        for name, of_feature in features.items():
            extra = bars(ones | {name: _FAR}) - _FAR
            if extra >= 0:
                np.maximum(needed, of_feature + extra, out=needed)
        return needed

    def _tell_apart(self, order: tuple[str, ...]) -> Variant:
        defaults = self.spec.defaults()
        seen: dict[tuple[object, ...], int] = {}
        stands: list[int] = []
        of = np.empty(len(self.params), dtype=np.int64)
        for row, values in enumerate(self.params):
            key = tuple(values.get(name, defaults[name]) for name in order)
            if key not in seen:
                seen[key] = len(stands)
                stands.append(row)
            of[row] = seen[key]
        return Variant(of, stands)

    def _features_in(self, text: str) -> list[str]:
        return [word for word in _WORD.findall(text) if word in self.spec.features]

    @cached_property
    def _texts(self) -> dict[str, str]:
        """Every expression by path, the user's indicators it names written behind it."""
        texts = rule_texts(self.spec) | {
            f"features.{name}": text for name, text in self.spec.features.items()
        }
        own = " ".join(indicator.value for indicator in self.spec.indicators.values())
        return {path: f"{text} {own}" if own else text for path, text in texts.items()}
