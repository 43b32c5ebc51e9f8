"""Plain OpenAPI files, one trap to a file under pages/openapi."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from scripts.specs.build import read
from scripts.specs.json_types import operations, same
from scripts.specs.yaml.read import read_yaml_object
from tests.helpers.page_traps import NOWHERE, OPERATION, Trap, files, prove
from tests.helpers.paths import SPECS

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import Json, JsonObject

BEARER: Final[JsonObject] = {"type": "http", "scheme": "bearer"}
LENGTHEN: Final = "/paths/~1v1~1clips~1lengthen/post"
SHORTEN: Final = "/paths/~1v1~1clips~1shorten/post"
AS_USUAL: Final[dict[str, Json]] = {
    "/openapi": "3.1.0",
    "/info": {"title": "Clip Studio", "version": "2.1.0"},
    f"{LENGTHEN}/requestBody/content/application~1json/schema/properties": {
        "clip_id": {"type": "string"}
    },
    "/components/securitySchemes": {"bearerAuth": BEARER},
}
LISTED: Final[dict[str, Json]] = {
    "/paths/~1v1~1clips/get": {
        "summary": "List clips",
        "parameters": [
            {"name": "page", "in": "query", "schema": {"type": "integer", "examples": [1, 2]}}
        ],
        "responses": {"200": {"description": "🎬"}},
    }
}

TRAPS: Final[dict[str, Trap]] = {
    "another-order-of-keys.yaml": Trap({f"{OPERATION}/summary": "List clips"}),
    "basic-authentication.yaml": Trap(
        {"/components/securitySchemes": {"login": {"type": "http", "scheme": "basic"}}},
        ("36 repaired: security scheme `login`: `type: basic` is HTTP basic",),
    ),
    "comments-first.yaml": Trap(AS_USUAL),
    "default-security-scheme-casing.yaml": Trap(AS_USUAL),
    "json-30.json": Trap(LISTED),
    "json-indented-by-tabs.json": Trap(LISTED),
    "json-on-one-line.txt": Trap(LISTED),
    "key-that-stands-twice.yaml": Trap(
        refused="5 expected each key once: `version` stands at line 4 already"
    ),
    "no-operation.yaml": Trap(refused="5 expected an operation under `paths`"),
    "operation-id-twice.yaml": Trap(
        {f"{LENGTHEN}/operationId": "clip", f"{SHORTEN}/operationId": NOWHERE},
        ("36 repaired: operationId `clip` stands twice: the second gets another",),
    ),
    "reference-that-leads-round.yaml": Trap(
        refused="40 expected a reference that does not lead back to itself"
    ),
    "reference-to-an-address.yaml": Trap(
        refused="14 expected a reference within this document (`#/...`), not to another file"
    ),
    "relative-server.yaml": Trap(
        {"/servers": [{"url": "https://api.clips.example"}]},
        ("5 left out: a server whose URL has no scheme",),
    ),
    "stated-on-a-path.yaml": Trap(
        {
            "/paths/*": {
                "get": {
                    "parameters": [
                        {
                            "name": "clip_id",
                            "in": "path",
                            "required": True,
                            "schema": {"type": "string"},
                        },
                        {"name": "page", "in": "query", "schema": {"type": "string"}},
                    ],
                    "responses": {"200": {"description": "The clip."}},
                    "servers": [{"url": "https://media.clips.example"}],
                    "summary": "One clip",
                },
                "delete": {
                    "summary": "Delete a clip",
                    "parameters": [
                        {
                            "name": "clip_id",
                            "in": "path",
                            "required": True,
                            "schema": {"type": "string"},
                        },
                        {"name": "page", "in": "query", "schema": {"type": "integer"}},
                    ],
                    "responses": {"200": {"description": "Gone."}},
                    "servers": [{"url": "https://media.clips.example"}],
                },
            }
        }
    ),
    "same-place-twice.yaml": Trap(
        AS_USUAL,
        (
            "34 repaired: a path with a query: its members are query parameters",
            "35 left out: a second operation POST /v1/clips/lengthen",
        ),
    ),
    "security-as-a-mapping.yaml": Trap({"/security": [{"bearerAuth": []}]}),
    "shared-path.yaml": Trap(
        {
            "/paths/~1v1~1clips/get/summary": "List clips",
            "/components": NOWHERE,
        }
    ),
    "swagger-2.json": Trap(
        refused="2 expected OpenAPI 3.0 or 3.1: this is Swagger 2.0, which a converter turns into 3.0"
    ),
    "swagger-2.yaml": Trap(
        refused="1 expected OpenAPI 3.0 or 3.1: this is Swagger 2.0, which a converter turns into 3.0"
    ),
    "two-documents.yaml": Trap({**AS_USUAL, f"{SHORTEN}/summary": "Lengthen a clip"}),
    "version-32.yaml": Trap(refused="1 expected OpenAPI 3.0 or 3.1 in `openapi`"),
    "version-as-a-number.yaml": Trap(AS_USUAL),
    "webhooks.yaml": Trap(
        {
            **AS_USUAL,
            "/webhooks/finished/post/requestBody/content/*/schema": {
                "type": ["object", "null"],
                "properties": {"job_id": {"type": "string"}},
            },
        }
    ),
    "yaml-30.yaml": Trap(AS_USUAL),
    "yaml-31.txt": Trap(AS_USUAL),
}


def test_every_fixture_is_asserted() -> None:
    assert files("openapi") == sorted(TRAPS)


@pytest.mark.parametrize("name", TRAPS)
def test_a_file_with_a_trap(name: str) -> None:
    prove("openapi", name, TRAPS[name], "OpenAPI file")


@pytest.mark.parametrize("file", sorted(SPECS.glob("*/openapi.yaml")), ids=lambda f: f.parent.name)
def test_a_document_of_our_own_is_read_as_it_is(file: Path) -> None:
    built = read([file])
    committed, _ = read_yaml_object(file.read_text(encoding="utf-8"), file=file)
    for document in (built.document, committed):
        for _, _, operation in operations(document):
            # Where an operation comes from is said anew.
            del operation["x-source"]
    assert same(built.document, committed)
    assert {note.text for note in built.notes} == {"`x-source`"}
