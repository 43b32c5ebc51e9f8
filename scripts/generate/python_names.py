"""Names that a specification gives properties and parameters in Python with `x-python-name`.

A provider may call a parameter like one of longtake's own, `callbacks` or `timeout`. The supplement then
gives it another name in Python; what is sent keeps the provider's.
"""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING, Final

from openapi_python_client.schema import UntrustedString

from scripts.generate.spec_views import SpecificationError, member
from scripts.specs.json_types import JsonObject, arr, obj, operations, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openapi_python_client.config import Config
    from openapi_python_client.parser import GeneratorData
    from openapi_python_client.parser.properties.protocol import PropertyProtocol

PYTHON_NAME: Final = "x-python-name"


def rename(spec: JsonObject, parsed: GeneratorData, config: Config) -> None:
    """Give properties and parameters the names that a specification has for them, in place.

    Args:
        spec: The normalized specification.
        parsed: What openapi-python-client made of it.
        config: How openapi-python-client makes names.

    Raises:
        SpecificationError: If such a name is no name in Python, or there twice.
    """
    schemas = obj(member(spec, "components", "schemas"))
    for model in parsed.models:
        given = obj(member(schemas.get(model.class_info.name), "properties"))
        properties = [*(model.required_properties or []), *(model.optional_properties or [])]
        _rename(model.class_info.name, properties, given, config)
    declared = {
        text(operation.get("operationId")): arr(operation.get("parameters"))
        for _, _, operation in operations(spec)
    }
    for collection in parsed.endpoint_collections_by_tag.values():
        for endpoint in collection.endpoints:
            for where, properties in (
                ("path", endpoint.path_parameters),
                ("query", endpoint.query_parameters),
                ("header", endpoint.header_parameters),
                ("cookie", endpoint.cookie_parameters),
            ):
                given = {
                    text(obj(one).get("name")): one
                    for one in declared.get(str(endpoint.name), [])
                    if obj(one).get("in") == where
                }
                before = [f"{{{one.python_name}}}" for one in properties]
                _rename(str(endpoint.name), properties, given, config)
                if where == "path":
                    path = endpoint.path.get_untrusted_value()
                    for old, prop in zip(before, properties, strict=True):
                        path = path.replace(old, f"{{{prop.python_name}}}")
                    endpoint.path = UntrustedString(path)


def _rename(
    holder: str, properties: Iterable[PropertyProtocol], given: JsonObject, config: Config
) -> None:
    """Rename those properties that have a name for Python, and check that it is one."""
    renamed: list[str] = []
    for prop in properties:
        name = member(given.get(prop.name.get_untrusted_value()), PYTHON_NAME)
        if name is None:
            continue
        if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
            raise SpecificationError(
                f"{holder}: {PYTHON_NAME} must be a name in Python, got {name!r}"
            )
        prop.set_python_name(UntrustedString(name), config, skip_snake_case=True)
        renamed.append(name)
    names = [str(prop.python_name) for prop in properties]
    for name in renamed:
        if names.count(name) != 1:
            raise SpecificationError(
                f"{holder}: {PYTHON_NAME} must be a name of its own, got {name!r}"
            )
