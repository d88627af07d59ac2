"""The user's own indicators (OMC-BT-112): names for expressions, put in place where they are called.

Nothing is called at evaluation: the call becomes the tree of its definition, with the arguments in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from omc.strategy import tree
from omc.strategy.faults import Source
from omc.strategy.functions import FUNCTIONS, Arg
from omc.strategy.tree import Node

MAX_STEPS = 1000
MAX_DEPTH = 60


class Custom(NamedTuple):
    """A definition as a tree, in which `args` stand as parameters."""

    args: tuple[str, ...]
    body: Node


def expanded(source: Source, name: str, custom: Custom, args: Sequence[Node], span: tuple[int, int]) -> Node:
    """The definition with `args` in their places; InvalidInput names the call where that makes no sense."""
    placed = _placed(custom.body, dict(zip(custom.args, args, strict=True)), span)
    if sum(1 for _ in tree.walk(placed)) > MAX_STEPS or tree.depth_of(placed, {}) > MAX_DEPTH:
        most = f"{MAX_STEPS} steps, {MAX_DEPTH} inside each other"
        raise source.wrong(f"{name} becomes too large here: at most {most}", *span)
    if not all(tree.is_constant(part) for part in _same_for_every_bar(placed)):
        raise source.wrong(f"{name} takes a length from an argument that differs from bar to bar", *span)
    return placed


def _placed(node: Node, args: Mapping[str, Node], span: tuple[int, int]) -> Node:
    if isinstance(node, tree.Param) and node.name in args:
        return args[node.name]
    parts = [_placed(child, args, span) for child in tree.children(node)]
    # The definition has places of its own; in the text at hand all of it stands where it is called.
    return replace(tree.with_children(node, parts), span=span)


def _same_for_every_bar(node: Node) -> list[Node]:
    found: list[Node] = []
    for part in tree.walk(node):
        if isinstance(part, tree.Shift):
            found.append(part.bars)
        if isinstance(part, tree.Call):
            kinds = [FUNCTIONS[part.name].arg(index) for index in range(len(part.args))]
            fixed = (Arg.LENGTH, Arg.FACTOR, Arg.MINUTES)
            found += [arg for arg, kind in zip(part.args, kinds, strict=True) if kind in fixed]
    return found
