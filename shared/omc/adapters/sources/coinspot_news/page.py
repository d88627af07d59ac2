"""The announcements page and an article of it, read without the API: for the day it asks for a sign-in."""

from dataclasses import dataclass
from html.parser import HTMLParser

_BASE = "https://coinspot.zendesk.com"


@dataclass(frozen=True)
class Entry:
    title: str
    url: str

    @property
    def article_id(self) -> str:
        """The number in the address: /hc/en-us/articles/123-Title."""
        return self.url.rsplit("/articles/", 1)[-1].split("-", 1)[0]


def entries_of(html: str) -> list[Entry]:
    """Links to articles, in the order of the page, each once."""
    parser = _Links()
    parser.feed(html)
    return list({entry.article_id: entry for entry in parser.found}.values())


def time_of(html: str) -> str | None:
    """The time an article was written, as its `time` element says; None without one."""
    parser = _Times()
    parser.feed(html)
    return parser.found


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Entry] = []
        self._href: str | None = None
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") or ""
        if tag == "a" and "/articles/" in href:
            self._href, self._words = href, []

    def handle_data(self, data: str) -> None:
        if self._href is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._href is not None:
            title = " ".join("".join(self._words).split())
            if title:
                url = self._href if self._href.startswith("http") else f"{_BASE}{self._href}"
                self.found.append(Entry(title, url))
            self._href = None


class _Times(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "time" and self.found is None:
            self.found = dict(attrs).get("datetime")
