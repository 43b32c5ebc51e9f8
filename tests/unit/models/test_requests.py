"""Requests that are given by common names and options: what is sent, and what is refused before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from longtake import InvalidRequestError
from longtake._providers import entry
from longtake.models import _arguments as arguments

if TYPE_CHECKING:
    from longtake.models._model import Action


def body(
    model: str, action: str, common: dict[str, Any], options: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return the body of a request, by the provider's names."""
    found = arguments.find_model(model, cast("Action", action))
    provider = entry(found.provider).provider
    _, made = arguments.prepared_request(provider, found, cast("Action", action), common, options)
    sent: dict[str, Any] = cast("Any", made).to_dict()
    return sent


@pytest.mark.parametrize(
    ("model", "common", "options", "sent"),
    [
        (
            "kie/veo",
            {
                "prompt": "A dog",
                "image": "https://films.test/dog.png",
                "duration_s": 8.0,
                "aspect_ratio": "9:16",
                "resolution": "4k",
                "seed": 12345,
                "watermark": "mine",
                "callback_url": "https://films.test/hook",
            },
            {"model": "veo3", "enable_translation": False},
            {
                "prompt": "A dog",
                "imageUrls": ["https://films.test/dog.png"],
                "duration": 8,
                "aspect_ratio": "9:16",
                "resolution": "4k",
                "seeds": 12345,
                "watermark": "mine",
                "callBackUrl": "https://films.test/hook",
                "model": "veo3",
                "enableTranslation": False,
            },
        ),
        (
            "kie/runway",
            {"prompt": "A dog", "image": "https://films.test/dog.png"},
            None,
            {
                "prompt": "A dog",
                "imageUrl": "https://films.test/dog.png",
                "duration": 5,
                "quality": "720p",
                "aspectRatio": "16:9",
            },
        ),
        (
            "kie/jobs/grok_imagine",
            {"prompt": "A dog", "duration_s": 6, "resolution": "720p"},
            {"mode": "fun"},
            {
                "model": "grok-imagine/text-to-video",
                "input": {
                    "prompt": "A dog",
                    "duration": 6,
                    "resolution": "720p",
                    "aspect_ratio": "2:3",
                    "mode": "fun",
                },
            },
        ),
        (
            "kie/jobs/grok_imagine",
            {"image": "https://films.test/dog.png", "duration_s": 6},
            None,
            {
                "model": "grok-imagine/image-to-video",
                "input": {
                    "image_urls": ["https://films.test/dog.png"],
                    "duration": "6",
                    "resolution": "480p",
                    "aspect_ratio": "16:9",
                    "mode": "normal",
                },
            },
        ),
        (
            "kie/jobs/wan",
            {"prompt": "A dog", "image": "https://films.test/dog.png", "seed": 7},
            {"watermark": True},
            {
                "model": "wan/2-7-image-to-video",
                "input": {
                    "prompt": "A dog",
                    "first_frame_url": "https://films.test/dog.png",
                    "duration": 5,
                    "resolution": "1080p",
                    "prompt_extend": True,
                    "watermark": True,
                    "seed": 7,
                },
            },
        ),
        (
            "kie/jobs/kling",
            {"prompt": "A dog", "duration_s": 12, "callback_url": "https://films.test/hook"},
            None,
            {
                "model": "kling-3.0/video",
                "callBackUrl": "https://films.test/hook",
                "input": {
                    "prompt": "A dog",
                    "duration": "12",
                    "aspect_ratio": "16:9",
                    "mode": "pro",
                    "sound": False,
                    "multi_shots": False,
                    "multi_prompt": [],
                },
            },
        ),
        (
            "chainhub/kling",
            {"prompt": "A dog", "duration_s": 10, "aspect_ratio": "1:1"},
            {"mode": "pro", "camera_control": {"type": "simple"}},
            {
                "prompt": "A dog",
                "model_name": "kling-v1",
                "mode": "pro",
                "sound": "off",
                "duration": "10",
                "aspect_ratio": "1:1",
                "camera_control": {"type": "simple"},
            },
        ),
        (
            "chainhub/kling",
            {"image": "https://films.test/dog.png"},
            {"model_name": None},
            {
                "image": "https://films.test/dog.png",
                "mode": "std",
                "sound": "off",
                "duration": "5",
            },
        ),
    ],
)
def test_a_first_video_is_requested_by_common_names(
    model: str, common: dict[str, Any], options: dict[str, Any] | None, sent: dict[str, Any]
) -> None:
    assert body(model, "generate", common, options) == sent


