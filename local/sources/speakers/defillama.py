"""api.llama.fi and stablecoins.llama.fi: made-up value, fees and supply."""

from urllib.parse import unquote

from local.sources.speaking import Heard, Said, Speaker, said_json
from local.sources.world import chance, drifting
from omc.kernel.instants import DAY_MS, SECOND_MS, Ms

PROTOCOLS = (
    "lido", "aave", "makerdao", "uniswap", "curve-dex", "justlend", "compound-finance", "pancakeswap",
    "balancer", "rocket-pool", "convex-finance", "sushiswap", "venus", "gmx", "frax", "liquity",
    "yearn-finance", "stargate", "synthetix", "pendle", "made-up-one", "made-up-two",
    "made-up-three", "made-up-four", "made-up-five",
)  # fmt: skip
CHAINS = ("Ethereum", "Solana", "BSC", "Tron", "Avalanche", "Arbitrum")
_HISTORY_DAYS = 120
_NO_FEES = "made-up-five"


def value_locked(name: str, at: Ms) -> float:
    return drifting(f"tvl:{name}", at, 1e9 * (1 + 20 * chance("tvl", name)), 0.1)


def api(heard: Heard) -> Said:
    path = unquote(heard.path)
    if path == "/protocols":
        return said_json([_protocol(number, slug, heard.now) for number, slug in enumerate(PROTOCOLS)])
    if path == "/v2/chains":
        return said_json([{"name": name, "tvl": value_locked(name, heard.now)} for name in CHAINS])
    if path.startswith("/v2/historicalChainTvl/"):
        return _history(path.rsplit("/", 1)[1], heard.now)
    if path.startswith("/summary/fees/"):
        return _fees(path.rsplit("/", 1)[1], heard)
    return said_json({"message": "Not found"}, 404)


def stablecoins(heard: Heard) -> Said:
    if heard.path != "/stablecoins":
        return said_json({"message": "Not found"}, 404)
    rows = [
        {
            "id": str(number), "name": name, "symbol": symbol, "gecko_id": None, "pegType": "peggedUSD",
            "circulating": {"peggedUSD": drifting(symbol, heard.now, supply, 0.02)}, "chains": ["Ethereum"],
            "price": 1.0,
        }
        for number, (name, symbol, supply) in enumerate(
            (("Tether", "USDT", 9e10), ("USD Coin", "USDC", 3e10), ("Dai", "DAI", 5e9), ("Tiny", "TNY", 1e6))
        )
    ]  # fmt: skip
    return said_json({"peggedAssets": rows})


def _protocol(number: int, slug: str, now: Ms) -> dict[str, object]:
    name = slug.replace("-", " ").title()
    return {
        "id": str(number), "name": name, "slug": slug, "symbol": "-", "chain": "Multi-Chain",
        "chains": ["Ethereum"], "category": "Dexs", "tvl": value_locked(slug, now), "change_1d": None,
        "mcap": None, "gecko_id": None,
    }  # fmt: skip


def _history(chain: str, now: Ms) -> Said:
    if chain not in CHAINS:
        return said_json({"message": "Chain not found"}, 400)
    today = now - now % DAY_MS
    days = [today - back * DAY_MS for back in range(_HISTORY_DAYS, 0, -1)]
    rows = [{"date": day // SECOND_MS, "tvl": value_locked(chain, day)} for day in days]
    # The last row is of this moment, as the real one is.
    return said_json([*rows, {"date": now // SECOND_MS, "tvl": value_locked(chain, now)}])


def _fees(slug: str, heard: Heard) -> Said:
    if slug not in PROTOCOLS or slug == _NO_FEES:
        return said_json({"message": "Protocol not found"}, 404)
    share = 0.4 if heard.query.get("dataType") == "dailyRevenue" else 1.0
    total = round(share * drifting(f"fees:{slug}", heard.now, 1e6 * (0.2 + chance("fees", slug)), 0.4))
    return said_json({"name": slug, "total24h": total, "total7d": total * 7, "change_1d": None})


SPEAKERS: dict[str, Speaker] = {"api.llama.fi": api, "stablecoins.llama.fi": stablecoins}
