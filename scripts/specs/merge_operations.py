"""One operation that several pages describe.

A provider may have one path for many models, and a page for each. Bodies that a property with one
value tells apart become a `oneOf` with a discriminator; other bodies become an `anyOf`. A page that
describes the operation as an earlier page does adds nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from scripts.specs.component_references import schema_reference, target
from scripts.specs.errors import SpecError, shown
from scripts.specs.json_types import arr, child, copied, copied_object, obj, same, strings, text
from scripts.specs.merge_names import shape
from scripts.specs.normalize.naming.identifiers import pascal
from scripts.specs.normalize.naming.operation_ids import by_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.page import PageFragment

_FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")


@frozen
class PageDocument:
    """One page, and its document to take apart."""

    fragment: PageFragment
    document: JsonObject

    def error(self, message: str, place: str) -> SpecError:
        """Return an error about this page."""
        page = self.fragment.page
        return SpecError(message, file=page.file, line=self.fragment.lines.get(place))

    def named(self, place: str) -> str:
        """Return the page, and the line where it has something, for a note on another page."""
        line = self.fragment.lines.get(place)
        name = shown(self.fragment.page.file)
        return name if line is None else f"{name}:{line}"

    @property
    def source(self) -> str:
        """The `x-source` of an operation on this page."""
        return f"pages/{self.fragment.page.file.name}"


@frozen
class Description:
    """One page's description of an operation."""

    part: PageDocument
    place: str
    operation: JsonObject

    @property
    def body(self) -> JsonObject:
        """The request body, not behind a reference."""
        return _resolved(self.operation.get("requestBody"), self.part)

    def has_same_body(self, other: Description) -> bool:
        """Return whether both pages ask for the same body."""
        return same(_bodies(self.body), _bodies(other.body))

    def repaired(self, text: str) -> None:
        """Note what merging does with this page."""
        self.part.fragment.repaired(text, self.part.fragment.lines.get(self.place))

    def left_out(self, text: str) -> None:
        """Note what the merged operation does not carry of this page."""
        self.part.fragment.left_out(text, self.part.fragment.lines.get(self.place))


def combined(
    given: list[Description], name_schema: Callable[[PageDocument, str, JsonObject], str]
) -> JsonObject:
    """Return the operation that the pages describe together; notes go to the pages.

    Args:
        given: What each page says, in the order of the pages.
        name_schema: Makes a component of a schema and returns its name.
    """
    first = given[0]
    if len(given) == 1:
        return {**first.operation, "x-source": [first.part.source]}
    kept = _distinct(given)
    result = copied_object(first.operation)
    result["x-source"] = list(dict.fromkeys(one.part.source for one in kept))
    if len(kept) > 1:
        _name_neutrally(result, kept)
        _add_parameters(result, kept)
        _add_responses(result, kept)
        for key in ("callbacks", "security"):
            found = [one.operation[key] for one in kept if key in one.operation]
            if found:
                result.setdefault(key, copied(found[0]))
        result["requestBody"] = _body(kept, name_schema)
    return result


def _distinct(given: list[Description]) -> list[Description]:
    """Return the pages whose bodies differ, and note the others."""
    kept: list[Description] = []
    for one in given:
        known = next((known for known in kept if known.has_same_body(one)), None)
        if known is None:
            kept.append(one)
            continue
        where = known.part.named(known.place)
        if same(shape(known.operation), shape(one.operation)):
            one.repaired(f"{one.place}: it stands in {where} too, which is kept")
        else:
            one.left_out(f"{one.place}: it stands in {where} too, described otherwise and kept")
    return kept


def _name_neutrally(result: JsonObject, given: list[Description]) -> None:
    """Keep the title and the operationId that all pages give, and no title or id of one page alone."""
    stated = {
        key: {text(one.operation.get(key)) for one in given} for key in ("operationId", "summary")
    }
    if all(len(values) == 1 for values in stated.values()):
        return
    for key in stated:
        result.pop(key, None)
    method, _, path = given[0].place.partition(" ")
    result["operationId"] = by_path(path, method.lower())


def _add_parameters(result: JsonObject, given: list[Description]) -> None:
    """Take the parameters of all pages. One that a page lacks is optional."""
    found: dict[tuple[str, str], JsonObject] = {}
    on: dict[tuple[str, str], int] = {}
    for one in given:
        for item in arr(one.operation.get("parameters")):
            parameter = _resolved(item, one.part)
            key = text(parameter.get("in")), text(parameter.get("name"))
            known = found.setdefault(key, copied_object(parameter))
            on[key] = on.get(key, 0) + (parameter.get("required") is True)
            if not same(shape(known.get("schema")), shape(parameter.get("schema"))):
                where = given[0].part.named(given[0].place)
                one.left_out(f"parameter {key[1]} of {one.place}: another stands in {where}")
    for (where, _), parameter in found.items():
        if where != "path" and on[where, text(parameter["name"])] < len(given):
            parameter.pop("required", None)
    if found:
        result["parameters"] = [*found.values()]


