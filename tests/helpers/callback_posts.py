"""Requests to a receiver as an ASGI and as a WSGI application, without a socket."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any, Final, Protocol, Unpack
from urllib.parse import unquote

import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from longtake.callbacks import App, CallbackRecord, Handler, ReceiverOptions, WsgiApp
from longtake.callbacks._receiver_core import ReceiverCore
from tests.helpers.callback_bodies import (
    KIE_KEY,
    KLING_SECRET,
    NOW,
    RECEIVER_SECRET,
    Sample,
    headers,
    written,
)

BASE: Final = "http://films.test/callbacks"
DEFAULTS: Final[ReceiverOptions] = {
    "secret": RECEIVER_SECRET,
    "base_url": BASE,
    "signing_keys": {"kie": [KIE_KEY], "kling": [KLING_SECRET]},
    "now": lambda: float(NOW),
}


class Posting(Protocol):
    """A receiver that takes requests, and can be closed."""

    record: CallbackRecord

    def url(self, provider: Any, label: str = "") -> str: ...

    def request(
        self, url: str, body: bytes, given: Mapping[str, str], method: str = "POST"
    ) -> httpx.Response: ...

    def post(self, sample: Sample, **how: Any) -> httpx.Response: ...

    def close(self, timeout: float | None = 30.0) -> int: ...


def _as_bytes(given: Mapping[str, str]) -> dict[bytes, bytes]:
    return {name.encode(): value.encode() for name, value in given.items()}


class _Posting:
    record: CallbackRecord
    url: Any
    request: Any

    def post(
        self, sample: Sample, *, label: str = "", kind: str = "", **signed: Any
    ) -> httpx.Response:
        url = self.url(sample.provider, label, kind=kind)
        response: httpx.Response = self.request(url, written(sample), headers(sample, **signed))
        return response


class AsgiPosting(_Posting):
    """Sends through ASGI, in an event loop that runs on between the requests."""

    def __init__(self, *handlers: Handler, **options: Unpack[ReceiverOptions]) -> None:
        settings: ReceiverOptions = {**DEFAULTS, **options}
        self.app = App(ReceiverCore.create(handlers, settings))
        self.record, self.url = self.app.record, self.app.url
        self._ends = ExitStack()
        self._portal = self._ends.enter_context(start_blocking_portal("asyncio"))

    def request(
        self, url: str, body: bytes, given: Mapping[str, str], method: str = "POST"
    ) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport) as client:
                return await client.request(method, url, content=body, headers=_as_bytes(given))

        return self._portal.call(send)

    def close(self, timeout: float | None = 30.0) -> int:
        return self._portal.call(self.app.aclose, timeout)

    def end(self) -> None:
        self.close()
        self._ends.close()


class WsgiPosting(_Posting):
    """Sends through WSGI."""

    def __init__(self, *handlers: Handler, **options: Unpack[ReceiverOptions]) -> None:
        settings: ReceiverOptions = {**DEFAULTS, **options}
        self.app = WsgiApp(ReceiverCore.create(handlers, settings))
        self.record, self.url, self.close = self.app.record, self.app.url, self.app.close

    def request(
        self, url: str, body: bytes, given: Mapping[str, str], method: str = "POST"
    ) -> httpx.Response:
        sent = httpx.Request(method, url, content=body, headers=_as_bytes(given))
        # httpx's own transport accepts only ASCII headers.
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(sent.url.path, "latin-1"),
            "QUERY_STRING": sent.url.query.decode(),
            "SERVER_NAME": "films.test",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in sent.headers.raw:
            key = name.decode().upper().replace("-", "_")
            plain = key in ("CONTENT_TYPE", "CONTENT_LENGTH")
            environ[key if plain else f"HTTP_{key}"] = value.decode("latin-1")
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            started.append((status, headers))

        content = b"".join(self.app(environ, start))
        ((status, received),) = started
        return httpx.Response(int(status[:3]), headers=received, content=content)

    def end(self) -> None:
        self.close()


Make = Callable[..., Posting]
KINDS: Final[Mapping[str, type[AsgiPosting] | type[WsgiPosting]]] = {
    "asgi": AsgiPosting,
    "wsgi": WsgiPosting,
}
each_kind = pytest.mark.parametrize("receiving", KINDS, indirect=True)
