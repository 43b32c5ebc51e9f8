"""Validating requests by a fictitious document."""

from typing import Any

import pytest

from longtake.emulator.spec import Operation, Spec

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "made up", "version": "1"},
    "servers": [{"url": "https://provider.example/v1/"}],
    "paths": {
        "/things/{thingId}": {
            "post": {
                "requestBody": {"$ref": "#/components/requestBodies/Thing"},
                "parameters": [
                    {"$ref": "#/components/parameters/Size"},
                    {"name": "thingId", "in": "path", "required": True, "schema": {}},
                ],
            },
            "get": {},
        }
    },
    "components": {
        "parameters": {
            "Size": {
                "name": "size",
                "in": "query",
                "required": True,
                "schema": {"type": "integer", "maximum": 5},
            }
        },
        "requestBodies": {
            "Thing": {
                "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}},
                    "multipart/form-data": {"schema": {"$ref": "#/components/schemas/Thing"}},
                }
            }
        },
        "schemas": {
            "Kind": {"type": "string", "enum": ["round", "flat"]},
            "Thing": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": False,
                "properties": {
                    "name": {"type": "string", "maxLength": 4},
                    "kind": {"$ref": "#/components/schemas/Kind"},
                    "weight": {"anyOf": [{"type": "number", "minimum": 0}, {"type": "null"}]},
                    "count": {"type": ["integer", "null"]},
                    "shiny": {"type": "boolean"},
                },
            },
        },
    },
}


@pytest.fixture
def operation() -> Operation:
    """The operation that makes a thing."""
    found = Spec(DOCUMENT).operation("POST", "/v1/things/{another_name}")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ({"name": "ball"}, []),
        ({"name": "ball", "kind": "round", "weight": None, "count": 3, "shiny": True}, []),
        ({}, ["name must be given"]),
        ({"name": "balls"}, ["name: must have at most 4 characters"]),
        ({"name": 4}, ["name: must be of type string"]),
        ({"name": "ball", "kind": "deep"}, ["kind: must be one of round, flat"]),
        ({"name": "ball", "weight": -1}, ["weight: must not be less than 0"]),
        ({"name": "ball", "count": "3"}, ["count: must be of type integer, null"]),
        ({"name": "ball", "age": 3}, ["age is not known here"]),
        ({"age": 3}, ["age is not known here", "name must be given"]),
        ([], ["must be of type object"]),
    ],
)
def test_a_body_is_validated_by_its_schema(
    operation: Operation, body: object, problems: list[str]
) -> None:
    assert [str(problem) for problem in operation.check_json(body)] == problems


def test_form_fields_are_read_as_the_types_of_the_schema(operation: Operation) -> None:
    fields = {"name": "12", "weight": "1.5", "count": "3", "shiny": "true"}
    body, problems = operation.check_form("multipart/form-data", fields)
    assert body == {"name": "12", "weight": 1.5, "count": 3, "shiny": True}
    assert problems == []


@pytest.mark.parametrize("fields", [{"count": "3.5"}, {"shiny": "yes"}, {"weight": "heavy"}])
def test_form_fields_that_cannot_be_converted_are_validated_as_strings(
    operation: Operation, fields: dict[str, str]
) -> None:
    body, problems = operation.check_form("multipart/form-data", {"name": "ball", **fields})
    assert body == {"name": "ball", **fields}
    assert len(problems) == 1


@pytest.mark.parametrize("text", ["1_0", " 1", "+1", "\u0663", "1.0", "0x1", "", "9" * 5000])
def test_not_all_that_python_reads_is_an_integer(operation: Operation, text: str) -> None:
    body, problems = operation.check_form("multipart/form-data", {"name": "ball", "count": text})
    assert body["count"] == text
    assert [problem.field for problem in problems] == ["count"]


