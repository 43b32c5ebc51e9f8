"""Reading an answer that had arrived when its submit was interrupted, by the rules for any other."""

from __future__ import annotations

from typing import Any

import httpx
from attrs import evolve

from longtake._core.provider import Provider
from longtake._shell.http.context import Attempt
from longtake._shell.http.judging import checked


def arrived(current: Attempt, provider: Provider) -> httpx.Response | None:
    """Return the response to a submit, None if it had not wholly arrived. Raises as `checked` does."""
    response = None if current.answer is None else current.answer.whole()
    return response and checked(provider, response.request, response, None)


def replaying(raw: Any, response: httpx.Response) -> Any:
    """A generated client like `raw` that sends nothing: its functions that block get that answer."""
    again = evolve(raw)
    again.set_httpx_client(
        httpx.Client(
            transport=httpx.MockTransport(lambda _: response),
            base_url=response.request.url.join("/"),
            trust_env=False,
        )
    )
    return again
