"""The operations of the family `veo`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeAlias, TypeVar

from ...models.veo_extend_request import VeoExtendRequest
from ...models.veo_extend_request_model import VeoExtendRequestModel
from ...types import UNSET, Unset

T = TypeVar("T", covariant=True)
C = TypeVar("C", contravariant=True)

Body: TypeAlias = VeoExtendRequest
"""Every body with which this family's tasks are started."""


class Operations(ABC, Generic[T, C]):
    """What starts a task of the family `veo`, with the vendor's own parameters.

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
        seeds: int | Unset = UNSET,
        watermark: str | Unset = UNSET,
        call_back_url: str | Unset = UNSET,
        model: VeoExtendRequestModel | Unset = "fast",
        callbacks: C | None = None,
    ) -> T:
        """Extend Veo 3.1 AI Video

        Extend an existing Veo3.1 video by generating new content based on the original video and a
        text prompt.

        `POST /api/v1/veo/extend`

        Args:
            task_id: Task ID of the original video generation. Must be a valid taskId returned from the video generation interface. Note: Videos generated after 1080P generation cannot be extended.
            prompt: Text prompt describing the extended video content. Should detail how you want the video to be extended, including actions, scene changes, style, etc.
            seeds: Random seed parameter for controlling the randomness of generated content. Range: 10000-99999. Same seeds will generate similar video content, different seeds will generate different video content. If not specified, the system will automatically assign random seeds.
            watermark: Watermark text (optional). If provided, a watermark will be added to the generated video.
            call_back_url: Callback URL when the task is completed (optional). Strongly recommended for production environments. The system will send a POST request to this URL when video extension is completed, containing task status and results; The callback contains generated video URLs, task information, etc. Your callback endpoint should accept POST requests with JSON payloads containing video results; For detailed callback format and implementation guide, see Video Generation Callbacks; Alternatively, you can use the get video details interface to poll task status
            model: The tier that makes the extension. `lite` costs least, `quality` most.
            callbacks: What receives the vendor's callbacks; its address is sent.
        """
        return self._start(
            "extend_veo_video",
            VeoExtendRequest(
                task_id=task_id,
                prompt=prompt,
                seeds=seeds,
                watermark=watermark,
                call_back_url=call_back_url,
                model=model,
            ),
            callbacks,
        )
