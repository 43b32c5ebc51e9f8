"""operationIds that read as calls: `extend_veo_video`, `get_veo_task`."""

from __future__ import annotations

import builtins
import re
from keyword import iskeyword
from typing import TYPE_CHECKING, Final

from scripts.specs.errors import Note
from scripts.specs.json_types import obj, operations, strings, text
from scripts.specs.normalize.naming.chinese import english
from scripts.specs.normalize.naming.identifiers import snake, words

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject

# What titles say, as the verb that an operationId begins with.
VERBS: Final[dict[str, str]] = {
    "add": "add", "blend": "blend", "cancel": "cancel", "check": "check", "clone": "clone",
    "concat": "concat",
    "convert": "convert", "cover": "cover", "create": "create", "creation": "create",
    "delete": "delete", "describe": "describe", "download": "download", "edit": "edit",
    "execute": "run", "extend": "extend", "extension": "extend", "fetch": "get",
    "generate": "generate", "generation": "generate", "get": "get", "list": "list",
    "query": "get", "read": "get", "recognition": "recognize", "recognize": "recognize",
    "remove": "delete", "replace": "replace", "rerank": "rerank",
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
    "video", "image", "audio", "sound", "music", "song", "lyrics", "voice", "speech", "file",
    "asset", "account", "credits", "chat", "text", "model", "task",
)  # fmt: skip
_FILLERS: Final = frozenset({
    "a", "ai", "all", "an", "and", "api", "as", "by", "compatible", "details", "example",
    "existing", "for", "free", "from", "in", "info", "information", "into", "of", "on", "plain",
    "result", "seconds", "self", "single", "status", "streaming", "supported", "the", "to", "with",
    "your",
})  # fmt: skip
# What follows says where something goes, or what comes along, not what is made.
_ASIDE = re.compile(r"\s(?:into|with|by)\s")
_BRACKETS = re.compile(r"[(\uff08\[].*?(?:[)\uff09\]]|$)")
_OWNED_MODEL = re.compile(r"(?:[\w.-]+/)([A-Za-z][\w.-]*)")
_CALLABLE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LONGEST: Final = 80
_VERSION = re.compile(r"v\d+(?:[._]\d+)?(?:alpha|beta)?\d*|api|openapi")
# What a path calls by what goes in and comes out: `text-to-audio`.
_PURPOSE = re.compile(r"[a-z]+(?:-to-|2)[a-z]+")


def assign(document: JsonObject) -> list[Note]:
    """Give each operation an id.

    An id that a page or supplement gives is kept if Python can call it. Of two equal ones, the second
    gets a word of its path, so that an added operation renames no other.
    """
    notes: list[Note] = []
    found = list(operations(document))
    # An id of ours is what people import: one that is wrong is for its author to fix.
    ours = {text(operation.get("operationId")) for _, _, operation in found if _is_ours(operation)}
    taken = set(ours)
    kept: set[str] = set(ours)
    renamed: dict[str, str] = {}
    for path, method, operation in found:
        given = text(operation.get("operationId"))
        if given and _is_ours(operation):
            continue
        name = given if _is_callable(given) else _named(path, method, operation)
        if name in taken:
            name = _distinct(name, path, taken)
        taken.add(name)
        operation["operationId"] = name
        if given == name:
            kept.add(given)
        elif given:
            renamed.setdefault(given, name)
            notes.append(Note("repaired", f"operation {given[:60]} is called {name} here"))
    _relink(document, renamed.keys() - kept, renamed)
    return notes


def _named(path: str, method: str, operation: JsonObject) -> str:
    """Return a name that can be called, from the page's own or from its title and path."""
    tag = next(iter(strings(operation.get("tags"))), "")
    title = text(operation.get("summary"))
    given = text(operation.get("operationId"))
    name = _of_given(given, path, method, title) or guess(path, method, title, tag)
    if _is_callable(name):
        return name
    return snake(name, tag) if _is_callable(snake(name, tag)) else f"{name}_task"


def _is_ours(operation: JsonObject) -> bool:
    """Return whether a supplement or a written document has a say in the operation."""
    sources = strings(operation.get("x-source"))
    return any(source.startswith(("supplement.yaml", "written/")) for source in sources)


def _is_callable(name: str) -> bool:
    """Return whether an id can be a module and a function as it is, and reads as a call."""
    clean = bool(_CALLABLE.fullmatch(name)) and len(name) <= _LONGEST
    reads = name.partition("_")[0] in VERBS.values()
    return clean and reads and not iskeyword(name) and name not in dir(builtins)


def _of_given(given: str, path: str, method: str, title: str) -> str:
    """Return an id that a page gives, as it is called in Python; empty where the page gives none.

    Its verb comes first. Where it has none, the path, the title or the method gives one.
    """
    stated = words(given)
    if not stated:
        return ""
    if stated[0] in VERBS:
        return snake(VERBS[stated[0]], *stated[1:])[:_LONGEST].rstrip("_")
    last = next(iter(_segments(path)[-1:]), "")
    place = next((at for at, word in enumerate(stated) if _verb(word, method)), None)
    if place is not None:
        verb, rest = _verb(stated[place], method), stated[:place] + stated[place + 1 :]
    else:
        verb, rest = _verb(last, method) or _verb(title, method) or _BY_METHOD[method], stated
    return snake(verb, *rest)[:_LONGEST].rstrip("_")


