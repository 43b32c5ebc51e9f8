"""Objects that stay in their process: they hold keys, connections and locks."""

from __future__ import annotations

from typing import NoReturn, SupportsIndex

from longtake.errors import NotPicklableError


class NotPicklable:
    """Refuses to be pickled and copied, with the way to go on elsewhere."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        """Raise `NotPicklableError`."""
        del protocol
        raise NotPicklableError(
            f"{type(self).__name__} cannot be pickled or copied: it holds connections of this process. Pass "
            "task.token, a string, and call from_token(token) of a client that is made where it is needed"
        )
