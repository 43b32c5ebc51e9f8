"""With `allow_private_hosts=False` no link and no redirect leads into a private network."""

from __future__ import annotations

import asyncio
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

from longtake import AsyncKie, InvalidRequestError, Kie
from longtake._shell.client import hooks_of
from longtake._shell.http.downloads import PublicHosts
from longtake.emulator import Emulator
from longtake_pytest import ClientClock
from tests.helpers.downloads import Way, each_way
from tests.helpers.videos import MP4

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN: Final = "lt1.eyJ2IjoxLCJwIjoia2llIiwiZiI6InZlbyIsInQiOiJ2ZW9fMSJ9"
PUBLIC: Final = "93.184.215.14"
NAMES: Final = {
    "public.example": [PUBLIC],
    "private.example": ["10.1.2.3"],
    "partly.example": [PUBLIC, "192.168.1.1"],
    "api.kie.ai": [PUBLIC],
    "gateway.internal": ["10.0.0.7"],
    "files.internal": ["10.0.0.7"],
}


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Resolve the names of these tests, and addresses as the system does."""
    real = socket.getaddrinfo

    def resolve(host: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in NAMES:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 0)) for each in NAMES[name]]
        if not set(name) <= set("0123456789abcdefxABCDEF.:") and name != "localhost":
            raise socket.gaierror("unknown")
        return real(host, *arguments, **options)

    monkeypatch.setattr("socket.getaddrinfo", resolve)


class Media:
    """A provider whose finished task links there; public.example redirects to the given address."""

    def __init__(self, link: str, redirect: str = "") -> None:
        self.link = link
        self.redirect = redirect
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/record-info"):
            data = {"successFlag": 1, "response": {"resultUrls": [self.link]}}
            return httpx.Response(200, json={"code": 200, "data": data})
        self.asked.append(request.url.host)
        if self.redirect and request.url.host == "public.example":
            return httpx.Response(302, headers={"Location": self.redirect})
        return httpx.Response(200, content=MP4)


def download(way: Way, media: Media | None, target: Path, **options: Any) -> Path:
    """Download the video of a finished task."""
    more: dict[str, Any] = {}
    if "at_download" in options:
        more["allow_private_hosts"] = options.pop("at_download")
    if media is not None:
        options["transport"] = httpx.MockTransport(media)
    options = {"api_key": "a-key", "clock": ClientClock(Emulator()), **options}
    if way == "sync":
        with Kie(**options) as kie:
            return kie.from_token(TOKEN).wait().download(target, **more)

    async def go() -> Path:
        async with AsyncKie(**options) as kie:
            video = await kie.from_token(TOKEN).wait()
            return await video.download(target, **more)

    return asyncio.run(go())


PRIVATE: Final = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    "10.1.2.3",
    "192.168.0.1",
    "172.16.0.1",
    "169.254.169.254",
    "0.0.0.0",  # noqa: S104 - nothing listens there
    "[::]",
    "100.64.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "[fe80::1]",
    "[fd00::1]",
    "[ff02::1]",
    "[fec0::1]",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "127.1",
    "private.example",
    "partly.example",
]


@each_way
@pytest.mark.parametrize("redirected", [False, True], ids=["link", "redirect"])
@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_host_is_refused(way: Way, host: str, redirected: bool, tmp_path: Path) -> None:
    url = f"http://{host}/v.mp4"
    media = Media("https://public.example/v.mp4", url) if redirected else Media(url)
    target = tmp_path / "video.mp4"
    target.write_bytes(b"older")
    with pytest.raises(InvalidRequestError, match="allow_private_hosts=False") as caught:
        download(way, media, target, allow_private_hosts=False)
    assert host.strip("[]") in str(caught.value)
    assert caught.value.task_id == "veo_1"
    assert media.asked == ["public.example"] * redirected
    assert target.read_bytes() == b"older"


@each_way
@pytest.mark.parametrize("host", ["public.example", PUBLIC, "[2606:4700::1111]", "unknown.example"])
def test_a_public_host_is_not(way: Way, host: str, tmp_path: Path) -> None:
    media = Media(f"http://{host}/v.mp4")
    assert download(way, media, tmp_path / "v.mp4", allow_private_hosts=False).exists()


@each_way
@pytest.mark.parametrize(
    ("options", "is_refused"),
    [
        ({}, False),
        ({"allow_private_hosts": True}, False),
        ({"at_download": False}, True),
        ({"allow_private_hosts": False, "at_download": True}, False),
        ({"allow_private_hosts": False, "at_download": None}, True),
    ],
)
def test_a_download_may_decide_otherwise_than_its_client(
    way: Way, options: dict[str, Any], is_refused: bool, tmp_path: Path
) -> None:
    media = Media("http://127.0.0.1/v.mp4")
    if not is_refused:
        assert download(way, media, tmp_path / "v.mp4", **options).exists()
        return
    with pytest.raises(InvalidRequestError, match="allow_private_hosts"):
        download(way, media, tmp_path / "v.mp4", **options)


@each_way
@pytest.mark.parametrize(
    ("base_url", "host", "is_refused"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:9000", False),
        ("http://localhost:8000", "127.0.0.1:9000", False),
        ("http://gateway.internal/kie", "gateway.internal", False),
        ("http://gateway.internal/kie", "files.internal", False),
        ("http://gateway.internal/kie", "10.1.2.3", True),
        ("http://127.0.0.1:8000", "10.1.2.3", True),
    ],
)
def test_the_host_of_the_api_is_allowed(
    way: Way, base_url: str, host: str, is_refused: bool, tmp_path: Path
) -> None:
    media = Media(f"http://{host}/v.mp4")

    def go() -> Path:
        return download(
            way, media, tmp_path / "v.mp4", base_url=base_url, allow_private_hosts=False
        )

    if not is_refused:
        assert go().exists()
        return
    with pytest.raises(InvalidRequestError, match="not a public host"):
        go()


@pytest.fixture
def requests_heard() -> Iterator[tuple[int, list[str]]]:
    """The port of a server in the private network, and what it was asked."""
    received: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            received.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", f"{len(MP4)}")
            self.end_headers()
            self.wfile.write(MP4)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the base class has it
            """Write nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port, received
    server.shutdown()
    thread.join()
    server.server_close()


