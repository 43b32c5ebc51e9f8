"""What a provider sends and expects for each task kind, by hand from its documentation.

Nothing here comes from longtake's code, so that tests can check the code against it. A new task kind is
one more entry of `_KINDS`; a provider's own rules stand in `_PROVIDERS` once. A task kind whose responses
have the shape of another's is an entry of `_SAME_RESPONSES`: tests of responses run once per shape, so
they use `KINDS`, where one kind stands for all that share its responses. `chainhub/kling` stands for all
kinds of Kling tasks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from attrs import evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Json: TypeAlias = dict[str, Any]
Place: TypeAlias = tuple[str, ...]
"""Where something stands in a body, by names from outside in; `*` is every element of a list."""
StateMeaning: TypeAlias = Literal["queued", "running", "succeeded", "failed", "cancelled"]
Problem: TypeAlias = Literal[
    "unknown source",
    "unknown task",
    "unknown field",
    "no key",
    "wrong key",
    "wrong address",
    "no credits",
    "too many",
]
Outcome: TypeAlias = tuple[int, int]
"""An HTTP status, and the code in the body."""


@frozen(kw_only=True)
class ProviderWords:
    """What all task kinds of a provider share.

    Attributes:
        headers: What authenticates at the emulated provider.
        task_at: Where the task stands in a response's body.
        done_code: The code in the body of a response that reports no error.
        envelope: What else stands in such a body.
        problems: How the provider reports an error.
        no_task: The body that the provider sends for the id of no task.
        submits_show_state: Whether the response to a submission has the task's state.
        reads_by_query: Whether a task's id is the query parameter `taskId`; else it ends the path.
        null_is_missing_source: Whether a success with null for a task says that there is no such source.
        source_is_task: Whether a video to extend is named by the id of the task that made it.
        callback_field: The request's field for the address of callbacks.
        signs_callbacks: Whether callbacks are signed.
        signs_bodies: Whether a callback's signature covers its whole body.
        retries_s: When a callback that was refused is sent again, in seconds after the first time.
        prompts: Whether a request for a video takes a prompt.
        foreign_refusal: What only other providers refuse for.
        queue_refusals: What is refused for only where a task is wanted.
    """

    headers: Mapping[str, str]
    task_at: Place
    done_code: int
    envelope: Mapping[str, Any]
    problems: Mapping[Problem, Outcome]
    no_task: Mapping[str, Any]
    submits_show_state: bool
    reads_by_query: bool = False
    null_is_missing_source: bool = False
    source_is_task: bool = False
    callback_field: str
    signs_callbacks: bool = True
    signs_bodies: bool = False
    retries_s: tuple[float, ...] = ()
    prompts: bool = True
    foreign_refusal: Literal["too_many_tasks", "feature_off"]
    queue_refusals: frozenset[Literal["rate_limit"]] = frozenset()


@frozen(kw_only=True)
class TaskKind:
    """How tasks of one kind are started, read and reported.

    Attributes:
        key: Provider and name, such as `kie/veo`.
        provider: The provider.
        name: The name within the provider.
        common: What all task kinds of the provider share.
        submit_path: Where a task is started on the emulator.
        read_operation: The operationId of the operation that reads a task.
        read_path: Where a task is read; its id follows unless it is a query parameter.
        list_path: Where tasks are listed, with a query; None where they are not.
        source_field: The request's field for what is continued; None where nothing is.
        request: The other fields of a valid request.
        other_request: Fields that make another request of a valid one.
        task_id_field: The field of the task with its id.
        unknown_task: An id of no task, in the form that the provider uses.
        state_field: The field of the task with its state.
        states: Each state that the documented response to a poll has, with its meaning.
        other_states: Further states: of some callbacks, or that users have met.
        life: The states of a task that succeeds, in order.
        failed: The state of a task that failed, and of one that moderation refused.
        unlisted_state: A state that no page lists, in the provider's spelling.
        failure_at: Where the task says why it failed.
        failure_code_at: Where the task has a code for that; None without one.
        failure_codes: The documented codes.
        files_field: The field of the task with what was made.
        no_files: What stands there without any.
        files: What stands there with one video, by its link.
        links_at: Where the links stand, from the task.
        result_id_at: Where the id stands by which the result is extended, from the task.
        reports_progress: Whether a running task says how far it is.
        can_cancel: Whether a task can be cancelled.
        wraps: Whether responses may have the task one level deeper.
        callbacks: What the callbacks about a task that succeeds say, in order.
        failed_callbacks: What the last one says of a task that moderation refused or that failed.
        callback_files: What a callback reports as made.
        bad_source: How a source is refused that has no video.
        kept_days: Days after which a result cannot be downloaded or extended; None if never.
        limit_code: The code of a response to one task too many at once.
    """

    key: str
    provider: str
    name: str
    common: ProviderWords
    submit_path: str
    read_operation: str
    read_path: str
    list_path: str | None = None
    source_field: str | None
    request: Mapping[str, Any]
    other_request: Mapping[str, Any]
    task_id_field: str
    unknown_task: str = "1"
    state_field: str
    states: Mapping[str | int, StateMeaning]
    other_states: Mapping[str | int, StateMeaning] = {}
    life: tuple[str | int, ...]
    failed: Mapping[str, str | int]
    unlisted_state: str | int
    failure_at: Place
    failure_code_at: Place | None = None
    failure_codes: frozenset[int] = frozenset()
    files_field: str
    no_files: Any
    files: Callable[[str], Any]
    links_at: Place
    result_id_at: Place
    reports_progress: bool = False
    can_cancel: bool = False
    wraps: bool = False
    callbacks: list[str]
    failed_callbacks: Mapping[str, str]
    callback_files: Callable[[Json], list[Any]]
    bad_source: Outcome
    kept_days: int | None
    fields_in: str | None = None
    around: Mapping[str, Any] = {}

    def __str__(self) -> str:
        return self.key

    @property
    def first(self) -> str | int:
        """The state of a new task."""
        return self.life[0]

    @property
    def done(self) -> str | int:
        """The state of a task that succeeded."""
        return self.life[-1]

    @property
    def headers(self) -> dict[str, str]:
        """What authenticates at the emulated provider."""
        return dict(self.common.headers)

    @property
    def all_states(self) -> dict[str | int, StateMeaning]:
        """Each state that is known, with its meaning."""
        return {**self.states, **self.other_states}

    def body(self, source: str | None, **more: Any) -> Json:
        """Return a request with every field that it needs; it continues `source` if it takes one."""
        continued = {} if self.source_field is None else {self.source_field: source}
        if self.fields_in is None:
            return {**continued, **self.request, **more}
        outside = {name: more.pop(name) for name in [self.common.callback_field] if name in more}
        fields = {**continued, **self.request, **more}
        return {**self.around, self.fields_in: fields, **outside}

    def task_in(self, body: Json) -> Any:
        """Return the task that a response's body has."""
        if self.wraps and "task" in body:
            return body["task"]
        return at(body, self.common.task_at)[0]

    def task_id_in(self, body: Json) -> str:
        """Return the id of the task that a response's body has."""
        return str(self.task_in(body)[self.task_id_field])

    def state_in(self, body: Json) -> str | int:
        """Return the state of the task that a response's body has."""
        state = self.task_in(body)[self.state_field]
        assert isinstance(state, str | int)
        return state

    def failure_in(self, body: Json) -> str:
        """Return why the task failed; its code must be a documented one."""
        task = self.task_in(body)
        if self.failure_code_at is not None:
            assert int(at(task, self.failure_code_at)[0]) in self.failure_codes
        return str(at(task, self.failure_at)[0])

    @property
    def running(self) -> str | int:
        """The state of a task under way."""
        return self.life[-2]

    @property
    def not_found(self) -> tuple[int, Json]:
        """The response to a poll with an unknown id: an HTTP status and a body."""
        return self.common.problems["unknown task"][0], dict(self.common.no_task)

    @property
    def created(self) -> Json:
        """The body of the response to a submission, which starts the task `t`."""
        if self.common.submits_show_state:
            return self.response(self.first)
        return self._wrapped({self.task_id_field: "t"})

    def response(
        self, state: object, link: str | None = None, words: str | None = None, **fields: object
    ) -> Json:
        """Return the body of a response whose task has a state, a video, words about a failure, and more."""
        task: Json = {self.task_id_field: "t", self.state_field: state}
        task[self.files_field] = self.no_files if link is None else self.files(link)
        if words is not None:
            task |= _put(self.failure_at, words)
        return self._wrapped(task | fields)

    def _wrapped(self, task: Json) -> Json:
        return {**self.common.envelope, **_put(self.common.task_at, task)}


