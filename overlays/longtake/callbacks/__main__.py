"""The command `python -m longtake.callbacks serve`: a receiver on its own."""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import signal
import sys
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from longtake._providers import PROVIDERS
from longtake.callbacks._asgi import App
from longtake.callbacks._events import Trust
from longtake.callbacks._output import Output, print_event, print_message
from longtake.callbacks._receiver_core import ReceiverCore
from longtake.callbacks._signatures import provider_signing
from longtake.callbacks._urls import CallbackUrls
from longtake.errors import InvalidRequestError, LongtakeError, MissingCredentialsError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from types import FrameType

    from longtake._providers import ProviderName
    from longtake._shell.client import SyncClient
    from longtake.callbacks._events import Handler

DESCRIPTION: Final = """\
Receive the callbacks of all providers, verify them, and poll their tasks.

Prints a NAME=value line for each provider once it listens: the callback URL to submit tasks with. Keep these
URLs secret: anyone who has one can send callbacks. Writes events to standard error as they arrive, and
refused requests with the reason. Ctrl-C stops the command after all received callbacks are handled.
"""
EPILOG: Final = """\
environment variables:
  LONGTAKE_CALLBACK_SECRET   the secret that addresses are made from, at least 16 characters. To change it,
                             give several, separated by spaces: new addresses use the first, and addresses
                             made from any of them are accepted. Without it, addresses are valid until the
                             command ends.
{signed}
  {keys}
                             the API keys that tasks are polled with; see docs/authentication.md.

Each line that --forward writes is a JSON object with provider, kind, task_id, token, label, state,
provider_state, progress, videos, failure, and polled: whether the task was polled for this event.
"""

STOPPED: Final = 0
FAILED: Final = 1
MISUSED: Final = 2


def port_number(text: str) -> int:
    """Return a port.

    Raises:
        argparse.ArgumentTypeError: If the string is not a port.
    """
    if text.isascii() and text.isdecimal() and len(text) <= len("65535") and int(text) <= 65535:  # noqa: PLR2004 - the largest port
        return int(text)
    raise argparse.ArgumentTypeError(f"must be a number from 0 to 65535, got {text!r}")


def key_variables() -> list[str]:
    """Return the environment variables of the providers' API keys."""
    return [provider.provider.key_variable for provider in PROVIDERS.values()]


def signing_variables() -> str:
    """Return the lines of `--help` about the environment variables of signing keys."""
    signing = [found for found in map(provider_signing, PROVIDERS) if found]
    return "\n".join(
        f"  {each.variable:<26} {each.keys_description}, separated by spaces: unsigned callbacks are refused."
        for each in signing
    )


