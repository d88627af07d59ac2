"""`omc demo`: the whole main job without a browser, on an emulator that is forgotten afterwards."""

from decimal import Decimal
from typing import Any

from local.api import Api, wait_until
from local.feed import Feed
from local.market import replay_in, seed_sample
from local.market_data.catalog import SIMULATED_HOURLY
from local.people import person
from local.stack import Stack, deployed
from local.story import line_of
from local.terminal import Terminal
from local.thread import backtest, demo_strategy, promote
from omc.kernel.instants import Ms, to_iso
from omc.market.model import Series

_BATCH = 25


def demo(terminal: Terminal, bars: int) -> int:
    """Everything in one go; returns the exit status."""
    with deployed(progress=terminal.step) as stack:
        with terminal.working("sample market", "loading") as done:
            done(seed_sample(stack))
        with Api(stack, person(stack)) as api:
            algorithm = to_the_floor(terminal, api)
            _live(terminal, stack, api, algorithm["algorithm_id"], bars)
            return _summary(terminal, api, algorithm["algorithm_id"])


def to_the_floor(terminal: Terminal, api: Api) -> dict[str, Any]:
    """The demo's strategy, tested and put on the Floor in simulation: its algorithm."""
    series = SIMULATED_HOURLY.series
    with terminal.working("backtest", f"running on {series.key}") as done:
        run = backtest(api, demo_strategy(api, series), series)
        done(verdict_of(run))
    with terminal.working("promotion", "to the Floor, in simulation") as done:
        algorithm = promote(api, run["run_id"])
        done(f"{algorithm['name']} trades {algorithm['series']} with {algorithm['capital']} (simulated)")
    return algorithm


def verdict_of(run: dict[str, Any]) -> str:
    """A finished run in a line; a failed one says why."""
    if run["state"] != "COMPLETED":
        return f"{run['state'].lower()}: {run['error']}"
    held_out = run["out_of_sample"]
    told = ", ".join(f"{name} {_short(held_out.get(name))}" for name in ("sharpe", "net_pnl", "trades"))
    return f"{run['verdict']}, tier {run['tier_reached']} (held-out: {told})"


def _short(figure: str | None) -> str:
    return "none" if figure is None else format(Decimal(figure).quantize(Decimal("0.01")).normalize(), "f")


def _live(terminal: Terminal, stack: Stack, api: Api, algorithm_id: str, bars: int) -> None:
    replay, feed, series = replay_in(stack, bars_per_second=None), Feed(api), SIMULATED_HOURLY.series
    told = 0
    while told < bars:
        batch = replay.pending(series)[: min(_BATCH, bars - told)]
        count = replay.run(series, len(batch)) if batch else 0
        if count == 0:
            terminal.line(f"the sample market ended after {told} bars")
            return
        told += count
        _caught_up(api, algorithm_id, series, batch[-1])
        for message in feed.news():
            line = line_of(message) if message["type"] != "pnl_update" else None
            if line:
                terminal.line(line)


def _caught_up(api: Api, algorithm_id: str, series: Series, ts: Ms) -> None:
    def there() -> bool:
        algorithms = api.get("/v1/floor/algorithms")["items"]
        mine = next(one for one in algorithms if one["algorithm_id"] == algorithm_id)
        return mine["cursor"] is not None and mine["cursor"] >= to_iso(ts)

    wait_until(there, within_s=60, what=f"the Floor to judge the bar of {series.key} at {to_iso(ts)}")


def _summary(terminal: Terminal, api: Api, algorithm_id: str) -> int:
    state = api.get("/v1/floor/sync")
    pnl = state["pnl"]
    trades = api.get("/v1/floor/trades", algorithm_id=algorithm_id)["items"]
    orders = api.get("/v1/floor/orders", algorithm_id=algorithm_id, limit=200)["items"]
    terminal.line("")
    terminal.line("summary (simulated market, simulated fills)", "bold")
    terminal.line(f"  orders {len(orders)}, closed trades {len(trades)}")
    for name in ("equity", "cash", "realised", "unrealised", "fees"):
        terminal.line(f"  {name:<11}{Decimal(pnl[name]):>14.2f}")
    return 0
