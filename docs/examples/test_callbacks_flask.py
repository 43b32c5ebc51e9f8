"""Callbacks in a Flask application, tested on loopback against the emulator."""

import threading

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server

from longtake import Chainhub, State
from longtake.callbacks import Event, WsgiApp, wsgi_app
from longtake_pytest import ServedEmulator


def mount(receiver: WsgiApp, site: Flask) -> None:
    """Mount the receiver below /callbacks."""
    site.wsgi_app = DispatcherMiddleware(site.wsgi_app, {"/callbacks": receiver})  # type: ignore[method-assign] # as in Flask's documentation


def test_each_change_is_an_event(
    longtake_chainhub: Chainhub, longtake_emulator: ServedEmulator
) -> None:
    events: list[Event] = []
    site = Flask(__name__)
    server = make_server("127.0.0.1", 0, site, threaded=True)
    receiver = wsgi_app(
        events.append,
        base_url=f"http://127.0.0.1:{server.server_port}/callbacks",
        clients=[longtake_chainhub],
    )
    mount(receiver, site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        longtake_chainhub.kling.extend(
            video_id=longtake_emulator.sources["chainhub/kling"].id,
            prompt="The wave breaks",
            callback_url=receiver.url("chainhub", label="film-3"),
        )
        for _ in range(20):
            longtake_emulator.advance(60)
            longtake_emulator.settle()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert receiver.close() == 0
    assert events[-1].state is State.SUCCEEDED
    assert {event.label for event in events} == {"film-3"}
