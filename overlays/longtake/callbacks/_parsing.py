"""Parsing of callbacks into a typed `Callback`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, Protocol, TypeVar, cast, overload

from attrs import evolve, field, frozen

from longtake._core.reconcile.steps import PARSE_ERRORS
from longtake._core.snapshot import Failure, Snapshot, State, VideoFile
from longtake._core.tokens import TaskAddress, is_task_id
from longtake._providers import ProviderName, entry, task_kinds
from longtake.errors import CallbackError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from longtake._core.callbacks import ParsedCallback
    from longtake._core.responses import JsonObject
    from longtake._core.task_kind import TaskKind
    from longtake_chainhub.callbacks import KlingNotice, KlingTask
    from longtake_kie.callbacks import MidjourneyCallback, RunwayCallback, VeoCallback
    from longtake_useapi.callbacks import Gen2Task, Gen2TaskEnvelope

PayloadT = TypeVar("PayloadT")

_GENERIC_MEDIA_TYPES: Final = ("application/octet-stream", "text/plain")


class Headers(Protocol):
    """The headers of a request: a dict, or any object with `items()`. Case does not matter.

    Example:
        >>> parse("kie", {"Content-Type": "application/json"}, body).task_id
        'veo_task_1'
    """

    def items(self) -> Iterable[tuple[str, str]]:
        """Return names and values."""
        ...


@frozen(kw_only=True)
class Callback(Generic[PayloadT]):
    """The content of a callback, unverified: `verify` its signature, or poll the task.

    Example:
        >>> callback = parse("kie", headers, body)
        >>> callback.kind, callback.task_id, callback.state
        ('veo', 'veo_task_1', <State.SUCCEEDED: 'succeeded'>)

    Attributes:
        provider: The provider whose callback it is.
        kind: The task kind, such as `veo`. kie's are distinguished by the shape of the body.
        task_id: The provider's id of the task.
        snapshot: The task as the body reports it, in the form of a poll. Kling's short notice of a success
            is the only success without videos.
        payload: The whole body as it was sent, unknown fields included; typed as generated from the
            specification.
        other_kinds: Further task kinds that such a body fits, if the address names none.
    """

    provider: ProviderName
    kind: str
    task_id: str
    snapshot: Snapshot
    payload: PayloadT = field(repr=False)
    other_kinds: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """Return the state that the body reports."""
        return self.snapshot.state

    @property
    def videos(self) -> tuple[VideoFile, ...]:
        """Return the videos in the body."""
        return self.snapshot.videos

    @property
    def failure(self) -> Failure | None:
        """Return the failure that the body reports, None if there is none."""
        return self.snapshot.failure

    @property
    def token(self) -> str:
        """Return the token of the task for `from_token` of a client."""
        return TaskAddress(self.provider, self.kind, self.task_id).token()

    @property
    def tokens(self) -> tuple[str, ...]:
        """Return the tokens of the task, one for each task kind that the body fits, the likeliest first."""
        kinds = (self.kind, *self.other_kinds)
        return tuple(TaskAddress(self.provider, kind, self.task_id).token() for kind in kinds)


def without_payload(callback: Callback[Any]) -> Callback[None]:
    """Return a callback without the body that it was parsed from."""
    return evolve(callback, payload=None)


def without_content(callback: Callback[Any]) -> Callback[None]:
    """Return a callback's task and state, without anything else of the body."""
    only_state = Snapshot(state=callback.state, provider_state="")
    return evolve(callback, payload=None, snapshot=only_state)


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
    provider: ProviderName, headers: Headers, body: bytes | str, *, kind: str = ""
) -> Callback[Any]: ...
def parse(
    provider: ProviderName, headers: Headers, body: bytes | str, *, kind: str = ""
) -> Callback[Any]:
    """Parse a callback. It is not verified: see `verify`, and poll the task before you rely on it.

    Args:
        provider: The provider whose callback it is: `kie`, `useapi`, `chainhub` or `kling`.
        headers: The request's headers. A `Content-Type` must be JSON; the others are not read.
        body: The request's body.
        kind: The task kind that the address was made for, such as `veo`; empty for any.

    Returns:
        The callback, with the body as its typed payload.

    Raises:
        CallbackError: If the body is not a callback of that provider; the message names what is missing.
        InvalidRequestError: If there is no such provider.
    """
    entry(provider)
    media = lowercase_names(headers).get("content-type", "").partition(";")[0].strip().lower()
    if media and "json" not in media and media not in _GENERIC_MEDIA_TYPES:
        raise CallbackError(f"the content type must be JSON, got {media[:40]!r}", provider=provider)
    return parse_body(provider, json_object(provider, body), kind)


def lowercase_names(headers: Headers) -> Mapping[str, str]:
    """Return headers by their names in lower case."""
    # Signatures are computed from bytes, so characters that no header can contain are replaced.
    return {
        name.lower(): value.encode(errors="replace").decode() for name, value in headers.items()
    }


def json_object(provider: str, body: bytes | str) -> JsonObject:
    """Return a body as a JSON object.

    Raises:
        CallbackError: If it is not one.
    """
    # `json.loads` handles a byte order mark in bytes, not in a string.
    sent = body.encode(errors="surrogatepass") if isinstance(body, str) else body
    try:
        value: object = json.loads(sent)
    except (ValueError, RecursionError):
        raise CallbackError("the body is not JSON", provider=provider) from None
    if not isinstance(value, dict):
        raise CallbackError(
            f"the body must be a JSON object, got {type(value).__name__}", provider=provider
        )
    return cast("JsonObject", value)


def parse_body(provider: ProviderName, body: JsonObject, kind: str = "") -> Callback[Any]:
    """Return a JSON body as a callback.

    Args:
        provider: The provider that sent it.
        body: The body.
        kind: The task kind that the address was made for; empty for any.

    Raises:
        CallbackError: If the body is not a callback of that provider.
    """
    known = task_kinds(provider)
    kinds = [known[kind]] if kind in known else list(known.values())
    fitting: list[tuple[TaskKind[Any], ParsedCallback]] = []
    for each in kinds:
        try:
            parsed = _parsed(each, body)
        except CallbackError:
            # A body of one kind may be unreadable as another.
            if not fitting:
                raise
            continue
        if parsed is not None:
            fitting.append((each, parsed))
    if not fitting:
        expected = ", ".join(f"{each.callbacks.recognized_by} ({each.name})" for each in kinds)
        raise CallbackError(
            f"the body must be a callback of {provider}: expected one of {expected}",
            provider=provider,
        )
    first, parsed = fitting[0]
    if parsed.task_id is None or not is_task_id(parsed.task_id):
        raise _unreadable(first, "the task id is missing or invalid")
    return Callback(
        provider=provider,
        kind=first.name,
        task_id=parsed.task_id,
        snapshot=parsed.snapshot,
        payload=body,
        other_kinds=tuple(other.name for other, _ in fitting[1:]),
    )


def _parsed(kind: TaskKind[Any], body: JsonObject) -> ParsedCallback | None:
    try:
        return kind.callbacks.read(body)
    except CallbackError as error:
        raise _unreadable(kind, error.args[0]) from None
    except PARSE_ERRORS as error:
        raise _unreadable(
            kind, f"a value has an unexpected type ({type(error).__name__})"
        ) from error


def _unreadable(kind: TaskKind[Any], reason: str) -> CallbackError:
    return CallbackError(
        f"the body cannot be read as a callback: {reason}",
        provider=kind.provider.name,
        kind=kind.name,
    )
