"""Resources, operationIds and the words they are made of."""

from __future__ import annotations

import pytest

from scripts.specs.json_types import JsonObject, obj, operations
from scripts.specs.normalize.hoist import base_names
from scripts.specs.normalize.naming import operation_ids, resources
from scripts.specs.normalize.naming.identifiers import joined, pascal, singular, snake, words


@pytest.mark.parametrize(
    ("path", "group", "tag"),
    [
        ("/api/v1/runway/extend", "runway-api/runway-api.json", "runway"),
        ("/api/v1/veo/extend", "veo3-api/veo3-api.json", "veo"),
        ("/kling/v1/videos/video-extend", "Kling Platform/Video Extension", "kling"),
        ("/v1/runwayml/gen2/extend", "Runway AI Tools » Text to Video » Gen-2 » Extend", "gen2"),
        ("/api/v1/mj/generate", "", "mj"),
        ("/api/v1/veo/extend", "docs/en/Veo API", "veo"),
        ("/api/v1/veo/extend", "docs/en/Market/Video Models/Veo 3.1", "veo"),
        ("/api/v1/jobs/createTask", "docs/en/Market/Video Models/Kling", "market"),
        ("/api/v1/x", "docs", "x"),
        ("/api/v1/veo/extend", "docs/en", "veo"),
        ("/agents/{id}/runs", "openapi.json", "agents"),
        ("/agents/{id}/runs", "en/openapi_agents.json", "agents"),
        ("/runs", "https://docs.example.com/agents/openapi.yaml", "agents"),
        ("/api/v1/gpt4o-image/generate", "docs/en/4o Image API", "gpt4oimage"),
        ("/4o", "", "api"),
        ("/v1/{id}", "", "api"),
    ],
)
def test_the_resource_follows_from_the_folder_of_a_page(path: str, group: str, tag: str) -> None:
    assert resources.guess(path, group) == tag


@pytest.mark.parametrize(
    ("path", "method", "title", "tag", "name"),
    [
        ("/api/v1/runway/extend", "post", "Extend AI Video", "runway", "extend_runway_video"),
        ("/api/v1/veo/extend", "post", "Extend Veo 3.1 AI Video", "veo", "extend_veo_video"),
        ("/api/v1/mj/x", "post", "Extend Midjourney Video", "midjourney", "extend_midjourney_video"),
        ("/v1/gen2/extend", "post", "Extend the video by 4 seconds", "gen2", "extend_gen2_video"),
        ("/kling/v1/videos/video-extend", "post", "Video extension", "kling", "extend_kling_video"),
        ("/mj/record-info", "get", "Get Midjourney Task Details", "midjourney", "get_midjourney_task"),
        ("/x/video-extend/{id}", "get", "Query video extension task", "x", "get_x_task"),
        ("/tasks/{id}", "delete", "Delete a task", "gen2", "delete_gen2_task"),
        ("/assets/", "get", "List assets", "gen2", "list_gen2_assets"),
        ("/v1/videos/image2video", "post", "图生视频", "kling", "create_kling_video"),
        ("/upload", "post", "Base64 File Upload", "upload", "upload_file"),
        ("/{id}", "put", "", "x", "update_x_task"),
        ("/features/", "get", "Retrieve the Runway account features", "x", "list_x_features"),
        ("/upscale", "post", "Upscale to 4K", "pixverse", "upscale_pixverse_4k"),
        ("/v1/chat/completions", "post", "创建聊天补全 （非流）", "chat", "create_chat_completion"),
        ("/fal-ai/flux-1/dev", "post", "/fal-ai/flux-1/dev", "falai", "create_falai_flux1_dev"),
        ("/mj/submit/action", "post", "执行Action动作", "mj", "run_mj_action"),
        ("/v1/audio/text-to-audio/{id}", "get", "查询任务（单个）", "kling", "get_kling_text_to_audio_task"),
        ("/kling/v1/videos/effects/{id}", "get", "查询任务（单个）", "kling", "get_kling_effect"),
        ("/kling/v1/audio/video-to-audio", "post", "视频生音效", "kling", "create_kling_sound"),
        ("/kling/v1/videos/image-recognize", "post", "图像识别", "kling", "recognize_kling_image"),
        ("/replicate/v1/predictions", "post", "创建任务 a-b/sdxl", "replicate", "create_replicate_sdxl"),
        ("/replicate/v1/predictions/{id}", "get", "查询任务", "replicate", "get_replicate_prediction"),
        ("/v1/rerank", "post", "重排序", "rerank", "rerank"),
        ("/suno/submit/music", "post", "生成歌曲(歌手风格)", "suno", "generate_suno_song"),
        ("/v1/models", "get", "获取令牌支持模型", "models", "list_models"),
        ("/api/user/self", "get", "获取账号信息", "user", "get_user_account"),
        ("/api/upload", "post", "上传图片到图床", "upload", "upload_image"),
        ("/luma/generations/{task_id}/extend", "post", "扩展视频", "luma", "extend_luma_video"),
        ("/v1/video/create", "post", "创建视频，带图片  sora-2", "video", "create_video"),
        ("/v1/videos/{id}/content", "get", "openai 下载视频", "videos", "download_video"),
        ("/api/file-base64-upload", "post", "Base64 File Upload", "fileupload", "upload_file"),
    ],
)  # fmt: skip
def test_operation_ids_read_as_calls(
    path: str, method: str, title: str, tag: str, name: str
) -> None:
    assert operation_ids.guess(path, method, title, tag) == name


