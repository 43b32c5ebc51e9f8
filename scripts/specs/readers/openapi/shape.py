"""The structure of an OpenAPI document: which key of which object holds which other object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from attrs import frozen

from scripts.specs.json_types import METHODS

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal[
    "document", "path item", "operation", "parameter", "header", "request body", "response",
    "media type", "encoding", "link", "example", "callback", "server", "schema", "components",
]  # fmt: skip


@frozen
class Holds:
    """The value of a key: one object of a kind, a list of them, or a map of names to them."""

    kind: Kind
    many: Literal["one", "list", "map"] = "one"


def _data(*keys: str) -> dict[str, Holds | None]:
    return dict.fromkeys(keys)


_CONTENT: Final = {"content": Holds("media type", "map")}
_SHOWN: Final = {
    "schema": Holds("schema"),
    "example": None,
    "examples": Holds("example", "map"),
}
_STYLE: Final = _data("style", "explode", "allowReserved", "allowEmptyValue")

# By kind, the keys that the standard gives it. None: a value that is carried as it is.
SHAPE: Final[Mapping[Kind, Mapping[str, Holds | None]]] = {
    "document": {
        **_data("openapi", "info", "jsonSchemaDialect", "security", "tags", "externalDocs"),
        "servers": Holds("server", "list"),
        "paths": Holds("path item", "map"),
        "webhooks": Holds("path item", "map"),
        "components": Holds("components"),
    },
    "components": {
        "schemas": Holds("schema", "map"),
        "securitySchemes": None,
    },
    "path item": {
        **_data("summary", "description"),
        "servers": Holds("server", "list"),
        "parameters": Holds("parameter", "list"),
        **{method: Holds("operation") for method in METHODS},
    },
    "operation": {
        **_data(
            "tags",
            "summary",
            "description",
            "externalDocs",
            "operationId",
            "deprecated",
            "security",
        ),
        "parameters": Holds("parameter", "list"),
        "requestBody": Holds("request body"),
        "responses": Holds("response", "map"),
        "callbacks": Holds("callback", "map"),
        "servers": Holds("server", "list"),
    },
    "parameter": {
        **_data("name", "in", "description", "required", "deprecated"),
        **_STYLE,
        **_SHOWN,
        **_CONTENT,
    },
    "header": {**_data("description", "required", "deprecated"), **_STYLE, **_SHOWN, **_CONTENT},
    "request body": {**_data("description", "required"), **_CONTENT},
    "response": {
        **_data("description"),
        "headers": Holds("header", "map"),
        "links": Holds("link", "map"),
        **_CONTENT,
    },
    "media type": {**_SHOWN, "encoding": Holds("encoding", "map")},
    "encoding": {**_data("contentType"), **_STYLE, "headers": Holds("header", "map")},
    "link": {
        **_data("operationRef", "operationId", "parameters", "requestBody", "description"),
        "server": Holds("server"),
    },
    "example": _data("summary", "description", "value", "externalValue"),
    "server": _data("url", "description", "variables"),
}

# Where `components` keeps what a reference may stand for. Schemas and security schemes stay there.
SHARED: Final[Mapping[str, Kind]] = {
    "parameters": "parameter",
    "headers": "header",
    "requestBodies": "request body",
    "responses": "response",
    "examples": "example",
    "links": "link",
    "callbacks": "callback",
    "pathItems": "path item",
}
