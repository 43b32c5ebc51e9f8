"""Generated resources: their signatures, what their methods send, what they return, what stops the run."""

from __future__ import annotations

import datetime
import importlib
import inspect
import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import httpx
import pytest

from scripts.generate.clients import generate_client
from scripts.generate.formatting import format_package
from scripts.generate.spec_views import SpecificationError
from scripts.generate.templates_patched import write_templates
from tests.helpers.film_api import drop, put, rename
from tests.helpers.studio_api import studio

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from scripts.specs.json_types import JsonObject
    from tests.helpers.film_api import Edit

PACKAGE: Final = "generated_studio"
CALLBACKS: Final = object()


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates")
    write_templates(folder)
    return folder


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory, templates: Path) -> Iterator[Any]:
    """The client of the studio, imported."""
    folder = tmp_path_factory.mktemp("studio")
    generate_client(studio(), folder / PACKAGE, templates)
    format_package(folder / PACKAGE)
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(PACKAGE)
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


class Sender:
    """Sends what resources hand over to a transport, and keeps it."""

    def __init__(self, package: Any, response: httpx.Response) -> None:
        self.requests: list[httpx.Request] = []
        self.started: list[tuple[Any, Any, object]] = []
        self.ours: list[tuple[object, ...]] = []
        self.called: list[str] = []
        self.response = response
        self.client = package.Client(
            base_url="http://127.0.0.1",
            httpx_args={"transport": httpx.MockTransport(self.respond)},
        )

    def respond(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.response

    def start(self, start: Any, body: Any, callbacks: object, *ours: object) -> str:
        self.started.append((start, body, callbacks))
        self.ours.append(ours)
        importlib.import_module(start.endpoint).sync_detailed(client=self.client, body=body)
        return "started"

    def prepare(self, start: Any, body: Any, callbacks: object, *ours: object) -> str:
        self.started.append((start, body, callbacks))
        self.ours.append(ours)
        return "prepared"

    def task(self, read: str, task_id: str) -> tuple[str, str]:
        return read, task_id

    @contextmanager
    def calling(self, operation: str) -> Generator[Any]:
        self.called.append(operation)
        yield self.client

    @property
    def sent(self) -> Any:
        """The JSON body of the last request."""
        return json.loads(self.requests[-1].content)


class Studio:
    """The resources of the studio and what sends for them."""

    def __init__(self, package: Any, response: httpx.Response, prefix: str = "") -> None:
        self.sender = sender = Sender(package, response)
        resources = importlib.import_module(f"{PACKAGE}.resources")
        base: Any = getattr(resources, f"{prefix}Resources")
        self.resources: Any = type("Client", (base,), {"_hooks": property(lambda _: sender)})()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.resources, name)


def returning(package: Any, value: Any, status: int = 200, prefix: str = "") -> Studio:
    return Studio(package, httpx.Response(status, json=value), prefix)


def parameters(method: Any) -> dict[str, tuple[str, Any]]:
    found = inspect.signature(method).parameters
    return {name: (str(one.annotation), one.default) for name, one in found.items()}


def operations(package: Any) -> Any:
    return importlib.import_module(f"{package.__name__}.operations")


def test_the_specification_declares_how_a_task_starts(package: Any) -> None:
    start = operations(package).STARTS["extend_clip"]
    assert start.endpoint == f"{PACKAGE}.api.clip.extend_clip"
    assert (start.resource, start.method, start.read) == ("clip", "extend", "get_clip")
    assert start.task_id == ("/data/taskId", "/task/id")
    assert start.address == "hookurl"
    assert operations(package).STARTS["generate_sound"].address is None
    assert set(operations(package).STARTS) == {"extend_clip", "generate_sound", "create_veo_job"}


def test_requests_that_cost_nothing_are_listed_with_whether_they_may_be_repeated(
    package: Any,
) -> None:
    assert operations(package).UNCHARGED == {
        "PUT /clips/{id}/{timeout}": False,
        "POST /either": True,
        "POST /upload": False,
        "POST /raw": False,
    }