def document(*given: tuple[str, JsonObject]) -> JsonObject:
    return {"paths": {path: {"post": operation} for path, operation in given}}


def ids(value: JsonObject) -> list[str]:
    return [str(operation["operationId"]) for _, _, operation in operations(value)]


def methods(value: JsonObject) -> list[str]:
    return [str(operation["x-method"]) for _, _, operation in operations(value)]


def test_an_operation_that_is_added_renames_no_other() -> None:
    given: list[tuple[str, JsonObject]] = [
        ("/a/one", {"summary": "Extend Video", "tags": ["a"]}),
        ("/a/two", {"operationId": "extend_a_video", "tags": ["a"]}),
        ("/a/{kind}", {"summary": "Extend Video", "tags": ["a"]}),
    ]
    expected = ["extend_a_video", "extend_a_video_two", "extend_a_video_by_kind"]
    for count in range(1, len(given) + 1):
        value = document(*((path, {**operation}) for path, operation in given[:count]))
        operation_ids.assign(value)
        assert ids(value) == expected[:count]


def test_the_id_of_a_supplement_wins_and_a_guess_makes_way() -> None:
    value = document(
        ("/a/one", {"summary": "Extend Video", "tags": ["a"]}),
        (
            "/a/two",
            {"operationId": "extend_a_video", "tags": ["a"], "x-source": ["supplement.yaml: id"]},
        ),
    )
    operation_ids.assign(value)
    assert ids(value) == ["extend_a_video_one", "extend_a_video"]


@pytest.mark.parametrize(
    ("given", "path", "name"),
    [
        ("veo-video", "/api/v1/veo/extend", "extend_veo_video"),
        ("grok-imagine-extend", "/api/v1/jobs/createTask", "extend_grok_imagine"),
        ("kling-video", "/api/v1/jobs/createTask", "create_kling_video"),
        ("kling", "/api/v1/jobs", "submit_kling"),
        ("get4oImage", "/api/v1/jobs", "get_4o_image"),
        ("createText2Video", "/api/v1/jobs", "create_text2video"),
        ("generate-1080p-video", "/api/v1/jobs", "generate_1080p_video"),
    ],
)
def test_an_id_that_the_page_gives_keeps_its_words(given: str, path: str, name: str) -> None:
    value = document((path, {"operationId": given, "summary": "Submit it", "tags": ["x"]}))
    operation_ids.assign(value)
    assert ids(value) == [name]


