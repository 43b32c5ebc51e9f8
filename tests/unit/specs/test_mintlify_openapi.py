"""Mintlify pages that carry a whole OpenAPI document, one trap to a page under pages/mintlify_openapi."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.helpers.page_traps import NOWHERE, OPERATION, Trap, files, prove

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

BODY: Final = f"{OPERATION}/requestBody/content/application~1json"
RESPONSE: Final = f"{OPERATION}/responses/200/content/application~1json/schema"
SCHEMES: Final = "/components/securitySchemes"
BEARER: Final[JsonObject] = {"type": "http", "scheme": "bearer"}
AS_USUAL: Final[dict[str, Json]] = {
    "/info": {"title": "Clip Studio", "version": "2.1.0"},
    f"{OPERATION}/summary": "Lengthen a clip",
    f"{OPERATION}/description": "Makes a clip longer.",
    f"{OPERATION}/x-group": "studio/clips.json",
    f"{BODY}/schema/properties": {"clip_id": {"type": "string"}},
    f"{RESPONSE}/properties": {"job_id": {"type": "string"}},
    "/servers": [{"url": "https://api.clips.example"}],
    "/security": [{"bearerAuth": []}],
    SCHEMES: {"bearerAuth": BEARER},
}
LONGER: Final = (
    "7 repaired: the page names POST /v1/clips/longer: its document has POST /v1/clips/lengthen"
)

TRAPS: Final[dict[str, Trap]] = {
    "api-key-in-a-header.md": Trap(
        {
            SCHEMES: {"key": {"type": "apiKey", "in": "header", "name": "X-Clip-Key"}},
            "/security": [{"key": []}],
        }
    ),
    "bearer-as-an-api-key.md": Trap(
        {f"{SCHEMES}/key": {**BEARER, "description": "The word Bearer and the key."}},
        ("43 repaired: security scheme `key`: a bearer token, not an API key",),
    ),
    "callbacks.md": Trap(
        {
            f"{OPERATION}/callbacks/finished/*/post/requestBody/content/*/schema/properties": {
                "job_id": {"type": "string"},
                "state": {"type": "string", "enum": ["done", "failed"]},
            }
        }
    ),
    "components-around.md": Trap(AS_USUAL, ("5 left out: 14 lines of text around the document",)),
    "examples-of-both-kinds.md": Trap(
        {
            f"{BODY}/examples": {
                "example": {"value": {"clip_id": "c-1"}},
                "long": {"summary": "A long one", "value": {"clip_id": "c-2"}},
                "bare": {"value": {"clip_id": "c-3"}},
            }
        }
    ),
    "fence-not-closed.md": Trap(refused="7 expected the fence to be closed"),
    "file-called-like-any-other.md": Trap({f"{OPERATION}/x-group": "Clips"}),
    "no-file.md": Trap({**AS_USUAL, f"{OPERATION}/x-group": NOWHERE}),
    "no-summary.md": Trap({f"{OPERATION}/summary": "Lengthen a Clip"}),
    "note-that-points-to-an-index.md": Trap(AS_USUAL),
    "numbers-as-strings.md": Trap(
        {
            f"{BODY}/schema/properties": {
                "seconds": {"type": "integer", "examples": [5]},
                "strength": {"type": "number", "examples": [0.5]},
            },
            f"{BODY}/examples/example/value": {"seconds": 5, "strength": 0.5},
        },
        (
            "28 repaired: `example` is a number, given as text",
            "31 repaired: `example` is a number, given as text",
            "22 repaired: an example that gives numbers as text",
        ),
    ),
    "one-of-several-operations.md": Trap(
        AS_USUAL,
        (
            "7 left out: POST /v1/clips/shorten: the page is about another operation",
            "7 left out: GET /v1/clips: the page is about another operation",
        ),
    ),
    "operation-named-in-capitals.md": Trap(AS_USUAL),
    "operation-that-the-document-lacks.md": Trap(
        AS_USUAL,
        (LONGER,),
    ),
    "reference-into-a-schema.md": Trap(
        {
            f"{BODY}/schema/properties/mode": {"type": "string", "enum": ["std", "pro"]},
            RESPONSE: {"$ref": "#/components/schemas/Clip"},
        }
    ),
    "undescribed-scheme.md": Trap(
        {SCHEMES: {"bearerAuth": BEARER}, "/security": [{"bearerAuth": []}]},
        ("14 repaired: security scheme `bearerAuth` is not described: by its name bearer",),
    ),
    "server-variable-without-a-value.md": Trap(
        {"/servers": [{"url": "https://api.clips.example"}]},
        ("12 left out: a server whose URL has a variable without a value",),
    ),
    "server-variables.md": Trap(
        {"/servers": [{"url": "https://eu.clips.example/v2"}]},
        (
            "12 repaired: server variable `region` is `eu`, not `us`",
            "12 repaired: server variable `base` is `v2`",
        ),
    ),
    "shared-component-that-is-missing.md": Trap(
        {f"{OPERATION}/parameters": NOWHERE},
        ("21 left out: a parameter that the document does not have",),
    ),
    "shared-component-that-nothing-uses.md": Trap(
        {f"{OPERATION}/parameters/0/name": "page"},
        ("43 left out: shared parameter `never`: nothing refers to it",),
    ),
    "shared-components.md": Trap(
        {
            f"{OPERATION}/parameters": [
                {"name": "page", "in": "query", "schema": {"type": "integer"}}
            ],
            f"{BODY}/schema": {"$ref": "#/components/schemas/Clip"},
            f"{BODY}/examples": {"short": {"value": {"clip_id": "c-1"}}},
            f"{OPERATION}/responses/200/headers": {"X-Left": {"schema": {"type": "integer"}}},
            f"{OPERATION}/responses/200/links": {
                "read": {"operationId": "get_job", "parameters": {"id": "$response.body#/job_id"}}
            },
            f"{OPERATION}/responses/404": {"description": "No such clip."},
            "/components": {
                "schemas": {
                    "Clip": {"type": "object", "properties": {"clip_id": {"type": "string"}}}
                },
                "securitySchemes": {"bearerAuth": BEARER},
            },
        }
    ),
    "three-ticks.md": Trap(AS_USUAL),
    "version-31.md": Trap(
        {f"{RESPONSE}/properties": {"error": {"type": "null"}, "url": {"type": ["string", "null"]}}}
    ),
    "webhook-page.md": Trap(
        {
            "/paths": {},
            "/webhooks/finished/post/requestBody/content/*/schema/properties": {
                "job_id": {"type": "string"}
            },
        }
    ),
}


def test_every_fixture_is_asserted() -> None:
    assert files("mintlify_openapi") == sorted(TRAPS)


@pytest.mark.parametrize("name", TRAPS)
def test_a_page_with_a_trap(name: str) -> None:
    prove("mintlify_openapi", name, TRAPS[name], "Mintlify with OpenAPI")
