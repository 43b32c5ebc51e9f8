"""A provider that has no package of its own here: its specification is all that is known of it."""

from __future__ import annotations

from longtake.emulator.endpoints import Answer
from longtake.emulator.faults import Refusal
from longtake.emulator.problems import Problem
from longtake.emulator.vendor import House, Vendor


class Documented(Vendor):
    """Answers every operation from the specification, and refuses as HTTP has it."""

    def __init__(self, name: str, house: House, *, balance: float) -> None:
        self.name = name
        self.key_variable = f"{name.upper()}_API_KEY"
        super().__init__(house, f"emulated-{name}-key", balance=balance)

    def unauthorized(self, authorization: str | None) -> Answer:
        """Answer HTTP 401."""
        del authorization
        return _error(401, "The key is missing or wrong")

    def invalid(self, problems: list[Problem]) -> Answer:
        """Answer HTTP 400 with what is wrong."""
        return _error(400, "; ".join(map(str, problems)))

    def no_such_path(self) -> Answer:
        """Answer HTTP 404."""
        return _error(404, "There is no such operation")

    def refuse(self, refusal: Refusal) -> Answer:
        """Answer HTTP 403: without task kinds, the key's addresses are all that is refused for."""
        return _error(403, refusal)

    def coded(self, code: int, message: str, status: int) -> Answer:
        """Answer with an error code."""
        return _error(code, message, status=status)


def _error(code: int, message: str, *, status: int | None = None) -> Answer:
    return Answer(code if status is None else status, {"code": code, "error": message})
