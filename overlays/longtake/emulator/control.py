"""The control API below `/_emulator`: the ledger, the clock and faults, for programs in any language."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from difflib import get_close_matches
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, cast

from attrs import asdict, frozen
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from longtake.emulator import script
from longtake.emulator.request_bodies import parse_json
from longtake.emulator.script.values import Mistake, Parameters, fit, parameters_of

if TYPE_CHECKING:
    from longtake.emulator.clock import EmulatorClock
    from longtake.emulator.faults import Fault
    from longtake.emulator.ledger import Ledger
    from longtake.emulator.task_kind import TaskKind

PREFIX: Final = "/_emulator"
JSON: Final = "application/json"
TOML: Final = "application/toml"


class Controlled(Protocol):
    """The parts of an emulator that the control API uses."""

    @property
    def clock(self) -> EmulatorClock:
        """The clock."""
        ...

    @property
    def ledger(self) -> Ledger:
        """The ledger."""
        ...

    @property
    def task_kinds(self) -> Mapping[str, TaskKind]:
        """Every task kind by its key."""
        ...

    def state(self) -> dict[str, Any]:
        """Return the state as JSON."""
        ...

    def advance(self, seconds: float) -> None:
        """Move the clock on."""
        ...

    def reset(self, *, seed: int | None = None, balance: float | None = None) -> None:
        """Restore the first state."""
        ...

    def send_callback(self, task_id: str, fault: Fault | None = None) -> None:
        """Send a callback now."""
        ...

    async def settle_async(self) -> None:
        """Wait until every callback that is due is sent."""
        ...


class RefusedError(Exception):
    """A request that is refused: the response is `{"error": ...}` with `details` beside it."""

    def __init__(self, error: str, status: int = 400, **details: object) -> None:
        super().__init__(error)
        self.status = status
        self.content = {"error": error, **details}


@frozen
class Control:
    """The control API of one emulator; each method responds to one kind of request."""

    emulator: Controlled

    async def index(self, request: Request) -> Mapping[str, Any]:
        """List the requests of the control API."""
        del request
        return {
            f"{method} {PREFIX}{path}": description
            for path, methods in _ROUTES.items()
            for method, (_, description) in methods.items()
        }

    async def state(self, request: Request) -> Mapping[str, Any]:
        """Show clock, sources, balances, tasks and ledger."""
        del request
        return self.emulator.state()

    async def ledger(self, request: Request) -> Mapping[str, Any]:
        """Show the ledger."""
        del request
        return self.emulator.ledger.as_json()

    async def advance(self, request: Request) -> Mapping[str, Any]:
        """Move the clock on by `{"seconds": 60}`; respond with the new time."""
        parameters = parameters_of(self.emulator.advance)
        values = await _values(request, parameters, 'the body must be {"seconds": 60}')
        try:
            self.emulator.advance(**values)
        except ValueError as error:
            raise RefusedError(str(error)) from error
        # A program outside has no other way to learn that the callbacks were sent.
        await self.emulator.settle_async()
        return self._time()

    async def reset(self, request: Request) -> Mapping[str, Any]:
        """Restore the first state, but for `{"balance": 0, "seed": 7}`, each optional; show the time."""
        values: dict[str, Any] = {}
        if await request.body():
            parameters = parameters_of(self.emulator.reset)
            expected = {name: parameters[name] for name in ("balance", "seed")}
            values = await _values(
                request, expected, 'the body must be empty or like {"balance": 0}'
            )
        try:
            self.emulator.reset(**values)
        except ValueError as error:
            raise RefusedError(str(error)) from error
        return self._time()

    async def send_callback(self, request: Request) -> Mapping[str, Any]:
        """Send a callback about `{"task_id": "...", "do": "forged"}` now; show the attempts."""
        body = await _json(request)
        table = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
        task_id = table.pop("task_id", None)
        if not isinstance(task_id, str):
            raise RefusedError(
                'the body must be {"task_id": "..."}, with or without a fault: "do": "forged"'
            )
        mistakes: list[Mistake] = []
        fault = script.fault_of(table, mistakes) if table else None
        if mistakes:
            raise RefusedError("; ".join(mistake.message for mistake in mistakes))
        before = len(self.emulator.ledger.deliveries)
        try:
            self.emulator.send_callback(task_id, fault)
        except ValueError as error:
            raise RefusedError(str(error)) from error
        await self.emulator.settle_async()
        return {"deliveries": [asdict(one) for one in self.emulator.ledger.deliveries[before:]]}

    async def add_faults(self, request: Request) -> Mapping[str, Any]:
        """Add the faults of a script; show what was added."""
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        try:
            if media_type == TOML:
                document = script.parse(await request.body())
            elif media_type == JSON:
                document = script.Document(await _json(request))
            else:
                raise RefusedError(
                    f"Content-Type must be {TOML} or {JSON}, got {media_type!r}", 415
                )
            return {"added": script.apply(self.emulator.task_kinds, document)}
        except script.ScriptError as error:
            problems = list(error.problems)
            raise RefusedError(
                "the script has mistakes, so nothing was added", problems=problems
            ) from error

    async def clear_faults(self, request: Request) -> Mapping[str, Any]:
        """Remove every fault that is still to happen; show the task kinds."""
        del request
        for kind in self.emulator.task_kinds.values():
            kind.clear_faults()
        return {"cleared": list(self.emulator.task_kinds)}

    def _time(self) -> dict[str, float]:
        return {"clock": self.emulator.clock.now()}


Method: TypeAlias = Callable[[Control, Request], Awaitable[Mapping[str, Any]]]

_ROUTES: Final[Mapping[str, Mapping[str, tuple[Method, str]]]] = {
    "": {"GET": (Control.index, "list the requests")},
    "/state": {"GET": (Control.state, "clock, sources, balances, tasks and ledger")},
    "/ledger": {
        "GET": (
            Control.ledger,
            "requests, callbacks, tasks that were made and charged, and duplicates",
        )
    },
    "/advance": {"POST": (Control.advance, 'move the clock on: {"seconds": 60}')},
    "/reset": {
        "POST": (
            Control.reset,
            'restore the first state, but for what is sent: {"balance": 0, "seed": 7}',
        )
    },
    "/callback": {
        "POST": (
            Control.send_callback,
            'send a callback now, with or without a fault: {"task_id": "...", "do": "forged"}',
        )
    },
    "/script": {
        "POST": (
            Control.add_faults,
            f"add faults, [[fault]] and [[task]] as {TOML} or {JSON}",
        ),
        "DELETE": (Control.clear_faults, "remove the faults that are still to happen"),
    },
}


def application(emulator: Controlled) -> Starlette:
    """Return the ASGI application below `/_emulator`."""
    control = Control(emulator)
    app = Starlette(
        routes=[
            Route(f"{PREFIX}{path}", _endpoint(control, methods), methods=list(methods))
            for path, methods in _ROUTES.items()
        ],
        exception_handlers={HTTPException: _not_found, ClientDisconnect: _disconnected},
    )
    # One address each: a curl without -L shows nothing of a redirect.
    app.router.redirect_slashes = False
    return app


def _endpoint(
    control: Control, methods: Mapping[str, tuple[Method, str]]
) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        # Where there is GET there is HEAD.
        method, _ = methods.get(request.method) or methods["GET"]
        try:
            return _response(await method(control, request))
        except RefusedError as refused:
            return _response(refused.content, refused.status)

    return respond


async def _not_found(request: Request, error: Exception) -> Response:
    """Respond to a request with an unknown path or method."""
    path = request.url.path
    if isinstance(error, HTTPException) and error.status_code == 405:  # noqa: PLR2004 - HTTP's
        allowed = (error.headers or {})["Allow"]
        return _response({"error": f"{path} accepts {allowed}"}, 405, {"Allow": allowed})
    known = [f"{PREFIX}{name}" for name in _ROUTES]
    close = get_close_matches(path, known, n=1)
    meant = f", did you mean {close[0]}?" if close else ";"
    return _response({"error": f"nothing is at {path}{meant} {PREFIX} lists the requests"}, 404)


async def _disconnected(request: Request, error: Exception) -> Response:
    """Respond to a client that left while sending, and does not receive this."""
    del request, error
    return Response(status_code=400)


async def _values(request: Request, expected: Parameters, otherwise: str) -> dict[str, Any]:
    """Return the table of values in a request's body; `otherwise` is the error if it is no table."""
    body = await _json(request)
    if not isinstance(body, dict):
        raise RefusedError(otherwise)
    mistakes: list[Mistake] = []
    values = fit(cast("dict[str, Any]", body), expected, mistakes)
    if mistakes:
        raise RefusedError("; ".join(mistake.message for mistake in mistakes))
    return values


async def _json(request: Request) -> object:
    try:
        return parse_json(await request.body())
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise RefusedError(f"the body is not JSON: {place}: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise RefusedError("the body is not JSON: it must be UTF-8") from error
    except ValueError as error:
        raise RefusedError(f"the body is not JSON: {error}") from error
    except RecursionError as error:
        raise RefusedError("the body is nested too deeply") from error


def _response(
    content: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    try:
        text = json.dumps(content, allow_nan=False)
    except ValueError:
        text = json.dumps(_finite(content))
    # With a line break, so that a terminal's prompt starts on a line of its own.
    return Response(f"{text}\n", status, headers, JSON)


def _finite(value: object) -> object:
    """Replace the numbers that JSON cannot contain, as a browser does: the ledger has clients' values."""
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, object]", value)
        return {key: _finite(item) for key, item in mapping.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in cast("list[object]", value)]
    return None if isinstance(value, float) and not isfinite(value) else value
