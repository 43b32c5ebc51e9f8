"""What the answers of kie's three families have in common."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from attrs import evolve

from longtake._core.callbacks import ParsedCallback
from longtake._core.reconcile.steps import PARSE_ERRORS
from longtake._core.responses import JsonObject, code_of
from longtake._core.snapshot import (
    Failure,
    Snapshot,
    State,
    StateWord,
    VideoFile,
    read_word,
    snapshot_of,
)
from longtake._core.values import as_link, as_string
from longtake.errors import CallbackError, NotFoundError, UnexpectedAnswerError
from longtake.kie._errors import NO_TASK, is_rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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


def record(answer: object, expected: type[DataT]) -> DataT:
    """Return the record in the response to a poll.

    Raises:
        NotFoundError: If `data` is null beside a code that says success: so kie says that there is none.
        UnexpectedAnswerError: As `payload`.
    """
    if getattr(answer, "data", expected) is None:
        raise NotFoundError(f"{NO_TASK.message}: `data` is null", code=HTTPStatus.OK.value)
    return payload(answer, expected)


def as_list(value: object) -> list[object]:
    """What kie sends as a list, as one written in JSON (users met both), or as its only item."""
    if isinstance(value, str) and value.lstrip().startswith(("[", "null")):
        value = json.loads(value)
    if isinstance(value, list):
        return cast("list[object]", value)
    return [value] if value else []


def text_list(value: object) -> list[str]:
    """Return the strings in what `listed` reads, without padding."""
    return [item for item in map(as_link, as_list(value)) if item]


def flag_snapshot(
    flag: object,
    urls: Callable[[], list[str]],
    *,
    task_id: str,
    code: object,
    message: object,
) -> Snapshot:
    """Return what `successFlag` says, for the task kinds that have it.

    Args:
        flag: The flag. An unknown one counts as running.
        urls: Reads the links.
        task_id: The task's id, from which a next extension goes on.
        code: Why it failed, as a code.
        message: Why it failed, in words.
    """
    word = read_word(flag, FLAGS, missing="missing")
    word = evolve(word, shown=f"successFlag {word.shown}")
    return task_snapshot(word, urls, task_id=task_id, code=code, message=message)


def task_snapshot(
    word: StateWord,
    urls: Callable[[], list[str]],
    *,
    task_id: str,
    code: object,
    message: object,
    expired: bool = False,
) -> Snapshot:
    """Return the snapshot of a task; the next extension goes on from the task's own id.

    Args:
        word: The state.
        urls: Reads the links. A task that did not succeed has none if they cannot be read.
        task_id: The task's id.
        code: Why it failed, as a code.
        message: Why it failed, in words.
        expired: Whether kie says that the files have expired.
    """
    try:
        links = urls()
    except PARSE_ERRORS:
        if word.state is State.SUCCEEDED:
            raise
        links = []
    expired = expired and word.state is not State.FAILED
    reason = "kie says that the files have expired" if expired else "kie gave no reason"
    words = as_string(message) or reason
    return snapshot_of(
        word,
        videos=[VideoFile(url=url, source=task_id) for url in links],
        failure=Failure(
            message=words, code=code_of(code), rejected=is_rejected(words), expired=expired
        ),
    )


def callback_data(body: JsonObject) -> JsonObject:
    """The `data` of a callback; empty if it has none."""
    data = body.get("data")
    return cast("JsonObject", data) if isinstance(data, dict) else {}


def callback_task_id(body: JsonObject) -> str | None:
    """The id of the task that a callback is about: the one that its signature covers, wherever it stands."""
    data = callback_data(body)
    return (
        as_string(data.get("task_id"))
        or as_string(data.get("taskId"))
        or as_string(body.get("taskId"))
    )


def parse_callback(body: JsonObject, urls: Callable[[], list[str]]) -> ParsedCallback:
    """What a callback says: with code 200 that the task is done, with any other that it failed.

    Args:
        body: The callback.
        urls: Reads the links.

    Raises:
        CallbackError: If it has no code.
    """
    code, task_id = code_of(body.get("code")), callback_task_id(body)
    if code is None:
        raise CallbackError("it has no `code`")
    state = State.SUCCEEDED if code == HTTPStatus.OK else State.FAILED
    word = StateWord(shown=f"code {code}", state=state)
    said = task_snapshot(word, urls, task_id=task_id or "", code=code, message=body.get("msg"))
    return ParsedCallback(task_id, said)
