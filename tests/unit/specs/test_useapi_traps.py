"""The traps of useapi.net's prose, one to a page under pages/useapi."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from scripts.specs.json_types import same
from scripts.specs.readers import read_page
from tests.helpers.page_traps import (
    BEARER,
    BOOLEAN,
    FILE,
    INTEGER,
    NUMBER,
    STRING,
    Trap,
    api_key,
    described,
    fields,
    files,
    list_of,
    parameter,
    prove,
    response,
)
from tests.helpers.paths import TRAP_PAGES

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject

FLY: Final = "/paths/~1v1~1kites~1fly/post"
BODY: Final = f"{FLY}/requestBody/content/application~1json/schema"
RESPONSES: Final = f"{FLY}/responses"
RESPONSE: Final = f"{RESPONSES}/200/content/application~1json/schema"
KITES: Final = "/paths/~1v1~1kites/get"
LISTED: Final = f"{KITES}/responses/200/content/application~1json/schema"

GROUP: Final = "Kites » Club-2 » Fly"
COLOUR: Final = fields({"colour": described(STRING, "Of the sail.")}, "colour")
CAPTURED: Final = fields(
    {
        "colour": described(STRING, "Of the sail, as in GET /sails."),
        "max_kites": {
            "type": "integer",
            "description": "Valid range: 1…10.\n\n- never more",
            "examples": [1],
        },
    },
    "colour",
)
ONLY_ID: Final = fields({"kiteId": STRING})
KITE: Final = response(ONLY_ID, {"kiteId": "abc"})


def error(value: str, description: str) -> JsonObject:
    return response(fields({"error": STRING}), {"error": value}, description)


TRAPS: Final[dict[str, Trap]] = {
    "file_or_blob_post_.txt": Trap(
        {
            "/paths/~1v2~1pixverse~1videos~1upscale/post": {
                "summary": "Upscale to 4K",
                "requestBody": {
                    "required": True,
                    "content": {
                        "multipart/form-data": {
                            "schema": fields(
                                {
                                    "image": {
                                        "type": "string",
                                        "format": "binary",
                                        "description": (
                                            "An image (jpg/png/jpeg). "
                                            "Must be either a File or Blob object."
                                        ),
                                    }
                                },
                                "image",
                            )
                        }
                    },
                },
                "responses": {"200": response(fields({"video_id": STRING}), {"video_id": "x"})},
            }
        }
    ),
    "required_by_one_item_of_two_post_.txt": Trap(
        {
            "/paths/~1v1~1runwayml~1accounts/post/requestBody/content/application~1json/schema/required": [
                "email",
                "password",
            ]
        }
    ),
    "response_that_is_a_list.txt": Trap(
        {LISTED: list_of(fields({"kiteId": {"type": ["string", "null"]}, "size": NUMBER}))}
    ),
    "response_that_is_text.txt": Trap({RESPONSES: {"200": {"description": "The word done."}}}),
    "bare_word_in_the_path.txt": Trap(
        {
            "/paths/~1v1~1pilots~1{email}~1kites~1{kiteId}/get/parameters": [
                parameter("email", "path", required=True),
                parameter("kiteId", "path", required=True, description="The kite."),
            ]
        }
    ),
    "body_of_nothing.txt": Trap(
        {
            FLY: {
                "summary": "Fly a kite",
                "x-group": GROUP,
                "responses": {"200": KITE},
            }
        },
        ("18 left out: the Request Body section: no sample and no parameters",),
    ),
    "body_without_a_sample.txt": Trap({BODY: fields({"colour": STRING}, "colour")}),
    "bullet_that_names_nothing.txt": Trap(
        {
            f"{FLY}/requestBody": {
                "description": "Send one kite at a time.\n\nAnd come back.",
                "required": True,
                "content": {"application/json": {"schema": fields({"colour": STRING}, "colour")}},
            }
        },
        (
            "26 left out: an item that names no parameter",
            "28 left out: an item that names no parameter",
        ),
    ),
    # The same page as "captured_as_text.txt": a test below asserts that both read alike.
    "captured_as_markdown.md": Trap({}, ("84 left out: text under Try It",)),
    "captured_as_markdown_with_statuses_as_headings.md": Trap(
        {}, ("84 left out: text under Try It",)
    ),
    "captured_as_text.txt": Trap(
        {
            FLY: {
                "summary": "Fly a kite",
                "description": "Lifts a kite, see GET /kites/kiteId.",
                "x-group": GROUP,
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": CAPTURED},
                        "multipart/form-data": {"schema": CAPTURED},
                    },
                },
                "responses": {
                    "200": response(
                        fields({"kiteId": STRING, "parts": list_of({})}),
                        {"kiteId": "<kite_id>"},
                        "Use kiteId with GET /kites/kiteId.",
                    ),
                    "429": error("full", "Wait."),
                },
            },
            "/components": {"securitySchemes": {"BearerAuth": BEARER}},
            "/servers": [{"url": "https://api.kites.example"}],
            "/security": [{"BearerAuth": []}],
        },
        ("61 left out: text under Try It",),
    ),
    "conditional_requirements.txt": Trap(
        {
            BODY: fields(
                {
                    "colour": described(STRING, "Required if size is missing."),
                    "size": described(STRING, "Required, unless colour is there."),
                    "pilot": described(STRING, "Either pilot or club is required."),
                    "club": described(STRING, "Either pilot or club is required."),
                    "tail": STRING,
                }
            )
        }
    ),
    "date_lines.txt": Trap({f"{FLY}/summary": "Fly a kite"}),
    "del-method_in_the_file_name.txt": Trap(
        {"/paths/~1v1~1kites~1{kiteId}/delete/summary": "Fly a kite"}
    ),
    "error_of_two_shapes.txt": Trap(
        {
            RESPONSES: {
                "200": response(
                    fields(
                        {
                            "kiteId": STRING,
                            "error": {"type": ["object", "null"], "properties": {"reason": STRING}},
                            "any": {},
                        }
                    ),
                    {"kiteId": "abc", "error": None, "any": None},
                ),
                "400": error("torn", "Bad Request"),
            }
        }
    ),
    "form_in_a_comment.txt": Trap(
        {
            f"{FLY}/requestBody/content": {
                "application/json": {"schema": COLOUR},
                "multipart/form-data": {"schema": COLOUR},
            }
        }
    ),
    "get-file_name_that_disagrees.txt": Trap(
        refused="30 expected one method, not GET (the file's name) and POST (line 30)"
    ),
    "headers_of_the_providers_own.txt": Trap(
        {
            "/security": [{"X-Api-Key": []}],
            "/components": {"securitySchemes": {"X-Api-Key": api_key("header", "X-Api-Key")}},
            f"{FLY}/parameters": [parameter("X-Club", "header", description="{club, optional}")],
        },
        ("20 left out: a line under Request Headers that is no header",),
    ),
    "method_before_the_url.txt": Trap(
        {
            "/paths/~1v1~1kites~1{kiteId}/delete/parameters": [
                parameter("kiteId", "path", required=True)
            ]
        }
    ),
    "method_of_curl_with_data.txt": Trap({f"{FLY}/summary": "Fly a kite"}),
    "method_of_curl_without_an_option.txt": Trap({f"{KITES}/summary": "Fly a kite"}),
    "method_of_fetch.txt": Trap({f"{KITES}/summary": "Fly a kite"}),
    "method_of_requests.txt": Trap({"/paths/~1v1~1kites~1{kiteId}/delete/summary": "Fly a kite"}),
    "methods_that_disagree.txt": Trap(
        refused="30 expected one method, not POST (line 31) and PUT (line 30)"
    ),
    "model_and_sample_that_differ.txt": Trap(
        {
            RESPONSE: fields(
                {
                    "kiteId": {"anyOf": [NUMBER, STRING]},
                    "parts": list_of(
                        fields({"name": {"anyOf": [STRING, INTEGER]}, "more": INTEGER})
                    ),
                    "new": {},
                }
            )
        },
        (
            "29 repaired: the model and a sample give `kiteId` two types: both",
            "29 repaired: the model and a sample give `parts[].name` two types: both",
        ),
    ),
    "model_line_that_does_not_parse.txt": Trap(
        {RESPONSE: fields({"kiteId": STRING, "size": {}})},
        (
            "31 left out: in the model: expected a type, found =",
            "32 left out: in the model: type `Metres` is described nowhere",
        ),
    ),
    "model_of_every_kind.txt": Trap(
        {
            RESPONSE: fields(
                {
                    "kiteId": STRING,
                    "any": {},
                    "tails": list_of({}),
                    "parts": list_of(fields({"name": STRING, "length": NUMBER})),
                    "byPilot": {
                        "type": "object",
                        "additionalProperties": fields({"count": NUMBER}),
                    },
                    "colour": {"type": "string", "enum": ["red", "blue"]},
                    "size": {"anyOf": [{"type": "integer", "enum": [1, 2]}, {"type": "null"}]},
                    "wind": {"anyOf": [STRING, fields({"from": STRING})]},
                    "names": list_of(STRING),
                    "marks": {
                        "type": "object",
                        "additionalProperties": BOOLEAN,
                        "description": "by name",
                    },
                }
            )
        }
    ),
    "model_that_is_a_list.txt": Trap(
        {LISTED: list_of(fields({"kiteId": STRING, "size": INTEGER}))}
    ),
    "model_that_is_no_type.txt": Trap(
        {RESPONSE: ONLY_ID},
        (
            "29 left out: a line of the Model section that is no type",
            "28 left out: the Model section: it holds no type",
        ),
    ),
    "model_that_never_ends.txt": Trap(
        refused="33 the model: expected `}`, found the end of the model"
    ),
    "model_with_words_around.txt": Trap(
        {RESPONSE: ONLY_ID},
        (
            "29 left out: a line of the Model section that is no type",
            "33 left out: in the model: expected the end of the model, found and",
        ),
    ),
    "name_that_stands_twice.txt": Trap(
        {
            BODY: fields(
                {
                    "colour": described(STRING, "Of the sail.\n\nAlso of the tail."),
                    "size": described(STRING, "In metres."),
                },
                "colour",
            )
        },
        ("28 repaired: `size` is required by one item only: optional",),
    ),
    "names_that_only_one_side_has.txt": Trap(
        {
            BODY: fields(
                {"colour": STRING, "size": described(INTEGER, "Supported values: 1, 2 and 4.")},
                "size",
            )
        }
    ),
    "no_authorization.txt": Trap(
        {
            FLY: {
                "summary": "Fly a kite",
                "x-group": GROUP,
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": COLOUR}},
                },
                "responses": {"200": KITE},
            }
        }
    ),
    "no_method.txt": Trap(
        refused="30 expected an example that shows the method (curl, fetch or requests)"
    ),
    "no_responses.txt": Trap(refused="24 expected a response such as `200 OK` under Responses"),
    "note_between_statuses.txt": Trap(
        {
            RESPONSES: {
                "200": response(ONLY_ID, {"kiteId": "abc"}, "- Keep the id."),
                "404": {"description": "Not Found"},
            }
        },
        ("24 left out: a line under Responses before the first status",),
    ),
    "path_parameter_that_the_url_lacks.txt": Trap(
        {
            KITES: {
                "summary": "Fly a kite",
                "x-group": GROUP,
                "responses": {"200": KITE},
            }
        },
        ("19 left out: path parameter `kiteId`: the URL has no such part",),
    ),
    "path_parameters_in_marks.txt": Trap(
        {
            "/paths/~1v1~1{pilot}~1{club}~1{kite}/get/parameters": [
                parameter("pilot", "path", required=True),
                parameter(
                    "club",
                    "path",
                    INTEGER,
                    required=True,
                    description="A number.\nValid range: 1…9.",
                ),
                parameter("kite", "path", required=True),
                parameter("fields", "query"),
            ]
        }
    ),
    "post-method_in_the_file_name.txt": Trap({f"{FLY}/summary": "Fly a kite"}),
    "prose_before_the_url.txt": Trap(
        {f"{FLY}/description": "Lifts a kite that lies on the ground.\nNeeds wind."}
    ),
    "query_follows_the_url.txt": Trap(
        {
            f"{KITES}/parameters": [
                parameter("limit", "query", INTEGER, description="Valid range: 1…100.")
            ]
        }
    ),
    "query_names_in_the_url.txt": Trap(
        {
            "/paths/~1v1~1kites~1/get/parameters": [
                parameter("limit", "query", required=True),
                parameter("offset", "query"),
                parameter("tags[]", "query", list_of(STRING)),
            ]
        }
    ),
    "raw_bytes.txt": Trap(
        {
            "/paths/~1v1~1pictures~1/post/requestBody": {
                "description": "The bytes of the picture.",
                "required": True,
                "content": {
                    "image/png": {"schema": FILE},
                    "image/jpeg": {"schema": FILE},
                    "video/mp4": {"schema": FILE},
                },
            },
            "/paths/~1v1~1pictures~1/post/parameters": [
                parameter("name", "query", required=True, description="How to call the picture.")
            ],
        }
    ),
    "raw_bytes_of_a_type_said_below.txt": Trap(
        {
            f"{FLY}/requestBody": {
                "description": "The picture, as image/png or image/gif.",
                "required": True,
                "content": {"image/png": {"schema": FILE}, "image/gif": {"schema": FILE}},
            }
        }
    ),
    "sample_that_does_not_parse.txt": Trap(
        {RESPONSES: {"200": {"description": "OK"}, "400": {"description": "Bad Request"}}},
        ("28 left out: a response's sample: expected a name and a colon",),
    ),
    "sample_that_is_a_list.txt": Trap(
        {
            BODY: list_of(
                fields({"size": {"type": "integer", "examples": [3]}, "colour": STRING}, "colour")
            )
        }
    ),
    "sample_that_never_ends.txt": Trap(refused="19 the body's sample: expected it to be closed"),
    "sample_with_odd_commas.txt": Trap(
        {
            BODY: fields(
                {
                    "colour": STRING,
                    "size": {"type": "integer", "examples": [3]},
                    "tails": list_of(INTEGER),
                }
            )
        }
    ),
    "sample_with_words_for_values.txt": Trap(
        {
            BODY: fields(
                {
                    "maxKites": {"type": "integer", "examples": [1]},
                    "lift": {"type": "number", "examples": [0.1]},
                    "steady": described(BOOLEAN, "Supported values: true (default), false."),
                    "height": described(INTEGER, "Valid range: 10…500."),
                    "pilot": STRING,
                    "club": fields({"id": INTEGER}),
                }
            )
        }
    ),
    "unknown_section.txt": Trap(
        {f"{FLY}/summary": "Fly a kite"}, ("30 left out: the section `Weather`",)
    ),
    "one_of_several_names_is_required.txt": Trap(
        {
            BODY: fields(
                {
                    "colour": STRING,
                    "pilot": described(STRING, "pilot or club is required, never both."),
                    "club": described(STRING, "pilot or club is required, never both."),
                    "tail": STRING,
                    "string": STRING,
                },
                "colour",
            )
        }
    ),
    "sample_with_choices_for_values.txt": Trap(
        {
            f"{BODY}/properties": {
                "colour": STRING,
                "size": {"type": "integer", "examples": [5]},
                "tail": {"type": "boolean", "examples": [True]},
                "parts": list_of(STRING),
            }
        }
    ),
    "numbered_names_in_one_bullet.txt": Trap(
        {
            BODY: fields(
                {
                    "colour": STRING,
                    "sail1": described(STRING, "By name."),
                    "sail2": described(STRING, "By name."),
                    "sail3": described(STRING, "By name."),
                    "tail9": STRING,
                    "tail10": STRING,
                },
                "colour",
            )
        }
    ),
    "list_in_a_bullet.txt": Trap(
        {
            f"{BODY}/properties/colour": described(
                STRING, "Depends on the weather:\n- red in the sun\n- white in the rain"
            )
        }
    ),
    "several_names_in_one_bullet.txt": Trap(
        {
            BODY: fields(
                {
                    "colour": STRING,
                    "size": STRING,
                    "pilot": STRING,
                    "tail": described(STRING, "Optional, when there is wind."),
                    "string": described(STRING, "Optional, when there is wind."),
                },
                "colour",
                "size",
                "pilot",
            )
        }
    ),
    "several_shapes_of_one_status.txt": Trap(
        {
            RESPONSES: {
                "200": KITE,
                "429": {
                    "description": "Two cases.\n\n1. The sky is full.\n\n1. The wind is.",
                    "content": {
                        "application/json": {
                            "schema": {
                                "anyOf": [
                                    fields(
                                        {
                                            "error": STRING,
                                            "kites": {
                                                "type": "object",
                                                "additionalProperties": list_of(
                                                    fields(
                                                        {
                                                            "id": {"type": ["integer", "null"]},
                                                            "more": STRING,
                                                        }
                                                    )
                                                ),
                                            },
                                        }
                                    ),
                                    fields({"error": STRING}),
                                ]
                            },
                            "examples": {
                                "example1": {
                                    "value": {
                                        "error": "full",
                                        "kites": {
                                            "<pilot>": [{"id": 1}, {"id": None, "more": "x"}]
                                        },
                                    }
                                },
                                "example2": {"value": {"error": "wind"}},
                            },
                        }
                    },
                },
            }
        }
    ),
    "several_urls_and_breadcrumbs.txt": Trap(
        {
            "/servers": [{"url": "https://api.kites.example"}],
            f"{FLY}/x-group": GROUP,
            f"{FLY}/description": "See https://kites.example/help",
        },
        (
            "15 left out: a further URL",
            "17 left out: a further breadcrumb",
        ),
    ),
    "unregistered_status.txt": Trap(
        {
            RESPONSES: {
                "200": KITE,
                "596": {"description": "The line to the kite is broken.\n\nHold on."},
                "597": {"description": "Status 597"},
            }
        }
    ),
    "status_that_stands_twice.txt": Trap(
        {
            RESPONSES: {
                "200": KITE,
                "429": {
                    "description": "Too Many Requests",
                    "content": {
                        "application/json": {
                            "schema": {
                                "anyOf": [fields({"error": STRING}), fields({"queue": INTEGER})]
                            },
                            "examples": {
                                "example1": {"value": {"error": "full"}},
                                "example2": {"value": {"queue": 3}},
                            },
                        }
                    },
                },
            }
        }
    ),
    "status_without_a_sample.txt": Trap(
        {RESPONSES: {"204": {"description": "No Content"}, "404": {"description": "It blew away."}}}
    ),
    "statuses_together.txt": Trap(
        {
            RESPONSES: {
                "200": KITE,
                "401": error("no", "No entry"),
                "403": error("no", "No entry"),
            }
        }
    ),
    "statuses_without_bullets.txt": Trap(
        {
            RESPONSES: {
                "200": KITE,
                "404": error("gone", "Not Found"),
            }
        }
    ),
    "text_under_try_it.txt": Trap(
        {f"{FLY}/summary": "Fly a kite"}, ("33 left out: text under Try It",)
    ),
    "token_described_below.txt": Trap(
        {
            "/components": {
                "securitySchemes": {
                    "BearerAuth": described(BEARER, "API token is required. Ask the club.")
                }
            }
        }
    ),
    "token_that_no_header_takes.txt": Trap(
        {f"{FLY}/summary": "Fly a kite"},
        ("18 left out: a line about a token that no header takes",),
    ),
    "two_keys_together_or_one_instead.txt": Trap(
        {
            "/security": [{"BearerAuth": [], "X-Club-Key": []}, {"BasicAuth": []}],
            "/components": {
                "securitySchemes": {
                    "BearerAuth": BEARER,
                    "X-Club-Key": api_key("header", "X-Club-Key"),
                    "BasicAuth": {"type": "http", "scheme": "basic"},
                }
            },
        }
    ),
    "types_by_words.txt": Trap(
        {
            BODY: fields(
                {
                    "a": described(NUMBER, "Supported values: 0.25, 0.5 (default) and 1."),
                    "b": {
                        "type": "number",
                        "description": "Valid range: 0.0…1.0.",
                        "examples": [1],
                    },
                    "c": described(INTEGER, "Valid range: -10...10"),
                    "d": described(BOOLEAN, "Set to true for more."),
                    "e": {"type": "array", "items": NUMBER, "description": "An array of numbers."},
                    "f": described(STRING, "Between 1 and 20 characters."),
                    "g": described(STRING, "Supported values: 16:9, 9:16."),
                    "h": list_of(STRING),
                    "i": described(STRING, "A comma-separated list of names."),
                    "j": described(INTEGER, "Supported values: 5(default),8,10"),
                }
            )
        }
    ),
    "url_that_is_none.txt": Trap(refused="13 expected a URL such as https://host/path"),
}


def test_every_page_has_a_trap() -> None:
    assert files("useapi") == sorted(TRAPS)


@pytest.mark.parametrize("name", TRAPS)
def test_a_page_with_a_trap(name: str) -> None:
    prove("useapi", name, TRAPS[name], "useapi.net prose")


@pytest.mark.parametrize(
    "name", ["captured_as_markdown.md", "captured_as_markdown_with_statuses_as_headings.md"]
)
def test_a_page_captured_as_markdown_reads_as_the_same_page_captured_as_text(name: str) -> None:
    folder = TRAP_PAGES / "useapi"
    text, markdown = read_page(folder / "captured_as_text.txt"), read_page(folder / name)
    assert same(text.document, markdown.document)
