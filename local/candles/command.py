"""`omc candles import FILE`: the words of the command, and what it says."""

import argparse
from decimal import Decimal, InvalidOperation
from pathlib import Path

from local.candles.cells import opened_at
from local.candles.importing import ImportReport, import_file
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import Ms, to_iso
from omc.market.gaps import end_of
from omc.market.model import Instrument, Series
from omc.wiring.market import Market, market

_SHOWN = 10
_COLUMNS = """\
The file is CSV (with a header) or Parquet, one row per bar, ascending, one timeframe:
  timestamp (or ts, time, open_time, date, datetime)  when the bar opens: ISO-8601, UTC unless it says
                                                      otherwise, or a whole number of s, ms, us, ns
  open, high, low, close                              prices in quote currency
  volume                                              base units
Other columns are passed over. A malformed file is refused with row and reason and nothing of it is stored.
Importing a file again changes nothing.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Adds `candles import` to a command line; the caller runs `run(args)`."""
    candles = subparsers.add_parser("candles", help="candles in the lake")
    commands = candles.add_subparsers(dest="candles_command", required=True)
    parser = commands.add_parser(
        "import",
        help="import history from a CSV or Parquet file",
        description=_COLUMNS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--series", required=True, type=_series, help="for example binance:BTC/USDT:1h")
    parser.add_argument("--tick", type=_decimal, help="price step; without it the finest digit in the file")
    parser.add_argument("--step", type=_decimal, default=Decimal("0.00001"), help="quantity step")
    parser.add_argument(
        "--min-notional", type=_decimal, default=Decimal("10"), help="smallest order, in quote"
    )
    parser.add_argument(
        "--replay-from", type=_instant, help="keep the bars opened from this time on for a replay"
    )
    return parser


def run(args: argparse.Namespace, into: Market | None = None) -> int:
    """Imports into the market given, or into that of the environment; returns the exit status."""
    series: Series = args.series
    rules = None
    if args.tick is not None:
        rules = Instrument(series.venue, series.symbol, args.tick, args.step, args.min_notional)
    try:
        report = import_file(args.file, series, into or market(), print, rules, args.replay_from)
    except InvalidInput as error:
        print(f"refused: {error.message}")
        for field in error.fields[1:_SHOWN]:
            print(f"  {field.path}: {field.message}")
        return 1
    print("\n".join(lines(report)))
    return 0


def lines(report: ImportReport) -> list[str]:
    """The report as people read it."""
    step = report.series.timeframe.ms
    shown = [
        f"  missing {gap.count} from {to_iso(gap.first_ts)} to {to_iso(end_of(gap) - step)}"
        for gap in report.gaps[:_SHOWN]
    ]
    more = [f"  and {len(report.gaps) - _SHOWN} gaps more"] if len(report.gaps) > _SHOWN else []
    return [
        f"{report.series.key}: {report.rows} bars, {to_iso(report.first_ts)} to {to_iso(report.last_ts)}",
        f"stored {report.stored}, known already {report.duplicates}, refused as revisions {report.conflicts}",
        f"{len(report.gaps)} gaps, {report.missing} bars missing",
        *shown,
        *more,
        *([f"{report.kept_for_replay} bars kept for a replay"] if report.kept_for_replay else []),
    ]


def _series(text: str) -> Series:
    try:
        return Series.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"expected a decimal such as 0.01, got {text!r}") from None


def _instant(text: str) -> Ms:
    try:
        return opened_at(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
