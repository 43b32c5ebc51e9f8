"""The addresses that operations send requests to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.generate.spec_views import operations
from scripts.specs.json_types import JsonObject, arr, obj, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties.protocol import PropertyProtocol

KEEPS_SLASHES: Final = "x-keeps-slashes"


def path_function(spec: JsonObject) -> Callable[[Endpoint, PropertyProtocol], str]:
    """Return which function of the generated `types` module encodes a parameter of a path.

    `path_segments` encodes the parameters with `x-keeps-slashes`, `path_segment` all others.

    Args:
        spec: The normalized specification.
    """
    several = {
        (operation_id, text(obj(parameter).get("name")))
        for operation_id, operation in operations(spec)
        for parameter in arr(operation.get("parameters"))
        if obj(parameter).get(KEEPS_SLASHES) is True
    }

    def function(endpoint: Endpoint, parameter: PropertyProtocol) -> str:
        name = (str(endpoint.name), parameter.name.get_untrusted_value())
        return "path_segments" if name in several else "path_segment"

    return function


def server_of(operation: JsonObject) -> str:
    """Return the server that an operation alone has, an empty string if it has that of the document.

    Variables in its address get their defaults.
    """
    first = obj(next(iter(arr(operation.get("servers"))), None))
    address = text(first.get("url")).rstrip("/")
    for name, variable in obj(first.get("variables")).items():
        address = address.replace(f"{{{name}}}", text(obj(variable).get("default")))
    return address


def server_function(spec: JsonObject) -> Callable[[Endpoint], str]:
    """Return a function that returns `server_of` the operation of an endpoint.

    Args:
        spec: The normalized specification.
    """
    servers = {name: server_of(operation) for name, operation in operations(spec)}
    return lambda endpoint: servers[str(endpoint.name)]
