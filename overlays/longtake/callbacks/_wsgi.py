"""The receiver as a WSGI application."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, TypeAlias, Unpack

from attrs import define

from longtake._core.key_pair import Hidden
from longtake.callbacks._receiver_core import ReceiverApp, ReceiverOptions, receiver_core

if TYPE_CHECKING:
    from longtake.callbacks._events import Handler

Environ: TypeAlias = dict[str, Any]
StartResponse: TypeAlias = Callable[[str, list[tuple[str, str]]], object]

_ACCEPTED: Final = "200 OK"
_REFUSED: Final = "404 Not Found"


@define(eq=False, repr=False, slots=False)
class WsgiApp(ReceiverApp):
    """A receiver of callbacks for WSGI: served alone, or mounted into Flask. See `App`.

    Create it with `wsgi_app`. A coroutine handler runs in an event loop of its own.

    Example:
        >>> receiver = wsgi_app(print, base_url="https://films.example/callbacks")
        >>> receiver.url("kie", label="order-17")
        'https://films.example/callbacks/kie/.../order-17'
    """

    def close(self, timeout: float | None = 30.0) -> int:
        """Refuse further callbacks, and wait for the handlers.

        Args:
            timeout: The maximum seconds to wait; None means no limit.

        Returns:
            The number of tasks with callbacks that are not handled; the logger `longtake` names them.
        """
        return self._core.close(timeout)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        status = _ACCEPTED if self._accept(environ) else _REFUSED
        start_response(status, [("Content-Length", "0")])
        return [b""]

    def _accept(self, environ: Environ) -> bool:
        length = environ.get("CONTENT_LENGTH") or None
        route = self._core.match(environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""), length)
        if route is None:
            return False
        if length is not None:
            maximum = int(length)
        elif environ.get("wsgi.input_terminated"):
            maximum = self._core.max_body_bytes + 1
        else:
            # Without a length, the end of the body cannot be found.
            maximum = 0
        try:
            body = environ["wsgi.input"].read(maximum)
        except Exception:  # noqa: BLE001 - the connection was closed; each server raises its own exception
            return False
        return self._core.accept(route, _headers(environ), body)


def _headers(environ: Environ) -> dict[str, str]:
    found = {
        name.removeprefix("HTTP_").replace("_", "-"): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    media = environ.get("CONTENT_TYPE")
    return {**found, "CONTENT-TYPE": str(media)} if media else found


def wsgi_app(*handlers: Handler, **options: Unpack[ReceiverOptions]) -> WsgiApp:
    """Return a receiver of callbacks as a WSGI application; options as in `ReceiverOptions`.

    The exceptions of a handler are logged, and the other handlers are called all the same. Without handlers,
    callbacks are only added to `WsgiApp.record`.

    Args:
        handlers: Called with each `Event`: functions, in a thread, or coroutine functions.
        options: See `ReceiverOptions`.

    Raises:
        InvalidRequestError: If an option is invalid.
    """
    given = Hidden(options)
    # No variable of this frame shows a secret, whatever is wrong.
    del options
    return WsgiApp(receiver_core(handlers, given))
