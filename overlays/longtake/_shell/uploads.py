"""Files to upload: a path, bytes, a binary file object or a URL."""

from __future__ import annotations

import base64
import binascii
import io
import math
import mimetypes
import os
import re
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from stat import S_ISDIR
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeAlias, cast
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from attrs import frozen

from longtake._core.polling.poller import check_callable
from longtake._core.values import is_number, shown_url
from longtake._shell.http.context import context_var_set, deadline
from longtake._shell.http.uploads import UploadSource
from longtake.errors import InvalidRequestError, UnexpectedResponseError

if TYPE_CHECKING:
    from collections.abc import Generator

    from longtake._shell.clock import Clock
    from longtake._shell.video import Progress

Uploadable: TypeAlias = "str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO"
"""A file to upload: a path, bytes, a binary file object, or a URL or data URL as a string."""

MAX_BASE64_BYTES: Final = 10 * 1024 * 1024
"""The most bytes of a data URL."""

_URL: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+):")
_DATA_URL: Final = re.compile(r"data:(?P<type>[^;,]*)(?:;[^;,]*)*;base64,", re.IGNORECASE)
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_MAX_STEM: Final = 60
# Python's own list has some of these in newer versions only.
_TYPES: Final = {
    ".avif": "image/avif",
    ".flac": "audio/flac",
    ".heic": "image/heic",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".mkv": "video/x-matroska",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
}
# The first bytes of files whose name is unknown; a dot stands for any byte.
_SIGNATURES: Final = (
    (rb"\x89PNG\r\n\x1a\n", ".png"),
    (rb"\xff\xd8\xff", ".jpg"),
    (rb"GIF8[79]a", ".gif"),
    (rb"RIFF....WEBP", ".webp"),
    (rb"RIFF....WAVE", ".wav"),
    (rb"....ftypqt", ".mov"),
    (rb"....ftyp", ".mp4"),
    (rb"\x1aE\xdf\xa3", ".webm"),
    (rb"ID3|\xff[\xf3\xfb]", ".mp3"),
)
_HEAD_BYTES: Final = 16


@frozen(kw_only=True)
class UploadedFile:
    """A file that the provider has stored. Pass its `url` to operations that take a URL.

    Example:
        >>> image = kie.files.upload("dog.png")
        >>> task = kie.veo.generate(prompt="The dog runs", image_urls=[image.url])

    Attributes:
        url: The URL of the file.
        name: The name of the stored file.
        size: The size in bytes, None if the provider does not report it.
        mime_type: The MIME type, such as `image/png`, None if the provider does not report it.
        expires_at: When the provider deletes the file.
    """

    url: str
    name: str
    size: int | None
    mime_type: str | None
    expires_at: datetime


@frozen(kw_only=True)
class OpenFile:
    """A file whose bytes are sent.

    Attributes:
        source: Its bytes.
        name: The name to store it under.
        mime_type: Its MIME type.
    """

    source: UploadSource
    name: str
    mime_type: str


@frozen(kw_only=True)
class RemoteFile:
    """A file that a string describes in full: the provider fetches or decodes it.

    Attributes:
        url: The URL or data URL.
        name: The name to store it under.
        is_data: Whether it is a data URL.
    """

    url: str
    name: str
    is_data: bool


def remote_file(file: object, file_name: str | None) -> RemoteFile | None:
    """Return the file that a URL or a data URL describes, None for any other file.

    Raises:
        InvalidRequestError: If it is a URL of another scheme, or a data URL that cannot be sent.
    """
    found = _URL.match(file) if isinstance(file, str) else None
    if found is None or not isinstance(file, str):
        return None
    scheme = found["scheme"].lower()
    if scheme == "data":
        name = _name_of_data_url(file)
        return RemoteFile(url=file, name=file_name or name, is_data=True)
    if scheme in ("http", "https"):
        name = PurePosixPath(unquote(urlsplit(file).path)).name
        return RemoteFile(url=file, name=file_name or unique_name(name), is_data=False)
    if file.startswith(f"{found['scheme']}://"):
        raise InvalidRequestError(
            "a file must be a path, bytes, a binary file object, or a URL with http, https or data, got "
            f"{shown_url(file)}"
        )
    return None


