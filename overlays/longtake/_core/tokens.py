"""A task as a short string that another process, or another day, turns back into the task."""

from __future__ import annotations

import base64
import json
from typing import Final, NoReturn, SupportsIndex, cast

from attrs import frozen

from longtake.errors import InvalidRequestError, NotPicklableError

_VERSION: Final = 1
_PREFIX: Final = "lt1."
_LONGEST_ID: Final = 1024


def is_task_id(text: str) -> bool:
    """Whether a text can be a task's id: printable, not too long, and no way to another endpoint."""
    return text.isprintable() and len(text) <= _LONGEST_ID and text.strip() not in ("", ".", "..")


@frozen
class TaskAddress:
    """What identifies a task: who has it, of which kind it is, and its id there. No key, nothing secret."""

    provider: str
    kind: str
    task_id: str

    def token(self) -> str:
        """The address as a token: `lt1.` and versioned JSON in URL-safe base64."""
        fields = {"v": _VERSION, "p": self.provider, "f": self.kind, "t": self.task_id}
        text = json.dumps(fields, separators=(",", ":"))
        return _PREFIX + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_token(token: object) -> TaskAddress:
    """The address that a token holds.

    Raises:
        InvalidRequestError: If it is no token of this or an older version of longtake.
    """
    # What was given is not repeated: people paste keys into the wrong place.
    refusal = InvalidRequestError(
        "this is not a task token, or not a whole one: expected the value of `task.token`, "
        "which begins with 'lt1.'"
    )
    if not isinstance(token, str) or not token.startswith(_PREFIX):
        raise refusal
    packed = token.removeprefix(_PREFIX)
    try:
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        value: object = json.loads(raw)
    except (ValueError, RecursionError):
        raise refusal from None
    if not isinstance(value, dict):
        raise refusal
    fields = cast("dict[str, object]", value)
    parts = [fields.get(key) for key in ("p", "f", "t")]
    if fields.get("v") != _VERSION or not all(isinstance(part, str) and part for part in parts):
        raise refusal
    provider, kind, task_id = cast("list[str]", parts)
    return TaskAddress(provider, kind, task_id)


class NotPicklable:
    """Refuses to be pickled and copied, with the way to go on elsewhere."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        """Raise `NotPicklableError`."""
        del protocol
        raise NotPicklableError(
            f"{type(self).__name__} cannot be pickled or copied: it holds connections of this process. Pass "
            "task.token, a string, and call from_token(token) of a client that is made where it is needed"
        )
