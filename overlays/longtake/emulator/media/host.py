"""The host of the videos: no key opens a file, and some links are signed.

Videos are cut from the one clip when they are requested.
"""

from __future__ import annotations

import hmac
import re
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.resources import files
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlsplit

from starlette.responses import PlainTextResponse, RedirectResponse, Response

from longtake.emulator.faults import Fault, FixedResponse
from longtake.emulator.ledger import Ledger, RequestRecord
from longtake.emulator.media.downloads import range_response, with_flaw
from longtake.emulator.media.mp4 import Clip, length_s
from longtake.emulator.responses import FaultyResponse, ProviderResponse, affects_sending

if TYPE_CHECKING:
    import random
    from collections.abc import Generator, Mapping

    from starlette.requests import Request

    from longtake.emulator.clock import EmulatorClock
    from longtake.emulator.fault_schedule import FaultSchedule

MEDIA_PREFIX: Final = "/media"
# In the query of a link that is the result of a redirect, and is not redirected again.
REDIRECTED: Final = "redirected"
# In process no name is resolved, so the files' host may have any name.
MEDIA_SUBDOMAIN: Final = "media."
DEFAULT_PORT: Final = "80"
# The length of a video of which the emulator has no other, and the longest that it makes of a file's header.
OTHER_S: Final = 5.0
LONGEST_S: Final = 600.0


class Origins:
    """The origin of the files for each origin of the APIs, and the other way round.

    On sockets both are one host, by the name that the client uses, with two ports. In process, without
    ports, `http://media.provider.test` belongs to `http://provider.test`.
    """

    def __init__(self) -> None:
        self._other_port: dict[str, str] = {}

    @contextmanager
    def paired(self, port: int, media_port: int) -> Generator[None]:
        """Pair the port of the APIs with that of their files while the context lasts."""
        self._other_port |= {str(port): str(media_port), str(media_port): str(port)}
        try:
            yield
        finally:
            del self._other_port[str(port)], self._other_port[str(media_port)]

    def other(self, origin: str) -> str:
        """Return the origin of the files for an origin of the APIs, or the other way round.

        An origin is `scheme://host` or `scheme://host:port`.
        """
        address, _, port = origin.rpartition(":")
        if not port.isdigit():
            address, port = origin, DEFAULT_PORT
        if other_port := self._other_port.get(port):
            return f"{address}:{other_port}"
        scheme, _, host = origin.partition("://")
        if host.startswith(MEDIA_SUBDOMAIN):
            return f"{scheme}://{host.removeprefix(MEDIA_SUBDOMAIN)}"
        # An address of version 6, in brackets, has no subdomains.
        parent = f"localhost{host.rpartition(']')[2]}" if host.startswith("[") else host
        return f"{scheme}://{MEDIA_SUBDOMAIN}{parent}"


class MediaFile(NamedTuple):
    """The part of the clip in a file, and how long the file exists.

    Attributes:
        start_s: Where it begins in the clip, in seconds.
        end_s: Where it ends in the clip, in seconds.
        is_signed: Whether its links are signed.
        expires_at: When it expires, by the emulator's clock.
    """

    start_s: float
    end_s: float
    is_signed: bool
    expires_at: float


class Footage(NamedTuple):
    """The part of the clip that a video shows.

    Attributes:
        start_s: Where it begins in the clip, in seconds.
        end_s: Where it ends in the clip, in seconds.
    """

    start_s: float
    end_s: float


class StoredFile(NamedTuple):
    """A file that a client has uploaded.

    Attributes:
        content: Its bytes.
        media_type: Its MIME type.
        expires_at: When it is deleted, by the emulator's clock.
    """

    content: bytes
    media_type: str
    expires_at: float


@cache
def _clip() -> Clip:
    return Clip((files("longtake.emulator") / "clip.mp4").read_bytes())


# A video has some hundred kilobytes, and tests download the same few in parts and repeatedly.
@lru_cache(maxsize=16)
def _video(start_s: float, end_s: float) -> bytes:
    return _clip().cut(start_s, end_s)


