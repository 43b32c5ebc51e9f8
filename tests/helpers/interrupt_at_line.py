"""Ctrl-C at one line of the package after the other, against an emulator without a socket."""

from __future__ import annotations

import asyncio
import dis
import gc
import sys
import threading
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest
from attrs import define, field

import longtake

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from types import CodeType, FrameType

    from longtake.emulator import Emulator

_PACKAGE: Final = str(Path(longtake.__file__).parent / "_")[:-1]
_CLEARING_UP: Final = frozenset(("POP_EXCEPT", "RERAISE", "WITH_EXCEPT_START"))
SHELL: Final = _PACKAGE + "_shell"
"""Where waiting is done: what it rests on is calculated elsewhere, in many lines that leave nothing."""
_EMULATOR: Final = str(Path(longtake.__file__).parent / "emulator")


@cache
def _in_peace(code: CodeType) -> frozenset[int]:
    """Return the lines where no signal arrives: Python checks in calls, not as a `with` or `except` ends."""
    found = list(dis.get_instructions(code))
    return frozenset(
        instruction.offset
        for index, instruction in enumerate(found)
        if _ends(found[index : index + 6])
    )


def _ends(following: list[dis.Instruction]) -> bool:
    if not _CLEARING_UP.isdisjoint(each.opname for each in following[:3]):
        return True
    arguments = [each for each in following if each.opname not in ("SWAP", "NOP")][:3]
    return all(each.opname == "LOAD_CONST" and each.argval is None for each in arguments)


@define
class CtrlC:
    """Interrupts this thread when it comes to a line of the package for the so-manieth time.

    Attributes:
        at: Which line, from 1; 0 interrupts nowhere.
        lines: How many lines it came to.
        where: File and line of the interruption.
        within: How the files begin whose lines count.
    """

    at: int = 0
    lines: int = 0
    where: str = ""
    within: str = _PACKAGE

    def _calls(self, frame: FrameType, _event: str, _argument: object) -> Any:
        file = frame.f_code.co_filename
        return (
            self._goes_on
            if file.startswith(self.within) and not file.startswith(_EMULATOR)
            else None
        )

    def _goes_on(self, frame: FrameType, event: str, _argument: object) -> Any:
        if event == "line" and frame.f_lasti not in _in_peace(frame.f_code):
            self.lines += 1
            if self.lines == self.at:
                self.where = f"{frame.f_code.co_filename}:{frame.f_lineno}"
                raise KeyboardInterrupt
        return self._goes_on

    @contextmanager
    def threatening(self) -> Generator[None]:
        """While this lasts. What Python collects meanwhile is none of the lines."""
        before = sys.gettrace()
        gc.disable()
        sys.settrace(self._calls)
        try:
            yield
        finally:
            sys.settrace(before)
            gc.enable()


def each_line(first: int = 1, step: int = 1, *, within: str = _PACKAGE) -> Iterator[CtrlC]:
    """Those that interrupt at one line after the other, until the lines end."""
    for line in count(first, step):
        ctrl_c = CtrlC(line, within=within)
        yield ctrl_c
        assert sys.exc_info() == (None, None, None), ctrl_c.where
        if not ctrl_c.where:
            return


@define
class _Body(httpx.SyncByteStream):
    """A response's body in one piece."""

    content: bytes
    on_taken: Callable[[], None]

    def __iter__(self) -> Iterator[bytes]:
        yield self.content
        # A request for more means that this piece was received.
        self.on_taken()


@define
class InProcess:
    """A transport in the place of httpx's own, which reports the progress of a request as that does.

    Attributes:
        sent: The requests that left.
        taken: The requests whose response bodies were received.
        reported: The names of the events of requests, such as `headers.started`.
    """

    emulator: Emulator
    sent: list[httpx.Request] = field(factory=list[httpx.Request])
    taken: list[httpx.Request] = field(factory=list[httpx.Request])
    reported: list[str] = field(factory=list[str])
    _loop: asyncio.AbstractEventLoop = field(factory=asyncio.new_event_loop)
    _one_at_a_time: threading.Lock = field(factory=threading.Lock)

    def begin_anew(self) -> None:
        """As if nothing had been sent."""
        self.emulator.reset()
        for record in (self.sent, self.taken, self.reported):
            record.clear()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if (trace := request.extensions.get("trace")) is not None:
            self.reported.append("headers.started")
            trace("http11.send_request_headers.started", {"request": request})
        threat = sys.gettrace()
        sys.settrace(None)
        try:
            with self._one_at_a_time:
                self.sent.append(request)
                status, headers, content = self._loop.run_until_complete(self._respond(request))
        finally:
            sys.settrace(threat)
        body = _Body(content, lambda: self.taken.append(request))
        return httpx.Response(status, headers=headers, stream=body)

    async def _respond(self, request: httpx.Request) -> tuple[int, httpx.Headers, bytes]:
        response = await httpx.ASGITransport(self.emulator).handle_async_request(request)
        # As it comes over the wire: the client decodes it.
        content = b"".join([chunk async for chunk in response.aiter_raw()])
        return response.status_code, response.headers, content

    def close(self) -> None:
        self._loop.close()


@contextmanager
def in_process(emulator: Emulator) -> Generator[InProcess]:
    """Let clients that have no transport of their own reach the emulator without a socket."""
    way = InProcess(emulator)

    def handle_request(_: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        return way.handle_request(request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx.HTTPTransport, "handle_request", handle_request)
        yield way
    way.close()
