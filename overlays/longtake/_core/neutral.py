"""The common names for extending a video, and how a family takes them."""

from __future__ import annotations

from typing import TypeVar

from attrs import define, field

from longtake.errors import InvalidRequestError

ValueT = TypeVar("ValueT")
AbsentT = TypeVar("AbsentT")


@define(kw_only=True)
class Extension:
    """What a caller wants, in the names that all families share.

    A family reads from it what it understands; `check_all_used` refuses the rest, so that nothing a caller
    asked for is dropped in silence.

    Attributes:
        target: The provider and family, such as `kie/veo`, for messages.
        source: The video to go on from: a task id, an asset id or a video id, as the family wants it.
    """

    target: str
    source: str
    _options: dict[str, object] = field(alias="options")
    _used: set[str] = field(factory=set[str], init=False)

    def option(self, name: str, kind: type[ValueT], absent: AbsentT) -> ValueT | AbsentT:
        """The option of that name, `absent` if the caller did not give it.

        Raises:
            InvalidRequestError: If it is not of the type `kind`.
        """
        self._used.add(name)
        value = self._options.get(name)
        if value is None:
            return absent
        if not isinstance(value, kind) or isinstance(value, bool):
            raise InvalidRequestError(
                f"{self.target}: {name} must be {kind.__name__}, not {type(value).__name__}"
            )
        return value

    def required(self, name: str, kind: type[ValueT]) -> ValueT:
        """The option of that name, which this family cannot do without.

        Raises:
            InvalidRequestError: If the caller did not give it, or it is of another type.
        """
        value = self.option(name, kind, None)
        if value is None or (isinstance(value, str) and not value.strip()):
            raise InvalidRequestError(f"{self.target} needs {name}")
        return value

    def check_all_used(self) -> None:
        """Refuse what the family did not read.

        Raises:
            InvalidRequestError: If the caller gave an option that the family cannot honour.
        """
        given = {name for name, value in self._options.items() if value is not None}
        unused = sorted(given - self._used)
        if unused:
            can = ", ".join(sorted(self._used)) or "nothing but a source"
            raise InvalidRequestError(
                f"{self.target} cannot take {' or '.join(unused)}; it understands {can}. Nothing was sent"
            )
