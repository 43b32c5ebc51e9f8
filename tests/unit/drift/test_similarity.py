"""When an added parameter is similar to a removed one."""

from __future__ import annotations

import pytest

from scripts.drift.specification.similarity import Named, renamed


def named(name: str, *, type_: str = "string", words: str = "", position: int = 0) -> Named:
    return Named(name, type_, "", False, words, position)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (named("taskId"), named("task_id", position=4)),
        (named("seed", type_="integer"), named("seeds", type_="integer", position=2)),
        (named("waterMark"), named("watermarkText")),
        (named("callBackUrl"), named("webhookUrl")),
        (named("length", type_="integer"), named("length_s", type_="integer")),
        (
            named("q", words="What the video is to show, in words."),
            named("prompt", words="What the video is to show, in your words.", position=3),
        ),
        (
            Named("ratio", "number", '{"maximum": 1, "minimum": 0}', False, "", 2),
            Named("strength", "number", '{"maximum": 1, "minimum": 0}', False, "", 2),
        ),
        (
            Named("quality", "string", '{"enum": ["a", "b"]}', True, "", 2),
            Named("grade", "string", '{"enum": ["a", "b"]}', True, "", 7),
        ),
    ],
    ids=lambda item: item.name,
)
def test_these_count_as_renamed(old: Named, new: Named) -> None:
    assert renamed([old], [new]) == [(old, new)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (named("prompt"), named("camera")),
        (named("seed", type_="integer"), named("style")),
        (named("taskId"), named("videoUrl")),
        (named("imageUrl"), named("videoUrl", position=3)),
        (
            Named("ratio", "number", '{"maximum": 1, "minimum": 0}', False, "", 2),
            Named("strength", "number", '{"maximum": 1, "minimum": 0}', False, "", 5),
        ),
        (named("a", words="The video."), named("b", words="The video.", position=1)),
    ],
    ids=lambda item: item.name,
)
def test_these_do_not(old: Named, new: Named) -> None:
    assert renamed([old], [new]) == []


def test_each_is_paired_once_with_the_most_similar() -> None:
    removed = [named("imageUrl"), named("image_urls", position=1)]
    added = [named("image_url", position=1), named("imageUrls")]
    pairs = {(old.name, new.name) for old, new in renamed(removed, added)}
    assert pairs == {("imageUrl", "image_url"), ("image_urls", "imageUrls")}
