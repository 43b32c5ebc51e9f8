"""Context that requests need beyond the arguments of generated functions: charge, submission, time limit."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, TypeVar

from longtake._core.retry import Charge, charge_of

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    import httpx

    from longtake._core.responses import JsonObject

_CHARGE: Final = "longtake.charge"
_LIMITED_PATH: Final = "longtake.limited_path"
_SERVER: Final = "longtake.server_origin"

ValueT = TypeVar("ValueT")

Origin: TypeAlias = "tuple[str, bytes, int | None]"
"""The scheme, host and port of a URL."""


class SingleAttempt:
    """One attempt of a request whose caller makes the next one.

    Attributes:
        number: The number of the attempt, from 1.
        again_in_s: Seconds after which the next attempt may follow; None: it may not.
    """

    __slots__ = ("again_in_s", "number")

    def __init__(self, number: int = 1) -> None:
        self.number = number
        self.again_in_s: float | None = None


class ReceivedResponse(Protocol):
    """A response that has arrived in part or in full."""

    def whole(self) -> httpx.Response | None:
        """Return the response, or None if a part of it is missing."""
        ...


class HostRule(Protocol):
    """A rule about the hosts that connections may be made to."""

    def check_connection(self, host: str, address: str) -> None:
        """Raise `InvalidRequestError` if a connection to this address must not be used."""
        ...


class SubmitProgress:
    """The progress of a submission, or of its reconciliation.

    Attributes:
        under_way: Whether a part of the request may have been sent while its outcome is unknown.
        accounts: The accounts whose keys were sent, as in `Credential.account`.
        response: The response to the last request, None before one begins to arrive.
        accepted: The parsed body of the response that accepts the request, None before it arrives.
    """

    __slots__ = ("accepted", "accounts", "response", "under_way")

    def __init__(self) -> None:
        self.under_way = False
        self.accepted: JsonObject | None = None
        self.response: ReceivedResponse | None = None
        self.accounts: set[str] = set()


class TimeLimit(Protocol):
    """The time limit of a request."""

    def left_s(self) -> float:
        """Return the seconds that are left for reads and writes."""
        ...

    def is_over(self) -> bool:
        """Return whether the time has passed."""
        ...


deadline: Final[ContextVar[float | None]] = ContextVar("deadline", default=None)
"""The time on the client's clock until which the caller waits for the requests of this context."""

submit_progress: Final[ContextVar[SubmitProgress | None]] = ContextVar(
    "submit_progress", default=None
)
"""The progress of the submission that this context makes."""

time_limit: Final[ContextVar[TimeLimit | None]] = ContextVar("time_limit", default=None)
"""The time in which the request of this context must end."""

single_attempt: Final[ContextVar[SingleAttempt | None]] = ContextVar("single_attempt", default=None)
"""Set where each request of this context is sent once, because the caller makes the next attempt."""

public_hosts: Final[ContextVar[HostRule | None]] = ContextVar("public_hosts", default=None)
"""Set where connections may be made to public hosts only."""


@contextmanager
def context_var_set(variable: ContextVar[ValueT | None], value: ValueT) -> Generator[ValueT]:
    """Set a context variable while the context lasts, and restore its value afterwards."""
    before = variable.get()
    # An interruption during `set` must not leave the variable set for the code that follows.
    try:
        variable.set(value)
        yield value
    finally:
        variable.set(before)


def context_with(values: Mapping[ContextVar[Any], object]) -> Context:
    """Return a copy of this context in which variables are set.

    Unlike `context_var_set`, an interruption at any line leaves no variable set in this thread.
    """
    context = copy_context()
    for variable, value in values.items():
        context.run(variable.set, value)
    return context


def note_resend() -> None:
    """Record that the submission of this context is sent once more, so the previous response is void."""
    progress = submit_progress.get()
    if progress is not None:
        progress.response = None


def note_accepted(body: JsonObject) -> None:
    """Record the body of the response that accepts the submission of this context."""
    progress = submit_progress.get()
    if progress is not None:
        progress.accepted = body


def note_not_created() -> None:
    """Record that the submission of this context has certainly started nothing."""
    progress = submit_progress.get()
    if progress is not None:
        progress.under_way = False


def charge_of_request(request: httpx.Request) -> Charge:
    """Return what a request may cost. A request that longtake did not prepare may be charged."""
    charge = request.extensions.get(_CHARGE)
    return charge if isinstance(charge, Charge) else charge_of(request.method, "", {})


def note_charge(request: httpx.Request, charge: Charge) -> None:
    """Record what a request may cost."""
    request.extensions[_CHARGE] = charge


def is_charged(request: httpx.Request) -> bool:
    """Return whether a request may be charged."""
    return charge_of_request(request) is Charge.CHARGED


def note_limited_path(request: httpx.Request, path: str) -> None:
    """Record the path of `Provider.path_rates` whose rate a request counts against."""
    request.extensions[_LIMITED_PATH] = path


def limited_path_of(request: httpx.Request) -> str | None:
    """Return the path whose rate a request counts against, None if it has no rate of its own."""
    path = request.extensions.get(_LIMITED_PATH)
    return path if isinstance(path, str) else None


def note_server_origin(request: httpx.Request, origin: Origin) -> None:
    """Record the origin of the server that the operation of a request has in place of the base URL."""
    request.extensions[_SERVER] = origin


def server_origin_of(request: httpx.Request, default: Origin) -> Origin:
    """Return the origin of the server of a request, which alone may have the key."""
    found: Origin = request.extensions.get(_SERVER, default)
    return found