@pytest.mark.parametrize(
    ("model", "common", "options", "sent"),
    [
        (
            "kie/veo",
            {"source": "veo_1", "prompt": "On", "seed": 0},
            {"model": "quality"},
            {"taskId": "veo_1", "prompt": "On", "seeds": 0, "model": "quality"},
        ),
        (
            "kie/runway",
            {"source": "r1", "prompt": "On"},
            None,
            {"taskId": "r1", "prompt": "On", "quality": "720p"},
        ),
        (
            "kie/runway",
            {"source": "r1", "prompt": "On", "resolution": "1080p"},
            None,
            {"taskId": "r1", "prompt": "On", "quality": "1080p"},
        ),
        (
            "kie/midjourney",
            {"source": "m1"},
            None,
            {"taskId": "m1", "index": 0, "taskType": "mj_video_extend_auto"},
        ),
        (
            "kie/midjourney",
            {"source": "m1", "prompt": "On"},
            {"index": 3},
            {"taskId": "m1", "index": 3, "taskType": "mj_video_extend_manual", "prompt": "On"},
        ),
        (
            "kie/jobs/grok_imagine",
            {"source": "t1", "duration_s": 10},
            None,
            {
                "model": "grok-imagine/extend",
                "input": {"task_id": "t1", "prompt": "", "extend_times": 10, "extend_at": 2},
            },
        ),
        (
            "kie/jobs/pixverse",
            {"source": "t1", "prompt": "On it goes"},
            {"generate_audio_switch": True},
            {
                "model": "pixverse-v6/extend",
                "input": {
                    "taskId": "t1",
                    "prompt": "On it goes",
                    "duration": 5,
                    "quality": "720p",
                    "generate_audio_switch": True,
                },
            },
        ),
        (
            "kie/jobs/pixverse",
            {"source": "https://films.test/a.mp4", "prompt": "On", "duration_s": 15},
            None,
            {
                "model": "pixverse-v6/extend",
                "input": {
                    "video_url": "https://films.test/a.mp4",
                    "prompt": "On",
                    "duration": 15,
                    "quality": "720p",
                    "generate_audio_switch": False,
                },
            },
        ),
        (
            "kie/jobs/wan",
            {"source": "https://films.test/a.mp4", "prompt": "On", "resolution": "720p"},
            {"duration": 15},
            {
                "model": "wan/2-7-image-to-video",
                "input": {
                    "first_clip_url": "https://films.test/a.mp4",
                    "prompt": "On",
                    "duration": 15,
                    "resolution": "720p",
                    "prompt_extend": True,
                    "watermark": False,
                },
            },
        ),
        (
            "useapi/gen2",
            {"source": "user:1-asset:2", "seed": 4294967294},
            {"motion": 5},
            {"assetId": "user:1-asset:2", "seed": 4294967294, "motion": 5, "interpolate": True},
        ),
        (
            "kling/kling",
            {"source": "1"},
            {"cfg_scale": 1},
            {"video_id": "1", "cfg_scale": 1},
        ),
    ],
)
def test_an_extension_is_requested_by_common_names(
    model: str, common: dict[str, Any], options: dict[str, Any] | None, sent: dict[str, Any]
) -> None:
    assert body(model, "extend", common, options) == sent


