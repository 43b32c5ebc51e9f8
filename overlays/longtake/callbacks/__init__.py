"""Vendors call back: what they say, whether it is true, and an application that receives it.

    from longtake.callbacks import Event, app

    async def news(event: Event) -> None:
        print(event.task_id, event.snapshot)

    receiver = app(news, secret="...", base_url="https://films.example/callbacks")

`receiver` is an ASGI application; `receiver.url("kie")` is the address to submit tasks with.
"""

from __future__ import annotations

from longtake._core.callbacks import Proof
from longtake.callbacks._asgi import App, app
from longtake.callbacks._events import Believe, Event, Handler
from longtake.callbacks._parsing import Callback, Headers, Provider, parse
from longtake.callbacks._proofs import verify
from longtake.callbacks._receiver import Receiver
from longtake.callbacks._reception import Options, Reception
from longtake.callbacks._record import Announced, Listener, Record
from longtake.callbacks._wsgi import WsgiApp, wsgi_app
from longtake.errors import CallbackError

__all__ = [
    "Announced",
    "App",
    "Believe",
    "Callback",
    "CallbackError",
    "Event",
    "Handler",
    "Headers",
    "Listener",
    "Options",
    "Proof",
    "Provider",
    "Receiver",
    "Reception",
    "Record",
    "WsgiApp",
    "app",
    "parse",
    "verify",
    "wsgi_app",
]
