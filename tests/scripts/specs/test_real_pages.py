"""Real pages beside the project, where they are present: what becomes of each is asserted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest

from scripts.specs.build import read
from scripts.specs.check import problems
from scripts.specs.errors import SpecError
from scripts.specs.json_types import operations
from scripts.specs.readers import read_page
from tests.scripts.specs.openapi_traps import recognised
from tests.scripts.specs.support import ROOT, SPECS

if TYPE_CHECKING:
    from pathlib import Path

SHARED: Final = ROOT.parent / "shared"
PAGES: Final = sorted(
    file
    for pattern in ("pages/*/*", "seeds/*")
    for file in SHARED.glob(pattern)
    if file.is_file() and not file.name.startswith(".")
)
SEEDS: Final = sorted(file for file in SPECS.glob("*/pages/*") if not file.name.startswith("."))

TREE: Final = "Mintlify tree"
EXPORT: Final = "Apifox export"
PROSE: Final = "useapi.net prose"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a page: its dialect and operation, and how much is noted about it."""

    dialect: str
    operation: str
    left_out: int = 0
    repaired: int = 0


OUTCOMES: Final = {
    "apifox/api__chat__chatgpt__chat__创建聊天补全-非流.md": Outcome(
        EXPORT, "POST /v1/chat/completions", 0, 1
    ),
    "apifox/api__chat__claude__compat__claude-chat兼容-非流.md": Outcome(
        EXPORT, "POST /v1/chat/completions", 0, 1
    ),
    "apifox/api__chat__claude__native__claude聊天补全-流式.md": Outcome(
        EXPORT, "POST /v1/messages", 0, 1
    ),
    "apifox/api__chat__gemini__native__gemini文本生成.md": Outcome(
        EXPORT, "POST /v1beta/models/gemini-2.5-pro:generateContent"
    ),
    "apifox/api__fal__flux-1-dev-image-to-image.md": Outcome(
        EXPORT, "POST /fal-ai/flux-1/dev/image-to-image"
    ),
    "apifox/api__fal__flux-1-dev.md": Outcome(EXPORT, "POST /fal-ai/flux-1/dev", 0, 1),
    "apifox/api__fal__flux-pro-kontext-max-multi.md": Outcome(
        EXPORT, "POST /fal-ai/flux-pro/kontext/max/multi"
    ),
    "apifox/api__image__midjourney__mj执行action.md": Outcome(EXPORT, "POST /mj/submit/action"),
    "apifox/api__kling__audio__查询文生音效任务.md": Outcome(
        EXPORT, "GET /kling/v1/audio/text-to-audio/{id}"
    ),
    "apifox/api__kling__audio__视频生音效.md": Outcome(
        EXPORT, "POST /kling/v1/audio/video-to-audio"
    ),
    "apifox/api__kling__image__图像识别.md": Outcome(
        EXPORT, "POST /kling/v1/videos/image-recognize"
    ),
    "apifox/api__kling__other__查询虚拟试穿任务.md": Outcome(
        EXPORT, "GET /kling/v1/images/kolors-virtual-try-on/{id}"
    ),
    "apifox/api__kling__video__图生视频.md": Outcome(
        EXPORT, "POST /kling/v1/videos/image2video", 0, 1
    ),
    "apifox/api__kling__video__查询Omni-Video任务.md": Outcome(
        EXPORT, "GET /kling/v1/images/omni-image/{id}"
    ),
    "apifox/api__kling__video__查询视频延长任务.md": Outcome(
        EXPORT, "GET /kling/v1/videos/video-extend/{id}"
    ),
    "apifox/api__kling__video__查询视频特效任务.md": Outcome(
        EXPORT, "GET /kling/v1/videos/effects/{id}"
    ),
    "apifox/api__minimax__查询视频生成任务.md": Outcome(
        EXPORT, "GET /minimax/v1/query/video_generation"
    ),
    "apifox/api__replicate__flux-1.1-pro-ultra.md": Outcome(
        EXPORT, "POST /replicate/v1/models/black-forest-labs/flux-1.1-pro-ultra/predictions"
    ),
    "apifox/api__replicate__flux-fill-pro.md": Outcome(
        EXPORT, "POST /replicate/v1/models/black-forest-labs/flux-fill-pro/predictions", 0, 2
    ),
    "apifox/api__replicate__flux-kontext-max.md": Outcome(
        EXPORT, "POST /replicate/v1/models/black-forest-labs/flux-kontext-max/predictions", 0, 2
    ),
    "apifox/api__replicate__riffusion.md": Outcome(
        EXPORT, "POST /replicate/v1/models/riffusion/riffusion/predictions", 0, 2
    ),
    "apifox/api__replicate__stability-ai_sdxl.md": Outcome(
        EXPORT, "POST /replicate/v1/predictions", 0, 2
    ),
    "apifox/api__replicate__创建任务-通过模型version.md": Outcome(
        EXPORT, "POST /replicate/v1/predictions", 0, 2
    ),
    "apifox/api__replicate__查询任务.md": Outcome(
        EXPORT, "GET /replicate/v1/predictions/{id}", 0, 2
    ),
    "apifox/api__rerank__重排序.md": Outcome(EXPORT, "POST /v1/rerank"),
    "apifox/api__suno__歌曲拼接.md": Outcome(EXPORT, "POST /suno/submit/concat"),
    "apifox/api__suno__生成歌曲-上传歌曲二次创作.md": Outcome(EXPORT, "POST /suno/submit/music"),
    "apifox/api__suno__生成歌曲-歌手风格.md": Outcome(EXPORT, "POST /suno/submit/music"),
    "apifox/api__suno__获取wav.md": Outcome(EXPORT, "GET /suno/act/wav/{clip_id}"),
    "apifox/api__system__获取令牌支持模型.md": Outcome(EXPORT, "GET /v1/models", 0, 1),
    "apifox/api__system__获取账号信息.md": Outcome(EXPORT, "GET /api/user/self", 0, 1),
    "apifox/api__tools__上传图片到图床.md": Outcome(EXPORT, "POST /api/upload"),
    "apifox/api__video__doubao__文生视频.md": Outcome(
        EXPORT, "POST /volc/v1/contents/generations/tasks"
    ),
    "apifox/api__video__luma__扩展视频.md": Outcome(
        EXPORT, "POST /luma/generations/{task_id}/extend"
    ),
    "apifox/api__video__luma__查询单个任务.md": Outcome(
        EXPORT, "GET /luma/generations/{task_id}", 0, 2
    ),
    "apifox/api__video__runway__查询视频任务.md": Outcome(
        EXPORT, "GET /runwayml/v1/tasks/{task_id}"
    ),
    "apifox/api__video__sora__创建视频带图片-sora-2.md": Outcome(EXPORT, "POST /v1/video/create"),
    "apifox/api__video__sora__查询任务.md": Outcome(EXPORT, "GET /v1/video/query", 1, 1),
    "apifox/api__video__tencent__创建任务.md": Outcome(
        EXPORT, "POST /tencent-vod/v1/aigc-video", 0, 2
    ),
    "apifox/api__video__veo__openai格式下载视频.md": Outcome(
        EXPORT, "GET /v1/videos/{id}/content", 1, 1
    ),
    "apifox/api__video__查询视频任务.md": Outcome(EXPORT, "GET /v1/video/query", 1, 1),
    "apifox/api__vidu__创建图生视频任务.md": Outcome(EXPORT, "POST /ent/v2/img2video", 0, 1),
    "apifox/api__vidu__创建文生视频任务.md": Outcome(EXPORT, "POST /ent/v2/text2video", 0, 1),
    "mintlify/kie-generate-mj-image.md": Outcome(TREE, "POST /api/v1/mj/generate"),
    "mintlify/kie-get-account-credits.md": Outcome(TREE, "GET /api/v1/chat/credit"),
    "mintlify/kie-get-mj-task-details.md": Outcome(TREE, "GET /api/v1/mj/record-info"),
    "mintlify/kie-get-veo-3-video-details.md": Outcome(TREE, "GET /api/v1/veo/record-info"),
    "mintlify/kie-upload-file-base-64.md": Outcome(TREE, "POST /api/file-base64-upload"),
    "mintlify/kie-upscale.md": Outcome(TREE, "POST /api/v1/mj/generateUpscale"),
    "seeds/chainhub-kling-video-extend.md": Outcome(EXPORT, "POST /kling/v1/videos/video-extend"),
    "seeds/kie-midjourney-video-extend.md": Outcome(
        TREE, "POST /api/v1/mj/generateVideoExtend", 0, 1
    ),
    "seeds/kie-runway-extend.md": Outcome(TREE, "POST /api/v1/runway/extend"),
    "seeds/kie-veo-extend.md": Outcome(TREE, "POST /api/v1/veo/extend"),
    "seeds/useapi-runwayml-gen2-extend.txt": Outcome(PROSE, "POST /v1/runwayml/gen2/extend"),
}