@pytest.mark.parametrize(
    ("action", "model", "common", "options", "message"),
    [
        ("generate", "kie/sora", {}, None, "unknown model 'kie/sora'; expected one of kie/runway"),
        ("generate", "useapi/gen2", {}, None, "useapi/gen2 makes no first videos; expected one of"),
        (
            "generate",
            "kie/veo",
            {"prompt": "A", "duration_s": 5},
            None,
            "duration_s must be 4, 6 or 8, got 5",
        ),
        (
            "generate",
            "kie/veo",
            {"prompt": "A", "duration_s": "8"},
            None,
            "a number of seconds, got '8'",
        ),
        (
            "generate",
            "kie/veo",
            {"prompt": "A", "duration_s": float("nan")},
            None,
            "a number of seconds, got nan",
        ),
        (
            "generate",
            "kie/veo",
            {"prompt": "A", "duration_s": float("-inf")},
            None,
            "a number of seconds, got -inf",
        ),
        (
            "generate",
            "kie/veo",
            {"prompt": "A", "duration_s": True},
            None,
            "a number of seconds, got True",
        ),
        (
            "generate",
            "kie/veo",
            {"prompt": "A", "duration_s": 6.5},
            None,
            "must be 4, 6 or 8, got 6.5",
        ),
        (
            "generate",
            "kie/veo",
            {"prompt": "A", "resolution": "8k"},
            None,
            "must be '720p', '1080p' or '4k', got '8k'",
        ),
        ("generate", "kie/veo", {"prompt": "A", "image": 5}, None, "image must be a URL, got 5"),
        (
            "generate",
            "chainhub/kling",
            {"prompt": "A", "duration_s": 16},
            None,
            "must be 3 to 15, got 16",
        ),
        (
            "generate",
            "chainhub/kling",
            {"prompt": "A", "resolution": "720p"},
            None,
            "does not take resolution; it takes",
        ),
        (
            "generate",
            "kie/runway",
            {"prompt": "A", "seed": 1},
            None,
            "kie/runway does not take seed",
        ),
        ("generate", "kie/veo", {}, None, r"kie/veo requires prompt \(a string\)"),
        (
            "extend",
            "kie/veo",
            {"source": "1", "prompt": "On"},
            {"model": "best"},
            r"options\['model'\] must be 'fast', 'quality' or 'lite', got 'best'",
        ),
        (
            "extend",
            "kie/veo",
            {"source": "1", "prompt": "On"},
            {"tier": "fast"},
            "options has no tier; expected any of seeds, watermark, call_back_url, model",
        ),
        (
            "extend",
            "kie/veo",
            {"source": "1", "prompt": "On", "seed": 1},
            {"seeds": 1},
            "seeds is given twice, as seed and in options",
        ),
        (
            "extend",
            "kie/veo",
            {"source": "1", "prompt": "On"},
            ["model"],
            "options must be a mapping, got list",
        ),
        (
            "extend",
            "kie/veo",
            {"source": "https://films.test/a.mp4", "prompt": "On"},
            None,
            "source must be a task id, got 'https",
        ),
        (
            "extend",
            "kie/jobs/pixverse",
            {"source": 5, "prompt": "On it goes"},
            None,
            "source must be a task id or a URL, got 5",
        ),
        (
            "extend",
            "kie/jobs/wan",
            {"source": "t1", "prompt": "On"},
            {"duration": 15},
            "source must be a URL, got 't1'",
        ),
        (
            "extend",
            "kie/jobs/wan",
            {"source": "https://films.test/a.mp4", "prompt": "On"},
            None,
            r"kie/jobs/wan requires options\['duration'\] \(an integer\)",
        ),
        (
            "extend",
            "kie/jobs/wan",
            {"source": "https://films.test/a.mp4", "prompt": "On", "duration_s": 5},
            None,
            "kie/jobs/wan does not take duration_s",
        ),
        (
            "generate",
            "kie/jobs/grok_imagine",
            {"image": "https://films.test/a.png", "source": "t1"},
            None,
            "does not take source",
        ),
        ("generate", "kie/veo", {"prompt": "A", "source": "t1"}, None, "does not take source"),
        (
            "extend",
            "kie/jobs/seedance",
            {"source": "t1"},
            None,
            "kie/jobs/seedance cannot extend videos; expected one of kie/runway",
        ),
        (
            "extend",
            "kie/jobs/grok_imagine",
            {"source": "t1", "duration_s": 7},
            None,
            "duration_s must be 6 or 10, got 7",
        ),
        (
            "extend",
            "useapi/gen2",
            {"source": "1"},
            {"motion": True},
            r"must be an integer, got True \(bool\)",
        ),
        (
            "extend",
            "kling/kling",
            {"source": "1"},
            {"cfg_scale": "1"},
            r"must be a number, got '1'",
        ),
        (
            "extend",
            "kling/kling",
            {"source": "1", "callback_url": 5},
            None,
            "callback_url must be a string, got 5",
        ),
        (
            "extend",
            "kie/veo",
            {"source": "1", "prompt": "On", "callback_url": "x"},
            {"call_back_url": "y"},
            "call_back_url",
        ),
        (
            "extend",
            "kie/veo",
            {"source": "1", "prompt": "On" * 50, "seed": "long" * 50},
            None,
            "got str. Nothing was sent",
        ),
    ],
)
def test_what_a_model_cannot_do_is_refused(
    action: str, model: str, common: dict[str, Any], options: Any, message: str
) -> None:
    with pytest.raises(InvalidRequestError, match=message):
        body(model, action, common, options)
