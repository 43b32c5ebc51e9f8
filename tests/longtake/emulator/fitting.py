"""Whether a request is what a spec asks for, by another validator than the emulator's own."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator


def fits(document: Mapping[str, Any], operation: Mapping[str, Any], body: object) -> bool:
    """Whether `body` meets what an operation of an OpenAPI document says of a JSON body."""
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": document["components"]})
    return not list(validator.iter_errors(body))  # pyright: ignore[reportUnknownMemberType]
