"""The emulator over a real socket: the behaviour that does not exist in process."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from longtake.emulator import AccountLimits, ConnectionCutError, Emulator, Fault, Server, serve
from longtake.emulator.responses import CONNECTION
from tests.helpers.emulator_requests import (
    KIND_KEYS,
    LONG_S,
    extend,
    finished,
    read,
    submit,
    task_id_of,
    wanted,
)
from tests.helpers.mp4_reader import assert_plays
from tests.helpers.task_kinds import KINDS

if TYPE_CHECKING:
    from longtake.emulator.server import OpenProtocol


@pytest.fixture
def server() -> Iterator[Server]:
    """An emulator that listens on a free port."""
    with serve() as running:
        yield running


def post(server: Server, kind_key: str) -> httpx.Response:
    """Extend the task kind's source over a connection of its own."""
    body = wanted(kind_key, server.emulator.sources[kind_key].id)
    url = server.base_url + KINDS[kind_key].submit_path
    return httpx.post(url, json=body, headers=KINDS[kind_key].headers, trust_env=False)


@pytest.mark.anyio
async def test_a_video_is_extended_over_a_socket(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.base_url, trust_env=False) as client:
        for kind_key in KIND_KEYS:
            task_id = await extend(client, server.emulator, kind_key)
            server.emulator.advance(LONG_S)
            url = finished(kind_key, await read(client, kind_key, task_id)).urls[0]
            assert url.startswith(f"{server.media_url}/media/{kind_key}/")
            film = await client.get(url)
            create = server.emulator.ledger.creates[-1]
            assert_plays(
                film.content, server.emulator.sources[kind_key].seconds + create.seconds_added
            )


@pytest.mark.parametrize("accepted", [False, True])
@pytest.mark.parametrize("kind_key", KIND_KEYS)
def test_the_connection_is_cut_before_or_after_the_task_is_made(
    server: Server, kind_key: str, accepted: bool
) -> None:
    server.emulator.task_kinds[kind_key].next_submit(Fault.cut(accepted=accepted))
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        post(server, kind_key)
    assert len(server.emulator.ledger.creates) == int(accepted)
    (request,) = server.emulator.ledger.requests
    assert request.status is None
    assert (request.task_id is not None) is accepted
    assert post(server, kind_key).status_code == 200


