"""A receiver that tasks are submitted with: waiting for them ends at the call."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Unpack

from longtake._core.key_pair import Hidden
from longtake.callbacks._asgi import App
from longtake.callbacks._events import Handler
from longtake.callbacks._reception import Options, reception
from longtake.callbacks._record import Listener
from longtake.callbacks._wsgi import WsgiApp
from longtake.errors import InvalidRequestError


class Receiver(App):
    """Receives callbacks, and wakes who waits for the tasks.

        receiver = Receiver(secret="...", base_url="https://films.example/callbacks")
        task = kie.veo.extend(task_id="veo_task_abc", prompt="The dog runs on", callbacks=receiver)
        video = task.wait()

    It is the ASGI application itself, to be mounted where `base_url` says; `wsgi_app` is its WSGI twin, and
    `serving` runs it beside a program that has no web server.

    Attributes:
        wsgi_app: The same receiver as a WSGI application.
    """

    def __init__(self, *handlers: Handler, **options: Unpack[Options]) -> None:
        """Make a receiver; options as in `Options`, handlers as `app` takes them. None are needed to wait.

        Raises:
            InvalidRequestError: If a secret or an option cannot be used.
        """
        given = Hidden(options)
        # No variable of this frame shows a secret, whatever is wrong.
        del options
        super().__init__(reception(handlers, given))
        self.wsgi_app = WsgiApp(self._reception)

    def subscribe(self, provider: str, task_id: str, listener: Listener) -> Callable[[], None]:
        """Let a listener be told of a task; see `Record.subscribe`."""
        return self.record.subscribe(provider, task_id, listener)

    def close(self, timeout: float | None = 30.0) -> int:
        """Refuse what comes from now on, and wait for what is being handled.

        Waits for a task go on, by polling.

        Args:
            timeout: Seconds to wait at most; None: no limit.

        Returns:
            How many tasks have news that is not handled yet; the logger `longtake` names them.
        """
        return self._reception.close(timeout)

    @contextmanager
    def serving(self, host: str = "127.0.0.1", port: int = 0) -> Generator[str]:
        """Listen in a thread while the context lasts, and close the receiver at its end.

        Args:
            host: The address to listen on.
            port: The port; 0 takes a free one.

        Yields:
            Where it listens, such as `http://127.0.0.1:8080`: what `base_url` is if none was given.

        Raises:
            ModuleNotFoundError: If uvicorn is not installed.
            InvalidRequestError: If it cannot listen there.
        """
        if find_spec("uvicorn") is None:
            raise ModuleNotFoundError(
                "Receiver.serving needs uvicorn: pip install 'longtake[callbacks]'"
            )
        from longtake.callbacks import _serving  # noqa: PLC0415 - it needs the extra

        try:
            listening = _serving.listen(host, port)
        except (OSError, OverflowError, TypeError) as error:
            # The latter two are what Python says to a port that is none.
            reason = getattr(error, "strerror", None) or error
            raise InvalidRequestError(
                f"cannot listen on {host} port {port}: {reason}; give another host or port"
            ) from error
        with listening, _serving.in_a_thread(self, listening):
            place = _serving.origin(listening)
            self._reception.base_url = self._reception.base_url or place
            yield place
