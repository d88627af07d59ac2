"""All expressions of a spec as bound trees."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from omc.kernel.errors import FieldError, InvalidInput
from omc.market.frames import Frame, frame_of
from omc.strategy import tree
from omc.strategy.bind import Place, bind
from omc.strategy.constraints import holds
from omc.strategy.custom import Custom
from omc.strategy.faults import Source
from omc.strategy.levels import levels
from omc.strategy.model import CustomIndicator, StrategySpec
from omc.strategy.parse import Scope, parse
from omc.strategy.tree import Kind, Node, kind_of

# Features that name features add up; Python must still be able to walk them.
MAX_LEVELS = 100
RULES = ("long.enter", "long.exit", "short.enter", "short.exit")


class Program(NamedTuple):
    """features in order; rules by path; levels as `omc.strategy.levels` names them; frame: of the bars."""

    features: Mapping[str, Node]
    rules: Mapping[str, Node]
    levels: Mapping[str, Node]
    frame: Frame

    @property
    def ledgers(self) -> frozenset[tuple[str, str]]:
        """(feature, asset) of every ledger series that any of it reads."""
        trees = (*self.features.values(), *self.rules.values(), *self.levels.values())
        parts = (part for node in trees for part in tree.walk(node))
        return frozenset((part.feature, part.asset) for part in parts if isinstance(part, tree.Ledger))


def build_program(spec: StrategySpec, params: Mapping[str, Decimal]) -> Program:
    """Parse and bind everything; InvalidInput with the errors of all expressions at once."""
    builder = _Builder(frozenset(spec.params), params, Place(frame_of(spec.timeframe), spec.session))
    for name, own in spec.indicators.items():
        builder.indicator(name, own)
    features = {name: builder.feature(name, text) for name, text in spec.features.items()}
    rules = {path: builder.tree(path, text, Kind.CONDITION) for path, text in rule_texts(spec).items()}
    distances = levels(spec, lambda path, text: builder.tree(path, text, Kind.NUMBER))
    _check_constraints(spec, builder)
    if builder.errors:
        raise InvalidInput(_summary(builder.errors), fields=builder.errors, code="invalid_spec")
    return Program(_present(features), _present(rules), distances, frame_of(spec.timeframe))


def rule_texts(spec: StrategySpec) -> dict[str, str]:
    """The rules the spec has, by path."""
    sides = {"long": spec.long, "short": spec.short}
    texts = {f"{side}.enter": rules.enter for side, rules in sides.items() if rules is not None}
    exits = {f"{side}.exit": rules.exit for side, rules in sides.items() if rules is not None}
    return texts | {path: text for path, text in exits.items() if text is not None}


def _check_constraints(spec: StrategySpec, builder: "_Builder") -> None:
    for index, text in enumerate(spec.constraints):
        path = f"constraints.{index}"
        node = builder.tree(path, text, Kind.CONDITION)
        if node is None:
            continue
        verdict = holds(node)
        values = ", ".join(
            f"${name} = {builder.params[name]:f}" for name in spec.params if f"${name}" in text
        )
        if verdict is None:
            builder.errors.append(
                FieldError(path, "compares parameters and numbers only, such as $fast < $slow", text)
            )
        elif not verdict:
            builder.errors.append(FieldError(path, f"{text} does not hold with {values}", text))


def _summary(errors: list[FieldError]) -> str:
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{errors[0].path}: {errors[0].message}{more}"


def _present(nodes: Mapping[str, Node | None]) -> dict[str, Node]:
    return {name: node for name, node in nodes.items() if node is not None}


@dataclass(eq=False, repr=False)
class _Builder:
    """Collects errors, so that a person sees all of them at once."""

    names: frozenset[str]
    params: Mapping[str, Decimal]
    place: Place
    kinds: dict[str, Kind] = field(default_factory=dict)
    reads: dict[str, frozenset[str]] = field(default_factory=dict)
    depths: dict[str, int] = field(default_factory=dict)
    indicators: dict[str, Custom] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)

    def indicator(self, name: str, own: CustomIndicator) -> None:
        """A definition of the user's own, which may call those above it."""
        source = Source(f"indicators.{name}.value", own.value)
        body: Node = tree.Column("close")
        try:
            body = _parsed(source, self.names | set(own.args), (), self._indicators(), None)
            bind(body, source, self.params, self.place._replace(open=frozenset(own.args)))
        except InvalidInput as error:
            self.errors.extend(error.fields)
        self.indicators[name] = Custom(own.args, body)

    def feature(self, name: str, text: str) -> Node | None:
        node = self.tree(f"features.{name}", text, None)
        # A feature that failed is still known by name: its users shall not fail for it a second time.
        self.kinds[name] = kind_of(node) if node is not None else Kind.NUMBER
        if node is not None:
            self.reads[name] = self._frames(node)
            self.depths[name] = tree.depth_of(node, self.depths)
        return node

    def tree(self, path: str, text: str, expected: Kind | None) -> Node | None:
        source = Source(path, text)
        try:
            parsed = _parsed(source, self.names, tuple(self.kinds.items()), self._indicators(), expected)
            bound = bind(parsed, source, self.params, self.place._replace(reads=self.reads))
            if tree.depth_of(bound, self.depths) > MAX_LEVELS:
                raise source.wrong(f"at most {MAX_LEVELS} steps inside each other, features and all", 0, 0)
            return bound
        except InvalidInput as error:
            self.errors.extend(error.fields)
            return None

    def _indicators(self) -> tuple[tuple[str, Custom], ...]:
        return tuple(self.indicators.items())

    def _frames(self, node: Node) -> frozenset[str]:
        """The longer frames that a tree reads, by itself or through features."""
        parts = list(tree.walk(node))
        through = [self.reads.get(part.name, frozenset()) for part in parts if isinstance(part, tree.Feature)]
        return frozenset(part.frame for part in parts if isinstance(part, tree.At)).union(*through)


@lru_cache(maxsize=4096)
def _parsed(
    source: Source,
    params: frozenset[str],
    features: tuple[tuple[str, Kind], ...],
    indicators: tuple[tuple[str, Custom], ...],
    expected: Kind | None,
) -> Node:
    # Parameter search compiles one text hundreds of times; only the binding differs.
    return parse(source, Scope(params, dict(features), dict(indicators)), expected)
