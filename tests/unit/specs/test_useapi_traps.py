"""Every trap of useapi.net's prose, one page each: what is read of it, and what is said of it."""

from __future__ import annotations

import pytest

from scripts.specs.json_types import same
from scripts.specs.readers import read_page
from tests.helpers.page_traps import Read, Refused, assert_outcome, names
from tests.helpers.paths import TRAP_PAGES

FOLDER = TRAP_PAGES / "useapi"
OUTCOMES: dict[str, Read | Refused] = {
    "file_or_blob_post_.txt": Read(
        [
            (
                "paths /v2/pixverse/videos/upscale post",
                {
                    "summary": "Upscale to 4K",
                    "requestBody": {
                        "required": True,
                        "content": {
                            "multipart/form-data": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "image": {
                                            "type": "string",
                                            "format": "binary",
                                            "description": (
                                                "An image (jpg/png/jpeg). "
                                                "Must be either a File or Blob object."
                                            ),
                                        }
                                    },
                                    "required": ["image"],
                                }
                            }
                        },
                    },
                    "responses": {
                        "200": {
                            "description": "OK",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "type": "object",
                                        "properties": {"video_id": {"type": "string"}},
                                    },
                                    "examples": {"example": {"value": {"video_id": "x"}}},
                                }
                            },
                        }
                    },
                },
            )
        ],
        [],
    ),
    "required_by_one_item_of_two_post_.txt": Read(
        [
            (
                "paths /v1/runwayml/accounts post requestBody content application/json schema required",
                ["email", "password"],
            )
        ],
        [],
    ),
    "answer_that_is_a_list.txt": Read(
        [
            (
                "paths /v1/kites get responses 200 content application/json schema",
                {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "kiteId": {"type": ["string", "null"]},
                            "size": {"type": "number"},
                        },
                    },
                },
            )
        ],
        [],
    ),
    "answer_that_is_text.txt": Read(
        [("paths /v1/kites/fly post responses", {"200": {"description": "The word done."}})], []
    ),
    "bare_word_in_the_path.txt": Read(
        [
            (
                "paths /v1/pilots/{email}/kites/{kiteId} get parameters",
                [
                    {"name": "email", "in": "path", "required": True, "schema": {"type": "string"}},
                    {
                        "name": "kiteId",
                        "in": "path",
                        "required": True,
                        "description": "The kite.",
                        "schema": {"type": "string"},
                    },
                ],
            )
        ],
        [],
    ),
    "body_of_nothing.txt": Read(
        [
            (
                "paths /v1/kites/fly post",
                {
                    "summary": "Fly a kite",
                    "x-group": "Kites » Club-2 » Fly",
                    "responses": {
                        "200": {
                            "description": "OK",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "type": "object",
                                        "properties": {"kiteId": {"type": "string"}},
                                    },
                                    "examples": {"example": {"value": {"kiteId": "abc"}}},
                                }
                            },
                        }
                    },
                },
            )
        ],
        [(18, "left out", "the Request Body section: no sample and no parameters")],
    ),
    "body_without_a_sample.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody content application/json schema",
                {
                    "type": "object",
                    "properties": {"colour": {"type": "string"}},
                    "required": ["colour"],
                },
            )
        ],
        [],
    ),
    "bullet_that_names_nothing.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody",
                {
                    "description": "Send one kite at a time.\n\nAnd come back.",
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {"colour": {"type": "string"}},
                                "required": ["colour"],
                            }
                        }
                    },
                },
            )
        ],
        [
            (26, "left out", "an item that names no parameter"),
            (28, "left out", "an item that names no parameter"),
        ],
    ),
    "captured_as_markdown.md": Read(
        [
            (
                "paths /v1/kites/fly post",
                {
                    "summary": "Fly a kite",
                    "description": "Lifts a kite, see GET /kites/kiteId.",
                    "x-group": "Kites » Club-2 » Fly",
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "colour": {
                                            "type": "string",
                                            "description": "Of the sail, as in GET /sails.",
                                        },
                                        "max_kites": {
                                            "type": "integer",
                                            "description": "Valid range: 1…10.\n\n- never more",
                                            "examples": [1],
                                        },
                                    },
                                    "required": ["colour"],
                                }
                            },
                            "multipart/form-data": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "colour": {
                                            "type": "string",
                                            "description": "Of the sail, as in GET /sails.",
                                        },
                                        "max_kites": {
                                            "type": "integer",
                                            "description": "Valid range: 1…10.\n\n- never more",
                                            "examples": [1],
                                        },
                                    },
                                    "required": ["colour"],
                                }
                            },
                        },
                    },
                    "responses": {
                        "200": {
                            "description": "Use kiteId with GET /kites/kiteId.",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "type": "object",
                                        "properties": {
                                            "kiteId": {"type": "string"},
                                            "parts": {"type": "array", "items": {}},
                                        },
                                    },
                                    "examples": {"example": {"value": {"kiteId": "<kite_id>"}}},
                                }
                            },
                        },
                        "429": {
                            "description": "Wait.",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "type": "object",
                                        "properties": {"error": {"type": "string"}},
                                    },
                                    "examples": {"example": {"value": {"error": "full"}}},
                                }
                            },
                        },
                    },
                },
            ),
            (
                "components",
                {"securitySchemes": {"BearerAuth": {"type": "http", "scheme": "bearer"}}},
            ),
        ],
        [(84, "left out", "text under Try It")],
    ),
    "captured_as_markdown_with_statuses_as_headings.md": Read(
        [
            (
                "paths /v1/kites/fly post responses 429 description",
                "Wait.",
            )
        ],
        [(84, "left out", "text under Try It")],
    ),
    "captured_as_text.txt": Read(
        [
            (
                "paths /v1/kites/fly post",
                {
                    "summary": "Fly a kite",
                    "description": "Lifts a kite, see GET /kites/kiteId.",
                    "x-group": "Kites » Club-2 » Fly",
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "colour": {
                                            "type": "string",
                                            "description": "Of the sail, as in GET /sails.",
                                        },
                                        "max_kites": {
                                            "type": "integer",
                                            "description": "Valid range: 1…10.\n\n- never more",
                                            "examples": [1],
                                        },
                                    },
                                    "required": ["colour"],
                                }
                            },
                            "multipart/form-data": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "colour": {
                                            "type": "string",
                                            "description": "Of the sail, as in GET /sails.",
                                        },
                                        "max_kites": {
                                            "type": "integer",
                                            "description": "Valid range: 1…10.\n\n- never more",
                                            "examples": [1],
                                        },
                                    },
                                    "required": ["colour"],
                                }
                            },
                        },
                    },
                    "responses": {
                        "200": {
                            "description": "Use kiteId with GET /kites/kiteId.",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "type": "object",
                                        "properties": {
                                            "kiteId": {"type": "string"},
                                            "parts": {"type": "array", "items": {}},
                                        },
                                    },
                                    "examples": {"example": {"value": {"kiteId": "<kite_id>"}}},
                                }
                            },
                        },
                        "429": {
                            "description": "Wait.",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "type": "object",
                                        "properties": {"error": {"type": "string"}},
                                    },
                                    "examples": {"example": {"value": {"error": "full"}}},
                                }
                            },
                        },
                    },
                },
            ),
            (
                "components",
                {"securitySchemes": {"BearerAuth": {"type": "http", "scheme": "bearer"}}},
            ),
        ],
        [(61, "left out", "text under Try It")],
    ),
    "conditional_requirements.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody content application/json schema",
                {
                    "type": "object",
                    "properties": {
                        "colour": {"type": "string", "description": "Required if size is missing."},
                        "size": {
                            "type": "string",
                            "description": "Required, unless colour is there.",
                        },
                        "pilot": {
                            "type": "string",
                            "description": "Either pilot or club is required.",
                        },
                        "club": {
                            "type": "string",
                            "description": "Either pilot or club is required.",
                        },
                        "tail": {"type": "string"},
                    },
                },
            )
        ],
        [],
    ),
    "date_lines.txt": Read([("paths /v1/kites/fly post summary", "Fly a kite")], []),
    "del-method_in_the_file_name.txt": Read(
        [("paths /v1/kites/{kiteId} delete summary", "Fly a kite")], []
    ),
    "error_of_two_shapes.txt": Read(
        [
            (
                "paths /v1/kites/fly post responses",
                {
                    "200": {
                        "description": "OK",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "kiteId": {"type": "string"},
                                        "error": {
                                            "type": ["object", "null"],
                                            "properties": {"reason": {"type": "string"}},
                                        },
                                    },
                                },
                                "examples": {
                                    "example": {"value": {"kiteId": "abc", "error": None}}
                                },
                            }
                        },
                    },
                    "400": {
                        "description": "Bad Request",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"error": {"type": "string"}},
                                },
                                "examples": {"example": {"value": {"error": "torn"}}},
                            }
                        },
                    },
                },
            )
        ],
        [],
    ),
    "form_in_a_comment.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody content",
                {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "properties": {
                                "colour": {"type": "string", "description": "Of the sail."}
                            },
                            "required": ["colour"],
                        }
                    },
                    "multipart/form-data": {
                        "schema": {
                            "type": "object",
                            "properties": {
                                "colour": {"type": "string", "description": "Of the sail."}
                            },
                            "required": ["colour"],
                        }
                    },
                },
            )
        ],
        [],
    ),
    "get-file_name_that_disagrees.txt": Refused(
        30, "expected one method, not GET (the file's name) and POST (line 30)"
    ),
    "headers_of_the_vendors_own.txt": Read(
        [
            ("security", [{"X-Api-Key": []}]),
            (
                "components",
                {
                    "securitySchemes": {
                        "X-Api-Key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"}
                    }
                },
            ),
            (
                "paths /v1/kites/fly post parameters",
                [
                    {
                        "name": "X-Club",
                        "in": "header",
                        "description": "{club, optional}",
                        "schema": {"type": "string"},
                    }
                ],
            ),
        ],
        [(20, "left out", "a line under Request Headers that is no header")],
    ),
    "method_before_the_url.txt": Read(
        [
            (
                "paths /v1/kites/{kiteId} delete parameters",
                [{"name": "kiteId", "in": "path", "required": True, "schema": {"type": "string"}}],
            )
        ],
        [],
    ),
    "method_of_curl_with_data.txt": Read([("paths /v1/kites/fly post summary", "Fly a kite")], []),
    "method_of_curl_without_an_option.txt": Read(
        [("paths /v1/kites get summary", "Fly a kite")], []
    ),
    "method_of_fetch.txt": Read([("paths /v1/kites get summary", "Fly a kite")], []),
    "method_of_requests.txt": Read([("paths /v1/kites/{kiteId} delete summary", "Fly a kite")], []),
    "methods_that_disagree.txt": Refused(
        30, "expected one method, not POST (line 31) and PUT (line 30)"
    ),
    "model_and_sample_that_differ.txt": Read(
        [
            (
                "paths /v1/kites/fly post responses 200 content application/json schema",
                {
                    "type": "object",
                    "properties": {
                        "kiteId": {"anyOf": [{"type": "number"}, {"type": "string"}]},
                        "parts": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "properties": {
                                    "name": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
                                    "more": {"type": "integer"},
                                },
                            },
                        },
                        "new": {},
                    },
                },
            )
        ],
        [
            (29, "repaired", "the model and a sample give `kiteId` two types: both"),
            (29, "repaired", "the model and a sample give `parts[].name` two types: both"),
        ],
    ),
    "model_line_that_does_not_parse.txt": Read(
        [
            (
                "paths /v1/kites/fly post responses 200 content application/json schema",
                {"type": "object", "properties": {"kiteId": {"type": "string"}, "size": {}}},
            )
        ],
        [
            (31, "left out", "in the model: expected a type, found ="),
            (32, "left out", "in the model: type `Metres` is described nowhere"),
        ],
    ),
    "model_of_every_kind.txt": Read(
        [
            (
                "paths /v1/kites/fly post responses 200 content application/json schema",
                {
                    "type": "object",
                    "properties": {
                        "kiteId": {"type": "string"},
                        "any": {},
                        "tails": {"type": "array", "items": {}},
                        "parts": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "properties": {
                                    "name": {"type": "string"},
                                    "length": {"type": "number"},
                                },
                            },
                        },
                        "byPilot": {
                            "type": "object",
                            "additionalProperties": {
                                "type": "object",
                                "properties": {"count": {"type": "number"}},
                            },
                        },
                        "colour": {"type": "string", "enum": ["red", "blue"]},
                        "size": {"anyOf": [{"type": "integer", "enum": [1, 2]}, {"type": "null"}]},
                        "wind": {
                            "anyOf": [
                                {"type": "string"},
                                {"type": "object", "properties": {"from": {"type": "string"}}},
                            ]
                        },
                        "names": {"type": "array", "items": {"type": "string"}},
                        "marks": {
                            "type": "object",
                            "additionalProperties": {"type": "boolean"},
                            "description": "by name",
                        },
                    },
                },
            )
        ],
        [],
    ),
    "model_that_is_a_list.txt": Read(
        [
            (
                "paths /v1/kites get responses 200 content application/json schema",
                {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"kiteId": {"type": "string"}, "size": {"type": "integer"}},
                    },
                },
            )
        ],
        [],
    ),
    "model_that_is_no_type.txt": Read(
        [
            (
                "paths /v1/kites/fly post responses 200 content application/json schema",
                {"type": "object", "properties": {"kiteId": {"type": "string"}}},
            )
        ],
        [
            (29, "left out", "a line of the Model section that is no type"),
            (28, "left out", "the Model section: it holds no type"),
        ],
    ),
    "model_that_never_ends.txt": Refused(33, "the model: expected `}`, found the end of the model"),
    "model_with_words_around.txt": Read(
        [
            (
                "paths /v1/kites/fly post responses 200 content application/json schema",
                {"type": "object", "properties": {"kiteId": {"type": "string"}}},
            )
        ],
        [
            (29, "left out", "a line of the Model section that is no type"),
            (33, "left out", "in the model: expected the end of the model, found and"),
        ],
    ),
    "name_that_stands_twice.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody content application/json schema",
                {
                    "type": "object",
                    "properties": {
                        "colour": {
                            "type": "string",
                            "description": "Of the sail.\n\nAlso of the tail.",
                        },
                        "size": {"type": "string", "description": "In metres."},
                    },
                    "required": ["colour"],
                },
            )
        ],
        [(28, "repaired", "`size` is required by one item only: optional")],
    ),
    "names_that_only_one_side_has.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody content application/json schema",
                {
                    "type": "object",
                    "properties": {
                        "colour": {"type": "string"},
                        "size": {"type": "integer", "description": "Supported values: 1, 2 and 4."},
                    },
                    "required": ["size"],
                },
            )
        ],
        [],
    ),
    "no_authorization.txt": Read(
        [
            (
                "paths /v1/kites/fly post",
                {
                    "summary": "Fly a kite",
                    "x-group": "Kites » Club-2 » Fly",
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "colour": {"type": "string", "description": "Of the sail."}
                                    },
                                    "required": ["colour"],
                                }
                            }
                        },
                    },
                    "responses": {
                        "200": {
                            "description": "OK",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "type": "object",
                                        "properties": {"kiteId": {"type": "string"}},
                                    },
                                    "examples": {"example": {"value": {"kiteId": "abc"}}},
                                }
                            },
                        }
                    },
                },
            )
        ],
        [],
    ),
    "no_method.txt": Refused(
        30, "expected an example that shows the method (curl, fetch or requests)"
    ),
    "no_responses.txt": Refused(24, "expected a response such as `200 OK` under Responses"),
    "note_between_statuses.txt": Read(
        [
            (
                "paths /v1/kites/fly post responses",
                {
                    "200": {
                        "description": "- Keep the id.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"kiteId": {"type": "string"}},
                                },
                                "examples": {"example": {"value": {"kiteId": "abc"}}},
                            }
                        },
                    },
                    "404": {"description": "Not Found"},
                },
            )
        ],
        [(24, "left out", "a line under Responses before the first status")],
    ),
    "path_parameter_that_the_url_lacks.txt": Read(
        [
            (
                "paths /v1/kites get",
                {
                    "summary": "Fly a kite",
                    "x-group": "Kites » Club-2 » Fly",
                    "responses": {
                        "200": {
                            "description": "OK",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "type": "object",
                                        "properties": {"kiteId": {"type": "string"}},
                                    },
                                    "examples": {"example": {"value": {"kiteId": "abc"}}},
                                }
                            },
                        }
                    },
                },
            )
        ],
        [(19, "left out", "path parameter `kiteId`: the URL has no such part")],
    ),
    "path_parameters_in_marks.txt": Read(
        [
            (
                "paths /v1/{pilot}/{club}/{kite} get parameters",
                [
                    {"name": "pilot", "in": "path", "required": True, "schema": {"type": "string"}},
                    {
                        "name": "club",
                        "in": "path",
                        "required": True,
                        "description": "A number.\nValid range: 1…9.",
                        "schema": {"type": "integer"},
                    },
                    {"name": "kite", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "fields", "in": "query", "schema": {"type": "string"}},
                ],
            )
        ],
        [],
    ),
    "post-method_in_the_file_name.txt": Read(
        [("paths /v1/kites/fly post summary", "Fly a kite")], []
    ),
    "prose_before_the_url.txt": Read(
        [
            (
                "paths /v1/kites/fly post description",
                "Lifts a kite that lies on the ground.\nNeeds wind.",
            )
        ],
        [],
    ),
    "query_follows_the_url.txt": Read(
        [
            (
                "paths /v1/kites get parameters",
                [
                    {
                        "name": "limit",
                        "in": "query",
                        "description": "Valid range: 1…100.",
                        "schema": {"type": "integer"},
                    }
                ],
            )
        ],
        [],
    ),
    "query_names_in_the_url.txt": Read(
        [
            (
                "paths /v1/kites/ get parameters",
                [
                    {
                        "name": "limit",
                        "in": "query",
                        "required": True,
                        "schema": {"type": "string"},
                    },
                    {"name": "offset", "in": "query", "schema": {"type": "string"}},
                    {
                        "name": "tags[]",
                        "in": "query",
                        "schema": {"type": "array", "items": {"type": "string"}},
                    },
                ],
            )
        ],
        [],
    ),
    "raw_bytes.txt": Read(
        [
            (
                "paths /v1/pictures/ post requestBody",
                {
                    "description": "The bytes of the picture.",
                    "required": True,
                    "content": {
                        "image/png": {"schema": {"type": "string", "format": "binary"}},
                        "image/jpeg": {"schema": {"type": "string", "format": "binary"}},
                        "video/mp4": {"schema": {"type": "string", "format": "binary"}},
                    },
                },
            ),
            (
                "paths /v1/pictures/ post parameters",
                [
                    {
                        "name": "name",
                        "in": "query",
                        "required": True,
                        "description": "How to call the picture.",
                        "schema": {"type": "string"},
                    }
                ],
            ),
        ],
        [],
    ),
    "raw_bytes_of_a_type_said_below.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody",
                {
                    "description": "The picture, as image/png or image/gif.",
                    "required": True,
                    "content": {
                        "image/png": {"schema": {"type": "string", "format": "binary"}},
                        "image/gif": {"schema": {"type": "string", "format": "binary"}},
                    },
                },
            )
        ],
        [],
    ),
    "sample_that_does_not_parse.txt": Read(
        [
            (
                "paths /v1/kites/fly post responses",
                {"200": {"description": "OK"}, "400": {"description": "Bad Request"}},
            )
        ],
        [(28, "left out", "a response's sample: expected a name and a colon")],
    ),
    "sample_that_is_a_list.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody content application/json schema",
                {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "size": {"type": "integer", "examples": [3]},
                            "colour": {"type": "string"},
                        },
                        "required": ["colour"],
                    },
                },
            )
        ],
        [],
    ),
    "sample_that_never_ends.txt": Refused(19, "the body's sample: expected it to be closed"),
    "sample_with_odd_commas.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody content application/json schema",
                {
                    "type": "object",
                    "properties": {
                        "colour": {"type": "string"},
                        "size": {"type": "integer", "examples": [3]},
                        "tails": {"type": "array", "items": {"type": "integer"}},
                    },
                },
            )
        ],
        [],
    ),
    "sample_with_words_for_values.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody content application/json schema",
                {
                    "type": "object",
                    "properties": {
                        "maxKites": {"type": "integer", "examples": [1]},
                        "lift": {"type": "number", "examples": [0.1]},
                        "steady": {
                            "type": "boolean",
                            "description": "Supported values: true (default), false.",
                        },
                        "height": {"type": "integer", "description": "Valid range: 10…500."},
                        "pilot": {"type": "string"},
                        "club": {"type": "object", "properties": {"id": {"type": "integer"}}},
                    },
                },
            )
        ],
        [],
    ),
    "section_that_nobody_knows.txt": Read(
        [("paths /v1/kites/fly post summary", "Fly a kite")],
        [(30, "left out", "the section `Weather`")],
    ),
    "one_of_several_names_is_required.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody content application/json schema",
                {
                    "type": "object",
                    "properties": {
                        "colour": {"type": "string"},
                        "pilot": {
                            "type": "string",
                            "description": "pilot or club is required, never both.",
                        },
                        "club": {
                            "type": "string",
                            "description": "pilot or club is required, never both.",
                        },
                        "tail": {"type": "string"},
                        "string": {"type": "string"},
                    },
                    "required": ["colour"],
                },
            )
        ],
        [],
    ),
    "sample_with_choices_for_values.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody content application/json schema properties",
                {
                    "colour": {"type": "string"},
                    "size": {"type": "integer", "examples": [5]},
                    "tail": {"type": "boolean", "examples": [True]},
                    "parts": {"type": "array", "items": {"type": "string"}},
                },
            )
        ],
        [],
    ),
    "numbered_names_in_one_bullet.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody content application/json schema",
                {
                    "type": "object",
                    "properties": {
                        "colour": {"type": "string"},
                        "sail1": {"type": "string", "description": "By name."},
                        "sail2": {"type": "string", "description": "By name."},
                        "sail3": {"type": "string", "description": "By name."},
                        "tail9": {"type": "string"},
                        "tail10": {"type": "string"},
                    },
                    "required": ["colour"],
                },
            )
        ],
        [],
    ),
    "list_in_a_bullet.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody content application/json schema properties colour",
                {
                    "type": "string",
                    "description": "Depends on the weather:\n- red in the sun\n- white in the rain",
                },
            )
        ],
        [],
    ),
    "several_names_in_one_bullet.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody content application/json schema",
                {
                    "type": "object",
                    "properties": {
                        "colour": {"type": "string"},
                        "size": {"type": "string"},
                        "pilot": {"type": "string"},
                        "tail": {"type": "string", "description": "Optional, when there is wind."},
                        "string": {
                            "type": "string",
                            "description": "Optional, when there is wind.",
                        },
                    },
                    "required": ["colour", "size", "pilot"],
                },
            )
        ],
        [],
    ),
    "several_shapes_of_one_status.txt": Read(
        [
            (
                "paths /v1/kites/fly post responses",
                {
                    "200": {
                        "description": "OK",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"kiteId": {"type": "string"}},
                                },
                                "examples": {"example": {"value": {"kiteId": "abc"}}},
                            }
                        },
                    },
                    "429": {
                        "description": "Two cases.\n\n1. The sky is full.\n\n1. The wind is.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "anyOf": [
                                        {
                                            "type": "object",
                                            "properties": {
                                                "error": {"type": "string"},
                                                "kites": {
                                                    "type": "object",
                                                    "additionalProperties": {
                                                        "type": "array",
                                                        "items": {
                                                            "type": "object",
                                                            "properties": {
                                                                "id": {"type": ["integer", "null"]},
                                                                "more": {"type": "string"},
                                                            },
                                                        },
                                                    },
                                                },
                                            },
                                        },
                                        {
                                            "type": "object",
                                            "properties": {"error": {"type": "string"}},
                                        },
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
                },
            )
        ],
        [],
    ),
    "several_urls_and_breadcrumbs.txt": Read(
        [
            ("servers", [{"url": "https://api.kites.example"}]),
            ("paths /v1/kites/fly post x-group", "Kites » Club-2 » Fly"),
            ("paths /v1/kites/fly post description", "See https://kites.example/help"),
        ],
        [(15, "left out", "a further URL"), (17, "left out", "a further breadcrumb")],
    ),
    "status_that_nobody_registered.txt": Read(
        [
            (
                "paths /v1/kites/fly post responses",
                {
                    "200": {
                        "description": "OK",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"kiteId": {"type": "string"}},
                                },
                                "examples": {"example": {"value": {"kiteId": "abc"}}},
                            }
                        },
                    },
                    "596": {"description": "The line to the kite is broken.\n\nHold on."},
                    "597": {"description": "Status 597"},
                },
            )
        ],
        [],
    ),
    "status_that_stands_twice.txt": Read(
        [
            (
                "paths /v1/kites/fly post responses",
                {
                    "200": {
                        "description": "OK",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"kiteId": {"type": "string"}},
                                },
                                "examples": {"example": {"value": {"kiteId": "abc"}}},
                            }
                        },
                    },
                    "429": {
                        "description": "Too Many Requests",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "anyOf": [
                                        {
                                            "type": "object",
                                            "properties": {"error": {"type": "string"}},
                                        },
                                        {
                                            "type": "object",
                                            "properties": {"queue": {"type": "integer"}},
                                        },
                                    ]
                                },
                                "examples": {
                                    "example1": {"value": {"error": "full"}},
                                    "example2": {"value": {"queue": 3}},
                                },
                            }
                        },
                    },
                },
            )
        ],
        [],
    ),
    "status_without_a_sample.txt": Read(
        [
            (
                "paths /v1/kites/fly post responses",
                {"204": {"description": "No Content"}, "404": {"description": "It blew away."}},
            )
        ],
        [],
    ),
    "statuses_together.txt": Read(
        [
            (
                "paths /v1/kites/fly post responses",
                {
                    "200": {
                        "description": "OK",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"kiteId": {"type": "string"}},
                                },
                                "examples": {"example": {"value": {"kiteId": "abc"}}},
                            }
                        },
                    },
                    "401": {
                        "description": "No entry",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"error": {"type": "string"}},
                                },
                                "examples": {"example": {"value": {"error": "no"}}},
                            }
                        },
                    },
                    "403": {
                        "description": "No entry",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"error": {"type": "string"}},
                                },
                                "examples": {"example": {"value": {"error": "no"}}},
                            }
                        },
                    },
                },
            )
        ],
        [],
    ),
    "statuses_without_bullets.txt": Read(
        [
            (
                "paths /v1/kites/fly post responses",
                {
                    "200": {
                        "description": "OK",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"kiteId": {"type": "string"}},
                                },
                                "examples": {"example": {"value": {"kiteId": "abc"}}},
                            }
                        },
                    },
                    "404": {
                        "description": "Not Found",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"error": {"type": "string"}},
                                },
                                "examples": {"example": {"value": {"error": "gone"}}},
                            }
                        },
                    },
                },
            )
        ],
        [],
    ),
    "text_under_try_it.txt": Read(
        [("paths /v1/kites/fly post summary", "Fly a kite")],
        [(33, "left out", "text under Try It")],
    ),
    "token_described_below.txt": Read(
        [
            (
                "components",
                {
                    "securitySchemes": {
                        "BearerAuth": {
                            "type": "http",
                            "scheme": "bearer",
                            "description": "API token is required. Ask the club.",
                        }
                    }
                },
            )
        ],
        [],
    ),
    "token_that_no_header_takes.txt": Read(
        [("paths /v1/kites/fly post summary", "Fly a kite")],
        [(18, "left out", "a line about a token that no header takes")],
    ),
    "two_keys_together_or_one_instead.txt": Read(
        [
            ("security", [{"BearerAuth": [], "X-Club-Key": []}, {"BasicAuth": []}]),
            (
                "components",
                {
                    "securitySchemes": {
                        "BearerAuth": {"type": "http", "scheme": "bearer"},
                        "X-Club-Key": {"type": "apiKey", "in": "header", "name": "X-Club-Key"},
                        "BasicAuth": {"type": "http", "scheme": "basic"},
                    }
                },
            ),
        ],
        [],
    ),
    "types_by_words.txt": Read(
        [
            (
                "paths /v1/kites/fly post requestBody content application/json schema",
                {
                    "type": "object",
                    "properties": {
                        "a": {
                            "type": "number",
                            "description": "Supported values: 0.25, 0.5 (default) and 1.",
                        },
                        "b": {
                            "type": "number",
                            "description": "Valid range: 0.0…1.0.",
                            "examples": [1],
                        },
                        "c": {"type": "integer", "description": "Valid range: -10...10"},
                        "d": {"type": "boolean", "description": "Set to true for more."},
                        "e": {
                            "type": "array",
                            "items": {"type": "number"},
                            "description": "An array of numbers.",
                        },
                        "f": {"type": "string", "description": "Between 1 and 20 characters."},
                        "g": {"type": "string", "description": "Supported values: 16:9, 9:16."},
                        "h": {"type": "array", "items": {"type": "string"}},
                        "i": {"type": "string", "description": "A comma-separated list of names."},
                        "j": {
                            "type": "integer",
                            "description": "Supported values: 5(default),8,10",
                        },
                    },
                },
            )
        ],
        [],
    ),
    "url_that_is_none.txt": Refused(13, "expected a URL such as https://host/path"),
}


def test_every_page_of_the_folder_has_an_outcome() -> None:
    assert names(FOLDER) == sorted(OUTCOMES)


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_trap(name: str) -> None:
    assert_outcome(FOLDER / name, OUTCOMES[name])


def test_a_page_captured_as_markdown_reads_as_the_same_page_captured_as_text() -> None:
    text = read_page(FOLDER / "captured_as_text.txt")
    for name in (
        "captured_as_markdown.md",
        "captured_as_markdown_with_statuses_as_headings.md",
    ):
        markdown = read_page(FOLDER / name)
        assert same(text.document, markdown.document)
        assert [note.text for note in text.notes] == [note.text for note in markdown.notes]
