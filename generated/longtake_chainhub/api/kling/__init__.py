"""The operations of the family `kling`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeAlias, TypeVar

from ...models.kling_extend_request import KlingExtendRequest
from ...types import UNSET, Unset

T = TypeVar("T", covariant=True)
C = TypeVar("C", contravariant=True)

Body: TypeAlias = KlingExtendRequest
"""Every body with which this family's tasks are started."""


class Operations(ABC, Generic[T, C]):
    """What starts a task of the family `kling`, with the vendor's own parameters.

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
        video_id: str,
        prompt: str | Unset = UNSET,
        negative_prompt: str | Unset = UNSET,
        cfg_scale: float | Unset = 0.5,
        callback_url: str | Unset = UNSET,
        callbacks: C | None = None,
    ) -> T:
        """Video extension

        Makes a video four to five seconds longer. It must be of model V1.0, V1.5 or V1.6 and at
        most 30 days old. What comes out can be extended in its turn, to three minutes in all.

        `POST /kling/v1/videos/video-extend`

        Args:
            video_id: The video to extend, by the id that the task which made it lists under `task_result.videos`; that task's own id is another. Three minutes long at most.
            prompt: What happens next, in at most 2500 characters. chainhub.tech requires it; Kling's own hosts do not.
            negative_prompt: Negative text prompts
            cfg_scale: The reference strength of the prompt word ranges from [0,1], with larger values indicating greater reference strength.
            callback_url: Where every change of the task's status is posted to.
            callbacks: What receives the vendor's callbacks; its address is sent.
        """
        return self._start(
            "extend_kling_video",
            KlingExtendRequest(
                video_id=video_id,
                prompt=prompt,
                negative_prompt=negative_prompt,
                cfg_scale=cfg_scale,
                callback_url=callback_url,
            ),
            callbacks,
        )
