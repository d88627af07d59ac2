"""All expressions of a spec as bound trees."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from omc.kernel.errors import FieldError, InvalidInput
from omc.strategy.bind import bind
from omc.strategy.constraints import holds
from omc.strategy.faults import Source
from omc.strategy.levels import levels
from omc.strategy.model import StrategySpec
from omc.strategy.parse import Scope, parse
from omc.strategy.tree import Kind, Node, kind_of

RULES = ("long.enter", "long.exit", "short.enter", "short.exit")


@dataclass(frozen=True)
class Program:
    """features in order; rules by path; levels as `omc.strategy.levels` names them."""

    features: Mapping[str, Node]
    rules: Mapping[str, Node]
    levels: Mapping[str, Node]


def build_program(spec: StrategySpec, params: Mapping[str, Decimal]) -> Program:
    """Parse and bind everything; InvalidInput with the errors of all expressions at once."""
    builder = _Builder(frozenset(spec.params), params)
    features = {name: builder.feature(name, text) for name, text in spec.features.items()}
    rules = {path: builder.tree(path, text, Kind.CONDITION) for path, text in rule_texts(spec).items()}
    distances = levels(spec, lambda path, text: builder.tree(path, text, Kind.NUMBER))
    _check_constraints(spec, builder)
    if builder.errors:
        raise InvalidInput(_summary(builder.errors), fields=builder.errors, code="invalid_spec")
    return Program(_present(features), _present(rules), distances)


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


@dataclass
class _Builder:
    """Collects errors, so that a person sees all of them at once."""

    names: frozenset[str]
    params: Mapping[str, Decimal]
    kinds: dict[str, Kind] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)

    def feature(self, name: str, text: str) -> Node | None:
        node = self.tree(f"features.{name}", text, None)
        # A feature that failed is still known by name: its users shall not fail for it a second time.
        self.kinds[name] = kind_of(node) if node is not None else Kind.NUMBER
        return node

    def tree(self, path: str, text: str, expected: Kind | None) -> Node | None:
        source = Source(path, text)
        try:
            parsed = _parsed(source, self.names, tuple(self.kinds.items()), expected)
            return bind(parsed, source, self.params)
        except InvalidInput as error:
            self.errors.extend(error.fields)
            return None


@lru_cache(maxsize=4096)
def _parsed(
    source: Source, params: frozenset[str], features: tuple[tuple[str, Kind], ...], expected: Kind | None
) -> Node:
    # Parameter search compiles one text hundreds of times; only the binding differs.
    return parse(source, Scope(params, dict(features)), expected)
