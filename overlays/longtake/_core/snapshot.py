"""What one look at a task shows, in the same words for every vendor."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, field, frozen

from longtake._core.values import as_string, single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# A word for a state, or a code: longer ones are no words.
_MAX_WORD_LENGTH: Final = 100


def _plain_word(word: str) -> str:
    return single_line(word, _MAX_WORD_LENGTH)


def _plain_code(code: int | str | None) -> int | str | None:
    return _plain_word(code) if isinstance(code, str) else code


class State(enum.Enum):
    """Where a task stands."""

    QUEUED = "queued"
    """Accepted, not begun."""
    RUNNING = "running"
    """Being worked on, or done with its files not there yet."""
    SUCCEEDED = "succeeded"
    """Done, with at least one video."""
    FAILED = "failed"
    """Not done, and never will be."""
    CANCELLED = "cancelled"
    """Stopped by whoever holds the account."""

    @property
    def ended(self) -> bool:
        """Whether the task will not change any more."""
        return self in (State.SUCCEEDED, State.FAILED, State.CANCELLED)


@frozen(kw_only=True)
class VideoFile:
    """A finished video at the vendor.

    Attributes:
        url: Where it can be downloaded, without any credentials.
        source: What a further `extend` takes as its source: a task id, an asset id or a video id.
        duration_s: Its length in seconds, where the vendor says.
    """

    url: str
    source: str
    duration_s: float | None = None


@frozen(kw_only=True)
class Failure:
    """Why a task failed.

    Attributes:
        message: The vendor's words, without control characters and of bounded length.
        code: The vendor's code, if any.
        rejected: Whether moderation refused it, so that the same task would be refused again.
        expired: Whether the provider says that the task or its files have expired.
    """

    message: str = field(converter=single_line)
    code: int | str | None = field(default=None, converter=_plain_code)
    rejected: bool = False
    expired: bool = False


@frozen(kw_only=True)
class Snapshot:
    """What one look at a task showed.

    Attributes:
        state: Where the task stands.
        provider_state: The vendor's own word for it.
        progress: How much is done, 0 to 1, where the vendor says.
        videos: The videos that the response links to, whatever the state; at least one if the task succeeded.
        failure: Why it failed, if it did.
        understood: Whether longtake knows the vendor's word. One that it does not know counts as running:
            vendors add words, and a paid task must not be given up for one.
        starts_in_s: Seconds until work on it begins, as the vendor expects. It changes with every look, and
            by itself makes no snapshot a new one.
        without_file: Whether the provider reports success and the response has no file. It counts as running
            for 300 seconds.
    """

    state: State
    provider_state: str = field(converter=_plain_word)
    progress: float | None = None
    videos: tuple[VideoFile, ...] = ()
    failure: Failure | None = None
    is_known_state: bool = True
    starts_in_s: float | None = field(default=None, eq=False)
    without_file: bool = False


SUBMITTED: Final = Snapshot(state=State.QUEUED, provider_state="submitted")
"""A task that was accepted and not polled yet."""


_CANCELLED_AND_UNLISTED: Final = Snapshot(
    state=State.CANCELLED, provider_state="cancelled, and not listed any more"
)
_NOT_YET: Final = Snapshot(state=State.QUEUED, provider_state="not listed yet")
# Some providers list a task later than they accept it.
_LISTED_WITHIN_S: Final = 90.0


def latest(before: Snapshot | None, shown: Snapshot) -> Snapshot:
    """Return which of two snapshots counts, of which the second one arrived later.

    An end is final: of two polls at once, the older response may arrive last. Its links may be new.
    """
    if before is None or not before.state.ended or before.state is shown.state:
        return shown
    return before


def unlisted(
    before: Snapshot | None, *, submitted: bool, cancelled: bool, polled_for_s: float
) -> Snapshot | None:
    """Return what "no such task" means, None if it means just that.

    Args:
        before: What the last poll showed.
        submitted: Whether this client submitted the task. Then it may be listed 90 seconds later.
        cancelled: Whether this client cancelled it. Then it is listed no longer.
        polled_for_s: Seconds since the first poll.
    """
    if cancelled:
        return _CANCELLED_AND_UNLISTED
    fresh = submitted and before in (None, _NOT_YET)
    return _NOT_YET if fresh and polled_for_s <= _LISTED_WITHIN_S else None


@frozen(kw_only=True)
class Change:
    """A change of a task's state or progress.

    Attributes:
        snapshot: What the last poll showed; before the first, that the task was submitted.
        share: The progress, 0 to 1, in whole percents: the provider's figure, else an estimate by the task's
            age. It never goes back and is below 1 until the end. None where neither is known.
        believed: Whether the share is an estimate, and not the provider's figure.
    """

    snapshot: Snapshot
    progress: float | None
    is_estimate: bool

    @property
    def state(self) -> State:
        """Where the task stands."""
        return self.snapshot.state

    @property
    def provider_state(self) -> str:
        """The vendor's own word for it."""
        return self.snapshot.provider_state


