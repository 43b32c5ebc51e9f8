"""What the answers of kie's three families have in common."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TypeVar, cast

from longtake._core.snapshot import Failure, Snapshot, State, VideoFile
from longtake.errors import UnexpectedAnswerError
from longtake.kie._codes import rejected
from longtake_kie.types import Unset

DataT = TypeVar("DataT")


def payload(answer: object, expected: type[DataT]) -> DataT:
    """The `data` of an answer `{code, msg, data}`.

    Raises:
        UnexpectedAnswerError: If the answer has none, or of another shape.
    """
    data: object = getattr(answer, "data", None)
    if not isinstance(data, expected):
        raise UnexpectedAnswerError(f"the answer says 200 and holds no {expected.__name__}")
    return data


def text_list(value: Iterable[object] | str | Unset | None) -> list[str]:
    """A list of texts that kie sends as a list, or as one written in JSON (users met both)."""
    items: object = value or []
    if isinstance(items, str):
        items = json.loads(items)
    return [item for item in cast("Iterable[object]", items) if isinstance(item, str) and item]


def flag_snapshot(
    flag: int | Unset | None,
    urls: list[str],
    *,
    task_id: str,
    code: int | str | Unset | None,
    message: str | Unset | None,
) -> Snapshot:
    """What `successFlag` says, for the families that have it.

    0 runs, 1 is done, 2 has failed, and 3 has failed too, upstream (the vendor's own list of values ends at
    2). A number that nobody knows counts as running.
    """
    word = f"successFlag {flag}"
    if flag == 1:
        return finished(urls, task_id=task_id, vendor_state=word)
    if flag in (2, 3):
        return failed(word, code=code, message=message)
    return Snapshot(state=State.RUNNING, vendor_state=word)


def finished(urls: list[str], *, task_id: str, vendor_state: str) -> Snapshot:
    """A task that is done; while its files are not there yet it still counts as running."""
    if not urls:
        return Snapshot(state=State.RUNNING, vendor_state=f"{vendor_state}, no file yet")
    files = [VideoFile(url=url, source=task_id) for url in urls]
    return Snapshot(state=State.SUCCEEDED, vendor_state=vendor_state, progress=1.0, videos=files)


def failed(
    vendor_state: str, *, code: int | str | Unset | None, message: str | Unset | None
) -> Snapshot:
    """A task that failed, for the reason that kie gives."""
    words = message or "kie gave no reason"
    failure = Failure(
        message=words,
        code=None if isinstance(code, Unset) else code,
        rejected=rejected(words),
    )
    return Snapshot(state=State.FAILED, vendor_state=vendor_state, failure=failure)
