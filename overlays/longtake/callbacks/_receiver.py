"""The receiver that you submit tasks with: their waits end when a callback arrives."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Unpack

from attrs import define, field

from longtake._core.key_pair import Hidden
from longtake.callbacks._asgi import App
from longtake.callbacks._receiver_core import ReceiverOptions, receiver_core
from longtake.callbacks._wsgi import WsgiApp
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from longtake.callbacks._callback_record import Listener
    from longtake.callbacks._events import Handler


@define(eq=False, repr=False, slots=False, init=False)
class Receiver(App):
    """A receiver of callbacks. When one arrives, `wait` polls its task at once.

        receiver = Receiver(secret="...", base_url="https://films.example/callbacks")
        task = kie.veo.extend(task_id="veo_task_abc", prompt="The dog runs on", callbacks=receiver)
        video = task.wait()

    It is an ASGI application: mount it where `base_url` says. Under WSGI mount `wsgi_app`. In a program
    without a web server use `serving`.

    Example:
        >>> receiver = Receiver()
        >>> with receiver.serving():
        ...     task = kie.veo.generate(prompt="A dog runs along a beach", callbacks=receiver)
        ...     video = task.wait()

    Attributes:
        wsgi_app: The same receiver as a WSGI application.
    """

    wsgi_app: WsgiApp = field(init=False)

    def __init__(self, *handlers: Handler, **options: Unpack[ReceiverOptions]) -> None:
        """Make a receiver; options as in `ReceiverOptions`. Waiting needs no handlers.

        Args:
            handlers: Called with each `Event`: functions, in a thread, or coroutine functions.
            options: See `ReceiverOptions`.

        Raises:
            InvalidRequestError: If an option is invalid.
        """
        given = Hidden(options)
        # No variable of this frame shows a secret, whatever is wrong.
        del options
        super().__init__(receiver_core(handlers, given))
        self.wsgi_app = WsgiApp(self._core)

    def subscribe(self, provider: str, task_id: str, listener: Listener) -> Callable[[], None]:
        """Call a listener with each callback of a task, and at once with the last one before.

        Args:
            provider: The provider's name, such as `kie`.
            task_id: The provider's id of the task.
            listener: The function to call. It must not block.

        Returns:
            A function that ends the subscription.
        """
        return self.record.subscribe(provider, task_id, listener)

    def close(self, timeout: float | None = 30.0) -> int:
        """Refuse further callbacks, and wait for the handlers. Calls of `wait` continue by polling.

        Args:
            timeout: The maximum seconds to wait; None means no limit.

        Returns:
            The number of tasks with callbacks that are not handled; the logger `longtake` names them.
        """
        return self._core.close(timeout)

    @contextmanager
    def serving(self, host: str = "127.0.0.1", port: int = 0) -> Generator[str]:
        """Listen in a thread while the context lasts, and close the receiver at its end.

        Args:
            host: The address to listen on.
            port: The port; 0 takes a free one.

        Yields:
            The address of the server, such as `http://127.0.0.1:8080`, which is the `base_url` by default.

        Raises:
            ModuleNotFoundError: If uvicorn is not installed.
            InvalidRequestError: If the address or the port cannot be used.
        """
        if find_spec("uvicorn") is None:
            raise ModuleNotFoundError(
                "Receiver.serving needs uvicorn: pip install 'longtake[callbacks]'"
            )
        from longtake.callbacks._server import listen, origin, serving_in_thread  # noqa: PLC0415 - an optional extra

        try:
            listening = listen(host, port)
        except (OSError, OverflowError, TypeError) as error:
            # Python raises the latter two for an invalid port.
            reason = getattr(error, "strerror", None) or error
            raise InvalidRequestError(
                f"cannot listen on {host} port {port}: {reason}; choose another host or port"
            ) from error
        with listening, serving_in_thread(self, listening):
            place = origin(listening)
            self._core.base_url = self._core.base_url or place
            yield place