@pytest.mark.parametrize("text", ["nan", "inf", "Infinity", "1_0.5", ".5", "1e9999", "1" * 5000])
def test_not_all_that_python_reads_is_a_number(operation: Operation, text: str) -> None:
    body, problems = operation.check_form("multipart/form-data", {"name": "ball", "weight": text})
    assert body["weight"] == text
    assert [problem.field for problem in problems] == ["weight"]


@pytest.mark.parametrize(
    ("text", "read"), [("1.5", 1.5), ("-2e-3", -0.002), ("3", 3), ("0", 0), ("007", 7)]
)
def test_a_number_may_be_written_in_several_ways(
    operation: Operation, text: str, read: float
) -> None:
    body, _ = operation.check_form("multipart/form-data", {"name": "ball", "weight": text})
    assert body["weight"] == read


def test_the_kinds_of_body_are_known(operation: Operation) -> None:
    assert operation.media_types == {"application/json", "multipart/form-data"}


@pytest.mark.parametrize(
    ("query", "problems"),
    [
        ({"size": "5", "unheard": "of"}, []),
        ({}, ["size: is required"]),
        ({"size": "6"}, ["size: must not be greater than 5"]),
        ({"size": "wide"}, ["size: must be of type integer"]),
    ],
)
def test_a_query_is_validated_by_its_parameters(
    operation: Operation, query: dict[str, str], problems: list[str]
) -> None:
    assert [str(problem) for problem in operation.check_parameters({}, query)] == problems


def test_an_operation_is_found_below_the_path_of_the_server() -> None:
    spec = Spec(DOCUMENT)
    assert set(spec.operations) == {("post", "/v1/things/{}"), ("get", "/v1/things/{}")}
    assert spec.base_path == "/v1"
    assert spec.operation("DELETE", "/v1/things/{thingId}") is None
    without_body = spec.operation("GET", "/v1/things/{thingId}")
    assert without_body is not None
    assert without_body.media_types == frozenset()


JOBS: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "made up", "version": "1"},
    "paths": {
        "/jobs": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "oneOf": [
                                    {"$ref": "#/components/schemas/Extend"},
                                    {"$ref": "#/components/schemas/Turn"},
                                    {"$ref": "#/components/schemas/Plain"},
                                ],
                                "discriminator": {
                                    "propertyName": "model",
                                    "mapping": {
                                        "veo/extend": "#/components/schemas/Extend",
                                        "veo/grow": "Extend",
                                    },
                                },
                            }
                        }
                    }
                }
            }
        }
    },
    "components": {
        "schemas": {
            "Extend": {
                "type": "object",
                "required": ["model", "input"],
                "additionalProperties": False,
                "properties": {
                    "model": {"type": "string"},
                    "input": {"$ref": "#/components/schemas/ExtendInput"},
                    "address": {"type": "string"},
                },
            },
            "ExtendInput": {
                "type": "object",
                "required": ["prompt"],
                "additionalProperties": False,
                "oneOf": [{"required": ["task"]}, {"required": ["url"]}],
                "properties": {
                    "prompt": {"type": "string"},
                    "quality": {"enum": ["360p", "720p"]},
                    "task": {"type": "string"},
                    "url": {"type": "string"},
                    "points": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "properties": {"x": {"type": "number"}},
                        },
                    },
                },
            },
            "Turn": {
                "type": "object",
                "required": ["model", "angle"],
                "additionalProperties": False,
                "properties": {"model": {"const": "turn"}, "angle": {"type": "integer"}},
            },
            "Plain": {"type": "object", "properties": {"model": {"type": "string"}}},
        }
    },
}
GIVEN = {"prompt": "on", "task": "t"}


