"""`longtake.generate`: a first video of every model by the same names, sync and async."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, get_args

import pytest

import longtake
from longtake import InvalidRequestError, Kie, MissingCredentialsError, UseApi
from longtake._providers import entry
from longtake.models import ExtendModel, GenerateModel

if TYPE_CHECKING:
    from longtake import AsyncVideo, Video
    from longtake_pytest import ServedEmulator

each_model = pytest.mark.parametrize("model", get_args(GenerateModel))


def continuation(model: str, video: Video | AsyncVideo) -> dict[str, Any]:
    """Return the arguments with which a model continues a video. Wan takes its URL and the length in all."""
    if model == "kie/jobs/wan":
        return {"source": video.url, "prompt": "On it goes", "options": {"duration": 12}}
    return {"source": video.source, "prompt": "On it goes"}


@each_model
def test_a_first_video_is_made_and_extended(
    model: GenerateModel, longtake_emulator: ServedEmulator
) -> None:
    provider = entry(model.partition("/")[0])
    with provider.client(**longtake_emulator.options(provider.name)) as client:
        video = longtake.generate(
            model, prompt="A dog runs", aspect_ratio="9:16", client=client
        ).wait()
        if model in get_args(ExtendModel):
            longer = longtake.extend(
                cast("ExtendModel", model), **continuation(model, video), client=client
            )
            assert longer.wait().url
    assert longtake_emulator.ledger.duplicates() == ()


@each_model
@pytest.mark.anyio
async def test_a_first_video_is_made_and_extended_async(
    model: GenerateModel, longtake_emulator: ServedEmulator
) -> None:
    provider = entry(model.partition("/")[0])
    async with provider.async_client(**longtake_emulator.options(provider.name)) as client:
        task = await longtake.generate_async(
            model, prompt="A dog runs", aspect_ratio="9:16", client=client
        )
        video = await task.wait()
        if model in get_args(ExtendModel):
            longer = await longtake.extend_async(
                cast("ExtendModel", model), **continuation(model, video), client=client
            )
            assert (await longer.wait()).url
    assert longtake_emulator.ledger.duplicates() == ()


def test_the_tier_of_an_extension_is_an_option(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    for tier in ("fast", "quality", "lite"):
        longtake.extend(
            "kie/veo", source=source, prompt="On", options={"model": tier}, client=longtake_kie
        )
    sent = [cast("Any", created.request)["model"] for created in longtake_emulator.ledger.creates]
    assert sent == ["fast", "quality", "lite"]


def test_submissions_can_be_prepared(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    prepared = longtake_kie.prepare_generate("veo", prompt="A dog runs", duration_s=4)
    assert longtake_emulator.ledger.requests == ()
    (result,) = longtake.submit_all([prepared])
    assert result.task is not None
    assert result.task.wait().url


def test_what_a_model_cannot_do_is_refused_before_a_key_is_needed() -> None:
    with pytest.raises(InvalidRequestError, match="duration_s must be 4, 6 or 8, got 5"):
        longtake.generate("kie/veo", prompt="A dog runs", duration_s=5)
    with pytest.raises(MissingCredentialsError, match="KIE_API_KEY"):
        longtake.generate("kie/veo", prompt="A dog runs")


def test_a_client_of_another_provider_is_refused(longtake_useapi: UseApi) -> None:
    with pytest.raises(InvalidRequestError, match="must be a client for kie, got one for useapi"):
        longtake.generate("kie/veo", prompt="A dog runs", client=longtake_useapi)
