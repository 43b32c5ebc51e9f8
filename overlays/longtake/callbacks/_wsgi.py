"""The receiver as a WSGI application."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias, Unpack

from longtake._core.key_pair import Hidden
from longtake.callbacks._events import Handler
from longtake.callbacks._reception import Application, Options, reception

Environ: TypeAlias = dict[str, Any]
StartResponse: TypeAlias = Callable[[str, list[tuple[str, str]]], object]

RECEIVED: Final = "200 OK"
REFUSED: Final = "404 Not Found"


class WsgiApp(Application):
    """Receives callbacks under WSGI: alone, or mounted into Flask. See `App`.

    A coroutine handler runs in an event loop of its own.
    """

    def close(self, timeout: float | None = 30.0) -> int:
        """Refuse what comes from now on, and wait for what is being handled.

        Returns:
            How many tasks have news that is not handled yet; the logger `longtake` names them.
        """
        return self._reception.close(timeout)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request, as WSGI has it."""
        status = RECEIVED if self._take(environ) else REFUSED
        start_response(status, [("Content-Length", "0")])
        return [b""]

    def _take(self, environ: Environ) -> bool:
        length = environ.get("CONTENT_LENGTH") or None
        door = self._reception.door(environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""), length)
        if door is None:
            return False
        if length is not None:
            most = int(length)
        elif environ.get("wsgi.input_terminated"):
            most = self._reception.limit_bytes + 1
        else:
            # Without a length, nobody knows where the body ends.
            most = 0
        try:
            body = environ["wsgi.input"].read(most)
        except Exception:  # noqa: BLE001 - the caller went away; each server has an exception of its own for it
            return False
        return self._reception.take(door, _headers(environ), body)


def _headers(environ: Environ) -> dict[str, str]:
    found = {
        name.removeprefix("HTTP_").replace("_", "-"): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    kind = environ.get("CONTENT_TYPE")
    return {**found, "CONTENT-TYPE": str(kind)} if kind else found


def wsgi_app(*handlers: Handler, **options: Unpack[Options]) -> WsgiApp:
    """Return a receiver of callbacks as a WSGI application; options as in `Options`.

    A handler that fails is logged and keeps nothing from the others. Without any, callbacks are only noted in
    `WsgiApp.record`.

    Args:
        handlers: Called with each `Event`: functions, in a thread.

    Raises:
        InvalidRequestError: If a secret or an option cannot be used.
    """
    given = Hidden(options)
    # No variable of this frame shows a secret, whatever is wrong.
    del options
    return WsgiApp(reception(handlers, given))
