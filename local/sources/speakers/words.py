"""News and posts: CryptoPanic, feeds, Newscatcher, Reddit. Headlines are made up, the same for a minute."""

import base64
from email.utils import formatdate
from urllib.parse import parse_qs

from local.sources.speaking import Heard, Said, Speaker, said_json
from local.sources.world import chance
from omc.kernel.instants import DAY_MS, MINUTE_MS, SECOND_MS, Ms, from_iso, to_iso

_COINS = ("Bitcoin", "Ethereum", "Solana", "Cardano", "Chainlink", "Avalanche")
_CODES = {
    "Bitcoin": "BTC",
    "Ethereum": "ETH",
    "Solana": "SOL",
    "Cardano": "ADA",
    "Chainlink": "LINK",
    "Avalanche": "AVAX",
}
_HEADLINES = (
    "{} adoption grows as a partnership is announced",
    "{} exchange hacked, funds moved",
    "Analysts see a rally in {}",
    "Regulators discuss a ban that may touch {}",
    "{} upgrade goes live without trouble",
    "Whales move {} after weeks of silence",
    "{} holds steady on a quiet day",
    "Approval of a fund of {} is near",
    "Lawsuit over {} dismissed",
    "Why {} is not a scam, says its founder",
)
_EVERY_MS = 20 * MINUTE_MS
_POST_EVERY_MS = 45 * MINUTE_MS


def headline(number: int, *where: str) -> tuple[str, str]:
    """A headline and the coin it speaks of."""
    coin = _COINS[int(chance("coin", number, *where) * len(_COINS))]
    return _HEADLINES[int(chance("words", number, *where) * len(_HEADLINES))].format(coin), coin


def cryptopanic(heard: Heard) -> Said:
    if len(heard.query.get("auth_token", "")) < 8:
        return said_json({"status": "api_error", "info": "Invalid or missing token"}, 401)
    newest = heard.now // _EVERY_MS
    rows = [_panic_post(number, heard) for number in range(newest, newest - 20, -1)]
    address = f"https://cryptopanic.com{heard.path}?auth_token={heard.query['auth_token']}&page=2"
    return said_json({"count": 200, "next": address, "previous": None, "results": rows})


def _panic_post(number: int, heard: Heard) -> dict[str, object]:
    title, coin = headline(number, "panic")
    at = to_iso(number * _EVERY_MS)[:19] + "Z"
    post: dict[str, object] = {
        "kind": "news",
        "id": number,
        "title": title,
        "slug": "made-up",
        "published_at": at,
        "created_at": at,
    }
    if "/v1/" in heard.path or "/growth/" in heard.path:
        age_h = (heard.now - number * _EVERY_MS) / (60 * MINUTE_MS)
        cheers = int(age_h * 10 * chance("votes", number))
        post |= {
            "url": f"https://cryptopanic.com/news/{number}/",
            "domain": "example.com",
            "source": {"title": "Example News", "path": None, "domain": "example.com"},
            "votes": {"negative": int(age_h * 4 * chance("down", number)), "positive": cheers, "saved": 0},
        }
        if number % 3:
            post["currencies"] = [{"code": _CODES[coin], "title": coin}]
    return post


def feed(heard: Heard) -> Said:
    newest = heard.now // _EVERY_MS
    items = "".join(_item(number, heard.host) for number in range(newest, newest - 25, -1))
    body = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{heard.host}</title>{items}</channel></rss>'
    )
    return Said(200, body.encode(), {"content-type": "application/rss+xml; charset=utf-8"})


def _item(number: int, host: str) -> str:
    title, _ = headline(number, host)
    date = formatdate(number * _EVERY_MS / SECOND_MS, usegmt=True)
    link = f"https://{host}/made-up/{number}?utm_source=rss"
    summary = "&lt;p&gt;Made up for a demonstration.&lt;/p&gt;"
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate>"
        f"<description>{summary}</description></item>"
    )