@pytest.mark.anyio
async def test_in_process_a_cut_is_an_error_of_its_own(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    emulator.kie.veo.next_submit(Fault.cut())
    with pytest.raises(ConnectionCutError):
        await submit(client, "kie/veo", wanted("kie/veo", emulator.sources["kie/veo"].id))


def film_of(server: Server, **headers: str) -> str:
    """Extend Veo's source, and return the link to the new video."""
    task_id = task_id_of("kie/veo", post(server, "kie/veo"))
    server.emulator.advance(LONG_S)
    response = httpx.get(
        server.base_url + KINDS["kie/veo"].read_path,
        params={"taskId": task_id},
        headers=KINDS["kie/veo"].headers | headers,
        trust_env=False,
    )
    return finished("kie/veo", response).urls[0]


@pytest.mark.parametrize("name", ["localhost", "emulator.test", "10.0.2.2", "[::1]"])
def test_files_are_at_another_port_of_the_clients_host(server: Server, name: str) -> None:
    port, media_port = (httpx.URL(url).port for url in (server.base_url, server.media_url))
    assert film_of(server, host=f"{name}:{port}").startswith(f"http://{name}:{media_port}/media/")


def test_both_ports_hand_out_files(server: Server) -> None:
    url = film_of(server)
    film = httpx.get(url, trust_env=False)
    other = url.replace(server.media_url, server.base_url)
    assert other != url
    assert httpx.get(other, trust_env=False).content == film.content


@pytest.mark.parametrize(
    "path", ["/kie/api/v1/chat/credit", "/_emulator/state", "/", "//", "/media", "/mediaeval"]
)
def test_there_is_nothing_but_files_at_the_host_of_files(server: Server, path: str) -> None:
    response = httpx.get(server.media_url + path, headers=KINDS["kie/veo"].headers, trust_env=False)
    assert response.status_code == 404
    (record,) = server.emulator.ledger.requests
    assert (record.provider, record.path, record.status) == ("media", path, 404)


def test_a_reset_leaves_the_files_where_they_are(server: Server) -> None:
    server.emulator.reset()
    url = film_of(server)
    assert url.startswith(server.media_url)
    assert httpx.get(url, trust_env=False).status_code == 200


def test_an_id_stays_unencoded_on_its_way(server: Server) -> None:
    task_id = post(server, "useapi/gen2").json()["taskId"]
    url = server.base_url + KINDS["useapi/gen2"].read_path
    headers = KINDS["useapi/gen2"].headers
    for path, status in ((task_id, 200), (task_id.replace(":", "%3A"), 404)):
        assert httpx.get(f"{url}/{path}", headers=headers, trust_env=False).status_code == status


def test_the_ports_are_free_again_after_the_context() -> None:
    with serve() as server:
        port, media_port = (httpx.URL(url).port for url in (server.base_url, server.media_url))
        assert port is not None
        assert media_port is not None
        httpx.get(film_of(server), trust_env=False)
    with serve(port=port, media_port=media_port) as again:
        assert (again.base_url, again.media_url) == (server.base_url, server.media_url)


def test_a_stop_does_not_wait_for_a_request_that_never_comes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    emulator = Emulator()
    # The client's end is closed last.
    with socket.socket() as connection, serve(emulator) as server:
        url = httpx.URL(server.base_url)
        connection.connect((url.host, url.port))
        connection.sendall(
            b"POST /kie/api/v1/veo/extend HTTP/1.1\r\nHost: emulator.test\r\n"
            b"Content-Length: 100\r\nExpect: 100-continue\r\n\r\n"
        )
        # So the server waits for the body.
        assert connection.recv(100).startswith(b"HTTP/1.1 100")
        connection.sendall(b"{")
    assert caplog.records == []
    assert emulator.ledger.requests == ()


def test_a_stop_does_not_wait_for_a_client_that_does_not_listen(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("longtake.emulator.server.GRACE_S", 0.01)
    with socket.socket() as connection, serve() as server:
        # More than a system keeps for a connection.
        film = httpx.URL(server.emulator.media.link(server.base_url, "kie/veo/a.mp4", end_s=3000))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((film.host, film.port))
        connection.sendall(f"GET {film.path} HTTP/1.1\r\nHost: a.test\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
    assert caplog.records == []


def test_many_at_once_while_the_clock_is_moved_leave_a_true_ledger() -> None:
    emulator = Emulator(balance=600, limits=AccountLimits(useapi_max_jobs=4))
    server: Server

    def extend_all(worker: int) -> list[str]:
        with httpx.Client(base_url=server.base_url, trust_env=False) as client:
            made: list[str] = []
            for number in range(10):
                kind_key = KIND_KEYS[(worker + number) % len(KIND_KEYS)]
                body = wanted(kind_key, emulator.sources[kind_key].id)
                response = client.post(
                    KINDS[kind_key].submit_path, json=body, headers=KINDS[kind_key].headers
                )
                if response.status_code == 200 and response.json()["code"] in {0, 200}:
                    made.append(task_id_of(kind_key, response))
                emulator.advance(5)
                assert min(emulator.state()["balances"].values()) >= 0
            return made

    with serve(emulator) as server, ThreadPoolExecutor(8) as workers:
        made = [task_id for found in workers.map(extend_all, range(8)) for task_id in found]
    requests, creates = emulator.ledger.requests, emulator.ledger.creates
    assert len(requests) == 80
    assert len(made) < 80, "not all can be paid for"
    assert sorted(record.task_id for record in creates) == sorted(made)
    assert [record.task_id for record in requests if record.task_id] == [
        record.task_id for record in creates
    ]
    for provider in (emulator.kie, emulator.useapi, emulator.chainhub):
        paid = sum(create.credits for create in creates if create.kind.startswith(provider.name))
        assert provider.account.balance == 600 - paid
    for records in (requests, creates):
        times = [record.time for record in records]
        assert times == sorted(times)


class Kept(Emulator):
    """An emulator that records the connections of its requests."""

    def __init__(self) -> None:
        super().__init__()
        self.connections: list[OpenProtocol] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.connections.append(scope["state"][CONNECTION])
        await super().__call__(scope, receive, send)


def test_the_client_is_the_first_to_let_go_of_a_connection() -> None:
    """Otherwise a request could be under way on a connection that is closed, and be cut off."""
    with serve(Kept()) as server, httpx.Client(base_url=server.base_url) as plain:
        for _ in range(2):
            assert plain.get("/_emulator").status_code == 200
        assert isinstance(server.emulator, Kept)
        first, second = server.emulator.connections
    assert first is second
    # A client that polls every few minutes keeps one connection.
    assert first.timeout_keep_alive > LONG_S


@pytest.mark.needs_system("IPv6")
def test_an_address_of_version_6_stands_in_brackets() -> None:
    with serve(host="::1") as server:
        assert server.base_url.startswith("http://[::1]:")
        assert post(server, "kie/veo").json()["code"] == 200
        assert httpx.get(film_of(server), trust_env=False).status_code == 200


@pytest.mark.parametrize("name", ["port", "media_port"])
def test_a_port_that_is_taken_is_an_error(name: str) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as other,
        pytest.raises(OSError, match="in use"),
        serve(**{name: other.getsockname()[1]}),
    ):
        pass
