"""The traps of Mintlify's own tree, one to a page under pages/mintlify_tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.helpers.page_traps import (
    BEARER,
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

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject

KITES: Final = "/paths/~1v1~1kites/get"
RESPONSES: Final = f"{KITES}/responses"
RESPONSE: Final = f"{RESPONSES}/200/content/application~1json/schema"
BUILD: Final = "/paths/~1v1~1kites/post"
BODY: Final = f"{BUILD}/requestBody/content/application~1json/schema"
SCHEMES: Final = "/components/securitySchemes"

GROUP: Final = "kite-api/kites.json"
FINDS: Final = "Finds kites by what is known of them."
FOUND: Final = fields({"kite": described(STRING, "The kite that was asked for.")})
LOOKED_UP: Final[JsonObject] = {
    "summary": "Look Up Kites",
    "description": FINDS,
    "x-group": GROUP,
    "responses": {"200": response(FOUND, description="Found.")},
}
ONLY_COLOUR: Final = fields({"colour": described(STRING, "The colour.")}, "colour")
TRAIN: Final[JsonObject] = {"$ref": "#/components/schemas/Train"}
NO_OPERATION: Final = "8 expected `paths` with a `path` that begins with / and an HTTP `method`"

TRAPS: Final[dict[str, Trap]] = {
    "fence_without_a_file.md": Trap(
        {
            "/paths/~1agents~1{agent_id}~1runs/post": {
                "summary": "Create run",
                "description": "Starts a run.",
                "parameters": [parameter("agent_id", "path", required=True)],
                "responses": {"200": response(fields({"id": STRING}), description="ok")},
            }
        }
    ),
    "key_among_the_headers.md": Trap(
        {
            "/security": [{"API-KEY": []}],
            SCHEMES: {"API-KEY": api_key("header", "API-KEY")},
        },
        ("15 repaired: header `API-KEY`: a security scheme",),
    ),
    "heading_that_names_the_source.md": Trap(
        {
            "/info/title": "Create run",
            "/paths/~1agents~1{agent_id}~1runs/post/description": "Starts a run.",
        }
    ),
    "all_of_that_says_something_twice_stays.md": Trap(
        {
            BODY: fields(
                {
                    "colour": {
                        "description": "The colour, told from outside.",
                        "allOf": [described(STRING, "The colour, told from inside.")],
                    }
                }
            )
        }
    ),
    "alternatives_of_security.md": Trap(
        {
            "/security": [{"BearerAuth": []}, {"PilotX-Pilot": [], "PilotX-Club": []}],
            SCHEMES: {
                "BearerAuth": described(BEARER, "The pilot's token."),
                "PilotX-Pilot": api_key("header", "X-Pilot"),
                "PilotX-Club": api_key("header", "X-Club"),
            },
        }
    ),
    "anchors_and_aliases.md": Trap(
        {
            RESPONSE: ONLY_COLOUR,
            f"{RESPONSES}/404/content/application~1json/schema": ONLY_COLOUR,
        }
    ),
    "any_type.md": Trap({BODY: fields({"cargo": {"description": "Whatever hangs from it."}})}),
    "authorization_among_the_parameters.md": Trap(
        {
            "/security": [{"Authorization": []}],
            SCHEMES: {"Authorization": described(BEARER, "Bearer and the token.")},
        },
        (
            "19 repaired: header `Authorization`: a security scheme",
            "24 left out: header `Accept`: media types say it",
        ),
    ),
    "bounds_as_text.md": Trap(
        {f"{BODY}/properties/colour": {"type": "string", "maxLength": 20}},
        ("28 repaired: `maxLength` is a number, given as text",),
    ),
    "circular_reference.md": Trap(
        {
            RESPONSE: TRAIN,
            "/components": {"schemas": {"Train": fields({"colour": STRING, "next": TRAIN})}},
        }
    ),
    "code_samples_and_x_mint.md": Trap(
        {KITES: LOOKED_UP},
        ("40 left out: `xMint.content`: text for readers of the page",),
    ),
    "deprecated_operation.md": Trap(
        {
            f"{KITES}/deprecated": True,
            f"{KITES}/parameters": [
                {"name": "colour", "in": "query", "deprecated": True, "schema": STRING}
            ],
        }
    ),
    "enum_types.md": Trap(
        {
            BODY: fields(
                {
                    "colour": {"enum": ["red", "blue"], "type": "string"},
                    "lift": {"enum": [0.5, 1.5], "type": "number"},
                    "strings": {"enum": [1, 2, 4], "type": "integer"},
                }
            )
        }
    ),
    "example_that_contradicts.md": Trap(
        {
            f"{RESPONSES}/200/content": {
                "application/json": {
                    "schema": fields({"count": INTEGER}),
                    "examples": {
                        "wrong": {"summary": "Words", "value": {"count": "many"}},
                        "right": {"summary": "A number", "value": {"count": 3}},
                    },
                }
            }
        }
    ),
    "example_that_is_prose.md": Trap(
        {
            f"{RESPONSES}/200/content": {
                "application/json": {
                    "schema": fields({"count": INTEGER}),
                    "examples": {"one": {"value": "**Note**: counted at dawn."}},
                }
            }
        }
    ),
    "example_without_a_value.md": Trap(
        {
            f"{RESPONSES}/200/content": {
                "application/json": {"schema": STRING, "examples": {"two": {"value": "bare-value"}}}
            }
        },
        ("27 left out: an example without a value",),
    ),
    "fence_that_is_not_closed.md": Trap(refused="7 expected the fence to be closed"),
    "file_as_the_whole_body.md": Trap(
        {
            "/paths/~1v1~1kites/put/requestBody": {
                "description": "The picture alone.",
                "required": True,
                "content": {
                    "image/png": {
                        "schema": {
                            "type": "string",
                            "contentMediaType": "image/png",
                            "format": "binary",
                        }
                    }
                },
            }
        }
    ),
    "file_in_a_form.md": Trap(
        {
            f"{BUILD}/requestBody/content/multipart~1form-data/schema": fields(
                {
                    "picture": {
                        "type": "string",
                        "contentMediaType": "image/png",
                        "description": "The sail's picture.",
                        "format": "binary",
                    }
                }
            )
        }
    ),
    "first_level_properties_wrapped_in_all_of.md": Trap(
        {
            BODY: fields(
                {
                    "colour": {
                        **described(STRING, "The colour of the sail."),
                        "examples": ["white"],
                    },
                    "tail": fields({"length": NUMBER}),
                }
            )
        }
    ),
    "heading_that_names_another_operation.md": Trap(
        {f"{KITES}/x-group": GROUP},
        ("7 left out: the fence names another operation than its tree",),
    ),
    "http_authentication_in_another_header.md": Trap(
        {
            "/security": [{"Club": []}],
            SCHEMES: {"Club": api_key("header", "X-Club")},
        },
        ("18 repaired: security in header `X-Club`: a key, not HTTP authentication",),
    ),
    "keys_in_header_query_and_cookie.md": Trap(
        {
            "/security": [{"inHeader": []}, {"inQuery": []}, {"inCookie": []}],
            SCHEMES: {
                "inHeader": described(api_key("header", "X-Pilot"), "The pilot."),
                "inQuery": api_key("query", "pilot"),
                "inCookie": api_key("cookie", "pilot_id"),
            },
        }
    ),
    "mojibake.md": Trap(
        {f"{KITES}/description": "Finds kites (é – 🪁) by what is known of them."},
        ("3 repaired: UTF-8 that was read as Windows-1252",),
    ),
    "no_method.md": Trap(refused=NO_OPERATION),
    "no_response_at_all.md": Trap(
        {RESPONSES: {"200": {"description": ""}}},
        ("21 repaired: no response is described: a 200 without a body",),
    ),
    "not_yaml.md": Trap(
        refused="34 expected valid YAML: a comma or the bracket that closes the list or mapping"
    ),
    "oauth_with_its_addresses.md": Trap(
        {
            "/security": [{"Club": []}],
            SCHEMES: {
                "Club": {
                    "type": "oauth2",
                    "flows": {
                        "clientCredentials": {
                            "tokenUrl": "https://kites.example.com/token",
                            "scopes": {"fly": "To fly."},
                        }
                    },
                }
            },
        },
        ("24 left out: OAuth flow `implicit`: expected authorizationUrl",),
    ),
    "oauth_without_its_addresses.md": Trap(
        {
            "/security": [{"Club": []}],
            SCHEMES: {"Club": described(BEARER, "Of the club.")},
        },
        ("18 repaired: OAuth without the addresses that give a token: the token is a bearer",),
    ),
    "one_of_several_shapes.md": Trap(
        {RESPONSE: {"oneOf": [fields({"kite": STRING}), fields({"reason": STRING})]}}
    ),
    "one_operation_twice.md": Trap(
        {RESPONSE: FOUND},
        ("74 left out: a further document for the same operation",),
    ),
    "parameter_of_several_schemas.md": Trap(
        {
            f"{KITES}/parameters": [
                parameter(
                    "limit",
                    "query",
                    {"anyOf": [INTEGER, {"type": "null"}], "default": 5},
                    description="How many.\n\nNull for all.",
                ),
                parameter(
                    "colour",
                    "query",
                    {"enum": ["red", "blue"], "type": "string"},
                    required=True,
                    description="Of the sail.",
                ),
            ]
        }
    ),
    "parameter_schemas_that_disagree_on_required.md": Trap(
        {
            f"{KITES}/parameters": [
                parameter("limit", "query", {"anyOf": [INTEGER, STRING]}, required=True)
            ]
        },
        ("18 repaired: parameter `limit`: one of its schemas requires it",),
    ),
    "path_parameter_that_is_not_described.md": Trap(
        {
            "/paths/~1v1~1kites~1{kite_id}~1tails~1{tail_id}/get/parameters": [
                parameter("kite_id", "path", INTEGER, required=True),
                parameter("tail_id", "path", required=True),
            ]
        },
        (
            "21 left out: path parameter `wind`: the path has no such part",
            "9 repaired: path parameter `tail_id` is described nowhere: text",
        ),
    ),
    "path_without_a_slash.md": Trap(refused=NO_OPERATION),
    "placeholder_for_no_body.md": Trap(
        {
            "/paths/~1v1~1kites/delete": {
                **LOOKED_UP,
                "responses": {"204": {"description": "The string is cut."}},
            }
        }
    ),
    "placeholder_with_something_under_it.md": Trap(
        {RESPONSES: {"200": {"description": "Another wording.\n\nOne wording."}}},
        (
            "27 left out: examples of a body that is none",
            "25 left out: the schema of a body that is none",
        ),
    ),
    "property_that_calls_itself_required.md": Trap(
        {BODY: fields({"colour": STRING, "size": INTEGER}, "colour")},
        ("25 repaired: `required: true` on property `colour`: its schema requires it",),
    ),
    "public_operation.md": Trap({"/security": []}),
    "quotation_after_the_tree.md": Trap(
        {f"{KITES}/description": FINDS},
        ("40 left out: a line of text around the tree",),
    ),
    "ref_identifier_is_bookkeeping.md": Trap({BODY: fields({"colour": STRING})}),
    "reference_that_leads_nowhere.md": Trap(
        {RESPONSE: fields({"sail": {"description": "What the wind fills."}})},
        ("29 left out: a `$ref` that leads nowhere on this page",),
    ),
    "references_into_components.md": Trap(
        {
            BODY: fields({"sail": {"$ref": "#/components/schemas/Sail"}}),
            "/components": {"schemas": {"Sail": fields({"area": NUMBER}, "area")}},
        }
    ),
    "required_properties_beside_a_required_body.md": Trap(
        {
            f"{BUILD}/requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": fields(
                            {"colour": STRING, "size": fields({"width": INTEGER}, "width")},
                            "colour",
                        )
                    }
                },
            }
        }
    ),
    "security_that_is_not_said.md": Trap({KITES: LOOKED_UP}),
    "security_that_says_nowhere.md": Trap(
        {KITES: LOOKED_UP},
        ("15 left out: a way to authenticate that says neither header nor query",),
    ),
    "server_variables.md": Trap(
        {
            "/servers": [
                {
                    "url": "https://{region}.example.com:{port}",
                    "variables": {
                        "region": {
                            "default": "north",
                            "enum": ["north", "south"],
                            "description": "The shore.",
                        },
                        "port": {"default": "8443"},
                    },
                }
            ]
        },
        (
            "14 repaired: server variable `region`: its first value is the default",
            "19 left out: a server whose `shore` has no default",
        ),
    ),
    "server_without_a_url.md": Trap(
        {"/servers": [{"url": "https://kites.example.com"}]},
        ("12 left out: a server without a URL",),
    ),
    "several_media_types_of_a_body.md": Trap(
        {
            f"{BUILD}/requestBody": {
                "description": "As JSON.\n\nAs a form.",
                "required": True,
                "content": {
                    "application/json": {"schema": fields({"colour": STRING})},
                    "multipart/form-data": {"schema": fields({"colour": STRING})},
                },
            }
        }
    ),
    "several_media_types_of_a_response.md": Trap(
        {
            RESPONSES: {
                "200": {
                    "description": "All at once.\n\nOne after the other.",
                    "content": {
                        "application/json": {"schema": fields({"kite": STRING})},
                        "text/event-stream": {"schema": STRING},
                    },
                }
            }
        }
    ),
    "several_servers.md": Trap(
        {
            "/servers": [
                {"url": "https://kites.example.com", "description": "Where it blows."},
                {"url": "https://calm.example.com", "description": "For rehearsal."},
            ]
        }
    ),
    "status_without_anything.md": Trap(
        {RESPONSES: {"200": {"description": ""}, "500": {"description": ""}}}
    ),
    "text_around_the_tree.md": Trap(
        {f"{KITES}/description": FINDS},
        ("5 left out: 2 lines of text around the tree",),
    ),
    "title_that_repeats_the_name.md": Trap(
        {f"{BODY}/properties/colour": described(STRING, "By name.")}
    ),
    "title_of_a_body.md": Trap(
        {
            BODY: {
                "properties": {"colour": described(STRING, "Of the sail\n\nBy name.")},
                "type": "object",
                "description": "A kite to build",
            }
        }
    ),
    "two_operations_on_one_page.md": Trap(
        {f"{KITES}/security": [], "/paths/~1v1~1kites/delete/security": [{"Pilot": []}]}
    ),
    "type_that_json_schema_does_not_have.md": Trap(
        {BODY: fields({"cargo": {"description": "How it is tied."}})},
        ("27 left out: a type that JSON Schema does not have",),
    ),
    "unknown_keys.md": Trap(
        {RESPONSES: {"200": response(fields({"kite": STRING}), description="Found.")}},
        (
            "39 left out: `paths.mood`",
            "32 left out: `application/json.weather`",
            "26 left out: schema keyword `knots`",
            "34 left out: response `gone`: its key is no status",
        ),
    ),
    "values_of_another_kind.md": Trap(
        {RESPONSE: fields({"kite": {}, "tails": list_of({})})},
        (
            "11 left out: `paths.servers`: expected a list",
            "26 left out: `properties.kite`: expected a mapping",
            "30 left out: `allOf.items`: expected a mapping",
            "31 left out: `application/json.examples`: expected a mapping",
        ),
    ),
}


def test_every_page_has_a_trap() -> None:
    assert files("mintlify_tree") == sorted(TRAPS)


@pytest.mark.parametrize("name", TRAPS)
def test_a_page_with_a_trap(name: str) -> None:
    prove("mintlify_tree", name, TRAPS[name], "Mintlify tree")
