"""api.coingecko.com: made-up ranks and treasuries."""

from local.sources.speaking import Heard, Said, Speaker, said_json
from local.sources.world import chance, drifting
from omc.kernel.instants import DAY_MS, Ms

COINS = {
    "bitcoin": ("btc", "Bitcoin", 43_000, 2e7), "ethereum": ("eth", "Ethereum", 2_400, 1.2e8),
    "ripple": ("xrp", "XRP", 0.6, 5.4e10), "solana": ("sol", "Solana", 95, 4.3e8),
    "cardano": ("ada", "Cardano", 0.5, 3.5e10), "dogecoin": ("doge", "Dogecoin", 0.09, 1.4e11),
    "litecoin": ("ltc", "Litecoin", 70, 7.4e7), "avalanche-2": ("avax", "Avalanche", 35, 3.7e8),
    "chainlink": ("link", "Chainlink", 15, 5.7e8), "polkadot": ("dot", "Polkadot", 7, 1.3e9),
    "tron": ("trx", "TRON", 0.12, 8.8e10), "stellar": ("xlm", "Stellar", 0.12, 2.8e10),
    "uniswap": ("uni", "Uniswap", 7, 6e8), "aave": ("aave", "Aave", 100, 1.5e7),
    **{f"made-up-{n}": (f"muc{n}", f"Made-up Coin {n}", 3 / n, 1e8) for n in range(1, 90)},
    "another-bitcoin": ("btc", "Another of the same symbol", 0.01, 1e9),
}  # fmt: skip
_COMPANIES = ("Made-up Holdings", "Invented Mining", "Example Systems", "Sample Treasury")


def coingecko(heard: Heard) -> Said:
    if heard.path == "/api/v3/coins/markets":
        rows = sorted((_market(coin, heard.now) for coin in COINS), key=_by_cap)
        ranked = [{**row, "market_cap_rank": rank} for rank, row in enumerate(rows, 1)]
        return said_json(ranked[: int(heard.query.get("per_page", "100"))])
    if heard.path.startswith("/api/v3/companies/public_treasury/"):
        return _treasury(heard.path.rsplit("/", 1)[1], heard.now)
    return said_json({"error": "not found"}, 404)


def price_of(coin: str, at: Ms) -> float:
    return drifting(f"price:{coin}", at, COINS[coin][2], 0.08)


def _market(coin: str, now: Ms) -> dict[str, object]:
    symbol, name, _, supply = COINS[coin]
    price = price_of(coin, now)
    return {
        "id": coin, "symbol": symbol, "name": name, "current_price": round(price, 8),
        "market_cap": round(price * supply), "total_volume": round(price * supply * 0.03),
        "price_change_percentage_24h_in_currency": _change(coin, now, 1),
        "price_change_percentage_7d_in_currency": _change(coin, now, 7),
    }  # fmt: skip


def _by_cap(row: dict[str, object]) -> float:
    return -float(str(row["market_cap"]))


def _change(coin: str, now: Ms, days: int) -> float:
    return round(100 * (price_of(coin, now) / price_of(coin, now - days * DAY_MS) - 1), 5)


def _treasury(coin: str, now: Ms) -> Said:
    if coin not in COINS:
        return said_json({"error": "coin not found"}, 404)
    held = [round(50_000 * chance(name, coin)) for name in _COMPANIES]
    # One of them buys some every day.
    held[0] += (now // DAY_MS) % 1000
    companies = [
        {"name": name, "symbol": f"{name[:4].upper()}.US", "country": "US", "total_holdings": amount}
        for name, amount in zip(_COMPANIES, held, strict=True)
    ]
    return said_json({"total_holdings": sum(held), "total_value_usd": 0, "companies": companies})


SPEAKERS: dict[str, Speaker] = {"api.coingecko.com": coingecko}
