"""A new provider costs a specification, a module and an entry in the registry, and all parts work with it."""

from __future__ import annotations

import json
import os
import subprocess
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
from scripts.generate.packages import write_package
from scripts.generate.templates_patched import write_templates
from scripts.specs.yaml.read import read_yaml_object
from tests.helpers.paths import ROOT
from tests.helpers.random_responses import HandClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# The fictitious provider has one resource with two operations: one starts a task, one reads it.
SPECIFICATION: Final = """\
openapi: 3.1.0
info: {title: Skyfilm, version: '1'}
servers: [{url: https://api.skyfilm.example}]
security: [{BearerAuth: []}]
tags: [{name: films, description: Films of clouds.}]
paths:
  /films:
    post:
      operationId: create_film
      summary: Create a film.
      tags: [films]
      x-resource: films
      x-method: create
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/FilmRequest'}
      responses:
        '200':
          description: The film was accepted.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Film'}
          links:
            task: {operationId: get_film, parameters: {task_id: $response.body#/id}}
      callbacks:
        filmEnded:
          '{$request.body#/notify_url}':
            post:
              requestBody:
                required: true
                content:
                  application/json:
                    schema: {$ref: '#/components/schemas/Film'}
              responses:
                '200': {description: Received.}
  /films/{task_id}:
    get:
      operationId: get_film
      summary: Read a film.
      tags: [films]
      x-resource: films
      x-method: get
      parameters:
        - {name: task_id, in: path, required: true, description: The film's id., schema: {type: string}}
      responses:
        '200':
          description: The film.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Film'}
components:
  securitySchemes:
    BearerAuth: {type: http, scheme: bearer}
  schemas:
    FilmRequest:
      type: object
      required: [prompt]
      properties:
        prompt: {type: string, description: What the film shows.}
        notify_url: {type: string, description: Where the end of the film is posted to.}
    Film:
      type: object
      properties:
        id: {type: [string, 'null'], description: The film's id.}
        state: {type: [string, 'null'], description: 'waiting, ready or broken.'}
        link: {type: [string, 'null'], description: Where the film is.}
        reason: {type: [string, 'null'], description: Why there is none.}
"""

MODULE: Final = '''\
"""skyfilm.example: films of clouds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from longtake._core.callbacks import CallbackSpec, ParsedCallback
from longtake._core.responses import JsonObject, Verdict, by_status
from longtake._core.task_kind import TaskKind, read
from longtake._core.polling.schedule import PollHints
from longtake._core.provider import Provider
from longtake._core.snapshot import Failure, Snapshot, State, VideoFile
from longtake._core.snapshot import read_word, snapshot_of
from longtake._core.values import as_link, as_string
from longtake._shell.client import AsyncClient, SyncClient
from longtake_skyfilm import Client
from longtake_skyfilm.api.films import get_film
from longtake_skyfilm.models import Film
from longtake_skyfilm.resources import AsyncResources, Resources

if TYPE_CHECKING:
    from longtake import AsyncTask, Callbacks, Prepared, Task


def _classify(status: int, body: JsonObject) -> Verdict | None:
    return None if status < 300 else by_status(status, None, None)


def _snapshot(film: object, _task_id: str) -> Snapshot:
    assert isinstance(film, Film)
    return snapshot_of(
        read_word(film.state, _STATES),
        videos=[VideoFile(url=url, source=as_string(film.id) or "") for url in [as_link(film.link)] if url],
        failure=lambda: Failure(message=as_string(film.reason) or "no reason"),
    )


def _parse_callback(body: JsonObject) -> ParsedCallback | None:
    film = Film.from_dict(body)
    return ParsedCallback(as_string(film.id), _snapshot(film, "")) if film.state else None


SKYFILM: Final = Provider(
    name="skyfilm",
    module=__name__,
    key_variable="SKYFILM_API_KEY",
    base_url_variable="SKYFILM_BASE_URL",
    base_url="https://api.skyfilm.example",
    key_page="skyfilm.example",
    classify=_classify,
    rate_limit_window_s=5.0,
)
_STATES: Final = {"waiting": State.QUEUED, "ready": State.SUCCEEDED, "broken": State.FAILED}
TASK_KINDS: Final = {
    "film": TaskKind[Client](
        provider=SKYFILM,
        name="film",
        read=read(get_film, _snapshot),
        states=_STATES,
        poll_hints=PollHints(median_s=60, spread=0.6, interval_s=10, min_interval_s=3),
        callbacks=CallbackSpec(recognized_by="`state`", read=_parse_callback),
    )
}


class Skyfilm(SyncClient[Client], Resources["Task", "Callbacks", "Prepared[Task]"]):
    _provider = SKYFILM

    def _raw(self, base_url: str) -> Client:
        return Client(base_url)


class AsyncSkyfilm(
    AsyncClient[Client], AsyncResources["AsyncTask", "Callbacks", "Prepared[AsyncTask]"]
):
    _provider = SKYFILM

    def _raw(self, base_url: str) -> Client:
        return Client(base_url)
'''

# No provider that the types list has this name.
NAME: Final = cast("ProviderName", "skyfilm")
ENTRY: Final = ProviderEntry(NAME, "skyfilm", "Skyfilm", "AsyncSkyfilm")
LINK: Final = "https://media.example/film.mp4"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder with the generated package and the module; both can be imported."""
    made = tmp_path_factory.mktemp("skyfilm")
    write_templates(made / "templates")
    specification, _ = read_yaml_object(SPECIFICATION, file=made / "openapi.yaml")
    write_package(specification, made / "longtake_skyfilm", made / "templates")
    (made / "skyfilm.py").write_text(MODULE, encoding="utf-8")
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


def test_the_module_is_strictly_typed(folder: Path) -> None:
    places = [folder, ROOT / "overlays", ROOT / "generated"]
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent"]
    done = subprocess.run(  # noqa: S603 - our own pinned tool, our own arguments
        [*command, "--config-file=", f"--cache-dir={os.devnull}", "skyfilm.py"],
        cwd=folder,
        env={**os.environ, "MYPYPATH": os.pathsep.join(map(str, places))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