def passes(_rule: PublicHosts, _url: object, _addresses: object) -> None:
    """Find no private address."""


@each_way
@pytest.mark.parametrize("checks_names", [True, False], ids=["name", "connection"])
def test_a_name_that_leads_elsewhere_at_the_connection_is_refused_before_anything_is_sent(
    way: Way,
    checks_names: bool,
    requests_heard: tuple[int, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The check of the name sees a public address, and the connection goes to another (DNS rebinding)."""
    port, received = requests_heard
    if not checks_names:
        monkeypatch.setattr(PublicHosts, "_private", passes)
    with pytest.raises(InvalidRequestError, match=r"127\.0\.0\.1"):
        download_from(way, f"http://127.0.0.1:{port}/v.mp4", tmp_path / "v.mp4", allow=False)
    assert received == []
    assert download_from(
        way, f"http://127.0.0.1:{port}/v.mp4", tmp_path / "v.mp4", allow=True
    ).exists()
    assert received == ["/v.mp4"]


def download_from(way: Way, link: str, target: Path, *, allow: bool) -> Path:
    """Download over the real network from a task that is known already."""
    from longtake._core.download import Retention  # noqa: PLC0415 - only here
    from longtake._core.snapshot import VideoFile  # noqa: PLC0415 - only here
    from longtake._shell.video import AsyncDownloadableVideo, DownloadableVideo  # noqa: PLC0415 - only here

    described: dict[str, Any] = {
        "file": VideoFile(url=link, source="veo_1"),
        "index": 0,
        "provider": "kie",
        "kind": "veo",
        "task_id": "veo_1",
        "retention": Retention(),
        "given_at": None,
        "made_at": None,
        "clock": ClientClock(Emulator()),
    }
    if way == "sync":
        with Kie("a-key") as kie:
            http: Any = hooks_of(kie).session.downloads
            video = DownloadableVideo(
                **described, http=http, record=None, renew_link=lambda _: None
            )
            return video.download(target, allow_private_hosts=allow)

    async def go() -> Path:
        async with AsyncKie("a-key") as kie:
            http: Any = hooks_of(kie).session.downloads
            video = AsyncDownloadableVideo(**described, http=http, record=None, renew_link=never)
            return await video.download(target, allow_private_hosts=allow)

    return asyncio.run(go())


async def never(_: float | None) -> str | None:
    """Show no other link."""
    return None