def test_a_start_sends_the_providers_names(package: Any) -> None:
    client = returning(package, {})
    result = client.clip.extend(
        prompt="p", callback_mode="all", extra_options="o", note=None, callbacks=CALLBACKS
    )
    assert result == "started"
    assert client.sender.sent == {
        "prompt": "p",
        "callbacks": "all",
        "options": "o",
        "note": None,
        "quality": "1080p",
    }
    start, _, callbacks = client.sender.started[0]
    assert (start.operation, callbacks) == ("extend_clip", CALLBACKS)


def test_none_leaves_a_parameter_out_where_it_has_a_default_too(package: Any) -> None:
    client = returning(package, {"id": "c"}, status=201)
    client.clip.extend(prompt="p", callback_mode="all", note=None, remark=None, quality=None)
    assert client.sender.sent == {"prompt": "p", "callbacks": "all", "note": None}
    client.clip.update(id="a", part=3, x_trace="t", page=None)
    assert client.sender.requests[-1].url.query == b""


def test_a_start_sends_the_media_type_that_is_asked_for(package: Any) -> None:
    client = returning(package, {})
    client.clip.extend(prompt="p", callback_mode="all", note="n", media_type="multipart/form-data")
    (request,) = client.sender.requests
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="callbacks"' in request.content


def test_prepared_submissions_take_the_same_and_send_nothing(package: Any) -> None:
    client = returning(package, {})
    assert client.clip.prepare.extend(prompt="p", callback_mode="a", note=None) == "prepared"
    assert client.sender.requests == []
    ((_, body, callbacks),) = client.sender.started
    assert (body.prompt, callbacks) == ("p", None)


def test_a_start_passes_its_reference_on(package: Any) -> None:
    client = returning(package, {})
    client.clip.prepare.extend(prompt="p", callback_mode="a", note=None)
    client.clip.extend(
        prompt="p", callback_mode="a", note=None, reference="shot-17", retry_failed=True
    )
    assert client.sender.ours == [(None, False), ("shot-17", True)]


def test_an_operation_names_the_secret_members_of_its_body(package: Any) -> None:
    assert package.operations.STARTS["extend_clip"].secrets == ("/remark",)


def test_a_parameter_may_have_any_name(package: Any) -> None:
    names = [
        "body",
        "client",
        "form",
        "response",
        "parsed",
        "reads",
        "omitted",
        "given",
        "id",
        "start",
        "taskId",
        "task_id",
        "create_veo_job",
    ]
    given = {name: name.upper() for name in names}
    # Names of builtins are parameters as they are, keywords are not.
    given |= {"list": "LIST", "type": "TYPE", "class_": "CLASS", "media_type": "MEDIA_TYPE"}
    client = returning(package, {})
    client.jobs.veo.extend(model="veo/extend", day=datetime.date(2026, 2, 3), **given)
    assert client.sender.sent == {
        "model": "veo/extend",
        "day": "2026-02-03",
        **{name.removesuffix("_"): value for name, value in given.items()},
    }


def test_values_of_all_types_are_sent(package: Any) -> None:
    models = importlib.import_module(f"{PACKAGE}.models")
    nested = models.Nested(called="c")
    client = returning(package, {})
    client.jobs.veo.extend(
        model="veo/extend",
        media_type="m",
        look="two\nlines",
        number=10,
        size="x",
        moment=datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC),
        key=UUID(int=1),
        nested=nested,
        image=nested,
        parts=[nested],
    )
    assert client.sender.sent == {
        "model": "veo/extend",
        "media_type": "m",
        "look": "two\nlines",
        "number": 10,
        "size": "x",
        "day": "2026-01-02",
        "moment": "2026-01-02T03:04:00+00:00",
        "key": "00000000-0000-0000-0000-000000000001",
        "nested": {"callbacks": "c"},
        "reference": {"callbacks": "c"},
        "parts": [{"callbacks": "c"}],
    }


