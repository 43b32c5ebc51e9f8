"""`python -m longtake.callbacks serve`: a receiver on its own."""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Any, Final, TextIO, cast, get_args

from longtake._providers import PROVIDERS
from longtake._shell.client import SyncClient
from longtake.callbacks._asgi import App
from longtake.callbacks._events import Believe, Event, Handler
from longtake.callbacks._lines import for_people, for_programs
from longtake.callbacks._parsing import Provider
from longtake.callbacks._paths import Paths
from longtake.callbacks._proofs import signing_of
from longtake.callbacks._reception import Options, Reception
from longtake.errors import InvalidRequestError, LongtakeError, MissingCredentialsError

DESCRIPTION: Final = """\
Receive the callbacks of all providers, check them, and tell what they announce.

Prints NAME=value lines once it listens: the address to give each provider as the callback URL. Keep them to
yourself: who knows one can call it. News of tasks are shown as they arrive, on the standard error, and what
was refused, with the reason. Ctrl-C stops it, after everything that was received is handled.
"""
EPILOG: Final = """\
from the environment:
  LONGTAKE_CALLBACK_SECRET   what the addresses are made from, at least 16 characters. Several, apart by
                             spaces, while it is changed: the first makes addresses, all are known. Without
                             it, the addresses are good until this ends.
{signed}
  {keys}
                             the keys that tasks are read again with; see docs/authentication.md.

each line that --forward writes is a JSON object: provider, family, task_id, token, label, state,
vendor_state, progress, videos, failure, and read, which says whether the task was read again for it.
"""

STOPPED: Final = 0
FAILED: Final = 1
MISUSED: Final = 2


def port_number(text: str) -> int:
    """Read a port."""
    if text.isascii() and text.isdecimal() and len(text) <= len("65535") and int(text) <= 65535:  # noqa: PLR2004 - what a port is
        return int(text)
    raise argparse.ArgumentTypeError(f"must be a number from 0 to 65535, not {text!r}")


def key_variables() -> list[str]:
    """Return the environment variables that hold the providers' API keys."""
    return [provider.client.provider.key_variable for provider in PROVIDERS.values()]


def signed_variables() -> str:
    """Return the lines of `--help` about the variables that hold signing keys."""
    signing = [found for found in map(signing_of, PROVIDERS) if found]
    return "\n".join(
        f"  {each.variable:<26} {each.keys}, apart by spaces: what is not signed is refused."
        for each in signing
    )


def arguments() -> argparse.ArgumentParser:
    """The parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m longtake.callbacks", description=DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="serve")
    serve = commands.add_parser(
        "serve",
        help="receive callbacks until Ctrl-C",
        description=DESCRIPTION,
        epilog=EPILOG.format(signed=signed_variables(), keys=", ".join(key_variables())),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serve.add_argument(
        "--port", type=port_number, default=0, help="port to listen on; 0, the default: a free one"
    )
    serve.add_argument(
        "--url",
        metavar="URL",
        help="where vendors reach this from outside, such as https://films.example/callbacks"
        " (default: where it listens)",
    )
    serve.add_argument(
        "--forward",
        metavar="FILE",
        help="append each event to this file as a line of JSON; - is the standard output, and the NAME=value"
        " lines then go to the standard error",
    )
    serve.add_argument(
        "--believe",
        choices=get_args(Believe),
        default="read",
        help="whose word counts: what a read of the task says (the default; needs an API key), a signed body,"
        " or any body that came to the right address",
    )
    return parser


class Lines:
    """Text streams that several threads write whole lines to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def write(self, stream: TextIO | None, text: str) -> None:
        """Write a text at once; nothing where there is no such stream."""
        if stream is not None:
            with self._lock:
                stream.write(text)
                stream.flush()


LINES: Final = Lines()


def complain(text: str) -> None:
    """Write a line to the standard error, if there is one."""
    # Whoever listened may be gone.
    with suppress(OSError):
        LINES.write(cast("TextIO | None", sys.stderr), f"{text}\n")


def show(event: Event) -> None:
    """Show an event to whoever watches."""
    complain(for_people(event))


class Output:
    """A stream that somebody counts on: what cannot be written is told of, and stops the receiver."""

    def __init__(self, stream: TextIO, place: str) -> None:
        self._stream = stream
        self._place = place
        # Not those that complaints go by: who writes to a pipe that nobody reads never ends.
        self._lines = Lines()
        self.broken = False
        self.stop: Callable[[], None] | None = None

    def write(self, text: str, what: str) -> None:
        """Write a text at once.

        Args:
            text: The text, to its last line feed.
            what: What is lost if that fails.
        """
        if not self.broken:
            try:
                self._lines.write(self._stream, text)
            except OSError as error:
                self.broken = True
                complain(f"Cannot write to {self._place}: {error.strerror or error}")
                # What is left in the stream would fail once more when it is closed.
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
                if self.stop is not None:
                    self.stop()
            else:
                return
        complain(f"not written: {what}")

    def forward(self, event: Event) -> None:
        """Write an event, as a handler."""
        self.write(for_programs(event), f"news of the task {event.token}")


