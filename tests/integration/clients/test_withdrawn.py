"""Operations that the provider has withdrawn: one warning in a process, at the caller's line."""

from __future__ import annotations

import asyncio
import warnings
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from longtake import AsyncKie, Kie, UseApi
from longtake._shell import submit
from longtake_kie.resources.midjourney import MidjourneyStarts
from tests.helpers.scripted_waits import both_clients

if TYPE_CHECKING:
    from collections.abc import Callable

PARAMETERS: dict[str, Any] = {"task_type": "mj_video_extend_auto", "task_id": "t", "index": 0}


@pytest.fixture(autouse=True)
def nothing_warned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submit, "_warned", set[tuple[str, str]]())


def created(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"code": 200, "msg": "m", "data": {"taskId": "t"}})


def warned(call: Callable[[], object]) -> list[warnings.WarningMessage]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    return [each for each in caught if each.category is DeprecationWarning]


@both_clients
def test_the_first_call_warns_and_names_the_successor(asynchronous: bool) -> None:
    async def calling() -> None:
        async with AsyncKie("a-key", transport=httpx.MockTransport(created)) as kie:
            await kie.midjourney.extend(**PARAMETERS)
            await kie.midjourney.extend(**PARAMETERS)

    def calling_sync() -> None:
        with Kie("a-key", transport=httpx.MockTransport(created)) as kie:
            kie.midjourney.extend(**PARAMETERS)
            kie.midjourney.extend(**PARAMETERS)

    (warning,) = warned(lambda: asyncio.run(calling()) if asynchronous else calling_sync())
    assert str(warning.message) == (
        "kie has withdrawn kie.midjourney.extend, which may stop working; use kie.veo.extend or "
        "kie.jobs.grok_imagine.extend, with videos of these models"
    )
    assert warning.filename == __file__


def test_a_prepared_submission_warns_too() -> None:
    with Kie("a-key", transport=httpx.MockTransport(created)) as kie:
        assert len(warned(lambda: kie.midjourney.prepare.extend(**PARAMETERS))) == 1


def test_gen2_warns() -> None:
    with UseApi("user:1234-a", transport=httpx.MockTransport(created)) as useapi:
        (warning,) = warned(lambda: useapi.gen2.prepare.extend(asset_id="a"))
    assert "use kie.jobs.pixverse.extend" in str(warning.message)


def test_other_operations_do_not_warn() -> None:
    def call() -> None:
        with Kie("a-key", transport=httpx.MockTransport(created)) as kie:
            kie.veo.extend(task_id="t", prompt="On it goes")
            kie.midjourney.task("t")

    assert warned(call) == []


def test_the_docstring_says_that_it_is_withdrawn() -> None:
    starts: Any = MidjourneyStarts
    documentation = starts.extend.__doc__ or ""
    assert "Withdrawn" in documentation
    assert "kie.veo.extend" in documentation
