"""The growth data of each model, compared with what happens at the emulated providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import pytest

import longtake
from longtake import Kie
from longtake._providers import entry
from longtake.models import MODELS, ExtendModel, GenerateModel
from scripts.frame_numbers import read_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from longtake import Task, Video
    from longtake.models import Growth, Price
    from longtake_pytest import ServedEmulator

GROWTH: Final[Mapping[str, Growth]] = {
    name: model.growth for name, model in MODELS.items() if model.growth is not None
}
PRICES: Final = [(name, price) for name, growth in GROWTH.items() for price in growth.prices]
# Where the result is not documented, the emulated providers return the whole video.
UNDOCUMENTED: Final = "whole"


def first_video(client: Any, model: str, options: Mapping[str, Any] | None = None) -> Video:
    """Make a first video with a model."""
    task = longtake.generate(
        cast("GenerateModel", model), prompt="A dog runs", options=options, client=client
    )
    return task.wait()


def extended(
    client: Any,
    emulator: ServedEmulator,
    model: str,
    *,
    duration_s: float | None = None,
    options: Mapping[str, Any] | None = None,
    first: Mapping[str, Any] | None = None,
) -> tuple[Task, float]:
    """Extend a video with a model, and return the finished task and the length of the source.

    Args:
        client: The client.
        emulator: The emulator.
        model: The model.
        duration_s: The common parameter, None where the model takes none.
        options: The options of the extension.
        first: The options of the first video.
    """
    growth, given = GROWTH[model], dict(options or {})
    if MODELS[model].generate is None:
        kind = f"{MODELS[model].provider}/{MODELS[model].kinds[0]}"
        source, source_s = emulator.sources[kind].id, emulator.sources[kind].seconds
    else:
        video = first_video(client, model, first)
        source = video.url if growth.sources == ("URL",) else str(video.source)
        source_s = emulator.ledger.creates[-1].seconds_added
    if growth.duration == "total":
        given.setdefault("duration", 12)
    task = longtake.extend(
        cast("ExtendModel", model),
        source=source,
        # Gen-2 takes none.
        prompt=None if model == "useapi/gen2" else "It runs on",
        duration_s=duration_s,
        options=given,
        client=client,
    )
    task.wait()
    return task, source_s


@pytest.mark.parametrize("model", GROWTH)
def test_an_extension_adds_the_seconds_of_the_growth_data(
    model: str, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    growth, provider = GROWTH[model], entry(MODELS[model].provider)
    with provider.client(**longtake_emulator.options(provider.name)) as client:
        task, source_s = extended(client, longtake_emulator, model)
        added_s = longtake_emulator.ledger.creates[-1].seconds_added
        assert growth.min_added_s <= added_s <= growth.max_added_s
        assert not growth.added_choices_s or added_s in growth.added_choices_s
        files = {
            numbers[0]: numbers
            for number, video in enumerate(task.videos)
            if (numbers := read_numbers(video.download(tmp_path / f"{number}.mp4")))
        }
    end_s = source_s + added_s
    whole = list(range(round(10 * end_s)))
    part = list(range(round(10 * source_s), round(10 * end_s)))
    expected = {"whole": [whole], "part": [part], "both": [whole, part]}
    found = sorted(files.values(), key=len, reverse=True)
    assert found == expected[growth.result or UNDOCUMENTED]


@pytest.mark.parametrize("model", GROWTH)
def test_a_task_reports_its_credits_as_the_growth_data_says(
    model: str, longtake_emulator: ServedEmulator
) -> None:
    provider = entry(MODELS[model].provider)
    with provider.client(**longtake_emulator.options(provider.name)) as client:
        task, _ = extended(client, longtake_emulator, model)
    charged = longtake_emulator.ledger.creates[-1].credits
    assert task.credits == (charged if GROWTH[model].reports_credits else None)
    account = longtake_emulator.providers[provider.name].account
    assert account.balance == 10_000 - sum(
        create.credits for create in longtake_emulator.ledger.creates
    )


@pytest.mark.parametrize(
    ("model", "price"), PRICES, ids=[f"{model}-{price.when}" for model, price in PRICES]
)
def test_an_extension_costs_the_published_price(
    model: str, price: Price, longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    growth, options = GROWTH[model], dict(price.when)
    # The parameters of the price that are not of the extension: its length, and the source's resolution.
    duration_s = options.pop("extend_times", None)
    first = {"resolution": options.pop("resolution")} if model.endswith("grok_imagine") else None
    if growth.duration == "added" and duration_s is None:
        duration_s = 3
    task, _ = extended(
        longtake_kie,
        longtake_emulator,
        model,
        duration_s=cast("float | None", duration_s),
        options=options,
        first=first,
    )
    *_, create = longtake_emulator.ledger.creates
    seconds = 12 if growth.duration == "total" else create.seconds_added
    published = growth.price(seconds, price.when)
    assert published is not None
    earlier = sum(each.credits for each in longtake_emulator.ledger.creates[:-1])
    assert longtake_kie.account.credits() == pytest.approx(10_000 - earlier - published)
    assert create.credits == pytest.approx(published)
    if growth.reports_credits:
        assert task.credits == pytest.approx(published)


def test_kie_and_kling_show_the_balance(longtake_emulator: ServedEmulator) -> None:
    longtake_emulator.reset(balance=250)
    with Kie(**longtake_emulator.options("kie")) as kie:
        first_video(kie, "kie/veo")
        assert kie.account.credits() == 250 - 60
    with longtake.Kling(**longtake_emulator.options("kling")) as kling:
        extended(kling, longtake_emulator, "kling/kling")
        (pack,) = kling.account.costs(start_time=0, end_time=1) or []
    assert (pack.total_quantity, pack.remaining_quantity) == (250, 248)
