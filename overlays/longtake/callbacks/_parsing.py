"""What a vendor posted, as a typed `Callback`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Generic,
    Literal,
    Protocol,
    TypeAlias,
    TypeVar,
    cast,
    overload,
)

from attrs import evolve, field, frozen

from longtake._core.callbacks import Announcement
from longtake._core.reconcile.steps import MISREAD
from longtake._core.responses import JsonObject
from longtake._core.snapshot import Failure, Snapshot, State, VideoFile
from longtake._core.task_kind import Family
from longtake._core.tokens import TaskAddress, is_task_id
from longtake._providers import ProviderName, entry, task_kinds
from longtake.errors import CallbackError

if TYPE_CHECKING:
    from longtake_chainhub.callbacks import KlingNotice, KlingTask
    from longtake_kie.callbacks import MidjourneyCallback, RunwayCallback, VeoCallback
    from longtake_useapi.callbacks import Gen2Task, Gen2TaskEnvelope

Provider: TypeAlias = ProviderName
"""The provider that calls back."""

PayloadT = TypeVar("PayloadT")

_TELLS_NOTHING: Final = ("application/octet-stream", "text/plain")


class Headers(Protocol):
    """Headers as any framework has them: a dict, or something with `items()`. Case does not matter."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Names and values."""
        ...


@frozen(kw_only=True)
class Callback(Generic[PayloadT]):
    """What a callback says. Nobody has checked it: `verify` does, and reading the task again.

    Attributes:
        provider: Who is said to call.
        family: The kind of task, such as `veo`; kie's are told apart by the body's shape.
        task_id: The vendor's id of the task.
        snapshot: What the body says of it, in the words of a read. Kling's short notice of a task that
            succeeded is the one that names no videos.
        payload: The body as it was sent, with all that longtake does not know; typed as generated.
        other_families: Further kinds of task that such a body may be about, if the address names none.
    """

    provider: Provider
    family: str
    task_id: str
    snapshot: Snapshot
    payload: PayloadT = field(repr=False)
    other_families: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """Where the task is said to stand."""
        return self.snapshot.state

    @property
    def videos(self) -> tuple[VideoFile, ...]:
        """The videos that are named."""
        return self.snapshot.videos

    @property
    def failure(self) -> Failure | None:
        """Why the task is said to have failed, if it is."""
        return self.snapshot.failure

    @property
    def token(self) -> str:
        """A short string that a client's `from_token` turns into the task."""
        return TaskAddress(self.provider, self.family, self.task_id).token()

    @property
    def tokens(self) -> tuple[str, ...]:
        """Return the tokens of all tasks that the callback may be about, the likeliest first."""
        families = (self.family, *self.other_families)
        return tuple(
            TaskAddress(self.provider, family, self.task_id).token() for family in families
        )

    def without_payload(self) -> Callback[None]:
        """Return the callback without the body that it was read from."""
        return Callback(
            provider=self.provider,
            family=self.family,
            task_id=self.task_id,
            snapshot=self.snapshot,
            payload=None,
            other_families=self.other_families,
        )

    def without_words(self) -> Callback[None]:
        """Return which task the callback is about and in which state, and nothing else of the body."""
        only_state = Snapshot(state=self.state, vendor_state="")
        return evolve(self.without_payload(), snapshot=only_state)


@overload
def parse(
    provider: Literal["kie"], headers: Headers, body: bytes | str, *, kind: str = ""
) -> Callback[RunwayCallback | VeoCallback | MidjourneyCallback]: ...
@overload
def parse(
    provider: Literal["useapi"], headers: Headers, body: bytes | str, *, kind: str = ""
) -> Callback[Gen2Task | Gen2TaskEnvelope]: ...
@overload
def parse(
    provider: Literal["chainhub"], headers: Headers, body: bytes | str, *, kind: str = ""
) -> Callback[KlingTask | KlingNotice]: ...
@overload
def parse(
    provider: Provider, headers: Headers, body: bytes | str, *, kind: str = ""
) -> Callback[Any]: ...
def parse(
    provider: Provider, headers: Headers, body: bytes | str, *, kind: str = ""
) -> Callback[Any]:
    """Read a callback. This believes whatever the body says: see `verify`, and read the task again.

    Args:
        provider: Whose callback it is: `kie`, `useapi` or `chainhub`.
        headers: The request's headers. Only a content type that cannot be JSON matters.
        body: The request's body.
        kind: The task kind that the address is for, such as `veo`; empty if it may be any.

    Raises:
        CallbackError: If it is no callback of that provider; the message says what is missing.
        InvalidRequestError: If there is no such provider.
    """
    entry(provider)
    media = lowered(headers).get("content-type", "").partition(";")[0].strip().lower()
    if media and "json" not in media and media not in _TELLS_NOTHING:
        raise CallbackError(f"the content type is {media[:40]!r}, not JSON", provider=provider)
    return understood(provider, json_object(provider, body), kind)


def lowered(headers: Headers) -> Mapping[str, str]:
    """Headers by their names in lower case."""
    # What no header can hold is replaced: a signature is made of bytes.
    return {
        name.lower(): value.encode(errors="replace").decode() for name, value in headers.items()
    }


def json_object(provider: str, body: bytes | str) -> JsonObject:
    """A body that must be a JSON object. Raises `CallbackError`."""
    # As bytes, so that a byte order mark is none of JSON's business.
    sent = body.encode(errors="surrogatepass") if isinstance(body, str) else body
    try:
        value: object = json.loads(sent)
    except (ValueError, RecursionError):
        raise CallbackError("the body is not JSON", provider=provider) from None
    if not isinstance(value, dict):
        raise CallbackError("the body is no JSON object", provider=provider)
    return cast("JsonObject", value)


def understood(provider: Provider, body: JsonObject, kind: str = "") -> Callback[Any]:
    """Return what a body says. Raises `CallbackError`.

    Args:
        provider: The provider that called.
        body: The body.
        kind: The task kind that the address is for, empty if it may be any.
    """
    known = task_kinds(provider)
    families = [known[kind]] if kind in known else list(known.values())
    fitting: list[tuple[Family[Any], Announcement]] = []
    for family in families:
        try:
            said = _announced(family, body)
        except CallbackError:
            # A body of one kind need not be understood as one of another.
            if not fitting:
                raise
            continue
        if said is not None:
            fitting.append((family, said))
    if not fitting:
        wanted = ", ".join(f"{family.announcing.known_by} ({family.name})" for family in families)
        raise CallbackError(
            f"the body is no callback of {provider}: it has none of {wanted}", provider=provider
        )
    family, said = fitting[0]
    if said.task_id is None or not is_task_id(said.task_id):
        raise _wrong(family, "it names no task")
    return Callback(
        provider=provider,
        family=family.name,
        task_id=said.task_id,
        snapshot=said.snapshot,
        payload=body,
        other_families=tuple(other.name for other, _ in fitting[1:]),
    )


def _announced(family: Family[Any], body: JsonObject) -> Announcement | None:
    try:
        return family.announcing.read(body)
    except CallbackError as error:
        raise _wrong(family, error.args[0]) from None
    except MISREAD as error:
        raise _wrong(family, f"a value is of another type ({type(error).__name__})") from error


def _wrong(family: Family[Any], what: str) -> CallbackError:
    return CallbackError(
        f"the body cannot be read as a callback: {what}",
        provider=family.provider.name,
        family=family.name,
    )
