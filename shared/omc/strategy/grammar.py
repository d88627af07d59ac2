"""The order of words, checked before parsing so that an error names the word and what should stand there."""

from omc.strategy.faults import Source
from omc.strategy.lexing import Token, ends_value, is_name

MAX_BRACKETS = 24
_CLOSING = {")": "(", "]": "["}
_PREFIX = ("-", "not", "(")


def check_order(source: Source, words: list[Token]) -> None:
    """Values and operators alternate, brackets match; InvalidInput at the first word that breaks this."""
    open_brackets: list[Token] = []
    before: Token | None = None
    called = False
    for word in words:
        _check_around(source, word, before)
        after_value = before is not None and ends_value(before)
        if after_value:
            _check_after_value(source, word, before)
        else:
            _check_before_value(source, word, before, called)
        _match_brackets(source, word, open_brackets)
        called = word.text == "(" and before is not None and (is_name(before) or before.kind == "member")
        before = word
    if open_brackets:
        raise source.wrong(f"{open_brackets[-1].text!r} is never closed", open_brackets[-1].start)
    if before is not None and not ends_value(before):
        raise source.wrong(f"a value is missing after {before.text!r}", before.start, before.end)


def _check_around(source: Source, word: Token, before: Token | None) -> None:
    """A span of time follows `@`, a name follows a dot, and each stands right behind a value."""
    if word.text in ("@", ".") and not (before is not None and ends_value(before)):
        what = "another timeframe (@)" if word.text == "@" else "'.'"
        raise source.wrong(f"{what} stands behind a value", word.start)
    if word.text == "." and before is not None and (is_name(before) or before.text == ")"):
        return
    if word.text == ".":
        raise source.wrong(
            "'.' stands behind a ledger's name or a function, such as macd(close).histogram", word.start
        )
    if before is not None and before.text == "@" and word.kind != "time":
        raise source.wrong(
            f"a timeframe such as 4h stands after '@', not {word.text!r}", word.start, word.end
        )
    if before is not None and before.text == "." and word.kind != "member":
        raise source.wrong(f"a name stands after '.', not {word.text!r}", word.start, word.end)


def _check_after_value(source: Source, word: Token, before: Token | None) -> None:
    starts_value = word.kind in ("number", "time", "param") or is_name(word)
    call = word.text == "(" and before is not None and (is_name(before) or before.kind == "member")
    if starts_value or word.text == "not" or (word.text == "(" and not call):
        said = before.text if before else ""
        raise source.wrong(f"an operator is missing between {said!r} and {word.text!r}", word.start, word.end)


def _check_before_value(source: Source, word: Token, before: Token | None, called: bool) -> None:
    """`called`: the bracket before is that of a function, whose arguments may all be left out."""
    if word.kind in ("number", "time", "param", "member") or is_name(word) or word.text in _PREFIX:
        return
    if word.text == ")" and before is not None and before.text == "(":
        if called:
            return
        raise source.wrong("nothing stands between the brackets", word.start)
    where = f"between {before.text!r} and {word.text!r}" if before else f"before {word.text!r}"
    raise source.wrong(f"a value is missing {where}", word.start, word.end)


def _match_brackets(source: Source, word: Token, open_brackets: list[Token]) -> None:
    if word.text in ("(", "["):
        open_brackets.append(word)
        if len(open_brackets) > MAX_BRACKETS:
            raise source.wrong(f"at most {MAX_BRACKETS} brackets inside each other", word.start)
    elif word.text in _CLOSING:
        if not open_brackets or open_brackets[-1].text != _CLOSING[word.text]:
            raise source.wrong(f"{word.text!r} closes nothing that was opened", word.start)
        open_brackets.pop()
