"""Serves the built console on this laptop, with the headers that CloudFront sets in the cloud.

Every path that is not a file is the single page; /config.json tells it where the API lives.
"""

import json
import threading
from collections.abc import Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from local.aws.ports import LOOPBACK, require_free


def content_policy(connect: str) -> str:
    """The page may load from itself and talk to `connect` only."""
    return (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        f"connect-src 'self' {connect}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )


class _Page(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, config: Mapping[str, Any], policy: str, **kwargs: Any) -> None:
        self._config, self._policy = json.dumps(dict(config)).encode(), policy
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        if self.path.split("?")[0] == "/config.json":
            self._send_config()
            return
        wanted = Path(self.translate_path(self.path))
        if not wanted.is_file():
            self.path = "/index.html"
        super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self._policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        if not self.path.startswith("/assets/"):
            self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Requests for the page's files are not part of the thread's life."""

    def _send_config(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self._config)))
        self.end_headers()
        self.wfile.write(self._config)


class ConsoleServer:
    """The console at http://127.0.0.1:port until stop(); port 0 takes a free one."""

    def __init__(self, folder: Path, config: Mapping[str, Any], *, port: int, connect: str) -> None:
        if port:
            require_free(port)
        page = partial(_Page, directory=str(folder), config=config, policy=content_policy(connect))
        self._server = ThreadingHTTPServer((LOOPBACK, port), page)
        self._thread = threading.Thread(target=self._server.serve_forever, name="console", daemon=True)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self._server.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
