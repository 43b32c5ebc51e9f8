"""The operations of kie.ai that store files, which the emulated host of media serves for 24 hours."""

from __future__ import annotations

import base64
import binascii
import mimetypes
import posixpath
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from longtake.emulator.endpoints import Endpoint
from longtake.emulator.media.host import StoredFile
from longtake.emulator.responses import ProviderResponse

if TYPE_CHECKING:
    from longtake.emulator.endpoints import ParsedRequest
    from longtake.emulator.provider import SharedState

# Other pages of the provider say three days.
KEPT_S: Final = 24 * 3600.0
UNKNOWN_TYPE: Final = "application/octet-stream"
DATA_URL: Final = re.compile(r"data:([^;,]*)[^,]*;base64,")
# The emulator fetches nothing, so every file from a URL has these bytes.
FETCHED: Final = b"the file at the URL"


class Uploads:
    """The three operations.

    Args:
        shared: The state of the emulator.
    """

    def __init__(self, shared: SharedState) -> None:
        self._shared = shared

    @property
    def endpoints(self) -> list[Endpoint]:
        """The operations."""
        return [
            Endpoint("other", "POST", f"/api/file-{name}-upload", handler)
            for name, handler in (
                ("base64", self._from_base64),
                ("stream", self._from_form),
                ("url", self._from_url),
            )
        ]

    def _from_base64(self, request: ParsedRequest) -> ProviderResponse:
        given: str = request.body["base64Data"]
        found = DATA_URL.match(given)
        try:
            content = base64.b64decode(given[found.end() :] if found else given, validate=True)
        except (binascii.Error, ValueError):
            return _failed("Base64 decoding failed: Invalid Base64 format")
        return self._store(request, content, found[1] if found else "", "")

    def _from_form(self, request: ParsedRequest) -> ProviderResponse:
        file = request.files["file"]
        return self._store(request, file.content, file.media_type, file.name)

    def _from_url(self, request: ParsedRequest) -> ProviderResponse:
        given: str = request.body["fileUrl"]
        url = urlsplit(given)
        if url.scheme not in ("http", "https"):
            return _failed("fileUrl must be a URL with http or https")
        return self._store(request, FETCHED, "", posixpath.basename(unquote(url.path)))

    def _store(
        self, request: ParsedRequest, content: bytes, media_type: str, name: str
    ) -> ProviderResponse:
        """Store a file.

        Args:
            request: The request.
            content: The bytes of the file.
            media_type: Its MIME type, empty if the request does not have it.
            name: Its own name, empty if the request does not have it.
        """
        folder: str = request.body["uploadPath"]
        if not folder or folder.strip("/") != folder:
            return _failed("uploadPath must not begin or end with a slash")
        chosen: str = request.body.get("fileName") or self._random_name(name)
        known = media_type or mimetypes.guess_type(chosen, strict=False)[0] or UNKNOWN_TYPE
        path = f"{folder}/{chosen}"
        file = StoredFile(content, known, request.now + KEPT_S)
        link = self._shared.media.store(request.origin, path, file)
        uploaded_at = datetime.fromtimestamp(request.now, UTC).isoformat(timespec="milliseconds")
        data = {
            "fileName": chosen,
            "filePath": path,
            "downloadUrl": link,
            "fileSize": len(content),
            "mimeType": known,
            "uploadedAt": uploaded_at.replace("+00:00", "Z"),
        }
        body = {"success": True, "code": 200, "msg": "File uploaded successfully", "data": data}
        return ProviderResponse(200, body)

    def _random_name(self, name: str) -> str:
        suffix = posixpath.splitext(name)[1]
        return f"{self._shared.rng.randbytes(8).hex()}{suffix}"


def _failed(message: str) -> ProviderResponse:
    """Return code 400, with the HTTP status of the provider's pages on uploads."""
    return ProviderResponse(400, {"success": False, "code": 400, "msg": message})
