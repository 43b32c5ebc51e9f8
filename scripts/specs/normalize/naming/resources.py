"""The resource of which an operation is a method. The resource's first part is the operation's tag."""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING

from scripts.specs.json_types import arr, obj, operations, text
from scripts.specs.normalize.naming.identifiers import slug

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_NOISE = re.compile(r"[\s_-]*(api|platform|service|tools?|docs?|reference)$", re.IGNORECASE)
_ADDRESS = re.compile(r"^[a-z]+://[^/]*", re.IGNORECASE)
_FILE = re.compile(r"\.(json|ya?ml)$", re.IGNORECASE)
_KIND = re.compile(r"^(openapi|swagger)[\s_-]+", re.IGNORECASE)
# Folders and files that say where a page stands on its site, and in which language: `docs/en/Veo API`.
_SITE = re.compile(
    r"docs?|documentation|api|api[\s_-]?(?:docs?|reference)|reference|openapi|swagger"
    r"|(?:cn|de|en|es|fr|it|ja|ko|pt|ru|zh)(?:[-_][a-z]{2,4})?",
    re.IGNORECASE,
)
_VERSION_SEGMENT = re.compile(r"v\d+([._]\d+)?|api|openapi")


def assign(document: JsonObject) -> None:
    """Give each operation its resource and one tag, and describe the tags at the top."""
    described = {
        text(obj(tag).get("name")): obj(tag).get("description") for tag in arr(document.get("tags"))
    }
    found: list[str] = []
    for path, _, operation in operations(document):
        resource = text(operation.get("x-resource")) or guess(path, text(operation.get("x-group")))
        tag_name = resource.partition(".")[0]
        operation.pop("x-group", None)
        operation["x-resource"] = resource
        operation["tags"] = [tag_name]
        if tag_name not in found:
            found.append(tag_name)
    tags: list[Json] = []
    for tag_name in found:
        tag: JsonObject = {"name": tag_name}
        if description := described.get(tag_name):
            tag["description"] = description
        tags.append(tag)
        for name, words in described.items():
            if name.startswith(f"{tag_name}.") and words:
                # A resource below it, which has a description too.
                tags.append({"name": name, "description": words})
    document["tags"] = tags


def name_methods(document: JsonObject) -> None:
    """Give each operation the name of its method, which no other operation of its resource has.

    Where nothing says it, the method is called like the operation, without the resource's name. It does
    not depend on which other operations there are, so an added page renames nothing.
    """
    found = [operation for _, _, operation in operations(document)]
    taken = {_method(operation) for operation in found if "x-method" in operation}
    for operation in found:
        if "x-method" in operation:
            continue
        name, resource = text(operation.get("operationId")), text(operation.get("x-resource"))
        words = [word for word in name.split("_") if word not in re.split(r"[._]", resource)]
        shorter = "_".join(words)
        if not words or keyword.iskeyword(shorter) or (resource, shorter) in taken:
            shorter = name
        operation["x-method"] = shorter
        taken.add(_method(operation))


def _method(operation: JsonObject) -> tuple[str, str]:
    return text(operation.get("x-resource")), text(operation.get("x-method"))


def guess(path: str, group: str) -> str:
    """Return the family by where the page files the operation, checked against the path.

    A path segment that the group's name begins with is the provider's own, shorter word for it
    (`/veo/` for the group `veo3-api`).
    """
    segments = [
        slug(part)
        for part in path.split("/")
        if part and not part.startswith("{") and not _VERSION_SEGMENT.fullmatch(part)
    ]
    # An attribute of a client cannot begin with a digit.
    names, parts = (
        [name for name in found if name[:1].isalpha()] for found in (_of_group(group), segments)
    )
    for name in names:
        if shorter := next((part for part in parts if name.startswith(part)), ""):
            return shorter
    return next(iter([*names, *parts]), "api")


def _of_group(group: str) -> list[str]:
    """Return the distinctive parts of `runway-api/runway-api.json`, `docs/en/Market/Veo API` or `A » B`."""
    if "»" in group:
        crumbs = [part.strip() for part in group.split("»")]
        # The last crumb is the page itself.
        return [slug(crumbs[-2] if len(crumbs) > 1 else crumbs[-1])]
    parts = [_FILE.sub("", part.strip()) for part in _ADDRESS.sub("", group).split("/")]
    return [_plain(part) for part in parts if not _SITE.fullmatch(part)]


def _plain(part: str) -> str:
    part = _KIND.sub("", part)
    while (shorter := _NOISE.sub("", part)) not in {part, ""}:
        part = shorter
    return slug(part)