def newscatcher(heard: Heard) -> Said:
    if len(heard.headers.get("x-api-token", "")) < 8:
        return said_json({"message": "Invalid API key"}, 401)
    start = max(from_iso(heard.query["from_"] + "Z"), heard.now - DAY_MS)
    numbers = range(heard.now // _EVERY_MS, start // _EVERY_MS, -1)
    rows = [_article(number) for number in numbers][: int(heard.query["page_size"])]
    return said_json({"status": "ok", "total_hits": len(rows), "page": 1, "total_pages": 1, "articles": rows})


def _article(number: int) -> dict[str, object]:
    title, _ = headline(number, "catcher")
    domain = "coindesk.com" if number % 5 == 0 else "example.org"
    return {
        "title": title,
        "link": f"https://{domain}/{number}",
        "domain_url": domain,
        "name_source": domain,
        "published_date": to_iso(number * _EVERY_MS)[:19].replace("T", " "),
        "description": "Made up.",
    }


def token(heard: Heard) -> Said:
    given = heard.headers.get("authorization", "")
    form = parse_qs(heard.body.decode())
    pair = base64.b64decode(given.removeprefix("Basic ")).decode() if given.startswith("Basic ") else ""
    if ":" not in pair or form.get("grant_type") != ["client_credentials"]:
        return said_json({"message": "Unauthorized", "error": 401}, 401)
    minute = heard.now // MINUTE_MS
    return said_json(
        {"access_token": f"made-up-{minute}", "token_type": "bearer", "expires_in": 3600, "scope": "*"}
    )


def reddit(heard: Heard) -> Said:
    if not heard.headers.get("authorization", "").startswith("bearer made-up-"):
        return said_json({"message": "Unauthorized", "error": 401}, 401)
    parts = heard.path.strip("/").split("/")
    if parts == ["api", "info"]:
        ids = [int(name[3:]) for name in heard.query.get("id", "").split(",") if name]
        return said_json(_listing([_post(one, "CryptoCurrency", heard.now) for one in ids]))
    if parts[2:] == ["hot"]:
        newest, count = heard.now // _POST_EVERY_MS, int(heard.query.get("limit", "25"))
        room = int(97 * chance("room", parts[1]))
        ids = [number * 100 + room for number in range(newest, newest - count, -1)]
        return said_json(_listing([_post(one, parts[1], heard.now) for one in ids]))
    if len(parts) > 3 and parts[2] == "comments":
        return said_json([_listing([]), _listing(_comments(int(parts[3])))])
    return said_json({"message": "Not Found", "error": 404}, 404)


def _listing(children: list[dict[str, object]]) -> dict[str, object]:
    return {"kind": "Listing", "data": {"after": None, "before": None, "children": children}}


def _post(post_id: int, subreddit: str, now: Ms) -> dict[str, object]:
    number = post_id // 100
    title, coin = headline(number, "reddit")
    born = number * _POST_EVERY_MS
    age_h = max((now - born) / (60 * MINUTE_MS), 0.0)
    # One in forty is taken back after a day.
    gone = number % 40 == 7 and age_h > 24
    data = {
        "id": str(post_id),
        "name": f"t3_{post_id}",
        "subreddit": subreddit,
        "title": title,
        "selftext": "[removed]" if gone else f"I will hold my {coin}.",
        "author": f"someone{number % 17}",
        "score": int(age_h * 30 * chance("score", number)),
        "upvote_ratio": round(0.5 + chance(number) / 2, 2),
        "num_comments": int(age_h * 9 * chance("talk", number)),
        "created_utc": born / SECOND_MS,
        "created": born / SECOND_MS + 28800,
        "permalink": f"/r/{subreddit}/comments/{number}/made_up/",
        "stickied": False,
        "link_flair_text": None,
        "edited": False,
    }
    return {"kind": "t3", "data": data}


def _comments(number: int) -> list[dict[str, object]]:
    said: list[dict[str, object]] = [
        {"kind": "t1", "data": {"body": f"Comment {at} on {number}", "score": int(50 * chance(number, at))}}
        for at in range(12)
    ]
    return [*said, {"kind": "more", "data": {"count": 99, "children": []}}]


_FEED_HOSTS = ("www.coindesk.com", "cointelegraph.com", "decrypt.co", "cryptoslate.com", "www.newsbtc.com")
SPEAKERS: dict[str, Speaker] = {
    **dict.fromkeys(_FEED_HOSTS, feed),
    "cryptopanic.com": cryptopanic,
    "v3-api.newscatcherapi.com": newscatcher,
    "www.reddit.com": token,
    "oauth.reddit.com": reddit,
}
