"""The system keyring, where the package `keyring` is installed."""

from __future__ import annotations


def look_up(service: str, user: str) -> tuple[str | None, str]:
    """The secret of a service and user, and a few words on how looking for it went."""
    try:
        import keyring  # noqa: PLC0415 - an optional dependency, and slow to import
    except ImportError:
        return None, "the package keyring is not installed: pip install 'longtake[keyring]'"
    try:
        secret = keyring.get_password(service, user)
    except Exception as error:  # noqa: BLE001 - backends raise whatever their systems do
        # Not the back end's own text: it is long, and speaks of packages that nobody needs for a key.
        return None, f"it cannot be used: {type(error).__name__}"
    return secret, "has none" if secret is None else "found"
