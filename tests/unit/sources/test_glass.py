"""The traps of on-chain sources, each met once."""

import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from local.sources.faults import FOREVER, Fault
from local.sources.server import SourceServer
from omc.kernel.instants import DAY_MS, HOUR_MS, SECOND_MS, from_iso
from omc.ledgers.errors import QuotaSpent, SourceDown
from omc.ledgers.records import CatalystEvent, Measurement
from omc.ledgers.taxonomy import Basis
from tests.fakes.sources import Bench
from tests.unit.sources.conftest import NOW, records_of

Opened = Callable[..., Bench]
TODAY = NOW - NOW % DAY_MS


def measured(bench: Bench, since: int | None = None) -> list[Measurement]:
    return [record for record in records_of(bench, since) if isinstance(record, Measurement)]


def chain_rows(sources: SourceServer, rows: list[tuple[int, object]]) -> None:
    body = json.dumps([{"date": at // SECOND_MS, "tvl": tvl} for at, tvl in rows])
    sources.faults.add(Fault("body", path="/v2/historicalChainTvl", body=body))


def test_a_chain_s_day_counts_only_when_it_is_over(bench: Opened, sources: SourceServer) -> None:
    chain_rows(sources, [(TODAY - DAY_MS, 5), (TODAY, 7), (NOW, 8)])
    made = bench("defillama", chains={"Ethereum": "ETH"}, protocols={}, stablecoins=False)
    assert [(one.event_time, one.values["tvl_usd"]) for one in measured(made)] == [(TODAY, Decimal(5))]


def test_a_stamp_that_is_not_midnight_belongs_to_its_day_and_missing_days_stay_missing(
    bench: Opened, sources: SourceServer
) -> None:
    chain_rows(sources, [(TODAY - 5 * DAY_MS - HOUR_MS, 1), (TODAY - 2 * DAY_MS, 2)])
    made = bench("defillama", chains={"Ethereum": "ETH"}, protocols={}, stablecoins=False)
    assert [one.event_time for one in measured(made)] == [TODAY - 5 * DAY_MS, TODAY - DAY_MS]


def test_history_counts_as_known_a_lag_after_its_day_and_yesterday_when_we_saw_it(
    bench: Opened, sources: SourceServer
) -> None:
    chain_rows(sources, [(TODAY - 9 * DAY_MS, 1), (TODAY - DAY_MS, 2)])
    made = bench("defillama", chains={"Ethereum": "ETH"}, protocols={}, stablecoins=False)
    old, fresh = measured(made)
    assert (old.basis, old.known_at) == (Basis.PUBLISHED_PLUS_LAG, TODAY - 8 * DAY_MS + 6 * HOUR_MS)
    assert (fresh.basis, fresh.known_at) == (Basis.OBSERVED, made.clock.now())


def test_a_protocol_that_was_renamed_is_told_and_not_skipped_in_silence(bench: Opened) -> None:
    made = bench("defillama", protocols={"solend": "SLND", "aave": "AAVE"}, chains={}, stablecoins=False)
    page = next(iter(made.source().collect(None)))
    assert [one.assets for one in page.records] == [("AAVE",)]
    assert "solend is no longer listed" in page.rejected[0]


def test_a_protocol_without_fees_still_has_its_value(bench: Opened) -> None:
    made = bench("defillama", protocols={"made-up-five": ""}, chains={}, stablecoins=False)
    (record,) = measured(made)
    assert set(record.values) == {"tvl_usd"}
    assert record.assets == ()


def test_gas_that_was_not_measured_is_absent(bench: Opened, sources: SourceServer) -> None:
    made = bench("chain_heads", ethereum=["https://1rpc.io/eth"])
    sources.faults.add(Fault("body", host="1rpc.io", body='{"jsonrpc": "2.0", "id": 1, "result": "0x10"}'))
    sources.faults.add(Fault("body", host="1rpc.io", body='{"error": {"code": -32005}}'))
    (ethereum, _) = measured(made)
    assert ethereum.values == {"block_height": Decimal(16)}


def test_the_next_rpc_host_is_asked_when_one_is_silent(bench: Opened, sources: SourceServer) -> None:
    sources.faults.add(Fault("silent", host="ethereum-rpc.publicnode.com", times=FOREVER))
    ethereum, _ = measured(bench("chain_heads"))
    assert {"block_height", "gas_gwei"} == set(ethereum.values)


def test_coin_metrics_pages_follow_their_token_and_what_is_missing_is_absent(
    bench: Opened, sources: SourceServer
) -> None:
    made = bench("coinmetrics", history_days=1500)
    records = measured(made)
    assert len(records) == 2 * 1500
    page = {
        "data": [{"asset": "btc", "time": "2024-03-01T00:00:00.000000000Z", "TxCnt": "5", "AdrActCnt": None}]
    }
    sources.faults.add(Fault("body", body=json.dumps(page)))
    (record,) = measured(made)
    assert record.values == {"transactions": Decimal(5)}
    assert record.event_time == from_iso("2024-03-02T00:00:00Z")


def test_the_first_look_at_a_treasury_is_no_news_and_a_change_is(
    bench: Opened, sources: SourceServer
) -> None:
    made = bench("treasuries", coins={"bitcoin": "BTC"}, least_change_fraction="0")
    assert not [one for one in records_of(made) if isinstance(one, CatalystEvent)]
    sources.now = NOW + DAY_MS
    made.clock.instant = NOW + DAY_MS
    (event,) = [one for one in records_of(made, NOW) if isinstance(one, CatalystEvent)]
    assert event.title == "Made-up Holdings bought 1 BTC"
    assert event.reasons


def test_a_run_that_died_before_its_page_was_stored_finds_the_change_again(
    bench: Opened, sources: SourceServer
) -> None:
    made = bench("treasuries", coins={"bitcoin": "BTC"}, least_change_fraction="0")
    records_of(made)
    sources.now = made.clock.instant = NOW + DAY_MS
    next(iter(made.source().collect(NOW)))  # Dies here: the generator is never asked to go on.
    again = [one for one in records_of(made, NOW) if isinstance(one, CatalystEvent)]
    assert len(again) == 1


def test_calls_that_a_plan_does_not_have_are_not_made(bench: Opened, sources: SourceServer) -> None:
    made = bench("nansen", api_key="hush-hush-hush", credits_a_month=3)
    assert records_of(made)
    with pytest.raises(QuotaSpent):
        records_of(made)
    assert len(sources.asked) == 3


def test_a_plan_without_credits_is_not_asked_again(bench: Opened, sources: SourceServer) -> None:
    sources.faults.add(Fault("status", status=402, times=FOREVER))
    with pytest.raises(QuotaSpent):
        records_of(bench("nansen", api_key="hush-hush-hush"))
    assert len(sources.asked) == 1


def test_of_two_coins_with_one_symbol_the_larger_has_it_and_changes_are_fractions(bench: Opened) -> None:
    records = measured(bench("market_caps"))
    (bitcoin,) = [one for one in records if one.subject == "BTC"]
    assert bitcoin.note == "Bitcoin"
    assert abs(bitcoin.values["change_24h_fraction"]) < 1


def test_an_error_inside_an_answer_with_status_200_is_an_error(bench: Opened, sources: SourceServer) -> None:
    body = '{"name": "x", "data": [], "metadata": {"error": "maintenance"}}'
    sources.faults.add(Fault("body", body=body, times=FOREVER))
    with pytest.raises(SourceDown, match="maintenance"):
        records_of(bench("fear_greed"))
