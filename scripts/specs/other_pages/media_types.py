"""Bodies and responses in media types that generators read and write.

A generator supports JSON, the two forms, plain bytes and text. A video is bytes under another name, so
it is written as such, and `x-media-type` keeps the name that the provider uses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.errors import Note
from scripts.specs.json_types import SCHEMAS, child, copied, obj, operations, text
from scripts.specs.normalize.schema_locations import changed, media_types, shown_place
from scripts.specs.schemas import types

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject
    from scripts.specs.normalize.schema_locations import Place

JSON: Final = "application/json"
BYTES: Final = "application/octet-stream"
FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
_NAME = re.compile(r"[a-z0-9*][a-z0-9.+*_-]*/[a-z0-9*][a-z0-9.+*_-]*(;.*)?")
_STATUS = re.compile(r"(?<!\d)[1-5]\d\d(?!\d)")


def fix(document: JsonObject) -> list[Note]:
    """Give every body and response a media type and a schema that survive generating, in place."""
    notes: list[Note] = []
    for path, method, operation in operations(document):
        _statuses(operation, ("paths", path, method), notes)
    fixer = _MediaTypeFixer(document, notes)
    for body, role, at in media_types(document):
        fixer.fix(body, role, at)
    for _, _, operation in operations(document):
        if "requestBody" in operation and "content" not in obj(operation["requestBody"]):
            del operation["requestBody"]
    return notes


class _MediaTypeFixer:
    def __init__(self, document: JsonObject, notes: list[Note]) -> None:
        self.schemas = obj(child(document, "components").get("schemas"))
        self.notes = notes

    def fix(self, body: JsonObject, role: str, at: Place) -> None:
        if "responses" in at[-2:-1] and not isinstance(body.get("description"), str):
            body["description"] = ""
        content: JsonObject = {}
        for name, media in obj(body.get("content")).items():
            self._media(name, dict(obj(media)), role, content, (*at, "content", name))
        if role == "response":
            content = dict(sorted(content.items(), key=lambda entry: _rank(entry[0])))
        elif len(content) > 1:
            content = self._distinguishable(content, at)
        if content:
            body["content"] = content
        elif "content" in body:
            del body["content"]

    def _media(
        self, given: str, media: JsonObject, role: str, content: JsonObject, at: Place
    ) -> None:
        name = _plain(given)
        kind = name.partition(";")[0].strip()
        if kind.endswith("+json"):
            kind = JSON
        if not _NAME.fullmatch(name):
            self._note("left out", f"{shown_place(at)}: no media type")
            return
        if kind == JSON:
            self._json(media, role, at)
        elif kind in FORMS and role == "request":
            self._form(media, at)
        elif kind.startswith("text/") and role == "response":
            self._scalar(media, {"type": "string"}, at)
        else:
            if name != BYTES:
                media["x-media-type"], name = given, BYTES
                self._note("repaired", f"{shown_place(at)} is written as {BYTES}")
            self._scalar(media, {"type": "string", "format": "binary"}, at)
        if name in content:
            self._note("left out", f"{shown_place(at)}: bytes of another media type stand there")
            return
        content[name] = media

    def _json(self, media: JsonObject, role: str, at: Place) -> None:
        schema = media.get("schema")
        if role == "request" and not isinstance(schema, dict):
            media["schema"] = schema = {}
        if isinstance(schema, dict):
            if types(schema) == ["null"]:
                schema = {}
            # JSON has no bytes: what a page calls a file here is an address, or Base64.
            media["schema"] = changed(schema, at, self._without_bytes)

    def _without_bytes(self, schema: JsonObject, at: Place) -> JsonObject:
        if schema.get("format") != "binary":
            return schema
        self._note("repaired", f"{shown_place(at)}: text, since JSON cannot hold a file")
        return {key: value for key, value in schema.items() if key != "format"}

    def _form(self, media: JsonObject, at: Place) -> None:
        schema = obj(media.get("schema"))
        target = obj(self.schemas.get(text(schema.get("$ref")).removeprefix(SCHEMAS)))
        fields = {**target, **schema}
        if not ("properties" in fields or fields.get("type") == "object" or "allOf" in fields):
            if schema:
                self._note("left out", f"the schema at {shown_place(at)}: a form has fields")
            media["schema"] = {"type": "object", "additionalProperties": True}
            return
        more = fields.get("additionalProperties")
        if isinstance(more, dict) and set(types(more)) != {"string"}:
            self._note("repaired", f"{shown_place(at)}: further fields may be anything")
            (schema if "$ref" not in schema else target)["additionalProperties"] = True

    def _scalar(self, media: JsonObject, schema: JsonObject, at: Place) -> None:
        given = obj(media.get("schema"))
        if given.keys() & {"properties", "items", "$ref", "anyOf", "oneOf", "allOf"}:
            self._note("left out", f"the schema at {shown_place(at)}: it is not JSON")
        kept: JsonObject = {key: given[key] for key in ("description", "examples") if key in given}
        media["schema"] = {**schema, **kept}

    def _distinguishable(self, content: JsonObject, at: Place) -> JsonObject:
        """Return the ways to send one body that differ in the class of what is sent."""
        kinds = {name: self._kind(obj(obj(media).get("schema"))) for name, media in content.items()}
        first = next(iter(kinds))
        kept: JsonObject = {}
        for name, media in content.items():
            distinct = kinds[first] != "value" and kinds[name] != "value"
            again = kinds[name] == "bytes" and "bytes" in [kinds[other] for other in kept]
            if name == first or (distinct and not again):
                kept[name] = media
            else:
                place = shown_place((*at, "content", name))
                self._note("left out", f"{place}: no program could distinguish it from the others")
        return self._own_classes(kept)

    def _kind(self, schema: JsonObject) -> str:
        """Return what a program holds who sends this: an object of a class, bytes, or some other value."""
        target = self.schemas.get(text(schema.get("$ref")).removeprefix(SCHEMAS), schema)
        if "properties" in obj(target) or "object" in types(obj(target)):
            return "class"
        return "bytes" if obj(target).get("format") == "binary" else "value"

    def _own_classes(self, content: JsonObject) -> JsonObject:
        references: set[str] = set()
        for media in content.values():
            schema = obj(obj(media).get("schema"))
            reference = text(schema.get("$ref"))
            if reference in references:
                target = obj(copied(self.schemas.get(reference.removeprefix(SCHEMAS))))
                target.pop("x-name", None)
                obj(media)["schema"] = target
            if reference:
                references.add(reference)
        return content

    def _note(self, kind: str, words: str) -> None:
        self.notes.append(Note("repaired" if kind == "repaired" else "left out", words))


def _statuses(operation: JsonObject, at: Place, notes: list[Note]) -> None:
    """Statuses as OpenAPI has them, and one at least."""
    responses: JsonObject = {}
    for status, response in obj(operation.get("responses")).items():
        name = status.strip()
        if re.fullmatch(r"[1-5]xx", name.lower()):
            name = name.upper()
        elif name != "default" and not re.fullmatch(r"[1-5]\d\d", name):
            found = _STATUS.search(name)
            name = found[0] if found else ""
        if not name or name in responses:
            notes.append(
                Note("left out", f"a response at {shown_place((*at, 'responses', status))}")
            )
            continue
        if name != status:
            notes.append(Note("repaired", f"{shown_place((*at, 'responses', status))} is {name}"))
        responses[name] = response
    if not responses:
        responses["default"] = {"description": ""}
        notes.append(Note("repaired", f"{shown_place(at)} says nothing of its responses"))
    operation["responses"] = responses


def _plain(given: str) -> str:
    name, semicolon, rest = given.partition(";")
    name = name.strip().lower()
    name = JSON if name in {"json", "text/json", "application/x-json"} else name
    return f"{name};{rest}" if semicolon and name == JSON else name


def _rank(media_type: str) -> int:
    """JSON first: a generator reads the first media type that it supports."""
    kind = media_type.partition(";")[0]
    if kind == JSON or kind.endswith("+json"):
        return 0
    return 1 if kind == BYTES else 2
