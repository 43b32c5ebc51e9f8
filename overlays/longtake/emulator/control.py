"""The emulator's own address: what happened, the clock and bad days, for programs in any language."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from longtake.emulator import script
from longtake.emulator.bodies import parse_json
from longtake.emulator.script.values import Mistake, Parameters, fit, parameters_of

if TYPE_CHECKING:
    from longtake.emulator.emulator import Emulator

PREFIX: Final = "/_emulator"
JSON: Final = "application/json"
TOML: Final = "application/toml"


class RefusedError(Exception):
    """A request that nothing was done for; its answer is `{"error": ...}` with `more` beside it."""

    def __init__(self, error: str, status: int = 400, **more: Any) -> None:
        super().__init__(error)
        self.status = status
        self.content = {"error": error, **more}


@dataclass(frozen=True, slots=True)
class Control:
    """What can be asked of an emulator from outside; each method answers one kind of request."""

    emulator: "Emulator"

    async def index(self, request: Request) -> Mapping[str, Any]:
        """Tell what there is."""
        del request
        return {
            f"{method} {PREFIX}{path}": does
            for path, methods in _ROUTES.items()
            for method, (_, does) in methods.items()
        }

    async def state(self, request: Request) -> Mapping[str, Any]:
        """Show everything."""
        del request
        return self.emulator.state()

    async def ledger(self, request: Request) -> Mapping[str, Any]:
        """Show what arrived and what was made."""
        del request
        return self.emulator.ledger.as_json()

    async def advance(self, request: Request) -> Mapping[str, Any]:
        """Take `{"seconds": 60}`; answer the time that it then is."""
        parameters = parameters_of(self.emulator.advance)
        values = await _values(request, parameters, '{"seconds": 60} is wanted')
        try:
            self.emulator.advance(**values)
        except ValueError as error:
            raise RefusedError(str(error)) from error
        # Who asks from outside has no other way to learn that the calls were made.
        await self.emulator.settled()
        return self._time()

    async def reset(self, request: Request) -> Mapping[str, Any]:
        """Begin anew, with `{"balance": 0, "seed": 7}` or one of them too; answer the time."""
        values: dict[str, Any] = {}
        if await request.body():
            parameters = parameters_of(self.emulator.reset)
            wanted = {name: parameters[name] for name in ("balance", "seed")}
            values = await _values(request, wanted, 'nothing is wanted, or {"balance": 0}')
        try:
            self.emulator.reset(**values)
        except ValueError as error:
            raise RefusedError(str(error)) from error
        return self._time()

    async def call_back(self, request: Request) -> Mapping[str, Any]:
        """Take `{"task_id": "...", "do": "forged"}`; call about the task now, and answer how it went."""
        body = await _json(request)
        table = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
        task_id = table.pop("task_id", None)
        if not isinstance(task_id, str):
            raise RefusedError('{"task_id": "..."} is wanted, and perhaps a fault: "do": "forged"')
        mistakes: list[Mistake] = []
        fault = script.fault_of(table, mistakes) if table else None
        if mistakes:
            raise RefusedError("; ".join(mistake.message for mistake in mistakes))
        made = len(self.emulator.ledger.deliveries)
        try:
            self.emulator.call_back(task_id, fault)
        except ValueError as error:
            raise RefusedError(str(error)) from error
        await self.emulator.settled()
        return {"deliveries": [asdict(one) for one in self.emulator.ledger.deliveries[made:]]}

    async def put_in(self, request: Request) -> Mapping[str, Any]:
        """Take a script; answer what was put in."""
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        try:
            if media_type == TOML:
                document = script.parse(await request.body())
            elif media_type == JSON:
                document = script.Document(await _json(request))
            else:
                raise RefusedError(f"Content-Type must be {TOML} or {JSON}", 415)
            return {"put_in": script.apply(self.emulator.families, document)}
        except script.ScriptError as error:
            problems = list(error.problems)
            raise RefusedError("nothing of it was put in", problems=problems) from error

    async def calm(self, request: Request) -> Mapping[str, Any]:
        """Forget what was still to go wrong; answer where."""
        del request
        for family in self.emulator.families.values():
            family.calm()
        return {"calm": list(self.emulator.families)}

    def _time(self) -> dict[str, float]:
        return {"clock": self.emulator.clock.now()}


Method: TypeAlias = Callable[[Control, Request], Awaitable[Mapping[str, Any]]]

_ROUTES: Final[Mapping[str, Mapping[str, tuple[Method, str]]]] = {
    "": {"GET": (Control.index, "what there is")},
    "/state": {"GET": (Control.state, "clock, sources, balances, tasks and ledger")},
    "/ledger": {
        "GET": (
            Control.ledger,
            "requests, callbacks, tasks that were made and billed, and those that were made twice",
        )
    },
    "/advance": {"POST": (Control.advance, 'move the clock on: {"seconds": 60}')},
    "/reset": {
        "POST": (
            Control.reset,
            'put everything back to how it began, but for what is sent: {"balance": 0, "seed": 7}',
        )
    },
    "/callback": {
        "POST": (
            Control.call_back,
            'call back now, in a bad way if you like: {"task_id": "...", "do": "forged"}',
        )
    },
    "/script": {
        "POST": (
            Control.put_in,
            f"put in what is to go wrong, [[fault]] and [[task]] as {TOML} or {JSON}",
        ),
        "DELETE": (Control.calm, "forget what was still to go wrong"),
    },
}


def application(emulator: "Emulator") -> Starlette:
    """Return what answers below `/_emulator`."""
    control = Control(emulator)
    app = Starlette(
        routes=[
            Route(f"{PREFIX}{path}", _endpoint(control, methods), methods=list(methods))
            for path, methods in _ROUTES.items()
        ],
        exception_handlers={HTTPException: _not_here, ClientDisconnect: _gone},
    )
    # One address each: a redirect is what a curl without -L shows nothing of.
    app.router.redirect_slashes = False
    return app


def _endpoint(
    control: Control, methods: Mapping[str, tuple[Method, str]]
) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        # Where there is GET there is HEAD.
        method, _ = methods.get(request.method) or methods["GET"]
        try:
            return _answer(await method(control, request))
        except RefusedError as refused:
            return _answer(refused.content, refused.status)

    return respond


async def _not_here(request: Request, error: Exception) -> Response:
    """Answer a request for which there is no path, or no such method."""
    path = request.url.path
    if isinstance(error, HTTPException) and error.status_code == 405:  # noqa: PLR2004 - HTTP's
        allowed = (error.headers or {})["Allow"]
        return _answer({"error": f"{path} takes {allowed}"}, 405, {"Allow": allowed})
    known = [f"{PREFIX}{name}" for name in _ROUTES]
    close = get_close_matches(path, known, n=1)
    meant = f", did you mean {close[0]}?" if close else ""
    return _answer({"error": f"nothing is at {path}{meant} {PREFIX} tells what there is"}, 404)


async def _gone(request: Request, error: Exception) -> Response:
    """Answer somebody who went away while sending, and hears nothing of this."""
    del request, error
    return Response(status_code=400)


async def _values(request: Request, wanted: Parameters, otherwise: str) -> dict[str, Any]:
    """Read the table of values that a request brings; `otherwise` says what should have come."""
    body = await _json(request)
    if not isinstance(body, dict):
        raise RefusedError(otherwise)
    mistakes: list[Mistake] = []
    values = fit(cast("dict[str, Any]", body), wanted, mistakes)
    if mistakes:
        raise RefusedError("; ".join(mistake.message for mistake in mistakes))
    return values


async def _json(request: Request) -> Any:
    try:
        return parse_json(await request.body())
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise RefusedError(f"the body is not JSON: {place}: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise RefusedError("the body is not JSON: it is not UTF-8") from error
    except ValueError as error:
        raise RefusedError(f"the body is not JSON: {error}") from error
    except RecursionError as error:
        raise RefusedError("the body is nested too deeply") from error


def _answer(
    content: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    try:
        text = json.dumps(content, allow_nan=False)
    except ValueError:
        text = json.dumps(_finite(content))
    # Who reads it in a terminal has a line of its own for what comes next.
    return Response(f"{text}\n", status, headers, JSON)


def _finite(value: Any) -> Any:
    """Replace the numbers that JSON cannot hold, as a browser does: the ledger has what clients sent."""
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, Any]", value)
        return {key: _finite(item) for key, item in mapping.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in cast("list[Any]", value)]
    return None if isinstance(value, float) and not isfinite(value) else value
