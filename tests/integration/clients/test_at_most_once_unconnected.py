"""A submission that found no connection is sent again, and arrives once."""

from __future__ import annotations

import socket
from contextlib import AbstractContextManager, closing, contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import httpx
import pytest

from longtake import AsyncKie, Kie, ServiceUnavailableError, SubmitOutcomeUnknown
from tests.helpers.raw_server import Held, Reply, StillClock, Wire, wire

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

Options: TypeAlias = dict[str, Any]

_ATTEMPTS: Final = 3
_TASK: Final = b'{"code": 200, "msg": "", "data": {"taskId": "t1"}}'
_RESPONSE: Final = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(_TASK), _TASK)


@contextmanager
def _no_server() -> Generator[tuple[Options, Wire | None]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    yield {"base_url": f"http://127.0.0.1:{port}"}, None


@contextmanager
def _unknown_host() -> Generator[tuple[Options, Wire | None]]:
    def getaddrinfo(*_: object, **__: object) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield {"base_url": "http://provider.test"}, None


@contextmanager
def _no_tls() -> Generator[tuple[Options, Wire | None]]:
    with wire(lambda _: _RESPONSE, greets=True) as provider:
        yield {"base_url": f"https://127.0.0.1:{provider.port}"}, provider
    assert provider.connections == _ATTEMPTS


@contextmanager
def _tls_that_never_ends() -> Generator[tuple[Options, Wire | None]]:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}"
        yield {"base_url": address, "timeout": 0.02}, None


def _refusing(status: str) -> Reply:
    return f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()


@contextmanager
def _proxy(reply: Reply, **options: Any) -> Generator[tuple[Options, Wire | None]]:
    with wire(lambda _: reply) as proxy, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        patch.setenv("NO_PROXY", "")
        patch.setenv("no_proxy", "")
        yield {"base_url": "https://provider.test", **options}, proxy
    methods = [head.split(b" ")[0] for head in proxy.heads]
    # A timeout may end an attempt before it reaches the proxy.
    assert methods == [b"CONNECT"] * (len(methods) if "timeout" in options else _ATTEMPTS)


WAYS: Final[dict[str, Callable[[], AbstractContextManager[tuple[Options, Wire | None]]]]] = {
    "refused": _no_server,
    "an unknown host": _unknown_host,
    "no TLS": _no_tls,
    "TLS that never comes about": _tls_that_never_ends,
    "a proxy that cannot": lambda: _proxy(_refusing("502 Bad Gateway")),
    "a proxy that asks who it is": lambda: _proxy(_refusing("407 Proxy Authentication Required")),
    "a proxy that is asked too much": lambda: _proxy(_refusing("429 Too Many Requests")),
    "a proxy that closes": lambda: _proxy(b""),
    "a proxy that resets": lambda: _proxy(None),
    "a proxy that says half a word": lambda: _proxy(b"HTTP/1."),
    "a proxy that speaks something else": lambda: _proxy(b"good day\r\n\r\n"),
    "a silent proxy": lambda: _proxy(Held(b""), timeout=0.02),
    "a proxy that connects and closes": lambda: _proxy(b"HTTP/1.1 200 OK\r\n\r\n"),
}

each_way = pytest.mark.parametrize("way", WAYS)


@each_way
def test_an_unsent_request_is_retried_and_reported_as_unsent(way: str) -> None:
    clock = StillClock()
    with (
        WAYS[way]() as (options, provider),
        Kie("a-key", clock=clock, attempts=_ATTEMPTS, **options) as kie,
        pytest.raises(ServiceUnavailableError, match="Nothing was sent"),
    ):
        kie.veo.extend(task_id="veo_1", prompt="On it goes")
    assert provider is None or provider.posts == 0
    assert len(clock.slept) == _ATTEMPTS - 1


@each_way
@pytest.mark.anyio
async def test_an_unsent_request_is_retried_and_reported_as_unsent_async(way: str) -> None:
    clock = StillClock()
    with WAYS[way]() as (options, provider):
        async with AsyncKie("a-key", clock=clock, attempts=_ATTEMPTS, **options) as kie:
            with pytest.raises(ServiceUnavailableError, match="Nothing was sent"):
                await kie.veo.extend(task_id="veo_1", prompt="On it goes")
    assert provider is None or provider.posts == 0
    assert len(clock.slept) == _ATTEMPTS - 1


def test_a_pool_without_room_sends_nothing() -> None:
    transport = httpx.HTTPTransport(limits=httpx.Limits(max_connections=1))
    options: Options = {"clock": StillClock(), "attempts": _ATTEMPTS, "timeout": 0.02}
    balance = b'HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{"code":200}'
    with (
        wire(lambda _: balance) as provider,
        Kie(
            "a-key",
            base_url=f"http://127.0.0.1:{provider.port}",
            transport=transport,
            **options,
        ) as kie,
        # Without the client, whose timeout could end this request, too.
        closing(
            transport.handle_request(httpx.Request("GET", f"http://127.0.0.1:{provider.port}/held"))
        ),
        pytest.raises(ServiceUnavailableError, match="PoolTimeout"),
    ):
        kie.veo.extend(task_id="veo_1", prompt="On it goes")
    assert provider.posts == 0


class _LateName:
    """A name that is known from the second time on that somebody asks."""

    def __init__(self) -> None:
        self.asked = 0
        self._known = socket.getaddrinfo

    def __call__(self, host: Any, *further: Any, **options: Any) -> Any:
        if host in ("provider.test", b"provider.test"):
            self.asked += 1
            if self.asked == 1:
                raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
            host = "127.0.0.1"
        return self._known(host, *further, **options)


def test_once_there_is_a_connection_one_submit_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _LateName())
    with (
        wire(lambda _: _RESPONSE) as provider,
        Kie("a-key", base_url=f"http://provider.test:{provider.port}", clock=StillClock()) as kie,
    ):
        assert kie.veo.extend(task_id="veo_1", prompt="On it goes").id == "t1"
    assert (provider.connections, provider.posts) == (1, 1)


@pytest.mark.anyio
async def test_once_there_is_a_connection_one_submit_arrives_async(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _LateName())
    with wire(lambda _: _RESPONSE) as provider:
        address = f"http://provider.test:{provider.port}"
        async with AsyncKie("a-key", base_url=address, clock=StillClock()) as kie:
            assert (await kie.veo.extend(task_id="veo_1", prompt="On it goes")).id == "t1"
    assert (provider.connections, provider.posts) == (1, 1)


def test_a_response_lost_by_a_proxy_is_an_unknown_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that takes whole requests, as for an address without TLS, may have handed it on."""
    lost = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
    with wire(lambda _: lost) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        with (
            Kie("a-key", base_url="http://provider.test", clock=StillClock()) as kie,
            pytest.raises(SubmitOutcomeUnknown),
        ):
            kie.veo.extend(task_id="veo_1", prompt="On it goes")
    assert proxy.posts == 1
