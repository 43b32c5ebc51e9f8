"""Changes of the film API, each with exactly what drift must say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scripts.drift.changes import Rating
from scripts.drift.kinds import Kind
from tests.helpers.film_api import (
    CALLBACK,
    EXTEND,
    JSON,
    READ,
    REQUEST,
    SCHEMAS,
    TASK,
    again,
    drop,
    extend,
    put,
    rename,
)

if TYPE_CHECKING:
    from tests.helpers.film_api import Edit

BREAKING, NEW, HARMLESS = Rating.BREAKING, Rating.NEW, Rating.HARMLESS

Expected = tuple[Kind, str, Rating]
"""A kind, the places in one line, and the rating by the specification alone."""


@dataclass(frozen=True, slots=True)
class Row:
    """One change of the vendor's."""

    name: str
    edits: tuple[Edit, ...]
    expected: tuple[Expected, ...]


def row(name: str, *edits: Edit, gives: Expected) -> Row:
    """A row of which one change comes."""
    return Row(name, edits, (gives,))


def rows(name: str, *edits: Edit, gives: tuple[Expected, ...]) -> Row:
    """A row of which several changes come."""
    return Row(name, edits, gives)


_BODY = (*EXTEND, "requestBody")
_OK = (*EXTEND, "responses", "200")
_PARAMETERS = (*READ, "parameters")
_REQUIRED = (*SCHEMAS, "FilmExtendRequest", "required")

