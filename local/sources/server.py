"""The sources behind HTTP on this machine: `{origin}/{host}{path}`, as the collectors ask with an origin set.

Beside the hosts there are four paths for whoever directs a test or a demonstration: POST /_faults adds one,
DELETE /_faults lifts all, or those of ?host=, POST /_clock {"now": ms} moves the made-up world's time (by
itself it is the machine's), GET /_log tells what was asked, when, and what stood in the way.
"""

import argparse
import json
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from local.faults import Faults
from local.sources.faults import Fault, faulty
from local.sources.speakers.all import SPEAKERS
from local.sources.speaking import Heard, Said, Speaker, said_json
from omc.kernel.instants import Ms

# More than a day of all schedules asks; a laptop that runs for weeks keeps no more.
_REMEMBERED = 20_000


class SourceServer(ThreadingHTTPServer):
    """Speakers by host; `now` None is the machine's time."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], speakers: Mapping[str, Speaker] | None = None) -> None:
        super().__init__(address, _Handler)
        self.speakers: dict[str, Speaker] = dict(SPEAKERS if speakers is None else speakers)
        self.faults: Faults[Fault] = Faults()
        self.now: Ms | None = None
        self.asked: deque[dict[str, Any]] = deque(maxlen=_REMEMBERED)
        self.turn = threading.Lock()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, heard: Heard) -> Said:
        speaker = self.speakers.get(heard.host)
        if speaker is None:
            return said_json({"message": f"nobody speaks for {heard.host}"}, 404)
        fault = self.faults.take(lambda fault: fault.meets(heard))
        said = speaker(heard) if fault is None else faulty(fault, heard, speaker)
        with self.turn:
            self.asked.append(
                {
                    "at": heard.now,
                    "method": heard.method,
                    "host": heard.host,
                    "path": heard.path,
                    "query": dict(heard.query),
                    "headers": dict(heard.headers),
                    "body": heard.body.decode(errors="replace"),
                    "status": said.status,
                    "fault": fault.action if fault else "",
                }
            )
        return said


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body are two writes: with Nagle's rule the second waits 40 ms for the first to be confirmed.
    disable_nagle_algorithm = True
    server: SourceServer

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_DELETE(self) -> None:
        self._serve("DELETE")

    def log_message(self, *_: object) -> None:
        """What was asked is kept, not printed."""

    def _serve(self, method: str) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if parts.path.startswith("/_"):
            self._say(self._direct(method, parts.path, query, body))
            return
        host, _, path = parts.path.lstrip("/").partition("/")
        headers = {name.lower(): value for name, value in self.headers.items()}
        now = time.time_ns() // 1_000_000 if self.server.now is None else self.server.now
        self._say(self.server.answer(Heard(method, host, f"/{path}", query, headers, body, now)))

    def _direct(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> Said:
        server = self.server
        match (method, path):
            case ("POST", "/_faults"):
                server.faults.add(Fault(**json.loads(body)))
            case ("DELETE", "/_faults"):
                host = query.get("host", "")
                server.faults.lift(lambda fault: host in ("", fault.host))
            case ("POST", "/_clock"):
                server.now = json.loads(body)["now"]
            case ("GET", "/_log"):
                return said_json(list(server.asked))
            case _:
                return said_json({"message": f"no such path {path}"}, 404)
        return said_json({})

    def _say(self, said: Said) -> None:
        if said.delay_s:
            time.sleep(said.delay_s)
        if said.cut_at == 0:
            self.close_connection = True
            return
        try:
            self.send_response_only(said.status)
            if "Date" not in said.headers:
                self.send_header("Date", self.date_time_string())
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(said.body)))
            self.end_headers()
            self._write(said.body[: said.cut_at], said.drip_s)
        except (BrokenPipeError, ConnectionResetError):
            # Whoever asked has hung up; that is their right.
            self.close_connection = True
        if said.cut_at is not None:
            self.close_connection = True

    def _write(self, body: bytes, drip_s: float) -> None:
        if not drip_s:
            self.wfile.write(body)
            return
        for at in range(len(body)):
            time.sleep(drip_s)
            self.wfile.write(body[at : at + 1])


@contextmanager
def serving(speakers: Mapping[str, Speaker] | None = None, port: int = 0) -> Iterator[SourceServer]:
    """The server on a port of this machine, until the block ends."""
    server = SourceServer(("127.0.0.1", port), speakers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description="Made-up sources of evidence as a process of its own.")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    server = SourceServer(("127.0.0.1", parser.parse_args().port))
    print(f"sources listening on {server.origin}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
