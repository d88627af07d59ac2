"""What to do at a bar's close, given the rules that hold and the position held: pure, one meaning."""

from dataclasses import dataclass

from omc.trading.limits import MAX_MISSING_BARS
from omc.trading.model import Direction, ExitReason


@dataclass(frozen=True)
class RulesAt:
    """Which rules of a strategy hold on the bar that just closed.

    in_session: entries are allowed. flat: the time of the day at which positions are left has come.
    """

    enter_long: bool
    exit_long: bool
    enter_short: bool
    exit_short: bool
    in_session: bool = True
    flat: bool = False


@dataclass(frozen=True)
class Decision:
    """exit: leave the present position, and why; enter: open one. Both: exit first, then enter, same open."""

    exit: ExitReason | None = None
    enter: Direction | None = None


def decide(
    rules: RulesAt, position: Direction | None, bars_held: int, time_stop_bars: int | None
) -> Decision:
    """Flat: enter in the session where exactly one side's entry holds and its own exit does not.
    In a position: leave on its exit rule, at the session's flat time or at the time stop; turn only on an
    exit rule, and if the other side's entry holds too.

    bars_held counts the entry bar as 1.
    """
    if position is None:
        return Decision(enter=_entry(rules))
    exits = rules.exit_long if position is Direction.LONG else rules.exit_short
    if exits:
        entry = _entry(rules)
        return Decision(ExitReason.SIGNAL, entry if entry is not position else None)
    if rules.flat or (time_stop_bars is not None and bars_held >= time_stop_bars):
        return Decision(ExitReason.TIME)
    return Decision()


def stands(rules: RulesAt, direction: Direction) -> bool:
    """Whether an entry of `direction` that rests unfilled still stands after a close with these rules: in the
    session, before its flat time, and while neither its own exit nor the other side's entry holds."""
    exits = rules.exit_long if direction is Direction.LONG else rules.exit_short
    return rules.in_session and not rules.flat and not exits and _entry(rules) in (None, direction)


def _entry(rules: RulesAt) -> Direction | None:
    if not rules.in_session:
        return None
    long = rules.enter_long and not rules.exit_long
    short = rules.enter_short and not rules.exit_short
    if long == short:
        return None
    return Direction.LONG if long else Direction.SHORT


def is_stale(signal_ts: int, fill_bar_ts: int, timeframe_ms: int) -> bool:
    """True when more than three bars are missing between the signal's bar and the next that exists.

    A stale entry is cancelled. An exit never is: leaving late is better than not leaving.
    """
    return (fill_bar_ts - signal_ts) // timeframe_ms - 1 > MAX_MISSING_BARS