@pytest.fixture
def jobs() -> Operation:
    """The operation that takes several kinds of jobs."""
    found = Spec(JOBS).operation("POST", "/jobs")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ({"model": "veo/extend", "input": GIVEN}, []),
        ({"model": "veo/grow", "input": GIVEN, "address": "a"}, []),
        ({"model": "turn", "angle": 3}, []),
        ({"model": "Plain"}, []),
        ({}, ["model must be given"]),
        ([], ["must be of type object"]),
        ({"model": "sora"}, ["model: must be one of veo/extend, veo/grow, turn, Plain"]),
        ({"model": ["sora"]}, ["model: must be one of veo/extend, veo/grow, turn, Plain"]),
        ({"model": "turn"}, ["angle must be given"]),
        ({"model": "turn", "angle": 3, "input": {}}, ["input is not known here"]),
        ({"model": "veo/extend", "angle": 3}, ["angle is not known here", "input must be given"]),
        ({"model": "veo/extend", "input": {"task": "t"}}, ["input: prompt must be given"]),
        (
            {"model": "veo/extend", "input": {**GIVEN, "quality": "8k"}},
            ["input.quality: must be one of 360p, 720p"],
        ),
        (
            {"model": "veo/extend", "input": {"prompt": "on"}},
            ["input: exactly one of task, url must be given"],
        ),
        (
            {"model": "veo/extend", "input": {**GIVEN, "url": "u"}},
            ["input: exactly one of task, url must be given"],
        ),
    ],
)
def test_the_alternative_that_the_discriminator_chooses_is_validated(
    jobs: Operation, body: object, problems: list[str]
) -> None:
    assert [str(problem) for problem in jobs.check_json(body)] == problems


def test_what_the_chosen_alternative_does_not_have_is_ignored(jobs: Operation) -> None:
    points = [{"x": 1, "y": 2}, {"x": None}]
    body = {
        "model": "veo/extend",
        "input": {**GIVEN, "url": None, "points": points, "unheard": "of"},
        "angle": 3,
    }
    understood = jobs.without_ignored("application/json", body)
    assert understood == {"model": "veo/extend", "input": {**GIVEN, "points": [{"x": 1}, {}]}}
    assert jobs.check_json(understood) == []
    unknown: dict[str, Any] = {"model": "sora", "input": {}}
    assert jobs.without_ignored("application/json", unknown) == {"model": "sora"}


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ({"model": "a"}, ["size must be given"]),
        ({"model": "a", "size": 1}, []),
        ({"model": "c", "size": 1}, ["size: must be of type string"]),
        ({"model": "c", "size": "s"}, []),
        ({"size": "s"}, ["model must be given"]),
    ],
)
def test_an_alternative_for_all_other_values_is_validated(body: Any, problems: list[str]) -> None:
    def alternative(model: dict[str, Any], size: str) -> dict[str, Any]:
        properties = {"model": model, "size": {"type": size}}
        return {"type": "object", "required": ["model", "size"], "properties": properties}

    schemas = {
        "A": alternative({"const": "a"}, "integer"),
        "Other": alternative({"type": "string", "not": {"enum": ["a"]}}, "string"),
    }
    options = [{"$ref": f"#/components/schemas/{name}"} for name in schemas]
    content = {"schema": {"oneOf": options, "discriminator": {"propertyName": "model"}}}
    operation: Any = {"post": {"requestBody": {"content": {"application/json": content}}}}
    document = {
        "openapi": "3.1.0",
        "paths": {"/jobs": operation},
        "components": {"schemas": schemas},
    }
    found = Spec(document).operation("POST", "/jobs")
    assert found is not None
    assert [str(problem) for problem in found.check_json(body)] == problems
    assert found.without_ignored("application/json", {**body, "unheard": 1}) == body


def test_a_message_does_not_list_two_hundred_models() -> None:
    schema = {"oneOf": [{"properties": {"model": {"enum": list(range(200))}}}]}
    content = {"schema": {**schema, "discriminator": {"propertyName": "model"}}}
    operation: Any = {"post": {"requestBody": {"content": {"application/json": content}}}}
    found = Spec({"openapi": "3.1.0", "paths": {"/jobs": operation}}).operation("POST", "/jobs")
    assert found is not None
    (problem,) = found.check_json({"model": "sora"})
    assert str(problem).endswith("18, 19, ... (200 in all)")
