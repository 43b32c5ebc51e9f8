"""Contains some shared types for properties"""

from collections.abc import Mapping, MutableMapping
from typing import IO, BinaryIO, Generic, Literal, TypeVar
from urllib.parse import quote

from attrs import define


class Unset:
    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Unset = Unset()

# The types that `httpx.Client(files=)` can accept, copied from that library.
FileContent = IO[bytes] | bytes | str
FileTypes = (
    # (filename, file (or bytes), content_type)
    tuple[str | None, FileContent, str | None]
    # (filename, file (or bytes), content_type, headers)
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


@define
class File:
    """Contains information for file uploads"""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        """Return a tuple representation that httpx will accept for multipart/form-data"""
        return self.file_name, self.payload, self.mime_type


class PathValueError(ValueError):
    """A parameter of a path whose value would address another endpoint."""


def path_segment(value: object) -> str:
    """Encode `value` as one segment of a path: `:` and `@` stay, `/`, `?`, `#`, `%` and spaces are encoded.

    Raises:
        PathValueError: If the value is empty, `.` or `..`, which would address another endpoint.
    """
    text = str(value)
    if text in ("", ".", ".."):
        raise PathValueError(f"an id must not be empty, '.' or '..', got {text!r}")
    return quote(text, safe=":@")


def path_segments(value: object) -> str:
    """Encode `value` as segments of a path: its slashes stay, and `path_segment` encodes the rest.

    Raises:
        PathValueError: If a segment is empty, `.` or `..`, which would address another endpoint.
    """
    return "/".join(map(path_segment, str(value).split("/")))


T = TypeVar("T")


@define
class Response(Generic[T]):
    """A response from an endpoint"""

    status_code: int
    content: bytes
    headers: MutableMapping[str, str]
    parsed: T | None


__all__ = [
    "UNSET",
    "File",
    "FileTypes",
    "RequestFiles",
    "Response",
    "Unset",
    "path_segment",
    "path_segments",
]
