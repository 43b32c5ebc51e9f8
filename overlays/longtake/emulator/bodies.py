"""Reading the body of a request: JSON, or a form, as the spec has it."""

import json
from collections import Counter
from typing import Any, Final

from python_multipart.multipart import parse_options_header
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from longtake.emulator.problems import Problem
from longtake.emulator.spec import JSON, Operation

MULTIPART: Final = "multipart/form-data"
FORMS: Final = frozenset({MULTIPART, "application/x-www-form-urlencoded"})
# Beyond it not every whole number is a float.
EXACT: Final = 2**53


def parse_json(content: bytes) -> Any:
    """Read JSON as RFC 8259 has it: in UTF-8, and without the NaN and Infinity that Python reads.

    Whole numbers are read as `int`, however they are written. `ValueError` for anything else, and
    `RecursionError` for what is nested too deeply.
    """
    return _DECODER.decode(content.decode())


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _number(text: str) -> float:
    """Read a number with a point or an exponent: 7.0 is the same as 7, to schemas and the ledger."""
    number = float(text)
    return int(number) if number.is_integer() and abs(number) <= EXACT else number


# `json.loads` would make one for each call.
_DECODER: Final = json.JSONDecoder(parse_float=_number, parse_constant=_no_constant)


async def read_body(
    request: Request, operation: Operation, *, strict: bool
) -> tuple[Any, list[Problem]]:
    """Return a request's body, and what the spec has against it.

    Unless it is read strictly, unknown fields and null for optional ones are left out first.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not (operation.needs_body or media_type or await request.body()):
        return {}, []
    if media_type not in operation.media_types:
        known = " or ".join(sorted(operation.media_types))
        return {}, [Problem("", f"Content-Type must be {known}")]
    if media_type in FORMS:
        return await _read_form(request, operation, media_type, strict=strict)
    if media_type != JSON:
        # A file, whose content no schema describes.
        return {}, [] if await request.body() else [Problem("", "the body is empty")]
    return _read_json(await request.body(), operation, strict=strict)


def _read_json(content: bytes, operation: Operation, *, strict: bool) -> tuple[Any, list[Problem]]:
    """Return a JSON body, and what the spec has against it."""
    try:
        body = parse_json(content)
        if not strict:
            body = operation.understood(JSON, body)
        problems = operation.check_json(body)
    except ValueError:
        return {}, [Problem("", "the body is not JSON")]
    except RecursionError:
        return {}, [Problem("", "the body is nested too deeply")]
    return body, problems or ([] if isinstance(body, dict) else [Problem("", "must be an object")])


async def _read_form(
    request: Request, operation: Operation, media_type: str, *, strict: bool
) -> tuple[Any, list[Problem]]:
    """Return the fields of a form as the types of the spec, and what the spec has against them."""
    try:
        async with request.form() as form:
            entries = form.multi_items()
    except (HTTPException, MultiPartException, ValueError) as error:
        # Starlette raises the first inside an application of its own, the second elsewhere.
        # ValueError: Python has encodings, to be named beside the boundary, that refuse everything.
        match error:
            case HTTPException(detail=detail) | MultiPartException(message=detail):
                pass
            case _:
                detail = str(error)
        return {}, [Problem("", f"the form cannot be read: {detail}")]
    _, options = parse_options_header(request.headers["content-type"])
    # Starlette takes a form that breaks off for a whole one, without its last field.
    if media_type == MULTIPART and b"--" + options[b"boundary"] + b"--" not in await request.body():
        return {}, [Problem("", "the form cannot be read: it has no end")]
    if not strict:
        known = operation.understood(media_type, dict(entries))
        entries = [(name, value) for name, value in entries if name in known]
    files = operation.files(media_type)
    # Of a file that is wanted, its name stands for it.
    fields = {
        name: value if isinstance(value, str) else value.filename or ""
        for name, value in entries
        if isinstance(value, str) or name in files
    }
    body, problems = operation.check_form(media_type, fields)
    for name, times in Counter(name for name, _ in entries).items():
        if name not in fields:
            problems.append(Problem(name, "must be text, not a file"))
        elif times > 1:
            problems.append(Problem(name, "must not be given more than once"))
    return body, problems
