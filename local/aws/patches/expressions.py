"""Conditions and filters are parsed once, not once for every item of a partition.

Only the pure parts are remembered: tokens and syntax checks by their text, never a result.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.services import dynamodb

from local.aws.patches.guard import expect

_REMEMBERED = 8192


def apply() -> None:
    """Memoise the tokeniser and the three checks the evaluator runs for each item."""
    expect(
        dynamodb._evaluate_condition,
        "tokens = _tokenize(expr)",
        "_check_redundant_parens(tokens, slot)",
        "_check_reserved_keyword_usage(tokens) or _condition_syntax_error(expr, slot)",
    )
    tokens = functools.lru_cache(_REMEMBERED)(_as_tuple(dynamodb._tokenize))
    dynamodb._tokenize = lambda expression: list(tokens(expression))
    dynamodb._condition_syntax_error = functools.lru_cache(_REMEMBERED)(dynamodb._condition_syntax_error)
    dynamodb._check_redundant_parens = _by_tokens(dynamodb._check_redundant_parens)
    dynamodb._check_reserved_keyword_usage = _by_tokens(dynamodb._check_reserved_keyword_usage)


def _as_tuple(tokenize: Callable[[str], list[Any]]) -> Callable[[str], tuple[Any, ...]]:
    return lambda expression: tuple(tokenize(expression))


def _by_tokens(check: Callable[..., Any]) -> Callable[..., Any]:
    remembered = functools.lru_cache(_REMEMBERED)(check)
    return lambda tokens, *rest: remembered(tuple(tokens), *rest)