def _put(place: Place, value: Any) -> Any:
    for name in reversed(place):
        value = {name: value}
    return value


def at(value: Any, place: Place) -> list[Any]:
    """Return what stands at a place: one value, or one for each element where the place has a `*`."""
    found = [value]
    for name in place:
        found = [item for each in found for item in (each if name == "*" else [each[name]])]
    return found


_PROVIDERS: Final[Mapping[str, ProviderWords]] = {
    "kie": ProviderWords(
        headers={"Authorization": "Bearer emulated-kie-key"},
        task_at=("data",),
        done_code=200,
        envelope={"code": 200, "msg": "success"},
        problems={
            "unknown source": (200, 404),
            "unknown task": (200, 422),
            "unknown field": (200, 422),
            "no key": (200, 401),
            "wrong key": (200, 401),
            "wrong address": (200, 401),
            "no credits": (200, 402),
            "too many": (200, 429),
        },
        no_task={"code": 422, "msg": "recordInfo is null", "data": None},
        submits_show_state=False,
        reads_by_query=True,
        null_is_missing_source=True,
        source_is_task=True,
        callback_field="callBackUrl",
        retries_s=(60, 120),
        foreign_refusal="too_many_tasks",
    ),
    "useapi": ProviderWords(
        headers={"Authorization": "Bearer user:1234-emulated"},
        task_at=(),
        done_code=200,
        envelope={},
        problems={
            "unknown source": (404, 404),
            "unknown task": (404, 404),
            "unknown field": (400, 400),
            "no key": (401, 401),
            "wrong key": (401, 401),
            "wrong address": (401, 401),
            "no credits": (412, 412),
            "too many": (429, 429),
        },
        no_task={"error": "Not found.", "code": 404},
        submits_show_state=True,
        callback_field="replyUrl",
        signs_callbacks=False,
        prompts=False,
        foreign_refusal="feature_off",
        # A full queue, which is what useapi.net calls its limit, concerns no read.
        queue_refusals=frozenset({"rate_limit"}),
    ),
    "chainhub": ProviderWords(
        headers={"Authorization": "Bearer emulated-chainhub-key"},
        task_at=("data",),
        done_code=0,
        envelope={"code": 0, "message": ""},
        problems={
            "unknown source": (404, 1203),
            "unknown task": (404, 1203),
            "unknown field": (400, 1201),
            "no key": (401, 1001),
            "wrong key": (401, 1002),
            "wrong address": (429, 1304),
            "no credits": (429, 1102),
            "too many": (429, 1303),
        },
        no_task={"code": 1203, "message": "no such task"},
        submits_show_state=True,
        callback_field="callback_url",
        signs_callbacks=False,
        foreign_refusal="feature_off",
    ),
}
_KLING: Final = evolve(
    _PROVIDERS["chainhub"],
    headers={"Authorization": "Bearer emulated-kling-key"},
    signs_callbacks=True,
    signs_bodies=True,
)


