"""The operations of the family `runway`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeAlias, TypeVar

from ...models.runway_extend_request import RunwayExtendRequest
from ...models.runway_extend_request_quality import RunwayExtendRequestQuality
from ...types import UNSET, Unset

T = TypeVar("T", covariant=True)
C = TypeVar("C", contravariant=True)

Body: TypeAlias = RunwayExtendRequest
"""Every body with which this family's tasks are started."""


class Operations(ABC, Generic[T, C]):
    """What starts a task of the family `runway`, with the vendor's own parameters.

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
        task_id: str,
        prompt: str,
        quality: RunwayExtendRequestQuality,
        water_mark: str | Unset = UNSET,
        call_back_url: str | Unset = UNSET,
        callbacks: C | None = None,
    ) -> T:
        """Extend AI Video

        Extend existing AI-generated videos to create longer sequences.

        `POST /api/v1/runway/extend`

        Args:
            task_id: Unique identifier of the original video generation task. Must be a valid task ID from a previously generated video.
            prompt: Descriptive text that guides the continuation of the video. Explain what actions, movements, or developments should happen next. Be specific but maintain consistency with the original video content.
            quality: Video resolution, optional values are 720p or 1080p.
            water_mark: Video watermark text content. An empty string indicates no watermark, while a non-empty string will display the specified text as a watermark in the bottom right corner of the video.
            call_back_url: Where the end of the task is posted to. May be left out: the task can be read instead (the vendor's words ask for it, its schema does not).
            callbacks: What receives the vendor's callbacks; its address is sent.
        """
        return self._start(
            "extend_runway_video",
            RunwayExtendRequest(
                task_id=task_id,
                prompt=prompt,
                quality=quality,
                water_mark=water_mark,
                call_back_url=call_back_url,
            ),
            callbacks,
        )
