"""Books balance to the last unit over random fills: buys, partial sells, flips, fees."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omc.floor.accounts import Account, entered, open_account, reserve
from omc.floor.audit import UNBEGUN, Act, AuditRecord, append, intact
from omc.floor.journal import Book, Entry, balances, execution
from omc.floor.orders import Mode
from omc.floor.reasons import Reason
from omc.kernel.errors import Bug
from omc.trading.lots import book, unrealised
from omc.trading.model import Fill, Side

prices = st.integers(1, 10**13).map(lambda n: Decimal(n).scaleb(-8))
quantities = st.integers(1, 10**12).map(lambda n: Decimal(n).scaleb(-8))
fees = st.integers(0, 10**9).map(lambda n: Decimal(n).scaleb(-8))
fills = st.builds(Fill, st.sampled_from(Side), quantities, prices, fees, st.just(0), prices)


def opened() -> tuple[Account, Entry]:
    return open_account("acc", "ada", "alg", Mode.SIMULATION, "sim", "BTC/USDT", Decimal(10_000), 0)


@given(st.lists(fills, max_size=30), prices)
def test_closing_equity_is_opening_plus_realised_plus_unrealised_minus_fees(
    executions: list[Fill], mark: Decimal
) -> None:
    account, first = opened()
    entries, lots = [first], account.lots
    realised = paid = Decimal(0)
    for fill in executions:
        booking = book(lots, fill.side, fill.quantity, fill.price, fill.ts)
        account, entry = entered(account, 0, "fill", "ord", execution(fill, booking.realised))
        entries.append(entry)
        lots, realised, paid = booking.lots, realised + booking.realised, paid + fill.fee

    books = balances(entries)

    gain = unrealised(lots, mark)
    equity = books[Book.CASH] + books[Book.RESERVED] + books[Book.POSITION] + gain
    assert equity == -books[Book.CAPITAL] + realised + gain - paid
    assert sum(books.values()) == 0
    assert books[Book.POSITION] == sum(lot.quantity * lot.price for lot in lots)


@given(st.lists(st.integers(1, 10**10), max_size=20))
def test_what_is_reserved_comes_back_to_the_last_unit(amounts: list[int]) -> None:
    account, first = opened()
    entries = [first]
    held = [Decimal(amount).scaleb(-8) for amount in amounts]
    for amount in [*held, *(-amount for amount in reversed(held))]:
        account, more = reserve(account, amount, 0, "ord")
        entries.extend(more)

    assert balances(entries)[Book.RESERVED] == account.reserved == 0
    assert balances(entries)[Book.CASH] == account.cash


@given(st.lists(st.text(min_size=1), min_size=1, max_size=8), st.data())
def test_an_audit_chain_shows_every_change_and_every_hole(words: list[str], data: st.DataObject) -> None:
    head, chain = UNBEGUN, list[AuditRecord]()
    for at, word in enumerate(words):
        head, record = append(head, "order:1", at, Act("test", "said", "", word, (Reason("said", word),)))
        chain.append(record)
    assert intact(chain)

    victim = data.draw(st.integers(0, len(chain) - 1))

    assert victim == len(chain) - 1 or not intact(chain[:victim] + chain[victim + 1 :])
    changed = AuditRecord(**{**vars(chain[victim]), "after": chain[victim].after + "!"})
    assert not intact([*chain[:victim], changed, *chain[victim + 1 :]])


def test_nothing_is_recorded_without_a_reason() -> None:
    with pytest.raises(Bug, match="at least one reason"):
        append(UNBEGUN, "order:1", 0, Act("test", "said", "", "", ()))
