"""The operations of the family `midjourney`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeAlias, TypeVar

from ...models.midjourney_extend_request import MidjourneyExtendRequest
from ...models.midjourney_extend_request_task_type import MidjourneyExtendRequestTaskType
from ...types import UNSET, Unset

T = TypeVar("T", covariant=True)
C = TypeVar("C", contravariant=True)

Body: TypeAlias = MidjourneyExtendRequest
"""Every body with which this family's tasks are started."""


class Operations(ABC, Generic[T, C]):
    """What starts a task of the family `midjourney`, with the vendor's own parameters.

    `T` is what stands for a started task: a task, or an awaitable of one. `C` is what receives the
    vendor's callbacks.
    """

    @abstractmethod
    def _start(self, operation: str, body: Body, callbacks: C | None) -> T:
        """Submit `body` with the operation of that operationId, and return what stands for the task.

        Where callbacks are to be received, `body` has no address for them yet.
        """

    def extend(
        self,
        *,
        task_type: MidjourneyExtendRequestTaskType,
        task_id: str,
        index: int,
        prompt: str | Unset = UNSET,
        water_mark: str | Unset = UNSET,
        call_back_url: str | Unset = UNSET,
        callbacks: C | None = None,
    ) -> T:
        """Extend Midjourney Video

        Extend existing Midjourney-generated videos to create longer sequences.

        `POST /api/v1/mj/generateVideoExtend`

        Args:
            task_type: Extension type for video generation mode. mj_video_extend_manual: Manual extension with custom prompt; mj_video_extend_auto: Automatic extension using AI-generated continuation
            task_id: Task ID of the original MJ video record to extend
            index: Video index from the original record to extend
            prompt: Continuation prompt describing what should happen next in the video. Required for manual extension. Max length: 2000 characters
            water_mark: Video watermark, optional
            call_back_url: Callback URL to receive extension completion updates. Optional but recommended in production. System will POST task status and results to this URL upon completion; Alternatively, use the Get Midjourney Task Details endpoint to poll status. 📖 Detailed callback format: See Midjourney Video Extension Callbacks
            callbacks: What receives the vendor's callbacks; its address is sent.
        """
        return self._start(
            "extend_midjourney_video",
            MidjourneyExtendRequest(
                task_type=task_type,
                task_id=task_id,
                index=index,
                prompt=prompt,
                water_mark=water_mark,
                call_back_url=call_back_url,
            ),
            callbacks,
        )
