"""The names that openapi-python-client makes of a provider's, and those that it cannot carry.

It writes them into code beside its own names, so a property called `to_dict` hides a method and two
properties that differ by a dash become one. Known here, such a name can be carried another way.
"""

from __future__ import annotations

import builtins
import re
from keyword import iskeyword
from typing import Final

from scripts.specs.normalize.naming.identifiers import pascal

_CLASS = re.compile(r"[A-Z][A-Za-z0-9]*")
_LONGEST: Final = 80
_DELIMITERS: Final = r"\. _-"
_RESERVED: Final = frozenset({*dir(builtins), "self", "true", "false", "datetime"}) - {"id"}
# What a generated model calls its own methods, fields and local variables.
MODEL_NAMES: Final = frozenset({
    "additional_keys", "additional_properties", "cls", "d", "field_dict", "from_dict", "src_dict",
    "to_dict", "to_multipart", "types",
})  # fmt: skip
# What a generated endpoint calls its own parameters and local variables.
ENDPOINT_NAMES: Final = frozenset({
    "body", "cookies", "headers", "httpx", "kwargs", "params", "path_segment", "quote", "response",
})  # fmt: skip
# Classes and imports that stand beside models in generated modules.
CLASS_NAMES: Final = frozenset({
    "ABC", "Any", "AsyncHooks", "AuthenticatedClient", "BinaryIO", "Body", "BytesIO", "C", "Calls",
    "Client", "Coroutine", "File", "FileTypes", "Generator", "Generic", "HTTPStatus", "Hooks",
    "Iterable", "K", "Literal", "Mapping", "P", "Response", "Self", "Start", "Starts", "T",
    "TextIO", "TypeAlias", "TypeVar", "UNSET", "UUID", "Unset", "Datetime", "Json", "Types", "Cast",
    "Errors", "Httpx", "Quote",
})  # fmt: skip


def attribute(name: str, *, plain: bool = False) -> str:
    """Return the Python name of a property or parameter. `plain` keeps the case of its letters."""
    kept = "".join(
        letter
        for letter in name
        if letter.isidentifier() or letter.isdecimal() or letter in _DELIMITERS
    )
    found = re.sub(r"[^\w]+", "", kept) if plain else "_".join(_words(kept)).lower()
    if found in _RESERVED or iskeyword(found):
        found += "_"
    return found if found.isidentifier() and not kept.startswith("_") else f"field_{found}"


def is_reserved_class(name: str) -> bool:
    """Return whether a class of this name would hide one that generated modules use."""
    return name in CLASS_NAMES or name in _RESERVED or iskeyword(name)


def safe_name(given: str, taken: set[str]) -> str:
    """Return a class name for a component. `taken` holds the names that are given, in lower case."""
    name = given if _CLASS.fullmatch(given) else pascal(given)
    name = name[:_LONGEST] or "Schema"
    if not name[:1].isalpha() or is_reserved_class(name):
        name = f"Schema{name}" if name[:1].isdigit() else f"{name}Schema"
    return numbered(name, taken)


def numbered(name: str, taken: set[str]) -> str:
    """Return the name, with the first number that makes it unique if it is taken."""
    found, number = name, 2
    while found.lower() in taken:
        found, number = f"{name}{number}", number + 1
    return found


def is_class_name(name: str) -> bool:
    """Return whether a component may keep this name."""
    return _CLASS.fullmatch(name) is not None and not is_reserved_class(name)


def clashing(names: list[str], taken: frozenset[str]) -> list[str]:
    """Return the names that cannot stand beside the others: the first of two that clash stays."""
    lost: list[str] = []
    by_attribute: dict[str, list[str]] = {}
    for name in names:
        found = attribute(name)
        if found in taken:
            lost.append(name)
            continue
        by_attribute.setdefault(found, []).append(name)
    used = set(taken) | {found for found, group in by_attribute.items() if len(group) == 1}
    for group in by_attribute.values():
        if len(group) == 1:
            continue
        for name in group:
            # More than two of one name set each other right and wrong again by turns.
            own = attribute(name, plain=True)
            if own in used or name in group[2:]:
                lost.append(name)
            used.add(own)
    return lost


def _words(value: str) -> list[str]:
    if any(letter.isupper() for letter in value):
        value = " ".join(re.split("([A-Z]?[a-z]+)", value))
    return re.findall(rf"[^{re.escape(_DELIMITERS)}]+", value)
