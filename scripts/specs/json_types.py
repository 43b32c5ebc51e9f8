"""JSON values with types, and the narrow helpers that walk them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = "dict[str, Json]"
JsonArray: TypeAlias = "list[Json]"

# What a reference to a schema of the same document begins with.
SCHEMAS: Final = "#/components/schemas/"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class WrittenInt(int):
    """An integer with the page's spelling of it, such as `0007`: it is text where a schema says so."""

    spelling: str

    @classmethod
    def read(cls, number: int, spelling: str) -> int:
        """Return the number, with its spelling where that is not the usual one."""
        result = cls(number)
        result.spelling = spelling
        return number if str(number) == spelling else result


class WrittenFloat(float):
    """A number with the page's spelling of it, such as `1.10` or `1e3`."""

    spelling: str

    @classmethod
    def read(cls, number: float, spelling: str) -> float:
        """Return the number, with its spelling where that is not the usual one."""
        result = cls(number)
        result.spelling = spelling
        return number if str(number) == spelling else result


def spelled(value: str | float) -> str:
    """Return the value as the page spells it; `true` and `false` are lower-case."""
    if isinstance(value, (WrittenInt, WrittenFloat)):
        return value.spelling
    return str(value).lower() if isinstance(value, bool) else str(value)


def obj(value: Json) -> JsonObject:
    """Return the value itself when it is an object, else an empty one (not stored back)."""
    return value if isinstance(value, dict) else {}


def arr(value: Json) -> JsonArray:
    """Return the value itself when it is an array, else an empty one (not stored back)."""
    return value if isinstance(value, list) else []


def text(value: Json) -> str:
    """Return the value itself when it is a string, else an empty one."""
    return value if isinstance(value, str) else ""


def strings(value: Json) -> list[str]:
    """Return the strings of an array, in order."""
    return [item for item in arr(value) if isinstance(item, str)]


def spelled_out(value: Json) -> Json:
    """Return a copy in which each number with a spelling of its own is that text."""
    if isinstance(value, dict):
        return {key: spelled_out(item) for key, item in value.items()}
    if isinstance(value, list):
        return [spelled_out(item) for item in value]
    return value.spelling if isinstance(value, (WrittenInt, WrittenFloat)) else value


def copied(value: Json) -> Json:
    """Return a deep copy."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value


def copied_object(value: JsonObject) -> JsonObject:
    """Return a deep copy of an object."""
    return {key: copied(item) for key, item in value.items()}


def child(parent: JsonObject, key: str) -> JsonObject:
    """Return the object under `key`, made (or made anew, when it is something else) if it is not there."""
    value = parent.get(key)
    if not isinstance(value, dict):
        value = {}
        parent[key] = value
    return value


def same(left: Json, right: Json) -> bool:
    """Equal as JSON: `true` is not `1`, and the order of an object's keys does not count."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def pointer(*parts: str | int) -> str:
    """Return a JSON Pointer in its URI fragment form, `#/paths/~1v1`."""
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return "#" + "".join(f"/{part}" for part in escaped)


def unescaped(step: str) -> str:
    """Return one step of a JSON Pointer as the key that it stands for."""
    return step.replace("~1", "/").replace("~0", "~")


def operations(document: JsonObject) -> Iterator[tuple[str, str, JsonObject]]:
    """Yield every operation as (path, method, operation), in the order of the document."""
    for path, item in obj(document.get("paths")).items():
        for method, operation in obj(item).items():
            if method in METHODS and isinstance(operation, dict):
                yield path, method, operation
