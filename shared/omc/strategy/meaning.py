"""What a tree means, as a key: equal for equal trees, whatever the features in it are named."""

from collections.abc import Mapping
from dataclasses import fields

from omc.strategy import tree
from omc.strategy.tree import Node


class Meanings:
    """Keys of bound trees over one set of features, each told once.

    A digest and not the tree itself: features that name features make a tree that is short as written and
    endless when put in full.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[Node, bytes]] = {}

    def of(self, node: Node, features: Mapping[str, Node]) -> bytes:
        if isinstance(node, tree.Feature):
            return self.of(features[node.name], features)
        # The node is kept with its key: a place in memory may be used again only while nobody holds it.
        found = self._known.get(id(node))
        if found is None:
            found = self._known[id(node)] = (node, self._digest(node, features))
        return found[1]

    def _digest(self, node: Node, features: Mapping[str, Node]) -> bytes:
        # Comes with OpenSSL: trees that nobody shares do not pay for it.
        from hashlib import blake2b

        parts = [type(node).__name__, *(repr(getattr(node, name)) for name in _own_fields(type(node)))]
        below = [self.of(child, features) for child in tree.children(node)]
        text = "\x1f".join(parts).encode()
        return blake2b(b"\x1e".join((text, *below)), digest_size=16).digest()


_TREES = {"operand", "left", "right", "args", "operands", "bars", "span", "kind"}
_NAMES: dict[type[object], tuple[str, ...]] = {}


def _own_fields(kind: type[Node]) -> tuple[str, ...]:
    """The fields of a kind of node that are not trees."""
    if kind not in _NAMES:
        _NAMES[kind] = tuple(part.name for part in fields(kind) if part.name not in _TREES)
    return _NAMES[kind]
