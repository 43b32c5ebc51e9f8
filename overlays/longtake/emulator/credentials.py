"""Keys, as requests bring them along."""

import re
from typing import Final

# RFC 9110, 11.1 and 11.4: the scheme in any case, then one space or more.
BEARER: Final = re.compile(r"(?i:bearer) +([^ \t]+)")


def bearer_token(authorization: str | None) -> str | None:
    """Return the key in an Authorization header; None without one, or with another kind.

    The vendors do not say how strict they are. The RFC decides: it is what frameworks go by.
    """
    found = BEARER.fullmatch((authorization or "").strip(" \t"))
    return None if found is None else found.group(1)
