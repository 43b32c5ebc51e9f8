"""The id of a new task, wherever a provider puts it in the response to a submission."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Mapping
from typing import Final, cast

from longtake._core.tokens import is_task_id
from longtake._core.values import plain_words, text

_PLACES: Final = (
    ("data", "taskId"),
    ("data", "task_id"),
    ("data", "id"),
    ("taskId",),
    ("task_id",),
    ("id",),
)
_ID: Final = re.compile(r"(?:^|_)(?:id|Id|ID)$|[a-z0-9]I[dD]$|^taskid$")
# Whose ids these are is another matter: useapi.net lists there what else runs.
_OTHERS: Final = "runningTasks"
_DEEPEST: Final = 5
_MOST_IDS: Final = 10
_LONGEST_SHOWN: Final = 100


def sole_task_id(body: Mapping[str, object]) -> str | None:
    """Return the one id in the places where providers put a new task's id, None if there is not just one."""
    found = {task_id for place in _PLACES if (task_id := text(_at(body, place)))}
    return found.pop() if len(found) == 1 else None


def task_id_at(body: Mapping[str, object], pointers: Iterable[str]) -> str | None:
    """Return the id at the first JSON pointer that leads to one, None if none does."""
    for pointer in pointers:
        *outer, name = (
            step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]
        )
        if task_id := text(_at(body, (*outer, name))):
            return task_id
    return None


def ids_in(body: Mapping[str, object]) -> Mapping[str, str]:
    """Return the ids in a response by their places, such as `{"data.taskId": "t"}`; ten at most."""
    return dict(found for found, _ in zip(_ids(body, "", _DEEPEST), range(_MOST_IDS), strict=False))


def ids_shown(ids: Mapping[str, str]) -> str:
    """Return a sentence with the ids, to be put behind another; empty if there are none."""
    if not ids:
        return ""
    each = (
        f"{plain_words(place, _LONGEST_SHOWN)} {plain_words(value, _LONGEST_SHOWN)!r}"
        for place, value in ids.items()
    )
    return f". The response has these ids: {', '.join(each)}"


def _ids(value: object, place: str, depth: int) -> Generator[tuple[str, str]]:
    if isinstance(value, list) and depth:
        for index, item in enumerate(cast("list[object]", value)):
            yield from _ids(item, f"{place}[{index}]", depth - 1)
    elif isinstance(value, dict) and depth:
        for name, item in cast("dict[str, object]", value).items():
            inner = f"{place}.{name}" if place else name
            found = text(item)
            if found and is_task_id(found) and _ID.search(name):
                yield inner, found
            elif name != _OTHERS:
                yield from _ids(item, inner, depth - 1)


def _at(body: Mapping[str, object], place: tuple[str, ...]) -> object:
    *outer, name = place
    for key in outer:
        inner = body.get(key)
        if not isinstance(inner, dict):
            return None
        body = cast("dict[str, object]", inner)
    return body.get(name)
