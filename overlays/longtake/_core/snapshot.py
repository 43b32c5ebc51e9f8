"""The state of a task as one poll shows it, in the same terms for every provider."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import evolve, field, frozen

from longtake._core.values import as_string, as_time, single_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

# Longer values are neither a state nor a code.
_MAX_WORD_LENGTH: Final = 100


def _plain_word(word: str) -> str:
    return single_line(word, _MAX_WORD_LENGTH)


def _plain_code(code: int | str | None) -> int | str | None:
    return _plain_word(code) if isinstance(code, str) else code


class State(enum.Enum):
    """The state of a task.

    Example:
        >>> task.status().state is State.RUNNING
        True
    """

    QUEUED = "queued"
    """Accepted, not started."""
    RUNNING = "running"
    """In progress, or finished without its files being available yet."""
    SUCCEEDED = "succeeded"
    """Finished with at least one video."""
    FAILED = "failed"
    """Finished without a result."""
    CANCELLED = "cancelled"
    """Stopped by a user of the account."""

    @property
    def ended(self) -> bool:
        """Return whether the state is final."""
        return self in (State.SUCCEEDED, State.FAILED, State.CANCELLED)


@frozen(kw_only=True)
class VideoFile:
    """A finished video at the provider.

    Attributes:
        url: The download URL. It needs no credentials.
        source: The `source` for a further `extend`: a task id, an asset id or a video id.
        duration_s: The length in seconds, None if the provider does not report it.
        resolution: The resolution, such as `720p`, None if the provider does not report it.
        extent: `part` if the video has only the new seconds of an extension, `whole` if it has everything so
            far, None if the response does not show it.
    """

    url: str
    source: str
    duration_s: float | None = None
    resolution: str | None = None
    extent: Literal["part", "whole"] | None = None


@frozen(kw_only=True)
class Failure:
    """The reason for a failure of a task.

    Example:
        >>> for change in task.events():
        ...     if change.snapshot.failure is not None:
        ...         print(change.snapshot.failure.message)
        The content was flagged as violating the content policies.

    Attributes:
        message: The provider's message, without control characters, at most 1000 characters.
        code: The provider's code, if any.
        rejected: Whether moderation refused the task. The same request would be refused again.
        expired: Whether the provider reports that the task or its files have expired.
    """

    message: str = field(converter=single_line)
    code: int | str | None = field(default=None, converter=_plain_code)
    rejected: bool = False
    expired: bool = False


@frozen(kw_only=True)
class Snapshot:
    """The state of a task in one response.

    Example:
        >>> snapshot = task.status()
        >>> snapshot.state, snapshot.provider_state, snapshot.videos
        (<State.RUNNING: 'running'>, 'successFlag 0', ())

    Attributes:
        state: The state of the task.
        provider_state: The provider's own word for the state.
        progress: The progress from 0 to 1, None if the provider does not report it.
        videos: The videos that the response links to, in any state; at least one if the task succeeded.
        failure: The reason for the failure, if the task failed.
        is_known_state: Whether longtake recognizes `provider_state`. An unknown state counts as running,
            because providers add states and a charged task must not be abandoned for one.
        starts_in_s: The provider's estimate of the seconds until the task starts. It differs in every
            response, so two snapshots that differ only in it are equal.
        without_file: Whether the provider reports success but the response has no file. Such a task counts
            as running for 300 seconds.
        provider_model: The provider's id of the model, None if the task kind has tasks of one model only.
        completed_at: When the task ended, None if the provider does not report it with a time zone.
        credits: The provider's figure of what the task cost, in its own units; None if it reports none.
    """

    state: State
    provider_state: str = field(converter=_plain_word)
    progress: float | None = None
    videos: tuple[VideoFile, ...] = ()
    failure: Failure | None = None
    is_known_state: bool = True
    starts_in_s: float | None = field(default=None, eq=False)
    without_file: bool = False
    provider_model: str | None = field(default=None, eq=False)
    completed_at: datetime | None = field(default=None, eq=False)
    credits: float | None = None


SUBMITTED: Final = Snapshot(state=State.QUEUED, provider_state="submitted")
"""The snapshot of a task that was accepted and not polled yet."""


_CANCELLED_AND_UNLISTED: Final = Snapshot(
    state=State.CANCELLED, provider_state="cancelled, and not listed any more"
)
_NOT_YET: Final = Snapshot(state=State.QUEUED, provider_state="not listed yet")
# Some providers list a task later than they accept it.
_LISTED_WITHIN_S: Final = 90.0


def latest(before: Snapshot | None, shown: Snapshot) -> Snapshot:
    """Return the current one of two snapshots, where `shown` arrived after `before`.

    A final state is kept, because the older response of two concurrent polls may arrive last. A repeated
    final state replaces the earlier one, because its links may be new.
    """
    if before is None or not before.state.ended or before.state is shown.state:
        return shown
    return before


def unlisted(
    before: Snapshot | None, *, submitted: bool, cancelled: bool, polled_for_s: float
) -> Snapshot | None:
    """Return the snapshot that a "no such task" response stands for, None if the task does not exist.

    Args:
        before: The snapshot of the last poll.
        submitted: Whether this client submitted the task. It may take 90 seconds to be listed.
        cancelled: Whether this client cancelled the task. The provider no longer lists it then.
        polled_for_s: Seconds since the first poll.
    """
    if cancelled:
        return _CANCELLED_AND_UNLISTED
    fresh = submitted and before in (None, _NOT_YET)
    return _NOT_YET if fresh and polled_for_s <= _LISTED_WITHIN_S else None


@frozen(kw_only=True)
class Change:
    """A change of a task's state or progress.

    Example:
        >>> for change in task.events():
        ...     print(change)
        queued, about 0%
        ...
        succeeded, 100%

    Attributes:
        snapshot: The snapshot of the last poll; before the first poll, that of a submitted task.
        progress: The progress from 0 to 1, in whole percent: the provider's figure, or an estimate from the
            age of the task. It never decreases and stays below 1 until the task ends. None if neither is
            available.
        is_estimate: Whether `progress` is an estimate instead of the provider's figure.
    """

    snapshot: Snapshot
    progress: float | None
    is_estimate: bool

    @property
    def state(self) -> State:
        """Return the state of the task."""
        return self.snapshot.state

    @property
    def provider_state(self) -> str:
        """Return the provider's own word for the state."""
        return self.snapshot.provider_state

    def __str__(self) -> str:
        """Return the state and the progress, such as `running, about 40%` for an estimate."""
        if self.progress is None:
            return self.state.value
        return f"{self.state.value}, {'about ' if self.is_estimate else ''}{self.progress:.0%}"


