"""What is refused as the first video of a film, before anything is sent or uploaded."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from PIL import Image

import longtake
from longtake import AsyncKie, InvalidRequestError, Kie
from tests.helpers.clips import Clip

VIA: Final = "kie/jobs/pixverse"
FILMS: Final = "https://films.test/dog.mp4"


def refuse(request: httpx.Request) -> httpx.Response:
    raise AssertionError(request.url)


def call(function: str, source: Any, via: Any) -> None:
    """Call one of the four functions with a client that must not send a request."""
    arguments: Any = {"to_s": 60, "prompts": "Go", "via": via}
    transport = httpx.MockTransport(refuse)
    if not function.endswith("_async"):
        with Kie("a-key", transport=transport) as kie:
            getattr(longtake, function)(source, **arguments, client=kie)
        return

    async def main() -> None:
        async with AsyncKie("a-key", transport=transport) as kie:
            await getattr(longtake, function)(source, **arguments, client=kie)

    asyncio.run(main())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files of several kinds."""
    Clip().write(tmp_path / "dog.mp4", range(12))
    Image.new("RGB", (64, 36)).save(tmp_path / "dog.png")
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("no video")
    return tmp_path


@pytest.mark.parametrize("function", ["plan", "plan_async", "lengthen", "lengthen_async"])
@pytest.mark.parametrize(
    ("source", "via", "message"),
    [
        (
            "veo_task_abc",
            VIA,
            "existing file, got 'veo_task_abc'; .* or wait for a task and pass its video",
        ),
        (Path("missing.mp4"), VIA, "existing file, got 'missing.mp4'; check the path"),
        ("x" * 5000, VIA, "the path of an existing file"),
        ("a\0b", VIA, "the path of an existing file"),
        ("dog.png", VIA, "'.*dog.png' must be a video, got a picture"),
        ("empty.mp4", VIA, "'.*empty.mp4' must be a video, got an empty file"),
        ("text.mp4", VIA, "'.*text.mp4' is damaged or not a video"),
        (".", VIA, "cannot be read: .*; pass a video file"),
        ("ftp://films.test/dog.mp4", VIA, "http or https URL, .*, got 'ftp://films.test/dog.mp4'"),
        (b"video", VIA, r"must be a longtake\.(Async)?Video, or the URL or path .*, got bytes"),
        (
            FILMS,
            None,
            "via must be a model that takes a URL .* one of kie/jobs/pixverse, kie/jobs/wan",
        ),
        ("dog.mp4", None, "via must be a model that takes a URL"),
        (FILMS, "kie/veo", "via must be a model that takes a URL, got 'kie/veo'; expected one of"),
        ("dog.mp4", "kie/veo", "via must be a model that takes a URL, got 'kie/veo'"),
        ("dog.mp4", "kie/dog", "unknown model 'kie/dog'"),
        ("dog.mp4", "kie/jobs/wan", "kie/jobs/wan does not extend this video: .* 2 to 10 seconds"),
    ],
)
def test_a_source_that_is_refused(
    function: str,
    source: Any,
    via: Any,
    message: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(folder)

    with pytest.raises(InvalidRequestError, match=message):
        call(function, source, via)
