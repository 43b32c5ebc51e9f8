"""Every file that a vendor has given a link to: no key opens it, some links are signed.

Videos are cut from the one clip when somebody asks for them.
"""

import hmac
import random
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from math import inf
from typing import Final, NamedTuple
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from longtake.emulator.clock import Clock
from longtake.emulator.delivery import Delivery, is_delivered_oddly
from longtake.emulator.endpoints import Answer
from longtake.emulator.faults import Fault, Reply
from longtake.emulator.ledger import Ledger, RequestRecord
from longtake.emulator.media.flaws import with_flaw
from longtake.emulator.media.origins import Origins
from longtake.emulator.media.ranges import ranged
from longtake.emulator.mp4 import Clip
from longtake.emulator.schedule import Schedule

PREFIX: Final = "/media"
# Stands in the query of a link to which somebody was redirected, and not to be again.
REDIRECTED: Final = "redirected"


class Part(NamedTuple):
    """Which seconds of the clip a file shows, and until when by the emulator's clock."""

    start_s: int
    end_s: int
    is_signed: bool
    dies_at: float


@cache
def _clip() -> Clip:
    return Clip((files("longtake.emulator") / "clip.mp4").read_bytes())


# A film is some hundred kilobytes, and the same few are fetched in parts and again.
@lru_cache(maxsize=16)
def _film(start_s: int, end_s: int) -> bytes:
    return _clip().cut(start_s, end_s)


class Media:
    """The host of the files.

    Attributes:
        origins: Where it is, seen from an API.
        schedules: What is to go wrong, by the family's key, with which its files' names begin.
    """

    def __init__(
        self, clock: Clock, rng: random.Random, ledger: Ledger, origins: Origins | None = None
    ) -> None:
        self._clock = clock
        self._ledger = ledger
        self._secret = rng.randbytes(32)
        self._parts: dict[str, Part] = {}
        self.origins = Origins() if origins is None else origins
        self.schedules: Mapping[str, Schedule] = {}

    def link(
        self,
        origin: str,
        name: str,
        *,
        end_s: int,
        start_s: int = 0,
        signed_s: int | None = None,
        dies_at: float | None = None,
    ) -> str:
        """Return the address of seconds `start_s` to `end_s` under `name`, and serve them there.

        `origin` is where the API was reached, `scheme://host:port`; the files are not there. From
        `dies_at` by the emulator's clock there is no file any more. A signed link dies
        `signed_s` seconds after it was given out.
        """
        self._parts[name] = Part(
            start_s, end_s, signed_s is not None, inf if dies_at is None else dies_at
        )
        address = f"{self.origins.other(origin)}{PREFIX}/{name}"
        if signed_s is None:
            return address
        expires = int(self._clock.now()) + signed_s
        return f"{address}?Expires={expires}&Signature={self._signature(name, expires)}"

    def size(self, start_s: int, end_s: int) -> int:
        """Return how many bytes the film of these seconds has."""
        return len(_film(start_s, end_s))

    def respond(self, request: Request) -> Response:
        """Answer a download, and enter it in the ledger."""
        path: str = request.scope["path"]
        name = path.removeprefix(f"{PREFIX}/")
        response = _refusal(request)
        fault = None
        if response is None:
            fault = self._fault(name, request)
            response = self._serve(name, request, fault)
        status: int | None = response.status_code
        if fault is not None and is_delivered_oddly(fault):
            if fault.is_unanswered:
                status = None
            # Made before the request is seen in the ledger: from then on somebody may move the clock.
            response = Delivery(response, fault, self._clock)
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
        family = "/".join(name.split("/")[:2])
        if family not in self.schedules or REDIRECTED in request.query_params:
            return None
        return self.schedules[family].take("download")

    def _serve(self, name: str, request: Request, fault: Fault | None) -> Response:
        if fault is not None and isinstance(fault.instead, Reply):
            told = fault.instead
            answer = Answer(told.status, told.body, told.content_type, fault.headers)
            return answer.response()
        part = self._parts.get(name)
        if part is None:
            return PlainTextResponse("Not found\n", 404)
        if part.is_signed and not self._signature_holds(name, request.url.query):
            return PlainTextResponse("Signature missing, wrong or expired\n", 403)
        if self._clock.now() >= part.dies_at:
            return PlainTextResponse("Not found any more\n", 404)
        flaw = None if fault is None else fault.flaw
        if flaw == "redirect":
            return RedirectResponse(self._elsewhere(name, request), 302)
        film = _film(part.start_s, part.end_s)
        response = ranged(request, film, parts=flaw != "no_ranges")
        return with_flaw(response, flaw) if response.body else response

    def _elsewhere(self, name: str, request: Request) -> str:
        origin = self.origins.other(f"{request.url.scheme}://{request.url.netloc}")
        query = "&".join(filter(None, (request.url.query, f"{REDIRECTED}=yes")))
        return f"{origin}{PREFIX}/{name}?{query}"

    def _signature(self, name: str, expires: int) -> str:
        return hmac.digest(self._secret, f"{name}\n{expires}".encode(), "sha256").hex()

    def _signature_holds(self, name: str, query: str) -> bool:
        fields = parse_qs(query)
        expires, signature = fields.get("Expires", [""])[0], fields.get("Signature", [""])[0]
        if not re.fullmatch(r"[0-9]{1,12}", expires) or int(expires) <= self._clock.now():
            return False
        return hmac.compare_digest(signature.encode(), self._signature(name, int(expires)).encode())


def _refusal(request: Request) -> Response | None:
    """Return what a request is told that could not be for a file, None if it could."""
    path: str = request.scope["path"]
    if not path.startswith(f"{PREFIX}/"):
        return PlainTextResponse(
            f"Here are files, all below {PREFIX}; the APIs are elsewhere\n", 404
        )
    if request.method not in {"GET", "HEAD"}:
        return PlainTextResponse("Files are only read\n", 405, {"Allow": "GET, HEAD"})
    # A key that arrives here has left its vendor: a client must never send one along.
    if "authorization" in request.headers:
        return PlainTextResponse("This host takes no credentials\n", 400)
    return None
