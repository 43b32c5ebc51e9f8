"""A provider's operations, and how a request finds its operation."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import quote, unquote

from attrs import frozen

from longtake.emulator.request_bodies import NO_FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from longtake.emulator.alterations import Rules
    from longtake.emulator.faults import RequestKind
    from longtake.emulator.request_bodies import FormFile
    from longtake.emulator.responses import ProviderResponse
    from longtake.emulator.task_kind import TaskKind

Purpose = Literal["submit", "read", "cancel", "list", "other"]
NO_PARAMETERS: Final[Mapping[str, str]] = {}
PARAMETER: Final = re.compile(r"\{([^}]*)\}")
# The operator of RFC 6570 before the name of a parameter whose slashes are not percent-encoded.
SLASHES: Final = "+"


@frozen
class ParsedRequest:
    """A request that passed validation.

    Attributes:
        path: The parameters in its path.
        query: The parameters in its query.
        body: Its body.
        now: When it is carried out. A response has one time, even if the clock moves meanwhile.
        origin: Where the emulator was reached: `http://127.0.0.1:8000`.
        files: The files of a form by their fields.
    """

    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any]
    now: float
    origin: str
    files: Mapping[str, FormFile] = NO_FILES


@cache
def _pattern(template: str) -> tuple[re.Pattern[str], list[str]]:
    """Compile a path template, and return its parameters' names beside it.

    `/tasks/{taskId}` matches any one segment after `/tasks/`, `/tasks/{+taskId}` any number.
    """
    literal, *parts = PARAMETER.split(template)
    names, literals = parts[::2], parts[1::2]
    whole = re.escape(literal)
    for name, literal in zip(names, literals, strict=True):
        whole += ("(.+)" if name.startswith(SLASHES) else "([^/]+)") + re.escape(literal)
    return re.compile(whole), [name.removeprefix(SLASHES) for name in names]


@frozen
class Endpoint:
    """One of a provider's operations.

    Attributes:
        purpose: What it does with tasks.
        method: The HTTP method, in upper case.
        template: The path's template.
        handler: Carries a request out.
        kind: The task kind that it belongs to.
        spec_template: The path's template in the specification, where that is another.
        task_parameter: The parameter, of path or query, that names the task of a read.
    """

    purpose: Purpose
    method: str
    template: str
    handler: Callable[[ParsedRequest], ProviderResponse]
    kind: TaskKind | None = None
    spec_template: str | None = None
    task_parameter: str = ""

    @property
    def label(self) -> str:
        """Its name in the ledger: `submit` and the task kind's key, or method and path."""
        if self.kind is None:
            return f"{self.method} {self.template}"
        return f"{self.purpose} {self.kind.key}"

    @property
    def request_kind(self) -> RequestKind | None:
        """The kind of request for which a fault must be meant to happen here; None where none can."""
        return None if self.kind is None or self.purpose == "other" else self.purpose

    @property
    def alterations(self) -> Rules:
        """The alterations of its responses."""
        if self.kind is None or self.request_kind is None:
            return {}
        return self.kind.alterations.get(self.request_kind, {})

    def match(self, raw_path: str) -> dict[str, str] | None:
        """Return the parameters in an undecoded path, still encoded; None if it does not match."""
        pattern, names = _pattern(self.template)
        found = pattern.fullmatch(raw_path)
        return None if found is None else dict(zip(names, found.groups(), strict=True))


class Router:
    """Finds the endpoint of a request.

    Args:
        endpoints: The endpoints.
        unencoded: The characters that must not be percent-encoded in a path's parameter.
    """

    def __init__(self, endpoints: Iterable[Endpoint], unencoded: str) -> None:
        self._by_path: dict[tuple[str, str], Endpoint] = {}
        self._with_parameters: list[Endpoint] = []
        self._encoded = [quote(character, safe="").lower() for character in unencoded]
        for endpoint in endpoints:
            if "{" in endpoint.template:
                self._with_parameters.append(endpoint)
            else:
                self._by_path[endpoint.method, endpoint.template] = endpoint

    def find(self, method: str, raw_path: str) -> tuple[Endpoint | None, Mapping[str, str]]:
        """Return the endpoint at an undecoded path, and the path's parameters, decoded.

        A parameter does not match if it contains, percent-encoded, a character that the provider accepts
        only unencoded.
        """
        found = self._by_path.get((method, raw_path))
        if found is not None:
            return found, NO_PARAMETERS
        for endpoint in self._with_parameters:
            parameters = endpoint.match(raw_path) if endpoint.method == method else None
            if parameters is not None and not self._is_encoded(parameters.values()):
                return endpoint, {name: unquote(value) for name, value in parameters.items()}
        return None, NO_PARAMETERS

    def _is_encoded(self, values: Iterable[str]) -> bool:
        return any(encoded in value.lower() for value in values for encoded in self._encoded)
