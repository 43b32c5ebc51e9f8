"""Every real page: it is read or refused, nothing it says is lost, and it has not changed beside itself.

The pages are those of the project, and those in the folder that `LONGTAKE_PAGES` names.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest
from attrs import frozen

from scripts.drift import sources
from scripts.drift.comparing import compare
from scripts.specs.build import merged, read
from scripts.specs.check import problems
from scripts.specs.errors import SpecError
from scripts.specs.json_types import Json, JsonObject, operations
from scripts.specs.normalize.text.descriptions import clean
from scripts.specs.readers import read_page
from tests.helpers.commonmark import html_in
from tests.helpers.page_traps import recognised
from tests.helpers.paths import page_id, project_pages, real_pages

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.page import PageFragment

PAGES: Final = real_pages()
FOLDERS: Final = sorted({page.parent for page in PAGES if page.suffix in {".md", ".txt"}})

_TITLE: Final = re.compile(r'(?:title|label)="([^"]*)"')
TREE: Final = "Mintlify tree"
EXPORT: Final = "Apifox export"
PROSE: Final = "useapi.net prose"


@frozen
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
        EXPORT, "POST /v1/messages", 0, 2
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
    "pages/chainhub-kling-video-extend.md": Outcome(EXPORT, "POST /kling/v1/videos/video-extend"),
    "pages/kie-midjourney-video-extend.md": Outcome(
        TREE, "POST /api/v1/mj/generateVideoExtend", 0, 1
    ),
    "pages/kie-runway-extend.md": Outcome(TREE, "POST /api/v1/runway/extend"),
    "pages/kie-veo-extend.md": Outcome(TREE, "POST /api/v1/veo/extend"),
    "pages/useapi-runwayml-gen2-extend.txt": Outcome(PROSE, "POST /v1/runwayml/gen2/extend"),
}

each_page = pytest.mark.parametrize("page", PAGES, ids=page_id)


@each_page
def test_page_is_read_into_one_operation_or_refused(page: Path) -> None:
    try:
        fragment = read_page(page)
    except SpecError as error:
        assert error.message.startswith("expected "), error.message  # noqa: PT017 - refusing is an outcome
        assert _name(page) not in OUTCOMES
        return
    built = read([page])
    assert len(list(operations(built.document))) == 1
    assert not [problem for problem in problems(built.document) if "not valid" in problem]
    assert OUTCOMES.get(_name(page)) in (None, _outcome(page, fragment))


def test_every_page_of_the_project_has_an_outcome() -> None:
    assert {_name(page) for page in project_pages()} <= OUTCOMES.keys()


@each_page
def test_descriptions_keep_every_word(page: Path) -> None:
    for given in _descriptions(_document(page)):
        cleaned = clean(given)
        assert not html_in(cleaned)
        assert not re.search(r"</?[A-Z]\w*[ />]|\{/\*|^:::", re.sub(r"`[^`]*`", "", cleaned), re.M)
        assert _words(_without_layout(given)) - _words(cleaned) == Counter(), given


@each_page
def test_page_has_not_changed_beside_itself(page: Path) -> None:
    if not _document(page):
        return
    old, new = sources.normalized_pair(sources.read(page, None), sources.read(page, None))
    assert compare(old, new, None) == []


def _name(page: Path) -> str:
    return f"{page.parent.name}/{page.name}"


def _outcome(page: Path, fragment: PageFragment) -> Outcome:
    found = [f"{method.upper()} {path}" for path, method, _ in operations(fragment.document)]
    kinds = Counter(note.kind for note in fragment.notes)
    (dialect,) = recognised(page)
    return Outcome(dialect, ", ".join(found), kinds["left out"], kinds["repaired"])


def _document(page: Path) -> JsonObject:
    """Return what the page describes; nothing if the page is refused."""
    try:
        return merged([page])[0]
    except SpecError:
        return {}


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text))


def _without_layout(text: str) -> str:
    """Return a description without relative link targets, component tags and names of admonitions."""
    text = re.sub(r"(?<!!)(\[[^\]]+\])\((?![a-z]+:)[^)]*\)", r"\1", text)
    text = re.sub(r"</?[A-Z][^>]*>", lambda tag: " ".join(_TITLE.findall(tag[0])), text)
    return re.sub(r"^\s*:::\s*\w+", "", text, flags=re.M)


def _descriptions(value: Json, *, named: bool = False) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _descriptions(item)]
    if not isinstance(value, dict):
        return []
    found: list[str] = []
    for key, item in value.items():
        if key in {"description", "summary"} and isinstance(item, str) and not named:
            found.append(item)
        elif named or key not in {"example", "examples", "default", "enum"}:
            found += _descriptions(item, named=key == "properties" and not named)
    return found


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: "/".join(folder.parts[-2:]))
def test_all_pages_of_a_folder_merge(folder: Path) -> None:
    pages = [page for page in PAGES if page.parent == folder and page.suffix in {".md", ".txt"}]
    described = [address for page in pages for address in _addresses(read_page(page).document)]
    document = read(pages).document
    assert problems(document) == []
    assert set(_addresses(document)) == set(described)


def _addresses(document: JsonObject) -> list[tuple[str, str]]:
    """The operations, whatever the parameters in their paths are called."""
    return [(re.sub(r"{[^{}]*}", "{}", path), method) for path, method, _ in operations(document)]
