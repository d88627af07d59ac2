"""The report: whole, readable by any reader of PDF, and always the same for the same run."""

import re
import zlib
from base64 import a85decode
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from omc.adapters.reports.pdf import report_pdf
from omc.adapters.reports.pdf.charts import log_ticks, nice_ticks, thinned, time_ticks
from omc.adapters.reports.pdf.say import money, percent
from omc.adapters.reports.pdf.sheet import BODY, width_of, wrapped
from omc.backtest.judging.evidence import Evidence
from omc.backtest.judging.words import title_of
from omc.kernel.instants import DAY_MS, from_iso
from tests.unit.reports.conftest import FOUND, judged


def drawn(pdf: bytes) -> list[bytes]:
    """What is drawn, page by page."""
    streams = re.findall(rb"/ASCII85Decode /FlateDecode.*?stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    return [zlib.decompress(a85decode(b"<~" + stream.strip(), adobe=True)) for stream in streams]


def said(pdf: bytes) -> str:
    """Every text that is drawn, in order."""
    texts = re.findall(rb"\((.*?)(?<!\\)\) Tj", b"\n".join(drawn(pdf)), re.DOTALL)
    plain = (re.sub(rb"\\([0-7]{3})", lambda m: bytes([int(m[1], 8)]), text) for text in texts)
    return " ".join(re.sub(rb"\\(.)", rb"\1", text).decode("cp1252") for text in plain).replace("\u00a0", " ")


@pytest.fixture(scope="module")
def report(card: dict[str, Any], curve: Mapping[str, Any], rows: list[dict[str, Any]]) -> bytes:
    return report_pdf(card, curve, rows)


def test_equal_runs_make_equal_bytes(
    report: bytes, card: dict[str, Any], curve: Mapping[str, Any], rows: list[dict[str, Any]]
) -> None:
    assert report.startswith(b"%PDF-")
    assert report_pdf(card, curve, rows) == report
    assert report_pdf({**card, "name": "Another"}, curve, rows) != report


def test_it_says_what_the_card_says(report: bytes, card: dict[str, Any]) -> None:
    text = said(report)

    for word in (card["name"], card["verdict"].replace("_", " "), card["series"], card["result_hash"]):
        assert word in text
    for heading in ("Equity against buy and hold", "Below the peak", "Months", "Gates", "Costs and trades"):
        assert heading in text
    assert "Does it know the future? No." in text
    assert percent(card["out_of_sample"]["win_rate"]["value"]) in text
    assert money(card["costs"]["net"]).replace("\u00a0", " ") in text


def test_every_gate_is_in_it_with_its_outcome(report: bytes, card: dict[str, Any]) -> None:
    text = said(report)
    table = text[text.index("Gate Asks Came Outcome") : text.index("Costs and trades")]
    outcomes = [gate["outcome"] for gate in card["gates"]]

    assert table.count(" not evaluated ") == outcomes.count("not_evaluated") > 0
    assert table.count(" passed ") == outcomes.count("pass") > 0
    assert all(title_of(gate["metric"]).split()[0] in table for gate in card["gates"])


def test_charts_are_drawn_as_lines_not_pictures(report: bytes) -> None:
    first = drawn(report)[0]

    assert first.count(b" l\n") + first.count(b" l ") > 500
    assert b"/Subtype /Image" not in report


def test_a_search_adds_its_folds_and_its_sensitivity(
    evidence: Evidence, curve: Mapping[str, Any], rows: list[dict[str, Any]], report: bytes
) -> None:
    text = said(report_pdf(judged(evidence, findings=FOUND), curve, rows))

    assert "ratio of test to train Sharpe 0.61, risk medium" in text
    assert "15 Sep 2020 to 14 Oct 2020" in text
    assert "10: 0.50   20: –" in text
    assert "The search tried 1 200 parameter sets, the family 3 400 in its whole life." in text
    assert "Train Sharpe" not in said(report)


def test_names_in_other_scripts_are_shown_as_far_as_the_fonts_go(
    card: dict[str, Any], curve: Mapping[str, Any], rows: list[dict[str, Any]]
) -> None:
    text = said(report_pdf({**card, "name": "Schwung für 比特币 (v2)"}, curve, rows))

    assert "Schwung für ??? (v2)" in text


def test_a_run_without_trades_has_a_report_too(card: dict[str, Any], curve: Mapping[str, Any]) -> None:
    idle = {**curve, "equity": np.full(len(curve["ts"]), 10_000.0)}
    idle["drawdown_fraction"] = np.zeros(len(curve["ts"]))
    bare = {**card, "breakdown": {}, "luck": None, "trade_test": None, "monthly_returns": {}}

    assert "Too few held-out days to tell." in said(report_pdf(bare, idle, []))


def test_a_long_name_wraps_and_a_figure_keeps_its_sign() -> None:
    lines = wrapped("at least 95 % of them", width_of("at least 95", BODY) + 1)

    assert lines == ["at least", "95\u00a0% of", "them"]
    assert all(width_of(line) <= 200 for line in wrapped("a word after another " * 20, 200))


@pytest.mark.parametrize(("low", "high"), [(0, 1), (9_870, 10_420), (-3, 8), (5, 5), (0, 0), (1e-9, 2e-9)])
def test_ticks_are_round_and_hold_the_curve(low: float, high: float) -> None:
    ticks = nice_ticks(low, high)

    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert 2 <= len(ticks) <= 9
    assert np.diff(ticks) == pytest.approx(ticks[1] - ticks[0])


def test_ticks_of_a_log_scale_hold_the_curve() -> None:
    assert log_ticks(7_900, 350_000) == pytest.approx([5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5])
    assert log_ticks(7_900, 8e12) == pytest.approx([1e3, 1e5, 1e7, 1e9, 1e11, 1e13])
    for power in range(1, 40):
        ticks = log_ticks(0.3, 3 * 10.0**power)
        assert ticks[0] <= 0.3
        assert ticks[-1] >= 3 * 10.0**power
        assert 2 <= len(ticks) <= 8


def test_the_time_axis_names_at_most_eight_places() -> None:
    start = from_iso("2020-01-01T00:00:00Z")

    for days in (3, 40, 400, 2_000, 9_000):
        ticks = time_ticks(start, start + days * DAY_MS)
        assert 2 <= len(ticks) <= 8
        assert all(start <= ts <= start + days * DAY_MS for ts, _ in ticks)
    assert [label for _, label in time_ticks(start, start + 800 * DAY_MS)][:2] == ["2020", "Jul 2020"]


def test_thinning_keeps_the_ends_and_the_deepest_fall() -> None:
    falls = np.zeros(50_000)
    falls[31_313] = 0.4
    rows = thinned(len(falls), falls)

    assert (rows[0], rows[-1]) == (0, 49_999)
    assert 31_313 in rows
    assert len(rows) < 1_000
    assert list(thinned(5)) == [0, 1, 2, 3, 4]


@pytest.fixture
def several(card: dict[str, Any]) -> dict[str, Any]:
    """The card as one of two symbols, told on two timeframes."""
    (row,) = card["markets"]
    other = row | {"symbol": "ETH/USDT", "missing_bars": 3, "net_pnl": "-12.5"}
    main = {"timeframe": "1h", "made_of": None, "bars": 2400, "agreement": None}
    blocks = {"whole": card["whole"], "out_of_sample": card["out_of_sample"]}
    beside = {"timeframe": "4h", "made_of": "1h", "bars": 600, "agreement": "0.42"}
    alignment = {"share": "0.31", "reason": None, "closes": 2000, "held": 1234, "aligned": 383}
    told = {"main": "1h", "table": [main | blocks, beside | blocks], "alignment": alignment}
    return {**card, "symbols": ["BTC/USDT", "ETH/USDT"], "markets": [row, other], "timeframes": told}


def test_several_symbols_and_timeframes_have_tables_of_their_own(
    several: dict[str, Any], curve: Mapping[str, Any], rows: list[dict[str, Any]], report: bytes
) -> None:
    traded = [row | {"symbol": ("BTC/USDT", "ETH/USDT")[at % 2]} for at, row in enumerate(rows)]
    text = said(report_pdf(several, curve, traded))

    assert "simulated: BTC/USDT, ETH/USDT, 1h" in text
    assert "By symbol, all bars, one capital" in text
    assert "3 missing" in text
    assert "1h, judged" in text
    assert "4h, made of 1h" in text
    assert (
        "Of 1 234 closes at which any timeframe held a position, all held one of the same direction" in text
    )
    assert "The gates judge 1h alone." in text
    assert "ETH long" in text
    assert "By symbol, all bars" not in said(report)


def test_without_a_share_of_agreement_its_reason_is_told(
    several: dict[str, Any], curve: Mapping[str, Any], rows: list[dict[str, Any]]
) -> None:
    silent = several["timeframes"] | {
        "alignment": {"share": None, "reason": "no timeframe ever held", "closes": 9, "held": 0, "aligned": 0}
    }
    text = said(report_pdf(several | {"timeframes": silent}, curve, rows))
    assert "No share of agreement: no timeframe ever held." in text
