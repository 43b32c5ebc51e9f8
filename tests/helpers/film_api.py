"""A small API to change in tests, and short ways to change it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from scripts.specs.json_types import Json, JsonObject, arr, copied, copied_object, obj
from scripts.specs.yaml.read import read_yaml_object

Edit = Callable[[JsonObject], None]

FILM: Final = """\
openapi: 3.1.0
info: {title: Film, version: '1'}
servers:
  - url: https://api.example.com
security:
  - BearerAuth: []
tags:
  - name: film
paths:
  /v1/videos/extend:
    post:
      operationId: extend_film_video
      x-resource: film
      x-method: extend
      summary: Extend a video
      tags: [film]
      x-source: [pages/film.md]
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/FilmExtendRequest'}
      responses:
        '200':
          description: Started.
          headers:
            X-Cost: {schema: {type: integer}}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/FilmExtendResponse'}
          links:
            task:
              operationId: get_film_task
              parameters: {taskId: $response.body#/taskId}
        '400':
          description: Refused.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/FilmError'}
      callbacks:
        finished:
          '{$request.body#/callBackUrl}':
            post:
              parameters:
                - {name: X-Signature, in: header, schema: {type: string}}
              requestBody:
                content:
                  application/json:
                    schema: {$ref: '#/components/schemas/FilmCallback'}
              responses:
                '200': {description: Received.}
  /v1/tasks/{taskId}:
    get:
      operationId: get_film_task
      x-resource: film
      x-method: get
      summary: Read a task
      tags: [film]
      x-source: [pages/task.md]
      parameters:
        - {name: taskId, in: path, required: true, schema: {type: string}}
        - name: mode
          in: query
          description: How much of the task is wanted.
          schema: {type: string, enum: [short, long]}
        - {name: X-Trace, in: header, schema: {type: string, maxLength: 40}}
      responses:
        '200':
          description: The task.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/FilmTask'}
        '400':
          description: Refused.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/FilmError'}
components:
  securitySchemes:
    BearerAuth: {type: http, scheme: bearer}
    KeyAuth: {type: apiKey, in: header, name: X-Key}
  schemas:
    FilmExtendRequest:
      type: object
      properties:
        prompt: {type: string, minLength: 1, maxLength: 500}
        seed: {type: integer, minimum: 10, maximum: 99, description: What chance is drawn from.}
        quality: {type: string, enum: [720p, 1080p], default: 720p}
        speed: {type: number, multipleOf: 0.5}
        callBackUrl: {type: string}
        note: {type: [string, 'null']}
        tags: {type: array, maxItems: 5, items: {type: string}}
        style: {$ref: '#/components/schemas/FilmStyle'}
      required: [prompt]
      additionalProperties: false
    FilmStyle:
      type: object
      properties:
        name: {type: string}
        weight: {type: integer}
      additionalProperties: false
    FilmExtendResponse:
      type: object
      properties:
        taskId: {type: string}
        cost: {type: integer, maximum: 9}
      required: [taskId]
    FilmTask:
      type: object
      properties:
        state:
          anyOf:
            - {$ref: '#/components/schemas/FilmTaskState'}
            - {type: string}
        kind: {type: string, enum: [a, b]}
        urls: {type: array, items: {type: string}}
        made: {type: string, format: date-time}
        failure: {type: [string, 'null']}
        extra: {}
        info:
          anyOf:
            - {$ref: '#/components/schemas/FilmInfo'}
            - {type: 'null'}
        parent: {$ref: '#/components/schemas/FilmTask'}
    FilmTaskState: {type: string, enum: [waiting, done]}
    FilmInfo:
      type: object
      properties:
        width: {type: integer}
        codec: {type: string, default: h264}
      required: [width]
    FilmError:
      type: object
      properties:
        code: {type: integer}
        message: {type: string}
    FilmCallback:
      type: object
      properties:
        taskId: {type: string}
        state: {type: string}
      required: [taskId]
"""

EXTEND: Final = ("paths", "/v1/videos/extend", "post")
READ: Final = ("paths", "/v1/tasks/{taskId}", "get")
JSON: Final = ("content", "application/json")
CALLBACK: Final = (*EXTEND, "callbacks", "finished", "{$request.body#/callBackUrl}", "post")
SCHEMAS: Final = ("components", "schemas")
REQUEST: Final = (*SCHEMAS, "FilmExtendRequest", "properties")
TASK: Final = (*SCHEMAS, "FilmTask", "properties")


def film() -> JsonObject:
    """The API, anew."""
    return copied_object(_read())


@cache
def _read() -> JsonObject:
    return read_yaml_object(FILM, file=Path("film.yaml"))[0]


def edited(*edits: Edit) -> JsonObject:
    """The API with changes."""
    document = film()
    for edit in edits:
        edit(document)
    return document


def put(*way: str | int, to: Json) -> Edit:
    """Set what stands at the end of a way."""

    def edit(document: JsonObject) -> None:
        *around, last = way
        holder = at(document, around)
        if isinstance(last, int):
            arr(holder)[last] = copied(to)
        else:
            obj(holder)[last] = copied(to)

    return edit


def drop(*way: str | int) -> Edit:
    """Take away what stands at the end of a way. It must be there."""

    def edit(document: JsonObject) -> None:
        *around, last = way
        holder = at(document, around)
        if isinstance(last, int):
            del arr(holder)[last]
        else:
            del obj(holder)[last]

    return edit


def rename(*way: str, to: str) -> Edit:
    """Give what stands at the end of a way another key, in its place."""

    def edit(document: JsonObject) -> None:
        *around, last = way
        holder = obj(at(document, around))
        items = [(to if key == last else key, value) for key, value in holder.items()]
        assert last in holder
        holder.clear()
        holder.update(items)

    return edit


def extend(*way: str | int, by: Json) -> Edit:
    """Append to an array."""

    def edit(document: JsonObject) -> None:
        found = at(document, way)
        assert isinstance(found, list)
        found.append(copied(by))

    return edit


def turned(*way: str) -> Edit:
    """Put the members of an object in the opposite order."""

    def edit(document: JsonObject) -> None:
        holder = obj(at(document, way))
        items = list(reversed(holder.items()))
        holder.clear()
        holder.update(items)

    return edit


def again(*way: str, to: tuple[str, ...]) -> Edit:
    """Put a copy of one part somewhere else."""

    def edit(document: JsonObject) -> None:
        put(*to, to=copied_object(obj(at(document, way))))(document)

    return edit


def at(value: Json, way: tuple[str | int, ...] | list[str | int] | list[str]) -> Json:
    """What stands at the end of a way."""
    for step in way:
        value = arr(value)[step] if isinstance(step, int) else obj(value)[step]
    return value
