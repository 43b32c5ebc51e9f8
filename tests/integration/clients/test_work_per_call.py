"""A call does nothing twice that httpx or longtake did before: parsing, hashing, searching for cookies."""

from __future__ import annotations

import asyncio
import hashlib
import json
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

from longtake import AsyncKie, Kie

if TYPE_CHECKING:
    from collections.abc import Callable

CREATED: Final = b'{"code": 200, "data": {"taskId": "veo_task_1"}}'
RUNNING: Final = b'{"code": 200, "data": {"taskId": "veo_task_1", "successFlag": 0}}'


class Server:
    """Responds to kie's requests, and records them."""

    def __init__(self, headers: dict[str, str] | None = None) -> None:
        self.headers = headers
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        content = CREATED if request.method == "POST" else RUNNING
        return httpx.Response(200, content=content, headers=self.headers)


def submit_and_read(
    server: Server, count: Callable[[], list[object]], *, is_async: bool
) -> list[int]:
    """Return how many entries `count` had more after a submission and after a poll."""
    transport = httpx.MockTransport(server)

    def sync() -> list[int]:
        with Kie("a-key", transport=transport) as kie:
            # The first call imports what it needs.
            kie.veo.extend(task_id="veo_1", prompt="On").status()
            seen = [len(count())]
            task = kie.veo.extend(task_id="veo_1", prompt="On")
            seen.append(len(count()))
            task.status()
            return [*seen, len(count())]

    async def asynchronous() -> list[int]:
        async with AsyncKie("a-key", transport=transport) as kie:
            await (await kie.veo.extend(task_id="veo_1", prompt="On")).status()
            seen = [len(count())]
            task = await kie.veo.extend(task_id="veo_1", prompt="On")
            seen.append(len(count()))
            await task.status()
            return [*seen, len(count())]

    before, submitted, read = asyncio.run(asynchronous()) if is_async else sync()
    return [submitted - before, read - submitted]


def counted(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> Callable[[], list[object]]:
    calls: list[object] = []
    original = getattr(owner, name)

    def counting(*arguments: Any, **options: Any) -> Any:
        calls.append(arguments)
        return original(*arguments, **options)

    monkeypatch.setattr(owner, name, counting)
    return lambda: calls


each_form = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])


@each_form
def test_a_body_is_parsed_once_and_by_the_generated_parser(
    is_async: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = counted(monkeypatch, json, "loads")
    assert submit_and_read(Server(), count, is_async=is_async) == [2, 2]


@each_form
def test_only_an_unknown_outcome_has_a_digest(
    is_async: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = counted(monkeypatch, hashlib, "sha256")

    def digests() -> list[object]:
        # The hash of the key names its account.
        return [arguments for arguments in hashed() if arguments != (b"a-key",)]

    assert submit_and_read(Server(), digests, is_async=is_async) == [0, 0]


@each_form
def test_a_response_is_searched_for_cookies_only_if_it_sets_some(
    is_async: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = counted(monkeypatch, CookieJar, "extract_cookies")
    assert submit_and_read(Server(), count, is_async=is_async) == [0, 0]
    server = Server(headers={"Set-Cookie": "session=one; Path=/"})
    assert submit_and_read(server, count, is_async=is_async) == [1, 1]
    assert [request.headers.get("cookie") for request in server.requests] == [
        None,
        *["session=one"] * 3,
    ]


@each_form
def test_a_path_is_merged_with_the_base_url_once(
    is_async: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = httpx.AsyncClient if is_async else httpx.Client
    count = counted(monkeypatch, kind, "_merge_url")
    assert submit_and_read(Server(), count, is_async=is_async) == [0, 0]


def test_paths_beyond_number_have_their_own_urls() -> None:
    server = Server()
    with Kie(
        "a-key", base_url="https://proxy.example/kie", transport=httpx.MockTransport(server)
    ) as kie:
        client = kie.client.get_httpx_client()
        paths = [f"/tasks/{number % 100}" for number in range(150)]
        for path in paths:
            client.get(path)
        client.get("https://api.kie.ai/other")
    assert [str(request.url) for request in server.requests] == [
        *(f"https://proxy.example/kie{path}" for path in paths),
        "https://api.kie.ai/other",
    ]