def test_signatures_have_the_values_in_their_order(package: Any) -> None:
    client = returning(package, {})
    extend = parameters(client.clip.extend)
    assert extend["quality"] == ("Literal['720p', '1080p', '4k', '480p'] | None", "1080p")
    assert extend["media_type"][1] == "application/json"
    assert extend["remark"] == ("str | None", None)
    assert extend["note"] == ("str | None", inspect.Parameter.empty)
    veo = parameters(client.jobs.veo.extend)
    assert veo["number"] == ("Literal[5, 10, 1] | None", None)
    # A long list keeps its name.
    assert veo["many"] == ("VeoJobMany | None", None)
    assert veo["size"] == ("int | str | None", None)
    assert veo["model"] == ("Literal['veo/extend']", inspect.Parameter.empty)
    assert "callbacks" not in parameters(client.clip.sound)


def test_all_parameters_are_given_by_name(package: Any) -> None:
    client = returning(package, {})
    for method in (client.clip.extend, client.clip.update, client.files.upload_raw):
        kinds = {one.kind for one in inspect.signature(method).parameters.values()}
        assert kinds == {inspect.Parameter.KEYWORD_ONLY}


def test_a_docstring_has_the_first_paragraph_and_a_line_for_each_parameter(package: Any) -> None:
    client = returning(package, {})
    text = inspect.getdoc(client.clip.extend) or ""
    assert text.startswith('Extend """ a clip \\\n\nEnds with a backslash \\\n\n`POST /clips`\n')
    assert 'prompt: One line, then """ another \\.\n' in text
    assert "Only the first" not in text
    assert 'id: The clip, "quoted".' in (inspect.getdoc(client.clip.update) or "")


def test_path_query_headers_and_body_are_sent(package: Any) -> None:
    client = returning(package, {"id": "c"}, status=201)
    clip = client.clip.update(id="a:b", part=3, label="l", x_trace="t", title="T")
    (request,) = client.sender.requests
    assert (request.method, request.url.raw_path) == ("PUT", b"/clips/a:b/3?reference=l&page=2")
    assert request.headers["x-trace"] == "t"
    assert client.sender.sent == {"title": "T"}
    assert client.sender.called == ["update_clip"]
    assert clip.id == "c"


@pytest.mark.parametrize(
    ("given", "sent"), [({}, "session=s"), ({"theme": "dark"}, "session=s; theme=dark")]
)
def test_cookies_are_sent(package: Any, given: dict[str, str], sent: str) -> None:
    client = Studio(package, httpx.Response(204))
    with pytest.warns(DeprecationWarning, match="per-request cookies"):
        client.account.theme(session="s", **given)
    assert client.sender.requests[0].headers["cookie"] == sent


def test_each_success_has_its_own_type(package: Any) -> None:
    client = returning(package, {"data": {"taskId": "t"}}, status=202)
    noted = client.clip.update(id="a", part=3, x_trace="t")
    assert noted.data.task_id == "t"
    assert Studio(package, httpx.Response(204)).clip.get_sound(id="a") is None
    assert returning(package, {"id": "s"}).clip.get_sound(id="a").id == "s"


def test_a_request_without_a_body_returns_nothing(package: Any) -> None:
    client = Studio(package, httpx.Response(204))
    assert client.clip.delete(id="a") is None
    (request,) = client.sender.requests
    assert (request.method, request.content) == ("DELETE", b"")


def test_lists_numbers_values_and_anything_are_returned(package: Any) -> None:
    assert [clip.id for clip in returning(package, [{"id": "a"}]).clip.list()] == ["a"]
    assert returning(package, 3).account.ratio() == 3
    assert returning(package, "on").account.mode() == "on"
    client = returning(package, {"a": [1]})
    assert client.account.anything(body={"b": 1}) == {"a": [1]}
    assert client.sender.sent == {"b": 1}
    client.account.anything()
    assert client.sender.requests[-1].content == b""


