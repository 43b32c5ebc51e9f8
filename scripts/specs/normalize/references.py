"""References that lead to what they stand for, and nothing else.

Only schemas stay behind a reference: what a document keeps under `components` beside them, and the
parameters that a path shares among its operations, is put where it is used. Each rule after this
one then finds an operation in one piece.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.component_references import plain_name, references, rename
from scripts.specs.errors import Note
from scripts.specs.json_types import METHODS, SCHEMAS, arr, child, copied, obj, text

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_KEPT: Final = frozenset({"schemas", "securitySchemes"})
_EXAMPLES: Final = "#/components/examples/"


def resolve(document: JsonObject) -> list[Note]:
    """Put in place what references stand for, in place. The notes name those that lead nowhere."""
    return _Resolver(document).run()


class _Resolver:
    def __init__(self, document: JsonObject) -> None:
        self.document = document
        self.components = obj(document.get("components"))
        self.notes: list[Note] = []

    def run(self) -> list[Note]:
        for section in ("paths", "webhooks"):
            for path, item in obj(self.document.get(section)).items():
                self._path_item(obj(item), f"#/{section}/{path}")
        for name, schema in obj(self.components.get("schemas")).items():
            self._plain(schema, f"#/components/schemas/{name}")
        for kind in [kind for kind in self.components if kind not in _KEPT]:
            del self.components[kind]
        return self.notes

    def _path_item(self, item: JsonObject, at: str) -> None:
        shared = arr(item.pop("parameters", None))
        for method in METHODS:
            operation = item.get(method)
            if not isinstance(operation, dict):
                continue
            own = [self._target(given, at) for given in arr(operation.get("parameters"))]
            known = {_identity(parameter) for parameter in own}
            given = [self._target(given, at) for given in shared]
            more = [copied(parameter) for parameter in given if _identity(parameter) not in known]
            if own or more:
                operation["parameters"] = [*own, *more]
            self._operation(operation, f"{at}/{method}")
            self._plain(operation, f"{at}/{method}")

    def _operation(self, operation: JsonObject, at: str) -> None:
        if "requestBody" in operation:
            operation["requestBody"] = self._target(operation["requestBody"], at)
        for key in ("responses", "callbacks"):
            given = obj(operation.get(key))
            for name in list(given):
                given[name] = self._target(given[name], at)
        for response in obj(operation.get("responses")).values():
            for key in ("headers", "links"):
                held = obj(obj(response).get(key))
                for name in list(held):
                    held[name] = self._target(held[name], at)
        for callback in obj(operation.get("callbacks")).values():
            for item in obj(callback).values():
                self._path_item(obj(item), at)

    def _target(self, given: Json, at: str) -> Json:
        """What a reference to a component stands for; a copy, so that nothing is changed twice."""
        seen: set[str] = set()
        while isinstance(given, dict) and isinstance(reference := given.get("$ref"), str):
            _, _, where = reference.partition("#/components/")
            kind, _, name = where.partition("/")
            target = obj(self.components.get(kind)).get(plain_name(name))
            if target is None or reference in seen:
                self.notes.append(Note("left out", f"{at}: {reference[:80]} leads nowhere"))
                return {}
            seen.add(reference)
            given = copied(target)
        return given

    def _plain(self, value: Json, at: str) -> None:
        """References to schemas, written plainly, and named examples put in place."""
        for holder, key in list(references(value)):
            written = text(holder[key])
            if written.startswith(SCHEMAS):
                holder[key] = SCHEMAS + plain_name(written.removeprefix(SCHEMAS))
            elif written.startswith(_EXAMPLES):
                target = obj(self._target(dict(holder), at))
                holder.clear()
                holder.update(target)


def _identity(parameter: Json) -> tuple[str, str]:
    return text(obj(parameter).get("name")), text(obj(parameter).get("in"))


def renamed(document: JsonObject, names: dict[str, str]) -> None:
    """Give component schemas other names, in place, wherever they are referred to."""
    components = child(document, "components")
    schemas = obj(components.get("schemas"))
    components["schemas"] = {names.get(name, name): schema for name, schema in schemas.items()}
    rename(document, {("schemas", old): new for old, new in names.items()})