needs_pages = pytest.mark.skipif(
    not PAGES, reason="needs a folder of further real pages, which is not part of the project"
)


def name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def outcome(file: Path) -> Outcome | str:
    """How a page is read, or why it is not."""
    try:
        fragment = read_page(file)
    except SpecError as error:
        return f"refused: {error.message}"
    found = [f"{method.upper()} {path}" for path, method, _ in operations(fragment.document)]
    kinds = Counter(note.kind for note in fragment.notes)
    (dialect,) = recognised(file)
    return Outcome(dialect, ", ".join(found), kinds["left out"], kinds["repaired"])


@needs_pages
def test_every_page_has_an_outcome() -> None:
    assert [name(file) for file in PAGES] == sorted(OUTCOMES)


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_a_real_page_is_read(file: Path) -> None:
    assert outcome(file) == OUTCOMES[name(file)]
    built = read([file])
    assert len(list(operations(built.document))) == 1
    assert not [problem for problem in problems(built.document) if "not valid" in problem]


@needs_pages
def test_the_outcomes_are_counted(told: dict[str, str]) -> None:
    found = [outcome(file) for file in PAGES]
    counts = Counter(one if isinstance(one, str) else f"read, {one.dialect}" for one in found)
    counts["noted as left out"] = sum(one.left_out for one in found if isinstance(one, Outcome))
    counts["noted as repaired"] = sum(one.repaired for one in found if isinstance(one, Outcome))
    lines = [f"{count:4} {what}" for what, count in sorted(counts.items())]
    told["real pages"] = "\n".join(lines)
    assert {what: counts[what] for what in counts if what.startswith("re")} == Counter(
        f"read, {one.dialect}" for one in OUTCOMES.values()
    )


@needs_pages
@pytest.mark.parametrize("file", SEEDS, ids=lambda file: file.stem)
def test_a_seed_is_read_alike_wherever_it_lies(file: Path) -> None:
    twin = SHARED / "seeds" / file.name
    assert read_page(twin).document == read_page(file).document
    assert outcome(twin) == outcome(file)
