"""Errors of expressions: what is wrong, at which place, and what would be right."""

from collections.abc import Iterable
from typing import NamedTuple

from omc.kernel.errors import FieldError, InvalidInput

MAX_TOKEN = 60


class Source(NamedTuple):
    """An expression and where in the spec it stands, such as `long.enter` or `features.fast_ma`."""

    path: str
    text: str

    def wrong(self, message: str, start: int, end: int | None = None) -> InvalidInput:
        """The error of the text between two offsets."""
        line = self.text.count("\n", 0, start) + 1
        column = start - (self.text.rfind("\n", 0, start) + 1) + 1
        token = self.text[start : start + 1 if end is None else end][:MAX_TOKEN] or None
        fault = FieldError(self.path, f"line {line}, column {column}: {message}", token, line, column)
        return InvalidInput(f"{self.path}: {fault.message}", fields=(fault,), code="invalid_expression")


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean a or b?`, or what there is to choose from."""
    # Needed by who errs only.
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(word, names, n=2, cutoff=0.6)
    if near:
        return f"; did you mean {' or '.join(near)}?"
    return f"; known here: {', '.join(names)}" if names else ""
