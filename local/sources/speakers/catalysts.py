"""sec.gov and CoinSpot's help centre: made-up filings and announcements."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from local.sources.speaking import Heard, Said, Speaker, said_html, said_json
from local.sources.world import chance
from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Ms, to_iso

_COMPANIES = {
    "COIN": 1679788,
    "MSTR": 1050446,
    "MARA": 1507605,
    "RIOT": 1167419,
    "XYZ": 1512673,
    "BLK": 2012383,
    "IBIT": 1980994,
}
_FORMS = (("8-K", "7.01,8.01"), ("4", ""), ("10-Q", ""), ("8-K", "2.02"), ("144", ""), ("8-K/A", "5.02"))
_NEW_YORK = ZoneInfo("America/New_York")
_TITLES = (
    "{} is now available on CoinSpot",
    "Scheduled maintenance: new wallet system",
    "Delisting notice: {}",
    "New feature: recurring buys",
    "{} network upgrade and temporary suspension",
    "{} token swap and rebrand",
)
_SYMBOLS = ("Made-up Coin (MUC)", "Example (EXM)", "Sample Chain (SMPL)")
_ARTICLE_EVERY_MS = 7 * HOUR_MS


def sec(heard: Heard) -> Said:
    if "@" not in heard.headers.get("user-agent", ""):
        return said_html("Undeclared automated tool", 403)
    if heard.path == "/files/company_tickers.json":
        rows = enumerate(_COMPANIES.items())
        return said_json(
            {str(row): {"cik_str": cik, "ticker": name, "title": f"{name} INC"} for row, (name, cik) in rows}
        )
    if not heard.path.startswith("/submissions/CIK"):
        return said_html("Not Found", 404)
    cik = int(heard.path.removeprefix("/submissions/CIK").removesuffix(".json"))
    name = next((name for name, number in _COMPANIES.items() if number == cik), None)
    return said_html("Not Found", 404) if name is None else said_json(_submissions(name, cik, heard.now))


def _submissions(name: str, cik: int, now: Ms) -> dict[str, object]:
    """One filing each of the last weekdays that are over, at an hour when EDGAR takes filings."""
    rows = []
    for back in range(60):
        day = now // DAY_MS - back
        moment = datetime.fromtimestamp(day * DAY_MS / SECOND_MS, UTC)
        hour, minute = 6 + int(15 * chance(name, day)), int(59 * chance(name, day, "m"))
        wall = moment.replace(hour=hour, minute=minute, tzinfo=_NEW_YORK)
        if moment.weekday() < 5 and wall.timestamp() * SECOND_MS <= now:
            form, items = _FORMS[int(chance(name, day, "form") * len(_FORMS))]
            # New York's wall time with a Z behind it, as real filers have it.
            rows.append((f"{cik:010d}-24-{day:06d}", f"{wall:%Y-%m-%dT%H:%M}:00.000Z", form, items, moment))
    recent = {
        "accessionNumber": [row[0] for row in rows],
        "acceptanceDateTime": [row[1] for row in rows],
        "form": [row[2] for row in rows],
        "items": [row[3] for row in rows],
        "filingDate": [f"{row[4]:%Y-%m-%d}" for row in rows],
        "reportDate": ["" for _ in rows],
        "primaryDocument": ["made-up.htm" for _ in rows],
        "primaryDocDescription": [row[2] for row in rows],
    }
    return {"cik": f"{cik:010d}", "name": f"{name} INC", "filings": {"recent": recent, "files": []}}


def coinspot_help(heard: Heard) -> Said:
    newest = heard.now // _ARTICLE_EVERY_MS
    numbers = range(newest, newest - 40, -1)
    if heard.path.startswith("/api/v2/help_center/en-us/categories/"):
        count = int(heard.query.get("per_page", "30"))
        articles = [_article(number) for number in numbers][:count]
        return said_json({"count": len(articles), "next_page": None, "page": 1, "articles": articles})
    if heard.path.startswith("/hc/en-us/categories/"):
        return Said(200, _category(numbers).encode(), {"content-type": "text/html; charset=utf-8"})
    if heard.path.startswith("/hc/en-us/articles/"):
        number = int(heard.path.rsplit("/", 1)[1].split("-", 1)[0])
        page = (
            f'<html><body><h1>{_title(number)}</h1><time datetime="{_at(number)}">then</time></body></html>'
        )
        return Said(200, page.encode(), {"content-type": "text/html; charset=utf-8"})
    return said_json({"error": "RecordNotFound"}, 404)


def _article(number: int) -> dict[str, object]:
    return {
        "id": number,
        "title": _title(number),
        "body": "<p>Made up for a demonstration.</p>",
        "html_url": f"https://coinspot.zendesk.com/hc/en-us/articles/{number}-made-up",
        "created_at": _at(number),
        # Moves without news.
        "updated_at": to_iso(number * _ARTICLE_EVERY_MS + 3 * DAY_MS)[:19] + "Z",
        "draft": False,
    }


def _category(numbers: range) -> str:
    links = (
        f'<li class="article-list-item"><a href="/hc/en-us/articles/{number}-made-up" '
        f'class="article-list-link">{_title(number)}</a></li>'
        for number in numbers
    )
    return f"<html><body><ul>{''.join(links)}</ul></body></html>"


def _title(number: int) -> str:
    symbol = _SYMBOLS[int(chance("symbol", number) * len(_SYMBOLS))]
    return _TITLES[number % len(_TITLES)].format(symbol)


def _at(number: int) -> str:
    return to_iso(number * _ARTICLE_EVERY_MS + MINUTE_MS)[:19] + "Z"


SPEAKERS: dict[str, Speaker] = {
    "www.sec.gov": sec,
    "data.sec.gov": sec,
    "coinspot.zendesk.com": coinspot_help,
}
