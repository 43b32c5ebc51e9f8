"""Specifications at which generating stopped, or whose client did not type-check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.generate.packages import write_package
from scripts.generate.templates_patched import write_templates
from scripts.specs.build import finished
from tests.helpers.generation import generate_all

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import JsonObject

JSON: Final = "application/json"
TEXT: Final[JsonObject] = {"type": "string"}


def holding(schema: JsonObject) -> JsonObject:
    return {"content": {JSON: {"schema": schema}}}


def fields(**properties: JsonObject) -> JsonObject:
    return {"type": "object", "properties": {**properties}}


def document(response: JsonObject | None = None, **operation: object) -> JsonObject:
    given: JsonObject = {
        "operationId": "create_clip",
        "tags": ["clips"],
        "x-source": ["a test"],
        "responses": {"200": {"description": "", **(holding(response) if response else {})}},
    }
    more: JsonObject = {
        key: value for key, value in operation.items() if isinstance(value, dict | list)
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/clips": {"post": {**given, **more}}},
        "components": {
            "schemas": {
                "Frames": {
                    "type": "array",
                    "items": {"oneOf": [{"type": "integer"}, fields(a=TEXT)]},
                }
            }
        },
    }


FRAMES: Final[JsonObject] = {"type": "array", "items": {"$ref": "#/components/schemas/Frames"}}
EXTENSION: Final[JsonObject] = {
    "name": "h",
    "in": "header",
    "schema": {**TEXT, "x-own": {"$ref": "#/components/schemas/Gone"}},
}
DOCUMENTS: Final = {
    "no operations": {**document(), "paths": {}},
    "an optional body that is one of several": document(
        requestBody=holding({"oneOf": [fields(a=TEXT), fields(b=TEXT)]})
    ),
    "two lists of one list": document(fields(running=FRAMES, pending=FRAMES)),
    "a reference inside an extension": document(fields(a=TEXT), parameters=[EXTENSION]),
}


def test_clients_type_check(tmp_path: Path) -> None:
    documents = {name: finished(given)[0] for name, given in DOCUMENTS.items()}
    found = generate_all(documents, tmp_path)
    assert [line for lines in found.values() for line in lines if line.startswith("ours: ")] == []


def test_a_package_without_models_is_written(tmp_path: Path) -> None:
    write_templates(tmp_path / "templates")
    write_package(finished(document())[0], tmp_path / "clips", tmp_path / "templates")
    models = (tmp_path / "clips" / "models" / "__init__.py").read_text(encoding="utf-8")
    assert "import" not in models
