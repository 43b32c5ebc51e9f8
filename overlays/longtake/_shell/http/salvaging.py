"""Reading an answer that had arrived when its submit was interrupted, by the rules for any other."""

from __future__ import annotations

from typing import Any

import httpx
from attrs import evolve

from longtake._core.provider import Provider
from longtake._shell.http.answers import answer_of
from longtake._shell.http.connections import certificates
from longtake._shell.http.context import Attempt
from longtake._shell.http.judging import checked


def arrived(current: Attempt, provider: Provider) -> httpx.Response | None:
    """The answer to a submit, None if it had not wholly arrived.

    Raises as `checked` does if it is an error, and `httpx.DecodingError` for half of a packed one.
    """
    if current.answer is None:
        return None
    response = current.answer.so_far()
    # No part of a JSON object is one, whatever the length that was announced.
    if answer_of(response).json_object() is None:
        return None
    return checked(provider, response.request, response, None)


def replaying(raw: Any, response: httpx.Response) -> Any:
    """A generated client like `raw` that sends nothing: its functions that block get that answer."""
    again = evolve(raw)
    again.set_httpx_client(
        httpx.Client(
            transport=httpx.MockTransport(lambda _: response),
            base_url=response.request.url.join("/"),
            verify=certificates(),
        )
    )
    return again
