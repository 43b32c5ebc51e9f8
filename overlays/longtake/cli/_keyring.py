"""Keys in the system keyring."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from longtake._core.credentials import KEYRING_SERVICE
from longtake._shell.api_key import look_up_keyring
from longtake.cli._errors import CommandError, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake._core.provider import Provider

_PAIR: Final = ("access_key", "secret_key")


def is_installed() -> bool:
    """Return whether the package of the extra `keyring` is installed."""
    return find_spec("keyring") is not None


def users(provider: Provider) -> dict[str, str]:
    """Return the user name of each entry of a provider, by the name of its secret."""
    found = {"api_key": provider.name}
    if provider.key_pair_signing is not None:
        found |= {part: f"{provider.name}:{part}" for part in _PAIR}
    return found


def store(provider: Provider, secrets: Mapping[str, str]) -> None:
    """Write the key of a provider to the keyring, and remove entries of its other form.

    Raises:
        CommandError: If the extra is not installed, or the keyring cannot be used.
    """
    _require()
    import keyring  # noqa: PLC0415 - an optional dependency, and slow to import

    entries = users(provider)
    try:
        for name, secret in secrets.items():
            keyring.set_password(KEYRING_SERVICE, entries[name], secret)
    except Exception as error:  # noqa: BLE001 - backends raise the errors of their systems
        raise _unusable(error) from None
    # A pair would take precedence over a key.
    remove(provider, [name for name in entries if name not in secrets])


def remove(provider: Provider, names: list[str] | None = None) -> bool:
    """Remove entries of a provider, by default all of them. Return whether any existed.

    Raises:
        CommandError: If the keyring cannot be used.
    """
    _require()
    import keyring  # noqa: PLC0415 - an optional dependency, and slow to import

    entries = users(provider)
    present = [
        entries[name]
        for name in (entries if names is None else names)
        if look_up_keyring(KEYRING_SERVICE, entries[name])[0] is not None
    ]
    try:
        for user in present:
            keyring.delete_password(KEYRING_SERVICE, user)
    except Exception as error:  # noqa: BLE001 - as above
        raise _unusable(error) from None
    return bool(present)


def _require() -> None:
    if not is_installed():
        raise CommandError(
            "the system keyring needs the package keyring",
            "Run: pip install 'longtake[keyring]'. Or store the key in a file with --file.",
            Status.MISSING_EXTRA,
        )


def _unusable(error: Exception) -> CommandError:
    # The backend's message is left out: it is long, and recommends other packages.
    return CommandError(
        f"the system keyring cannot be used: {type(error).__name__}",
        "Store the key in a file with --file.",
        Status.OTHER,
    )
