"""Which coins a text speaks of: tickers in capitals, names as whole words.

Many tickers are English words (OP, LINK, UNI, NEAR, ONE), so a ticker counts in capitals only. A name that is
a word too (Curve, Avalanche) counts with a capital letter only, others in any case.
"""

import re
from collections.abc import Collection
from functools import cache

_NAMES: dict[str, tuple[str, ...]] = {
    "BTC": ("Bitcoin",),
    "ETH": ("Ethereum", "Ether"),
    "ADA": ("Cardano",),
    "DOGE": ("Dogecoin",),
    "XRP": ("Ripple",),
    "SOL": ("Solana",),
    "AVAX": ("Avalanche",),
    "MATIC": ("Polygon",),
    "ARB": ("Arbitrum",),
    "OP": ("Optimism",),
    "LINK": ("Chainlink",),
    "UNI": ("Uniswap",),
    "AAVE": ("Aave",),
    "CRV": ("Curve",),
    "DOT": ("Polkadot",),
    "LTC": ("Litecoin",),
    "BNB": ("Binance Coin",),
    "TRX": ("Tron",),
    "LDO": ("Lido",),
    "MKR": ("MakerDAO",),
    "ENS": (),
    "GTC": ("Gitcoin",),
    "SAFE": (),
    "STRK": ("Starknet",),
    "SUI": (),
    "NEAR": (),
    "SAND": (),
    "ATOM": ("Cosmos",),
    "XLM": ("Stellar",),
    "BCH": ("Bitcoin Cash",),
    "USDC": ("USD Coin",),
    "USDT": ("Tether",),
    "DAI": (),
}
# Said in any case these names mean something else.
_CAPITAL = frozenset({"Curve", "Avalanche", "Polygon", "Optimism", "Ripple", "Cosmos", "Stellar", "Tether"})
_OTHER_TICKERS = {"POL": "MATIC", "POLYGON": "MATIC"}
COINS: frozenset[str] = frozenset(_NAMES)
# "(XYZ)" or "XYZ/USDT" names a coin that we may never have heard of.
_IN_BRACKETS = re.compile(r"\(([A-Z][A-Z0-9]{1,9})\)")


def coins_in(text: str, known: Collection[str] = COINS) -> tuple[str, ...]:
    """Symbols of the known coins a text names, each once, in the order of the alphabet."""
    found = {symbol for symbol, pattern in _patterns() if pattern.search(text)}
    return tuple(sorted(found & set(known)))


def bracketed(text: str) -> tuple[str, ...]:
    """Symbols that stand in brackets, known or not, in the order of the text: a venue's listings."""
    return tuple(dict.fromkeys(_IN_BRACKETS.findall(text)))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    made = []
    for symbol, names in _NAMES.items():
        tickers = [symbol, *(other for other, means in _OTHER_TICKERS.items() if means == symbol)]
        parts = [rf"(?<![A-Za-z0-9]){ticker}(?![A-Za-z0-9])" for ticker in tickers]
        parts += [name_of(name) for name in names]
        made.append((symbol, re.compile("|".join(parts))))
    return tuple(made)


def name_of(name: str) -> str:
    escaped = re.escape(name)
    return rf"\b{escaped}\b" if name in _CAPITAL else rf"(?i:\b{escaped}\b)"