ROWS: Final[list[Row]] = [
    row(
        "an operation is added",
        put("paths", "/v1/tasks/{taskId}/cancel", to={"post": {
            "operationId": "cancel_film_task", "tags": ["film"], "x-source": ["pages/c.md"],
            "x-resource": "film", "x-method": "cancel",
            "parameters": [{"name": "taskId", "in": "path", "required": True,
                            "schema": {"type": "string"}}],
            "responses": {"204": {"description": "Done."}}}}),
        gives=(Kind.OPERATION_ADDED, "", NEW),
    ),
    row(
        "an operation is removed", drop("paths", "/v1/videos/extend"),
        gives=(Kind.OPERATION_REMOVED, "", BREAKING),
    ),
    row(
        "a path changes and the name stays",
        rename("paths", "/v1/tasks/{taskId}", to="/v2/tasks/{taskId}"),
        gives=(Kind.OPERATION_MOVED, "", BREAKING),
    ),
    rows(
        "a path and the name change, and the shape stays",
        rename("paths", "/v1/tasks/{taskId}", to="/v2/jobs/{taskId}"),
        put("paths", "/v2/jobs/{taskId}", "get", "operationId", to="get_film_job"),
        put(*_OK, "links", "task", "operationId", to="get_film_job"),
        gives=(
            (Kind.OPERATION_MOVED, "", BREAKING),
            (Kind.OPERATION_RENAMED, "", BREAKING),
            (Kind.LINK_CHANGED, "answer 200 link", BREAKING),
        ),
    ),
    row(
        "a method changes",
        rename(*EXTEND, to="put"),
        gives=(Kind.OPERATION_MOVED, "", BREAKING),
    ),
    row(
        "an operation is renamed", put(*EXTEND, "operationId", to="continue_film_video"),
        gives=(Kind.OPERATION_RENAMED, "", BREAKING),
    ),
    row(
        "an operation gets another family", put(*EXTEND, "tags", to=["movie"]),
        gives=(Kind.OPERATION_FAMILY_CHANGED, "", BREAKING),
    ),
    row(
        "a method is renamed", put(*EXTEND, "x-method", to="continue_from"),
        gives=(Kind.OPERATION_METHOD_RENAMED, "", BREAKING),
    ),
    row(
        "a method gets another resource", put(*EXTEND, "x-resource", to="jobs.film"),
        gives=(Kind.OPERATION_METHOD_RENAMED, "", BREAKING),
    ),
    row(
        "a method returns something else", put(*READ, "x-result", to="/failure"),
        gives=(Kind.OPERATION_RESULT_CHANGED, "", BREAKING),
    ),
    row(
        "an operation is deprecated", put(*EXTEND, "deprecated", to=True),
        gives=(Kind.OPERATION_DEPRECATED, "", HARMLESS),
    ),
    row(
        "a server is added", extend("servers", by={"url": "https://eu.example.com"}),
        gives=(Kind.SERVER_ADDED, "server; server", NEW),
    ),
    row(
        "a server changes", put("servers", 0, "url", to="https://api2.example.com"),
        gives=(Kind.SERVER_CHANGED, "server; server", BREAKING),
    ),
    row(
        "one operation gets a server of its own",
        put(*READ, "servers", to=[{"url": "https://read.example.com"}]),
        gives=(Kind.SERVER_CHANGED, "server", BREAKING),
    ),
    row(
        "one operation becomes public", put(*READ, "security", to=[]),
        gives=(Kind.SECURITY_REMOVED, "security", HARMLESS),
    ),
    row(
        "the scheme changes", put("security", to=[{"KeyAuth": []}]),
        gives=(Kind.SECURITY_CHANGED, "security; security", BREAKING),
    ),
    row(
        "a second scheme may be used", extend("security", by={"KeyAuth": []}),
        gives=(Kind.SECURITY_ALTERNATIVE_ADDED, "security; security", NEW),
    ),
    row(
        "an optional parameter is added",
        extend(*_PARAMETERS, by={"name": "dry", "in": "query", "schema": {"type": "boolean"}}),
        gives=(Kind.PARAMETER_ADDED, "query: dry", NEW),
    ),
    row(
        "a required parameter is added",
        extend(*_PARAMETERS, by={"name": "dry", "in": "query", "required": True,
                                 "schema": {"type": "boolean"}}),
        gives=(Kind.PARAMETER_ADDED_REQUIRED, "query: dry", BREAKING),
    ),
    row(
        "a parameter is removed", drop(*_PARAMETERS, 1),
        gives=(Kind.PARAMETER_REMOVED, "query: mode", BREAKING),
    ),
    row(
        "a parameter is renamed", put(*_PARAMETERS, 1, "name", to="work_mode"),
        gives=(Kind.PARAMETER_RENAMED, "query: mode", BREAKING),
    ),
    rows(
        "a path's parameter is renamed",
        rename("paths", "/v1/tasks/{taskId}", to="/v1/tasks/{id}"),
        put("paths", "/v1/tasks/{id}", "get", "parameters", 0, "name", to="id"),
        put(*_OK, "links", "task", "parameters", to={"id": "$response.body#/taskId"}),
        gives=(
            (Kind.PARAMETER_RENAMED, "path: taskId", BREAKING),
            (Kind.LINK_CHANGED, "answer 200 link", BREAKING),
        ),
    ),
    row(
        "a parameter goes elsewhere", put(*_PARAMETERS, 1, "in", to="header"),
        gives=(Kind.PARAMETER_MOVED, "query: mode", BREAKING),
    ),
    row(
        "a parameter is written otherwise", put(*_PARAMETERS, 1, "style", to="pipeDelimited"),
        gives=(Kind.PARAMETER_STYLE_CHANGED, "query: mode", BREAKING),
    ),
    row(
        "a parameter becomes required", put(*_PARAMETERS, 1, "required", to=True),
        gives=(Kind.REQUEST_REQUIRED, "query: mode", BREAKING),
    ),
    row(
        "a header takes less", put(*_PARAMETERS, 2, "schema", "maxLength", to=20),
        gives=(Kind.REQUEST_RANGE_NARROWED, "header: x-trace", BREAKING),
    ),
    row("a body is removed", drop(*_BODY), gives=(Kind.BODY_REMOVED, "request", BREAKING)),
    row(
        "an optional body is added",
        put(*READ, "requestBody", to={"content": {"application/json": {"schema": {"type": "string"}}}}),
        gives=(Kind.BODY_ADDED, "request", NEW),
    ),
    row(
        "a required body is added",
        put(*READ, "requestBody", to={"required": True, "content": {
            "application/json": {"schema": {"type": "string"}}}}),
        gives=(Kind.BODY_ADDED_REQUIRED, "request", BREAKING),
    ),
    row(
        "a body may be left out", drop(*_BODY, "required"),
        gives=(Kind.BODY_OPTIONAL, "request", NEW),
    ),
    row(
        "a body may be a form",
        again(*_BODY, *JSON, to=(*_BODY, "content", "multipart/form-data")),
        gives=(Kind.BODY_MEDIA_TYPE_ADDED, "request", NEW),
    ),
    row(
        "a body must be a form",
        rename(*_BODY, *JSON, to="multipart/form-data"),
        gives=(Kind.BODY_MEDIA_TYPE_CHANGED, "request", BREAKING),
    ),
    row(
        "an optional field is added to a request", put(*REQUEST, "loop", to={"type": "boolean"}),
        gives=(Kind.REQUEST_FIELD_ADDED, "request: loop", NEW),
    ),
    row(
        "a required field is added to a request",
        put(*REQUEST, "loop", to={"type": "boolean"}), extend(*_REQUIRED, by="loop"),
        gives=(Kind.REQUEST_FIELD_ADDED_REQUIRED, "request: loop", BREAKING),
    ),
    row(
        "a field is removed from a request", drop(*REQUEST, "style"),
        gives=(Kind.REQUEST_FIELD_REMOVED, "request: style", BREAKING),
    ),
    row(
        "a field of a request is renamed", rename(*REQUEST, "seed", to="seeds"),
        gives=(Kind.REQUEST_FIELD_RENAMED, "request: seed", BREAKING),
    ),
    rows(
        "a field of a request is renamed and takes less",
        rename(*REQUEST, "seed", to="randomSeed"),
        put(*REQUEST, "randomSeed", "maximum", to=50),
        gives=(
            (Kind.REQUEST_FIELD_RENAMED, "request: seed", BREAKING),
            (Kind.REQUEST_RANGE_NARROWED, "request: seed", BREAKING),
        ),
    ),
    rows(
        "two unlike fields come and go",
        drop(*REQUEST, "speed"), put(*REQUEST, "camera", to={"type": "string"}),
        gives=(
            (Kind.REQUEST_FIELD_REMOVED, "request: speed", BREAKING),
            (Kind.REQUEST_FIELD_ADDED, "request: camera", NEW),
        ),
    ),
    row(
        "a field deep in a request becomes required",
        put(*SCHEMAS, "FilmStyle", "required", to=["name"]),
        gives=(Kind.REQUEST_REQUIRED, "request: style.name", BREAKING),
    ),
    row(
        "a required field may be left out", drop(*_REQUIRED),
        gives=(Kind.REQUEST_OPTIONAL, "request: prompt", NEW),
    ),
    row(
        "a request takes fewer types", put(*REQUEST, "speed", "type", to="integer"),
        gives=(Kind.REQUEST_TYPE_NARROWED, "request: speed", BREAKING),
    ),
    row(
        "a request takes more types",
        put(*REQUEST, "prompt", to={"minLength": 1, "maxLength": 500, "anyOf": [
            {"type": "array", "items": {"type": "string"}}, {"type": "string"}]}),
        gives=(Kind.REQUEST_TYPE_WIDENED, "request: prompt", NEW),
    ),
    row(
        "a request takes another type", put(*REQUEST, "seed", to={"type": "string"}),
        gives=(Kind.REQUEST_TYPE_CHANGED, "request: seed", BREAKING),
    ),
    row(
        "the items of a request's list get another type",
        put(*REQUEST, "tags", "items", "type", to="integer"),
        gives=(Kind.REQUEST_TYPE_CHANGED, "request: tags[]", BREAKING),
    ),
    row(
        "null is allowed in a request", put(*REQUEST, "prompt", "type", to=["string", "null"]),
        gives=(Kind.REQUEST_NULL_ALLOWED, "request: prompt", NEW),
    ),
    row(
        "null is refused in a request", put(*REQUEST, "note", "type", to="string"),
        gives=(Kind.REQUEST_NULL_REFUSED, "request: note", BREAKING),
    ),
    row(
        "a value to choose is added", put(*REQUEST, "quality", "enum", to=["4k", "720p", "1080p"]),
        gives=(Kind.REQUEST_ENUM_VALUE_ADDED, "request: quality", NEW),
    ),
    row(
        "a value to choose is gone", put(*REQUEST, "quality", "enum", to=["720p"]),
        gives=(Kind.REQUEST_ENUM_VALUE_REMOVED, "request: quality", BREAKING),
    ),
    row(
        "a list of values appears", put(*REQUEST, "prompt", "enum", to=["on", "off"]),
        gives=(Kind.REQUEST_ENUM_ADDED, "request: prompt", BREAKING),
    ),
    row(
        "a list of values disappears", drop(*REQUEST, "quality", "enum"),
        gives=(Kind.REQUEST_ENUM_REMOVED, "request: quality", NEW),
    ),
    row(
        "values are listed beside a plain type",
        put(*REQUEST, "callBackUrl", to={"anyOf": [
            {"type": "string", "enum": ["none"]}, {"type": "string"}]}),
        gives=(Kind.REQUEST_KNOWN_VALUES_CHANGED, "request: callBackUrl", HARMLESS),
    ),
    row(
        "a range gets narrower", put(*REQUEST, "seed", "maximum", to=50),
        gives=(Kind.REQUEST_RANGE_NARROWED, "request: seed", BREAKING),
    ),
    row(
        "a range excludes its end",
        drop(*REQUEST, "seed", "maximum"), put(*REQUEST, "seed", "exclusiveMaximum", to=99),
        gives=(Kind.REQUEST_RANGE_NARROWED, "request: seed", BREAKING),
    ),
    row(
        "a range gets wider", drop(*REQUEST, "seed", "minimum"),
        gives=(Kind.REQUEST_RANGE_WIDENED, "request: seed", NEW),
    ),
    row(
        "a range moves",
        put(*REQUEST, "seed", "minimum", to=0), put(*REQUEST, "seed", "maximum", to=50),
        gives=(Kind.REQUEST_RANGE_CHANGED, "request: seed", BREAKING),
    ),
    row(
        "a text may be longer", put(*REQUEST, "prompt", "maxLength", to=2000),
        gives=(Kind.REQUEST_RANGE_WIDENED, "request: prompt", NEW),
    ),
    row(
        "a text must be longer", put(*REQUEST, "prompt", "minLength", to=5),
        gives=(Kind.REQUEST_RANGE_NARROWED, "request: prompt", BREAKING),
    ),
    row(
        "a list may be longer", drop(*REQUEST, "tags", "maxItems"),
        gives=(Kind.REQUEST_RANGE_WIDENED, "request: tags", NEW),
    ),
    row(
        "steps get finer", put(*REQUEST, "speed", "multipleOf", to=0.25),
        gives=(Kind.REQUEST_RANGE_WIDENED, "request: speed", NEW),
    ),
    row(
        "a pattern appears", put(*REQUEST, "prompt", "pattern", to="^a"),
        gives=(Kind.REQUEST_RANGE_NARROWED, "request: prompt", BREAKING),
    ),
    row(
        "a format appears", put(*REQUEST, "callBackUrl", "format", to="uri"),
        gives=(Kind.REQUEST_FORMAT_ADDED, "request: callBackUrl", BREAKING),
    ),
    row(
        "a default changes", put(*REQUEST, "quality", "default", to="1080p"),
        gives=(Kind.REQUEST_DEFAULT_CHANGED, "request: quality", BREAKING),
    ),
    row(
        "a default is documented", put(*REQUEST, "seed", "default", to=42),
        gives=(Kind.REQUEST_DEFAULT_ADDED, "request: seed", HARMLESS),
    ),
    row(
        "a default is documented no longer", drop(*REQUEST, "quality", "default"),
        gives=(Kind.REQUEST_DEFAULT_REMOVED, "request: quality", HARMLESS),
    ),
    row(
        "a request takes other members", drop(*SCHEMAS, "FilmStyle", "additionalProperties"),
        gives=(Kind.REQUEST_OPENED, "request: style", NEW),
    ),
    row(
        "a rule that has no name here changes",
        put(*SCHEMAS, "FilmStyle", "not", to={"required": ["weight"]}),
        gives=(Kind.REQUEST_RULE_CHANGED, "request: style", BREAKING),
    ),
    row(
        "a field of a request is deprecated", put(*REQUEST, "note", "deprecated", to=True),
        gives=(Kind.REQUEST_DEPRECATED, "request: note", HARMLESS),
    ),
    row(
        "a second success appears", put(*READ, "responses", "202", to={"description": "Not yet."}),
        gives=(Kind.ANSWER_STATUS_ADDED, "answer 202", BREAKING),
    ),
    row(
        "the success has another status",
        rename(*EXTEND, "responses", "200", to="201"),
        gives=(Kind.ANSWER_STATUS_CHANGED, "answer 200", BREAKING),
    ),
    row(
        "an error status appears",
        again(*READ, "responses", "400", to=(*READ, "responses", "404")),
        gives=(Kind.ANSWER_ERROR_STATUS_ADDED, "answer 404", HARMLESS),
    ),
    row(
        "an answer has no body", drop(*READ, "responses", "400", "content"),
        gives=(Kind.ANSWER_BODY_REMOVED, "answer 400", BREAKING),
    ),
    row(
        "an answer has another form",
        rename(*READ, "responses", "200", *JSON, to="text/plain"),
        gives=(Kind.ANSWER_MEDIA_TYPE_CHANGED, "answer 200", BREAKING),
    ),
    row(
        "an answer has a second form",
        again(*READ, "responses", "200", *JSON, to=(*READ, "responses", "200", "content", "text/xml")),
        gives=(Kind.ANSWER_MEDIA_TYPE_ADDED, "answer 200", NEW),
    ),
    row(
        "an answer loses a header", drop(*_OK, "headers"),
        gives=(Kind.ANSWER_HEADER_REMOVED, "answer 200 header: X-Cost", BREAKING),
    ),
    row(
        "a field is added to an answer", put(*TASK, "size", to={"type": "integer"}),
        gives=(Kind.ANSWER_FIELD_ADDED, "answer 200: size", NEW),
    ),
    row(
        "a field is removed from an answer", drop(*TASK, "urls"),
        gives=(Kind.ANSWER_FIELD_REMOVED, "answer 200: urls", BREAKING),
    ),
    row(
        "a field of an answer is renamed", rename(*TASK, "urls", to="video_urls"),
        gives=(Kind.ANSWER_FIELD_RENAMED, "answer 200: urls", BREAKING),
    ),
    row(
        "a field of an answer may be missing", drop(*SCHEMAS, "FilmExtendResponse", "required"),
        gives=(Kind.ANSWER_OPTIONAL, "answer 200: taskId", BREAKING),
    ),
    row(
        "a field of an answer is always there",
        put(*SCHEMAS, "FilmInfo", "required", to=["width", "codec"]),
        gives=(Kind.ANSWER_REQUIRED, "answer 200: info.codec", HARMLESS),
    ),
    row(
        "an answer may hold more types",
        put(*SCHEMAS, "FilmError", "properties", "code", "type", to=["integer", "string"]),
        gives=(Kind.ANSWER_TYPE_WIDENED, "answer 400: code; answer 400: code", BREAKING),
    ),
    row(
        "an answer holds fewer types",
        put(*SCHEMAS, "FilmInfo", "properties", "width", "type", to="integer"),
        put(*SCHEMAS, "FilmExtendResponse", "properties", "cost", to={"type": "integer"}),
        gives=(Kind.ANSWER_RANGE_CHANGED, "answer 200: cost", HARMLESS),
    ),
    row(
        "an answer holds another type", put(*TASK, "urls", to={"type": "string"}),
        gives=(Kind.ANSWER_TYPE_CHANGED, "answer 200: urls", BREAKING),
    ),
    row(
        "an untyped field of an answer is described", put(*TASK, "extra", to={"type": "object"}),
        gives=(Kind.ANSWER_DESCRIBED, "answer 200: extra", BREAKING),
    ),
    row(
        "an untyped field of an answer is text", put(*TASK, "extra", to={"type": "string"}),
        gives=(Kind.ANSWER_TYPE_NARROWED, "answer 200: extra", HARMLESS),
    ),
    row(
        "a field of an answer may be null", put(*TASK, "urls", "type", to=["array", "null"]),
        gives=(Kind.ANSWER_NULL_ADDED, "answer 200: urls", BREAKING),
    ),
    row(
        "a field of an answer is never null", put(*TASK, "failure", "type", to="string"),
        gives=(Kind.ANSWER_NULL_REMOVED, "answer 200: failure", HARMLESS),
    ),
    row(
        "a known value joins an open list",
        extend(*SCHEMAS, "FilmTaskState", "enum", by="paused"),
        gives=(Kind.ANSWER_KNOWN_VALUE_ADDED, "answer 200: state", NEW),
    ),
    row(
        "a known value leaves an open list", drop(*SCHEMAS, "FilmTaskState", "enum", 0),
        gives=(Kind.ANSWER_KNOWN_VALUE_REMOVED, "answer 200: state", HARMLESS),
    ),
    row(
        "a value joins a closed list", extend(*TASK, "kind", "enum", by="c"),
        gives=(Kind.ANSWER_ENUM_VALUE_ADDED, "answer 200: kind", BREAKING),
    ),
    row(
        "a value leaves a closed list", drop(*TASK, "kind", "enum", 0),
        gives=(Kind.ANSWER_ENUM_VALUE_REMOVED, "answer 200: kind", HARMLESS),
    ),
    row(
        "a closed list of an answer opens", drop(*TASK, "kind", "enum"),
        gives=(Kind.ANSWER_ENUM_OPENED, "answer 200: kind", BREAKING),
    ),
    row(
        "an open list of an answer closes",
        put(*TASK, "state", to={"$ref": "#/components/schemas/FilmTaskState"}),
        gives=(Kind.ANSWER_ENUM_CLOSED, "answer 200: state", HARMLESS),
    ),
    row(
        "an open list of an answer is gone", put(*TASK, "state", to={"type": "string"}),
        gives=(Kind.ANSWER_VALUES_UNLISTED, "answer 200: state", HARMLESS),
    ),
    row(
        "a format in an answer changes", drop(*TASK, "made", "format"),
        gives=(Kind.ANSWER_FORMAT_CHANGED, "answer 200: made", HARMLESS),
    ),
    row(
        "a default in an answer changes",
        put(*SCHEMAS, "FilmInfo", "properties", "codec", "default", to="av1"),
        gives=(Kind.ANSWER_DEFAULT_CHANGED, "answer 200: info.codec", HARMLESS),
    ),
    row(
        "an answer is closed", put(*SCHEMAS, "FilmInfo", "additionalProperties", to=False),
        gives=(Kind.ANSWER_OPENNESS_CHANGED, "answer 200: info", HARMLESS),
    ),
    rows(
        "a rule of an answer that has no name here changes",
        put(*SCHEMAS, "FilmInfo", "minProperties", to=1),
        put(*SCHEMAS, "FilmInfo", "propertyNames", to={"maxLength": 9}),
        gives=(
            (Kind.ANSWER_RANGE_CHANGED, "answer 200: info", HARMLESS),
            (Kind.ANSWER_RULE_CHANGED, "answer 200: info", HARMLESS),
        ),
    ),
    row(
        "a field of an answer is deprecated", put(*TASK, "urls", "deprecated", to=True),
        gives=(Kind.ANSWER_DEPRECATED, "answer 200: urls", HARMLESS),
    ),
    row(
        "nothing says what reads a task", drop(*_OK, "links"),
        gives=(Kind.LINK_REMOVED, "answer 200 link", BREAKING),
    ),
    row(
        "a task is read by another value",
        put(*_OK, "links", "task", "parameters", "taskId", to="$response.body#/cost"),
        gives=(Kind.LINK_CHANGED, "answer 200 link", BREAKING),
    ),
    row(
        "a callback is removed", drop(*EXTEND, "callbacks"),
        gives=(Kind.CALLBACK_REMOVED, "callback finished", BREAKING),
    ),
    row(
        "a callback goes to another address",
        rename(*CALLBACK[:-1], to="{$request.body#/hook}"),
        gives=(Kind.CALLBACK_ADDRESS_CHANGED, "callback finished", BREAKING),
    ),
    row(
        "a field is added to a callback",
        put(*SCHEMAS, "FilmCallback", "properties", "size", to={"type": "integer"}),
        gives=(Kind.ANSWER_FIELD_ADDED, "callback finished: size", NEW),
    ),
    row(
        "a field is removed from a callback",
        drop(*SCHEMAS, "FilmCallback", "properties", "state"),
        gives=(Kind.ANSWER_FIELD_REMOVED, "callback finished: state", BREAKING),
    ),
    row(
        "a field of a callback gets another type",
        put(*SCHEMAS, "FilmCallback", "properties", "state", "type", to="integer"),
        gives=(Kind.ANSWER_TYPE_CHANGED, "callback finished: state", BREAKING),
    ),
    row(
        "a callback loses a header", drop(*CALLBACK, "parameters"),
        gives=(Kind.ANSWER_HEADER_REMOVED, "callback finished header: X-Signature", BREAKING),
    ),
]  # fmt: skip

