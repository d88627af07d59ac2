"""What the Floor relies on a venue for."""

from dataclasses import replace
from decimal import Decimal

import pytest

from omc.floor.orders import Purpose
from omc.floor.ports import Venue
from omc.floor.venues.model import AccountTerms, VenueOrder, VenueState
from omc.kernel.errors import NotFound
from omc.kernel.instants import HOUR_MS
from omc.trading.costs import CostSchedule
from omc.trading.model import BracketTerms, Direction, ExitReason, StopTerms, TargetTerms
from tests.fakes.floor_scenes import INSTRUMENT, START, bars

TERMS = AccountTerms("acc-1", INSTRUMENT, HOUR_MS, Decimal(1_000), CostSchedule())
FAR_AHEAD = 9_000_000_000_000
BRACKET = BracketTerms(StopTerms(fraction=Decimal("0.02")), (TargetTerms(fraction=Decimal("0.05")),))
ENTRY = VenueOrder(
    "omc-1", "acc-1", "BTC/USDT", Purpose.ENTRY, Direction.LONG, Decimal(2), START, BRACKET,
    valid_until=FAR_AHEAD,
)  # fmt: skip
EXIT = replace(
    ENTRY, client_order_id="omc-2", purpose=Purpose.EXIT, bracket=None, exit_reason=ExitReason.SIGNAL
)
FLATTEN = replace(EXIT, client_order_id="omc-9", purpose=Purpose.FLATTEN)
NOW = START + HOUR_MS


@pytest.fixture
def opened(venue: Venue) -> Venue:
    venue.open_account(TERMS)
    return venue


def test_an_order_rests_until_the_next_bar_and_fills_at_its_open(opened: Venue) -> None:
    first, second = bars([100, 100, 101])[:2]
    opened.observe("acc-1", first, 0)

    view = opened.submit(ENTRY, NOW)
    reports = opened.observe("acc-1", second, 0)

    assert view.accepted
    assert [r.seq for r in reports] == [1]
    fill = reports[0].fill
    assert fill is not None
    assert (fill.price, fill.quantity, fill.ts) == (Decimal("100.10"), Decimal(2), second.ts)
    assert reports[0].levels is not None
    assert reports[0].levels.stop == Decimal("98.10")
    snapshot = opened.snapshot("acc-1")
    assert snapshot.quantity == 2
    assert snapshot.cash == 1_000 - fill.notional - fill.fee
    status = opened.status("acc-1", "omc-1")
    assert status is not None
    assert status.state is VenueState.FILLED


def test_a_repeated_submission_is_answered_and_has_no_effect(opened: Venue) -> None:
    first = opened.submit(ENTRY, NOW)
    again = opened.submit(ENTRY, NOW)
    opened.observe("acc-1", bars([100])[0], 0)
    late = opened.submit(ENTRY, NOW)

    assert first == again
    assert late.venue_order_id == first.venue_order_id
    assert opened.snapshot("acc-1").quantity == 2
    assert len(opened.reports("acc-1", 0)) == 1


def test_a_bar_seen_twice_or_an_old_one_changes_nothing(opened: Venue) -> None:
    old, new = bars([100, 101])
    opened.submit(ENTRY, NOW)
    opened.observe("acc-1", new, 0)
    before = opened.snapshot("acc-1")

    assert len(opened.observe("acc-1", new, 0)) == 1
    assert opened.observe("acc-1", old, 1) in ((), [])
    assert opened.snapshot("acc-1") == before


def test_the_exit_goes_before_the_entry_at_the_same_open(opened: Venue) -> None:
    one, two, three = bars([100, 100, 100])
    opened.submit(ENTRY, NOW)
    opened.observe("acc-1", one, 0)
    turn = replace(ENTRY, client_order_id="omc-3", direction=Direction.SHORT, signal_ts=two.ts)
    opened.submit(turn, NOW)
    opened.submit(EXIT, NOW)

    reports = opened.observe("acc-1", two, 1)

    assert [r.client_order_id for r in reports] == ["omc-2", "omc-3"]
    assert opened.snapshot("acc-1").quantity == -2
    assert three.ts > two.ts


def test_a_touched_stop_is_reported_on_the_entry(opened: Venue) -> None:
    opened.submit(ENTRY, NOW)
    calm, fall = bars([100, 90])

    opened.observe("acc-1", calm, 0)
    reports = opened.observe("acc-1", fall, 1)

    assert [(r.client_order_id, r.leg, r.inside) for r in reports] == [("omc-1", ExitReason.STOP, True)]
    assert opened.snapshot("acc-1").quantity == 0


def test_an_exit_never_opens_a_position(opened: Venue) -> None:
    opened.submit(EXIT, NOW)

    reports = opened.observe("acc-1", bars([100])[0], 0)

    assert [(r.fill, r.reason) for r in reports] == [(None, "no_position")]


def test_a_flatten_order_does_not_wait_for_the_next_bar(opened: Venue) -> None:
    opened.submit(ENTRY, NOW)
    opened.observe("acc-1", bars([100])[0], 0)

    opened.submit(FLATTEN, NOW)

    reports = opened.reports("acc-1", 1)
    assert [r.client_order_id for r in reports] == ["omc-9"]
    assert opened.snapshot("acc-1").quantity == 0


