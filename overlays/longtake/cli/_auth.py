"""`longtake auth`: store, check, list and remove keys. A key is never an argument, and never shown."""

from __future__ import annotations

import sys
import time
from getpass import getpass
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer

from longtake._core.credentials import checked_key, table_name
from longtake._core.key_pair import KeyPair
from longtake._core.values import counted
from longtake._providers import PROVIDERS, entry
from longtake.cli import _complete, _keyring, _profiles
from longtake.cli._context import current
from longtake.cli._errors import CommandError, Status, problem_of
from longtake.cli._keys import find_key
from longtake.cli._typer import new_app
from longtake.errors import InvalidRequestError, LongtakeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from longtake._core.provider import Provider
    from longtake.cli._context import Cli

_KEYRING: Final = "the system keyring"
_MILLISECONDS: Final = 1000
_DAY_S: Final = 24 * 60 * 60

ProviderArgument: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="PROVIDER",
        help=f"One of {', '.join(PROVIDERS)}.",
        autocompletion=_complete.providers,
    ),
]
AnyProviderArgument: TypeAlias = Annotated[
    str | None,
    typer.Argument(
        metavar="[PROVIDER]",
        help=f"One of {', '.join(PROVIDERS)}. By default, all providers with a key.",
        autocompletion=_complete.providers,
    ),
]
KeyringOption: TypeAlias = Annotated[
    bool | None,
    typer.Option(
        "--keyring/--file",
        help="Store the key in the system keyring (extra keyring), or in a file that only you can read. By "
        "default, the command uses the keyring if it works.",
        show_default=False,
    ),
]
PairOption: TypeAlias = Annotated[
    bool,
    typer.Option("--key-pair", help="Store an access key and a secret key, for Kling."),
]

auth = new_app(help="Store, check, list and remove the keys of the providers.")


@auth.command("set", context_settings={"allow_extra_args": True})
def _set(
    context: typer.Context,
    provider: ProviderArgument,
    *,
    keyring: KeyringOption = None,
    key_pair: PairOption = False,
) -> None:
    """Store the key of a provider.

    The command reads the key from a hidden prompt, or from standard input: one line for a key, two lines for
    a key pair. A key is never an argument.
    """
    cli = current()
    found = _provider(provider)
    if context.args:
        raise CommandError(
            "the key must not be an argument: it would appear in the shell's history, and other users could "
            "see it",
            f"Run: longtake auth set {found.name}. If the argument was your key, replace it at the provider.",
        )
    if key_pair and found.key_pair_signing is None:
        raise CommandError(
            f"--key-pair requires a provider with key pairs, got {found.name}",
            "Leave out --key-pair.",
        )
    names = ("access_key", "secret_key") if key_pair else ("api_key",)
    secrets = _read(found, names)
    place = _store(cli, found, secrets, keyring=keyring)
    if cli.json:
        cli.output.emit("key", provider=found.name, source=place)
    else:
        cli.output.note(f"Stored the key for {found.name} in {place}.")
        cli.output.note(f"To check it, run: longtake auth check {found.name}")
    stored = place
    if place != _KEYRING:
        stored = table_name(_profiles.chosen_profile(cli.profile), found)
    used = find_key(found.name, cli.profile).source
    if used is not None and not used.startswith(stored):
        cli.output.note(f"Another key takes precedence: {used}.")


@auth.command("check")
def _check(provider: AnyProviderArgument = None) -> int:
    """Send a free request with the key, and print the result."""
    cli = current()
    chosen = [_provider(provider).name] if provider else _with_key(cli)
    statuses: list[int] = []
    for name in chosen:
        key = find_key(name, cli.profile)
        try:
            proof = CHECKS[name](cli.clients.client(name))
        except LongtakeError as error:
            problem = problem_of(error, help_command=cli.help_command)
            cli.report(problem, error)
            statuses.append(problem.status)
            continue
        if cli.json:
            cli.output.emit("key", provider=name, source=key.source, accepted=True, proof=proof)
        else:
            cli.output.line(f"{name} accepted the key from {key.words}: {proof}")
    return next(iter(statuses), 0)


@auth.command("list")
def _list() -> None:
    """List where the key of each provider was found."""
    cli = current()
    width = max(map(len, PROVIDERS))
    for name in PROVIDERS:
        key = find_key(name, cli.profile)
        if cli.json:
            cli.output.emit(
                "key",
                provider=name,
                source=key.source,
                is_pair=key.is_pair,
                problem=key.problem or None,
            )
        else:
            pair = " (key pair)" if key.is_pair else ""
            cli.output.line(f"{name:<{width}}  {key.words}{pair}")


