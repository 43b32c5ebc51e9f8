"""Over a real socket: what cannot be seen in process."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from longtake.emulator import ConnectionCutError, Emulator, Fault, Server, serve
from longtake.emulator.__main__ import main
from tests.longtake.emulator.film import assert_plays
from tests.longtake.emulator.support import (
    FAMILIES,
    HEADERS,
    LONG_S,
    PATHS,
    extend,
    finished,
    read,
    submit,
    wanted,
)


@pytest.fixture
def server() -> Iterator[Server]:
    """An emulator that listens on a free port."""
    with serve() as running:
        yield running


def post(server: Server, family: str) -> httpx.Response:
    """Extend the family's source over a connection of its own."""
    body = wanted(family, server.emulator.sources[family].id)
    url = server.base_url + PATHS[family][0]
    return httpx.post(url, json=body, headers=HEADERS[family], trust_env=False)


@pytest.mark.anyio
async def test_a_video_is_extended_over_a_socket(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.base_url, trust_env=False) as client:
        for family in FAMILIES:
            task_id = await extend(client, server.emulator, family)
            server.emulator.advance(LONG_S)
            url = finished(family, await read(client, family, task_id)).urls[0]
            assert url.startswith(server.base_url)
            film = await client.get(url)
            create = server.emulator.ledger.creates[-1]
            assert_plays(
                film.content, server.emulator.sources[family].seconds + create.seconds_added
            )


@pytest.mark.parametrize("accepted", [False, True])
@pytest.mark.parametrize("family", FAMILIES)
def test_the_connection_is_cut_before_or_after_the_task_is_made(
    server: Server, family: str, accepted: bool
) -> None:
    server.emulator.families[family].next_submit(Fault.cut(accepted=accepted))
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        post(server, family)
    assert len(server.emulator.ledger.creates) == int(accepted)
    (request,) = server.emulator.ledger.requests
    assert request.status is None
    assert (request.task_id is not None) is accepted
    assert post(server, family).status_code == 200


@pytest.mark.anyio
async def test_in_process_a_cut_is_an_error_of_its_own(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    emulator.kie.veo.next_submit(Fault.cut())
    with pytest.raises(ConnectionCutError):
        await submit(client, "kie/veo", wanted("kie/veo", emulator.sources["kie/veo"].id))


def test_an_id_stays_unencoded_on_its_way(server: Server) -> None:
    task_id = post(server, "useapi/gen2").json()["taskId"]
    url = server.base_url + PATHS["useapi/gen2"][1]
    headers = HEADERS["useapi/gen2"]
    for path, status in ((task_id, 200), (task_id.replace(":", "%3A"), 404)):
        assert httpx.get(f"{url}/{path}", headers=headers, trust_env=False).status_code == status


def test_the_port_is_free_again_after_the_context() -> None:
    with serve() as server:
        port = httpx.URL(server.base_url).port
        assert port is not None
        post(server, "kie/veo")
    with serve(port=port) as again:
        assert httpx.URL(again.base_url).port == port


def test_a_port_that_is_taken_is_an_error() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as other,
        pytest.raises(OSError, match="in use"),
        serve(port=other.getsockname()[1]),
    ):
        pass


def test_the_command_says_that_a_port_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main(["--port", str(port)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"Cannot listen on 127.0.0.1 port {port}: " in captured.err


@pytest.mark.parametrize(
    "arguments", [["--speed", "0"], ["--speed", "fast"], ["--port", "65536"], ["--unheard-of"]]
)
def test_the_command_refuses_senseless_options(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: python -m longtake.emulator" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_tells_where_it_is_and_stops_cleanly(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "longtake.emulator", "--speed", "60"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert process.stdout is not None
    environment: dict[str, str] = {}
    while "CHAINHUB_KLING_LONG_SOURCE" not in environment:
        line = process.stdout.readline()
        assert line, "the command ended before it had said everything"
        name, _, value = line.strip().partition("=")
        environment[name] = value
    answer = httpx.get(
        f"{environment['KIE_BASE_URL']}/api/v1/chat/credit",
        headers={"Authorization": f"Bearer {environment['KIE_API_KEY']}"},
        trust_env=False,
    )
    assert answer.json()["code"] == 200
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "")
    assert "kie GET /api/v1/chat/credit: 200" in err
    assert "Traceback" not in err
