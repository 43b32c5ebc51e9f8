"""What the answers of kie's three families have in common."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final, TypeVar, cast

from longtake._core.announcing import Announcement
from longtake._core.answers import JsonObject, code_of
from longtake._core.snapshot import Failure, Snapshot, State, VideoFile, finished, pending
from longtake._core.values import text
from longtake.errors import CallbackError, UnexpectedAnswerError
from longtake.kie._codes import rejected

DataT = TypeVar("DataT")


FLAGS: Final[Mapping[Any, State]] = {
    0: State.RUNNING,
    1: State.SUCCEEDED,
    2: State.FAILED,
    3: State.FAILED,
}
"""What `successFlag` means. 3 is a failure of the model behind kie, whose own list of values ends at 2."""


def payload(answer: object, expected: type[DataT]) -> DataT:
    """The `data` of an answer `{code, msg, data}`.

    Raises:
        UnexpectedAnswerError: If the answer has none, or of another shape.
    """
    data: object = getattr(answer, "data", None)
    if not isinstance(data, expected):
        raise UnexpectedAnswerError(f"the answer says 200 and holds no {expected.__name__}")
    return data


def listed(value: object) -> list[object]:
    """What kie sends as a list, as one written in JSON (users met both), or as its only item."""
    if isinstance(value, str) and value.lstrip().startswith(("[", "null")):
        value = json.loads(value)
    if isinstance(value, list):
        return cast(list[object], value)
    return [value] if value else []


def text_list(value: object) -> list[str]:
    """The texts in what `listed` reads."""
    return [item for item in listed(value) if isinstance(item, str) and item]


def flag_snapshot(
    flag: object,
    urls: Callable[[], list[str]],
    *,
    task_id: str,
    code: object,
    message: object,
) -> Snapshot:
    """What `successFlag` says, for the families that have it. A number that nobody knows counts as running.

    Args:
        flag: The flag.
        urls: Reads the links, asked only when the task is done.
        task_id: The task's id, from which a next extension goes on.
        code: Why it failed, as a code.
        message: Why it failed, in words.
    """
    known = code_of(flag)
    word = "successFlag missing" if known is None else f"successFlag {known}"
    meaning = FLAGS.get(known)
    if meaning is State.SUCCEEDED:
        return done(urls(), task_id=task_id, vendor_state=word)
    if meaning is State.FAILED:
        return failed(word, code=code, message=message)
    return pending(word, meaning)


def announced_data(body: JsonObject) -> JsonObject:
    """The `data` of a callback; empty if it has none."""
    data = body.get("data")
    return cast(JsonObject, data) if isinstance(data, dict) else {}


def announced_id(body: JsonObject) -> str | None:
    """The id of the task that a callback is about: the one that its signature covers, wherever it stands."""
    data = announced_data(body)
    return text(data.get("task_id")) or text(data.get("taskId")) or text(body.get("taskId"))


def announcement(body: JsonObject, urls: Callable[[], list[str]]) -> Announcement:
    """What a callback says: with code 200 that the task is done, with any other that it failed.

    Args:
        body: The callback.
        urls: Reads the links, asked only when the task is done.

    Raises:
        CallbackError: If it has no code.
    """
    code, task_id = code_of(body.get("code")), announced_id(body)
    if code is None:
        raise CallbackError("it has no `code`")
    word = f"code {code}"
    if code == HTTPStatus.OK:
        said = done(urls(), task_id=task_id or "", vendor_state=word)
    else:
        said = failed(word, code=code, message=body.get("msg"))
    return Announcement(task_id, said)


def done(urls: list[str], *, task_id: str, vendor_state: str) -> Snapshot:
    """A task that is done; the next extension goes on from the task's own id."""
    files = [VideoFile(url=url, source=task_id) for url in urls]
    return finished(files, vendor_state=vendor_state)


def failed(vendor_state: str, *, code: object, message: object) -> Snapshot:
    """A task that failed, for the reason that kie gives."""
    words = text(message) or "kie gave no reason"
    failure = Failure(message=words, code=code_of(code), rejected=rejected(words))
    return Snapshot(state=State.FAILED, vendor_state=vendor_state, failure=failure)
