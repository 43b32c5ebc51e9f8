"""A vendor's operations: how a request finds one, and what is answered."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal
from urllib.parse import quote, unquote

from starlette.responses import Response

from longtake.emulator.changes import Rules
from longtake.emulator.family import Family
from longtake.emulator.faults import Target

Purpose = Literal["submit", "read", "cancel", "list", "other"]
NO_PARAMETERS: Mapping[str, str] = {}
PARAMETER = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a vendor says: a mapping is sent as JSON, a string as it is."""

    status: int
    body: Mapping[str, Any] | str | None = None
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    made: str | None = None
    """The id of the task that the request made."""

    @property
    def code(self) -> int | None:
        """The vendor's code in the body, where there is one."""
        code = self.body.get("code") if isinstance(self.body, Mapping) else None
        return code if isinstance(code, int) else None

    def response(self) -> Response:
        """Return it as it is sent."""
        body = self.body if isinstance(self.body, str | None) else json.dumps(self.body)
        return Response(body, self.status, dict(self.headers), self.content_type)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was understood."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any]
    now: float
    """When it is carried out: one answer tells of one time, whatever the clock does meanwhile."""
    origin: str
    """Where the emulator was reached: `http://127.0.0.1:8000`."""


@cache
def _pattern(template: str) -> tuple[re.Pattern[str], list[str]]:
    """Compile a path template: `/tasks/{taskId}` matches any one segment after `/tasks/`.

    Return the parameters' names beside it.
    """
    parts = PARAMETER.split(template)
    return re.compile("([^/]+)".join(map(re.escape, parts[::2]))), parts[1::2]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One of a vendor's operations, as it is carried out here."""

    purpose: Purpose
    method: str
    template: str
    carry_out: Callable[[Call], Answer]
    family: Family | None = None
    specified: str | None = None
    """The path's template in the specification, where that is another."""
    task_parameter: str = ""
    """Which parameter, of path or query, names the task that a read is about."""

    @property
    def label(self) -> str:
        """How the ledger calls it: `submit` and the family's key, or method and path."""
        if self.family is None:
            return f"{self.method} {self.template}"
        return f"{self.purpose} {self.family.key}"

    @property
    def target(self) -> Target | None:
        """What a fault would have to be meant for to befall it; None where none can."""
        return None if self.family is None or self.purpose == "other" else self.purpose

    @property
    def changes(self) -> Rules:
        """What can be odd about its responses."""
        if self.family is None or self.target is None:
            return {}
        return self.family.changes.get(self.target, {})

    def match(self, raw_path: str) -> dict[str, str] | None:
        """Return the parameters in an undecoded path, still encoded; None if it does not match."""
        pattern, names = _pattern(self.template)
        found = pattern.fullmatch(raw_path)
        return None if found is None else dict(zip(names, found.groups(), strict=True))


class Router:
    """Finds the endpoint that a request is for."""

    def __init__(self, endpoints: Iterable[Endpoint], unencoded: str) -> None:
        self._plain: dict[tuple[str, str], Endpoint] = {}
        self._patterned: list[Endpoint] = []
        self._encoded = [quote(character).lower() for character in unencoded]
        for endpoint in endpoints:
            if "{" in endpoint.template:
                self._patterned.append(endpoint)
            else:
                self._plain[endpoint.method, endpoint.template] = endpoint

    def find(self, method: str, raw_path: str) -> tuple[Endpoint | None, Mapping[str, str]]:
        """Return the endpoint at an undecoded path, and the path's parameters, decoded.

        A parameter with a character percent-encoded that the vendor knows only as it is does not
        match.
        """
        plain = self._plain.get((method, raw_path))
        if plain is not None:
            return plain, NO_PARAMETERS
        for endpoint in self._patterned:
            parameters = endpoint.match(raw_path) if endpoint.method == method else None
            if parameters is not None and not self._is_encoded(parameters.values()):
                return endpoint, {name: unquote(value) for name, value in parameters.items()}
        return None, NO_PARAMETERS

    def _is_encoded(self, values: Iterable[str]) -> bool:
        return any(encoded in value.lower() for value in values for encoded in self._encoded)
