"""All parts of a fictitious provider: its specification and the module that makes clients of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.generate.packages import write_package
from scripts.generate.templates_patched import write_templates
from scripts.specs.yaml.read import read_yaml_object

if TYPE_CHECKING:
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


def write_provider(folder: Path) -> None:
    """Write the generated package and the module into a folder."""
    write_templates(folder / "templates")
    specification, _ = read_yaml_object(SPECIFICATION, file=folder / "openapi.yaml")
    write_package(specification, folder / "longtake_skyfilm", folder / "templates")
    (folder / "skyfilm.py").write_text(MODULE, encoding="utf-8")
