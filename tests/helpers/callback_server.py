"""A receiver on loopback, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Unpack

from longtake.callbacks import Handler, Options, Reception
from longtake.callbacks._asgi import App
from longtake.callbacks._serving import Server, listen, origin


@contextmanager
def receiver_on_loopback(*handlers: Handler, **options: Unpack[Options]) -> Generator[App]:
    """Serve a receiver; what it received is handled when the context ends."""
    started = threading.Event()
    with listen("127.0.0.1", 0) as listening:
        settings: Options = {**options, "base_url": f"{origin(listening)}/callbacks"}
        app = App(Reception(handlers, **settings))
        server = Server(app, started.set)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            assert started.wait(60)
            yield app
        finally:
            server.should_exit = True
            thread.join()
