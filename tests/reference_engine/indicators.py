"""Indicators one value at a time, over prices in whole ticks; None = not defined yet.

Recursions add and multiply in the order of their textbook definition (Wilder's as seed, then
`(before x (n - 1) + now) / n`), so that two honest float64 implementations give the same bits and a
comparison with a threshold cannot fall differently.
"""

import math

Column = list[float | None]


def sma(values: list[int], length: int) -> Column:
    return [
        None if at + 1 < length else sum(values[at + 1 - length : at + 1]) / length
        for at in range(len(values))
    ]


def deviation(values: list[int], length: int) -> Column:
    """Population standard deviation, from whole numbers, rounded once before the root."""
    column: Column = []
    for at in range(len(values)):
        window = values[at + 1 - length : at + 1]
        if at + 1 < length:
            column.append(None)
        else:
            scaled = length * sum(value * value for value in window) - sum(window) ** 2
            column.append(math.sqrt(scaled / (length * length)))
    return column


def ema(values: list[int], length: int) -> Column:
    if length == 1:
        return [float(value) for value in values]
    column: Column = [None] * min(length - 1, len(values))
    weight = 2.0 / (length + 1)
    for at in range(length - 1, len(values)):
        before = column[-1] if at >= length else None
        if before is None:
            column.append(sum(values[:length]) / length)
        else:
            column.append((values[at] - before) * weight + before)
    return column


def rsi(values: list[int], length: int) -> Column:
    column: Column = [None] * min(length, len(values))
    gain = loss = 0.0
    for at in range(1, len(values)):
        change = float(values[at] - values[at - 1])
        if at <= length:
            gain, loss = gain + max(change, 0.0), loss + max(-change, 0.0)
            if at < length:
                continue
        else:
            gain, loss = gain * (length - 1) + max(change, 0.0), loss * (length - 1) + max(-change, 0.0)
        gain, loss = gain / length, loss / length
        moved = gain + loss
        column.append(50.0 if moved < 1e-14 else 100.0 * (gain / moved))
    return column


def atr(high: list[int], low: list[int], close: list[int], length: int) -> Column:
    ranges = [
        float(max(high[at] - low[at], abs(high[at] - close[at - 1]), abs(low[at] - close[at - 1])))
        for at in range(1, len(close))
    ]
    column: Column = [None] * min(length, len(close))
    for at in range(length - 1, len(ranges)):
        before = column[-1] if at >= length else None
        if before is None:
            column.append(sum(ranges[:length]) / length)
        else:
            column.append((before * (length - 1) + ranges[at]) / length)
    return column


def lowest(values: list[int], length: int) -> Column:
    return [
        None if at + 1 < length else float(min(values[at + 1 - length : at + 1])) for at in range(len(values))
    ]


def highest(values: list[int], length: int) -> Column:
    return [None if low is None else -low for low in lowest([-value for value in values], length)]