@auth.command("remove")
def _remove(provider: ProviderArgument) -> None:
    """Remove the stored key of a provider from the keyring and from the file."""
    cli = current()
    found = _provider(provider)
    places: list[str] = []
    if _keyring.is_installed() and _keyring.remove(found):
        places.append(_KEYRING)
    path = _profiles.remove(found, _profiles.chosen_profile(cli.profile))
    if path is not None:
        places.append(str(path))
    if not places:
        raise CommandError(
            f"no key for {found.name} is stored", "Run: longtake auth list", Status.KEY
        )
    if cli.json:
        cli.output.emit("key", provider=found.name, removed_from=places)
    else:
        cli.output.note(f"Removed the key for {found.name} from {' and '.join(places)}.")
    left = find_key(found.name, cli.profile)
    if left.source is not None:
        cli.output.note(f"Another key is still in use: {left.source}.")


def _kie(client: Any) -> str:  # noqa: ANN401 - the client of the provider
    return f"{counted(client.account.credits(), 'credit')} left"


def _useapi(client: Any) -> str:  # noqa: ANN401 - the client of the provider
    client.gen2.list(offset=0, limit=1)
    return "it can list tasks"


def _chainhub(client: Any) -> str:  # noqa: ANN401 - the client of the provider
    client.kling.list_text_to_video(page_num=1, page_size=1)
    return "it can list tasks"


def _kling(client: Any) -> str:  # noqa: ANN401 - the client of the provider
    now = time.time()
    packs = client.account.costs(
        start_time=int((now - _DAY_S) * _MILLISECONDS), end_time=int(now * _MILLISECONDS)
    )
    return f"the account has {len(packs)} resource pack{'s' if len(packs) != 1 else ''}"


CHECKS: Final[Mapping[str, Callable[[Any], str]]] = {
    "kie": _kie,
    "useapi": _useapi,
    "chainhub": _chainhub,
    "kling": _kling,
}
"""The function for each provider that sends a free request and returns what the response shows."""


def _provider(name: str) -> Provider:
    """Return a provider.

    Raises:
        CommandError: If there is no such provider. The message does not repeat the name: it may be a key.
    """
    if name not in PROVIDERS:
        raise CommandError(
            f"unknown provider; expected one of {', '.join(PROVIDERS)}", "Run: longtake auth --help"
        )
    return entry(name).provider


def _with_key(cli: Cli) -> list[str]:
    found: list[str] = [
        name for name in PROVIDERS if find_key(name, cli.profile).source is not None
    ]
    if not found:
        problems = filter(None, (find_key(name, cli.profile).problem for name in PROVIDERS))
        if problem := next(problems, ""):
            raise InvalidRequestError(problem)
        raise CommandError("no key found", "Run: longtake auth set PROVIDER", Status.KEY)
    return found


def _read(provider: Provider, names: tuple[str, ...]) -> dict[str, str]:
    """Read the parts of a key from a hidden prompt, or from the lines of the standard input."""
    is_terminal = sys.stdin.isatty()
    secrets: dict[str, str] = {}
    for name in names:
        words = name.replace("_", " ").replace("api", "API")
        if is_terminal:
            secrets[name] = getpass(f"{words} for {provider.name} (not shown): ").strip()
        else:
            secrets[name] = sys.stdin.readline().strip()
    source = "the prompt" if is_terminal else "standard input"
    parts = list(secrets.values())
    if not all(parts):
        raise CommandError(
            f"the key must not be empty, got nothing from {source}",
            "Pass the key on standard input, or run the command in a terminal, which prompts for it.",
        )
    try:
        checked_key(KeyPair(*parts) if len(parts) > 1 else parts[0], source)
    except InvalidRequestError as error:
        raise CommandError(
            str(error), f"Create a key at {provider.key_page}, and paste it unchanged."
        ) from None
    return secrets


def _store(
    cli: Cli, provider: Provider, secrets: Mapping[str, str], *, keyring: bool | None
) -> str:
    """Store a key, and return where."""
    if keyring or (keyring is None and cli.profile is None and _keyring.is_installed()):
        try:
            _keyring.store(provider, secrets)
        except CommandError as error:
            if keyring:
                raise
            cli.output.note(
                f"{error.what[0].upper()}{error.what[1:]}. The key is stored in a file instead."
            )
        else:
            return _KEYRING
    profile = _profiles.chosen_profile(cli.profile)
    path = _profiles.store(provider, profile, secrets)
    return f"the profile {profile!r} in {path}"
