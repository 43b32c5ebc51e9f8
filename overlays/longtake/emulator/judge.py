"""Judging a value by a schema of a document."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any, cast
from urllib.parse import quote

from jsonschema_rs import Draft202012Validator, Registry

from longtake.emulator.problems import Problem, problem

ADDRESS = "urn:longtake:spec"
# Deeper than any schema of a request looks, less deep than the validator can be led.
DEEPEST = 100
# JSON can write half of a surrogate pair, and Python reads it; no UTF-8 can hold it.
SURROGATE = re.compile("[\ud800-\udfff]")
# What Python reads 1e999 as is infinite, and no JSON: it is judged as a number out of every range.
BEYOND = Decimal("1" + "0" * 400 + ".5")


class Document:
    """An OpenAPI document, prepared for judges."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.registry = Registry([(ADDRESS, dict(content))])

    def at(self, path: Sequence[str | int]) -> object:
        """Return what stands at a path."""
        found: Any = self.content
        for part in path:
            found = found[part]
        return cast("object", found)


class Judge:
    """Judges values by the schema at one JSON pointer of a document."""

    def __init__(self, document: Document, pointer: str) -> None:
        self._document = document
        self._validator = Draft202012Validator(
            {"$ref": f"{ADDRESS}#{quote(pointer)}"},
            registry=document.registry,
            validate_formats=False,
        )

    def problems(self, value: object) -> list[Problem]:
        """Return what the schema has against a value that was read from JSON or from text."""
        value = judgeable(value)
        if self._validator.is_valid(value):
            return []
        errors = self._validator.iter_errors(value)
        return sorted({problem(error, self._document.at) for error in errors})


def judgeable(value: Any, depth: int = 0) -> Any:
    """Return a value as the validator can take it, with nothing changed that a schema sees.

    What was read from JSON or from text is of just these types, so that nothing more is asked.
    """
    kind: object = type(value)  # pyright: ignore[reportUnknownVariableType] - it may be any
    if kind is str:
        return value if value.isascii() else SURROGATE.sub("\ufffd", value)
    if kind is float:
        return value if isfinite(value) else BEYOND.copy_sign(Decimal(value))
    if kind is dict:
        items = value.items() if depth < DEEPEST else ()
        return {judgeable(key): judgeable(inner, depth + 1) for key, inner in items}
    if kind is list:
        return [judgeable(inner, depth + 1) for inner in value] if depth < DEEPEST else []
    return value
