"""Whether a request is what a spec asks for, by another validator than the emulator's own."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator


def meets(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether `value` is what a JSON schema asks for."""
    return not list(Draft202012Validator(schema).iter_errors(value))  # pyright: ignore[reportUnknownMemberType]


def fits(document: Mapping[str, Any], operation: Mapping[str, Any], body: Any) -> bool:
    """Whether `body` is what an operation of an OpenAPI document takes as JSON."""
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    return meets({**schema, "components": document["components"]}, body)
