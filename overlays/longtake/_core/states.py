"""From a provider's word for a task's state to its meaning: one table of synonyms for all task kinds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import evolve, frozen

from longtake._core.snapshot import Failure, Snapshot, State, VideoFile
from longtake._core.values import text

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
class Word:
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


def read_word(value: object, own: Mapping[Any, State], *, missing: str = "unknown") -> Word:
    """Return the meaning of a word (or of a number, also written as a string), without case and padding.

    Args:
        value: The value from the response.
        own: The values that the task kind's documentation lists, with their meanings. They come first.
        missing: The word to show in place of a value that is neither a string nor a whole number.
    """
    word = _normalized(value)
    if word is None:
        return Word(shown=missing, state=None)
    listed = {_normalized(key): state for key, state in own.items()}
    return Word(
        shown=str(value).strip(),
        state=listed.get(word, _SYNONYMS.get(word)),
        refused=word in _REFUSED,
        expired=word in _EXPIRED,
    )


def snapshot_of(
    word: Word,
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
        return Snapshot(state=state, vendor_state=word.shown, progress=1.0, videos=files)
    if state is State.FAILED or _has_no_file_to_come(state, files, failure):
        return Snapshot(state=State.FAILED, vendor_state=word.shown, videos=files, failure=failure)
    if state is State.SUCCEEDED:
        return Snapshot(
            state=State.RUNNING, vendor_state=f"{word.shown}, no {awaited} yet", without_file=True
        )
    return Snapshot(
        state=state or State.RUNNING,
        vendor_state=word.shown,
        understood=state is not None,
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
    word = text(value)
    return (word.strip().casefold() or None) if word else None
