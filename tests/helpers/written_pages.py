"""Pages written for tests, and short ways to read them."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from scripts.specs.build import finished
from scripts.specs.json_types import Json, arr, obj
from scripts.specs.readers import read_page

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.errors import Note
    from scripts.specs.json_types import JsonObject
    from scripts.specs.page import PageFragment


MINTLIFY = """\
# Extend Something

> Makes a thing longer.

## OpenAPI

````yaml thing-api/thing-api.json post /api/v1/thing/extend
paths:
  path: /api/v1/thing/extend
  method: post
  servers:
    - url: https://api.example.com
  request:
    security: []
    parameters:
      path: {{}}
      query: {{}}
      header: {{}}
      cookie: {{}}
    body: {body}
  response: {response}
  deprecated: false
  type: path
components:
  schemas: {schemas}

````
"""

APIFOX = """\
# Video extension

## OpenAPI Specification

```yaml
openapi: 3.0.1
info:
  title: ''
  version: 1.0.0
paths:
  /v1/videos/extend:
    post:
      summary: Video extension
      deprecated: false
      tags: []
      parameters: {parameters}
      requestBody: {body}
      responses: {responses}
      security: {security}
      x-apifox-folder: Thing Platform/Video
      x-apifox-status: released
components:
  schemas: {{}}
  securitySchemes:
    bearer:
      type: http
      scheme: bearer
servers: {servers}
security:
  - bearer: []

```
"""

USEAPI = """\
Extend the thing

Table of contents

  1. Request Headers
  2. Request Body
  3. Responses
  4. Model
  5. Examples
  6. Try It

Vendor » Tools » Thing-3 » Extend.

https://api.example.com/v1/thing/extend

Request Headers
Authorization: Bearer {{API token}}
Content-Type: application/json
Request Body
{body}
Responses
{responses}
Model
{model}
Examples
  • curl -X POST "https://api.example.com/v1/thing/extend"

Try It
"""

OK_200 = '  • 200 OK\n\n    {\n      "taskId": "abc"\n    }\n'
BODY = '{\n    "assetId": "Required"\n}\n  • assetId is required.\n'


def mintlify(
    tmp_path: Path, *, body: str = "{}", response: str = "{}", schemas: str = "{}"
) -> Path:
    """A Mintlify page; the parts are YAML in flow style or blocks that `block` indented."""
    return write(
        tmp_path, "page.md", MINTLIFY.format(body=body, response=response, schemas=schemas)
    )


def apifox(
    tmp_path: Path,
    *,
    parameters: str = "[]",
    body: str = "{}",
    responses: str = "{'200': {description: ok}}",
    security: str = "[{bearer: []}]",
    servers: str = "[{url: 'https://api.example.com'}]",
) -> Path:
    """An Apifox page."""
    text = APIFOX.format(
        parameters=parameters, body=body, responses=responses, security=security, servers=servers
    )
    return write(tmp_path, "page.md", text)


def useapi(
    tmp_path: Path, *, body: str = BODY, responses: str = OK_200, model: str = "{ taskId: string }"
) -> Path:
    """A useapi.net page."""
    return write(tmp_path, "page.txt", USEAPI.format(body=body, responses=responses, model=model))


def block(text: str, indent: int) -> str:
    """A YAML block to put behind a key."""
    lines = dedent(text).strip("\n").split("\n")
    return "\n" + "\n".join(" " * indent + line if line else "" for line in lines)


def write(folder: Path, name: str, text: str) -> Path:
    """A file with this text."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def at(value: Json, *way: str | int) -> Json:
    """The part of a value at the end of a way. A missing step fails the test."""
    for step in way:
        value = arr(value)[step] if isinstance(step, int) else obj(value)[step]
    return value


def operation(fragment: PageFragment) -> JsonObject:
    """The one operation of a fragment."""
    item = next(iter(obj(fragment.document["paths"]).values()))
    return obj(next(iter(obj(item).values())))


def body_schema(file: Path, media_type: str = "application/json") -> JsonObject:
    """The schema of the body on a page, as the reader gives it."""
    return obj(at(operation(read_page(file)), "requestBody", "content", media_type, "schema"))


def normalized(document: JsonObject) -> JsonObject:
    """The normalized document alone."""
    return finished(document)[0]


def texts(notes: list[Note]) -> list[str]:
    """What the notes say."""
    return [note.text for note in notes]
