"""The traps of Apifox and Apidog exports, one to a page under pages/apifox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.helpers.page_traps import NOWHERE, OPERATION, Trap, files, prove

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

BODY: Final = f"{OPERATION}/requestBody/content/application~1json"
SCHEMA: Final = f"{BODY}/schema"
FIRST: Final = f"{OPERATION}/parameters/0"
SECOND: Final = f"{OPERATION}/parameters/1"
RESPONSE: Final = f"{OPERATION}/responses/200/content/application~1json/schema"
BEARER: Final[JsonObject] = {"type": "http", "scheme": "bearer"}
REFERENCE: Final[JsonObject] = {"$ref": "#/components/schemas/Clip"}
AS_USUAL: Final[dict[str, Json]] = {
    f"{SCHEMA}/properties": {"clip_id": {"type": "string"}},
    f"{RESPONSE}/properties": {"job_id": {"type": "string"}},
}
BOTH: Final[dict[str, Json]] = {
    f"/paths/~1v1~1clips~1{name}/post/summary": "Lengthen a clip"
    for name in ("lengthen", "shorten")
}

TRAPS: Final[dict[str, Trap]] = {
    "response-without-members.md": Trap({RESPONSE: {}}),
    "apidog-keys.md": Trap({
        SCHEMA: {
            "type": "object",
            "properties": {"clip_id": {"type": "string"}},
            "required": ["clip_id"],
        },
        f"{OPERATION}/x-group": "Clip Studio/Lengthen",
        f"{OPERATION}/x-run-in-apidog": NOWHERE,
    }),
    "authorization-parameter.md": Trap({
        f"{FIRST}/name": "X-Kind",
        f"{OPERATION}/parameters/1": NOWHERE,
        f"{OPERATION}/security": NOWHERE,
        "/security": [{"bearer": []}],
    }),
    "authorization-that-is-no-bearer.md": Trap(
        {
            f"{OPERATION}/parameters": NOWHERE,
            f"{OPERATION}/security": [{"AuthorizationHeader": []}],
            "/components/securitySchemes/*": {
                "type": "apiKey",
                "in": "header",
                "name": "Authorization",
                "description": "The signature of the request",
            },
        },
        ("13 repaired: an Authorization header is security scheme `AuthorizationHeader`",),
    ),
    "authorization-without-a-scheme.md": Trap(
        {
            f"{OPERATION}/parameters": NOWHERE,
            f"{OPERATION}/security": [{"BearerAuth": []}],
            "/components/securitySchemes": {"BearerAuth": BEARER},
        },
        ("13 repaired: an Authorization header is security scheme `BearerAuth`",),
    ),
    "bearer-as-a-type.md": Trap(
        {"/components/securitySchemes": {"bearer": BEARER}},
        ("53 repaired: security scheme `bearer`: `type: bearer` is HTTP bearer",),
    ),
    "bearer-format-given.md": Trap(
        {"/paths/~1api~1v1~1veo~1extend/post/security": [{"BearerAuth": []}]},
        ("57 repaired: security scheme `BearerAuth`: `type: bearer` is HTTP bearer",),
    ),
    "bearer-format-missing.md": Trap(
        {"/components/securitySchemes": {"BearerAuth": BEARER}},
        ("57 repaired: security scheme `BearerAuth`: `type: bearer` is HTTP bearer",),
    ),
    "body-without-required.md": Trap({f"{OPERATION}/requestBody/required": True}),
    "bounds-as-text.md": Trap(
        {
            f"{RESPONSE}/properties": {
                "parts": {"type": "integer", "minimum": 1, "maximum": 12},
                "share": {"type": "number", "multipleOf": 0.5, "maximum": "half"},
            }
        },
        (
            "42 repaired: `minimum` is a number, given as text",
            "43 repaired: `maximum` is a number, given as text",
            "46 repaired: `multipleOf` is a number, given as text",
        ),
        ("`maximum` at #/",),
    ),
    "byte-order-mark.md": Trap(AS_USUAL),
    "captured-again-after-breaking-off.md": Trap(AS_USUAL),
    "captured-twice.md": Trap(AS_USUAL),
    "circular-reference.md": Trap({
        RESPONSE: REFERENCE,
        "/components/schemas/Clip/properties": {"id": {"type": "string"}, "origin": REFERENCE},
    }),
    "code-samples.md": Trap(
        {f"{OPERATION}/x-codeSamples": NOWHERE}, ("50 left out: `x-codeSamples`",)
    ),
    "colon-in-a-description.md": Trap(
        {
            f"{SCHEMA}/properties/width/description": "Default: 1024.",
            f"{SCHEMA}/properties/height/description": (
                "How high: the number of lines, which is even."
            ),
        },
        (
            "28 repaired: the text of `description` needs quotes: it has a colon",
            "31 repaired: the text of `description` needs quotes: it has a colon",
        ),
    ),
    "content-type-of-another-body.md": Trap(
        {f"{OPERATION}/parameters": NOWHERE},
        ("13 left out: a Content-Type header that names another type than the body has",),
    ),
    "crlf.md": Trap(AS_USUAL),
    "definitions.md": Trap(
        {SCHEMA: REFERENCE, "/components/schemas/Clip/properties/id": {"type": "string"}},
        ("54 repaired: `definitions` are component schemas",),
    ),
    "deprecated-by-its-state.md": Trap({f"{OPERATION}/deprecated": True}),
    "description-that-begins-with-a-tick.md": Trap(
        {f"{SCHEMA}/properties/mode/description": "`std` or `pro`"},
        ('28 repaired: the text of `description` needs quotes: it begins with "`"',),
    ),
    "empty-examples.md": Trap({f"{BODY}/examples": NOWHERE, f"{BODY}/example": NOWHERE}),
    "empty-title.md": Trap({"/info": {"title": "Lengthen a clip", "version": "1.0.0"}}),
    "example-of-commented-json.md": Trap({
        f"{BODY}/examples": {"example": {"value": {"clip_id": "c-1", "seconds": 5}}}
    }),
    "example-that-is-no-json.md": Trap(
        {f"{BODY}/examples": NOWHERE}, ("22 left out: an example that is not JSON",)
    ),
    "example-without-a-required-key.md": Trap(
        {f"{BODY}/examples/example/value": {"seconds": 5}}, later=("it contradicts its schema",)
    ),
    "examples-as-a-list.md": Trap({f"{SCHEMA}/properties/clip_id/examples": ["c-1", "c-2"]}),
    "exporters-keys.md": Trap({
        SCHEMA: {
            "type": "object",
            "properties": {"clip_id": {"type": "string"}, "x-apifox-like": {"type": "string"}},
        },
        f"{OPERATION}/x-run-in-apifox": NOWHERE,
        f"{OPERATION}/x-apifox-folder": NOWHERE,
        f"{OPERATION}/x-apifox-status": NOWHERE,
    }),
    "exclusive-without-a-bound.md": Trap(
        {
            f"{RESPONSE}/properties": {
                "parts": {"type": "integer", "exclusiveMinimum": 1},
                "share": {"type": "number"},
            }
        },
        ("46 left out: schema keyword `exclusiveMaximum`: there is no bound beside it",),
    ),
    "extensions-switched-off.md": Trap(
        {**AS_USUAL, f"{OPERATION}/x-group": "Clip Studio/Lengthen"}
    ),
    "fence-not-closed.md": Trap(refused="5 expected the fence to be closed"),
    "get-with-a-body.md": Trap({
        "/paths/~1v1~1clips~1lengthen/get/requestBody/content/application~1json/schema/properties": {
            "clip_id": {"type": "string"}
        }
    }),
    "get-with-an-empty-body.md": Trap(
        {f"{OPERATION}/requestBody": NOWHERE},
        ("20 left out: the body of a GET: it has no members",),
    ),
    "included-schemas-not-written-out.md": Trap(
        {f"{SCHEMA}/allOf": [REFERENCE]},
        ("26 repaired: `x-apifox-refs` stands for the schemas it names",),
    ),
    "included-schemas-written-out.md": Trap({
        SCHEMA: {
            "type": "object",
            "properties": {"id": {"type": "string"}, "seconds": {"type": "integer"}},
        }
    }),
    "indented-fence.md": Trap({
        f"{SCHEMA}/properties/seconds": {"type": "integer"},
        f"{SCHEMA}/properties/clip_id/description": (
            'The clip, as in\n\n```json\n{"clip_id": "c-1"}\n```\n\nand so on.'
        ),
    }),
    "items-as-a-list.md": Trap(
        {f"{RESPONSE}/properties/clips/items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}},
        ("42 repaired: `items` is a list: each item is one of these",),
    ),
    "key-header-beside-a-scheme.md": Trap(
        {
            f"{OPERATION}/parameters": NOWHERE,
            f"{OPERATION}/security": [{"bearer": []}, {"x-api-key": []}],
        },
        ("12 repaired: header `x-api-key` is security scheme `x-api-key`",),
    ),
    "key-header.md": Trap(
        {
            f"{OPERATION}/parameters": NOWHERE,
            f"{OPERATION}/security": [{"API-KEY": []}],
            "/components/securitySchemes": {
                "API-KEY": {"type": "apiKey", "in": "header", "name": "API-KEY"}
            },
            RESPONSE: {
                "type": "object",
                "properties": {
                    "job_id": {"type": "string"},
                    "parts": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"seconds": {"type": "number"}},
                        },
                    },
                },
            },
        },
        (
            "12 repaired: header `API-KEY` is security scheme `API-KEY`",
            "24 inferred: response 200: its example alone shows its members",
        ),
    ),
    "key-that-stands-twice.md": Trap(
        AS_USUAL, ("45 repaired: the key `x-apifox-name` that stands twice",)
    ),
    "unknown-keys.md": Trap(
        {f"{FIRST}/schema": {"type": "integer"}, "/flavour": NOWHERE},
        (
            "17 left out: `mood`: no key of OpenAPI's operation",
            "23 left out: `colour`: no key of OpenAPI's parameter",
            "26 left out: schema keyword `shape`",
            "68 left out: `flavour`: no key of OpenAPI's document",
        ),
    ),
    "media-headers-in-three-casings.md": Trap({f"{OPERATION}/parameters": NOWHERE}),
    "mojibake.md": Trap(
        {f"{SCHEMA}/properties/clip_id/description": "📖 the clip"},
        ("28 repaired: UTF-8 that was read as Windows-1252",),
    ),
    "no-responses.md": Trap(
        {f"{OPERATION}/responses": {"200": {"description": ""}}},
        ("13 repaired: no response is described: a 200 without a body",),
    ),
    "no-operation-id.md": Trap({**AS_USUAL, f"{OPERATION}/operationId": NOWHERE}),
    "no-security-beside-authorization.md": Trap(
        {f"{OPERATION}/security": NOWHERE, "/security": [{"bearer": []}]},
        ("13 repaired: `security: []` beside an Authorization header: it is asked for",),
    ),
    "no-security.md": Trap({f"{OPERATION}/security": [], "/security": [{"bearer": []}]}),
    "no-servers.md": Trap({"/servers": NOWHERE}),
    "not-yaml.md": Trap(
        refused="29 expected valid YAML: a comma or the bracket that closes the list or mapping"
    ),
    "null-as-a-type.md": Trap(
        {
            f"{RESPONSE}/properties/error": {},
            f"{RESPONSE}/properties/url": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
        ("40 repaired: `type: 'null'` is what a sample showed: any value",),
    ),
    "nullable.md": Trap({f"{RESPONSE}/properties/url": {"type": ["string", "null"]}}),
    "parameter-twice.md": Trap(
        {f"{FIRST}/schema": {"type": "integer"}, SECOND: NOWHERE},
        ("13 left out: parameter `page` stands twice: the second one",),
    ),
    "parameter-with-content.md": Trap(
        {f"{FIRST}/schema": {"type": "string", "contentMediaType": "application/json"}},
        ("13 left out: parameter `filter`: what its text holds (`state`)",),
    ),
    "path-parameter-in-another-casing.md": Trap(
        {
            f"/paths/~1v1~1{{userId}}~1clips~1{{clipId}}/post/parameters/{number}/name": name
            for number, name in enumerate(("clipId", "userId"))
        },
        (
            "13 repaired: path parameter `user_id` is `userId` in the path",
            "13 repaired: path parameter `clip_id` is `clipId` in the path",
        ),
    ),
    "path-parameter-not-ascii.md": Trap(
        {
            f"/paths/~1v1~1{{param1}}~1clips~1{{param2}}/post/parameters/{number}/name": name
            for number, name in enumerate(("param1", "param2"))
        },
        (
            "13 repaired: path parameter `用户` is called `param1`",
            "13 repaired: path parameter `片段` is called `param2`",
        ),
    ),
    "path-parameter-not-described.md": Trap(
        {
            FIRST: {
                "name": "clip_id",
                "in": "path",
                "required": True,
                "schema": {"type": "string"},
            }
        },
        ("13 repaired: path parameter `clip_id` is not described: any text",),
    ),
    "path-parameter-partly-ascii.md": Trap(
        {"/paths/~1v1~1clips~1{id}/post/parameters/0/name": "id"},
        ("13 repaired: path parameter `片段id` is called `id`",),
    ),
    "path-parameter-without-a-place.md": Trap(
        {f"{OPERATION}/parameters": NOWHERE},
        ("13 left out: path parameter `clip_id`: the path has no place for it",),
    ),
    "path-with-a-colon.md": Trap({
        "/paths/~1v1~1clips~1main:lengthen/post/summary": "Lengthen a clip"
    }),
    "query-in-the-path.md": Trap(
        {
            "/paths/~1v1~1clips/post/parameters": [
                {"name": "page", "in": "query", "required": True, "schema": {"type": "integer"}},
                {
                    "name": "action",
                    "in": "query",
                    "required": True,
                    "schema": {"type": "string", "enum": ["lengthen"], "default": "lengthen"},
                },
            ]
        },
        (
            "12 repaired: a path with a query: its members are query parameters",
            "13 repaired: `page` stands in the query of the path: a query parameter",
        ),
    ),
    "reference-that-leads-nowhere.md": Trap(
        {f"{SCHEMA}/properties": {"clip": {}, "seconds": {"type": "integer"}}},
        ("26 left out: a reference to what the document does not have",),
    ),
    "reference-to-another-file.md": Trap(
        refused="23 expected a reference within this document (`#/...`), not to another file"
    ),
    "reference-with-rules-beside-it.md": Trap(
        {
            f"{SCHEMA}/properties/clip": {
                "allOf": [REFERENCE, {"properties": {"start": {"type": "integer"}}}]
            }
        },
        ("26 repaired: `properties` beside a `$ref`: both hold",),
    ),
    "reference-with-siblings.md": Trap({
        f"{SCHEMA}/properties/clip": {
            "anyOf": [REFERENCE, {"type": "null"}],
            "description": "The clip to lengthen.",
        }
    }),
    "required-inside-a-property.md": Trap(
        {
            SCHEMA: {
                "type": "object",
                "properties": {"clip_id": {"type": "string"}, "seconds": {"type": "integer"}},
                "required": ["clip_id"],
            }
        },
        ("26 repaired: `required: true` inside property `clip_id`",),
    ),
    "required-that-does-not-exist.md": Trap(
        {f"{SCHEMA}/required": ["clip_id", "clip"]}, later=("`required: clip`",)
    ),
    "schema-name-not-ascii.md": Trap(
        {
            SCHEMA: {"$ref": "#/components/schemas/Schema"},
            RESPONSE: {"$ref": "#/components/schemas/AnswerJob"},
            "/components/schemas/Schema/properties": {"id": {"type": "string"}},
        },
        (
            "40 repaired: schema `片段` is called Schema",
            "45 repaired: schema `Answer«Job»` is called AnswerJob",
        ),
    ),
    "server-in-the-path.md": Trap(
        {"/paths/~1v1~1clips/post/servers": [{"url": "https://media.clips.example"}]},
        ("12 repaired: a path with its server: the server is the operation's",),
    ),
    "server-that-is-empty.md": Trap(
        {"/servers": NOWHERE}, ("56 left out: a server whose URL has no scheme",)
    ),
    "server-without-a-scheme-named-elsewhere.md": Trap(
        {"/servers/0/url": "https://api.clips.example/base"},
        (
            "56 repaired: a server whose URL has no scheme: the page calls it by https",
            "64 left out: a line of text around the document",
        ),
    ),
    "server-without-a-scheme.md": Trap(
        {"/servers": NOWHERE}, ("56 left out: a server whose URL has no scheme",)
    ),
    "status-that-is-none.md": Trap(
        {f"{OPERATION}/responses/*/content/application~1json/schema/properties/job_id/type": "string"},
        (
            "46 left out: a response whose key is no status: `x-200:Queued`",
            "48 left out: a response whose key is no status: `failure`",
        ),
    ),
    "status-with-words.md": Trap(
        AS_USUAL, ("33 repaired: `x-200:成功` stands for status 200",)
    ),
    "strings-without-quotes.md": Trap(
        {f"{SCHEMA}/properties/model/default": 1.1, f"{SCHEMA}/properties/step/default": 1.5},
        (),
        ("the values of the enum are written in its type", "the default is written in its type"),
    ),
    "titles-of-members.md": Trap({
        f"{RESPONSE}/properties": {
            "url": {"type": "string", "description": "Where it lies\n\nFor a day."},
            "job_id": {"type": "string"},
        }
    }),
    "two-documents-in-one-fence.md": Trap(BOTH),
    "two-documents-of-one-operation.md": Trap(
        AS_USUAL, ("69 left out: a further document: POST /v1/clips/lengthen stands in the first",)
    ),
    "two-documents.md": Trap(BOTH),
    "type-of-a-parameter-in-the-parameter.md": Trap(
        {f"{FIRST}/schema": {"type": "integer", "minimum": 1}},
        ("20 repaired: a parameter's type stands in its `schema`",),
    ),
    "types-of-other-languages.md": Trap(
        {
            f"{SCHEMA}/properties": {
                "seconds": {"type": "integer"},
                "file": {"type": "string", "format": "binary"},
                "more": {},
            }
        },
        (
            "26 repaired: `type: int` is integer",
            "28 repaired: `type: file` is binary text",
            "30 repaired: `type: any` is any value",
        ),
    ),
    "variable-for-the-server-in-the-path.md": Trap(
        {"/paths/~1v1~1clips~1{clip_id}/post/parameters/0/name": "clip_id"},
        (
            "12 repaired: a path that begins with a variable for the server",
            "12 repaired: a path with doubled braces",
        ),
    ),
    "words-about-enum-values-alone.md": Trap(
        {
            f"{SCHEMA}/properties/mode": {
                "type": "string",
                "enum": ["std", "pro"],
                "description": "- `std`: Quick\n- `pro`: Good",
            }
        },
        ("28 repaired: `x-apifox-enum` without `enum`: its values are the enum",),
    ),
    "words-about-enum-values.md": Trap({
        f"{SCHEMA}/properties/mode": {
            "type": "string",
            "enum": ["std", "pro"],
            "description": "How it is made.\n\n- `std`: Standard. Quick.",
        }
    }),
}  # fmt: skip


def test_every_fixture_is_asserted() -> None:
    assert files("apifox") == sorted(TRAPS)


@pytest.mark.parametrize("name", TRAPS)
def test_a_page_with_a_trap(name: str) -> None:
    prove("apifox", name, TRAPS[name], "Apifox export")
