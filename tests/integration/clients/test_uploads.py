"""Uploads to kie: what is sent where, in pieces, with progress, and again only if that is possible."""

from __future__ import annotations

import asyncio
import io
import os
import threading
import tracemalloc
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, assert_type

import httpx
import pytest
from attrs import define, field

from longtake import (
    AsyncKie,
    InvalidRequestError,
    Kie,
    LongtakeError,
    ServiceUnavailableError,
    UnexpectedResponseError,
    UploadedFile,
)
from longtake._shell.http.context import time_limit
from longtake.emulator import Emulator
from longtake_kie.types import File
from longtake_pytest.clients import client_options
from tests.helpers.random_responses import HandClock
from tests.helpers.scripted_waits import both_clients

if TYPE_CHECKING:
    from pathlib import Path

    from longtake_pytest import ServedEmulator

PNG: Final = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 1000
SERVER: Final = "https://kieai.redpandaai.co"
LINK: Final = "https://tempfile.example/longtake/a.png"
DONE: Final = {"success": True, "code": 200, "msg": "m", "data": {"downloadUrl": LINK}}


@define
class Provider(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A provider that answers in turn, the last answer again and again, and keeps what it received.

    Unlike `httpx.MockTransport` it receives the pieces of a body one by one.
    """

    answers: list[Any] = field(factory=lambda: [httpx.Response(200, json=DONE)])
    reads_bodies: bool = True
    received: list[httpx.Request] = field(factory=list[httpx.Request])
    bodies: list[bytes] = field(factory=list[bytes])
    largest: int = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._begin(request)
        stream: Any = request.stream
        for piece in stream:
            self._receive(piece)
        return self._answer(answer)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._begin(request)
        stream: Any = request.stream
        async for piece in stream:
            self._receive(piece)
        return self._answer(answer)

    def _begin(self, request: httpx.Request) -> Any:
        self.received.append(request)
        answer = self.answers[min(len(self.received), len(self.answers)) - 1]
        if isinstance(answer, httpx.ConnectError):
            raise answer
        self.bodies.append(b"")
        return answer

    def _receive(self, piece: bytes) -> None:
        self.largest = max(self.largest, len(piece))
        if self.reads_bodies:
            self.bodies[-1] += piece

    @staticmethod
    def _answer(answer: Any) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        # A new one each time, since httpx closes a response.
        return httpx.Response(answer.status_code, content=answer.content)


def upload(
    provider: Provider,
    file: Any,
    *,
    asynchronous: bool,
    client: dict[str, Any] | None = None,
    **given: Any,
) -> UploadedFile:
    """Upload a file with a client of its own."""
    options: dict[str, Any] = {"clock": HandClock(), **(client or {})}

    async def calling() -> UploadedFile:
        transport = provider
        async with AsyncKie("a-key", transport=transport, **options) as kie:
            return await kie.files.upload(file, **given)

    if asynchronous:
        return asyncio.run(calling())
    with Kie("a-key", transport=provider, **options) as kie:
        return kie.files.upload(file, **given)


def form(body: bytes) -> dict[str, bytes]:
    """Return the parts of a form by their names."""
    boundary = body.partition(b"\r\n")[0]
    parts: dict[str, bytes] = {}
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = head.partition(b'name="')[2].partition(b'"')[0].decode()
        parts[name] = content.removesuffix(b"\r\n")
    return parts


# Where a file goes.


@both_clients
def test_a_file_goes_to_the_server_of_the_operation_with_the_key(
    asynchronous: bool, tmp_path: Path
) -> None:
    path = tmp_path / "dog.png"
    path.write_bytes(PNG)
    provider = Provider()
    found = upload(provider, path, asynchronous=asynchronous)
    assert found.url == LINK
    (request,) = provider.received
    assert str(request.url) == f"{SERVER}/api/file-stream-upload"
    assert request.headers["Host"] == "kieai.redpandaai.co"
    assert request.headers["Authorization"] == "Bearer a-key"
    assert int(request.headers["Content-Length"]) == len(provider.bodies[0])
    parts = form(provider.bodies[0])
    assert parts["file"] == PNG
    assert parts["uploadPath"] == b"longtake"
    assert b'filename="dog-' in provider.bodies[0]
    assert b"Content-Type: image/png" in provider.bodies[0]


@both_clients
@pytest.mark.parametrize(
    ("file", "path", "member"),
    [
        ("https://files.example/a%20b.PNG?token=x", "file-url-upload", "fileUrl"),
        ("data:image/png;base64,AAAA", "file-base64-upload", "base64Data"),
    ],
)
def test_a_url_and_a_data_url_have_their_own_operations(
    asynchronous: bool, file: str, path: str, member: str
) -> None:
    provider = Provider()
    upload(provider, file, asynchronous=asynchronous, upload_path="images/new")
    (request,) = provider.received
    assert str(request.url) == f"{SERVER}/api/{path}"
    assert request.headers["Authorization"] == "Bearer a-key"
    body: Any = httpx.Response(200, content=provider.bodies[0]).json()
    assert (body[member], body["uploadPath"]) == (file, "images/new")
    assert body["fileName"].endswith(".png")


@both_clients
def test_an_environment_variable_replaces_the_server(
    asynchronous: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIE_FILES_BASE_URL", "http://127.0.0.1:9/files/")
    provider = Provider()
    upload(provider, PNG, asynchronous=asynchronous)
    (request,) = provider.received
    assert str(request.url) == "http://127.0.0.1:9/files/api/file-stream-upload"
    assert request.headers["Host"] == "127.0.0.1:9"
    assert request.headers["Authorization"] == "Bearer a-key"


def test_an_invalid_environment_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIE_FILES_BASE_URL", "ftp://files.example")
    with pytest.raises(InvalidRequestError, match="the environment variable KIE_FILES_BASE_URL"):
        Kie("a-key")


def test_another_base_url_counts_for_files_too() -> None:
    # An emulator or a proxy must never be bypassed.
    provider = Provider()
    upload(provider, PNG, asynchronous=False, client={"base_url": "http://127.0.0.1:9/kie"})
    assert str(provider.received[0].url) == "http://127.0.0.1:9/kie/api/file-stream-upload"


def test_the_key_goes_to_no_other_address_of_the_server() -> None:
    provider = Provider()
    with Kie("a-key", transport=provider) as kie:
        http = kie.client.get_httpx_client()
        http.post(f"{SERVER}/api/other")
        http.get(f"{SERVER}/api/file-stream-upload")
        http.post("https://files.example/api/file-stream-upload")
        http.post(f"{SERVER}:8443/api/file-stream-upload")
        http.post(f"{SERVER}/api/file-stream-upload", files={"file": b"a"})
    keyed = ["Authorization" in request.headers for request in provider.received]
    assert keyed == [False, False, False, False, True]


def test_other_operations_stay_at_their_server() -> None:
    provider = Provider([httpx.Response(200, json={"code": 200, "data": 3})])
    with Kie("a-key", transport=provider) as kie:
        kie.account.credits()
    assert provider.received[0].url.host == "api.kie.ai"


# What is sent.


@both_clients
def test_a_file_object_is_read_from_its_position_and_stays_open(asynchronous: bool) -> None:
    file = io.BytesIO(b"head" + PNG)
    file.seek(4)
    provider = Provider()
    upload(provider, file, asynchronous=asynchronous)
    assert form(provider.bodies[0])["file"] == PNG
    assert not file.closed


@both_clients
def test_a_file_object_that_cannot_be_positioned_is_sent_in_chunks(asynchronous: bool) -> None:
    reading, writing = os.pipe()
    provider = Provider()
    with open(writing, "wb") as end:  # noqa: PTH123 - a descriptor
        end.write(b"from a pipe")
    seen: list[tuple[int, int | None]] = []

    def progress(sent: int, total: int | None) -> None:
        seen.append((sent, total))

    with open(reading, "rb") as pipe:  # noqa: PTH123 - a descriptor
        upload(
            provider,
            pipe,
            asynchronous=asynchronous,
            progress=progress,
        )
    assert form(provider.bodies[0])["file"] == b"from a pipe"
    assert provider.received[0].headers["Transfer-Encoding"] == "chunked"
    assert seen == [(0, None), (11, None)]


@both_clients
def test_a_large_file_is_never_in_memory(asynchronous: bool, tmp_path: Path) -> None:
    size = 64 * 1024 * 1024
    path = tmp_path / "large.mp4"
    with path.open("wb") as file:
        file.truncate(size)
    provider = Provider(reads_bodies=False)
    tracemalloc.start()
    try:
        upload(provider, path, asynchronous=asynchronous)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert int(provider.received[0].headers["Content-Length"]) > size
    assert provider.largest <= 64 * 1024
    assert peak < 16 * 1024 * 1024


def test_an_asynchronous_client_reads_in_a_worker_thread() -> None:
    class Slow(io.BytesIO):
        """Can be read once the event loop has run another task meanwhile."""

        def read(self, size: int | None = -1, /) -> bytes:
            assert threading.current_thread() is not threading.main_thread()
            reading.set()
            assert other_task_ran.wait(60)
            return super().read(size)

    reading, other_task_ran = threading.Event(), threading.Event()
    provider = Provider()

    async def calling() -> None:
        async with AsyncKie("a-key", transport=provider) as kie:
            uploading = asyncio.create_task(kie.files.upload(Slow(PNG), file_name="a.png"))
            await asyncio.to_thread(reading.wait, 60)
            other_task_ran.set()
            await uploading

    asyncio.run(calling())
    assert form(provider.bodies[0])["file"] == PNG


@both_clients
def test_progress_counts_the_bytes_of_the_file(asynchronous: bool) -> None:
    seen: list[tuple[int, int | None]] = []
    threads: set[threading.Thread] = set()

    def progress(sent: int, total: int | None) -> None:
        seen.append((sent, total))
        threads.add(threading.current_thread())

    upload(Provider(), PNG, asynchronous=asynchronous, progress=progress)
    counts = [sent for sent, _ in seen]
    assert counts == sorted(set(counts))
    assert (counts[0], counts[-1]) == (0, len(PNG))
    assert len(counts) > 3
    assert {total for _, total in seen} == {len(PNG)}
    assert threads == {threading.main_thread()}


@both_clients
@pytest.mark.parametrize("error", [ValueError("mine"), KeyError("mine"), RuntimeError("mine")])
def test_an_exception_of_progress_is_raised_as_it_is(asynchronous: bool, error: Exception) -> None:
    def progress(_sent: int, _total: int | None) -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        upload(Provider(), PNG, asynchronous=asynchronous, progress=progress)
    assert caught.value is error


# Repeating.


@both_clients
@pytest.mark.parametrize(
    "fault",
    [
        httpx.ReadError("broken"),
        httpx.ConnectError("refused"),
        httpx.Response(502, text="gateway"),
        httpx.Response(200, json={"success": False, "code": 500, "msg": "Internal server error"}),
    ],
)
def test_an_upload_is_repeated_from_its_beginning(asynchronous: bool, fault: Any) -> None:
    provider = Provider([fault, httpx.Response(200, json=DONE)])
    file = io.BytesIO(b"head" + PNG)
    file.seek(4)
    counts: list[int] = []

    def progress(count: int, _total: int | None) -> None:
        counts.append(count)

    upload(provider, file, asynchronous=asynchronous, progress=progress)
    sent = 1 if isinstance(fault, httpx.ConnectError) else 2
    assert [form(body)["file"] for body in provider.bodies] == [PNG] * sent
    names = {form(body)["fileName"] for body in provider.bodies}
    assert len(names) == 1
    assert counts.count(0) == sent


class Pipe(io.RawIOBase):
    """A file object that can be read once."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self._content.read(size)


@both_clients
@pytest.mark.parametrize("fault", [httpx.ReadError("broken"), httpx.Response(502, text="gateway")])
def test_what_cannot_be_read_again_is_not_repeated(asynchronous: bool, fault: Any) -> None:
    provider = Provider([fault])
    with pytest.raises(ServiceUnavailableError, match="cannot be read again") as caught:
        upload(provider, Pipe(PNG), asynchronous=asynchronous)
    assert len(provider.received) == 1
    assert caught.value.provider == "kie"


@both_clients
def test_what_was_not_read_yet_is_sent_when_a_connection_exists(asynchronous: bool) -> None:
    provider = Provider([httpx.ConnectError("refused"), httpx.Response(200, json=DONE)])
    upload(provider, Pipe(PNG), asynchronous=asynchronous)
    assert [form(body)["file"] for body in provider.bodies] == [PNG]


@both_clients
def test_the_generated_method_repeats_no_half_file_either(asynchronous: bool) -> None:
    payload: Any = Pipe(PNG)
    file = File(payload=payload, file_name="a.png", mime_type="image/png")
    provider = Provider([httpx.ReadError("broken")])

    async def calling() -> None:
        async with AsyncKie("a-key", transport=provider, clock=HandClock()) as kie:
            await kie.files.upload_stream(file=file, upload_path="a")

    def calling_sync() -> None:
        with Kie("a-key", transport=provider, clock=HandClock()) as kie:
            kie.files.upload_stream(file=file, upload_path="a")

    with pytest.raises(ServiceUnavailableError, match="cannot be read again"):
        asyncio.run(calling()) if asynchronous else calling_sync()
    assert len(provider.received) == 1


@both_clients
def test_a_refused_file_is_an_error_and_is_sent_once(asynchronous: bool) -> None:
    refusal = {"success": False, "code": 400, "msg": "Missing required parameter: uploadPath"}
    provider = Provider([httpx.Response(400, json=refusal)])
    with pytest.raises(InvalidRequestError) as caught:
        upload(provider, PNG, asynchronous=asynchronous)
    assert caught.value.provider_message == refusal["msg"]
    assert len(provider.received) == 1


@both_clients
@pytest.mark.parametrize("data", [None, {}, {"downloadUrl": " "}])
def test_a_response_without_a_url_is_an_error(asynchronous: bool, data: Any) -> None:
    provider = Provider([httpx.Response(200, json={"code": 200, "data": data})])
    with pytest.raises(UnexpectedResponseError) as caught:
        upload(provider, PNG, asynchronous=asynchronous)
    assert caught.value.provider == "kie"


# Time.


@both_clients
def test_the_timeout_of_the_client_bounds_no_whole_upload(asynchronous: bool) -> None:
    left: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        limit = time_limit.get()
        assert limit is not None
        left.append(limit.left_s())
        assert request.extensions["timeout"]["write"] == 5
        return httpx.Response(200, json=DONE)

    async def calling() -> None:
        async with AsyncKie("a-key", transport=httpx.MockTransport(answer), timeout=5) as kie:
            await kie.files.upload(PNG)
            await kie.files.upload(PNG, timeout=60)

    if asynchronous:
        asyncio.run(calling())
    else:
        with Kie("a-key", transport=httpx.MockTransport(answer), timeout=5) as kie:
            kie.files.upload(PNG)
            kie.files.upload(PNG, timeout=60)
    assert left[0] == float("inf")
    assert 0 < left[1] <= 60


@both_clients
def test_a_timeout_ends_the_attempts(asynchronous: bool) -> None:
    clock = HandClock()
    provider = Provider([httpx.Response(502, text="gateway")])
    with pytest.raises(ServiceUnavailableError):
        upload(
            provider,
            PNG,
            asynchronous=asynchronous,
            timeout=0.001,
            client={"clock": clock, "attempts": 100},
        )
    assert len(provider.received) < 10


# Mistakes.


def test_what_cannot_be_uploaded_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty.png"
    empty.touch()
    at_end = io.BytesIO(b"abc")
    at_end.read()
    closed = io.BytesIO(b"abc")
    closed.close()
    large = "data:image/png;base64," + "A" * (14 * 1024 * 1024)
    expected: list[tuple[Any, str]] = [
        (tmp_path / "missing.png", "missing.png' does not exist"),
        (str(tmp_path), "is a folder; pass the path of one file"),
        (empty, "empty.png' must not be empty"),
        (b"", "must not be empty"),
        (at_end, r"its position is at its end, so call seek\(0\)"),
        (closed, "must be open, got a closed one"),
        (io.StringIO("abc"), r"opened in binary mode: open\(path, 'rb'\)"),
        ("", "must not be an empty string"),
        (7, "must be a path, bytes, a binary file object or a URL, got int"),
        (None, "got NoneType"),
        ("ftp://files.example/a.png", "with http, https or data, got 'ftp://files.example/a.png'"),
        (large, "must have at most 10,485,760 bytes, got 11,010,048; pass the bytes or a path"),
        ("data:image/png,abc", "must have the form data:image/png;base64"),
        ("data:image/png;base64,@@@@", "must be valid Base64"),
        ("data:image/png;base64,", "the data URL must not be empty"),
    ]
    for file, message in expected:
        for asynchronous in (False, True):
            provider = Provider()
            with pytest.raises(InvalidRequestError, match=message):
                upload(provider, file, asynchronous=asynchronous)
            assert provider.received == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"file_name": ""}, "file_name must be a name without slashes, got ''"),
        ({"file_name": "a/b.png"}, "file_name must be"),
        ({"file_name": 3}, "file_name must be"),
        ({"upload_path": "/images"}, "upload_path must be a folder without a slash"),
        ({"upload_path": "images/"}, "upload_path must be"),
        ({"upload_path": ""}, "upload_path must be"),
        ({"progress": 3}, "progress must be"),
        ({"timeout": 0}, "timeout must be a positive number of seconds or None, got 0"),
        ({"timeout": float("nan")}, "timeout must be"),
    ],
)
def test_a_wrong_option_is_named(given: dict[str, Any], message: str) -> None:
    provider = Provider()
    with pytest.raises(InvalidRequestError, match=message):
        upload(provider, PNG, asynchronous=False, **given)
    assert provider.received == []