def _name_of_data_url(url: str) -> str:
    """Return a unique name for the file in a data URL. Raises `InvalidRequestError` if it cannot be sent."""
    found = _DATA_URL.match(url)
    if found is None:
        raise InvalidRequestError(
            f"a data URL must have the form data:image/png;base64,..., got {url[:40]!r}"
        )
    encoded = url[found.end() :]
    size = len(encoded) * 3 // 4
    if size > MAX_BASE64_BYTES + 2:
        raise InvalidRequestError(
            f"a data URL must have at most {MAX_BASE64_BYTES:,} bytes, got {size:,}; pass the bytes or a "
            "path instead, which have no limit"
        )
    try:
        content = base64.b64decode(unquote(encoded), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidRequestError(
            f"the data URL must be valid Base64, got an error: {error}"
        ) from None
    if not content:
        raise InvalidRequestError("the data URL must not be empty")
    suffix = mimetypes.guess_extension(found["type"] or "text/plain") or _suffix(content)
    return unique_name(f"file{suffix}")


@contextmanager
def opened(file: object, file_name: str | None, progress: Progress | None) -> Generator[OpenFile]:
    """Open a file while the context lasts.

    Args:
        file: A path, bytes or a binary file object. The latter is read from its position, and not closed.
        file_name: The name to store it under, None for a unique one.
        progress: Called with the bytes so far and the total bytes.

    Raises:
        InvalidRequestError: If the file cannot be read or is empty.
    """
    with ExitStack() as stack:
        match file:
            case bytes() | bytearray() | memoryview():
                name, shown = "", "the file"
                content: BinaryIO = io.BytesIO(cast("bytes", file))
            case "":
                raise InvalidRequestError("a file must not be an empty string")
            case str() | os.PathLike():
                path = Path(cast("str", file))
                name, shown = path.name, repr(str(path))
                content = stack.enter_context(_open(path))
            case _:
                content, name = _checked_file_object(file)
                shown = repr(name) if name else "the file object"
        start, size = _extent(content)
        if size == 0:
            hint = "; its position is at its end, so call seek(0)" if start else ""
            raise InvalidRequestError(f"{shown} must not be empty{hint}")
        if file_name is None:
            if not PurePosixPath(name).suffix and size is not None:
                head = content.read(_HEAD_BYTES)
                content.seek(start)
                name = f"{name or 'file'}{_suffix(head)}"
            file_name = unique_name(name)
        source = UploadSource(content, name=shown, start=start, size=size, on_sent=progress)
        yield OpenFile(source=source, name=file_name, mime_type=mime_type_of(file_name))


@contextmanager
def uploading(
    source: UploadSource | None, clock: Clock, timeout: float | None, progress: object
) -> Generator[None]:
    """Check the options of an upload, and limit its time while the context lasts.

    Raises:
        InvalidRequestError: If an option is invalid.
    """
    check_callable("progress", progress)
    if timeout is not None and not (is_number(timeout) and 0 < timeout < math.inf):
        raise InvalidRequestError(
            f"timeout must be a positive number of seconds or None, got {timeout!r}"
        )
    try:
        if timeout is None:
            yield
        else:
            with context_var_set(deadline, clock.monotonic() + timeout):
                yield
    except UnexpectedResponseError:
        # The hooks take any ValueError for one about the response.
        if source is not None and source.callback_error is not None:
            raise source.callback_error from None
        raise


def unique_name(name: str) -> str:
    """Return a name for a stored file that no other file has, since a file of the same name is replaced."""
    path = PurePosixPath(name)
    stem = _UNSAFE.sub("-", path.stem).strip("-.")[:_MAX_STEM] or "file"
    suffix = _UNSAFE.sub("", path.suffix).lower()
    return f"{stem}-{uuid4().hex[:12]}{suffix if len(suffix) > 1 else ''}"


def checked_name(file_name: object) -> str | None:
    """Return the name that a caller gave for a stored file.

    Raises:
        InvalidRequestError: If it is not the name of a file.
    """
    if file_name is None:
        return None
    if not isinstance(file_name, str) or not file_name.strip() or set(file_name) & set("/\\\0"):
        raise InvalidRequestError(f"file_name must be a name without slashes, got {file_name!r}")
    return file_name


def checked_folder(upload_path: object) -> str:
    """Return the folder for a stored file.

    Raises:
        InvalidRequestError: If it is empty, or begins or ends with a slash.
    """
    if (
        not isinstance(upload_path, str)
        or not upload_path
        or upload_path.strip("/ ") != upload_path
    ):
        raise InvalidRequestError(
            f"upload_path must be a folder without a slash at its beginning or end, got {upload_path!r}"
        )
    return upload_path


def mime_type_of(name: str) -> str:
    """Return the MIME type of a file by its name."""
    suffix = PurePosixPath(name).suffix.lower()
    guessed = _TYPES.get(suffix) or mimetypes.guess_type(f"file{suffix}", strict=False)[0]
    return guessed or "application/octet-stream"


def expiry(reported: object, stored_at: object, now: datetime, kept: timedelta) -> datetime:
    """Return when the provider deletes a file.

    Args:
        reported: The time of deletion as the provider reports it, or anything else.
        stored_at: The time when the file was stored as the provider reports it, or anything else.
        now: The time now.
        kept: How long the provider keeps a file.
    """
    if (found := _moment(reported)) is not None:
        return found
    return (_moment(stored_at) or now) + kept


def _moment(value: object) -> datetime | None:
    """Return a time in RFC 3339, None for anything else. One without a zone is in UTC."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


def _open(path: Path) -> BinaryIO:
    try:
        if S_ISDIR(path.stat().st_mode):
            raise InvalidRequestError(f"{str(path)!r} is a folder; pass the path of one file")
        return path.open("rb")
    except FileNotFoundError as error:
        raise InvalidRequestError(
            f"{str(path)!r} does not exist (the current folder is {str(Path.cwd())!r}); pass the path of a "
            "file"
        ) from error
    except (OSError, ValueError) as error:
        if isinstance(error, InvalidRequestError):
            raise
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise InvalidRequestError(
            f"{str(path)!r} cannot be read: {reason}; check the file"
        ) from error


def _checked_file_object(file: Any) -> tuple[BinaryIO, str]:  # noqa: ANN401 - for callers without a type checker
    """Return a binary file object and its name, an empty string if it has none."""
    if isinstance(file, io.TextIOBase):
        raise InvalidRequestError("a file object must be opened in binary mode: open(path, 'rb')")
    if not callable(getattr(file, "read", None)):
        raise InvalidRequestError(
            f"a file must be a path, bytes, a binary file object or a URL, got {type(file).__name__}"
        )
    if getattr(file, "closed", False) is True:
        raise InvalidRequestError("the file object must be open, got a closed one")
    name = getattr(file, "name", "")
    return file, Path(name).name if isinstance(name, str) else ""


def _extent(file: BinaryIO) -> tuple[int, int | None]:
    """Return the position of a file object and the bytes from there to its end, None if unknown."""
    try:
        if not file.seekable():
            return 0, None
        start = file.tell()
        end = file.seek(0, os.SEEK_END)
        file.seek(start)
    except (AttributeError, OSError, ValueError):
        return 0, None
    return start, max(0, end - start)


def _suffix(head: bytes) -> str:
    """Return the suffix of a file by its first bytes, an empty string if they are unknown."""
    found = (suffix for pattern, suffix in _SIGNATURES if re.match(pattern, head, re.DOTALL))
    return next(found, "")
