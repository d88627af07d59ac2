"""Words as sources send them, made plain: tags out, entities read, white space folded."""

import hashlib
import html
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TAG = re.compile(r"<[^>]*>")
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1>", re.IGNORECASE | re.DOTALL)
_TRACKING = ("utm_", "mtm_", "fbclid", "gclid", "ref_src")


def plain(text: object, longest: int = 2000) -> str:
    """The words of a text that may be HTML, at most `longest` characters of them."""
    without = _TAG.sub(" ", _UNSEEN.sub(" ", str(text or "")))
    return " ".join(html.unescape(without).split())[:longest]


def canonical(url: str) -> str:
    """An address without what only tracks its reader: host in lower case, no fragment."""
    parts = urlsplit(url.strip())
    query = [pair for pair in parse_qsl(parts.query) if not pair[0].lower().startswith(_TRACKING)]
    path = parts.path.rstrip("/") or "/"
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, urlencode(query), ""))


def url_key(url: str) -> str:
    """The natural key of an article: a digest of its canonical address."""
    return hashlib.sha256(canonical(url).encode()).hexdigest()[:32]
