"""The operations of the family `gen2`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, Literal, TypeAlias, TypeVar

from ...models.gen_2_extend_form import Gen2ExtendForm
from ...models.gen_2_extend_request import Gen2ExtendRequest
from ...types import UNSET, Unset

T = TypeVar("T", covariant=True)
C = TypeVar("C", contravariant=True)

Body: TypeAlias = Gen2ExtendRequest | Gen2ExtendForm
"""Every body with which this family's tasks are started."""


class Operations(ABC, Generic[T, C]):
    """What starts a task of the family `gen2`, with the vendor's own parameters.

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
        asset_id: str,
        interpolate: bool | Unset = True,
        motion: int | Unset = UNSET,
        horizontal: int | Unset = UNSET,
        vertical: int | Unset = UNSET,
        roll: int | Unset = UNSET,
        zoom: int | Unset = UNSET,
        pan: int | Unset = UNSET,
        tilt: int | Unset = UNSET,
        seed: int | Unset = UNSET,
        explore_mode: bool | Unset = UNSET,
        reply_url: str | Unset = UNSET,
        reply_ref: str | Unset = UNSET,
        max_jobs: int | Unset = UNSET,
        media_type: Literal[
            "application/json",
            "multipart/form-data",
        ] = "application/json",
        callbacks: C | None = None,
    ) -> T:
        """Extend the video by 4 seconds

        Extending Gen-2 generations.

        `POST /v1/runwayml/gen2/extend`

        Args:
            asset_id: Specify the video assetId you want extend. Use GET /assets/?mediaType=video to see the list of video assets. To upload a new video asset use POST /assets.
            interpolate: Supported values: true (default), false.
            motion: Increase or decrease the intensity of motion in your video. Higher values result in more motion. This parameter is not compatible with other motion parameters below. Supported values: 1…10.
            horizontal: Specify horizontal motion. Supported values: -10…10.
            vertical: Specify vertical motion. Supported values: -10…10.
            roll: Specify roll motion. Supported values: -10…10.
            zoom: Specify zoom motion. Supported values: -10…10.
            pan: Specify pan motion. Supported values: -10…10.
            tilt: Specify tilt motion. Supported values: -10…10.
            seed: Valid range 1…4294967294.
            explore_mode: Set to true if you have a Runway Unlimited plan and wish to execute relaxed generation. You are not charged credits for Explore mode generations.
            reply_url: Optional, if not provided value from account will be used. Place here your callback URL. API will call the provided replyUrl once Runway task completed or failed. Maximum length 1024 characters. We recommend using sites like webhook.site to test callback URL functionality.
            reply_ref: Place here your reference id which will be stored and returned along with this Runway task response / result. Maximum length 1024 characters.
            max_jobs: Optional, if not provided value for referenced by video assetId account will be used. Valid range: 1…10.
            media_type: How the parameters are sent.
            callbacks: What receives the vendor's callbacks; its address is sent.
        """
        if media_type == "multipart/form-data":
            return self._start(
                "extend_gen2_video",
                Gen2ExtendForm(
                    asset_id=asset_id,
                    interpolate=interpolate,
                    motion=motion,
                    horizontal=horizontal,
                    vertical=vertical,
                    roll=roll,
                    zoom=zoom,
                    pan=pan,
                    tilt=tilt,
                    seed=seed,
                    explore_mode=explore_mode,
                    reply_url=reply_url,
                    reply_ref=reply_ref,
                    max_jobs=max_jobs,
                ),
                callbacks,
            )
        return self._start(
            "extend_gen2_video",
            Gen2ExtendRequest(
                asset_id=asset_id,
                interpolate=interpolate,
                motion=motion,
                horizontal=horizontal,
                vertical=vertical,
                roll=roll,
                zoom=zoom,
                pan=pan,
                tilt=tilt,
                seed=seed,
                explore_mode=explore_mode,
                reply_url=reply_url,
                reply_ref=reply_ref,
                max_jobs=max_jobs,
            ),
            callbacks,
        )