_REFUSED: Final = frozenset({"rejected", "moderated"})
_EXPIRED: Final = frozenset({"expired", "timeout"})
_OUTCOMES: Final[Mapping[State, frozenset[str]]] = {
    State.SUCCEEDED: frozenset(
        {"success", "succeed", "succeeded", "complete", "completed", "done", "finished"}
    ),
    State.FAILED: frozenset({"fail", "failed", "failure", "error"}) | _REFUSED | _EXPIRED,
    State.CANCELLED: frozenset({"cancel", "cancelled", "canceled", "aborted", "deleted"}),
}
"""Words for an end that providers and gateways use beside those that they document."""

_SYNONYMS: Final[Mapping[str, State]] = {
    word: state for state, words in _OUTCOMES.items() for word in words
}


@frozen(kw_only=True)
class StateWord:
    """A provider's word for a task's state.

    Attributes:
        shown: The word as the provider sent it.
        state: Its meaning, None for an unknown word.
        refused: Whether the word says that moderation refused the task.
        expired: Whether the word says that the task or its files have expired.
    """

    shown: str
    state: State | None
    refused: bool = False
    expired: bool = False


def read_word(value: object, states: Mapping[Any, State], *, missing: str = "unknown") -> StateWord:
    """Return the meaning of a word (or of a number, also written as a string), without case and padding.

    Args:
        value: The value from the response.
        own: The values that the task kind's documentation lists, with their meanings. They come first.
        missing: The word to show in place of a value that is neither a string nor a whole number.
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
    failure: Failure,
    awaited: str = "file",
    progress: float | None = None,
    starts_in_s: float | None = None,
) -> Snapshot:
    """Return the snapshot that a response shows. A link in the response is in `videos`, whatever the word.

    Success without a file still counts as running, because files may come later than the word; unless the
    same response says that moderation refused the content, or that the files have expired.

    Args:
        word: The state.
        videos: The videos that the response links to.
        failure: What the response gives as reason of a failure. Used when the task has failed.
        awaited: The provider's word for a file.
        progress: As in `Snapshot`.
        starts_in_s: As in `Snapshot`.
    """
    files, state = tuple(videos), word.state
    failure = evolve(
        failure,
        rejected=failure.rejected or word.refused,
        expired=failure.expired or word.expired,
    )
    if state is State.SUCCEEDED and files:
        return Snapshot(state=state, provider_state=word.shown, progress=1.0, videos=files)
    if state is State.FAILED or _has_no_file_to_come(state, files, failure):
        return Snapshot(
            state=State.FAILED, provider_state=word.shown, videos=files, failure=failure
        )
    if state is State.SUCCEEDED:
        return Snapshot(
            state=State.RUNNING, provider_state=f"{word.shown}, no {awaited} yet", without_file=True
        )
    return Snapshot(
        state=state or State.RUNNING,
        provider_state=word.shown,
        is_known_state=state is not None,
        progress=progress,
        videos=files,
        starts_in_s=starts_in_s,
    )


def _has_no_file_to_come(
    state: State | None, files: tuple[VideoFile, ...], failure: Failure
) -> bool:
    if files or state is State.CANCELLED:
        return False
    return failure.expired or (state is State.SUCCEEDED and failure.rejected)


def _normalized(value: object) -> str | None:
    word = as_string(value)
    return (word.strip().casefold() or None) if word else None
