"""Whatever the text: a tree, or an error that knows its place. Never another exception, never code run."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from omc.kernel.errors import InvalidInput
from omc.ledgers.series import LedgerBook
from omc.market.model import BarArrays
from omc.strategy.compile import compile_spec
from omc.strategy.faults import Source
from omc.strategy.model import CustomIndicator
from omc.strategy.parse import Scope, parse
from omc.strategy.tree import Kind
from omc.strategy.wording import text_of
from tests.property.strategy.worlds import books, conditions, markets
from tests.unit.strategy.support import TICK, spec_with

OWN = CustomIndicator(("x", "n"), "ema($x, $n) + atr($n)")
SCOPE = Scope(frozenset({"fast"}), {"base": Kind.NUMBER})
_VOCABULARY = (
    "close open $fast base sma ema rsi atr between for_bars crosses_above crosses_below and or not in is if "
    "lambda None True ( ) [ ] , + - * / ** // < <= > >= == != = : ; . @ % & | ^ ~ ! ? # $ \\ ' \" 0 1 14 2.5 "
    "1e9 9e999 007 1_0 0x1f 1j __class__ _x import \n \t"
)
_VOCABULARY += (
    " @ @4h @ 4h @1d @3h 24h 1w 0h . .upper .histogram human human.sentiment( glass catalyst BTC MSTR mean "
    "count macd( bollinger(close,20,2) adx(14) rsi() own( own(close,3) all( any( gt( choose( value_when( "
    "bars_since( opening_range_high(60) day_high() prior_day_close() sum( zscore( percentile( change(close)"
)
_WORDS = st.sampled_from(_VOCABULARY.split(" "))
_TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(_WORDS, max_size=25).map(" ".join),
    st.lists(_WORDS, max_size=25).map("".join),
    st.text(alphabet="()[]-+*/<>=!$.,0123456789 \n\tabcdefnot", max_size=80),
)


@settings(max_examples=600, deadline=None)
@given(text=_TEXTS)
def test_any_text_gives_a_tree_or_an_error_with_its_place(text: str) -> None:
    try:
        parse(Source("rule", text), SCOPE)
    except InvalidInput as refused:
        (field,) = refused.fields
        assert field.line is not None
        assert field.column is not None
        assert 1 <= field.line <= text.count("\n") + 1
        assert 1 <= field.column <= len(text) + 1
        assert field.token is None or field.token in text


@settings(max_examples=100, deadline=None)
@given(text=st.one_of(_TEXTS, conditions()), own=_TEXTS, bars=markets(8), book=books())
def test_whatever_compiles_can_be_evaluated_and_explained(
    text: str, own: str, bars: BarArrays, book: LedgerBook
) -> None:
    """A refusal names every series that is missing; nothing else is ever raised."""
    for definition in (OWN, CustomIndicator(("x", "n"), own), CustomIndicator((), own)):
        spec = spec_with(text, indicators={"own": definition}, features={"base": "sma(close, 2)"})
        with suppress(InvalidInput):
            strategy = compile_spec(spec)
            strategy.evaluate(bars, TICK, ledgers=book)
            strategy.explain(bars, TICK, len(bars) - 1, "long.enter", book)


@settings(max_examples=150, deadline=None)
@given(text=conditions())
def test_a_tree_written_out_reads_as_the_same_tree(text: str) -> None:
    tree = parse(Source("rule", text), SCOPE)
    assert parse(Source("rule", text_of(tree)), SCOPE) == tree
