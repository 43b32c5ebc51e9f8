"""Receive, verify and parse the callbacks that providers send when a task changes.

    from longtake.callbacks import Event, app

    async def handle(event: Event) -> None:
        print(event.task_id, event.snapshot)

    receiver = app(handle, secret="...", base_url="https://films.example/callbacks")

`receiver` is an ASGI application. Submit tasks with the address `receiver.url("kie")`.
"""

from __future__ import annotations

from longtake._core.callbacks import VerifiedSignature
from longtake._providers import ProviderName
from longtake.callbacks._asgi import App, app
from longtake.callbacks._callback_record import CallbackRecord, Listener, ReceivedCallback
from longtake.callbacks._events import Event, Handler, Trust
from longtake.callbacks._parsing import Callback, Headers, parse
from longtake.callbacks._receiver import Receiver
from longtake.callbacks._receiver_core import ReceiverOptions
from longtake.callbacks._signatures import verify
from longtake.callbacks._wsgi import WsgiApp, wsgi_app
from longtake.errors import CallbackError

__all__ = [
    "App",
    "Callback",
    "CallbackError",
    "CallbackRecord",
    "Event",
    "Handler",
    "Headers",
    "Listener",
    "ProviderName",
    "ReceivedCallback",
    "Receiver",
    "ReceiverOptions",
    "Trust",
    "VerifiedSignature",
    "WsgiApp",
    "app",
    "parse",
    "verify",
    "wsgi_app",
]
