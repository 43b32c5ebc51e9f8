"""Changes of the film API, each with exactly what drift must say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.changes import Rating
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

Expected = tuple[ChangeKind, str, Rating]
"""A kind, the places in one line, and the rating by the specification alone."""


@frozen
class Row:
    """One change of the provider's."""

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
        gives=(ChangeKind.OPERATION_ADDED, "", NEW),
    ),
    row(
        "an operation is removed", drop("paths", "/v1/videos/extend"),
        gives=(ChangeKind.OPERATION_REMOVED, "", BREAKING),
    ),
    row(
        "a path changes and the name stays",
        rename("paths", "/v1/tasks/{taskId}", to="/v2/tasks/{taskId}"),
        gives=(ChangeKind.OPERATION_MOVED, "", BREAKING),
    ),
    rows(
        "a path and the name change, and the shape stays",
        rename("paths", "/v1/tasks/{taskId}", to="/v2/jobs/{taskId}"),
        put("paths", "/v2/jobs/{taskId}", "get", "operationId", to="get_film_job"),
        put(*_OK, "links", "task", "operationId", to="get_film_job"),
        gives=(
            (ChangeKind.OPERATION_MOVED, "", BREAKING),
            (ChangeKind.OPERATION_RENAMED, "", BREAKING),
            (ChangeKind.LINK_CHANGED, "response 200 link", BREAKING),
        ),
    ),
    row(
        "a method changes",
        rename(*EXTEND, to="put"),
        gives=(ChangeKind.OPERATION_MOVED, "", BREAKING),
    ),
    row(
        "an operation is renamed", put(*EXTEND, "operationId", to="continue_film_video"),
        gives=(ChangeKind.OPERATION_RENAMED, "", BREAKING),
    ),
    row(
        "an operation gets another tag", put(*EXTEND, "tags", to=["movie"]),
        gives=(ChangeKind.OPERATION_TAG_CHANGED, "", BREAKING),
    ),
    row(
        "a method is renamed", put(*EXTEND, "x-method", to="continue_from"),
        gives=(ChangeKind.OPERATION_METHOD_RENAMED, "", BREAKING),
    ),
    row(
        "a method gets another resource", put(*EXTEND, "x-resource", to="jobs.film"),
        gives=(ChangeKind.OPERATION_METHOD_RENAMED, "", BREAKING),
    ),
    row(
        "a method returns something else", put(*READ, "x-result", to="/failure"),
        gives=(ChangeKind.OPERATION_RESULT_CHANGED, "", BREAKING),
    ),
    row(
        "an operation is deprecated", put(*EXTEND, "deprecated", to=True),
        gives=(ChangeKind.OPERATION_DEPRECATED, "", HARMLESS),
    ),
    row(
        "a server is added", extend("servers", by={"url": "https://eu.example.com"}),
        gives=(ChangeKind.SERVER_ADDED, "server; server", NEW),
    ),
    row(
        "a server changes", put("servers", 0, "url", to="https://api2.example.com"),
        gives=(ChangeKind.SERVER_CHANGED, "server; server", BREAKING),
    ),
    row(
        "one operation gets a server of its own",
        put(*READ, "servers", to=[{"url": "https://read.example.com"}]),
        gives=(ChangeKind.SERVER_CHANGED, "server", BREAKING),
    ),
    row(
        "one operation becomes public", put(*READ, "security", to=[]),
        gives=(ChangeKind.SECURITY_REMOVED, "security", HARMLESS),
    ),
    row(
        "the scheme changes", put("security", to=[{"KeyAuth": []}]),
        gives=(ChangeKind.SECURITY_CHANGED, "security; security", BREAKING),
    ),
    row(
        "a second scheme may be used", extend("security", by={"KeyAuth": []}),
        gives=(ChangeKind.SECURITY_ALTERNATIVE_ADDED, "security; security", NEW),
    ),
    row(
        "an optional parameter is added",
        extend(*_PARAMETERS, by={"name": "dry", "in": "query", "schema": {"type": "boolean"}}),
        gives=(ChangeKind.PARAMETER_ADDED, "query: dry", NEW),
    ),
    row(
        "a required parameter is added",
        extend(*_PARAMETERS, by={"name": "dry", "in": "query", "required": True,
                                 "schema": {"type": "boolean"}}),
        gives=(ChangeKind.PARAMETER_ADDED_REQUIRED, "query: dry", BREAKING),
    ),
    row(
        "a parameter is removed", drop(*_PARAMETERS, 1),
        gives=(ChangeKind.PARAMETER_REMOVED, "query: mode", BREAKING),
    ),
    row(
        "a parameter is renamed", put(*_PARAMETERS, 1, "name", to="work_mode"),
        gives=(ChangeKind.PARAMETER_RENAMED, "query: mode", BREAKING),
    ),
    rows(
        "a path's parameter is renamed",
        rename("paths", "/v1/tasks/{taskId}", to="/v1/tasks/{id}"),
        put("paths", "/v1/tasks/{id}", "get", "parameters", 0, "name", to="id"),
        put(*_OK, "links", "task", "parameters", to={"id": "$response.body#/taskId"}),
        gives=(
            (ChangeKind.PARAMETER_RENAMED, "path: taskId", BREAKING),
            (ChangeKind.LINK_CHANGED, "response 200 link", BREAKING),
        ),
    ),
    row(
        "a parameter goes elsewhere", put(*_PARAMETERS, 1, "in", to="header"),
        gives=(ChangeKind.PARAMETER_MOVED, "query: mode", BREAKING),
    ),
    row(
        "a parameter is written otherwise", put(*_PARAMETERS, 1, "style", to="pipeDelimited"),
        gives=(ChangeKind.PARAMETER_STYLE_CHANGED, "query: mode", BREAKING),
    ),
    row(
        "a parameter becomes required", put(*_PARAMETERS, 1, "required", to=True),
        gives=(ChangeKind.REQUEST_REQUIRED, "query: mode", BREAKING),
    ),
    row(
        "a header takes less", put(*_PARAMETERS, 2, "schema", "maxLength", to=20),
        gives=(ChangeKind.REQUEST_RANGE_NARROWED, "header: x-trace", BREAKING),
    ),
    row("a body is removed", drop(*_BODY), gives=(ChangeKind.BODY_REMOVED, "request", BREAKING)),
    row(
        "an optional body is added",
        put(*READ, "requestBody", to={"content": {"application/json": {"schema": {"type": "string"}}}}),
        gives=(ChangeKind.BODY_ADDED, "request", NEW),
    ),
    row(
        "a required body is added",
        put(*READ, "requestBody", to={"required": True, "content": {
            "application/json": {"schema": {"type": "string"}}}}),
        gives=(ChangeKind.BODY_ADDED_REQUIRED, "request", BREAKING),
    ),
    row(
        "a body may be left out", drop(*_BODY, "required"),
        gives=(ChangeKind.BODY_OPTIONAL, "request", NEW),
    ),
    row(
        "a body may be a form",
        again(*_BODY, *JSON, to=(*_BODY, "content", "multipart/form-data")),
        gives=(ChangeKind.BODY_MEDIA_TYPE_ADDED, "request", NEW),
    ),
    row(
        "a body must be a form",
        rename(*_BODY, *JSON, to="multipart/form-data"),
        gives=(ChangeKind.BODY_MEDIA_TYPE_CHANGED, "request", BREAKING),
    ),
    row(
        "an optional field is added to a request", put(*REQUEST, "loop", to={"type": "boolean"}),
        gives=(ChangeKind.REQUEST_FIELD_ADDED, "request: loop", NEW),
    ),
    row(
        "a required field is added to a request",
        put(*REQUEST, "loop", to={"type": "boolean"}), extend(*_REQUIRED, by="loop"),
        gives=(ChangeKind.REQUEST_FIELD_ADDED_REQUIRED, "request: loop", BREAKING),
    ),
    row(
        "a field is removed from a request", drop(*REQUEST, "style"),
        gives=(ChangeKind.REQUEST_FIELD_REMOVED, "request: style", BREAKING),
    ),
    row(
        "a field of a request is renamed", rename(*REQUEST, "seed", to="seeds"),
        gives=(ChangeKind.REQUEST_FIELD_RENAMED, "request: seed", BREAKING),
    ),
    rows(
        "a field of a request is renamed and takes less",
        rename(*REQUEST, "seed", to="randomSeed"),
        put(*REQUEST, "randomSeed", "maximum", to=50),
        gives=(
            (ChangeKind.REQUEST_FIELD_RENAMED, "request: seed", BREAKING),
            (ChangeKind.REQUEST_RANGE_NARROWED, "request: seed", BREAKING),
        ),
    ),
    rows(
        "two unlike fields are added and removed",
        drop(*REQUEST, "speed"), put(*REQUEST, "camera", to={"type": "string"}),
        gives=(
            (ChangeKind.REQUEST_FIELD_REMOVED, "request: speed", BREAKING),
            (ChangeKind.REQUEST_FIELD_ADDED, "request: camera", NEW),
        ),
    ),
    row(
        "a field deep in a request becomes required",
        put(*SCHEMAS, "FilmStyle", "required", to=["name"]),
        gives=(ChangeKind.REQUEST_REQUIRED, "request: style.name", BREAKING),
    ),
    row(
        "a required field may be left out", drop(*_REQUIRED),
        gives=(ChangeKind.REQUEST_OPTIONAL, "request: prompt", NEW),
    ),
    row(
        "a request takes fewer types", put(*REQUEST, "speed", "type", to="integer"),
        gives=(ChangeKind.REQUEST_TYPE_NARROWED, "request: speed", BREAKING),
    ),
    row(
        "a request takes more types",
        put(*REQUEST, "prompt", to={"minLength": 1, "maxLength": 500, "anyOf": [
            {"type": "array", "items": {"type": "string"}}, {"type": "string"}]}),
        gives=(ChangeKind.REQUEST_TYPE_WIDENED, "request: prompt", NEW),
    ),
    row(
        "a request takes another type", put(*REQUEST, "seed", to={"type": "string"}),
        gives=(ChangeKind.REQUEST_TYPE_CHANGED, "request: seed", BREAKING),
    ),
    row(
        "the items of a request's list get another type",
        put(*REQUEST, "tags", "items", "type", to="integer"),
        gives=(ChangeKind.REQUEST_TYPE_CHANGED, "request: tags[]", BREAKING),
    ),
    row(
        "null is allowed in a request", put(*REQUEST, "prompt", "type", to=["string", "null"]),
        gives=(ChangeKind.REQUEST_NULL_ALLOWED, "request: prompt", NEW),
    ),
    row(
        "null is refused in a request", put(*REQUEST, "note", "type", to="string"),
        gives=(ChangeKind.REQUEST_NULL_REFUSED, "request: note", BREAKING),
    ),
    row(
        "a value to choose is added", put(*REQUEST, "quality", "enum", to=["4k", "720p", "1080p"]),
        gives=(ChangeKind.REQUEST_ENUM_VALUE_ADDED, "request: quality", NEW),
    ),
    row(
        "a value to choose was removed", put(*REQUEST, "quality", "enum", to=["720p"]),
        gives=(ChangeKind.REQUEST_ENUM_VALUE_REMOVED, "request: quality", BREAKING),
    ),
    row(
        "a list of values appears", put(*REQUEST, "prompt", "enum", to=["on", "off"]),
        gives=(ChangeKind.REQUEST_ENUM_ADDED, "request: prompt", BREAKING),
    ),
    row(
        "a list of values disappears", drop(*REQUEST, "quality", "enum"),
        gives=(ChangeKind.REQUEST_ENUM_REMOVED, "request: quality", NEW),
    ),
    row(
        "values are listed beside a plain type",
        put(*REQUEST, "callBackUrl", to={"anyOf": [
            {"type": "string", "enum": ["none"]}, {"type": "string"}]}),
        gives=(ChangeKind.REQUEST_KNOWN_VALUES_CHANGED, "request: callBackUrl", HARMLESS),
    ),
    row(
        "a range gets narrower", put(*REQUEST, "seed", "maximum", to=50),
        gives=(ChangeKind.REQUEST_RANGE_NARROWED, "request: seed", BREAKING),
    ),
    row(
        "a range excludes its end",
        drop(*REQUEST, "seed", "maximum"), put(*REQUEST, "seed", "exclusiveMaximum", to=99),
        gives=(ChangeKind.REQUEST_RANGE_NARROWED, "request: seed", BREAKING),
    ),
    row(
        "a range gets wider", drop(*REQUEST, "seed", "minimum"),
        gives=(ChangeKind.REQUEST_RANGE_WIDENED, "request: seed", NEW),
    ),
    row(
        "a range moves",
        put(*REQUEST, "seed", "minimum", to=0), put(*REQUEST, "seed", "maximum", to=50),
        gives=(ChangeKind.REQUEST_RANGE_CHANGED, "request: seed", BREAKING),
    ),
    row(
        "a text may be longer", put(*REQUEST, "prompt", "maxLength", to=2000),
        gives=(ChangeKind.REQUEST_RANGE_WIDENED, "request: prompt", NEW),
    ),
    row(
        "a text must be longer", put(*REQUEST, "prompt", "minLength", to=5),
        gives=(ChangeKind.REQUEST_RANGE_NARROWED, "request: prompt", BREAKING),
    ),
    row(
        "a list may be longer", drop(*REQUEST, "tags", "maxItems"),
        gives=(ChangeKind.REQUEST_RANGE_WIDENED, "request: tags", NEW),
    ),
    row(
        "steps get finer", put(*REQUEST, "speed", "multipleOf", to=0.25),
        gives=(ChangeKind.REQUEST_RANGE_WIDENED, "request: speed", NEW),
    ),
    row(
        "a pattern appears", put(*REQUEST, "prompt", "pattern", to="^a"),
        gives=(ChangeKind.REQUEST_RANGE_NARROWED, "request: prompt", BREAKING),
    ),
    row(
        "a format appears", put(*REQUEST, "callBackUrl", "format", to="uri"),
        gives=(ChangeKind.REQUEST_FORMAT_ADDED, "request: callBackUrl", BREAKING),
    ),
    row(
        "a default changes", put(*REQUEST, "quality", "default", to="1080p"),
        gives=(ChangeKind.REQUEST_DEFAULT_CHANGED, "request: quality", BREAKING),
    ),
    row(
        "a default is documented", put(*REQUEST, "seed", "default", to=42),
        gives=(ChangeKind.REQUEST_DEFAULT_ADDED, "request: seed", HARMLESS),
    ),
    row(
        "a default is documented no longer", drop(*REQUEST, "quality", "default"),
        gives=(ChangeKind.REQUEST_DEFAULT_REMOVED, "request: quality", HARMLESS),
    ),
    row(
        "a request takes other members", drop(*SCHEMAS, "FilmStyle", "additionalProperties"),
        gives=(ChangeKind.REQUEST_OPENED, "request: style", NEW),
    ),
    row(
        "a rule that has no name here changes",
        put(*SCHEMAS, "FilmStyle", "not", to={"required": ["weight"]}),
        gives=(ChangeKind.REQUEST_RULE_CHANGED, "request: style", BREAKING),
    ),
    row(
        "a field of a request is deprecated", put(*REQUEST, "note", "deprecated", to=True),
        gives=(ChangeKind.REQUEST_DEPRECATED, "request: note", HARMLESS),
    ),
    row(
        "a second success appears", put(*READ, "responses", "202", to={"description": "Not yet."}),
        gives=(ChangeKind.RESPONSE_STATUS_ADDED, "response 202", BREAKING),
    ),
    row(
        "the success has another status",
        rename(*EXTEND, "responses", "200", to="201"),
        gives=(ChangeKind.RESPONSE_STATUS_CHANGED, "response 200", BREAKING),
    ),
    row(
        "an error status appears",
        again(*READ, "responses", "400", to=(*READ, "responses", "404")),
        gives=(ChangeKind.RESPONSE_ERROR_STATUS_ADDED, "response 404", HARMLESS),
    ),
    row(
        "a response has no body", drop(*READ, "responses", "400", "content"),
        gives=(ChangeKind.RESPONSE_BODY_REMOVED, "response 400", BREAKING),
    ),
    row(
        "a response has another form",
        rename(*READ, "responses", "200", *JSON, to="text/plain"),
        gives=(ChangeKind.RESPONSE_MEDIA_TYPE_CHANGED, "response 200", BREAKING),
    ),
    row(
        "a response has a second form",
        again(*READ, "responses", "200", *JSON, to=(*READ, "responses", "200", "content", "text/xml")),
        gives=(ChangeKind.RESPONSE_MEDIA_TYPE_ADDED, "response 200", NEW),
    ),
    row(
        "a response loses a header", drop(*_OK, "headers"),
        gives=(ChangeKind.RESPONSE_HEADER_REMOVED, "response 200 header: X-Cost", BREAKING),
    ),
    row(
        "a field is added to a response", put(*TASK, "size", to={"type": "integer"}),
        gives=(ChangeKind.RESPONSE_FIELD_ADDED, "response 200: size", NEW),
    ),
    row(
        "a field is removed from a response", drop(*TASK, "urls"),
        gives=(ChangeKind.RESPONSE_FIELD_REMOVED, "response 200: urls", BREAKING),
    ),
    row(
        "a field of a response is renamed", rename(*TASK, "urls", to="video_urls"),
        gives=(ChangeKind.RESPONSE_FIELD_RENAMED, "response 200: urls", BREAKING),
    ),
    row(
        "a field of a response may be missing", drop(*SCHEMAS, "FilmExtendResponse", "required"),
        gives=(ChangeKind.RESPONSE_OPTIONAL, "response 200: taskId", BREAKING),
    ),
    row(
        "a field of a response is always there",
        put(*SCHEMAS, "FilmInfo", "required", to=["width", "codec"]),
        gives=(ChangeKind.RESPONSE_REQUIRED, "response 200: info.codec", HARMLESS),
    ),
    row(
        "a response may hold more types",
        put(*SCHEMAS, "FilmError", "properties", "code", "type", to=["integer", "string"]),
        gives=(ChangeKind.RESPONSE_TYPE_WIDENED, "response 400: code; response 400: code", BREAKING),
    ),
    row(
        "a response holds fewer types",
        put(*SCHEMAS, "FilmInfo", "properties", "width", "type", to="integer"),
        put(*SCHEMAS, "FilmExtendResponse", "properties", "cost", to={"type": "integer"}),
        gives=(ChangeKind.RESPONSE_RANGE_CHANGED, "response 200: cost", HARMLESS),
    ),
    row(
        "a response holds another type", put(*TASK, "urls", to={"type": "string"}),
        gives=(ChangeKind.RESPONSE_TYPE_CHANGED, "response 200: urls", BREAKING),
    ),
    row(
        "an untyped field of a response is described", put(*TASK, "extra", to={"type": "object"}),
        gives=(ChangeKind.RESPONSE_DESCRIBED, "response 200: extra", BREAKING),
    ),
    row(
        "an untyped field of a response is text", put(*TASK, "extra", to={"type": "string"}),
        gives=(ChangeKind.RESPONSE_TYPE_NARROWED, "response 200: extra", HARMLESS),
    ),
    row(
        "a field of a response may be null", put(*TASK, "urls", "type", to=["array", "null"]),
        gives=(ChangeKind.RESPONSE_NULL_ADDED, "response 200: urls", BREAKING),
    ),
    row(
        "a field of a response is never null", put(*TASK, "failure", "type", to="string"),
        gives=(ChangeKind.RESPONSE_NULL_REMOVED, "response 200: failure", HARMLESS),
    ),
    row(
        "a known value joins an open list",
        extend(*SCHEMAS, "FilmTaskState", "enum", by="paused"),
        gives=(ChangeKind.RESPONSE_KNOWN_VALUE_ADDED, "response 200: state", NEW),
    ),
    row(
        "a known value leaves an open list", drop(*SCHEMAS, "FilmTaskState", "enum", 0),
        gives=(ChangeKind.RESPONSE_KNOWN_VALUE_REMOVED, "response 200: state", HARMLESS),
    ),
    row(
        "a value joins a closed list", extend(*TASK, "kind", "enum", by="c"),
        gives=(ChangeKind.RESPONSE_ENUM_VALUE_ADDED, "response 200: kind", BREAKING),
    ),
    row(
        "a value leaves a closed list", drop(*TASK, "kind", "enum", 0),
        gives=(ChangeKind.RESPONSE_ENUM_VALUE_REMOVED, "response 200: kind", HARMLESS),
    ),
    row(
        "a closed list of a response opens", drop(*TASK, "kind", "enum"),
        gives=(ChangeKind.RESPONSE_ENUM_OPENED, "response 200: kind", BREAKING),
    ),
    row(
        "an open list of a response closes",
        put(*TASK, "state", to={"$ref": "#/components/schemas/FilmTaskState"}),
        gives=(ChangeKind.RESPONSE_ENUM_CLOSED, "response 200: state", HARMLESS),
    ),
    row(
        "an open list of a response was removed", put(*TASK, "state", to={"type": "string"}),
        gives=(ChangeKind.RESPONSE_VALUES_UNLISTED, "response 200: state", HARMLESS),
    ),
    row(
        "a format in a response changes", drop(*TASK, "made", "format"),
        gives=(ChangeKind.RESPONSE_FORMAT_CHANGED, "response 200: made", HARMLESS),
    ),
    row(
        "a default in a response changes",
        put(*SCHEMAS, "FilmInfo", "properties", "codec", "default", to="av1"),
        gives=(ChangeKind.RESPONSE_DEFAULT_CHANGED, "response 200: info.codec", HARMLESS),
    ),
    row(
        "a response is closed", put(*SCHEMAS, "FilmInfo", "additionalProperties", to=False),
        gives=(ChangeKind.RESPONSE_OPENNESS_CHANGED, "response 200: info", HARMLESS),
    ),
    rows(
        "a rule of a response that has no name here changes",
        put(*SCHEMAS, "FilmInfo", "minProperties", to=1),
        put(*SCHEMAS, "FilmInfo", "propertyNames", to={"maxLength": 9}),
        gives=(
            (ChangeKind.RESPONSE_RANGE_CHANGED, "response 200: info", HARMLESS),
            (ChangeKind.RESPONSE_RULE_CHANGED, "response 200: info", HARMLESS),
        ),
    ),
    row(
        "a field of a response is deprecated", put(*TASK, "urls", "deprecated", to=True),
        gives=(ChangeKind.RESPONSE_DEPRECATED, "response 200: urls", HARMLESS),
    ),
    row(
        "nothing says what reads a task", drop(*_OK, "links"),
        gives=(ChangeKind.LINK_REMOVED, "response 200 link", BREAKING),
    ),
    row(
        "a task is read by another value",
        put(*_OK, "links", "task", "parameters", "taskId", to="$response.body#/cost"),
        gives=(ChangeKind.LINK_CHANGED, "response 200 link", BREAKING),
    ),
    row(
        "a callback is removed", drop(*EXTEND, "callbacks"),
        gives=(ChangeKind.CALLBACK_REMOVED, "callback finished", BREAKING),
    ),
    row(
        "a callback goes to another address",
        rename(*CALLBACK[:-1], to="{$request.body#/hook}"),
        gives=(ChangeKind.CALLBACK_ADDRESS_CHANGED, "callback finished", BREAKING),
    ),
    row(
        "a field is added to a callback",
        put(*SCHEMAS, "FilmCallback", "properties", "size", to={"type": "integer"}),
        gives=(ChangeKind.RESPONSE_FIELD_ADDED, "callback finished: size", NEW),
    ),
    row(
        "a field is removed from a callback",
        drop(*SCHEMAS, "FilmCallback", "properties", "state"),
        gives=(ChangeKind.RESPONSE_FIELD_REMOVED, "callback finished: state", BREAKING),
    ),
    row(
        "a field of a callback gets another type",
        put(*SCHEMAS, "FilmCallback", "properties", "state", "type", to="integer"),
        gives=(ChangeKind.RESPONSE_TYPE_CHANGED, "callback finished: state", BREAKING),
    ),
    row(
        "a callback loses a header", drop(*CALLBACK, "parameters"),
        gives=(ChangeKind.RESPONSE_HEADER_REMOVED, "callback finished header: X-Signature", BREAKING),
    ),
]  # fmt: skip

