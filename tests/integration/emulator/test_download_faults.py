"""Faults of a download, as a plain client over a socket meets them."""

import queue
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import get_args

import httpx
import pytest

from longtake.emulator import ConnectionCutError, Emulator, Fault, RequestRecord, Server, serve
from longtake.emulator.faults import Flaw
from tests.helpers.emulator_requests import KIE, KIND_KEYS, LONG_S, ORIGIN, extend, finished, read
from tests.helpers.mp4_reader import assert_plays

# Nothing here takes that long unless something is broken.
PATIENCE_S = 60.0
SECONDS = 8
FLAWS: tuple[Flaw, ...] = get_args(Flaw)

each_flaw = pytest.mark.parametrize("flaw", FLAWS)


@pytest.fixture
def server() -> Iterator[Server]:
    with serve() as running:
        yield running


@pytest.fixture
def plain() -> Iterator[httpx.Client]:
    """A client whose timeout is longer than everything else."""
    with httpx.Client(timeout=PATIENCE_S, trust_env=False) as opened:
        yield opened


def link_to(server: Server, *, signed: bool = False) -> str:
    """Put a video of Veo's on the media host."""
    media = server.emulator.media
    life_s = 3600 if signed else None
    return media.link(server.base_url, "kie/veo/a.mp4", end_s=SECONDS, signed_s=life_s)


@pytest.fixture
def url(server: Server) -> str:
    return link_to(server)


@pytest.fixture
def whole(plain: httpx.Client, url: str) -> bytes:
    """The video without a fault."""
    film = plain.get(url).content
    assert_plays(film, SECONDS)
    return film


def taken(client: httpx.Client, url: str, wanted: str = "bytes=0-") -> tuple[httpx.Response, bytes]:
    """Return a response, and the bytes that arrived before the connection was closed too early."""
    content = bytearray()
    with client.stream("GET", url, headers={"Range": wanted}) as response:
        try:
            for chunk in response.iter_raw():
                content += chunk
        except httpx.RemoteProtocolError:
            return response, bytes(content)
    pytest.fail("the response came to a regular end")


def spoken(url: str, method: str) -> tuple[bytes, bytes]:
    """Return head and body of a response as they are on the wire, until the server closes."""
    address = httpx.URL(url)
    with socket.create_connection((address.host, address.port or 80)) as connection:
        lines = f"{method} {address.path} HTTP/1.1", f"Host: {address.netloc.decode()}", "", ""
        connection.sendall("\r\n".join(lines).encode())
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    return head.lower(), body


@pytest.mark.anyio
@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_a_task_kind_s_downloads_meet_its_own_faults(server: Server, kind_key: str) -> None:
    emulator = server.emulator
    async with httpx.AsyncClient(base_url=server.base_url, trust_env=False) as client:
        task_id = await extend(client, emulator, kind_key)
        emulator.advance(LONG_S)
        (url, *_) = finished(kind_key, await read(client, kind_key, task_id)).urls
        for key, found in emulator.task_kinds.items():
            if key != kind_key:
                found.always(Fault.response(500), on="download")
        emulator.task_kinds[kind_key].next_download(Fault.response(503), Fault.forbidden())
        statuses = [(await client.get(url)).status_code for _ in range(3)]
    assert statuses == [503, 403, 200]
    faults = [request.fault for request in emulator.ledger.requests if request.provider == "media"]
    assert faults == ["response 503", "forbidden", None]


def test_what_stands_in_the_file_s_place(server: Server, plain: httpx.Client, url: str) -> None:
    veo = server.emulator.kie.veo
    veo.next_download(
        Fault.response(455, {"code": 455}, headers={"X-Trace": "abc"}),
        Fault.response(200, "gone for lunch", content_type="text/plain"),
        Fault.bad_gateway(),
        Fault.not_json(),
    )
    response = plain.get(url)
    assert (response.status_code, response.json(), response.headers["x-trace"]) == (
        455,
        {"code": 455},
        "abc",
    )
    assert plain.get(url).text == "gone for lunch"
    response = plain.get(url)
    assert (response.status_code, response.headers["content-type"]) == (
        502,
        "text/html; charset=utf-8",
    )
    assert plain.get(url).headers["content-type"] == "application/json"


def test_a_closed_connection(server: Server, plain: httpx.Client, url: str) -> None:
    server.emulator.kie.veo.next_download(Fault.cut())
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        plain.get(url)
    (record,) = server.emulator.ledger.requests
    assert (record.fault, record.status) == ("cut", None)
    assert plain.get(url).status_code == 200


@pytest.mark.parametrize("share", [0, 0.25, 0.9])
def test_a_part_and_then_nothing(
    server: Server, plain: httpx.Client, url: str, whole: bytes, share: float
) -> None:
    server.emulator.kie.veo.next_download(Fault.half(share))
    response, content = taken(plain, url)
    assert response.status_code == 206
    assert int(response.headers["content-length"]) == len(whole)
    assert content == whole[: int(len(whole) * share)]
    rest = plain.get(url, headers={"Range": f"bytes={len(content)}-"})
    assert content + rest.content == whole