def _video_url(said: Json) -> list[Any]:
    return [url for url in [said["data"]["video_url"]] if url]


_KINDS: Final = (
    TaskKind(
        key="kie/runway",
        provider="kie",
        name="runway",
        common=_PROVIDERS["kie"],
        submit_path="/kie/api/v1/runway/extend",
        read_operation="get_runway_task",
        read_path="/kie/api/v1/runway/record-detail",
        source_field="taskId",
        request={"prompt": "on it goes", "quality": "720p"},
        other_request={"prompt": "elsewhere"},
        task_id_field="taskId",
        state_field="state",
        states={
            "wait": "queued",
            "queueing": "queued",
            "generating": "running",
            "success": "succeeded",
            "fail": "failed",
        },
        life=("wait", "queueing", "generating", "success"),
        failed={"moderation": "fail", "error": "fail"},
        unlisted_state="hibernating",
        failure_at=("failMsg",),
        failure_code_at=("failCode",),
        failure_codes=frozenset({400}),
        files_field="videoInfo",
        no_files=None,
        files=lambda link: {"videoUrl": link},
        links_at=("videoInfo", "videoUrl"),
        result_id_at=("taskId",),
        callbacks=["200"],
        failed_callbacks={"moderation": "400", "error": "500"},
        callback_files=_video_url,
        # The list of codes for Runway has no 400.
        bad_source=(200, 422),
        kept_days=14,
    ),
    TaskKind(
        key="kie/veo",
        provider="kie",
        name="veo",
        common=_PROVIDERS["kie"],
        submit_path="/kie/api/v1/veo/extend",
        read_operation="get_veo_task",
        read_path="/kie/api/v1/veo/record-info",
        source_field="taskId",
        request={"prompt": "on it goes"},
        other_request={"prompt": "elsewhere"},
        task_id_field="taskId",
        state_field="successFlag",
        states={0: "running", 1: "succeeded", 2: "failed", 3: "failed"},
        life=(0, 1),
        failed={"moderation": 2, "error": 3},
        unlisted_state=7,
        failure_at=("errorMessage",),
        failure_code_at=("errorCode",),
        failure_codes=frozenset({400, 501}),
        files_field="response",
        no_files=None,
        files=lambda link: {"resultUrls": [link]},
        links_at=("response", "fullResultUrls", "*"),
        result_id_at=("taskId",),
        callbacks=["200"],
        failed_callbacks={"moderation": "400", "error": "501"},
        callback_files=lambda said: said["data"]["info"] or [],
        bad_source=(200, 400),
        kept_days=14,
    ),
    TaskKind(
        key="kie/midjourney",
        provider="kie",
        name="midjourney",
        common=_PROVIDERS["kie"],
        submit_path="/kie/api/v1/mj/generateVideoExtend",
        read_operation="get_midjourney_task",
        read_path="/kie/api/v1/mj/record-info",
        source_field="taskId",
        request={"taskType": "mj_video_extend_auto", "index": 0},
        other_request={"prompt": "elsewhere"},
        task_id_field="taskId",
        state_field="successFlag",
        states={0: "running", 1: "succeeded", 2: "failed", 3: "failed"},
        life=(0, 1),
        failed={"moderation": 2, "error": 3},
        unlisted_state=7,
        failure_at=("errorMessage",),
        failure_code_at=("errorCode",),
        failure_codes=frozenset({400, 501}),
        files_field="resultInfoJson",
        no_files=None,
        files=lambda link: {"resultUrls": [{"resultUrl": link}]},
        links_at=("resultInfoJson", "resultUrls", "*", "resultUrl"),
        result_id_at=("taskId",),
        callbacks=["200"],
        failed_callbacks={"moderation": "400", "error": "501"},
        callback_files=lambda said: said["data"]["resultUrls"],
        bad_source=(200, 400),
        kept_days=15,
    ),
    TaskKind(
        key="kie/jobs",
        provider="kie",
        name="jobs",
        common=_PROVIDERS["kie"],
        submit_path="/kie/api/v1/jobs/createTask",
        read_operation="get_job",
        read_path="/kie/api/v1/jobs/recordInfo",
        source_field="taskId",
        request={"prompt": "on it goes", "duration": 5, "quality": "720p"},
        other_request={"prompt": "elsewhere"},
        fields_in="input",
        around={"model": "pixverse-v6/extend"},
        task_id_field="taskId",
        state_field="state",
        states={
            "waiting": "queued",
            "queuing": "queued",
            "generating": "running",
            "success": "succeeded",
            "fail": "failed",
        },
        life=("waiting", "queuing", "generating", "success"),
        failed={"moderation": "fail", "error": "fail"},
        unlisted_state="hibernating",
        failure_at=("failMsg",),
        failure_code_at=("failCode",),
        failure_codes=frozenset({400, 501}),
        files_field="response",
        no_files=None,
        files=lambda link: {"resultUrls": [link]},
        links_at=("response", "resultUrls", "*"),
        result_id_at=("taskId",),
        callbacks=["200"],
        failed_callbacks={"moderation": "501", "error": "501"},
        callback_files=lambda said: said["data"]["response"] or [],
        bad_source=(200, 422),
        kept_days=14,
    ),
    TaskKind(
        key="useapi/gen2",
        provider="useapi",
        name="gen2",
        common=_PROVIDERS["useapi"],
        submit_path="/useapi/v1/runwayml/gen2/extend",
        read_operation="get_gen2_task",
        read_path="/useapi/v1/runwayml/tasks",
        list_path="/useapi/v1/runwayml/tasks/?offset=0&limit=10",
        source_field="assetId",
        request={},
        other_request={"replyRef": "x"},
        task_id_field="taskId",
        unknown_task="user:1-runwayml:a@example.com-task:1",
        state_field="status",
        states={
            "PENDING": "queued",
            "THROTTLED": "queued",
            "RUNNING": "running",
            "SUCCEEDED": "succeeded",
            "FAILED": "failed",
            "CANCELLED": "cancelled",
        },
        other_states={"CANCELED": "cancelled"},
        life=("PENDING", "RUNNING", "SUCCEEDED"),
        failed={"moderation": "FAILED", "error": "FAILED"},
        unlisted_state="HIBERNATING",
        failure_at=("error", "errorMessage"),
        files_field="artifacts",
        no_files=[],
        files=lambda link: [{"url": link, "assetId": "a"}],
        links_at=("artifacts", "*", "url"),
        result_id_at=("artifacts", "*", "assetId"),
        reports_progress=True,
        can_cancel=True,
        wraps=True,
        callbacks=["RUNNING", "RUNNING", "RUNNING", "RUNNING", "SUCCEEDED"],
        failed_callbacks={"moderation": "FAILED", "error": "FAILED"},
        callback_files=lambda said: said["artifacts"],
        bad_source=(404, 404),
        kept_days=None,
    ),
    TaskKind(
        key="chainhub/kling",
        provider="chainhub",
        name="kling",
        common=_PROVIDERS["chainhub"],
        submit_path="/chainhub/kling/v1/videos/video-extend",
        read_operation="get_kling_extend_task",
        read_path="/chainhub/kling/v1/videos/video-extend",
        list_path="/chainhub/kling/v1/videos/video-extend?pageNum=1&pageSize=10",
        source_field="video_id",
        request={"prompt": "on it goes"},
        other_request={"prompt": "elsewhere"},
        task_id_field="task_id",
        state_field="task_status",
        states={
            "submitted": "queued",
            "processing": "running",
            "succeed": "succeeded",
            "failed": "failed",
        },
        other_states={
            "succeeded": "succeeded",
            # The gateway's own words.
            "not_start": "queued",
            "queued": "queued",
            "in_progress": "running",
            "success": "succeeded",
            "failure": "failed",
        },
        life=("submitted", "processing", "succeed"),
        failed={"moderation": "failed", "error": "failed"},
        unlisted_state="hibernating",
        failure_at=("task_status_msg",),
        files_field="task_result",
        no_files={"videos": []},
        files=lambda link: {"videos": [{"id": "v", "url": link, "duration": "5"}]},
        links_at=("task_result", "videos", "*", "url"),
        result_id_at=("task_result", "videos", "*", "id"),
        callbacks=["processing", "succeed"],
        failed_callbacks={"moderation": "failed", "error": "failed"},
        callback_files=lambda said: said["task_result"]["videos"],
        bad_source=(404, 1203),
        kept_days=30,
    ),
)

