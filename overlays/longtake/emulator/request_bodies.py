"""Reading the body of a request: JSON, a form or a file, as the specification has it."""

from __future__ import annotations

import json
from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from python_multipart.multipart import parse_options_header
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from longtake.emulator.spec import JSON, Operation
from longtake.emulator.validation import Json, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

MULTIPART: Final = "multipart/form-data"
FORMS: Final = frozenset({MULTIPART, "application/x-www-form-urlencoded"})
# Beyond it not every whole number is a float.
MAX_EXACT: Final = 2**53


def parse_json(content: bytes) -> Json:
    """Parse JSON as RFC 8259 has it: in UTF-8, and without Python's NaN and Infinity.

    Whole numbers become `int`, however they are written.

    Raises:
        ValueError: If the content is not JSON.
        RecursionError: If it is nested too deeply.
    """
    return _DECODER.decode(content.decode())


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _parse_number(text: str) -> float:
    """Parse a number with a point or an exponent: 7.0 is the same as 7, to schemas and the ledger."""
    number = float(text)
    return int(number) if number.is_integer() and abs(number) <= MAX_EXACT else number


# `json.loads` would make one for each use.
_DECODER: Final = json.JSONDecoder(parse_float=_parse_number, parse_constant=_refuse_constant)


NO_FILES: Final[Mapping[str, FormFile]] = MappingProxyType({})


class FormFile(NamedTuple):
    """A file in a form.

    Attributes:
        name: Its name, empty if it has none.
        media_type: Its type as the form has it, empty if it has none.
        content: Its bytes.
    """

    name: str
    media_type: str
    content: bytes


class Body(NamedTuple):
    """The body of a request.

    Attributes:
        value: The body; the name of a file stands for the file.
        problems: The problems that the specification has with it.
        files: The files of a form by their fields.
    """

    value: Json
    problems: list[Problem]
    files: Mapping[str, FormFile] = NO_FILES


async def read_body(request: Request, operation: Operation, *, strict: bool) -> Body:
    """Read the body of a request.

    Unless `strict`, unknown fields and null for optional ones are removed first.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not (operation.needs_body or media_type or await request.body()):
        return Body({}, [])
    if media_type not in operation.media_types:
        expected = " or ".join(sorted(operation.media_types))
        return Body({}, [Problem("", f"Content-Type must be {expected}")])
    if media_type in FORMS:
        return await _read_form(request, operation, media_type, strict=strict)
    if media_type != JSON:
        # A file, whose content no schema describes.
        return Body({}, [] if await request.body() else [Problem("", "the body is empty")])
    return Body(*_read_json(await request.body(), operation, strict=strict))


def _read_json(content: bytes, operation: Operation, *, strict: bool) -> tuple[Json, list[Problem]]:
    """Return a JSON body, and the problems that the specification has with it."""
    try:
        body = parse_json(content)
        if not strict:
            body = operation.without_ignored(JSON, body)
        problems = operation.check_json(body)
    except ValueError:
        return {}, [Problem("", "the body is not JSON")]
    except RecursionError:
        return {}, [Problem("", "the body is nested too deeply")]
    return body, problems or ([] if isinstance(body, dict) else [Problem("", "must be an object")])


async def _read_form(
    request: Request, operation: Operation, media_type: str, *, strict: bool
) -> Body:
    """Return a form's fields as the types of the specification, and its problems with them."""
    uploaded: dict[str, FormFile] = {}
    try:
        async with request.form() as form:
            entries = form.multi_items()
            for name, value in entries:
                if not isinstance(value, str):
                    content = await value.read()
                    uploaded[name] = FormFile(
                        value.filename or "", value.content_type or "", content
                    )
    except (HTTPException, MultiPartException, ValueError) as error:
        # Starlette raises the first inside an application of its own, the second elsewhere.
        # ValueError: some of Python's encodings, which the boundary may name, refuse everything.
        match error:
            case HTTPException(detail=detail) | MultiPartException(message=detail):
                pass
            case _:
                detail = str(error)
        return Body({}, [Problem("", f"the form cannot be read: {detail}")])
    _, options = parse_options_header(request.headers["content-type"])
    # Starlette accepts a form that breaks off as a complete one, without its last field.
    if media_type == MULTIPART and b"--" + options[b"boundary"] + b"--" not in await request.body():
        return Body({}, [Problem("", "the form cannot be read: it has no end")])
    if not strict:
        known = operation.without_ignored(media_type, dict(entries))
        entries = [(name, value) for name, value in entries if name in known]
    files = operation.files(media_type)
    # Where a file is expected, its name stands for it.
    fields = {
        name: value if isinstance(value, str) else value.filename or ""
        for name, value in entries
        if isinstance(value, str) or name in files
    }
    body, problems = operation.check_form(media_type, fields)
    for name, times in Counter(name for name, _ in entries).items():
        if name not in fields:
            problems.append(Problem(name, "must be a string, got a file"))
        elif times > 1:
            problems.append(Problem(name, "must not be given more than once"))
    return Body(body, problems, uploaded)
