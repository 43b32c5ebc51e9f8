"""Constraints lifted from what descriptions say."""

from __future__ import annotations

import pytest

from scripts.specs.json_types import JsonObject, same
from scripts.specs.normalize.constraints import lift_body
from scripts.specs.normalize.prose import lift

STRING: JsonObject = {"type": "string"}
INTEGER: JsonObject = {"type": "integer"}
NUMBER: JsonObject = {"type": "number"}
BOOLEAN: JsonObject = {"type": "boolean"}


@pytest.mark.parametrize(
    ("schema", "description", "found"),
    [
        (INTEGER, "Random. Range: 10000-99999. Same seeds", {"minimum": 10000, "maximum": 99999}),
        (INTEGER, "Supported values: 1…10.", {"minimum": 1, "maximum": 10}),
        (INTEGER, "Supported values: -10…10.", {"minimum": -10, "maximum": 10}),
        (INTEGER, "Valid range: 1...10.", {"minimum": 1, "maximum": 10}),
        (INTEGER, "Between 0 and 1000.", {"minimum": 0, "maximum": 1000}),
        (INTEGER, "Valid range: 1…5, default 3.", {"minimum": 1, "maximum": 5, "default": 3}),
        (
            INTEGER,
            "Valid range 1…4294967294.",
            {"minimum": 1, "maximum": 4294967294, "format": "int64"},
        ),
        (NUMBER, "The strength ranges from [0,1], with", {"minimum": 0, "maximum": 1}),
        (NUMBER, "Range: 0.5 ~ 1.5", {"minimum": 0.5, "maximum": 1.5}),
        (NUMBER, "Value from 0 to 1. Default: 0.5.", {"minimum": 0, "maximum": 1, "default": 0.5}),
        (STRING, "Range: 1-10", {}),
        (INTEGER, "Range: 10-1", {}),
        (INTEGER, "Version 1-2 only", {}),
        (INTEGER, "Adds 4 seconds", {}),
        ({**INTEGER, "minimum": 0}, "Range: 1-9", {"minimum": 0, "maximum": 9}),
    ],
)
def test_ranges(schema: JsonObject, description: str, found: JsonObject) -> None:
    assert same(lift("x", schema, description), {**schema, **found})


@pytest.mark.parametrize(
    ("description", "found"),
    [
        ("Max length: 2000 characters", {"maxLength": 2000}),
        ("Positive text suggestions cannot exceed 2500 characters.", {"maxLength": 2500}),
        ("Maximum length 1024 characters.", {"maxLength": 1024}),
        ("Up to 1,800 characters.", {"maxLength": 1800}),
        ("200 characters max", {"maxLength": 200}),
        ("At least 3 characters, at most 20 characters.", {"minLength": 3, "maxLength": 20}),
        ("正向文本提示词不能超过2500个字符", {"maxLength": 2500}),
        ("(the original video cannot exceed 3 minutes).", {}),
        ("Up to 3 images.", {}),
    ],
)
def test_lengths(description: str, found: JsonObject) -> None:
    assert lift("x", STRING, description) == {**STRING, **found}
    assert lift("x", INTEGER, description) == INTEGER


@pytest.mark.parametrize(
    ("schema", "description", "found"),
    [
        (STRING, "Video resolution, optional values are 720p or 1080p.", {"enum": ["720p", "1080p"]}),
        (STRING, "Supported values: a-1, b, c and d.", {"enum": ["a-1", "b", "c", "d"]}),
        (STRING, "One of `16:9`, `9:16`, or `1:1`", {"enum": ["16:9", "9:16", "1:1"]}),
        (STRING, "模式\n枚举值\uff1astd\uff0cpro\n其中", {"enum": ["std", "pro"]}),
        (STRING, "Supported values: fast (default), slow", {"enum": ["fast", "slow"], "default": "fast"}),
        (INTEGER, "Supported values: 5(default),8,10", {"enum": [5, 8, 10], "default": 5}),
        (BOOLEAN, "Supported values: true (default), false.", {"default": True}),
        (BOOLEAN, "Supported values: true, false (default).", {"default": False}),
        (STRING, "Supported values: anything you like, really, as long as it is short.", {}),
        (STRING, "Supported values: only", {}),
        (INTEGER, "Supported values: one, two", {}),
        (STRING, "It is either good or bad.", {}),
        ({**STRING, "enum": ["x"]}, "Supported values: a, b", {}),
    ],
)  # fmt: skip
def test_listed_values(schema: JsonObject, description: str, found: JsonObject) -> None:
    assert same(lift("x", schema, description), {**schema, **found})


@pytest.mark.parametrize(
    ("schema", "description", "found"),
    [
        (BOOLEAN, "Default is true.", {"default": True}),
        (BOOLEAN, "Defaults to false", {"default": False}),
        (INTEGER, "The default value is 5.", {"default": 5}),
        (NUMBER, "Default: 1024.", {"default": 1024}),
        (INTEGER, "Default: automatic", {}),
        (STRING, "Default: something", {}),
        (STRING, "If not provided the default from account will be used.", {}),
        ({**INTEGER, "maximum": 3}, "Default: 5", {}),
        ({**STRING, "enum": ["a", "b"]}, "Default: b", {"default": "b"}),
        ({**STRING, "enum": ["a", "b"]}, "Default: c", {}),
        ({**INTEGER, "default": 1}, "Default: 5", {}),
    ],
)
def test_defaults(schema: JsonObject, description: str, found: JsonObject) -> None:
    assert same(lift("x", schema, description), {**schema, **found})


@pytest.mark.parametrize(
    "name", ["callBackUrl", "callback_url", "replyUrl", "webhook_url", "callbackUri"]
)
def test_a_callback_address_is_a_uri(name: str) -> None:
    assert lift(name, STRING, "Max length: 99 characters")["format"] == "uri"


@pytest.mark.parametrize("name", ["imageUrl", "url", "reply", "callbackUrls"])
def test_other_names_are_left_alone(name: str) -> None:
    assert lift(name, STRING, "") == STRING


def test_nested_properties_are_lifted_too() -> None:
    inner: JsonObject = {"type": "integer", "description": "Range: 1-9"}
    body: JsonObject = {
        "type": "object",
        "properties": {
            "list": {"type": "array", "items": {"type": "object", "properties": {"n": inner}}}
        },
    }
    assert "'maximum': 9" in str(lift_body(body))


@pytest.mark.parametrize(
    "description",
    [
        f"Cannot exceed {'9' * 5000} characters.",
        f"Values 1 to {'9' * 5000}.",
        f"[0,{'9' * 500}]",
        f"Default: {'9' * 5000}",
    ],
)
def test_numbers_that_nobody_means_are_prose(description: str) -> None:
    for kind in ("integer", "number", "string"):
        lifted = lift("x", {"type": kind}, description)
        assert lifted.keys() <= {"type", "minimum", "maximum", "format"}
        assert all(abs(value) < 10**31 for value in lifted.values() if isinstance(value, int))
