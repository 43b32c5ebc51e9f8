"""A web site on loopback that sends set responses and records each request."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Literal

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Generator


@frozen
class Reply:
    """One response."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(factory=dict[str, str])
    manner: Literal["whole", "cut", "silent"] = "whole"
    """`cut` ends the connection in the middle; `silent` says nothing until the site closes."""


def page(text: str, **headers: str) -> Reply:
    """A Markdown page."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(text.encode(), headers={"Content-Type": "text/markdown; charset=utf-8", **names})


@frozen
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]
    """Names in lower case."""


@define
class Site:
    """Replies by path; the last of several is given again and again. Other paths are 404."""

    replies: dict[str, list[Reply]] = field(factory=dict[str, list[Reply]])
    asked: list[Asked] = field(factory=list[Asked])
    url: str = ""
    most_at_once: int = 0
    silent: threading.Event = field(factory=threading.Event)
    """Set once somebody waits for a response that does not come."""
    closing: threading.Event = field(factory=threading.Event)
    _lock: threading.Lock = field(factory=threading.Lock)
    _now: int = 0

    def gives(self, path: str, *replies: Reply) -> str:
        """Set the response to a path, and return its address."""
        self.replies[path] = list(replies)
        return self.url + path

    @property
    def paths(self) -> list[str]:
        """What was asked for, without robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def begin(self, asked: Asked) -> Reply:
        """Record a request, and return its response."""
        with self._lock:
            self.asked.append(asked)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            given = self.replies.get(asked.path, [Reply(status=404)])
            return given.pop(0) if len(given) > 1 else given[0]

    def end(self) -> None:
        """A request that got a response."""
        with self._lock:
            self._now -= 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        names = {name.lower(): value for name, value in self.headers.items()}
        reply = self.site.begin(Asked(self.path, names))
        if reply.manner == "silent":
            self.site.end()
            self.site.silent.set()
            self.site.closing.wait()
            self.close_connection = True
            return
        tag = reply.headers.get("ETag")
        if tag is not None and names.get("if-none-match") == tag:
            reply = Reply(status=304, headers={"ETag": tag})
        self._write(reply)

    def _write(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        # It is recorded before the end of its response is sent, because the next request may come at once.
        if reply.body and reply.manner == "whole":
            self.end_headers()
            self.wfile.write(reply.body[:-1])
            self.site.end()
            self.wfile.write(reply.body[-1:])
            return
        self.site.end()
        self.end_headers()
        if reply.manner == "cut":
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
        """Say nothing."""


@contextmanager
def serving() -> Generator[Site]:
    """A site of its own host and port, until the block ends."""
    site = Site()
    handler = type("Handler", (_Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


@define
class FakeClock:
    """A clock that only sleeping moves, and that remembers how long was slept."""

    slept: list[float] = field(factory=list[float])
    began: datetime = datetime(2026, 1, 5, 12, tzinfo=UTC)
    step_s: float = 0
    """What passes between two polls the clock."""
    _at_s: float = 0

    def monotonic(self) -> float:
        self._at_s += self.step_s
        return self._at_s

    def now(self) -> datetime:
        return self.began + timedelta(seconds=self._at_s)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._at_s += seconds
