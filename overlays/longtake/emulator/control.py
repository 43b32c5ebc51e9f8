"""The emulator's own address: what happened so far, and the clock, for programs in any language."""

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from longtake.emulator.vendor import parse_json

if TYPE_CHECKING:
    from longtake.emulator.emulator import Emulator

PREFIX = "/_emulator"


def application(emulator: "Emulator") -> Starlette:
    """Return what answers below `/_emulator`."""

    async def show_state(request: Request) -> Response:
        del request
        return JSONResponse(emulator.state())

    async def advance(request: Request) -> Response:
        """Take `{"seconds": 60}`; answer the time that it then is."""
        try:
            body = parse_json(await request.body())
            emulator.advance(float(body["seconds"]))
        except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
            return JSONResponse({"error": f'{{"seconds": number >= 0}} is wanted: {error}'}, 400)
        return JSONResponse({"clock": emulator.clock.now()})

    async def reset(request: Request) -> Response:
        del request
        emulator.reset()
        return JSONResponse({"clock": emulator.clock.now()})

    return Starlette(
        routes=[
            Route(f"{PREFIX}/state", show_state, methods=["GET"]),
            Route(f"{PREFIX}/advance", advance, methods=["POST"]),
            Route(f"{PREFIX}/reset", reset, methods=["POST"]),
        ]
    )
