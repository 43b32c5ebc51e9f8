"""Typed sync and async clients for AI video services.

from longtake import Kie

with Kie() as kie:
    task = kie.veo.extend(task_id="veo_task_abc", prompt="The dog runs on")
    video = task.wait(timeout=900)
    video.download("dog.mp4")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from longtake._version import __version__

if TYPE_CHECKING:
    from longtake._core.callbacks import Callbacks
    from longtake._core.key_pair import KeyPair
    from longtake._core.polling.poller import Poll
    from longtake._core.rate_limit import Limits, Rate
    from longtake._core.reconcile.submission import Created, NotCreated, Outcome, Undetermined
    from longtake._core.snapshot import Change, Failure, Snapshot, State
    from longtake._extend import extend, extend_async, from_token, generate, generate_async
    from longtake._shell.clock import Clock, Wakeup
    from longtake._shell.submit import Prepared
    from longtake._shell.submit_all import SubmitResult, submit_all, submit_all_async
    from longtake._shell.task import AsyncTask, AsyncVideo, Task, Video
    from longtake._shell.uploads import UploadedFile
    from longtake._shell.video import Progress
    from longtake._shell.wait_all import (
        WaitResult,
        as_completed,
        as_completed_async,
        wait_all,
        wait_all_async,
    )
    from longtake.chainhub import AsyncChainhub, Chainhub
    from longtake.errors import (
        AuthenticationError,
        CallbackError,
        ContentRejectedError,
        DownloadTimeoutError,
        InsufficientCreditsError,
        InvalidRequestError,
        JournalError,
        LengthenError,
        LongtakeError,
        MissingCredentialsError,
        MissingFileError,
        NotFoundError,
        NotPicklableError,
        RateLimitError,
        ServiceUnavailableError,
        SubmitOutcomeUnknown,
        SubmitTimeoutError,
        TaskExpiredError,
        TaskFailedError,
        TaskRejectedError,
        TaskTimeoutError,
        UnexpectedResponseError,
    )
    from longtake.film import (
        Film,
        Hop,
        LengthenProgress,
        Plan,
        PlannedHop,
        Seam,
        join,
        lengthen,
        lengthen_async,
        plan,
        plan_async,
    )
    from longtake.interruptions import InterruptedBatch, pending_after
    from longtake.journal import Entry, Journal
    from longtake.kie import AsyncKie, Kie
    from longtake.kling import AsyncKling, Kling
    from longtake.models import Model
    from longtake.useapi import AsyncUseApi, UseApi

__all__ = [
    "AsyncChainhub",
    "AsyncKie",
    "AsyncKling",
    "AsyncTask",
    "AsyncUseApi",
    "AsyncVideo",
    "AuthenticationError",
    "CallbackError",
    "Callbacks",
    "Chainhub",
    "Change",
    "Clock",
    "ContentRejectedError",
    "Created",
    "DownloadTimeoutError",
    "Entry",
    "Failure",
    "Film",
    "Hop",
    "InsufficientCreditsError",
    "InterruptedBatch",
    "InvalidRequestError",
    "Journal",
    "JournalError",
    "KeyPair",
    "Kie",
    "Kling",
    "LengthenError",
    "LengthenProgress",
    "Limits",
    "LongtakeError",
    "MissingCredentialsError",
    "MissingFileError",
    "Model",
    "NotCreated",
    "NotFoundError",
    "NotPicklableError",
    "Outcome",
    "Plan",
    "PlannedHop",
    "Poll",
    "Prepared",
    "Progress",
    "Rate",
    "RateLimitError",
    "Seam",
    "ServiceUnavailableError",
    "Snapshot",
    "State",
    "SubmitOutcomeUnknown",
    "SubmitResult",
    "SubmitTimeoutError",
    "Task",
    "TaskExpiredError",
    "TaskFailedError",
    "TaskRejectedError",
    "TaskTimeoutError",
    "Undetermined",
    "UnexpectedResponseError",
    "UploadedFile",
    "UseApi",
    "Video",
    "WaitResult",
    "Wakeup",
    "__version__",
    "as_completed",
    "as_completed_async",
    "extend",
    "extend_async",
    "from_token",
    "generate",
    "generate_async",
    "join",
    "lengthen",
    "lengthen_async",
    "pending_after",
    "plan",
    "plan_async",
    "submit_all",
    "submit_all_async",
    "wait_all",
    "wait_all_async",
]

# The module of each name is imported on first use, so that `import longtake` is fast and loads no generated
# client.
_PLACES: Final = {
    "AsyncChainhub": "longtake.chainhub",
    "AsyncKie": "longtake.kie",
    "AsyncKling": "longtake.kling",
    "AsyncTask": "longtake._shell.task",
    "AsyncUseApi": "longtake.useapi",
    "AsyncVideo": "longtake._shell.task",
    "AuthenticationError": "longtake.errors",
    "CallbackError": "longtake.errors",
    "Callbacks": "longtake._core.callbacks",
    "Chainhub": "longtake.chainhub",
    "Change": "longtake._core.snapshot",
    "Clock": "longtake._shell.clock",
    "ContentRejectedError": "longtake.errors",
    "Created": "longtake._core.reconcile.submission",
    "DownloadTimeoutError": "longtake.errors",
    "Entry": "longtake.journal",
    "Failure": "longtake._core.snapshot",
    "Film": "longtake.film",
    "Hop": "longtake.film",
    "InsufficientCreditsError": "longtake.errors",
    "InterruptedBatch": "longtake.interruptions",
    "InvalidRequestError": "longtake.errors",
    "Journal": "longtake.journal",
    "JournalError": "longtake.errors",
    "KeyPair": "longtake._core.key_pair",
    "Kie": "longtake.kie",
    "Kling": "longtake.kling",
    "LengthenError": "longtake.errors",
    "LengthenProgress": "longtake.film",
    "Limits": "longtake._core.rate_limit",
    "LongtakeError": "longtake.errors",
    "MissingCredentialsError": "longtake.errors",
    "MissingFileError": "longtake.errors",
    "Model": "longtake.models",
    "NotCreated": "longtake._core.reconcile.submission",
    "NotFoundError": "longtake.errors",
    "NotPicklableError": "longtake.errors",
    "Outcome": "longtake._core.reconcile.submission",
    "Plan": "longtake.film",
    "PlannedHop": "longtake.film",
    "Poll": "longtake._core.polling.poller",
    "Prepared": "longtake._shell.submit",
    "Progress": "longtake._shell.video",
    "Rate": "longtake._core.rate_limit",
    "RateLimitError": "longtake.errors",
    "Seam": "longtake.film",
    "ServiceUnavailableError": "longtake.errors",
    "Snapshot": "longtake._core.snapshot",
    "State": "longtake._core.snapshot",
    "SubmitOutcomeUnknown": "longtake.errors",
    "SubmitResult": "longtake._shell.submit_all",
    "SubmitTimeoutError": "longtake.errors",
    "Task": "longtake._shell.task",
    "TaskExpiredError": "longtake.errors",
    "TaskFailedError": "longtake.errors",
    "TaskRejectedError": "longtake.errors",
    "TaskTimeoutError": "longtake.errors",
    "Undetermined": "longtake._core.reconcile.submission",
    "UnexpectedResponseError": "longtake.errors",
    "UploadedFile": "longtake._shell.uploads",
    "UseApi": "longtake.useapi",
    "Video": "longtake._shell.task",
    "WaitResult": "longtake._shell.wait_all",
    "Wakeup": "longtake._shell.clock",
    "as_completed": "longtake._shell.wait_all",
    "as_completed_async": "longtake._shell.wait_all",
    "extend": "longtake._extend",
    "extend_async": "longtake._extend",
    "from_token": "longtake._extend",
    "generate": "longtake._extend",
    "generate_async": "longtake._extend",
    "join": "longtake.film",
    "lengthen": "longtake.film",
    "lengthen_async": "longtake.film",
    "pending_after": "longtake.interruptions",
    "plan": "longtake.film",
    "plan_async": "longtake.film",
    "submit_all": "longtake._shell.submit_all",
    "submit_all_async": "longtake._shell.submit_all",
    "wait_all": "longtake._shell.wait_all",
    "wait_all_async": "longtake._shell.wait_all",
}


def __getattr__(name: str) -> object:
    if name in {"errors", "film", "models"}:  # public modules that need no import of their own
        return import_module(f"longtake.{name}")
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(place), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
