"""What a request carries past the generated code: its charge, its submission, its time limit."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from longtake._core.retry import Charge, charge_of

if TYPE_CHECKING:
    import httpx

_CHARGE: Final = "longtake.charge"

ValueT = TypeVar("ValueT")


class SingleAttempt:
    """One attempt, of which somebody else makes the next.

    Attributes:
        number: Which attempt it is, from 1.
        again_in_s: After how many seconds the next may follow, None if none may.
    """

    __slots__ = ("again_in_s", "number")

    def __init__(self, number: int = 1) -> None:
        self.number = number
        self.again_in_s: float | None = None


class ReceivedResponse(Protocol):
    """A response of which a part or all has arrived."""

    def whole(self) -> httpx.Response | None:
        """Return the response, None if a part of it is missing."""
        ...


class HostRule(Protocol):
    """Decides which hosts may be connected to."""

    def check_connection(self, host: str, address: str) -> None:
        """Raise `InvalidRequestError` if a connection to this address must not be used."""
        ...


class SubmitProgress:
    """How far a submit came, or who is asked about one.

    Attributes:
        under_way: Whether a part of it may have left, and nobody knows what the vendor does with it.
        accounts: Whose keys were sent, as `Credential.account` has them.
        response: The response to the last request that was sent, None before one begins to arrive.
        accepted: The body of the response that says that the request was accepted, empty before.
    """

    __slots__ = ("accepted", "accounts", "response", "under_way")

    def __init__(self) -> None:
        self.under_way = False
        self.accepted = b""
        self.response: ReceivedResponse | None = None
        self.accounts: set[str] = set()


class TimeLimit(Protocol):
    """What bounds the time of a request."""

    def left_s(self) -> float:
        """Return the seconds that are left for reads and writes."""
        ...

    def is_over(self) -> bool:
        """Return whether nothing more is waited for."""
        ...


deadline: Final[ContextVar[float | None]] = ContextVar("deadline", default=None)
"""The moment on the clock after which nobody waits for an answer any more, for the calls of this context."""

submit_progress: Final[ContextVar[SubmitProgress | None]] = ContextVar("attempt", default=None)
"""What is told how far the submit of this context came."""

time_limit: Final[ContextVar[TimeLimit | None]] = ContextVar("time_limit", default=None)
"""The time in which the request of this context must end."""

single_attempt: Final[ContextVar[SingleAttempt | None]] = ContextVar("once", default=None)
"""Set where each request of this context is sent once, by who sends it again if that may be."""


public_hosts: Final[ContextVar[HostRule | None]] = ContextVar("public_hosts", default=None)
"""Set where only public hosts may be connected to."""


@contextmanager
def context_var_set(variable: ContextVar[ValueT | None], value: ValueT) -> Generator[ValueT]:
    """Let a variable have a value meanwhile, and then again the one that it had."""
    before = variable.get()
    # An interruption that comes as it is set must not leave it set for all that follows.
    try:
        variable.set(value)
        yield value
    finally:
        variable.set(before)


def context_with(values: Mapping[ContextVar[Any], object]) -> Context:
    """Return a copy of this context in which variables are set.

    Unlike `having`, an interruption at any line leaves nothing set for what follows in this thread.
    """
    context = copy_context()
    for variable, value in values.items():
        context.run(variable.set, value)
    return context


def note_resend() -> None:
    """Note that the submit of this context leaves once more: what was answered before is not its answer."""
    current = submit_progress.get()
    if current is not None:
        current.response = None


def note_accepted(body: bytes) -> None:
    """Note the body of the response that says that the submit of this context was accepted."""
    current = submit_progress.get()
    if current is not None:
        current.accepted = body


def note_not_created() -> None:
    """Note that the submit of this context has certainly started nothing."""
    current = submit_progress.get()
    if current is not None:
        current.under_way = False


def charge_of_request(request: httpx.Request) -> Charge:
    """Return what a request may cost. One that was not addressed by a client of ours may be charged."""
    known = request.extensions.get(_CHARGE)
    return known if isinstance(known, Charge) else charge_of(request.method, "", {})


def note_charge(request: httpx.Request, known: Charge) -> None:
    """Note what a request may cost."""
    request.extensions[_CHARGE] = known


def is_charged(request: httpx.Request) -> bool:
    """Return whether a request may start what is billed."""
    return charge_of_request(request) is Charge.CHARGED
