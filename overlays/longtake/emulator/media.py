"""The host where finished videos lie: no key opens it, some links are signed.

Videos are cut from the one clip when somebody asks for them.
"""

import hashlib
import hmac
import random
import re
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from longtake.emulator.clock import Clock
from longtake.emulator.ledger import Ledger, RequestRecord
from longtake.emulator.mp4 import Clip

PREFIX = "/media"
# How long a signed link lives. Useapi.net names no time; Runway's own links live for a day or two.
LINK_LIFE_S = 24 * 3600
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


class Part(NamedTuple):
    """Which seconds of the clip a file shows."""

    start_s: int
    end_s: int
    signed: bool


class Media:
    """Every file that a vendor has given a link to."""

    def __init__(self, clock: Clock, rng: random.Random, ledger: Ledger) -> None:
        self._clock = clock
        self._ledger = ledger
        self._secret = rng.randbytes(32)
        self._parts: dict[str, Part] = {}
        clip = Clip((files("longtake.emulator") / "clip.mp4").read_bytes())
        # A film is some hundred kilobytes, and the same few are fetched in parts and again.
        self._film = lru_cache(maxsize=16)(clip.cut)

    def link(
        self, origin: str, name: str, *, end_s: int, start_s: int = 0, signed: bool = False
    ) -> str:
        """Return the address of seconds `start_s` to `end_s` under `name`, and serve them there.

        `origin` is `scheme://host:port`. A signed link dies after `LINK_LIFE_S`.
        """
        self._parts[name] = Part(start_s, end_s, signed)
        address = f"{origin}{PREFIX}/{name}"
        if not signed:
            return address
        expires = int(self._clock.now()) + LINK_LIFE_S
        return f"{address}?Expires={expires}&Signature={self._signature(name, expires)}"

    def size(self, start_s: int, end_s: int) -> int:
        """Return how many bytes the film of these seconds has."""
        return len(self._film(start_s, end_s))

    def respond(self, request: Request) -> Response:
        """Answer a download, and enter it in the ledger."""
        response = self._serve(request)
        self._ledger.add_request(
            RequestRecord(
                time=self._clock.now(),
                provider="media",
                method=request.method,
                path=request.url.path,
                operation="download",
                status=response.status_code,
                code=None,
                task_id=None,
            )
        )
        return response

    def _serve(self, request: Request) -> Response:
        # A key that arrives here has left its vendor: a client must never send one along.
        if "authorization" in request.headers:
            return PlainTextResponse("This host takes no credentials\n", status_code=400)
        name: str = request.path_params["name"]
        part = self._parts.get(name)
        if part is None:
            return PlainTextResponse("Not found\n", status_code=404)
        if part.signed and not self._signature_holds(name, request.url.query):
            return PlainTextResponse("Signature missing, wrong or expired\n", status_code=403)
        return ranged(request, self._film(part.start_s, part.end_s))

    def _signature(self, name: str, expires: int) -> str:
        return hmac.new(self._secret, f"{name}\n{expires}".encode(), hashlib.sha256).hexdigest()

    def _signature_holds(self, name: str, query: str) -> bool:
        fields = parse_qs(query)
        expires, signature = fields.get("Expires", [""])[0], fields.get("Signature", [""])[0]
        if not re.fullmatch(r"[0-9]{1,12}", expires) or int(expires) < self._clock.now():
            return False
        return hmac.compare_digest(signature.encode(), self._signature(name, int(expires)).encode())


def ranged(request: Request, content: bytes) -> Response:
    """Answer a GET or HEAD of `content` by RFC 9110, one byte range included.

    Several ranges at once, and units other than bytes, are answered with the whole, as it allows.
    """
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"Accept-Ranges": "bytes", "ETag": etag}
    known = request.headers.get("if-none-match", "")
    # A list of tags, weak ones too; ours holds no character that could be part of another's.
    if known.strip() == "*" or etag in known:
        return Response(status_code=304, headers=headers)
    # Only a GET has ranges. A number that is longer than any file could need is no range.
    wanted = RANGE.fullmatch(request.headers.get("range", "")) if request.method == "GET" else None
    unchanged = request.headers.get("if-range", etag) == etag
    if wanted is None or wanted.groups() == ("", "") or not unchanged:
        return Response(content, headers=headers, media_type="video/mp4")
    first, last = wanted.groups()
    size = len(content)
    if first:
        start, stop = int(first), min(int(last) + 1, size) if last else size
    else:
        start, stop = max(0, size - int(last)), size
    if first and last and int(last) < int(first):
        # Not a range at all, says the RFC: ignore the header.
        return Response(content, headers=headers, media_type="video/mp4")
    if start >= size:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return Response(content[start:stop], 206, headers=headers, media_type="video/mp4")