def _relink(document: JsonObject, changed: set[str], renamed: dict[str, str]) -> None:
    """Links lead to operations by their ids."""
    for _, _, operation in operations(document):
        for response in obj(operation.get("responses")).values():
            for link in obj(obj(response).get("links")).values():
                target = text(obj(link).get("operationId"))
                if target in changed:
                    obj(link)["operationId"] = renamed[target]


def guess(path: str, method: str, title: str, tag: str) -> str:
    """verb_family_object, by the title first and the path where the title says nothing."""
    segments = _segments(path)
    last = segments[-1] if segments else ""
    stated = "" if title.startswith("/") else _BRACKETS.sub(" ", english(title))
    verb = _verb(stated, method) or _verb(last, method) or _BY_METHOD[method]
    if verb == "get" and _is_list(path, last):
        verb = "list"
    thing = _thing(stated, segments, tag, verb)
    if not thing:
        # An operation and a tag that are called alike are said once, and say enough.
        return snake(verb) if tag == verb else snake(verb, tag, _last_resort(segments))
    return snake(verb, "" if _names_tag(tag, verb, thing) else tag, thing)


def by_path(path: str, method: str) -> str:
    """Return a name that says nothing but the path and the method: `create_task`.

    An operation that several pages share has it: what one of them calls it is not what the others do.
    """
    segments = _segments(path)
    verb = next((found for part in reversed(segments) if (found := _verb(part, method))), "")
    things = [
        [word for word in words(part) if VERBS.get(word) != verb] for part in reversed(segments)
    ]
    thing = next((stated for stated in things if stated), ["task"])
    return snake(verb or _BY_METHOD[method], *thing[:-1], _one(thing[-1]))


def _segments(path: str) -> list[str]:
    return [
        part
        for part in path.split("/")
        if part and not part.startswith("{") and not _VERSION.fullmatch(part)
    ]


def _is_list(path: str, last: str) -> bool:
    """Return whether a path reads a whole collection: `/v1/models`."""
    return not path.rstrip("/").endswith("}") and last.endswith("s") and len(words(last)) == 1


def _thing(title: str, segments: list[str], tag: str, verb: str) -> str:
    """Return what the operation is about."""
    if owned := _OWNED_MODEL.search(title):
        return " ".join(words(owned[1]))
    last = segments[-1] if segments else ""
    main = _ASIDE.split(f" {title} ")[0]
    named = _one(last)
    if named != last and named not in _OBJECTS and {last} <= {*words(title)} - {*words(tag)}:
        # The title names what the path is a collection of: `/features`.
        return last if verb == "list" else named
    plain = _object(main, tag) or ("" if tag in words(main) else _object(title, tag))
    if plain in {"", "task"} and verb in _READS and "task" in words(title):
        return _of_task(last, tag)
    if plain and plain != "task":
        return f"{plain}s" if verb == "list" and not plain.endswith("s") else plain
    if not title and len(segments) > 1:
        # Without a title, operations of one tag differ in all that follows the tag in their path.
        return " ".join(word for part in segments[1:7] for word in words(part))[:_LONGEST]
    return _object(last, tag) or plain


def _of_task(last: str, tag: str) -> str:
    """Return what a read of "a task" reads, by the collection that it stands in."""
    if last.endswith("s") and len(words(last)) == 1:
        one = last.removesuffix("s")
        return one if one not in VERBS and one not in _OBJECTS else "task"
    distinctive = [
        word
        for word in words(last)
        if word not in {*_FILLERS, *_OBJECTS, *words(tag)} and word not in VERBS
    ]
    if _PURPOSE.fullmatch(last) or len(distinctive) > 1:
        return " ".join([*words(last), "task"])
    return "task"


def _names_tag(tag: str, verb: str, thing: str) -> bool:
    """Return whether verb and object name the tag already."""
    one = thing.removesuffix("s")
    return tag in {verb, thing, one, f"{one}s", one + verb, verb + one}


def _last_resort(segments: list[str]) -> str:
    """Return a task, unless the path has at least a tag and a verb to say."""
    return "" if len(segments) > 1 else "task"


def _verb(source: str, method: str) -> str:
    found = [VERBS[word] for word in words(source) if word in VERBS]
    if method in {"get", "head"}:
        found = [verb for verb in found if verb in _READS]
    if method == "delete":
        found = [verb for verb in found if verb in {"cancel", "delete"}]
    return next(iter(found), "")


def _object(source: str, tag: str) -> str:
    left = [
        word
        for word in words(source)
        if word not in VERBS
        and word not in _FILLERS
        and not word.isdigit()
        and word not in words(tag)
        and word != tag
    ]
    known = [word for word in left if word.removesuffix("s") in _OBJECTS or word in _OBJECTS]
    distinctive = [word for word in known if word not in {"task", "tasks"}]
    if "to" in words(source) and distinctive:
        return _one(distinctive[-1])
    if known:
        return _one(known[-1])
    return _one(left[-1]) if left else ""


def _one(word: str) -> str:
    if word in _OBJECTS or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word.removesuffix("s")


def _distinct(name: str, path: str, taken: set[str]) -> str:
    parts = [part for part in reversed(path.split("/")) if part.startswith("{")]
    for segment in [*reversed(_segments(path)), *parts]:
        extra = snake(segment.strip("{}"))
        if segment.startswith("{"):
            candidate = f"{name}_by_{extra}"
        else:
            # A task of what the path names: `get_kling_video_extend_task`.
            of_task = name.endswith("_task")
            candidate = f"{name.removesuffix('_task')}_{extra}" + ("_task" if of_task else "")
        if extra and extra not in name and candidate not in taken:
            return candidate
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"