def test_a_body_that_is_one_of_several_is_a_parameter(package: Any) -> None:
    models = importlib.import_module(f"{PACKAGE}.models")
    client = returning(package, {"id": "e"})
    assert client.account.either(body=models.ClipChange(title="T")).id == "e"
    assert client.sender.sent == {"title": "T"}


def test_files_are_sent_in_a_form_and_as_they_are(package: Any) -> None:
    types = importlib.import_module(f"{PACKAGE}.types")
    file = types.File(payload=b"data", file_name="a.mp4", mime_type="video/mp4")
    client = returning(package, {})
    assert client.files.upload(file=file, name="n") is None
    content = client.sender.requests[-1].content
    assert b'name="file"; filename="a.mp4"' in content
    client = Studio(package, httpx.Response(200, content=b"data"))
    assert client.files.upload_raw(body=file, kind="k").payload.read() == b"data"
    (request,) = client.sender.requests
    assert (request.url.query, request.content) == (b"body=k", b"data")


def test_a_result_may_lie_deeper(package: Any) -> None:
    assert returning(package, {"a/b": 2}).account.credits() == 2
    assert returning(package, {"data": {"count": 0}}).jobs.count() == 0


@pytest.mark.parametrize("value", [{}, {"data": None}, {"data": {}}, {"data": {"count": None}}])
def test_a_result_that_is_missing_is_an_error(package: Any, value: JsonObject) -> None:
    with pytest.raises(ValueError, match="does not have the value"):
        returning(package, value).jobs.count()


def test_a_response_of_another_status_is_an_error(package: Any) -> None:
    with pytest.raises(ValueError, match="body of the response is NoneType"):
        returning(package, {"id": "c"}, status=203).clip.get(id="a")
    with pytest.raises(ValueError, match="body of the response is Refusal"):
        returning(package, {"message": "no"}, status=400).clip.get(id="a")


@pytest.mark.anyio
async def test_async_methods_do_the_same(package: Any) -> None:
    client = returning(package, {"data": {"count": 4}}, prefix="Async")
    assert await client.jobs.count() == 4
    client = returning(package, {"id": "c"}, status=201, prefix="Async")
    clip = await client.clip.update(id="a", part=3, x_trace="t")
    assert clip.id == "c"
    assert parameters(client.clip.update) == parameters(returning(package, {}).clip.update)


def test_a_task_is_read_by_what_its_start_names(package: Any) -> None:
    client = returning(package, {})
    assert client.clip.task("t", started_by="extend") == ("get_clip", "t")
    assert client.clip.task("t", started_by="sound") == ("get_sound", "t")
    assert client.jobs.veo.task("t") == ("get_clip", "t")


def test_a_resource_is_loaded_when_it_is_used(package: Any) -> None:
    client = returning(package, {})
    name = f"{PACKAGE}.resources.jobs_veo"
    sys.modules.pop(name, None)
    assert client.jobs is client.jobs
    assert name not in sys.modules
    assert client.jobs.veo is client.jobs.veo
    assert name in sys.modules


EXTEND: Final = ("paths", "/clips", "post")
TASK: Final = (*EXTEND, "responses", "200", "links", "task")
REQUEST: Final = ("components", "schemas", "ClipRequest", "properties")
UPDATE: Final = ("paths", "/clips/{id}/{timeout}", "put")


def called(name: str) -> Edit:
    """Give a parameter of both bodies of a clip another name."""

    def edit(spec: JsonObject) -> None:
        for schema in ("ClipRequest", "ClipForm"):
            way = ("components", "schemas", schema, "properties", "prompt", "x-python-name")
            put(*way, to=name)(spec)

    return edit


