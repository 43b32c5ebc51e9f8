"""The dialect of a page, and names that only one side gives, do not count."""

from __future__ import annotations

import itertools
import json
import shutil
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from scripts.drift import sources
from scripts.drift.cli import app
from scripts.drift.comparing import compare
from tests.helpers.paths import SPECS
from tests.helpers.written_pages import write

if TYPE_CHECKING:
    from pathlib import Path


TREE = """\
# Prolong a clip

> Makes a clip longer.

## OpenAPI

````yaml clips-api/clips.json post /v1/clips/{clipId}/extend
paths:
  path: /v1/clips/{clipId}/extend
  method: post
  servers:
    - url: https://api.example.com
      description: The only one
  request:
    security:
      - title: Bearer
        parameters:
          query: {}
          header:
            Authorization:
              type: http
              scheme: bearer
          cookie: {}
    parameters:
      path:
        clipId:
          schema:
            - type: string
              required: true
              description: Which clip.
      query:
        speed:
          schema:
            - type: enum<string>
              enum: [slow, quick]
              required: false
      header: {}
      cookie: {}
    body:
      application/json:
        schemaArray:
          - type: object
            properties:
              prompt:
                allOf:
                  - type: string
                    description: What happens next.
                    maxLength: 300
              seed:
                allOf:
                  - type: integer
                    minimum: 1
                    maximum: 9
              camera:
                allOf:
                  - type: object
                    properties:
                      pan:
                        type: number
                      tilt:
                        type: number
            required: true
            requiredProperties:
              - prompt
  response:
    '200':
      application/json:
        schemaArray:
          - type: object
            properties:
              taskId:
                allOf:
                  - type: string
                    description: The task.
              state:
                allOf:
                  - type: enum<string>
                    enum: [waiting, done]
              urls:
                allOf:
                  - type: array
                    items:
                      type: string
            requiredProperties:
              - taskId
        description: Started
    '400':
      application/json:
        schemaArray:
          - type: object
            properties:
              message:
                allOf:
                  - type: string
        description: Refused
  deprecated: false
  type: path
components:
  schemas: {}

````
"""

EXPORT = """\
# Another title altogether

## OpenAPI Specification

```yaml
openapi: 3.0.1
info:
  title: ''
  version: 1.0.0
paths:
  /v1/clips/{id}/extend:
    post:
      summary: Continue what was begun
      deprecated: false
      tags: []
      parameters:
        - {name: speed, in: query, required: false, schema: {enum: [quick, slow], type: string}}
        - {name: clipId, in: path, required: true, description: The clip meant., schema: {type: string}}
        - {name: Authorization, in: header, required: false, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [prompt]
              properties:
                camera:
                  type: object
                  properties:
                    tilt: {type: number}
                    pan: {type: number}
                seed: {maximum: 9, minimum: 1, type: integer}
                prompt: {type: string, maxLength: 300, description: In other words entirely.}
      responses:
        '400':
          description: No.
          content:
            application/json:
              schema: {type: object, properties: {message: {type: string}}}
        '200':
          description: Yes.
          content:
            application/json:
              schema:
                type: object
                required: [taskId]
                properties:
                  urls: {type: array, items: {type: string}}
                  state: {type: string, enum: [done, waiting]}
                  taskId: {type: string, description: Its number.}
      security:
        - bearer: []
      x-apifox-folder: Clip Platform/Something
      x-apifox-status: released
components:
  schemas: {}
  securitySchemes:
    bearer:
      type: http
      scheme: bearer
servers:
  - url: https://api.example.com
    description: Production
security:
  - bearer: []

```
""".replace("{id}", "{clipId}")

PLAIN = """\
openapi: 3.0.3
info: {title: Clips, version: '7'}
servers: [{url: 'https://api.example.com/'}]
security: [{key: []}]
paths:
  /v1/clips/{clipId}/extend:
    post:
      summary: Lengthen
      parameters:
        - {$ref: '#/components/parameters/Clip'}
        - {name: speed, in: query, schema: {type: string, enum: [slow, quick]}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [prompt]
              properties:
                prompt: {type: string, maxLength: 300}
                seed: {type: integer, minimum: 1, maximum: 9}
                camera: {type: object, properties: {pan: {type: number}, tilt: {type: number}}}
      responses:
        '200':
          description: Started
          content:
            application/json:
              schema:
                type: object
                required: [taskId]
                properties:
                  taskId: {type: string}
                  state: {type: string, enum: [waiting, done]}
                  urls: {type: array, items: {type: string}}
        '400':
          description: Refused
          content:
            application/json:
              schema: {type: object, properties: {message: {type: string}}}
components:
  parameters:
    Clip: {name: clipId, in: path, required: true, schema: {type: string}}
  securitySchemes:
    key: {type: http, scheme: Bearer}
"""

PAGES = {"tree.md": TREE, "export.md": EXPORT, "plain.yaml": PLAIN}
PAIRS = list(itertools.permutations(PAGES, 2))


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=lambda name: name)
def test_one_api_in_two_dialects_has_not_changed(tmp_path: Path, old: str, new: str) -> None:
    for name, text in PAGES.items():
        write(tmp_path, name, text)
    result = CliRunner().invoke(app, [str(tmp_path / old), str(tmp_path / new), "-f", "json"])
    assert json.loads(result.stdout)["comparisons"][0]["changes"] == []
    assert result.exit_code == 0


def test_names_that_only_one_side_gives_are_those_of_both(tmp_path: Path) -> None:
    write(tmp_path, "guessed.yaml", PLAIN)
    named = PLAIN.replace("summary: Lengthen", "operationId: stretch_clip")
    write(tmp_path, "named.yaml", named)
    sides = [sources.read(tmp_path / name, None) for name in ("guessed.yaml", "named.yaml")]
    for old, new in (sides, reversed(sides)):
        was, now = sources.normalized_pair(old, new)
        assert compare(was, now, None) == []


def test_a_path_is_the_same_whatever_its_parameter_is_called(tmp_path: Path) -> None:
    write(tmp_path, "old.yaml", PLAIN)
    write(tmp_path, "new.yaml", PLAIN.replace("clipId", "clip_id").replace("Lengthen", "Stretch"))
    old, new = (sources.read(tmp_path / name, None) for name in ("old.yaml", "new.yaml"))
    changes = compare(*sources.normalized_pair(old, new), None)
    assert [change.kind.value for change in changes] == ["parameter-renamed"]


def test_pages_in_a_folder_are_one_api(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        shutil.copy(SPECS / "kie" / "pages" / "kie-veo-extend.md", tmp_path / name)
    shutil.copy(SPECS / "kie" / "pages" / "kie-runway-extend.md", tmp_path / "new")
    old, new = (sources.read(tmp_path / name, None) for name in ("old", "new"))
    changes = compare(*sources.normalized_pair(old, new), None)
    assert [change.kind.value for change in changes] == ["operation-added"]
