"""Two hosts: the one where an API is reached, and the one where its files lie."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

# In process nothing is resolved, so the files' host may have any name.
NAME: Final = "media."
DEFAULT_PORT: Final = "80"


class Origins:
    """Which origin goes with which.

    On sockets both are one host, by the name that the client knows it by, with two ports. In
    process, where no port is listened on, `http://media.vendor.test` goes with `http://vendor.test`.
    """

    def __init__(self) -> None:
        self._other_port: dict[str, str] = {}

    @contextmanager
    def paired(self, port: int, media_port: int) -> Generator[None]:
        """Let the files of the API at `port` lie at `media_port` while the context lasts."""
        self._other_port |= {str(port): str(media_port), str(media_port): str(port)}
        try:
            yield
        finally:
            del self._other_port[str(port)], self._other_port[str(media_port)]

    def other(self, origin: str) -> str:
        """Return where the files lie of the API at `origin`, or the API whose files lie there.

        An origin is `scheme://host` or `scheme://host:port`.
        """
        place, _, port = origin.rpartition(":")
        if not port.isdigit():
            place, port = origin, DEFAULT_PORT
        if other_port := self._other_port.get(port):
            return f"{place}:{other_port}"
        scheme, _, host = origin.partition("://")
        if host.startswith(NAME):
            return f"{scheme}://{host.removeprefix(NAME)}"
        # There are no names below an address of version 6, which stands in brackets.
        below = f"localhost{host.rpartition(']')[2]}" if host.startswith("[") else host
        return f"{scheme}://{NAME}{below}"
