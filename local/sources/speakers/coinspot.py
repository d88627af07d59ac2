"""www.coinspot.com.au: made-up prices, a dead book among them."""

from local.sources.speakers.coingecko import price_of
from local.sources.speaking import Heard, Said, Speaker, said_json
from local.sources.world import chance
from omc.kernel.instants import Ms

_KEYS = {
    "btc": "bitcoin",
    "eth": "ethereum",
    "xrp": "ripple",
    "sol": "solana",
    "ada": "cardano",
    "doge": "dogecoin",
    "ltc": "litecoin",
    "avax": "avalanche-2",
    "link": "chainlink",
    "dot": "polkadot",
    "trx": "tron",
    "xlm": "stellar",
    "uni": "uniswap",
    "aave": "aave",
}
_AUD_PER_USD = 1.52


def coinspot(heard: Heard) -> Said:
    if heard.path != "/pubapi/v2/latest":
        return said_json({"status": "error", "message": "Coin not found"}, 404)
    prices = {key: _prices(coin, heard.now, _AUD_PER_USD) for key, coin in _KEYS.items()}
    prices["btc_usdt"] = _prices("bitcoin", heard.now, 1.0)
    prices["rhoc"] = {"bid": "NaN", "ask": "NaN", "last": "0.07"}
    return said_json({"status": "ok", "message": "ok", "prices": prices})


def _prices(coin: str, now: Ms, rate: float) -> dict[str, str]:
    last = price_of(coin, now) * rate * (1 + 0.0004 * (chance(coin, now // 10_000) - 0.5))
    places = 2 if last > 20 else 6
    return {name: f"{last * of:.{places}f}" for name, of in (("bid", 0.997), ("ask", 1.003), ("last", 1.0))}


SPEAKERS: dict[str, Speaker] = {"www.coinspot.com.au": coinspot}
