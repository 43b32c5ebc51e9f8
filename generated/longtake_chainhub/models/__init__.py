"""The data models of requests and answers, each loaded when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .kling_error import KlingError
    from .kling_extend_request import KlingExtendRequest
    from .kling_parent_video import KlingParentVideo
    from .kling_response import KlingResponse
    from .kling_task import KlingTask
    from .kling_task_info import KlingTaskInfo
    from .kling_task_result import KlingTaskResult
    from .kling_task_status import KlingTaskStatus
    from .kling_tasks_response import KlingTasksResponse
    from .kling_video import KlingVideo

_MODULES = {
    "KlingError": ".kling_error",
    "KlingExtendRequest": ".kling_extend_request",
    "KlingParentVideo": ".kling_parent_video",
    "KlingResponse": ".kling_response",
    "KlingTask": ".kling_task",
    "KlingTaskInfo": ".kling_task_info",
    "KlingTaskResult": ".kling_task_result",
    "KlingTaskStatus": ".kling_task_status",
    "KlingTasksResponse": ".kling_tasks_response",
    "KlingVideo": ".kling_video",
}

__all__ = (
    "KlingError",
    "KlingExtendRequest",
    "KlingParentVideo",
    "KlingResponse",
    "KlingTask",
    "KlingTaskInfo",
    "KlingTaskResult",
    "KlingTasksResponse",
    "KlingTaskStatus",
    "KlingVideo",
)


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(module, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
