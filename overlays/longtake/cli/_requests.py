"""Requests that are printed and not sent, and their published prices."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NoReturn, cast

from attrs import frozen

from longtake._core.values import counted
from longtake._shell.submit import parameters_in
from longtake.cli._errors import CommandError, Status
from longtake.models import MODELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from longtake._core.task_kind import Start
    from longtake._shell.client import SyncClient
    from longtake.cli._context import Cli
    from longtake.models import Method

_LONGEST_SHOWN: Final = 400
_KEY_HEADER: Final = "authorization"


@frozen(kw_only=True)
class RecordedRequest:
    """A request that was not sent.

    Attributes:
        method: The HTTP method.
        url: The URL.
        headers: The headers, without the key.
        body: The JSON value of the body, or a description of another body; None for no body.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: object


class _Recorded(BaseException):
    """Raised to end a call after its request was recorded. Not an `Exception`, so that no code handles it."""


class _RecordingTransport:
    """A transport that records the first request, and sends nothing."""

    def __init__(self) -> None:
        self.recorded: RecordedRequest | None = None

    def handle_request(self, request: Any) -> NoReturn:  # noqa: ANN401 - only the shell imports httpx
        """Record a request.

        Raises:
            _Recorded: Always.
        """
        content: bytes = request.read()
        kind = request.headers.get("content-type", "").partition(";")[0]
        self.recorded = RecordedRequest(
            method=request.method,
            url=str(request.url),
            headers={
                name: "Bearer ***" if name == _KEY_HEADER else value
                for name, value in request.headers.items()
            },
            body=_body(content, kind),
        )
        raise _Recorded

    def __enter__(self) -> _RecordingTransport:
        return self

    def __exit__(self, *_: object) -> None:
        """Close nothing."""

    def close(self) -> None:
        """Close nothing."""


def recorded_request(
    cli: Cli, provider: str, call: Callable[[SyncClient[Any]], object]
) -> RecordedRequest:
    """Return the request that a call would send first. Nothing is sent, and no key is needed.

    Args:
        cli: The run.
        provider: The provider.
        call: The call, with a client as its argument.
    """
    transport = _RecordingTransport()
    client = cli.clients.unsent(provider, cast("Any", transport))
    try:
        call(client)
    except _Recorded:
        pass
    finally:
        client.close()
    if transport.recorded is None:
        raise CommandError(
            "the call sends no request, so none can be printed", "Leave out --dry-run."
        )
    return transport.recorded


def print_request(
    cli: Cli, request: RecordedRequest, price: float | None, *, is_charged: bool = True
) -> None:
    """Print a request and its price.

    Args:
        cli: The run.
        request: The request.
        price: The price in credits, None if none is published.
        is_charged: Whether the operation starts a task.
    """
    cli.output.note("Nothing was sent.")
    if cli.json:
        cli.output.emit(
            "request",
            method=request.method,
            url=request.url,
            headers=dict(request.headers),
            body=request.body,
            credits=price,
        )
        return
    cli.output.line(f"{request.method} {request.url}")
    for name, value in request.headers.items():
        cli.output.line(f"{name}: {value}")
    if request.body is not None:
        cli.output.line("")
        cli.output.line(cli.output.pretty(request.body))
    if is_charged:
        cli.output.line("")
        shown = "not published" if price is None else counted(price, "credit")
        cli.output.line(f"Price: {shown}")


def published_price(
    provider: str, start: Start, body: object, resolution: str | None = None
) -> float | None:
    """Return the published price of a first video or an extension in credits, None if there is none.

    Args:
        provider: The name of the provider.
        start: The operation.
        body: The body of the request.
        resolution: The resolution of the source, None if it is unknown.
    """
    model = MODELS.get(f"{provider}/{start.resource.replace('.', '/')}")
    if model is None:
        return None
    known = {} if resolution is None else {"resolution": resolution}
    parameters = {**known, **parameters_in(body, prefer="inner")}
    # The operation of Wan that extends a video makes first videos, too. Its prices are the same for both.
    if model.growth and model.extend and model.extend.name == start.method:
        if model.growth.duration == "fixed":
            return model.growth.price(model.growth.max_added_s, parameters)
        return model.growth.price(_seconds(model.extend, parameters), parameters)
    for method in (model.generate, model.generate_from_image):
        if method and method.name == start.method:
            return model.price(_seconds(method, parameters), parameters)
    return None


def _seconds(method: Method, parameters: Mapping[str, object]) -> float | None:
    """Return the length that a request asks for in seconds, None if it has none."""
    given = parameters.get(method.names.get("duration_s") or "duration")
    return given if isinstance(given, int | float) else None


def check_price(price: float | None, limit: float | None, call: str) -> None:
    """Check a published price against `--max-credits`.

    Args:
        price: The price in credits, None if none is published.
        limit: The value of the option, None if it is not given.
        call: The command, model and action for the message.

    Raises:
        CommandError: If the price is higher, or there is none.
    """
    if limit is None:
        return
    if price is None:
        raise CommandError(
            f"no price is published for {call} with these parameters, so --max-credits cannot be applied",
            "Leave out --max-credits. Nothing was sent. To list the published prices, run: longtake models "
            + next((word for word in call.split() if "/" in word), "MODEL"),
        )
    if price > limit:
        raise CommandError(
            f"{call} costs {counted(price, 'credit')}, more than --max-credits {limit:g}",
            "Choose cheaper parameters, or raise --max-credits. Nothing was sent.",
            Status.CREDITS,
        )


def _body(content: bytes, kind: str) -> object:
    if not content:
        return None
    if kind == "application/json":
        return _shortened(json.loads(content))
    return f"{kind}, {len(content)} bytes"


def _shortened(value: object) -> object:
    """Return a JSON value with its long strings cut, such as images in base64."""
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        return {name: _shortened(member) for name, member in members.items()}
    if isinstance(value, list):
        return [_shortened(item) for item in cast("list[object]", value)]
    if isinstance(value, str) and len(value) > _LONGEST_SHOWN:
        return f"{value[:_LONGEST_SHOWN]}... ({len(value)} characters)"
    return value