KINDS: Final[Mapping[str, TaskKind]] = {kind.key: kind for kind in _KINDS}
"""One task kind for each shape of responses, by key: for expensive matrices."""


def _kling_first_video(method: str, path: str, request: Mapping[str, Any]) -> TaskKind:
    """Return a Kling kind that makes first videos: the requests differ, the responses do not."""
    path = f"/chainhub/kling/v1/videos/{path}"
    return evolve(
        KINDS["chainhub/kling"],
        key=f"chainhub/kling-{method}",
        name=f"kling-{method}",
        submit_path=path,
        read_operation=f"get_kling_{method.replace('-', '_')}_task",
        read_path=path,
        list_path=f"{path}?pageNum=1&pageSize=10",
        source_field=None,
        request=request,
    )


def _aleph_files(link: str) -> Json:
    return {"resultVideoUrl": link}


# Nearly those of Veo; tests/unit/test_aleph.py has the difference.
_ALEPH: Final = evolve(
    KINDS["kie/veo"],
    key="kie/aleph",
    name="aleph",
    submit_path="/kie/api/v1/aleph/generate",
    read_operation="get_aleph_task",
    read_path="/kie/api/v1/aleph/record-info",
    source_field=None,
    request={"prompt": "in snow", "videoUrl": "https://films.test/dog.mp4"},
    failed={"moderation": 0, "error": 0},
    failure_codes=frozenset({400, 500}),
    files=_aleph_files,
    links_at=("response", "resultVideoUrl"),
    callback_files=_video_url,
    failed_callbacks={"moderation": "400", "error": "500"},
)

