"""Who the emulated account at useapi.net is, and ids as the vendor writes them."""

from typing import Final

USER_ID: Final = "1234"
EMAIL: Final = "someone@example.com"
TOKEN: Final = f"user:{USER_ID}-emulated"


def identifier(kind: str, uuid: str) -> str:
    """Return an id as the vendor writes it, `kind` being task or asset."""
    return f"user:{USER_ID}-runwayml:{EMAIL}-{kind}:{uuid}"


def bare(identifier_: str) -> str:
    """Return the UUID at the end of an id."""
    return identifier_.rpartition(":")[2]
