"""Which model extends a finished video, and with which parameters."""

from __future__ import annotations

from typing import Any

import pytest

from longtake import InvalidRequestError
from longtake.models._videos import Origin, SourceVideo

URL = "https://films.test/clip.mp4"


def video(origin: Origin, **known: Any) -> SourceVideo:
    fields: dict[str, Any] = {
        "source": "t1",
        "url": URL,
        "index": 0,
        "duration_s": None,
        "resolution": None,
    }
    return SourceVideo(origin=origin, **{**fields, **known})


WAN = Origin(provider="kie", kind="jobs", resource="jobs.wan", method="text_to_video")


@pytest.mark.parametrize(
    ("origin", "model"),
    [
        (Origin(provider="kie", kind="veo"), "kie/veo"),
        (Origin(provider="kie", kind="veo", resource="veo", method="extend"), "kie/veo"),
        (Origin(provider="chainhub", kind="kling-text-to-video"), "chainhub/kling"),
        (Origin(provider="kie", kind="jobs"), None),
        (Origin(provider="kie", kind="jobs", provider_model="veo/extend"), "kie/jobs/veo"),
        (Origin(provider="kie", kind="jobs", provider_model="grok-imagine/upscale"), None),
        (
            Origin(
                provider="kie",
                kind="jobs",
                resource="jobs",
                method="create",
                provider_model="pixverse-v6/text-to-video",
            ),
            "kie/jobs/pixverse",
        ),
        (Origin(provider="kie", kind="jobs", resource="jobs.topaz", method="upscale"), None),
        (Origin(provider="useapi", kind="veo"), None),
    ],
)
def test_the_model_of_a_video_is_found(origin: Origin, model: str | None) -> None:
    assert (origin.model.name if origin.model else None) == model


@pytest.mark.parametrize(
    ("resource", "method", "extent"),
    [
        ("veo", "generate", "whole"),
        ("veo", "extend", "part"),
        ("veo", "get_1080p", None),
        ("runway", "extend", None),
        ("jobs.veo", "extend", "part"),
        ("jobs.wan", "image_to_video", "whole"),
        ("jobs.pixverse", "image_to_video", "whole"),
        ("jobs.pixverse", "extend", None),
        ("jobs.topaz", "upscale", None),
    ],
)
def test_the_method_tells_part_or_whole(resource: str, method: str, extent: str | None) -> None:
    origin = Origin(provider="kie", kind="-", resource=resource, method=method)
    assert origin.extent == extent


def test_a_model_that_takes_urls_alone_gets_the_url_and_the_length_in_all() -> None:
    clip = video(WAN, duration_s=5.0)
    name, common, options = clip.request({"prompt": "On", "duration_s": 7}, {"seed": 1})
    assert name == "jobs/wan"
    assert common == {"prompt": "On", "source": URL}
    assert options == {"seed": 1, "duration": 12}


def test_the_length_in_all_needs_the_length_of_the_clip() -> None:
    with pytest.raises(InvalidRequestError, match="the length of this one is unknown"):
        video(WAN).request({"prompt": "On", "duration_s": 7}, None)
    _, _, options = video(WAN).request({"prompt": "On"}, {"duration": 12})
    assert options == {"duration": 12}


@pytest.mark.parametrize(
    ("clip", "message"),
    [
        (
            video(WAN, duration_s=12),
            "Wan 2.7 continues clips of 2 to 10 seconds. To extend it with kie/jobs/pixverse, call",
        ),
        (
            video(Origin(provider="kie", kind="jobs"), duration_s=12),
            "kie has no model that extends this video. To extend it with kie/jobs/pixverse, call",
        ),
        (
            video(Origin(provider="kie", kind="veo"), source=""),
            "no id of this video. To extend it with kie/jobs/pixverse or kie/jobs/wan, call",
        ),
        (
            video(Origin(provider="chainhub", kind="kling"), duration_s=178),
            "extensions reach 180 s at most, and one adds 4 s",
        ),
        (
            video(Origin(provider="kie", kind="veo", resource="veo", method="get_4k")),
            "does not extend Veo videos in 1080p or 4k",
        ),
        (
            video(Origin(provider="kie", kind="jobs", resource="jobs.seedance", method="video")),
            "kie/jobs/seedance cannot extend videos",
        ),
    ],
)
def test_a_video_that_its_model_does_not_extend_is_refused(clip: SourceVideo, message: str) -> None:
    with pytest.raises(InvalidRequestError, match=message):
        clip.request({"prompt": "On"}, None)