OPPOSITES: Final = {
    Kind.OPERATION_DEPRECATED: Kind.OPERATION_UNDEPRECATED,
    Kind.SERVER_ADDED: Kind.SERVER_REMOVED,
    Kind.SECURITY_REMOVED: Kind.SECURITY_ADDED,
    Kind.SECURITY_ALTERNATIVE_ADDED: Kind.SECURITY_ALTERNATIVE_REMOVED,
    Kind.BODY_OPTIONAL: Kind.BODY_REQUIRED,
    Kind.BODY_MEDIA_TYPE_ADDED: Kind.BODY_MEDIA_TYPE_REMOVED,
    Kind.REQUEST_FORMAT_ADDED: Kind.REQUEST_FORMAT_REMOVED,
    Kind.REQUEST_OPENED: Kind.REQUEST_CLOSED,
    Kind.REQUEST_DEPRECATED: Kind.REQUEST_UNDEPRECATED,
    Kind.ANSWER_STATUS_ADDED: Kind.ANSWER_STATUS_REMOVED,
    Kind.ANSWER_ERROR_STATUS_ADDED: Kind.ANSWER_ERROR_STATUS_REMOVED,
    Kind.ANSWER_BODY_REMOVED: Kind.ANSWER_BODY_ADDED,
    Kind.ANSWER_MEDIA_TYPE_ADDED: Kind.ANSWER_MEDIA_TYPE_REMOVED,
    Kind.ANSWER_HEADER_REMOVED: Kind.ANSWER_HEADER_ADDED,
    Kind.ANSWER_VALUES_UNLISTED: Kind.ANSWER_VALUES_LISTED,
    Kind.ANSWER_DEPRECATED: Kind.ANSWER_UNDEPRECATED,
    Kind.LINK_REMOVED: Kind.LINK_ADDED,
    Kind.CALLBACK_REMOVED: Kind.CALLBACK_ADDED,
    Kind.ANSWER_NULL_ADDED: Kind.ANSWER_NULL_REMOVED,
    Kind.REQUEST_NULL_ALLOWED: Kind.REQUEST_NULL_REFUSED,
    Kind.REQUEST_ENUM_ADDED: Kind.REQUEST_ENUM_REMOVED,
    Kind.REQUEST_DEFAULT_ADDED: Kind.REQUEST_DEFAULT_REMOVED,
    Kind.OPERATION_ADDED: Kind.OPERATION_REMOVED,
    Kind.ANSWER_FIELD_ADDED: Kind.ANSWER_FIELD_REMOVED,
    Kind.ANSWER_OPTIONAL: Kind.ANSWER_REQUIRED,
    Kind.ANSWER_ENUM_OPENED: Kind.ANSWER_ENUM_CLOSED,
}
"""What a row's one kind becomes on the way back."""
