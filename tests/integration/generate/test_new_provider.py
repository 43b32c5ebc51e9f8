"""A new provider costs a specification, a module and an entry in the registry, and all parts work with it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Final, cast

import httpx
import pytest
from attrs import define, field

import longtake
from longtake import State, SubmitOutcomeUnknown, _extend
from longtake._providers import PROVIDERS, ProviderEntry, ProviderName
from longtake.callbacks import Callback, Receiver, parse
from longtake.emulator import Emulator
from tests.helpers.new_provider import write_provider
from tests.helpers.random_responses import HandClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# No provider that the types list has this name.
NAME: Final = cast("ProviderName", "skyfilm")
ENTRY: Final = ProviderEntry(NAME, "skyfilm", "Skyfilm", "AsyncSkyfilm")
LINK: Final = "https://media.example/film.mp4"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder with the generated package and the module; both can be imported."""
    made = tmp_path_factory.mktemp("skyfilm")
    write_provider(made)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(made))  # pyright: ignore[reportUnknownMemberType] - pytest leaves it untyped
        patch.setitem(PROVIDERS, NAME, ENTRY)
        yield made
    for name in [name for name in sys.modules if name.partition(".")[0] in _MODULES]:
        del sys.modules[name]


_MODULES: Final = frozenset({"skyfilm", "longtake_skyfilm"})


@define
class Skyfilm:
    """The provider: accepts a film, which is waiting at the first poll and ready at the second."""

    sent: list[httpx.Request] = field(factory=list[httpx.Request])
    polls: int = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        if request.headers["Authorization"] != "Bearer a-key":
            return httpx.Response(401, json={})
        if request.method == "POST":
            return httpx.Response(200, json={"id": "film-1", "state": "waiting"})
        self.polls += 1
        return httpx.Response(200, json=film("waiting" if self.polls == 1 else "ready"))


# Any: the generated resources are not there when this is type-checked.
def client_of(respond: Callable[[httpx.Request], httpx.Response]) -> Any:
    transport = httpx.MockTransport(respond)
    return ENTRY.client("a-key", transport=transport, clock=HandClock())


def async_client_of(respond: Callable[[httpx.Request], httpx.Response]) -> Any:
    transport = httpx.MockTransport(respond)
    return ENTRY.async_client("a-key", transport=transport, clock=HandClock())


def film(state: str) -> dict[str, Any]:
    return {"id": "film-1", "state": state, "link": LINK if state == "ready" else None}


@pytest.mark.usefixtures("folder")
def test_a_film_is_submitted_waited_for_and_resumed(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = Skyfilm()
    with client_of(provider) as client:
        task = client.films.create(prompt="A cloud grows")
        assert (task.provider, task.kind, task.id) == ("skyfilm", "film", "film-1")
        assert task.wait().url == LINK
        assert provider.polls == 2
        assert client.films.task("film-1").status().state is State.SUCCEEDED
        assert client.films.get(task_id="film-1").link == LINK
        monkeypatch.setattr(_extend, "shared_client", {"skyfilm": client}.__getitem__)
        resumed = longtake.from_token(task.token)
        assert resumed.wait().url == LINK
        (submitted,) = longtake.submit_all([client.films.prepare.create(prompt="It rains")])
        assert submitted.task.wait().url == LINK
    bodies = [json.loads(request.content) for request in provider.sent if request.method == "POST"]
    assert bodies == [{"prompt": "A cloud grows"}, {"prompt": "It rains"}]


@pytest.mark.usefixtures("folder")
@pytest.mark.anyio
async def test_a_film_is_submitted_waited_for_and_resumed_async() -> None:
    async with async_client_of(Skyfilm()) as client:
        task = await client.films.create(prompt="A cloud grows")
        assert (await task.wait()).url == LINK
        assert (await client.from_token(task.token).wait()).url == LINK


@pytest.mark.usefixtures("folder")
@pytest.mark.anyio
async def test_the_emulator_responds_from_the_specification() -> None:
    emulator = Emulator()
    names = emulator.environment("http://emulator.test")
    client: Any = ENTRY.async_client(
        names["SKYFILM_API_KEY"],
        base_url=names["SKYFILM_BASE_URL"],
        transport=httpx.ASGITransport(emulator),
    )
    async with client:
        task = await client.films.create(prompt="A cloud grows")
        assert (await client.films.get(task_id=task.id)).link == "text"
    made, read = emulator.ledger.requests
    assert (made.operation, made.body) == ("POST /films", {"prompt": "A cloud grows"})
    assert (read.operation, read.status) == ("GET /films/{task_id}", 200)


@pytest.mark.usefixtures("folder")
def test_a_film_is_charged_once() -> None:
    def lose(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("lost", request=request)

    with client_of(lose) as client, pytest.raises(SubmitOutcomeUnknown) as caught:
        client.films.create(prompt="A cloud grows")
    assert (caught.value.provider, caught.value.kind) == ("skyfilm", "film")
    assert caught.value.operation == "create_film"


@pytest.mark.usefixtures("folder")
def test_a_films_callback_is_read() -> None:
    provider = Skyfilm()
    receiver = Receiver(base_url="https://films.test/callbacks", secret="0123456789abcdef")
    with client_of(provider) as client:
        client.films.create(prompt="A cloud grows", callbacks=receiver)
    sent = json.loads(provider.sent[0].content)
    assert sent["notify_url"].startswith("https://films.test/callbacks/skyfilm.film/")
    with httpx.Client(transport=httpx.WSGITransport(receiver.wsgi_app)) as caller:
        assert caller.post(sent["notify_url"], json=film("ready")).status_code == 200
    receiver.close()
    callback: Callback[Any] = parse(NAME, {}, json.dumps(film("ready")))
    assert (callback.provider, callback.kind, callback.task_id) == ("skyfilm", "film", "film-1")
    assert callback.state is State.SUCCEEDED
    assert [video.url for video in callback.videos] == [LINK]