_REFUSED: Final = frozenset({"rejected", "moderated"})
_EXPIRED: Final = frozenset({"expired", "timeout"})
_OUTCOMES: Final[Mapping[State, frozenset[str]]] = {
    State.SUCCEEDED: frozenset(
        {"success", "succeed", "succeeded", "complete", "completed", "done", "finished"}
    ),
    State.FAILED: frozenset({"fail", "failed", "failure", "error"}) | _REFUSED | _EXPIRED,
    State.CANCELLED: frozenset({"cancel", "cancelled", "canceled", "aborted", "deleted"}),
}
"""Final states that providers and gateways send although they do not document them."""

_SYNONYMS: Final[Mapping[str, State]] = {
    word: state for state, words in _OUTCOMES.items() for word in words
}


@frozen(kw_only=True)
class StateWord:
    """A provider's word for a task's state.

    Attributes:
        shown: The word as the provider sent it.
        state: Its meaning, None for an unknown word.
        refused: Whether the word means that moderation refused the task.
        expired: Whether the word means that the task or its files have expired.
    """

    shown: str
    state: State | None
    refused: bool = False
    expired: bool = False


def read_word(value: object, states: Mapping[Any, State], *, missing: str = "unknown") -> StateWord:
    """Return the meaning of a state, ignoring case and surrounding space.

    Args:
        value: The value from the response: a word, or a number, also as a string.
        states: The documented values of the task kind and their meanings. They take precedence.
        missing: The word to show for a value that is neither a string nor an integer.
    """
    word = _normalized(value)
    if word is None:
        return StateWord(shown=missing, state=None)
    listed = {_normalized(key): state for key, state in states.items()}
    return StateWord(
        shown=str(value).strip(),
        state=listed.get(word, _SYNONYMS.get(word)),
        refused=word in _REFUSED,
        expired=word in _EXPIRED,
    )


def snapshot_of(
    word: StateWord,
    *,
    videos: Iterable[VideoFile],
    failure: Callable[[], Failure],
    expired: bool = False,
    awaited: str = "file",
    progress: float | None = None,
    starts_in_s: float | None = None,
    credits_: float | None = None,
) -> Snapshot:
    """Return the snapshot of a response. Every link in the response is in `videos`, in any state.

    Success without a file counts as running, because the files may follow later. It counts as failed if the
    same response reports that moderation refused the content or that the files have expired.

    Args:
        word: The state.
        videos: The videos that the response links to.
        failure: Returns the reason for a failure in the response. It is called if the task may have failed.
        expired: Whether the response reports that the files have expired.
        awaited: The provider's word for a file.
        progress: As in `Snapshot`.
        starts_in_s: As in `Snapshot`.
        credits_: The `credits` of `Snapshot`.
    """
    files, state = tuple(videos), word.state
    expired = expired or word.expired
    if state is State.SUCCEEDED and files:
        return Snapshot(
            state=state, provider_state=word.shown, progress=1.0, videos=files, credits=credits_
        )
    if state is State.FAILED or (
        not files and (state is State.SUCCEEDED or (expired and state is not State.CANCELLED))
    ):
        reason = failure()
        reason = evolve(
            reason, rejected=reason.rejected or word.refused, expired=reason.expired or expired
        )
        if state is State.FAILED or reason.expired or reason.rejected:
            return Snapshot(
                state=State.FAILED,
                provider_state=word.shown,
                videos=files,
                failure=reason,
                credits=credits_,
            )
    if state is State.SUCCEEDED:
        return Snapshot(
            state=State.RUNNING,
            provider_state=f"{word.shown}, no {awaited} yet",
            without_file=True,
            credits=credits_,
        )
    return Snapshot(
        state=state or State.RUNNING,
        provider_state=word.shown,
        is_known_state=state is not None,
        progress=progress,
        videos=files,
        starts_in_s=starts_in_s,
        credits=credits_,
    )


def with_completion(snapshot: Snapshot, completed_at: object) -> Snapshot:
    """Return the snapshot of a task that has ended, with the time at which it did.

    Args:
        snapshot: The snapshot.
        completed_at: The time as the provider reports it.
    """
    if not snapshot.state.ended:
        return snapshot
    return evolve(snapshot, completed_at=as_time(completed_at))


def _normalized(value: object) -> str | None:
    word = as_string(value)
    return (word.strip().casefold() or None) if word else None