def test_half_of_a_part(server: Server, plain: httpx.Client, url: str, whole: bytes) -> None:
    server.emulator.kie.veo.next_download(Fault.half())
    response, content = taken(plain, url, "bytes=100-299")
    assert (response.status_code, response.headers["content-length"]) == (206, "200")
    assert content == whole[100:200]
    assert plain.get(url).content == whole


@pytest.mark.parametrize("fault", [Fault.late(60), Fault.flawed("no_length").after(60)])
def test_a_late_download_is_sent_when_the_clock_reaches_its_time(
    server: Server, plain: httpx.Client, url: str, whole: bytes, fault: Fault
) -> None:
    received: queue.Queue[RequestRecord] = queue.Queue()
    server.emulator.ledger.listen(received.put)
    server.emulator.kie.veo.next_download(fault)
    with ThreadPoolExecutor(1) as elsewhere:
        response = elsewhere.submit(plain.get, url)
        assert received.get(timeout=PATIENCE_S).status == 200
        server.emulator.advance(59)
        assert not response.done()
        server.emulator.advance(1)
        assert response.result().content == whole
    assert ("content-length" in response.result().headers) is (fault.flaw is None)


def test_a_download_that_never_begins(server: Server, plain: httpx.Client, url: str) -> None:
    received: queue.Queue[RequestRecord] = queue.Queue()
    server.emulator.ledger.listen(received.put)
    server.emulator.kie.veo.next_download(Fault.never())
    with pytest.raises(httpx.ReadTimeout):
        plain.get(url, timeout=httpx.Timeout(PATIENCE_S, read=0.05))
    # The client may have left before its request was read; it is read all the same.
    record = received.get(timeout=PATIENCE_S)
    assert (record.fault, record.status) == ("never", None)


def test_a_stop_gives_up_a_download_that_is_held_back(
    monkeypatch: pytest.MonkeyPatch, plain: httpx.Client
) -> None:
    # So long that a stop that waits for it is noticed.
    monkeypatch.setattr("longtake.emulator.server.GRACE_S", PATIENCE_S * 10)
    received: queue.Queue[RequestRecord] = queue.Queue()
    with ThreadPoolExecutor(1) as elsewhere:
        with serve() as server:
            server.emulator.ledger.listen(received.put)
            server.emulator.kie.veo.next_download(Fault.never())
            response = elsewhere.submit(plain.get, link_to(server))
            received.get(timeout=PATIENCE_S)
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            response.result()