class MediaHost:
    """The host of the files.

    Attributes:
        origins: Its origin for each origin of the APIs.
        schedules: The faults by the key of a task kind, with which the names of its files begin.
    """

    def __init__(
        self,
        clock: EmulatorClock,
        rng: random.Random,
        ledger: Ledger,
        origins: Origins | None = None,
    ) -> None:
        self._clock = clock
        self._ledger = ledger
        self._secret = rng.randbytes(32)
        self._files: dict[str, MediaFile] = {}
        self._stored: dict[str, StoredFile] = {}
        self.origins = Origins() if origins is None else origins
        self.schedules: Mapping[str, FaultSchedule] = {}

    def link(
        self,
        origin: str,
        name: str,
        *,
        end_s: float,
        start_s: float = 0,
        signed_s: int | None = None,
        expires_at: float | None = None,
    ) -> str:
        """Return a link to a part of the clip, and serve the file there.

        Args:
            origin: Where the API was reached, `scheme://host:port`; the files have another origin.
            name: The name of the file.
            end_s: Where the part ends, in seconds.
            start_s: Where it begins, in seconds.
            signed_s: How long the link is valid, in seconds; None for a link without a signature.
            expires_at: When the file expires, by the emulator's clock; None for never.
        """
        self._files[name] = MediaFile(
            start_s, end_s, signed_s is not None, inf if expires_at is None else expires_at
        )
        address = f"{self.origins.other(origin)}{MEDIA_PREFIX}/{name}"
        if signed_s is None:
            return address
        expires = int(self._clock.now()) + signed_s
        return f"{address}?Expires={expires}&Signature={self._signature(name, expires)}"

    def store(self, origin: str, name: str, file: StoredFile) -> str:
        """Return a link to a file, and serve it there. It replaces a file of the same name."""
        self._stored[name] = file
        return f"{self.origins.other(origin)}{MEDIA_PREFIX}/{quote(name)}"

    def footage(self, url: str, origin: str) -> Footage | None:
        """Return what the video at a URL shows; None if it cannot be downloaded from there.

        The emulator downloads nothing. A file of a client, and one on another host, shows the clip from its
        beginning: for the length of the file, or for `OTHER_S` where that is unknown.

        Args:
            url: The URL.
            origin: Where the API was reached, `scheme://host:port`.
        """
        found = urlsplit(url)
        name = unquote(found.path).removeprefix(f"{MEDIA_PREFIX}/")
        if (stored := self._stored.get(name)) is not None:
            if self._clock.now() >= stored.expires_at:
                return None
            return Footage(0.0, length_s(stored.content, at_most=LONGEST_S) or OTHER_S)
        if (file := self._files.get(name)) is not None:
            if file.is_signed and not self._is_signature_valid(name, found.query):
                return None
            is_there = self._clock.now() < file.expires_at
            return Footage(file.start_s, file.end_s) if is_there else None
        is_own = url.startswith(f"{self.origins.other(origin)}/")
        is_web = found.scheme in {"http", "https"} and bool(found.netloc)
        return Footage(0.0, OTHER_S) if is_web and not is_own else None

    def size(self, start_s: float, end_s: float) -> int:
        """Return how many bytes the video of these seconds has."""
        return len(_video(start_s, end_s))

    def respond(self, request: Request) -> Response:
        """Respond to a download, and record it in the ledger."""
        path: str = request.scope["path"]
        name = path.removeprefix(f"{MEDIA_PREFIX}/")
        response = _refusal(request) or self._serve_stored(name, request)
        fault = None
        if response is None:
            fault = self._fault(name, request)
            response = self._serve(name, request, fault)
        status: int | None = response.status_code
        if fault is not None and affects_sending(fault):
            if fault.has_no_response:
                status = None
            # Made before the request is in the ledger: from then on a test may move the clock.
            response = FaultyResponse(response, fault, self._clock)
        self._ledger.add_request(
            RequestRecord(
                time=self._clock.now(),
                provider="media",
                method=request.method,
                path=path,
                operation="download",
                status=status,
                code=None,
                task_id=None,
                fault=None if fault is None else fault.name,
            )
        )
        return response

    def _fault(self, name: str, request: Request) -> Fault | None:
        kind = "/".join(name.split("/")[:2])
        if kind not in self.schedules or REDIRECTED in request.query_params:
            return None
        return self.schedules[kind].take("download")

    def _serve(self, name: str, request: Request, fault: Fault | None) -> Response:
        if fault is not None and isinstance(fault.replacement, FixedResponse):
            fixed = fault.replacement
            return ProviderResponse(
                fixed.status, fixed.body, fixed.content_type, fault.headers
            ).to_http()
        file = self._files.get(name)
        if file is None:
            return PlainTextResponse("Not found\n", 404)
        if file.is_signed and not self._is_signature_valid(name, request.url.query):
            return PlainTextResponse("Signature missing, wrong or expired\n", 403)
        if self._clock.now() >= file.expires_at:
            return PlainTextResponse("Not found any more\n", 404)
        flaw = None if fault is None else fault.flaw
        if flaw == "redirect":
            return RedirectResponse(self._redirect_url(name, request), 302)
        video = _video(file.start_s, file.end_s)
        response = range_response(request, video, accept_ranges=flaw != "no_ranges")
        return with_flaw(response, flaw) if response.body else response

    def _serve_stored(self, name: str, request: Request) -> Response | None:
        """Return the response to the download of an uploaded file; None if there is no such file."""
        stored = self._stored.get(name)
        if stored is None or self._clock.now() >= stored.expires_at:
            return None
        return range_response(request, stored.content, media_type=stored.media_type)

    def _redirect_url(self, name: str, request: Request) -> str:
        origin = self.origins.other(f"{request.url.scheme}://{request.url.netloc}")
        query = "&".join(filter(None, (request.url.query, f"{REDIRECTED}=yes")))
        return f"{origin}{MEDIA_PREFIX}/{name}?{query}"

    def _signature(self, name: str, expires: int) -> str:
        return hmac.digest(self._secret, f"{name}\n{expires}".encode(), "sha256").hex()

    def _is_signature_valid(self, name: str, query: str) -> bool:
        fields = parse_qs(query)
        expires, signature = fields.get("Expires", [""])[0], fields.get("Signature", [""])[0]
        if not re.fullmatch(r"[0-9]{1,12}", expires) or int(expires) <= self._clock.now():
            return False
        return hmac.compare_digest(signature.encode(), self._signature(name, int(expires)).encode())


def _refusal(request: Request) -> Response | None:
    """Return the response to a request that cannot be for a file; None if it can."""
    path: str = request.scope["path"]
    if not path.startswith(f"{MEDIA_PREFIX}/"):
        return PlainTextResponse(f"This host has files only, all below {MEDIA_PREFIX}\n", 404)
    if request.method not in {"GET", "HEAD"}:
        return PlainTextResponse("Files can only be read\n", 405, {"Allow": "GET, HEAD"})
    # A client must send its key to the provider only, never to the host of the files.
    if "authorization" in request.headers:
        return PlainTextResponse("This host accepts no credentials\n", 400)
    return None
