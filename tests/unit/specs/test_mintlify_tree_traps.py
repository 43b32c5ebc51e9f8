"""Every trap of Mintlify's own tree, one page each: what is read of it, and what is said of it."""

from __future__ import annotations

import pytest

from tests.helpers.page_traps import Read, Refused, assert_outcome, names
from tests.helpers.paths import TRAP_PAGES

FOLDER = TRAP_PAGES / "mintlify_tree"
OUTCOMES: dict[str, Read | Refused] = {
    "fence_without_a_file.md": Read(
        [
            (
                "paths /agents/{agent_id}/runs post",
                {
                    "summary": "Create run",
                    "description": "Starts a run.",
                    "parameters": [
                        {
                            "name": "agent_id",
                            "in": "path",
                            "required": True,
                            "schema": {"type": "string"},
                        }
                    ],
                    "responses": {
                        "200": {
                            "description": "ok",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "type": "object",
                                        "properties": {"id": {"type": "string"}},
                                    }
                                }
                            },
                        }
                    },
                },
            )
        ],
        [],
    ),
    "key_among_the_headers.md": Read(
        [
            ("security", [{"API-KEY": []}]),
            (
                "components securitySchemes",
                {"API-KEY": {"type": "apiKey", "in": "header", "name": "API-KEY"}},
            ),
        ],
        [(15, "repaired", "header `API-KEY`: a security scheme")],
    ),
    "heading_that_names_the_source.md": Read(
        [
            ("info title", "Create run"),
            ("paths /agents/{agent_id}/runs post description", "Starts a run."),
        ],
        [],
    ),
    "all_of_that_says_something_twice_stays.md": Read(
        [
            (
                "paths /v1/kites post requestBody content application/json schema",
                {
                    "properties": {
                        "colour": {
                            "description": "The colour, told from outside.",
                            "allOf": [
                                {"description": "The colour, told from inside.", "type": "string"}
                            ],
                        }
                    },
                    "type": "object",
                },
            )
        ],
        [],
    ),
    "alternatives_of_security.md": Read(
        [
            ("security", [{"BearerAuth": []}, {"PilotX-Pilot": [], "PilotX-Club": []}]),
            (
                "components securitySchemes",
                {
                    "BearerAuth": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "The pilot's token.",
                    },
                    "PilotX-Pilot": {"type": "apiKey", "in": "header", "name": "X-Pilot"},
                    "PilotX-Club": {"type": "apiKey", "in": "header", "name": "X-Club"},
                },
            ),
        ],
        [],
    ),
    "anchors_and_aliases.md": Read(
        [
            (
                "paths /v1/kites get responses 200 content application/json schema",
                {
                    "properties": {"colour": {"description": "The colour.", "type": "string"}},
                    "type": "object",
                    "required": ["colour"],
                },
            ),
            (
                "paths /v1/kites get responses 404 content application/json schema",
                {
                    "properties": {"colour": {"description": "The colour.", "type": "string"}},
                    "type": "object",
                    "required": ["colour"],
                },
            ),
        ],
        [],
    ),
    "any_type.md": Read(
        [
            (
                "paths /v1/kites post requestBody content application/json schema",
                {
                    "properties": {"cargo": {"description": "Whatever hangs from it."}},
                    "type": "object",
                },
            )
        ],
        [],
    ),
    "authorization_among_the_parameters.md": Read(
        [
            ("security", [{"Authorization": []}]),
            (
                "components securitySchemes",
                {
                    "Authorization": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "Bearer and the token.",
                    }
                },
            ),
        ],
        [
            (19, "repaired", "header `Authorization`: a security scheme"),
            (24, "left out", "header `Accept`: media types say it"),
        ],
    ),
    "bounds_as_text.md": Read(
        [
            (
                "paths /v1/kites post requestBody content application/json schema properties colour",
                {"type": "string", "maxLength": 20},
            )
        ],
        [(28, "repaired", "`maxLength` is a number, given as text")],
    ),
    "circular_reference.md": Read(
        [
            (
                "paths /v1/kites get responses 200 content application/json schema",
                {"$ref": "#/components/schemas/Train"},
            ),
            (
                "components",
                {
                    "schemas": {
                        "Train": {
                            "properties": {
                                "colour": {"type": "string"},
                                "next": {"$ref": "#/components/schemas/Train"},
                            },
                            "type": "object",
                        }
                    }
                },
            ),
        ],
        [],
    ),
    "code_samples_and_x_mint.md": Read(
        [
            (
                "paths /v1/kites get",
                {
                    "summary": "Look Up Kites",
                    "description": "Finds kites by what is known of them.",
                    "x-group": "kite-api/kites.json",
                    "responses": {
                        "200": {
                            "description": "Found.",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "properties": {
                                            "kite": {
                                                "description": "The kite that was asked for.",
                                                "type": "string",
                                            }
                                        },
                                        "type": "object",
                                    }
                                }
                            },
                        }
                    },
                },
            )
        ],
        [(40, "left out", "`xMint.content`: text for readers of the page")],
    ),
    "deprecated_operation.md": Read(
        [
            ("paths /v1/kites get deprecated", True),
            (
                "paths /v1/kites get parameters",
                [
                    {
                        "name": "colour",
                        "in": "query",
                        "deprecated": True,
                        "schema": {"type": "string"},
                    }
                ],
            ),
        ],
        [],
    ),
    "enum_types.md": Read(
        [
            (
                "paths /v1/kites post requestBody content application/json schema",
                {
                    "properties": {
                        "colour": {"enum": ["red", "blue"], "type": "string"},
                        "lift": {"enum": [0.5, 1.5], "type": "number"},
                        "strings": {"enum": [1, 2, 4], "type": "integer"},
                    },
                    "type": "object",
                },
            )
        ],
        [],
    ),
    "example_that_contradicts.md": Read(
        [
            (
                "paths /v1/kites get responses 200 content",
                {
                    "application/json": {
                        "schema": {"properties": {"count": {"type": "integer"}}, "type": "object"},
                        "examples": {
                            "wrong": {"summary": "Words", "value": {"count": "many"}},
                            "right": {"summary": "A number", "value": {"count": 3}},
                        },
                    }
                },
            )
        ],
        [],
    ),
    "example_that_is_prose.md": Read(
        [
            (
                "paths /v1/kites get responses 200 content",
                {
                    "application/json": {
                        "schema": {"properties": {"count": {"type": "integer"}}, "type": "object"},
                        "examples": {"one": {"value": "**Note**: counted at dawn."}},
                    }
                },
            )
        ],
        [],
    ),
    "example_without_a_value.md": Read(
        [
            (
                "paths /v1/kites get responses 200 content",
                {
                    "application/json": {
                        "schema": {"type": "string"},
                        "examples": {"two": {"value": "bare-value"}},
                    }
                },
            )
        ],
        [(27, "left out", "an example without a value")],
    ),
    "fence_that_is_not_closed.md": Refused(7, "expected the fence to be closed"),
    "file_as_the_whole_body.md": Read(
        [
            (
                "paths /v1/kites put requestBody",
                {
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
                },
            )
        ],
        [],
    ),
    "file_in_a_form.md": Read(
        [
            (
                "paths /v1/kites post requestBody content multipart/form-data schema",
                {
                    "properties": {
                        "picture": {
                            "type": "string",
                            "contentMediaType": "image/png",
                            "description": "The sail's picture.",
                            "format": "binary",
                        }
                    },
                    "type": "object",
                },
            )
        ],
        [],
    ),
    "first_level_properties_wrapped_in_all_of.md": Read(
        [
            (
                "paths /v1/kites post requestBody content application/json schema",
                {
                    "properties": {
                        "colour": {"description": "The colour of the sail.", "type": "string"},
                        "tail": {"properties": {"length": {"type": "number"}}, "type": "object"},
                    },
                    "type": "object",
                },
            )
        ],
        [],
    ),
    "heading_that_names_another_operation.md": Read(
        [("paths /v1/kites get x-group", "kite-api/kites.json")],
        [(7, "left out", "the fence names another operation than its tree")],
    ),
    "http_authentication_in_another_header.md": Read(
        [
            ("security", [{"Club": []}]),
            (
                "components securitySchemes",
                {"Club": {"type": "apiKey", "in": "header", "name": "X-Club"}},
            ),
        ],
        [(18, "repaired", "security in header `X-Club`: a key, not HTTP authentication")],
    ),
    "keys_in_header_query_and_cookie.md": Read(
        [
            ("security", [{"inHeader": []}, {"inQuery": []}, {"inCookie": []}]),
            (
                "components securitySchemes",
                {
                    "inHeader": {
                        "type": "apiKey",
                        "in": "header",
                        "name": "X-Pilot",
                        "description": "The pilot.",
                    },
                    "inQuery": {"type": "apiKey", "in": "query", "name": "pilot"},
                    "inCookie": {"type": "apiKey", "in": "cookie", "name": "pilot_id"},
                },
            ),
        ],
        [],
    ),
    "mojibake.md": Read(
        [("paths /v1/kites get description", "Finds kites (é – 🪁) by what is known of them.")],
        [(3, "repaired", "UTF-8 that was read as Windows-1252")],
    ),
    "no_method.md": Refused(
        8, "expected `paths` with a `path` that begins with / and an HTTP `method`"
    ),
    "no_response_at_all.md": Read(
        [("paths /v1/kites get responses", {"200": {"description": ""}})],
        [(21, "repaired", "no response is described: a 200 without a body")],
    ),
    "not_yaml.md": Refused(
        34, "expected valid YAML: a comma or the bracket that closes the list or mapping"
    ),
    "oauth_with_its_addresses.md": Read(
        [
            ("security", [{"Club": []}]),
            (
                "components securitySchemes",
                {
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
            ),
        ],
        [(24, "left out", "OAuth flow `implicit`: expected authorizationUrl")],
    ),
    "oauth_without_its_addresses.md": Read(
        [
            ("security", [{"Club": []}]),
            (
                "components securitySchemes",
                {"Club": {"type": "http", "scheme": "bearer", "description": "Of the club."}},
            ),
        ],
        [(18, "repaired", "OAuth without the addresses that give a token: the token is a bearer")],
    ),
    "one_of_several_shapes.md": Read(
        [
            (
                "paths /v1/kites get responses 200 content application/json schema",
                {
                    "oneOf": [
                        {"properties": {"kite": {"type": "string"}}, "type": "object"},
                        {"properties": {"reason": {"type": "string"}}, "type": "object"},
                    ]
                },
            )
        ],
        [],
    ),
    "one_operation_twice.md": Read(
        [
            (
                "paths /v1/kites get responses 200 content application/json schema",
                {
                    "properties": {
                        "kite": {"description": "The kite that was asked for.", "type": "string"}
                    },
                    "type": "object",
                },
            )
        ],
        [(74, "left out", "a further document for the same operation")],
    ),
    "parameter_of_several_schemas.md": Read(
        [
            (
                "paths /v1/kites get parameters",
                [
                    {
                        "name": "limit",
                        "in": "query",
                        "description": "How many.\n\nNull for all.",
                        "schema": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": 5},
                    },
                    {
                        "name": "colour",
                        "in": "query",
                        "required": True,
                        "description": "Of the sail.",
                        "schema": {"enum": ["red", "blue"], "type": "string"},
                    },
                ],
            )
        ],
        [],
    ),
    "parameter_schemas_that_disagree_on_required.md": Read(
        [
            (
                "paths /v1/kites get parameters",
                [
                    {
                        "name": "limit",
                        "in": "query",
                        "required": True,
                        "schema": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
                    }
                ],
            )
        ],
        [(18, "repaired", "parameter `limit`: one of its schemas requires it")],
    ),
    "path_parameter_that_is_not_described.md": Read(
        [
            (
                "paths /v1/kites/{kite_id}/tails/{tail_id} get parameters",
                [
                    {
                        "name": "kite_id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "integer"},
                    },
                    {
                        "name": "tail_id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                    },
                ],
            )
        ],
        [
            (21, "left out", "path parameter `wind`: the path has no such part"),
            (9, "repaired", "path parameter `tail_id` is described nowhere: text"),
        ],
    ),
    "path_without_a_slash.md": Refused(
        8, "expected `paths` with a `path` that begins with / and an HTTP `method`"
    ),
    "placeholder_for_no_body.md": Read(
        [
            (
                "paths /v1/kites delete",
                {
                    "summary": "Look Up Kites",
                    "description": "Finds kites by what is known of them.",
                    "x-group": "kite-api/kites.json",
                    "responses": {"204": {"description": "The string is cut."}},
                },
            )
        ],
        [],
    ),
    "placeholder_with_something_under_it.md": Read(
        [
            (
                "paths /v1/kites get responses",
                {"200": {"description": "Another wording.\n\nOne wording."}},
            )
        ],
        [
            (27, "left out", "examples of a body that is none"),
            (25, "left out", "the schema of a body that is none"),
        ],
    ),
    "property_that_calls_itself_required.md": Read(
        [
            (
                "paths /v1/kites post requestBody content application/json schema",
                {
                    "properties": {"colour": {"type": "string"}, "size": {"type": "integer"}},
                    "type": "object",
                    "required": ["colour"],
                },
            )
        ],
        [(25, "repaired", "`required: true` on property `colour`: its schema requires it")],
    ),
    "public_operation.md": Read([("security", [])], []),
    "quotation_after_the_tree.md": Read(
        [("paths /v1/kites get description", "Finds kites by what is known of them.")],
        [(40, "left out", "a line of text around the tree")],
    ),
    "ref_identifier_is_bookkeeping.md": Read(
        [
            (
                "paths /v1/kites post requestBody content application/json schema",
                {"properties": {"colour": {"type": "string"}}, "type": "object"},
            )
        ],
        [],
    ),
    "reference_that_leads_nowhere.md": Read(
        [
            (
                "paths /v1/kites get responses 200 content application/json schema",
                {"properties": {"sail": {"description": "What the wind fills."}}, "type": "object"},
            )
        ],
        [(29, "left out", "a `$ref` that leads nowhere on this page")],
    ),
    "references_into_components.md": Read(
        [
            (
                "paths /v1/kites post requestBody content application/json schema",
                {"properties": {"sail": {"$ref": "#/components/schemas/Sail"}}, "type": "object"},
            ),
            (
                "components",
                {
                    "schemas": {
                        "Sail": {
                            "properties": {"area": {"type": "number"}},
                            "type": "object",
                            "required": ["area"],
                        }
                    }
                },
            ),
        ],
        [],
    ),
    "required_properties_beside_a_required_body.md": Read(
        [
            (
                "paths /v1/kites post requestBody",
                {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "properties": {
                                    "colour": {"type": "string"},
                                    "size": {
                                        "properties": {"width": {"type": "integer"}},
                                        "type": "object",
                                        "required": ["width"],
                                    },
                                },
                                "type": "object",
                                "required": ["colour"],
                            }
                        }
                    },
                },
            )
        ],
        [],
    ),
    "security_that_is_not_said.md": Read(
        [
            (
                "paths /v1/kites get",
                {
                    "summary": "Look Up Kites",
                    "description": "Finds kites by what is known of them.",
                    "x-group": "kite-api/kites.json",
                    "responses": {
                        "200": {
                            "description": "Found.",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "properties": {
                                            "kite": {
                                                "description": "The kite that was asked for.",
                                                "type": "string",
                                            }
                                        },
                                        "type": "object",
                                    }
                                }
                            },
                        }
                    },
                },
            )
        ],
        [],
    ),
    "security_that_says_nowhere.md": Read(
        [
            (
                "paths /v1/kites get",
                {
                    "summary": "Look Up Kites",
                    "description": "Finds kites by what is known of them.",
                    "x-group": "kite-api/kites.json",
                    "responses": {
                        "200": {
                            "description": "Found.",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "properties": {
                                            "kite": {
                                                "description": "The kite that was asked for.",
                                                "type": "string",
                                            }
                                        },
                                        "type": "object",
                                    }
                                }
                            },
                        }
                    },
                },
            )
        ],
        [(15, "left out", "a way to authenticate that says neither header nor query")],
    ),
    "server_variables.md": Read(
        [
            (
                "servers",
                [
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
                ],
            )
        ],
        [
            (14, "repaired", "server variable `region`: its first value is the default"),
            (19, "left out", "a server whose `shore` has no default"),
        ],
    ),
    "server_without_a_url.md": Read(
        [("servers", [{"url": "https://kites.example.com"}])],
        [(12, "left out", "a server without a URL")],
    ),
    "several_media_types_of_a_body.md": Read(
        [
            (
                "paths /v1/kites post requestBody",
                {
                    "description": "As JSON.\n\nAs a form.",
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "properties": {"colour": {"type": "string"}},
                                "type": "object",
                            }
                        },
                        "multipart/form-data": {
                            "schema": {
                                "properties": {"colour": {"type": "string"}},
                                "type": "object",
                            }
                        },
                    },
                },
            )
        ],
        [],
    ),
    "several_media_types_of_an_answer.md": Read(
        [
            (
                "paths /v1/kites get responses",
                {
                    "200": {
                        "description": "All at once.\n\nOne after the other.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "properties": {"kite": {"type": "string"}},
                                    "type": "object",
                                }
                            },
                            "text/event-stream": {"schema": {"type": "string"}},
                        },
                    }
                },
            )
        ],
        [],
    ),
    "several_servers.md": Read(
        [
            (
                "servers",
                [
                    {"url": "https://kites.example.com", "description": "Where it blows."},
                    {"url": "https://calm.example.com", "description": "For rehearsal."},
                ],
            )
        ],
        [],
    ),
    "status_without_anything.md": Read(
        [
            (
                "paths /v1/kites get responses",
                {"200": {"description": ""}, "500": {"description": ""}},
            )
        ],
        [],
    ),
    "text_around_the_tree.md": Read(
        [("paths /v1/kites get description", "Finds kites by what is known of them.")],
        [(5, "left out", "2 lines of text around the tree")],
    ),
    "title_that_repeats_the_name.md": Read(
        [
            (
                "paths /v1/kites post requestBody content application/json schema properties colour",
                {"type": "string", "description": "By name."},
            )
        ],
    ),
    "title_of_a_body.md": Read(
        [
            (
                "paths /v1/kites post requestBody content application/json schema",
                {
                    "properties": {
                        "colour": {"description": "Of the sail\n\nBy name.", "type": "string"}
                    },
                    "type": "object",
                    "description": "A kite to build",
                },
            )
        ],
        [],
    ),
    "two_operations_on_one_page.md": Read(
        [
            ("paths /v1/kites get security", []),
            ("paths /v1/kites delete security", [{"Pilot": []}]),
        ],
        [],
    ),
    "type_that_json_schema_does_not_have.md": Read(
        [
            (
                "paths /v1/kites post requestBody content application/json schema",
                {"properties": {"cargo": {"description": "How it is tied."}}, "type": "object"},
            )
        ],
        [(27, "left out", "a type that JSON Schema does not have")],
    ),
    "unknown_keys.md": Read(
        [
            (
                "paths /v1/kites get responses",
                {
                    "200": {
                        "description": "Found.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "properties": {"kite": {"type": "string"}},
                                    "type": "object",
                                }
                            }
                        },
                    }
                },
            )
        ],
        [
            (39, "left out", "`paths.mood`"),
            (32, "left out", "`application/json.weather`"),
            (26, "left out", "schema keyword `knots`"),
            (34, "left out", "response `gone`: its key is no status"),
        ],
    ),
    "values_of_another_kind.md": Read(
        [
            (
                "paths /v1/kites get responses 200 content application/json schema",
                {
                    "properties": {"kite": {}, "tails": {"items": {}, "type": "array"}},
                    "type": "object",
                },
            )
        ],
        [
            (11, "left out", "`paths.servers`: expected a list"),
            (26, "left out", "`properties.kite`: expected a mapping"),
            (30, "left out", "`allOf.items`: expected a mapping"),
            (31, "left out", "`application/json.examples`: expected a mapping"),
        ],
    ),
}


def test_every_page_of_the_folder_has_an_outcome() -> None:
    assert names(FOLDER) == sorted(OUTCOMES)


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_trap(name: str) -> None:
    assert_outcome(FOLDER / name, OUTCOMES[name])
