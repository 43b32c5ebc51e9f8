"""Veo videos in 1080p and 4K at kie.ai: a repetition of the request is the poll."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from longtake.emulator.endpoints import Endpoint
from longtake.emulator.kie.responses import RECORD_IS_NULL, envelope, refused
from longtake.emulator.kie.veo import TOO_LARGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from longtake.emulator.endpoints import ParsedRequest
    from longtake.emulator.provider import EmulatedProvider
    from longtake.emulator.responses import ProviderResponse
    from longtake.emulator.tasks import Task

# The provider's prices of October 2026. It names none for 1080p in this API.
CREDITS_4K: Final = 120.0


@frozen
class Size:
    """A size that a Veo video can be turned into.

    Attributes:
        name: Its name.
        seconds: How long it takes, within the time that the provider documents.
        credits: The price.
    """

    name: str
    seconds: float
    credits: float


SIZE_1080P: Final = Size("1080p", 120.0, 0.0)
SIZE_4K: Final = Size("4k", 450.0, CREDITS_4K)


@define(eq=False)
class Upscales:
    """The two operations.

    Attributes:
        provider: The provider, whose Veo tasks are read.
    """

    provider: EmulatedProvider
    _begun: dict[tuple[str, str, int], float] = field(
        init=False, factory=dict[tuple[str, str, int], float]
    )

    @property
    def endpoints(self) -> list[Endpoint]:
        """The operations."""
        return [
            Endpoint("other", "GET", "/api/v1/veo/get-1080p-video", self._get_1080p),
            Endpoint("other", "POST", "/api/v1/veo/get-4k-video", self._get_4k),
        ]

    def _get_1080p(self, request: ParsedRequest) -> ProviderResponse:
        task_id, index = request.query["taskId"], int(request.query.get("index", "0"))

        def respond(task: Task, begun: float, *, is_first: bool) -> ProviderResponse:
            del is_first
            if request.now < begun + SIZE_1080P.seconds:
                # Users report this code while the video is being made.
                return envelope(500, "1080P is processing. It should be ready in 1-3 minutes.")
            return envelope(
                200, "success", {"resultUrl": self._link(request, task, index, SIZE_1080P)}
            )

        return self._of_task(request, task_id, index, SIZE_1080P, respond)

    def _get_4k(self, request: ParsedRequest) -> ProviderResponse:
        task_id, index = request.body["taskId"], int(request.body.get("index", 0))

        def respond(task: Task, begun: float, *, is_first: bool) -> ProviderResponse:
            data: dict[str, Any] = {"taskId": task_id, "resultUrls": None, "imageUrls": None}
            if is_first:
                return envelope(200, "success", data)
            if request.now < begun + SIZE_4K.seconds:
                return envelope(422, "4k is processing. It should be ready in 5-10 minutes.", data)
            links = [self._link(request, task, index, SIZE_4K)]
            message = "The video has been generated successfully"
            return envelope(422, message, {**data, "resultUrls": links})

        return self._of_task(request, task_id, index, SIZE_4K, respond)

    def _of_task(
        self,
        request: ParsedRequest,
        task_id: str,
        index: int,
        size: Size,
        respond: Callable[..., ProviderResponse],
    ) -> ProviderResponse:
        """Begin to make a video with the first request for it, which alone is charged."""
        task = self.provider.task_kind("veo").tasks.get(task_id)
        if task is None or index >= task.videos:
            return envelope(422, RECORD_IS_NULL)
        if task.moment(request.now).end != "succeeded":
            return envelope(422, "record status is not success")
        key = (size.name, task_id, index)
        is_first = key not in self._begun
        if is_first:
            if not self.provider.account.charge(size.credits):
                return refused("insufficient_credits")
            self._begun[key] = request.now
            # "Videos generated after 1080P generation cannot be extended", says the provider.
            task.not_extendable = task.not_extendable or TOO_LARGE
        return respond(task, self._begun[key], is_first=is_first)

    def _link(self, request: ParsedRequest, task: Task, index: int, size: Size) -> str:
        name = f"{task.kind}/{task.id}-{index}-{size.name}.mp4"
        start_s, end_s = task.range_s(task.extent("part"))
        return self.provider.shared.media.link(request.origin, name, start_s=start_s, end_s=end_s)
