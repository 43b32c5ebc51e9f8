"""The catalogue of kie.ai's models: a few of them, with the form of the real schemas.

A schema document is as kie.ai makes it: references are not resolved and percent-encoded, and the name of
one component ends in a blank. It contains requests, callbacks and error codes, and no way to read a task.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from attrs import field, frozen

from longtake.emulator.endpoints import Endpoint
from longtake.emulator.kie.responses import envelope, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from longtake.emulator.account import RateWindow
    from longtake.emulator.endpoints import ParsedRequest
    from longtake.emulator.responses import ProviderResponse

ERROR: Final = "Error "
INTERVAL_S: Final = 600
# 24 hours of intervals.
POINTS: Final = 144
CODES: Final = (200, 401, 402, 404, 422, 429, 455, 500, 501, 505)


@frozen(kw_only=True)
class CatalogueModel:
    """A model in the catalogue.

    Attributes:
        model: The provider's model id.
        title: The name for people.
        provider: The company that made the model.
        task_types: The kinds of task that it does.
        price: The price as a text.
        required: The names of the fields that its input must have.
        fields: The schemas of the fields of its input.
        one_of: Fields of which exactly one must be given; empty for none.
        has_schema: Whether the catalogue has a schema of it.
        is_monitored: Whether the catalogue has success rates of it.
    """

    model: str
    title: str
    provider: str
    task_types: Sequence[str]
    price: str
    required: Sequence[str] = ()
    fields: Mapping[str, Any] = field(factory=dict[str, Any])
    one_of: Sequence[str] = ()
    has_schema: bool = True
    is_monitored: bool = True


def _string(description: str, **more: object) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


MODELS: Final[Sequence[CatalogueModel]] = (
    CatalogueModel(
        model="grok-imagine/extend",
        title="Grok Imagine Extend",
        provider="xAI",
        task_types=["Video to Video"],
        price="6 seconds: 14.4 credits (480p), 27 credits (720p)",
        required=["task_id", "prompt", "extend_at", "extend_times"],
        fields={
            "task_id": _string("The task whose video is extended", maxLength=100),
            "prompt": _string("How the video continues"),
            "extend_at": {
                "type": "number",
                "description": "The second at which the extension begins",
                "minimum": 2,
                "default": 2,
            },
            # The example breaks the schema, as on the page.
            "extend_times": {
                "type": "number",
                "description": "The seconds that are added",
                "enum": [6, 10],
                "examples": ["6"],
            },
        },
    ),
    CatalogueModel(
        model="pixverse-v6/extend",
        title="PixVerse V6 Extend",
        provider="PixVerse",
        task_types=["Video to Video"],
        price="720p: 7.2 credits per second without audio",
        required=["prompt", "duration", "quality"],
        fields={
            "taskId": _string("The task whose video is extended"),
            "video_url": _string("The video that is extended", format="uri"),
            "prompt": _string("How the video continues", minLength=3, maxLength=5000),
            "duration": {
                "type": "integer",
                "description": "The seconds that are added",
                "minimum": 1,
                "maximum": 15,
            },
            "quality": _string("The resolution", enum=["360p", "540p", "720p", "1080p"]),
            "seed": {"type": "integer", "minimum": 0, "maximum": 2147483647},
        },
        one_of=["taskId", "video_url"],
    ),
    CatalogueModel(
        model="minimax-h3/text-to-video",
        title="MiniMax H3 Text to Video",
        provider="MiniMax",
        task_types=["Text to Video"],
        price="768P: 10 credits per second",
        required=["prompt", "duration", "aspect_ratio"],
        fields={
            "prompt": _string("What the video shows", maxLength=7000),
            "duration": {
                "type": "integer",
                "description": "The length in seconds",
                "enum": [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
                "default": 6,
            },
            "aspect_ratio": _string(
                "Width to height", enum=["21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]
            ),
            "resolution": _string("The resolution", enum=["768P", "2K"], default="2K"),
        },
    ),
    CatalogueModel(
        model="omnihuman-1-5",
        title="OmniHuman 1.5",
        provider="ByteDance",
        task_types=["Speech to Video", "Lip Sync"],
        price="32 credits per second",
        required=["image_url", "audio_url"],
        fields={
            "image_url": _string("The image of a person", format="uri"),
            "audio_url": _string("The speech", format="uri"),
        },
        is_monitored=False,
    ),
    CatalogueModel(
        model="luma-dream-machine/modify",
        title="Luma Modify",
        provider="Luma",
        task_types=["Video to Video"],
        price="",
        has_schema=False,
    ),
)


class Catalogue:
    """The four operations of the catalogue.

    Args:
        requests: The rate limit that they share.

    Attributes:
        models: The models by their ids.
    """

    def __init__(self, requests: RateWindow) -> None:
        self._requests = requests
        self.models = {each.model: each for each in MODELS}

    @property
    def endpoints(self) -> list[Endpoint]:
        """The operations."""
        found = [Endpoint("other", "GET", "/api/v1/models", self._limited(self._list))]
        for name, data in (
            ("schema", self._schema),
            ("price", _price),
            ("success-rate", _success_rate),
        ):
            template = f"/api/v1/models/{{+model}}/{name}"
            found.append(Endpoint("other", "GET", template, self._limited(self._of_model(data))))
        return found

    def _limited(
        self, handler: Callable[[ParsedRequest], ProviderResponse]
    ) -> Callable[[ParsedRequest], ProviderResponse]:
        def respond(request: ParsedRequest) -> ProviderResponse:
            if self._requests.is_full(request.now):
                return refused("rate_limit")
            self._requests.add(request.now)
            return handler(request)

        return respond

    def _of_model(
        self, data: Callable[[CatalogueModel, float], Mapping[str, Any]]
    ) -> Callable[[ParsedRequest], ProviderResponse]:
        def respond(request: ParsedRequest) -> ProviderResponse:
            model = self.models.get(request.path["model"])
            if model is None:
                # The provider does not document this response.
                return envelope(404, "The model does not exist")
            return envelope(200, "success", {"model": model.model, **data(model, request.now)})

        return respond

    def _list(self, request: ParsedRequest) -> ProviderResponse:
        """Return the models that fit every parameter, all of them without parameters."""
        types = {name for name in request.query.get("taskType", "").split(",") if name}
        company = request.query.get("provider", "")
        wanted = request.query.get("q", "").casefold()
        found = [
            {
                "model": each.model,
                "slug": each.model.replace("/", "-"),
                "title": each.title,
                "provider": each.provider,
                "taskType": list(each.task_types),
                "pricingDesc": each.price,
            }
            for each in self.models.values()
            if (not types or types & set(each.task_types))
            and company in ("", each.provider)
            and wanted in f"{each.model} {each.title}".casefold()
        ]
        return envelope(200, "success", {"total": len(found), "models": found})

    def _schema(self, model: CatalogueModel, now: float) -> Mapping[str, Any]:
        del now
        return {"openapi": schema_document(model) if model.has_schema else None}


def _price(model: CatalogueModel, now: float) -> Mapping[str, Any]:
    del now
    return {"pricingDesc": model.price}


def _success_rate(model: CatalogueModel, now: float) -> Mapping[str, Any]:
    """Return a day of intervals. The first ones had no tasks."""
    if not model.is_monitored:
        return {"points": []}
    last = int(now) // INTERVAL_S * INTERVAL_S
    starts = range(last - POINTS * INTERVAL_S, last, INTERVAL_S)
    points: list[Mapping[str, Any]] = [
        {
            "start": start,
            "end": start + INTERVAL_S,
            "successRate": 0.97 if index else None,
            "errorRate": 0.03 if index else None,
            "isNormal": True if index else None,
        }
        for index, start in enumerate(starts)
    ]
    return {"points": points}


def schema_document(model: CatalogueModel) -> Mapping[str, Any]:
    """Return the OpenAPI document of a model."""
    name = f"{model.title} Input"
    return {
        "openapi": "3.1.0",
        "info": {"title": model.title, "version": "1.0.0"},
        "servers": [{"url": "https://api.kie.ai"}],
        "security": [{"BearerAuth": []}],
        "paths": {"/api/v1/jobs/createTask": {"post": _create(model, name)}},
        "components": {
            "schemas": {name: _input(model), ERROR: _envelope({"type": ["object", "null"]})},
            "securitySchemes": {"BearerAuth": {"type": "http", "scheme": "bearer"}},
        },
    }


def _create(model: CatalogueModel, name: str) -> Mapping[str, Any]:
    created = {
        "type": "object",
        "properties": {"taskId": {"type": "string"}, "recordId": {"type": "string"}},
    }
    body = {
        "type": "object",
        "required": ["model", "input"],
        "properties": {
            "model": _string("The model", enum=[model.model], default=model.model),
            "callBackUrl": _string("The address of the callback", format="uri"),
            "input": _reference(name),
        },
    }
    ended = _envelope({"type": "object", "properties": {"taskId": {"type": "string"}}})
    return {
        "operationId": model.model.replace("/", "-"),
        "summary": model.title,
        "requestBody": {"required": True, "content": _json(body)},
        "responses": {
            "200": {"description": "Created", "content": _json(_envelope(created))},
            "500": {"description": "Failed", "content": _json(_reference(ERROR))},
        },
        "callbacks": {
            "onTaskEnd": {
                "{$request.body#/callBackUrl}": {
                    "post": {
                        "requestBody": {"content": _json(ended)},
                        "responses": {"200": {"description": "Received"}},
                    }
                }
            }
        },
    }


def _input(model: CatalogueModel) -> Mapping[str, Any]:
    """Return the schema of a model's input: a `oneOf` where one of several fields must be given."""
    if not model.one_of:
        return {
            "type": "object",
            "required": list(model.required),
            "properties": dict(model.fields),
        }
    return {
        "oneOf": [
            {
                "type": "object",
                "required": [one, *model.required],
                "properties": {
                    name: schema
                    for name, schema in model.fields.items()
                    if name == one or name not in model.one_of
                },
            }
            for one in model.one_of
        ]
    }


def _envelope(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "type": "object",
        "properties": {
            "code": {"type": "integer", "enum": list(CODES)},
            "msg": {"type": "string"},
            "data": data,
        },
    }


def _reference(name: str) -> Mapping[str, str]:
    return {"$ref": f"#/components/schemas/{quote(name)}"}


def _json(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"application/json": {"schema": schema}}
