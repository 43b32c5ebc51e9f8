"""Validating requests: difficult values, and the messages."""

from collections.abc import Mapping
from typing import Any

import pytest

from longtake.emulator.spec import Spec, committed
from longtake.emulator.validation import SchemaDocument, Validator


def validator_of(schema: Mapping[str, Any], **more: Any) -> Validator:
    """Return the validator of a document's only schema."""
    return Validator(SchemaDocument({"schema": schema, **more}), "/schema")


def nested(depth: int) -> Any:
    """Return an object within an object, and so on."""
    value: Any = "core"
    for _ in range(depth):
        value = {"inner": [value]}
    return value


@pytest.mark.parametrize("depth", [10, 120, 260, 5_000])
def test_nesting_deeper_than_a_schema_is_accepted(depth: int) -> None:
    validator = validator_of({"properties": {"a": {"type": "object"}, "b": {"type": "integer"}}})
    assert validator.problems({"a": nested(depth)}) == []
    assert [found.field for found in validator.problems({"b": nested(depth)})] == ["b"]


def test_half_a_pair_is_one_character() -> None:
    validator = validator_of({"additionalProperties": {"maxLength": 2}})
    assert validator.problems({"\ud800": "\ud800\udbff"}) == []
    assert len(validator.problems({"\ud800": "\udc00\ud800\udc00"})) == 1


@pytest.mark.parametrize(
    ("schema", "problems"),
    [
        ({"type": "number"}, []),
        ({"type": ["integer", "null"]}, ["must be of type integer, null"]),
        ({"maximum": 5}, ["must not be greater than 5"]),
        ({"minimum": 5}, []),
    ],
)
def test_a_number_beyond_python_s_is_greater_than_any_limit(
    schema: dict[str, Any], problems: list[str]
) -> None:
    assert [str(found) for found in validator_of(schema).problems(float("inf"))] == problems


def test_a_number_beyond_python_s_keeps_its_sign() -> None:
    assert validator_of({"minimum": 5}).problems(float("-inf"))
    assert validator_of({"maximum": 5}).problems(float("-inf")) == []


WEIGHT = {"type": "number", "minimum": 0}
THINGS: dict[str, Any] = {
    "properties": {"weight": {"$ref": "#/weights/0"}},
    "required": ["name", "weight"],
}


CASES: list[tuple[dict[str, Any], object, list[str]]] = [
    ({"anyOf": [WEIGHT, {"type": "null"}]}, -1, ["must not be less than 0"]),
    ({"anyOf": [{"type": "null"}, WEIGHT]}, -1, ["must not be less than 0"]),
    ({"anyOf": [{"type": "null"}, WEIGHT]}, "light", ["must be of type null"]),
    ({"oneOf": [{"anyOf": [{"type": "null"}, WEIGHT]}]}, -1, ["must not be less than 0"]),
    ({"oneOf": [{}, WEIGHT]}, 1, ["does not meet oneOf of its schema"]),
    ({"allOf": [WEIGHT, {"maximum": 2.0}]}, 3, ["must not be greater than 2.0"]),
    ({"items": THINGS}, [{"weight": -1}], ["0: name must be given", "0.weight: must not be"]),
    ({"items": THINGS}, [{}], ["0: name, weight must be given"]),
    ({"enum": ["b", 1, None]}, "a", ["must be one of b, 1, None"]),
    ({"not": {}}, "a", ["does not meet not of its schema"]),
]


@pytest.mark.parametrize(("schema", "value", "problems"), CASES)
def test_problems_are_described_in_the_schemas_words(
    schema: dict[str, Any], value: object, problems: list[str]
) -> None:
    found = validator_of(schema, weights=[WEIGHT]).problems(value)
    assert len(found) == len(problems)
    for problem, words in zip(found, problems, strict=True):
        assert str(problem).startswith(words)


def test_a_document_is_read_once_in_a_process() -> None:
    assert committed("kie") is committed("kie")
    assert isinstance(committed("kie"), Spec)
