"""longtake: typed sync and async clients for the services that extend AI-generated videos.

from longtake import Kie

with Kie() as kie:
    task = kie.veo.extend(task_id="veo_task_abc", prompt="The dog runs on")
    video = task.wait(timeout=900)
    video.download("dog.mp4")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from longtake._core.outcome import CannotBeKnown, Created, NotCreated, Outcome
from longtake._core.signing import KeyPair
from longtake._core.snapshot import Change, Failure, Snapshot, State
from longtake._core.waiting import Poll
from longtake._extend import Target, extend, extend_async
from longtake._shell.clock import Clock
from longtake._shell.task import AsyncTask, Task
from longtake._shell.video import AsyncVideo, Progress, Video
from longtake._version import __version__
from longtake.errors import (
    AuthenticationError,
    ContentRejectedError,
    InsufficientCreditsError,
    InvalidRequestError,
    LongtakeError,
    MissingCredentialsError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
    SubmitOutcomeUnknown,
    TaskFailedError,
    TaskRejectedError,
    TaskTimeoutError,
    UnexpectedAnswerError,
    left_behind,
)

if TYPE_CHECKING:
    from longtake._shell.many import (
        Finished,
        as_completed,
        as_completed_async,
        wait_all,
        wait_all_async,
    )
    from longtake.chainhub import AsyncChainhub, Chainhub
    from longtake.kie import AsyncKie, Kie
    from longtake.useapi import AsyncUseApi, UseApi

__all__ = [
    "AsyncChainhub",
    "AsyncKie",
    "AsyncTask",
    "AsyncUseApi",
    "AsyncVideo",
    "AuthenticationError",
    "CannotBeKnown",
    "Chainhub",
    "Change",
    "Clock",
    "ContentRejectedError",
    "Created",
    "Failure",
    "Finished",
    "InsufficientCreditsError",
    "InvalidRequestError",
    "KeyPair",
    "Kie",
    "LongtakeError",
    "MissingCredentialsError",
    "NotCreated",
    "NotFoundError",
    "Outcome",
    "Poll",
    "Progress",
    "RateLimitError",
    "ServiceUnavailableError",
    "Snapshot",
    "State",
    "SubmitOutcomeUnknown",
    "Target",
    "Task",
    "TaskFailedError",
    "TaskRejectedError",
    "TaskTimeoutError",
    "UnexpectedAnswerError",
    "UseApi",
    "Video",
    "__version__",
    "as_completed",
    "as_completed_async",
    "extend",
    "extend_async",
    "left_behind",
    "wait_all",
    "wait_all_async",
]

# A provider is loaded when it is first asked for: each brings its whole generated client. Waiting for many
# brings threads.
_LOADED_LATER = {
    "AsyncChainhub": "longtake.chainhub",
    "AsyncKie": "longtake.kie",
    "AsyncUseApi": "longtake.useapi",
    "Chainhub": "longtake.chainhub",
    "Finished": "longtake._shell.many",
    "Kie": "longtake.kie",
    "UseApi": "longtake.useapi",
    "as_completed": "longtake._shell.many",
    "as_completed_async": "longtake._shell.many",
    "wait_all": "longtake._shell.many",
    "wait_all_async": "longtake._shell.many",
}


def __getattr__(name: str) -> object:
    module = _LOADED_LATER.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
