"""From an expression's text to a text of the same length that Python's parser can read.

Same length means that every position the parser reports is a position of the user's text. `$name` becomes
`_name` (names may not begin with an underscore), the infix words `crosses_above` and `crosses_below` become
`in` and `is` (words the language does not have, of a comparison's precedence), line ends become blanks.
A span of time such as `24h` becomes a name of `_` and zeros, and `@ 4h` becomes an index, `[ _]`: like
`[1]` it belongs to the value right before it.
"""

import keyword
import re
from typing import NamedTuple

from omc.strategy.faults import Source

MAX_CHARACTERS = 1000
MAX_TOKENS = 250
CROSS_WORDS = {"crosses_above": "in", "crosses_below": "is"}
_LOGIC = {"and", "or", "not"}

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<time>[0-9]+(?:[mhdw]|(?!E[0-9])[A-Z][A-Z0-9]*)(?![A-Za-z0-9_$]))
      | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<param>\$[A-Za-z][A-Za-z0-9_]*)
      | (?P<name>[A-Za-z][A-Za-z0-9_]*)
      | (?P<sign><=|>=|==|!=|[-+*/<>()\[\],@.])""",
    re.VERBOSE,
)
_HINTS = {
    "=": "'=' is not a comparison; write ==",
    "&": "'&' is not part of the language; write and",
    "|": "'|' is not part of the language; write or",
    "!": "'!' is not part of the language; write not",
    "$": "'$' must be followed by the name of a parameter, such as $fast",
    "_": "names begin with a letter, not with '_'",
}


class Token(NamedTuple):
    """kind: number, param, name, sign, time for a span such as 24h or an asset that begins with digits,
    member for the name after a dot, or cross for an infix crosses_above or crosses_below."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def tokens(source: Source) -> list[Token]:
    """The words of the expression; InvalidInput at the first that is none."""
    if len(source.text) > MAX_CHARACTERS:
        raise source.wrong(
            f"at most {MAX_CHARACTERS} characters, got {len(source.text)}", MAX_CHARACTERS, MAX_CHARACTERS
        )
    found: list[Token] = []
    place = 0
    while place < len(source.text):
        match = _TOKEN.match(source.text, place)
        if match is None:
            sign = source.text[place]
            raise source.wrong(_HINTS.get(sign, f"{sign!r} is not part of the language"), place)
        token = Token(match.lastgroup or "", match.group(), place)
        place = token.end
        if token.kind != "space":
            _check_word(source, token)
            found.append(token._replace(kind=_kind(token, found[-1] if found else None)))
    if not found:
        raise source.wrong("an expression is missing, such as close > sma(close, 20)", 0, 0)
    if len(found) > MAX_TOKENS:
        raise source.wrong(f"at most {MAX_TOKENS} words and signs", found[MAX_TOKENS].start)
    return found


def _kind(token: Token, before: Token | None) -> str:
    if token.kind == "name" and before is not None:
        if before.text == ".":
            return "member"
        if token.text in CROSS_WORDS and ends_value(before):
            return "cross"
    return token.kind


def readable(source: Source, words: list[Token]) -> str:
    """The text for Python's parser, in parentheses: position p of the user's text is p + 1 in it."""
    parts = [" "] * len(source.text)
    for before, token in zip([None, *words], words, strict=False):
        text = token.text
        if token.kind == "param":
            text = "_" + text[1:]
        elif token.kind == "cross":
            text = CROSS_WORDS[text].ljust(len(text))
        elif token.kind == "time":
            text = "_".ljust(len(text), "0")
            if before is not None and before.text == "@":
                text = text[:-1] + "]"
        elif text == "@":
            text = "["
        parts[token.start : token.end] = text
    return f"({''.join(parts)})"


def ends_value(token: Token) -> bool:
    """Whether a value may end with this token, so that an operator follows it."""
    return token.kind in ("number", "time", "param", "member") or token.text in (")", "]") or is_name(token)


def is_name(token: Token) -> bool:
    return token.kind == "name" and token.text not in _LOGIC


def _check_word(source: Source, token: Token) -> None:
    if token.kind == "number":
        after = source.text[token.end : token.end + 1]
        if after.isalpha() or after in ("_", "$"):
            raise source.wrong(
                f"{token.text + after!r}: a number cannot run into a name", token.start, token.end + 1
            )
        if token.text[0] == "0" and token.text[1:2].isdigit():
            raise source.wrong(f"{token.text!r}: a number has no leading zero", token.start, token.end)
    if token.kind == "time" and token.text[0] == "0" and token.text[-1].islower():
        raise source.wrong(
            f"{token.text!r}: a span of time begins with a digit from 1 to 9", token.start, token.end
        )
    if token.kind == "name" and keyword.iskeyword(token.text) and token.text not in _LOGIC:
        raise source.wrong(f"{token.text!r} is not part of the language", token.start, token.end)