def test_a_given_resource_wins_and_tags_keep_their_descriptions() -> None:
    value = document(("/api/v1/mj/x", {"x-resource": "midjourney", "x-group": "mj-api/x.json"}))
    value["tags"] = [{"name": "midjourney", "description": "Made so."}, {"name": "unused"}]
    resources.assign(value)
    assert value["tags"] == [{"name": "midjourney", "description": "Made so."}]
    assert obj(obj(value["paths"])["/api/v1/mj/x"])["post"] == {
        "x-resource": "midjourney",
        "tags": ["midjourney"],
    }


def test_schemas_are_named_by_tag_and_role() -> None:
    value = document(
        ("/a", {"operationId": "extend_veo_video", "tags": ["veo"]}),
        ("/b", {"operationId": "get_veo_task", "tags": ["veo"]}),
        ("/c", {"operationId": "generate_mj_image", "tags": ["mj"]}),
        ("/d", {"operationId": "generate_mj_video", "tags": ["mj"]}),
        ("/e", {"operationId": "cancel_gen2_task", "tags": ["gen2"]}),
    )
    assert base_names(value) == {
        "extend_veo_video": "VeoExtend",
        "get_veo_task": "VeoTask",
        # The second of two adds its object: the first keeps the name that it had alone.
        "generate_mj_image": "MjGenerate",
        "generate_mj_video": "MjGenerateVideo",
        "cancel_gen2_task": "Gen2Cancel",
    }


def test_words() -> None:
    assert words("callBackUrl-HTTPStatus 3.1_gen2") == [
        "call", "back", "url", "http", "status", "3", "1", "gen", "2"
    ]  # fmt: skip
    assert pascal("gen2", "extend_the video") == "Gen2ExtendTheVideo"
    assert snake("extend", "gen2", "video") == "extend_gen2_video"
    assert snake("image2video", "4K", "1080p", "get 4o") == "image2video_4k_1080p_get_4o"


@pytest.mark.parametrize(
    ("name", "part", "whole"),
    [
        ("KlingTask", "TaskStatus", "KlingTaskStatus"),
        ("KlingTask", "Status", "KlingTaskStatus"),
        ("KlingTask", "Task", "KlingTaskTask"),
        ("Task", "Asks", "TaskAsks"),
    ],
)
def test_a_shared_word_is_written_once(name: str, part: str, whole: str) -> None:
    assert joined(name, part) == whole


@pytest.mark.parametrize(
    ("many", "one"),
    [("artifacts", "artifact"), ("bodies", "body"), ("boxes", "box"), ("status", "status"),
     ("classes", "class"), ("is", "is"), ("list", "list")],
)  # fmt: skip
def test_singular(many: str, one: str) -> None:
    assert singular(many) == one


def test_reads_of_similar_tasks_name_their_resource() -> None:
    paths: JsonObject = {
        f"/x/v1/{name}/{{id}}": {"get": {"summary": "Query task", "x-group": "x"}}
        for name in ("omni-image", "video-extend")
    }
    document: JsonObject = {"paths": paths}
    resources.assign(document)
    operation_ids.assign(document)
    assert [operation["operationId"] for _, _, operation in operations(document)] == [
        "get_x_task",
        "get_x_video_extend_task",
    ]


def test_a_method_is_called_like_its_operation_without_the_resource() -> None:
    value = document(
        ("/a", {"operationId": "generate_veo_video", "x-resource": "jobs.veo"}),
        ("/b", {"operationId": "extend_veo_video", "x-resource": "veo", "x-method": "extend"}),
        ("/c", {"operationId": "import_veo", "x-resource": "veo"}),
    )
    resources.name_methods(value)
    assert methods(value) == ["generate_video", "extend", "import_veo"]


def test_an_added_operation_renames_no_method() -> None:
    operation: JsonObject = {"operationId": "generate_veo_video", "x-resource": "veo"}
    alone = document(("/b", {**operation}))
    beside = document(("/b", {**operation}), ("/c", {**operation}))
    for value in (alone, beside):
        resources.name_methods(value)
    assert methods(alone) == ["generate_video"]
    assert methods(beside)[:1] == ["generate_video"]
    assert methods(beside)[1] == "generate_veo_video"