OPPOSITES: Final = {
    ChangeKind.OPERATION_DEPRECATED: ChangeKind.OPERATION_UNDEPRECATED,
    ChangeKind.SERVER_ADDED: ChangeKind.SERVER_REMOVED,
    ChangeKind.SECURITY_REMOVED: ChangeKind.SECURITY_ADDED,
    ChangeKind.SECURITY_ALTERNATIVE_ADDED: ChangeKind.SECURITY_ALTERNATIVE_REMOVED,
    ChangeKind.BODY_OPTIONAL: ChangeKind.BODY_REQUIRED,
    ChangeKind.BODY_MEDIA_TYPE_ADDED: ChangeKind.BODY_MEDIA_TYPE_REMOVED,
    ChangeKind.REQUEST_FORMAT_ADDED: ChangeKind.REQUEST_FORMAT_REMOVED,
    ChangeKind.REQUEST_OPENED: ChangeKind.REQUEST_CLOSED,
    ChangeKind.REQUEST_DEPRECATED: ChangeKind.REQUEST_UNDEPRECATED,
    ChangeKind.RESPONSE_STATUS_ADDED: ChangeKind.RESPONSE_STATUS_REMOVED,
    ChangeKind.RESPONSE_ERROR_STATUS_ADDED: ChangeKind.RESPONSE_ERROR_STATUS_REMOVED,
    ChangeKind.RESPONSE_BODY_REMOVED: ChangeKind.RESPONSE_BODY_ADDED,
    ChangeKind.RESPONSE_MEDIA_TYPE_ADDED: ChangeKind.RESPONSE_MEDIA_TYPE_REMOVED,
    ChangeKind.RESPONSE_HEADER_REMOVED: ChangeKind.RESPONSE_HEADER_ADDED,
    ChangeKind.RESPONSE_VALUES_UNLISTED: ChangeKind.RESPONSE_VALUES_LISTED,
    ChangeKind.RESPONSE_DEPRECATED: ChangeKind.RESPONSE_UNDEPRECATED,
    ChangeKind.LINK_REMOVED: ChangeKind.LINK_ADDED,
    ChangeKind.CALLBACK_REMOVED: ChangeKind.CALLBACK_ADDED,
    ChangeKind.RESPONSE_NULL_ADDED: ChangeKind.RESPONSE_NULL_REMOVED,
    ChangeKind.REQUEST_NULL_ALLOWED: ChangeKind.REQUEST_NULL_REFUSED,
    ChangeKind.REQUEST_ENUM_ADDED: ChangeKind.REQUEST_ENUM_REMOVED,
    ChangeKind.REQUEST_DEFAULT_ADDED: ChangeKind.REQUEST_DEFAULT_REMOVED,
    ChangeKind.OPERATION_ADDED: ChangeKind.OPERATION_REMOVED,
    ChangeKind.RESPONSE_FIELD_ADDED: ChangeKind.RESPONSE_FIELD_REMOVED,
    ChangeKind.RESPONSE_OPTIONAL: ChangeKind.RESPONSE_REQUIRED,
    ChangeKind.RESPONSE_ENUM_OPENED: ChangeKind.RESPONSE_ENUM_CLOSED,
}
"""What a row's one kind becomes on the way back."""
