"""Wording, order and dialect do not count."""

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
from scripts.specs.json_types import obj
from scripts.specs.markdown import fences
from scripts.specs.page import Page
from scripts.specs.readers import read_page
from scripts.specs.yaml.read import read_yaml_object
from scripts.specs.yaml.write import dump
from tests.helpers.altered_pages import (
    GEN2,
    KLING,
    MIDJOURNEY,
    RUNWAY,
    VEO,
    alter,
    captured,
    compared,
)
from tests.helpers.paths import SPECS
from tests.helpers.written_pages import write

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import Json

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


def reworded(value: Json, key: str = "") -> Json:
    """Other words and another order, where neither says anything that counts."""
    if isinstance(value, dict):
        return {
            name: f"Put differently. {item}"
            if name == "description" and isinstance(item, str) and key != "properties"
            else reworded(item, name)
            for name, item in (value.items() if key == "" else reversed(value.items()))
        }
    if isinstance(value, list):
        return [reworded(item, key) for item in value]
    return value


@pytest.mark.parametrize("seed", [MIDJOURNEY, RUNWAY, VEO, KLING])
def test_a_page_in_other_words_and_another_order_has_not_changed(tmp_path: Path, seed: str) -> None:
    folder = captured(tmp_path)
    page = Page.load(folder / seed)
    fence = fences(page)[0]
    tree, _ = read_yaml_object(fence.text, file=page.file)
    written = dump(obj(reworded(tree)))
    lines = [
        "# Make it go on and on",
        "> In a sentence that is new to the reader.",
        *(line for line in page.lines[: fence.first_line - 1] if not line.startswith(("# ", ">"))),
        written,
        *page.lines[fence.first_line - 1 + len(fence.lines) :],
    ]
    (folder / seed).write_text("\n".join(lines), encoding="utf-8")
    before = read_page(SPECS / seed.replace("/", "/pages/")).document
    assert read_page(folder / seed).document != before
    assert compared(folder, seed.partition("/")[0]).changes == []


def test_prose_in_other_words_and_another_order_has_not_changed(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    page = folder / GEN2
    alter(page, "Extend the video by 4 seconds\n", "Four seconds more of your video\n")
    alter(page, "Extending Gen-2 generations.", "What Gen-2 made goes on.")
    alter(page, "Specify roll motion.", "How it rolls.")
    text = page.read_text(encoding="utf-8")
    bullets = text.split("  • ")
    first = next(i for i, part in enumerate(bullets) if part.startswith("zoom is"))
    assert bullets[first + 1].startswith("pan is")
    bullets[first], bullets[first + 1] = bullets[first + 1], bullets[first]
    page.write_text("  • ".join(bullets), encoding="utf-8")
    assert compared(folder, "useapi").changes == []


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