WRONG: Final[dict[str, tuple[Edit, str]]] = {
    "no resource": (
        drop(*EXTEND, "x-resource"),
        "POST /clips needs an operationId, x-resource and x-method .* got 'extend_clip', ''",
    ),
    "a keyword": (put(*EXTEND, "x-method", to="import"), "are Python names, got .* 'import'"),
    "resources that share a module": (
        put("paths", "/ratio", "get", "x-resource", to="jobs_veo"),
        r"jobs_veo|jobs\.veo need other names",
    ),
    "a link to nothing": (
        put(*TASK, "operationId", to="get_nothing"),
        "extend_clip: links.task must name the operation that reads the task, .* got get_nothing",
    ),
    "a link without a parameter": (drop(*TASK, "parameters"), "got get_clip and no parameter"),
    "a link with a constant": (put(*TASK, "parameters", to={"id": "x"}), "got get_clip and x"),
    "a link with two parameters": (
        put(*TASK, "parameters", "more", to="$response.body#/more"),
        r"got get_clip and \$response.body#/data/taskId, \$response.body#/more",
    ),
    "a start that takes more than a body": (
        put(*EXTEND, "parameters", to=[{"name": "a", "in": "query", "schema": {"type": "string"}}]),
        "extend_clip: an operation that starts a task must take one object and no other parameters",
    ),
    "a start without a body": (
        drop(*EXTEND, "requestBody"),
        "extend_clip: an operation that starts a task must take one object",
    ),
    "a start whose body is one of several": (
        put(
            *EXTEND,
            "requestBody",
            "content",
            to={
                "application/json": {
                    "schema": {
                        "oneOf": [
                            {"$ref": "#/components/schemas/ClipRequest"},
                            {"$ref": "#/components/schemas/SoundRequest"},
                        ]
                    }
                }
            },
        ),
        "extend_clip: an operation that starts a task must take one object",
    ),
    "bodies with other parameters": (
        put("components", "schemas", "ClipForm", "properties", "more", to={"type": "string"}),
        "extend_clip: its bodies must take the same parameters, .* multipart/form-data",
    ),
    "an address that is no property": (
        rename(*EXTEND, "callbacks", "done", "{$request.body#/hook~1url}", to="{$request.body#/x}"),
        r"extend_clip: the address of callbacks must be a property of the body, got .*/x",
    ),
    "an address in the query": (
        rename(*EXTEND, "callbacks", "done", "{$request.body#/hook~1url}", to="{$request.query.x}"),
        r"must be a property of the body, got \{\$request.query.x\}",
    ),
    "a result that is not there": (
        put("paths", "/jobs", "get", "x-result", to="/data/total"),
        "count_jobs: x-result /data/total: the response has no 'total'",
    ),
    "a result inside a number": (
        put("paths", "/jobs", "get", "x-result", to="/data/count/deep"),
        "the response has no 'deep'",
    ),
    **{
        f"a parameter called {name}": (
            called(name),
            f"extend_clip: the parameter {name} is longtake's own: .* with x-python-name",
        )
        for name in ("callbacks", "media_type", "options", "reference", "retry_failed", "timeout")
    },
    "a parameter of the query called reference": (
        drop(*UPDATE, "parameters", 2, "x-python-name"),
        "update_clip: the parameter reference is longtake's own",
    ),
    "a parameter in the path and in the body": (
        rename("components", "schemas", "ClipChange", "properties", "title", to="id"),
        "update_clip: the parameter id is there twice: .* with x-python-name",
    ),
    "a name that another has": (
        put(*REQUEST, "prompt", "x-python-name", to="quality"),
        "ClipRequest: x-python-name must be a name of its own, got 'quality'",
    ),
    "a name that is none": (
        put(*REQUEST, "prompt", "x-python-name", to="a-b"),
        "ClipRequest: x-python-name must be a name in Python, got 'a-b'",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_stops_the_run_and_is_named(name: str, tmp_path: Path, templates: Path) -> None:
    edit, message = WRONG[name]
    spec = studio()
    edit(spec)
    with pytest.raises(SpecificationError, match=message):
        generate_client(spec, tmp_path / PACKAGE, templates)