@both_clients
def test_a_file_that_becomes_shorter_is_an_error(asynchronous: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(PNG)

    def shorten(_sent: int, _total: int | None) -> None:
        os.truncate(path, 10)

    with pytest.raises(InvalidRequestError, match="has become shorter while it was sent"):
        upload(Provider(), path, asynchronous=asynchronous, progress=shorten)


@both_clients
def test_a_file_that_cannot_be_read_is_an_error(asynchronous: bool) -> None:
    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(InvalidRequestError, match="cannot be read: Input/output error") as caught:
        upload(Provider(), Broken(PNG), asynchronous=asynchronous, file_name="a.png")
    assert isinstance(caught.value, LongtakeError)


# Names.


def test_equal_names_become_different_ones(tmp_path: Path) -> None:
    path = tmp_path / "größe & co..PNG"
    path.write_bytes(PNG)
    provider = Provider()
    names: list[str] = []
    for _ in range(2):
        upload(provider, path, asynchronous=False)
        names.append(form(provider.bodies[-1])["fileName"].decode())
    assert len(set(names)) == 2
    for name in names:
        assert name.startswith("gr-e-co-")
        assert name.endswith(".png")
        assert name.isascii()


def test_a_name_of_the_callers_is_kept() -> None:
    provider = Provider()
    found = upload(provider, PNG, asynchronous=False, file_name="größe.webp")
    assert form(provider.bodies[0])["fileName"].decode() == "größe.webp"
    assert b"Content-Type: image/webp" in provider.bodies[0]
    assert found.name == "größe.webp"


@pytest.mark.parametrize(
    ("content", "suffix", "mime_type"),
    [
        (b"\x89PNG\r\n\x1a\n0000", ".png", b"image/png"),
        (b"\xff\xd8\xff\xe0", ".jpg", b"image/jpeg"),
        (b"RIFF0000WEBPVP8 ", ".webp", b"image/webp"),
        (b"\x00\x00\x00 ftypisom", ".mp4", b"video/mp4"),
        (b"\x00\x00\x00 ftypqt  ", ".mov", b"video/quicktime"),
        (b"RIFF0000WAVEfmt ", ".wav", b"audio/wav"),
        (b"something else", "", b"application/octet-stream"),
    ],
)
def test_bytes_get_a_name_by_their_content(content: bytes, suffix: str, mime_type: bytes) -> None:
    provider = Provider()
    upload(provider, content, asynchronous=False)
    name = form(provider.bodies[0])["fileName"].decode()
    assert (name.startswith("file-"), name[len("file-") + 12 :]) == (True, suffix)
    assert b"Content-Type: " + mime_type in provider.bodies[0]


# The result.


@pytest.mark.parametrize(
    ("data", "expires_at"),
    [
        ({"expiresAt": "2026-10-03T12:00:00.000Z"}, datetime(2026, 10, 3, 12, tzinfo=UTC)),
        ({"uploadedAt": "2026-10-01T12:00:00.000Z"}, datetime(2026, 10, 2, 12, tzinfo=UTC)),
        ({"uploadedAt": "2026-10-01T12:00:00"}, datetime(2026, 10, 2, 12, tzinfo=UTC)),
        ({"uploadedAt": "yesterday"}, datetime.fromtimestamp(1_700_001_000 + 86_400, UTC)),
        ({}, datetime.fromtimestamp(1_700_001_000 + 86_400, UTC)),
    ],
)
def test_a_file_is_kept_for_a_day(data: dict[str, Any], expires_at: datetime) -> None:
    body = {**DONE, "data": {"fileUrl": LINK, **data}}
    found = upload(Provider([httpx.Response(200, json=body)]), PNG, asynchronous=False)
    assert (found.url, found.expires_at) == (LINK, expires_at)
    assert (found.size, found.mime_type) == (None, None)


def test_the_download_url_comes_first() -> None:
    body = {**DONE, "data": {"fileUrl": "https://other.example/", "downloadUrl": LINK}}
    found = upload(Provider([httpx.Response(200, json=body)]), PNG, asynchronous=False)
    assert found.url == LINK


# The emulator.


def test_the_emulator_stores_files_and_deletes_them(
    longtake_kie: Kie, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    path = tmp_path / "dog.png"
    path.write_bytes(PNG)
    for file in (path, str(path), PNG, io.BytesIO(PNG)):
        found = assert_type(longtake_kie.files.upload(file), UploadedFile)
        assert (found.size, found.mime_type) == (len(PNG), "image/png")
        response = httpx.get(found.url)
        assert response.content == PNG
        assert response.headers["Content-Type"] == "image/png"
        now = longtake_emulator.clock.now()
        assert found.expires_at.timestamp() == pytest.approx(now + 86_400, abs=0.01)
    assert longtake_emulator.kie.account.used == 0
    longtake_emulator.advance(86_400)
    assert httpx.get(found.url).status_code == 404


def test_the_emulator_stores_what_a_string_describes(longtake_kie: Kie) -> None:
    found = longtake_kie.files.upload("data:image/png;base64,AAAA", file_name="a.png")
    assert httpx.get(found.url).content == b"\0\0\0"
    found = longtake_kie.files.upload("https://files.example/b.png", upload_path="images")
    assert "/images/b-" in found.url
    assert found.mime_type == "image/png"


def test_an_asynchronous_client_uploads_to_the_emulator(tmp_path: Path) -> None:
    emulator = Emulator()
    path = tmp_path / "dog.png"
    path.write_bytes(PNG)
    options: Any = client_options(emulator, "kie")

    async def calling() -> bytes:
        transport = httpx.ASGITransport(emulator)
        async with AsyncKie(**options, transport=transport) as kie:
            found = assert_type(await kie.files.upload(path), UploadedFile)
        async with httpx.AsyncClient(transport=transport) as http:
            return (await http.get(found.url)).content

    assert asyncio.run(calling()) == PNG


def test_the_emulator_refuses_what_kie_refuses(longtake_kie: Kie) -> None:
    with pytest.raises(InvalidRequestError, match="Base64"):
        longtake_kie.files.upload_base64(base64_data="@@@", upload_path="a")
    with pytest.raises(InvalidRequestError, match="slash"):
        longtake_kie.files.upload_url(file_url="https://files.example/a", upload_path="/a")
    with pytest.raises(InvalidRequestError, match="http"):
        longtake_kie.files.upload_url(file_url="ftp://files.example/a", upload_path="a")
