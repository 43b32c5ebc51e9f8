"""Ids in the shapes that the vendors give, drawn from the emulator's one source of chance."""

import random
import uuid


def uuid_text(rng: random.Random) -> str:
    """Return a random UUID: `ee603959-debb-48d1-98c4-a6d1c717eba6`."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def hexadecimal(rng: random.Random, digits: int = 32) -> str:
    """Return `digits` lower-case hexadecimal digits."""
    return f"{rng.getrandbits(4 * digits):0{digits}x}"


def decimal(rng: random.Random) -> str:
    """Return a decimal id of 18 digits, always larger than 2^53."""
    return str(rng.randrange(700_000_000_000_000_000, 900_000_000_000_000_000))
