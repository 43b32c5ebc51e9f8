"""The data models of requests and responses, each loaded on first use."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .gen_2_artifact import Gen2Artifact
    from .gen_2_artifact_metadata import Gen2ArtifactMetadata
    from .gen_2_busy_error import Gen2BusyError
    from .gen_2_extend_form import Gen2ExtendForm
    from .gen_2_extend_request import Gen2ExtendRequest
    from .gen_2_motion_vector import Gen2MotionVector
    from .gen_2_options import Gen2Options
    from .gen_2_running_task import Gen2RunningTask
    from .gen_2_running_tasks import Gen2RunningTasks
    from .gen_2_task import Gen2Task
    from .gen_2_task_envelope import Gen2TaskEnvelope
    from .gen_2_task_error import Gen2TaskError
    from .gen_2_task_features import Gen2TaskFeatures
    from .gen_2_task_options import Gen2TaskOptions
    from .gen_2_task_status import Gen2TaskStatus
    from .useapi_error import UseapiError

_MODULES = {
    "Gen2Artifact": ".gen_2_artifact",
    "Gen2ArtifactMetadata": ".gen_2_artifact_metadata",
    "Gen2BusyError": ".gen_2_busy_error",
    "Gen2ExtendForm": ".gen_2_extend_form",
    "Gen2ExtendRequest": ".gen_2_extend_request",
    "Gen2MotionVector": ".gen_2_motion_vector",
    "Gen2Options": ".gen_2_options",
    "Gen2RunningTask": ".gen_2_running_task",
    "Gen2RunningTasks": ".gen_2_running_tasks",
    "Gen2Task": ".gen_2_task",
    "Gen2TaskEnvelope": ".gen_2_task_envelope",
    "Gen2TaskError": ".gen_2_task_error",
    "Gen2TaskFeatures": ".gen_2_task_features",
    "Gen2TaskOptions": ".gen_2_task_options",
    "Gen2TaskStatus": ".gen_2_task_status",
    "UseapiError": ".useapi_error",
}

__all__ = (
    "Gen2Artifact",
    "Gen2ArtifactMetadata",
    "Gen2BusyError",
    "Gen2ExtendForm",
    "Gen2ExtendRequest",
    "Gen2MotionVector",
    "Gen2Options",
    "Gen2RunningTask",
    "Gen2RunningTasks",
    "Gen2Task",
    "Gen2TaskEnvelope",
    "Gen2TaskError",
    "Gen2TaskFeatures",
    "Gen2TaskOptions",
    "Gen2TaskStatus",
    "UseapiError",
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
