"""How the parameters of a path are encoded."""

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