def _add_responses(result: JsonObject, given: list[Description]) -> None:
    """Take the responses of all pages. Of two for one status, the first is kept."""
    responses = child(result, "responses")
    first = given[0]
    for one in given[1:]:
        for status, item in obj(one.operation.get("responses")).items():
            if status not in responses:
                responses[status] = copied(item)
            elif not same(shape(responses[status]), shape(item)):
                where = first.part.named(first.place)
                one.left_out(
                    f"response {status} of {one.place}: another stands in {where}, which is kept"
                )


def _body(
    given: list[Description], name_schema: Callable[[PageDocument, str, JsonObject], str]
) -> JsonObject:
    bodies = [(one, one.body) for one in given]
    media_types = dict.fromkeys(name for _, body in bodies for name in obj(body.get("content")))
    content: JsonObject = {}
    for name in media_types:
        found = [(one, obj(obj(body.get("content")).get(name))) for one, body in bodies]
        content[name] = _media(name, [(one, media) for one, media in found if media], name_schema)
    result: JsonObject = {"content": content}
    if described := [body["description"] for _, body in bodies if body.get("description")]:
        result["description"] = described[0]
    if all(body.get("required") is True for _, body in bodies):
        result["required"] = True
    return result


def _media(
    name: str,
    given: list[tuple[Description, JsonObject]],
    name_schema: Callable[[PageDocument, str, JsonObject], str],
) -> JsonObject:
    """Return one media type of a body as the pages describe it together."""
    distinct: list[tuple[Description, JsonObject]] = []
    for one, media in given:
        bare = shape(media.get("schema"))
        if not any(same(shape(known.get("schema")), bare) for _, known in distinct):
            distinct.append((one, media))
    if len(distinct) == 1:
        return copied_object(distinct[0][1])
    schemas = [(one, obj(media.get("schema"))) for one, media in distinct]
    result: JsonObject = {}
    if (key := _discriminator(schemas)) and name not in _FORMS:
        result["schema"] = _one_of(key, schemas, name_schema)
    else:
        result["schema"] = {"anyOf": [copied(schema) for _, schema in schemas]}
        for one, _ in schemas[1:]:
            where = schemas[0][0].part.named(schemas[0][0].place)
            one.repaired(f"the body of {one.place} is one of several: another stands in {where}")
    if examples := _examples([media for _, media in distinct]):
        result["examples"] = examples
    return result


def _discriminator(schemas: list[tuple[Description, JsonObject]]) -> str:
    """Return the property whose one value differs in all bodies; empty where there is none."""
    values = [_single_values(_resolved(schema, one.part)) for one, schema in schemas]
    for name in values[0]:
        found = [single.get(name) for single in values]
        if None not in found and len(set(found)) == len(found):
            return name
    return ""


def _single_values(schema: JsonObject) -> dict[str, str]:
    """Return the properties that can only be one string, and that string."""
    found: dict[str, str] = {}
    for name, given in obj(schema.get("properties")).items():
        values = [obj(given)["const"]] if "const" in obj(given) else arr(obj(given).get("enum"))
        if len(values) == 1 and isinstance(values[0], str):
            found[name] = values[0]
    return found


def _one_of(
    key: str,
    schemas: list[tuple[Description, JsonObject]],
    name_schema: Callable[[PageDocument, str, JsonObject], str],
) -> JsonObject:
    """Return the bodies as components, and a discriminator that names each by its value."""
    options: list[Json] = []
    mapping: JsonObject = {}
    for one, given in schemas:
        schema = copied_object(_resolved(given, one.part))
        value = _single_values(schema)[key]
        name = target(text(given.get("$ref")))[1]
        if not name:
            # Without the property, a body fits more than one of them.
            required = strings(schema.get("required"))
            schema["required"] = [*required, *([key] if key not in required else [])]
            if summary := text(one.operation.get("summary")):
                schema.setdefault("description", summary)
            name = name_schema(one.part, f"{pascal(value)}Request", schema)
        options.append(schema_reference(name))
        mapping[value] = schema_reference(name)["$ref"]
    return {"oneOf": options, "discriminator": {"propertyName": key, "mapping": mapping}}


def _examples(given: list[JsonObject]) -> JsonObject:
    """Return the examples of all pages, each under a name of its own."""
    found: JsonObject = {}
    for media in given:
        named = dict(obj(media.get("examples")))
        if "example" in media:
            named.setdefault("example", {"value": media["example"]})
        for name, example in named.items():
            free, number = name, 2
            while free in found:
                free, number = f"{name}_{number}", number + 1
            found[free] = copied(example)
    return found


def _bodies(body: JsonObject) -> Json:
    content = obj(body.get("content"))
    return {name: shape(obj(media).get("schema")) for name, media in content.items()}


def _resolved(given: Json, part: PageDocument) -> JsonObject:
    """Return what a reference to a component of the page leads to."""
    seen: set[str] = set()
    value = obj(given)
    while (reference := text(value.get("$ref"))) and reference not in seen:
        seen.add(reference)
        kind, name = target(reference)
        value = obj(obj(obj(part.document.get("components")).get(kind)).get(name))
    return value
