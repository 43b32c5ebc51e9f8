"""What one look at a task shows, in the same words for every vendor."""

from __future__ import annotations

import enum
from typing import Final

from attrs import field, frozen

from longtake._core.values import plain_words

# A word for a state, or a code: longer ones are no words.
_LONGEST_WORD: Final = 100


def _plain_word(word: str) -> str:
    return plain_words(word, _LONGEST_WORD)


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

    message: str = field(converter=plain_words)
    code: int | str | None = field(default=None, converter=_plain_code)
    rejected: bool = False
    expired: bool = False


@frozen(kw_only=True)
class Snapshot:
    """What one look at a task showed.

    Attributes:
        state: Where the task stands.
        vendor_state: The vendor's own word for it.
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
    vendor_state: str = field(converter=_plain_word)
    progress: float | None = None
    videos: tuple[VideoFile, ...] = ()
    failure: Failure | None = None
    understood: bool = True
    starts_in_s: float | None = field(default=None, eq=False)
    without_file: bool = False


SUBMITTED: Final = Snapshot(state=State.QUEUED, vendor_state="submitted")
"""A task that was accepted and not polled yet."""


_GONE: Final = Snapshot(state=State.CANCELLED, vendor_state="cancelled, and not listed any more")
_NOT_YET: Final = Snapshot(state=State.QUEUED, vendor_state="not listed yet")
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
        return _GONE
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
    share: float | None
    believed: bool

    @property
    def state(self) -> State:
        """Where the task stands."""
        return self.snapshot.state

    @property
    def vendor_state(self) -> str:
        """The vendor's own word for it."""
        return self.snapshot.vendor_state
