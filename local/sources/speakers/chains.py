"""RPC hosts, Coin Metrics and Nansen: made-up chains."""

import json

from local.sources.speaking import Heard, Said, Speaker, said_json
from local.sources.world import chance, drifting
from omc.kernel.instants import DAY_MS, SECOND_MS, Ms, from_iso, to_iso

_GENESIS = from_iso("2020-01-01T00:00:00Z")
_BLOCK_MS = {"eth_blockNumber": 12 * SECOND_MS, "getBlockHeight": 400}
_SCALES = {"AdrActCnt": (8e5, 0), "TxCnt": (4e5, 0), "CapMVRVCur": (1.8, 4)}
_KEYLESS = {"code": "UNAUTHORIZED", "message": "Invalid API key"}


def rpc(heard: Heard) -> Said:
    asked = json.loads(heard.body or b"{}")
    method = asked.get("method")
    if method == "eth_blockNumber":
        result: object = hex((heard.now - _GENESIS) // _BLOCK_MS[method])
    elif method == "getBlockHeight":
        result = (heard.now - _GENESIS) // _BLOCK_MS[method]
    elif method == "eth_gasPrice":
        result = hex(round(drifting("gas", heard.now, 20e9, 0.5)))
    else:
        return said_json({"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "no such method"}})
    return said_json({"jsonrpc": "2.0", "id": asked.get("id"), "result": result})


def coinmetrics(heard: Heard) -> Said:
    """One page a request of `page_size` rows; the token is the number of the next row."""
    names = heard.query.get("metrics", "").split(",")
    start = from_iso(heard.query["start_time"] + "T00:00:00Z")
    days = range(start, heard.now - heard.now % DAY_MS, DAY_MS)
    rows = [_metrics(asset, names, day) for asset in heard.query["assets"].split(",") for day in days]
    first, size = int(heard.query.get("next_page_token", "0")), int(heard.query.get("page_size", "100"))
    page: dict[str, object] = {"data": rows[first : first + size]}
    if first + size < len(rows):
        page["next_page_token"] = str(first + size)
    return said_json(page)


def _metrics(asset: str, names: list[str], day: Ms) -> dict[str, str]:
    row = {"asset": asset, "time": to_iso(day)[:19] + ".000000000Z"}
    for name in names:
        scale, places = _SCALES[name]
        row[name] = f"{drifting(f'{asset}:{name}', day, scale, 0.15):.{places}f}"
    return row


def nansen(heard: Heard) -> Said:
    if len(heard.headers.get("apikey", "")) < 8:
        return said_json(_KEYLESS, 401)
    page = json.loads(heard.body)["pagination"]["page"]
    symbols = ("LINK", "AAVE", "ARKM", "PEPE") if page == 1 else ("BIO", "REZ")
    rows = [
        {
            "chain": "ethereum", "token_symbol": symbol,
            "token_address": f"0x{round(chance(symbol) * 16**8):08x}",
            "net_flow_1h_usd": round(2e5 * (chance(symbol, heard.now // DAY_MS) - 0.5)),
            "net_flow_24h_usd": round(4e6 * (chance(symbol, heard.now // DAY_MS, "d") - 0.5)),
            "net_flow_7d_usd": None, "market_cap_usd": None, "trader_count": round(40 * chance(symbol, "n")),
        }
        for symbol in symbols
    ]  # fmt: skip
    return said_json({"data": rows, "pagination": {"page": page, "per_page": 100, "is_last_page": page == 2}})


_RPC_HOSTS = (
    "ethereum-rpc.publicnode.com", "eth.llamarpc.com", "rpc.ankr.com", "cloudflare-eth.com", "1rpc.io",
    "api.mainnet-beta.solana.com", "solana-rpc.publicnode.com",
)  # fmt: skip
SPEAKERS: dict[str, Speaker] = {
    **dict.fromkeys(_RPC_HOSTS, rpc),
    "community-api.coinmetrics.io": coinmetrics,
    "api.nansen.ai": nansen,
}
