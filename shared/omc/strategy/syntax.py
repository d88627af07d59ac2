"""Parts of what Python's parser read, seen as parts of the user's text."""

import ast
from collections.abc import Iterable

from omc.kernel.errors import InvalidInput
from omc.kernel.instants import HOUR_MS
from omc.strategy import tree
from omc.strategy.faults import Source, suggestion
from omc.strategy.functions import LEDGERS
from omc.strategy.ledgers import HOWS, is_window
from omc.strategy.tree import Node


class Syntax:
    """Places, names and errors of one expression, and what is read from names alone."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def ledger(self, part: ast.Call, feature: ast.Attribute) -> Node:
        """human.sentiment(BTC, 24h, mean): a feature of a ledger, its asset, a window, what to make of it."""
        # An expression that asks no ledger does not pay for importing what they offer.
        from omc.ledgers.features.catalogue import FADING, FEATURES, Reading

        if not isinstance(feature.value, ast.Name) or part.keywords:
            raise self.wrong("only functions and features of ledgers may be called", part)
        self.known(feature.value.id, LEDGERS, "ledger", feature.value)
        name = f"{feature.value.id}.{feature.attr}"
        own = [one for one in FEATURES if one.startswith(f"{feature.value.id}.")]
        self.known(name, own, "feature", feature)
        if not 1 <= len(part.args) <= 3:
            raise self.wrong(
                f"{name} takes an asset, a window and what to make of it: {name}(BTC, 24h, mean)", part
            )
        words = [self._word(arg, name) for arg in part.args]
        if is_window(words[0]):
            raise self.wrong(f"{name} begins with an asset, such as {name}(BTC, 24h)", part.args[0])
        reading = FEATURES[name].reading
        if reading is Reading.FADING and len(words) > 1:
            hours = FADING.window // HOUR_MS
            raise self.wrong(f"{name} fades over {hours} hours of itself: write {name}(BTC)", part.args[1])
        if reading is Reading.EVENTS and len(words) == 1:
            raise self.wrong(f"{name} needs the window it is counted in, such as {name}(BTC, 24h)", part)
        if len(words) == 1:
            return tree.Ledger(name, words[0], span=self.span(part))
        if not is_window(words[1]):
            raise self.wrong(f"the window of {name} is a span of time up to 366d, such as 24h", part.args[1])
        how = words[2] if len(words) == 3 else FEATURES[name].how
        self.known(how, HOWS, "way to sum up a window", part.args[-1])
        return tree.Ledger(name, words[0], words[1], how, span=self.span(part))

    def _word(self, part: ast.expr, feature: str) -> str:
        """A name or a span of time as it was written."""
        if not isinstance(part, ast.Name) or (part.id.startswith("_") and not self.is_time(part)):
            raise self.wrong(f"only words may stand in {feature}, as in {feature}(BTC, 24h, mean)", part)
        return self.text(part)

    def is_time(self, part: ast.expr) -> bool:
        """Names made of `_` and zeros stand for spans of time: see `omc.strategy.lexing`."""
        return isinstance(part, ast.Name) and part.id[0] == "_" and not part.id[1:].strip("0")

    def text(self, part: ast.expr) -> str:
        start, end = self.span(part)
        return self.source.text[start:end]

    def known(self, name: str, known: Iterable[str], what: str, part: ast.expr) -> None:
        names = tuple(known)
        if name not in names:
            raise self.wrong(f"unknown {what} {name!r}{suggestion(name, names)}", part)

    def span(self, part: ast.expr) -> tuple[int, int]:
        # One parenthesis was put before the text, one behind it; only a tuple takes them in.
        end = (part.end_col_offset or part.col_offset) - 1
        return max(part.col_offset - 1, 0), min(end, len(self.source.text))

    def wrong(self, message: str, part: ast.expr) -> InvalidInput:
        return self.source.wrong(message, *self.span(part))