def several(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The values of a variable that may hold several."""
    return tuple(environment.get(name, "").split())


@contextmanager
def named(variable: str) -> Generator[None]:
    """Let what is wrong with a value say where it came from."""
    try:
        yield
    except InvalidRequestError as error:
        raise InvalidRequestError(
            f"the environment variable {variable} (several are apart by spaces): {error}"
        ) from error


def clients(stack: ExitStack, believe: Believe) -> list[SyncClient[Any]]:
    """A client of each provider that there is a key for; what that leaves out is said.

    Raises:
        MissingCredentialsError: If tasks have to be read again and there is no key at all.
    """
    found: list[SyncClient[Any]] = []
    for provider in PROVIDERS.values():
        kind = provider.client
        try:
            client = kind()
        except MissingCredentialsError:
            if believe != "body":
                variable = kind.provider.key_variable
                complain(
                    f"without {variable}, calls of {provider.name} are noted and nothing is told"
                )
            continue
        stack.callback(client.close)
        found.append(client)
    variables = key_variables()
    if not found and believe != "body":
        raise MissingCredentialsError(
            f"no key of any provider to read tasks with: set {', '.join(variables[:-1])} or "
            f"{variables[-1]}, or believe what is posted with --believe body"
        )
    return found


def main(argv: list[str] | None = None) -> int:
    """Serve until a signal comes; return the exit status."""
    options = arguments().parse_args(argv)
    if find_spec("uvicorn") is None:
        complain("longtake.callbacks serve needs uvicorn: pip install 'longtake[callbacks]'")
        return FAILED
    if sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison] - so it is when it was closed
        complain("the standard output is closed, and there would be the addresses")
        return FAILED
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("longtake").setLevel(logging.INFO)
    with ExitStack() as stack:
        try:
            return run(options, stack)
        except LongtakeError as error:
            complain(f"{error}")
            return MISUSED
        except KeyboardInterrupt:
            return STOPPED


def run(options: argparse.Namespace, stack: ExitStack) -> int:
    """Serve until a signal comes; return the exit status."""
    from longtake.callbacks import _serving  # noqa: PLC0415 - it needs the extra

    forward = forwarded(options.forward, stack)
    if forward is None and options.forward is not None:
        return FAILED
    try:
        listening = stack.enter_context(_serving.listen(options.host, options.port))
    except OSError as error:
        complain(f"Cannot listen on {options.host} port {options.port}: {error.strerror or error}")
        return FAILED
    place = _serving.origin(listening)
    if options.url is None and ip_address(listening.getsockname()[0]).is_unspecified:
        complain(
            f"nobody can call {place}, it means every address of this machine: give one with --url"
        )
    reception = receiver(options, stack, forward, options.url or place)
    addresses = Output(sys.stderr if options.forward == "-" else sys.stdout, "the standard output")
    server = _serving.Server(App(reception), lambda: announce(reception, addresses))

    def stop() -> None:
        server.should_exit = True

    def on_signal(number: int, frame: FrameType | None) -> None:
        """Before uvicorn listens to signals, and when it raises them again after its end."""
        del number, frame
        stop()

    outputs = [addresses] if forward is None else [addresses, forward]
    for output in outputs:
        output.stop = stop
    for number in (signal.SIGINT, signal.SIGTERM):
        stack.callback(signal.signal, number, signal.signal(number, on_signal))
    server.run([listening])
    if reception.close(0.0):
        # Whoever reads what is forwarded may have stopped reading: a thread that waits for that never ends.
        complain("stopped before everything was handled")
        os._exit(FAILED)
    return FAILED if any(output.broken for output in outputs) else STOPPED


def forwarded(place: str | None, stack: ExitStack) -> Output | None:
    """Where events are forwarded to, None if that is nowhere."""
    if place is None:
        return None
    if place == "-":
        return Output(sys.stdout, "the standard output")
    try:
        return Output(stack.enter_context(Path(place).open("a", encoding="utf-8")), place)
    except OSError as error:
        complain(f"Cannot write to {place!r}: {error.strerror or error}")
        return None


def receiver(
    options: argparse.Namespace, stack: ExitStack, forward: Output | None, url: str
) -> Reception:
    """The receiver, from the command line and the environment."""
    handlers: list[Handler] = [show] if forward is None else [show, forward.forward]
    secret = several(os.environ, "LONGTAKE_CALLBACK_SECRET")
    if not secret:
        complain("without LONGTAKE_CALLBACK_SECRET, the addresses are good until this ends")
    else:
        with named("LONGTAKE_CALLBACK_SECRET"):
            Paths(secret)
    keys: dict[Provider, Sequence[str]] = {}
    for provider in PROVIDERS:
        signing = signing_of(provider)
        if signing is None:
            continue
        keys[provider] = several(os.environ, signing.variable)
        with named(signing.variable):
            for key in keys[provider]:
                signing.check(key)
    settings: Options = {
        "secret": secret or secrets.token_urlsafe(32),
        "base_url": url,
        "signing_keys": keys,
        "clients": clients(stack, options.believe),
        "believe": options.believe,
    }
    return Reception(handlers, **settings)


def announce(reception: Reception, out: Output) -> None:
    """Print the addresses, in one piece: a reader may want no more than the first."""
    lines = [
        f"{provider.upper()}_CALLBACK_URL={reception.url(provider)}\n" for provider in PROVIDERS
    ]
    out.write("".join(lines), "the addresses")


if __name__ == "__main__":
    sys.exit(main())
