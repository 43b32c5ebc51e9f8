"""Validation of requests, by another validator than the emulator's own."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator


def meets(schema: Mapping[str, Any], value: Any) -> bool:
    """Return whether `value` meets a JSON schema."""
    return not list(Draft202012Validator(schema).iter_errors(value))  # pyright: ignore[reportUnknownMemberType]


def fits(document: Mapping[str, Any], operation: Mapping[str, Any], body: Any) -> bool:
    """Return whether `body` is valid JSON for an operation of an OpenAPI document."""
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    return meets({**schema, "components": document["components"]}, body)
