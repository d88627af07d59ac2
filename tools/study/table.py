"""What the study found, as a page a person can read."""

from collections.abc import Mapping, Sequence

from omc.backtest.tuning.overfitting.trials import NO_TRIALS, Trials
from tools.study.subject import MINIMUM_TRADES, SEARCHED, WALKED, Row

_DSR, _PBO = 0.95, 0.2
_HEAD = """# Every template on real prices

What the templates come to on real hourly and five-minute prices, with costs on. `make study` writes this
page from the Parquet files of the folder named by `OMC_REFERENCE_DIR` (by default `shared` beside the
project); the prices are not part of the project.

How each line came about:

- The template's parameters are searched at random, {searched} sets, on the first 70 % of the bars, by Sharpe
  ratio with at least {minimum} trades. The best set is judged on the last 30 %, which the search never saw.
- Default costs (taker 20, half spread 5, slippage 5 basis points a side) and default limits (20 % of equity
  in a position). Fills at the next open.
- Walk-forward: tuned anew on every 90 days (45 where the history is short) from {walked} sets, tested on the
  30 after them; `walked` columns are of the chain of all test windows, `WF ratio` is test over train Sharpe.
  The gates judge that chain; where there are too few days for it, the held-out part.
- DSR: deflated Sharpe ratio of the searched set, at least 0.95 is asked; PBO: probability of backtest
  overfitting, at most 0.2. Both over all sets of the line's own search; `family DSR` counts the searches of
  the template on all these markets, as the service counts a family's trials for life.
- Tier 1: it runs and does not look ahead. Tier 2 may trade on paper. Tier 3 also needs paper results, which a
  backtest cannot have.

None of it is advice.
"""
_COLUMNS = (
    "template", "market", "tier", "trades", "return", "buy and hold", "Sharpe", "drawdown", "win rate",
    "profit factor", "cost ratio", "DSR", "family DSR", "PBO", "WF ratio", "walked Sharpe", "walked return",
)  # fmt: skip


def page(rows: Sequence[Row], refused: Sequence[str]) -> str:
    """The whole page; `refused`: what could not be run, and why."""
    head = _HEAD.format(searched=SEARCHED, walked=WALKED, minimum=MINIMUM_TRADES)
    return "\n".join(
        [head, "## In short", "", *_summary(rows), "", "## All", "", *_table(rows), "", *_refused(refused)]
    )


def _summary(rows: Sequence[Row]) -> list[str]:
    paper = [row for row in rows if row.tier >= 2]
    families = _families(rows)
    corrected = [row for row in rows if (_against_family(row, families) or 0) >= _DSR]
    honest = [row for row in corrected if (row.figures["overfitting"] or 0) <= _PBO]
    gained = [row for row in rows if (row.figures["total_return"] or 0) > 0]
    walked = [row for row in rows if (row.figures["walked_total_return"] or 0) > 0]
    lines = [
        f"- {len(rows)} lines; {len(gained)} made money on the bars they were not searched on, "
        f"{len(walked)} in walk-forward.",
        f"- {len(paper)} reach tier 2 (paper): {_names(paper)}.",
        f"- {len(honest)} pass both corrections for how often one tried (DSR and PBO): {_names(honest)}.",
        "",
        "What keeps them out, by gate:",
        "",
        "| gate | lines |",
        "|---|---:|",
    ]
    counts: dict[str, int] = {}
    for row in rows:
        for gate in row.missed:
            counts[gate] = counts.get(gate, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return lines + [f"| {gate} | {count} |" for gate, count in ordered]


def _table(rows: Sequence[Row]) -> list[str]:
    families = _families(rows)
    lines = ["| " + " | ".join(_COLUMNS) + " |", "|---|---|" + "---:|" * (len(_COLUMNS) - 2)]
    for row in sorted(rows, key=lambda row: (row.template, row.pair)):
        f = row.figures
        cells = (
            row.template, row.pair, str(row.tier), _text(f["trades"], "{:.0f}"),
            _share(f["total_return"]), _share(f["benchmark_return"]), _text(f["sharpe"]),
            _share(f["max_drawdown"]), _share(f["win_rate"]), _text(f["profit_factor"]),
            _text(f["cost_ratio"]), _text(f["deflated_sharpe"]), _text(_against_family(row, families)),
            _text(f["overfitting"]), _text(f["walk_forward"]), _text(f["walked_sharpe"]),
            _share(f["walked_total_return"]),
        )  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _families(rows: Sequence[Row]) -> dict[str, Trials]:
    """All that was tried of each template, on all markets."""
    tried: dict[str, Trials] = {}
    for row in rows:
        if row.luck is not None:
            tried[row.template] = tried.get(row.template, NO_TRIALS) + row.luck.trials
    return tried


def _against_family(row: Row, families: Mapping[str, Trials]) -> float | None:
    return None if row.luck is None else row.luck.deflated_sharpe(families[row.template])


def _refused(refused: Sequence[str]) -> list[str]:
    return ["## Not run", "", *(f"- {reason}" for reason in sorted(refused)), ""] if refused else []


def _names(rows: Sequence[Row]) -> str:
    return ", ".join(f"{row.template} on {row.pair}" for row in rows) or "none"


def _text(value: float | None, form: str = "{:.2f}") -> str:
    return "-" if value is None else form.format(value)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
