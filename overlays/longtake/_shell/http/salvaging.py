"""Reading an answer that had arrived when its submit was interrupted, by the rules for any other."""

from __future__ import annotations

import httpx

from longtake._core.provider import Provider
from longtake._shell.http.context import Attempt
from longtake._shell.http.judging import checked


def arrived(current: Attempt, provider: Provider) -> httpx.Response | None:
    """Return the response to a submit, None if it had not wholly arrived. Raises as `checked` does."""
    response = None if current.answer is None else current.answer.whole()
    return response and checked(provider, response.request, response, None)
