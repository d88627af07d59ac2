"""Writes docs/indicators.md from the catalog and the table of agreement.

python -m tests.unit.market.indicators.document
"""

from pathlib import Path

from omc.market.indicators.catalog import CATALOG, ArgKind, Argument, Indicator, Reads
from omc.market.indicators.confluence import DEFAULT_WEIGHTS
from tests.unit.market.indicators.agreement import agreements, table
from tests.unit.market.indicators.published import published

PATH = Path(__file__).resolve().parents[4] / "docs" / "indicators.md"
_AGREEMENT = "## Agreement with published values"

_HEAD = """\
# Indicators

Each is known when a bar has closed, from bars up to that one only, bit for bit the same over a longer \
run: `tests/property/test_indicators_causality.py` changes, shuffles and cuts the future of every one \
of them. Each gives its values, a signal (BUY, SELL, NEUTRAL), a strength from 0 to 100 and a sentence \
with the numbers in it. Undefined is NaN: before its window is full, and where a value it needs (a \
volume) is missing.

- `omc.market.indicators.catalog`: what stands below, importable without numpy.
- `compute(name, bars, tick, args, series)`: the outputs as columns. `reading(name, bars, tick, \
args)`: what the last bar says; `readings(...)`: what every bar said.
- Prices are taken in whole ticks, so equal averages compare equal. Series are any numbers; close by \
default.
- A swing point of strength s is a high (low) that s bars to either side do not exceed, of equal ones \
the first; it is known s bars later. Distances of structure are measured in ATR(14). Sessions and days \
are UTC.
- Recursive averages (EMA, Wilder's) are seeded by the mean of their first values.

## Where libraries differ

Held against TA-Lib, pandas-ta and ta on random walks: after the seeds are forgotten all agree to rounding, \
but for what is named here.

| indicator | ours | others |
|---|---|---|
| rsi, stochastic, stoch_rsi, williams_r, mfi in a flat market (0 / 0) | the middle: 50, %R -50 | TA-Lib \
says 0, ta 100 for RSI and nothing for the others, pandas-ta nothing |
| adx | each of Wilder's averages is seeded by as many values as its length, as `atr` is; equal moves up and \
down count for neither, and prices in ticks see that they are equal | TA-Lib seeds by one value less and \
compares floats: rounding makes a tie a move |
| macd | each average is seeded by its own first values, so that the line is ema - ema | TA-Lib seeds the \
fast one later; the same after some hundred bars |
| mfi | any flow counts | TA-Lib takes flows under 1 for none |
| psar | turns where price touches the stop, as TA-Lib's | pandas-ta asks for a price beyond it |
| obv | begins at the first bar's volume; an equal close adds nothing | ta adds the volume of an equal close |
| channel | the bars before | Donchian channels hold the current bar: `highest(high, 20)` |
| vwap | by UTC sessions; the first begins with the first bar | with an anchor date: `session_vwap()` has \
the hours of the spec's session |

This file is written by `python -m tests.unit.market.indicators.document`; a test compares it.
"""


def catalog_part() -> str:
    rows = "\n".join(_row(entry) for entry in CATALOG.values())
    weights = "\n".join(
        f"| {name} | {weight.weight:.2f} | {weight.least:g} |" for name, weight in DEFAULT_WEIGHTS.items()
    )
    return f"""{_HEAD}
## The catalog

| indicator | call | arguments (default, bounds) | outputs (the first is the bare call's) | when, how strong |
|---|---|---|---|---|
{rows}

## Score

`confluence(readings)` weighs readings into one score: the sum of weight x strength x direction over \
the sum of the weights. One that is missing or below its least strength leaves both sums; opposing ones \
cancel. From 70 on STRONG_BUY or STRONG_SELL, from 40 on BUY or SELL, else WAIT. Each contribution \
keeps values, threshold, points and a sentence; `counted` says how many the score is made of.

| indicator | weight | least strength |
|---|--:|--:|
{weights}
"""


def agreement_part() -> str:
    """Skips where the reference material is absent."""
    return f"""{_AGREEMENT}

Against the values that two other libraries publish with their tests (skender's Stock.Indicators 1.3.5 \
for Python, jesse 3.5.3). The difference includes their rounding.

{table(agreements(published()))}
"""


def parts_of(text: str) -> tuple[str, str]:
    """The catalog's part and the table of agreement, as written in the file."""
    at = text.index(_AGREEMENT)
    return text[:at], text[at:]


def _row(entry: Indicator) -> str:
    args = ", ".join(_told(arg) for arg in entry.args)
    if entry.reads is Reads.SERIES:
        args = f"series, {args}"
    says = entry.says.replace("|", "\\|")
    outputs = ", ".join(entry.outputs)
    return f"| **{entry.name}**: {entry.title} | `{entry.usage}` | {args} | {outputs} | {says} |"


def _told(arg: Argument) -> str:
    kind = "" if arg.kind is ArgKind.LENGTH else " factor"
    return f"{arg.name}{kind} ({arg.default:f}, {arg.low:f} to {arg.high:f})"


if __name__ == "__main__":
    PATH.write_text(f"{catalog_part()}\n{agreement_part()}")
