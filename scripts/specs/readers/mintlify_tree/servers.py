"""The addresses of the API, with their variables kept as OpenAPI has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import arr, spelled, text

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.mintlify_tree.tree import Tree
    from scripts.specs.yaml.read import Location

_AT: Final[Location] = ("paths", "servers")
_KEYS = frozenset({"url", "description", "variables"})
_VARIABLE_KEYS = frozenset({"default", "enum", "description"})
_IN_BRACES = re.compile(r"\{([^{}]+)\}")


def read(tree: Tree) -> list[Json]:
    """Return the servers; one whose URL cannot be completed is left out."""
    result: list[Json] = []
    for index in range(len(tree.sequence(_AT))):
        here: Location = (*_AT, index)
        server = tree.mapping(here, _KEYS)
        url = tree.words((*here, "url"))
        if not url:
            tree.left_out("a server without a URL", here)
            continue
        variables = _variables(tree, (*here, "variables"))
        if open_names := [name for name in _IN_BRACES.findall(url) if name not in variables]:
            tree.left_out(f"a server whose `{open_names[0]}` has no default", here)
            continue
        kept: JsonObject = {"url": url}
        if text(server.get("description")):
            kept["description"] = server["description"]
        if variables:
            kept["variables"] = variables
        result.append(kept)
    return result


def _variables(tree: Tree, at: Location) -> JsonObject:
    result: JsonObject = {}
    for name in tree.mapping(at):
        here: Location = (*at, name)
        given = tree.mapping(here, _VARIABLE_KEYS)
        # YAML reads a port as a number; a variable is always text.
        values = [_written(value) for value in arr(given.get("enum"))]
        default = _written(given.get("default")) or next(iter(values), "")
        if not default:
            tree.left_out(f"server variable `{name}`: expected a default", here)
            continue
        if not given.get("default"):
            tree.repaired(f"server variable `{name}`: its first value is the default", here)
        variable: JsonObject = {"default": default}
        if values:
            variable["enum"] = [*dict.fromkeys([*values, default])]
        if stated := text(given.get("description")):
            variable["description"] = stated
        result[name] = variable
    return result


def _written(value: Json) -> str:
    return spelled(value) if isinstance(value, (str, int, float)) else ""
