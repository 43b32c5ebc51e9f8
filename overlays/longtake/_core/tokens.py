"""Task tokens: short strings from which another process gets a task back."""

from __future__ import annotations

import base64
import json
import re
from typing import Final, NamedTuple, NoReturn, SupportsIndex, cast

from longtake.errors import InvalidRequestError, NotPicklableError

_VERSION: Final = 2
# The field of the task kind, by version.
_KIND_FIELDS: Final = {1: "f", 2: "k"}
_TOKEN: Final = re.compile(r"lt([12])\.")
_LONGEST_ID: Final = 1024


def is_task_id(text: str) -> bool:
    """Return whether a string can be a task id: printable, not too long, and no path to another endpoint."""
    return text.isprintable() and len(text) <= _LONGEST_ID and text.strip() not in ("", ".", "..")


def check_task_id(task_id: object, *, provider: str | None = None, kind: str | None = None) -> None:
    """Check that a value that the caller gave can be a task id.

    Raises:
        InvalidRequestError: If it cannot.
    """
    if not (isinstance(task_id, str) and is_task_id(task_id)):
        shown = task_id[:40] if isinstance(task_id, str) else task_id
        raise InvalidRequestError(
            f"task_id must be a task id of the provider, got {shown!r}",
            provider=provider,
            kind=kind,
        )


class TaskAddress(NamedTuple):
    """The address of a task. It holds no key and nothing secret.

    Attributes:
        provider: The provider's name, such as `kie`.
        kind: The task kind, such as `veo`.
        task_id: The provider's id of the task.
    """

    provider: str
    kind: str
    task_id: str

    def token(self) -> str:
        """Return the address as a token: `lt2.` and versioned JSON in URL-safe base64."""
        fields = {"v": _VERSION, "p": self.provider, "k": self.kind, "t": self.task_id}
        text = json.dumps(fields, separators=(",", ":"))
        return f"lt{_VERSION}." + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_token(token: object) -> TaskAddress:
    """Return the address that a token holds.

    Raises:
        InvalidRequestError: If it is not a token of this or an older version of longtake.
    """
    # The message does not repeat the value: people paste keys into the wrong place.
    refusal = InvalidRequestError(
        "the token is not valid or not complete: pass the whole value of `task.token`, which begins with "
        f"'lt{_VERSION}.'"
    )
    version = _TOKEN.match(token) if isinstance(token, str) else None
    if version is None:
        raise refusal
    packed = version.string[version.end() :]
    try:
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        value: object = json.loads(raw)
    except (ValueError, RecursionError):
        raise refusal from None
    if not isinstance(value, dict):
        raise refusal
    fields = cast("dict[str, object]", value)
    number = int(version[1])
    parts = [fields.get(key) for key in ("p", _KIND_FIELDS[number], "t")]
    if fields.get("v") != number or not all(isinstance(part, str) and part for part in parts):
        raise refusal
    provider, kind, task_id = cast("list[str]", parts)
    return TaskAddress(provider, kind, task_id)


class NotPicklable:
    """A base class of objects that cannot be pickled or copied."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        """Raise `NotPicklableError`."""
        del protocol
        raise NotPicklableError(
            f"{type(self).__name__} cannot be pickled or copied, because it has connections of this process. "
            "Pass task.token, a string, and call from_token(token) of a client in the other process"
        )