def argument_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m longtake.callbacks", description=DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="serve")
    serve = commands.add_parser(
        "serve",
        help="receive callbacks until Ctrl-C",
        description=DESCRIPTION,
        epilog=EPILOG.format(signed=signing_variables(), keys=", ".join(key_variables())),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serve.add_argument(
        "--port", type=port_number, default=0, help="port to listen on; 0, the default: a free one"
    )
    serve.add_argument(
        "--url",
        metavar="URL",
        help="the address at which providers reach this receiver, such as https://films.example/callbacks"
        " (default: the address that it listens on)",
    )
    serve.add_argument(
        "--forward",
        metavar="FILE",
        help="append each event to this file as a line of JSON; with -, events go to standard output and the"
        " NAME=value lines to standard error",
    )
    serve.add_argument(
        "--trust",
        choices=get_args(Trust),
        default="poll",
        help="the source of events: a poll of the task (the default; needs an API key), a signed body, or"
        " any body sent to the right address",
    )
    return parser


def values_of(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return the values of a variable, which are separated by spaces."""
    return tuple(environment.get(name, "").split())


@contextmanager
def naming_variable(variable: str) -> Generator[None]:
    """Name an environment variable in the errors about its value."""
    try:
        yield
    except InvalidRequestError as error:
        raise InvalidRequestError(
            f"the environment variable {variable} (separate several values by spaces): {error}"
        ) from error


def clients(stack: ExitStack, trust: Trust) -> list[SyncClient[Any]]:
    """Return a client of each provider that has an API key. Report the others.

    Raises:
        MissingCredentialsError: If tasks must be polled and there is no API key.
    """
    found: list[SyncClient[Any]] = []
    for provider in PROVIDERS.values():
        try:
            client = provider.client()
        except MissingCredentialsError:
            if trust != "body":
                variable = provider.provider.key_variable
                print_message(
                    f"without {variable}, tasks of {provider.name} cannot be polled and have no events"
                )
            continue
        stack.callback(client.close)
        found.append(client)
    variables = key_variables()
    if not found and trust != "body":
        raise MissingCredentialsError(
            f"polling tasks needs an API key: set {', '.join(variables[:-1])} or {variables[-1]}, or "
            "trust the body of callbacks with --trust body"
        )
    return found


def main(argv: list[str] | None = None) -> int:
    """Serve until a signal arrives; return the exit status."""
    options = argument_parser().parse_args(argv)
    if find_spec("uvicorn") is None:
        print_message("longtake.callbacks serve needs uvicorn: pip install 'longtake[callbacks]'")
        return FAILED
    if sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison] - it is None if it was closed
        print_message("the standard output must be open: the addresses are printed there")
        return FAILED
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("longtake").setLevel(logging.INFO)
    with ExitStack() as stack:
        try:
            return serve(options, stack)
        except LongtakeError as error:
            print_message(f"{error}")
            return MISUSED
        except KeyboardInterrupt:
            return STOPPED


def serve(options: argparse.Namespace, stack: ExitStack) -> int:
    """Serve until a signal arrives; return the exit status."""
    from longtake.callbacks._server import Server, listen, origin  # noqa: PLC0415 - an optional extra

    forward = forward_output(options.forward, stack)
    if forward is None and options.forward is not None:
        return FAILED
    try:
        listening = stack.enter_context(listen(options.host, options.port))
    except OSError as error:
        print_message(
            f"Cannot listen on {options.host} port {options.port}: {error.strerror or error}"
        )
        return FAILED
    place = origin(listening)
    if options.url is None and ip_address(listening.getsockname()[0]).is_unspecified:
        print_message(
            f"providers cannot reach {place}, which means every address of this machine: "
            "give a public one with --url"
        )
    core = make_receiver(options, stack, forward, options.url or place)
    addresses = Output(sys.stderr if options.forward == "-" else sys.stdout, "the standard output")
    server = Server(App(core), lambda: print_addresses(core, addresses))

    def stop() -> None:
        server.should_exit = True

    def on_signal(number: int, frame: FrameType | None) -> None:
        """Stop before uvicorn handles signals, and when it raises them again after its end."""
        del number, frame
        stop()

    outputs = [addresses] if forward is None else [addresses, forward]
    for output in outputs:
        output.stop = stop
    for number in (signal.SIGINT, signal.SIGTERM):
        stack.callback(signal.signal, number, signal.signal(number, on_signal))
    server.run([listening])
    if core.close(0.0):
        # A thread may be writing to a pipe that is not read: that never returns.
        print_message("stopped before all callbacks were handled")
        os._exit(FAILED)
    return FAILED if any(output.broken for output in outputs) else STOPPED


def forward_output(place: str | None, stack: ExitStack) -> Output | None:
    """Return the output that events are forwarded to; None without one, or if it cannot be opened."""
    if place is None:
        return None
    if place == "-":
        return Output(sys.stdout, "the standard output")
    try:
        return Output(stack.enter_context(Path(place).open("a", encoding="utf-8")), place)
    except OSError as error:
        print_message(f"Cannot write to {place!r}: {error.strerror or error}")
        return None


def make_receiver(
    options: argparse.Namespace, stack: ExitStack, forward: Output | None, url: str
) -> ReceiverCore:
    """Return the receiver for a command line and the environment."""
    handlers: list[Handler] = (
        [print_event] if forward is None else [print_event, forward.write_event]
    )
    secret = values_of(os.environ, "LONGTAKE_CALLBACK_SECRET")
    if not secret:
        print_message(
            "without LONGTAKE_CALLBACK_SECRET, addresses are valid until this command ends"
        )
    else:
        with naming_variable("LONGTAKE_CALLBACK_SECRET"):
            CallbackUrls(secret)
    keys: dict[ProviderName, Sequence[str]] = {}
    for provider in PROVIDERS:
        signing = provider_signing(provider)
        if signing is None:
            continue
        keys[provider] = values_of(os.environ, signing.variable)
        with naming_variable(signing.variable):
            for key in keys[provider]:
                signing.check_key(key)
    return ReceiverCore.create(
        handlers,
        {
            "secret": secret or secrets.token_urlsafe(32),
            "base_url": url,
            "signing_keys": keys,
            "clients": clients(stack, options.trust),
            "trust": options.trust,
        },
    )


def print_addresses(core: ReceiverCore, output: Output) -> None:
    """Print the addresses, in one write: a reader may stop after the first line."""
    lines = [f"{provider.upper()}_CALLBACK_URL={core.url(provider)}\n" for provider in PROVIDERS]
    output.write("".join(lines), "the addresses")


if __name__ == "__main__":
    sys.exit(main())
