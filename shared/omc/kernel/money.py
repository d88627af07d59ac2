"""Exact decimals: every amount is a multiple of a declared step, every rounding has a direction."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

# 34 digits hold any product of a price, a quantity and a fee rate exactly before it is quantised;
# DynamoDB keeps 38.
EXACT = Context(prec=34)
MONEY_STEP = Decimal("0.00000001")
BPS = Decimal("0.0001")
ZERO = Decimal(0)
ONE = Decimal(1)


def to_step(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    """`value` as a multiple of `step`, rounded in the direction named."""
    units = EXACT.divide(value, step).to_integral_value(rounding=rounding)
    return EXACT.multiply(units, step)


def down(value: Decimal, step: Decimal) -> Decimal:
    """The largest multiple of `step` not above `value`."""
    return to_step(value, step, ROUND_FLOOR)


def up(value: Decimal, step: Decimal) -> Decimal:
    """The smallest multiple of `step` not below `value`."""
    return to_step(value, step, ROUND_CEILING)


def money(value: Decimal) -> Decimal:
    """An amount of quote currency at the books' precision, half to even."""
    return to_step(value, MONEY_STEP, ROUND_HALF_EVEN)


def fee(value: Decimal) -> Decimal:
    """A charge at the books' precision: a fraction of a step is charged as a whole one."""
    return to_step(value, MONEY_STEP, ROUND_CEILING)