def test_a_cancelled_order_does_not_fill(opened: Venue) -> None:
    opened.submit(ENTRY, NOW)

    view = opened.cancel("acc-1", "omc-1")
    opened.observe("acc-1", bars([100])[0], 0)

    assert view is not None
    assert view.state is VenueState.CANCELLED
    assert opened.snapshot("acc-1").quantity == 0
    assert [r.reason for r in opened.reports("acc-1", 0)] == ["cancelled"]


def test_a_cancel_too_late_tells_how_the_order_ended(opened: Venue) -> None:
    opened.submit(ENTRY, NOW)
    opened.observe("acc-1", bars([100])[0], 0)

    view = opened.cancel("acc-1", "omc-1")

    assert view is not None
    assert view.state is VenueState.FILLED


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (replace(ENTRY, symbol="DOGE/USDT"), "unknown_symbol"),
        (replace(ENTRY, quantity=Decimal("0.000001")), "wrong_quantity"),
        (replace(ENTRY, valid_until=1), "too_late"),
        (replace(ENTRY, limit=Decimal("99.001"), until=NOW), "wrong_limit"),
    ],
)
def test_a_refused_order_stays_refused(opened: Venue, order: VenueOrder, reason: str) -> None:
    view = opened.submit(order, NOW)

    assert (view.state, view.reason) == (VenueState.REJECTED, reason)
    assert opened.submit(order, NOW) == view


def test_a_stale_entry_is_cancelled_and_says_so(opened: Venue) -> None:
    opened.submit(ENTRY, NOW)

    reports = opened.observe("acc-1", bars([100], START + 5 * HOUR_MS)[0], 0)

    assert [(r.fill, r.reason) for r in reports] == [(None, "stale_signal")]


def test_what_the_venue_does_not_know_is_not_found(opened: Venue) -> None:
    assert opened.status("acc-1", "omc-7") is None
    with pytest.raises(NotFound):
        opened.snapshot("acc-7")


def test_opening_an_account_again_changes_nothing(opened: Venue) -> None:
    opened.submit(ENTRY, NOW)
    opened.observe("acc-1", bars([100])[0], 0)
    before = opened.snapshot("acc-1")

    opened.open_account(TERMS)

    assert opened.snapshot("acc-1") == before


def test_targets_take_their_parts_and_the_stop_is_for_what_is_left(opened: Venue) -> None:
    halves = (
        TargetTerms(fraction=Decimal("0.05"), share=Decimal("0.5")),
        TargetTerms(fraction=Decimal("0.30"), share=Decimal("0.5")),
    )
    bracket = BracketTerms(StopTerms(fraction=Decimal("0.02")), halves)
    opened.submit(replace(ENTRY, bracket=bracket), NOW)
    calm, rise, fall = bars([100, 107, 90])[:3]

    opened.observe("acc-1", calm, 0)
    part = opened.observe("acc-1", rise, 1)
    left = opened.snapshot("acc-1")
    rest = opened.observe("acc-1", fall, 2)

    assert [(r.leg, r.fill.quantity) for r in part if r.fill] == [(ExitReason.TARGET, Decimal(1))]
    assert left.quantity == 1
    assert len(left.levels.targets) == 1
    assert [(r.leg, r.fill.quantity) for r in rest if r.fill] == [(ExitReason.STOP, Decimal(1))]
    assert opened.snapshot("acc-1").quantity == 0


def test_a_short_pays_for_the_closes_it_was_held_at_when_it_is_bought_back(opened: Venue) -> None:
    opened.submit(replace(ENTRY, direction=Direction.SHORT, bracket=None), NOW)
    one, two, three = bars([100, 110, 120])
    opened.observe("acc-1", one, 0)
    opened.observe("acc-1", two, 1)
    opened.submit(replace(EXIT, direction=Direction.SHORT), NOW)

    (report,) = opened.observe("acc-1", three, 1)

    # 2 units over closes of 100 and 110, at 5 % a year: 420 x 0.05 / 8,760, rounded up.
    assert report.fill is not None
    assert report.fill.funding == Decimal("0.00239727")


def test_an_entry_at_its_limit_rests_fills_in_parts_and_ends(opened: Venue) -> None:
    # Bars of a volume of 1: a tenth of a unit each.
    limit = replace(ENTRY, quantity=Decimal("0.3"), limit=Decimal(99), until=START + 3 * HOUR_MS)
    opened.submit(limit, NOW)
    seen = bars([100, 100, 99, 99, 99, 99])

    # Down to 99, touched; down to 98 twice, the last bar it rests in.
    reports = [report for bar in seen for report in opened.observe("acc-1", bar, 0)[-1:]]

    status = opened.status("acc-1", "omc-1")
    assert status is not None
    assert (status.state, status.reason) == (VenueState.CANCELLED, "partial_fill")
    first, second, end = opened.reports("acc-1", 0)
    assert [first.final, second.final, end.final] == [False, False, True]
    assert [one.fill.price for one in (first, second) if one.fill] == [Decimal(99), Decimal(99)]
    assert [first.inside, end.fill, end.reason] == [True, None, "partial_fill"]
    assert opened.snapshot("acc-1").quantity == Decimal("0.2")
    assert reports[-1] == end


def test_an_entry_at_a_limit_nobody_trades_through_expires(opened: Venue) -> None:
    opened.submit(replace(ENTRY, limit=Decimal(99), until=START + HOUR_MS), NOW)
    for bar in bars([100, 100, 98]):
        opened.observe("acc-1", bar, 0)

    assert [(one.fill, one.reason) for one in opened.reports("acc-1", 0)] == [(None, "limit_expired")]
    assert opened.snapshot("acc-1").quantity == 0
