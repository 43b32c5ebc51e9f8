"""operationIds that read as calls: `extend_veo_video`, `get_veo_task`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import operations, strings, text
from scripts.specs.normalize.words import snake, words

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject

# What titles say, as the verb that an operationId begins with.
VERBS: Final[dict[str, str]] = {
    "add": "add", "blend": "blend", "cancel": "cancel", "check": "check", "concat": "concat",
    "convert": "convert", "cover": "cover", "create": "create", "creation": "create",
    "delete": "delete", "describe": "describe", "download": "download", "edit": "edit",
    "execute": "run", "extend": "extend", "extension": "extend", "fetch": "get",
    "generate": "generate", "generation": "generate", "get": "get", "list": "list",
    "query": "get", "read": "get", "remove": "delete", "replace": "replace", "rerank": "rerank",
    "retrieve": "get", "run": "run", "search": "search", "send": "send", "start": "start",
    "submit": "submit", "translate": "translate", "update": "update", "upload": "upload",
    "upscale": "upscale", "vary": "vary",
}  # fmt: skip
_BY_METHOD: Final = {
    "delete": "delete", "get": "get", "head": "check", "options": "check", "patch": "update",
    "post": "create", "put": "update", "trace": "check",
}  # fmt: skip
_READS: Final = frozenset({"check", "download", "get", "list", "search"})
_OBJECTS: Final = (
    "video", "image", "audio", "music", "song", "lyrics", "voice", "speech", "file", "asset",
    "task", "account", "credits", "chat", "text",
)  # fmt: skip
_FILLERS: Final = frozenset({
    "a", "ai", "all", "an", "and", "api", "as", "by", "details", "existing", "for", "from", "in",
    "info", "information", "into", "of", "on", "seconds", "single", "the", "to", "with", "your",
})  # fmt: skip


def assign(document: JsonObject) -> None:
    """Give each operation an id. One that is given wins; two alike get a word of their path."""
    taken = {
        text(operation.get("operationId"))
        for _, _, operation in operations(document)
        if operation.get("operationId")
    }
    for path, method, operation in operations(document):
        if operation.get("operationId"):
            continue
        family = next(iter(strings(operation.get("tags"))), "")
        name = guess(path, method, text(operation.get("summary")), family)
        if name in taken:
            name = _distinct(name, path, taken)
        taken.add(name)
        operation["operationId"] = name


def guess(path: str, method: str, title: str, family: str) -> str:
    """verb_family_object, by the title first and the path where the title says nothing."""
    segments = [part for part in path.split("/") if part and not part.startswith("{")]
    last = segments[-1] if segments else ""
    verb = _verb(title, method) or _verb(last, method) or _BY_METHOD[method]
    thing = _object(title, family) or _object(last, family) or "task"
    # A family that is called like what one does there (upload, rerank) need not be said twice.
    return snake(verb, "" if family == verb else family, thing)


def _verb(source: str, method: str) -> str:
    found = [VERBS[word] for word in words(source) if word in VERBS]
    if method in {"get", "head"}:
        found = [verb for verb in found if verb in _READS]
    if method == "delete":
        found = [verb for verb in found if verb in {"cancel", "delete"}]
    return next(iter(found), "")


def _object(source: str, family: str) -> str:
    left = [
        word
        for word in words(source)
        if word not in VERBS
        and word not in _FILLERS
        and not word.isdigit()
        and word not in words(family)
        and word != family
    ]
    singulars = [word.removesuffix("s") for word in left]
    known = [name for name in _OBJECTS if name in left or name in singulars]
    named = [word for word in left if word in known or word.removesuffix("s") in known]
    if named:
        return named[-1] if named[-1] in _OBJECTS else named[-1].removesuffix("s")
    return left[-1] if left else ""


def _distinct(name: str, path: str, taken: set[str]) -> str:
    for segment in reversed(path.split("/")):
        extra = snake(segment.strip("{}"))
        candidate = f"{name}_by_{extra}" if segment.startswith("{") else f"{name}_{extra}"
        if extra and extra not in name and candidate not in taken:
            return candidate
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"