_FIRST_VIDEOS: Final = (
    _kling_first_video("text-to-video", "text2video", {"prompt": "a dog runs"}),
    _kling_first_video("image-to-video", "image2video", {"image": "https://films.test/dog.png"}),
    _kling_first_video(
        "multi-image-to-video",
        "multi-image2video",
        {"image_list": [{"image": "https://films.test/dog.png"}], "prompt": "a dog runs"},
    ),
)


def _at_kling(kind: TaskKind) -> TaskKind:
    """Return a kind of chainhub.tech at Kling's own hosts: the paths differ, and the account."""
    own, reseller = "/kling/v1/", "/chainhub/kling/v1/"
    return evolve(
        kind,
        key=f"kling/{kind.name}",
        provider="kling",
        common=_KLING,
        submit_path=kind.submit_path.replace(reseller, own),
        read_path=kind.read_path.replace(reseller, own),
        list_path=kind.list_path and kind.list_path.replace(reseller, own),
    )


_SAME_RESPONSES: Final = (
    _ALEPH,
    *_FIRST_VIDEOS,
    *(_at_kling(kind) for kind in (KINDS["chainhub/kling"], *_FIRST_VIDEOS)),
)

EVERY_KIND: Final[Mapping[str, TaskKind]] = {
    **KINDS,
    **{kind.key: kind for kind in _SAME_RESPONSES},
}
"""Every task kind, by key."""
