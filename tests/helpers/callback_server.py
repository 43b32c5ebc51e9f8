"""A receiver on loopback, in its own thread."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Unpack

from longtake.callbacks import App, Handler, ReceiverOptions
from longtake.callbacks._receiver_core import ReceiverCore
from longtake.callbacks._server import Server, listen, origin

if TYPE_CHECKING:
    from collections.abc import Generator


@contextmanager
def receiver_on_loopback(*handlers: Handler, **options: Unpack[ReceiverOptions]) -> Generator[App]:
    """Serve a receiver. At the end of the context, all received callbacks are handled."""
    started = threading.Event()
    with listen("127.0.0.1", 0) as listening:
        settings: ReceiverOptions = {**options, "base_url": f"{origin(listening)}/callbacks"}
        app = App(ReceiverCore.create(handlers, settings))
        server = Server(app, started.set)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            assert started.wait(60)
            yield app
        finally:
            server.should_exit = True
            thread.join()
