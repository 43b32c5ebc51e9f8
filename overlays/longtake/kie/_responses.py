"""The common parts of kie.ai's responses."""

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
from longtake.errors import CallbackError, NotFoundError, UnexpectedResponseError
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
"""The meaning of `successFlag`. 3 is a failure of the upstream model, which kie's enum does not list."""


LINK_HOURS: Final = 24.0
"""The hours for which a link works, by one of kie's pages. The videos are kept for 14 days."""


def payload(response: object, expected: type[DataT]) -> DataT:
    """Return the `data` of a response `{code, msg, data}`.

    Raises:
        UnexpectedResponseError: If the response has no data of the expected type.
    """
    data: object = getattr(response, "data", None)
    if not isinstance(data, expected):
        raise UnexpectedResponseError(
            f"`data` of a successful response must be of type {expected.__name__}, got {type(data).__name__}"
        )
    return data


def record(response: object, expected: type[DataT]) -> DataT:
    """Return the record in the response to a poll.

    Raises:
        NotFoundError: If `data` is null with a success code, which means that kie has no such record.
        UnexpectedResponseError: As for `payload`.
    """
    if getattr(response, "data", expected) is None:
        raise NotFoundError(f"{NO_TASK.message}: `data` is null", code=HTTPStatus.OK.value)
    return payload(response, expected)


def as_list(value: object) -> list[object]:
    """Return a list that kie sends as a list, as a JSON string (users report both), or as its only item."""
    if isinstance(value, str) and value.lstrip().startswith(("[", "null")):
        value = json.loads(value)
    if isinstance(value, list):
        return cast("list[object]", value)
    return [value] if value else []


def text_list(value: object) -> list[str]:
    """Return the strings of a list that `as_list` reads, without surrounding space."""
    return [item for item in map(as_link, as_list(value)) if item]


def flag_snapshot(
    flag: object,
    urls: Callable[[], list[str]],
    *,
    task_id: str,
    code: object,
    message: object,
) -> Snapshot:
    """Return the snapshot of a task whose kind has a `successFlag`.

    Args:
        flag: The flag. An unknown flag counts as running.
        urls: Reads the links.
        task_id: The task id, which is the source of a further extension.
        code: The code of a failure.
        message: The message of a failure.
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
    progress: float | None = None,
    credits_: float | None = None,
) -> Snapshot:
    """Return the snapshot of a task.

    Args:
        word: The state.
        urls: Reads the links. If it fails, a task that did not succeed has no links.
        task_id: The task id, which is the source of a further extension.
        code: The code of a failure.
        message: The message of a failure.
        expired: Whether kie reports that the files have expired.
        progress: The progress from 0 to 1.
        credits_: The credits that the task cost.
    """
    try:
        links = urls()
    except PARSE_ERRORS:
        if word.state is State.SUCCEEDED:
            raise
        links = []
    expired = expired and word.state is not State.FAILED

    def failure() -> Failure:
        reason = "the files have expired" if expired else "kie gave no reason"
        words = as_string(message) or reason
        return Failure(message=words, code=code_of(code), rejected=is_rejected(words))

    return snapshot_of(
        word,
        videos=[VideoFile(url=url, source=task_id) for url in links],
        failure=failure,
        expired=expired,
        progress=progress,
        credits_=credits_,
    )


def callback_data(body: JsonObject) -> JsonObject:
    """Return the `data` of a callback, empty if it has none."""
    data = body.get("data")
    return cast("JsonObject", data) if isinstance(data, dict) else {}


def callback_task_id(body: JsonObject) -> str | None:
    """Return the task id of a callback, at any of its places. The signature covers it."""
    data = callback_data(body)
    return (
        as_string(data.get("task_id"))
        or as_string(data.get("taskId"))
        or as_string(body.get("taskId"))
    )


def parse_callback(
    body: JsonObject,
    urls: Callable[[], list[str]],
    *,
    message: object = None,
    credits_: float | None = None,
) -> ParsedCallback:
    """Return the content of a callback. Code 200 means that the task succeeded, any other that it failed.

    Args:
        body: The callback.
        urls: Reads the links.
        message: The message of a failure, if it is not the `msg` of the callback.
        credits_: The credits that the task cost.

    Raises:
        CallbackError: If it has no code.
    """
    code, task_id = code_of(body.get("code")), callback_task_id(body)
    if code is None:
        raise CallbackError("the body has no `code`")
    state = State.SUCCEEDED if code == HTTPStatus.OK else State.FAILED
    word = StateWord(shown=f"code {code}", state=state)
    snapshot = task_snapshot(
        word,
        urls,
        task_id=task_id or "",
        code=code,
        message=as_string(message) or body.get("msg"),
        credits_=credits_,
    )
    return ParsedCallback(task_id, snapshot)
