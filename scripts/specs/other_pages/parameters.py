"""Parameters that a generated function can take, sent as the page says.

A generator sends each parameter in its own way, whatever `style` is, and calls it by its name, which
its own code may need. Where that goes wrong, the parameter is written in an equivalent way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.errors import Note
from scripts.specs.json_types import SCHEMAS, arr, obj, operations, same, text
from scripts.specs.normalize.naming.identifiers import snake
from scripts.specs.normalize.naming.python_names import ENDPOINT_NAMES, clashing
from scripts.specs.normalize.schema_locations import shown_place
from scripts.specs.schemas import kind_of, types

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.normalize.schema_locations import Place

_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_WRITABLE = re.compile(r"[a-zA-Z_-][a-zA-Z0-9_-]*")
# A UUID, a long hexadecimal or decimal number: what a recorded call has in its path.
_RECORDED: Final = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[a-f]*\d)[0-9a-f]{20,}|\d{6,}"
    r"|[a-z]+[_:-](?=[A-Za-z]*\d)[0-9A-Za-z]{20,}",
    re.IGNORECASE,
)
_PLACES: Final = frozenset({"path", "query", "header", "cookie"})
_SEPARATORS: Final = {"pipeDelimited": "|", "spaceDelimited": " "}
# Text that is read as a date or a file would have to be written back as text.
_TYPED: Final = frozenset({"binary", "date", "date-time", "uuid"})
# What holds the query parameters whose own names a function cannot have.
_GATHERED: Final = "query_fields"


def fix(document: JsonObject) -> list[Note]:
    """Write the parameters of every operation so that they survive generating, in place."""
    notes: list[Note] = []
    schemas = obj(obj(document.get("components")).get("schemas"))
    _path_names(document, notes)
    for path, method, operation in operations(document):
        if any(_RECORDED.fullmatch(segment) for segment in path.split("/")):
            # A recorded id stands in the path: the name of its parameter is unknown.
            where = shown_place(("paths", path, method))
            notes.append(
                Note("left out", f"{where}: a parameter, where the path has a recorded id")
            )
        fixer = _ParameterFixer(schemas, ("paths", path, method), notes)
        parameters = fixer.fixed(
            path, [dict(obj(item)) for item in arr(operation.get("parameters"))]
        )
        if parameters:
            operation["parameters"] = [*parameters]
        else:
            operation.pop("parameters", None)
    return notes


def _path_names(document: JsonObject, notes: list[Note]) -> None:
    """Names of path parameters never travel, so one that no generator can write gets another."""
    paths = obj(document.get("paths"))
    for given_path in list(paths):
        path = _each_once(paths, given_path, notes)
        names = list(dict.fromkeys(_TEMPLATE.findall(path)))
        chosen: dict[str, str] = {}
        for name in names:
            wanted = name
            if not _WRITABLE.fullmatch(name) or snake(name) in ENDPOINT_NAMES:
                wanted = snake(name) or "id"
                wanted = (
                    f"{wanted}_value" if wanted in ENDPOINT_NAMES or wanted[0].isdigit() else wanted
                )
                wanted = f"value_{wanted}" if wanted[0].isdigit() else wanted
            while wanted in chosen.values() or (wanted != name and wanted in names):
                wanted += "_"
            chosen[name] = wanted
        if all(name == wanted for name, wanted in chosen.items()):
            continue
        item = obj(paths[path])
        for operation in item.values():
            for given in arr(obj(operation).get("parameters")):
                parameter = obj(given)
                name = text(parameter.get("name"))
                if parameter.get("in") == "path" and name in chosen:
                    parameter["name"] = chosen[name]
        new = path
        for name, wanted in chosen.items():
            new = new.replace(f"{{{name}}}", f"{{{wanted}}}")
        _rename(paths, path, new, notes)


def _each_once(paths: JsonObject, path: str, notes: list[Note]) -> str:
    """Return the path with each of its parts named once: a second one of a name is another part."""
    seen: list[str] = []

    def other(found: re.Match[str]) -> str:
        name = found[1]
        while name in seen:
            name += "_2"
        seen.append(name)
        return f"{{{name}}}"

    new = _TEMPLATE.sub(other, path)
    if new != path:
        _rename(paths, path, new, notes)
    return new


def _rename(paths: JsonObject, path: str, new: str, notes: list[Note]) -> None:
    """Give a path another name, in its place among the others."""
    renamed = {new if key == path else key: value for key, value in paths.items()}
    paths.clear()
    paths.update(renamed)
    notes.append(Note("repaired", f"{shown_place(('paths', path))} is {new}"))


class _ParameterFixer:
    def __init__(self, schemas: JsonObject, at: Place, notes: list[Note]) -> None:
        self.schemas = schemas
        self.at = at
        self.notes = notes

    def fixed(self, path: str, given: list[JsonObject]) -> list[JsonObject]:
        names = list(dict.fromkeys(_TEMPLATE.findall(path)))
        kept: list[JsonObject] = []
        for parameter in given:
            name, where = text(parameter.get("name")), text(parameter.get("in"))
            if where != "path" and name != name.strip():
                parameter["name"] = name = name.strip()
                self._note("repaired", name, "its name had a blank around it")
            if not name or where not in _PLACES:
                self._note("left out", name, "it has no name, or no place")
            elif where == "path" and name not in names:
                self._note("left out", name, "the path has no such part")
            elif any(known["name"] == name and known["in"] == where for known in kept):
                self._note("left out", name, f"it is in the {where} already")
            else:
                kept += self._written(parameter)
        present = {text(item.get("name")) for item in kept if item.get("in") == "path"}
        for name in names:
            if name not in present:
                self._note("repaired", name, "the path has it, so it is a parameter")
                kept.append(_path_parameter(name))
        return self._distinct(kept)

    def _written(self, parameter: JsonObject) -> list[JsonObject]:
        name, where = text(parameter["name"]), text(parameter["in"])
        content = parameter.pop("content", None)
        if not isinstance(parameter.get("schema"), dict):
            if content:
                self._note("repaired", name, "text: what is written in it is left to the caller")
            parameter["schema"] = {"type": "string"}
        if where == "path":
            parameter["required"] = True
        schema = obj(parameter["schema"])
        target = obj(self.schemas.get(text(schema.get("$ref")).removeprefix(SCHEMAS))) or schema
        if where == "query":
            return self._query(parameter, target)
        allowed = self._scalar(target, name)
        if where == "path":
            allowed.pop("default", None)
        if not (same(allowed, target) and "$ref" in schema):
            parameter["schema"] = allowed
        return [parameter]

    def _query(self, parameter: JsonObject, schema: JsonObject) -> list[JsonObject]:
        name, style = text(parameter["name"]), text(parameter.get("style"))
        kinds = types(schema)
        if style == "deepObject" and "properties" in schema:
            return [self._member(parameter, key, schema) for key in obj(schema["properties"])]
        joined = _SEPARATORS.get(style) or ("," if parameter.get("explode") is False else "")
        if joined and ("array" in kinds or "object" in kinds):
            self._note("repaired", name, f"text: its values are joined by `{joined}`")
            stated = (
                f"{text(parameter.get('description'))}\n\nSeveral values are joined by `{joined}`."
            )
            parameter = {key: value for key, value in parameter.items() if key != "explode"}
            parameter.pop("style", None)
            parameter["description"] = stated.strip()
            parameter["schema"] = {"type": "string"}
        if kinds == ["null"]:
            self._note("left out", name, "it is never anything")
            return []
        items = obj(schema.get("items"))
        if "array" in kinds and ("properties" in items or "object" in types(items)):
            self._note("repaired", name, "an array of texts: objects cannot stand in a query")
            parameter["schema"] = {"type": "array", "items": {"type": "string"}}
        return [parameter]

    def _member(self, parameter: JsonObject, key: str, schema: JsonObject) -> JsonObject:
        """Return a property of a deep object as the parameter that it is on the wire: `filter[a]`."""
        name = text(parameter["name"])
        self._note("repaired", name, f"its member {key} is a parameter of its own")
        inner = dict(obj(obj(schema["properties"])[key]))
        result: JsonObject = {"name": f"{name}[{key}]", "in": "query", "schema": inner}
        if description := inner.get("description"):
            result["description"] = description
        if parameter.get("required") is True and key in arr(schema.get("required")):
            result["required"] = True
        return result

    def _scalar(self, schema: JsonObject, name: str) -> JsonObject:
        """Return a schema whose values can stand in a path, a header or a cookie."""
        options = [obj(item) for item in arr(schema.get("anyOf")) if types(obj(item)) != ["null"]]
        if len(options) == 1:
            schema = {**schema, **options[0]}
        kinds = [kind for kind in types(schema) if kind != "null"]
        if "const" in schema and not kinds:
            kinds = [kind_of(schema["const"])]
        if len(kinds) != 1 or kinds[0] in {"array", "object"}:
            self._note("repaired", name, "text: its values cannot stand there as they are")
            stated = schema.get("description")
            return {"type": "string", **({"description": stated} if stated else {})}
        result: JsonObject = {**schema, "type": kinds[0]}
        result.pop("anyOf", None)
        if result.get("format") in _TYPED:
            dropped = result.pop("format")
            self._note("left out", name, f"format {dropped}: clients pass it as text there")
        if "const" in result:
            result["enum"] = [result.pop("const")]
        return result

    def _distinct(self, parameters: list[JsonObject]) -> list[JsonObject]:
        """Query parameters whose names a function cannot have go into one object.

        Sent as a form does it, each of its properties is a query parameter of its own again.
        """
        kept: list[JsonObject] = []
        gathered: list[JsonObject] = []
        for where in ("path", "query", "header", "cookie"):
            own = [item for item in parameters if item["in"] == where]
            lost = clashing([text(item["name"]) for item in own], ENDPOINT_NAMES)
            for item in own:
                if item["name"] not in lost:
                    kept.append(item)
                elif where == "query":
                    gathered.append(item)
                else:
                    self._note("left out", text(item["name"]), "no generated function can take it")
        kept.sort(key=parameters.index)
        return [*kept, self._gathered(gathered)] if gathered else kept

    def _gathered(self, parameters: list[JsonObject]) -> JsonObject:
        properties: JsonObject = {}
        for item in parameters:
            self._note(
                "repaired", text(item["name"]), f"a member of {_GATHERED}, sent the same way"
            )
            member = dict(obj(item["schema"]))
            if "description" in item:
                member["description"] = item["description"]
            properties[text(item["name"])] = member
        required: list[Json] = [item["name"] for item in parameters if item.get("required") is True]
        schema: JsonObject = {"type": "object", "properties": properties}
        if required:
            schema["required"] = required
        result: JsonObject = {"name": _GATHERED, "in": "query", "style": "form", "explode": True}
        if required:
            result["required"] = True
        return {**result, "schema": schema}

    def _note(self, kind: str, name: str, words: str) -> None:
        called = name if len(name) <= 80 else f"{name[:80]}..."  # noqa: PLR2004 - a line
        what = f"parameter {called} of {shown_place(self.at)}: {words}"
        self.notes.append(Note("repaired" if kind == "repaired" else "left out", what))


def _path_parameter(name: str) -> JsonObject:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