def test_a_length_can_be_missing(
    server: Server, plain: httpx.Client, url: str, whole: bytes
) -> None:
    server.emulator.kie.veo.always(Fault.flawed("no_length"), on="download")
    response = plain.get(url)
    assert response.headers["transfer-encoding"] == "chunked"
    assert "content-length" not in response.headers
    assert response.content == whole
    part = plain.get(url, headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert "content-length" not in part.headers
    assert part.content == whole[10:20]


def test_more_is_announced_than_sent(
    server: Server, plain: httpx.Client, url: str, whole: bytes
) -> None:
    server.emulator.kie.veo.next_download(Fault.flawed("length_too_great"))
    response, content = taken(plain, url)
    assert int(response.headers["content-length"]) == len(whole) + 1000
    assert content == whole
    assert plain.get(url).content == whole


@pytest.mark.parametrize("wanted", ["0-", "5000-8999", "0-499"])
def test_more_is_sent_than_announced(
    server: Server, plain: httpx.Client, url: str, whole: bytes, wanted: str
) -> None:
    normal = plain.get(url, headers={"Range": f"bytes={wanted}"})
    server.emulator.kie.veo.next_download(Fault.flawed("length_too_small"))
    response = plain.get(url, headers={"Range": f"bytes={wanted}"})
    advertised = max(len(normal.content) - 1000, 0)
    assert int(response.headers["content-length"]) == advertised
    assert response.content == normal.content[:advertised]
    # The rest is not part of the next response.
    assert plain.get(url).content == whole


def test_what_was_not_announced_is_on_the_wire(server: Server, url: str, whole: bytes) -> None:
    server.emulator.kie.veo.always(Fault.flawed("length_too_small"), on="download")
    for method, content in (("GET", whole), ("HEAD", b"")):
        head, body = spoken(url, method)
        assert f"content-length: {len(whole) - 1000}\r\n".encode() in head
        # So that a client does not read the next response from it.
        assert b"connection: close" in head
        assert body == content


def test_the_response_to_a_range_can_be_the_whole(
    server: Server, plain: httpx.Client, url: str, whole: bytes
) -> None:
    server.emulator.kie.veo.next_download(Fault.flawed("no_ranges"))
    response = plain.get(url, headers={"Range": "bytes=10-19"})
    assert response.status_code == 200
    assert "accept-ranges" not in response.headers
    assert "content-range" not in response.headers
    assert response.content == whole


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("at_the_api", [False, True])
def test_a_file_is_on_another_host(
    server: Server, plain: httpx.Client, whole: bytes, signed: bool, at_the_api: bool
) -> None:
    # Always: the other host must not redirect back.
    server.emulator.kie.veo.always(Fault.flawed("redirect"), on="download")
    url, hosts = link_to(server, signed=signed), (server.media_url, server.base_url)
    if at_the_api:
        url, hosts = url.replace(*hosts), hosts[::-1]
    assert url.startswith(hosts[0])
    response = plain.get(url, follow_redirects=True)
    (redirect,) = response.history
    assert redirect.status_code == 302
    assert redirect.headers["location"].startswith(f"{hosts[1]}/media/kie/veo/a.mp4?")
    assert response.content == whole
    part = plain.get(url, headers={"Range": "bytes=10-19"}, follow_redirects=True)
    assert part.content == whole[10:20]
    # A redirect of a client without a key must not add one either.
    assert plain.get(redirect.headers["location"], headers=KIE).status_code == 400


@each_flaw
def test_a_head_has_the_headers_of_a_get(
    server: Server, plain: httpx.Client, url: str, whole: bytes, flaw: Flaw
) -> None:
    veo = server.emulator.kie.veo
    veo.next_download(Fault.flawed(flaw))
    head = plain.head(url)
    assert head.content == b""
    lengths = {
        "no_length": None,
        "length_too_great": len(whole) + 1000,
        "length_too_small": len(whole) - 1000,
        "no_ranges": len(whole),
        "redirect": 0,
    }
    advertised = head.headers.get("content-length")
    assert (None if advertised is None else int(advertised)) == lengths[flaw]
    assert plain.get(url).content == whole


@each_flaw
def test_what_is_refused_is_refused_as_ever(
    server: Server, plain: httpx.Client, url: str, flaw: Flaw
) -> None:
    server.emulator.kie.veo.always(Fault.flawed(flaw), on="download")
    unheard_of = plain.get(f"{server.media_url}/media/kie/veo/unheard-of.mp4")
    assert (unheard_of.status_code, unheard_of.text) == (404, "Not found\n")
    etag = plain.head(url, follow_redirects=True).headers["etag"]
    known = plain.get(url, headers={"If-None-Match": etag}, follow_redirects=True)
    assert (known.status_code, known.headers.get("content-length")) == (304, None)
    link_to(server, signed=True)
    assert plain.get(url).status_code == 403
    # A request with a key uses up no fault, and is always refused.
    assert plain.get(url, headers=KIE).status_code == 400
    assert server.emulator.ledger.requests[-1].fault is None


@pytest.mark.anyio
async def test_in_process_a_closed_connection_is_an_exception() -> None:
    emulator = Emulator()
    url = emulator.media.link(ORIGIN, "kie/veo/a.mp4", end_s=SECONDS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(emulator)) as client:
        whole = (await client.get(url)).content
        for fault in (Fault.cut(), Fault.half(), Fault.flawed("length_too_great")):
            emulator.kie.veo.next_download(fault)
            with pytest.raises(ConnectionCutError):
                await client.get(url)
        emulator.kie.veo.next_download(Fault.flawed("length_too_great"))
        assert int((await client.head(url)).headers["content-length"]) == len(whole) + 1000
        emulator.kie.veo.next_download(Fault.flawed("length_too_small"))
        response = await client.get(url)
    # In process nothing enforces the announced length.
    assert int(response.headers["content-length"]) == len(whole) - 1000
    assert response.content == whole


@each_flaw
def test_a_range_beyond_the_end_is_as_ever(
    server: Server, plain: httpx.Client, url: str, flaw: Flaw
) -> None:
    server.emulator.kie.veo.next_download(Fault.flawed(flaw))
    response = plain.get(url, headers={"Range": "bytes=99999999-"}, follow_redirects=True)
    if flaw == "no_ranges":
        assert response.status_code == 200
    else:
        assert (response.status_code, response.headers["content-length"]) == (416, "0")


@pytest.mark.anyio
async def test_in_process_a_file_is_on_another_host_too() -> None:
    emulator = Emulator()
    emulator.kie.veo.always(Fault.flawed("redirect"), on="download")
    url = emulator.media.link(ORIGIN, "kie/veo/a.mp4", end_s=SECONDS)
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, follow_redirects=True) as client:
        response = await client.get(url)
    assert_plays(response.content, SECONDS)
    assert [str(past.url.host) for past in (*response.history, response)] == [
        "media.emulator.test",
        "emulator.test",
    ]
