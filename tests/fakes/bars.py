"""Small bars for tests: numbered by their place on the grid."""

from collections.abc import Iterable
from decimal import Decimal

from omc.market.model import Bar, Series


def bar(series: Series, number: int, close: str = "10.5") -> Bar:
    """Bar `number` of the grid since 1970, between 9 and 12."""
    prices = (Decimal("10"), Decimal("12"), Decimal("9"), Decimal(close))
    return Bar(number * series.timeframe.ms, *prices, Decimal("1.25"))


def bars(series: Series, numbers: Iterable[int]) -> list[Bar]:
    return [bar(series, number) for number in numbers]
